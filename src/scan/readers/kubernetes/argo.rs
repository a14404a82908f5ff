//! Applications of Argo CD: images in the options of kustomize and Helm
//! (<https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/>,
//! <https://argo-cd.readthedocs.io/en/stable/user-guide/helm/>).

use std::collections::BTreeMap;

use super::placeholders::is_placeholder;
use super::reader::ObjectReader;
use crate::document::Source;
use crate::reference::Reference;
use crate::scan::actions::shortened;
use crate::scan::embedded::EmbeddedText;
use crate::scan::mention::{Mention, Obstacle, Pinning};
use crate::scan::readers::helm::{self, has_host, is_complete, is_image_key};
use crate::scan::scalar::{own_place, place, said, unaliased, undecided, verbatim};
use crate::yaml::{Node, Yaml};

/// The sign between the name of an image and what replaces it.
const REPLACES: char = '=';
/// The sign for what stays as it is.
const SAME: char = '*';
/// The pieces of an image that parameters set.
const PIECES: [&str; 4] = ["registry", "repository", "tag", "digest"];
/// The option that is a text of values.
const VALUES: &str = "values";
/// The word that lines of values with an image have.
const WORD: &str = "mage";

impl<'y> ObjectReader<'_, 'y> {
    /// Takes the images of an option, by its key and the key that holds it; whether it is one.
    pub(super) fn option(&mut self, holder: &str, key: Node<'y>, value: Node<'y>) -> bool {
        let name = key.as_str().unwrap_or_default();
        match (holder, name) {
            ("kustomize", "images") => {
                let images = value.items().filter_map(replacement);
                self.others.extend(images);
            }
            ("helm", "parameters") => self.parameters(value),
            ("helm", VALUES) | ("spec", "valuesContent") => {
                let values = values(self.source, value);
                self.others.extend(values);
            }
            _ => return false,
        }
        true
    }

    /// Values of Helm by their paths: `image.tag`.
    fn parameters(&mut self, list: Node<'y>) {
        let mut images: BTreeMap<&str, BTreeMap<&str, Node<'y>>> = BTreeMap::new();
        for item in list.items() {
            let Some((name, (key, value))) = item
                .get("name")
                .and_then(said)
                .zip(item.entry("value"))
                .filter(|(_, (_, value))| said(*value).is_some())
            else {
                continue;
            };
            let (path, last) = name.rsplit_once('.').unwrap_or(("", name));
            if PIECES.contains(&last) && is_image_key(path) {
                images.entry(path).or_default().insert(last, value);
            } else if is_image_key(last) {
                self.called_image(last, key, value);
            }
        }
        for (path, parts) in images {
            let parts = PIECES.map(|name| parts.get(name).copied());
            self.others.extend(together(path, parts));
        }
    }
}

/// The image of parameters that set its pieces.
fn together(path: &str, parts: [Option<Node<'_>>; 4]) -> Option<Mention> {
    let [registry, repository, tag, digest] = parts;
    let Some(node) = repository else {
        let mut others = [tag, digest, registry].into_iter().flatten();
        return others.next().map(elsewhere);
    };
    let before = registry.and_then(said).map(|text| format!("{text}/"));
    let behind = |sign, part: Option<Node<'_>>| Some(format!("{sign}{}", said(part?)?));
    let texts = [
        before,
        said(node).map(str::to_owned),
        behind(':', tag),
        behind('@', digest),
    ];
    let written = texts.into_iter().flatten().collect::<String>();
    if is_placeholder(&written) {
        return Some(undecided(node, &written));
    }
    let unresolved = |why| Some(Mention::unresolved(place(node), &*written, why));
    if registry.is_none() && !has_host(&written) {
        return unresolved(Obstacle::Registry(format!("{path}.registry")));
    }
    let pinning = match (digest, tag) {
        (Some(digest), _) => unaliased(digest, verbatim(digest), Pinning::Digest),
        (None, Some(tag)) => unaliased(tag, verbatim(tag), Pinning::Tag),
        (None, None) if registry.is_none() && is_complete(&written) => {
            Pinning::at(verbatim(node), Pinning::Reference)
        }
        (None, None) => return unresolved(Obstacle::NoTag),
    };
    let mention = Mention::read(place(node), &*written, pinning);
    Some(mention.with_tag_at(digest.and(tag).and_then(own_place)))
}

/// A piece of an image whose repository the chart has.
fn elsewhere(piece: Node<'_>) -> Mention {
    let written = said(piece).map(shortened).unwrap_or_default();
    Mention::unresolved(place(piece), written, Obstacle::NoRepository)
}

/// The image of an argument of `kustomize edit set image`: `name=new:tag`, `name:tag`
/// (`kustomize/commands/edit/set/setimage.go`). One without a new name and a tag says nothing.
fn replacement(item: Node<'_>) -> Option<Mention> {
    let text = said(item)?;
    let (old, new) = match text.split_once(REPLACES) {
        Some((old, new)) => (Some(old), new),
        None => (None, text),
    };
    if is_placeholder(new) || new.contains(SAME) {
        return Some(undecided(item, text));
    }
    let image = new.parse::<Reference>().ok();
    let has_none = image.is_some_and(|image| image.is_bare());
    if has_none {
        let unresolved = || Mention::unresolved(place(item), new, Obstacle::NoTag);
        return old.map(|_| unresolved());
    }
    let whole = verbatim(item);
    let part = whole.map(|whole| whole.end - new.len()..whole.end);
    let span = part.clone().unwrap_or_else(|| place(item));
    Some(Mention::read(
        span,
        new,
        unaliased(item, part, Pinning::Reference),
    ))
}

/// The images of values that are a text.
fn values(source: &Source, node: Node<'_>) -> Vec<Mention> {
    let Some(scalar) = node.scalar() else {
        return Vec::new();
    };
    let outer = EmbeddedText::of(&source.text, node, scalar);
    let inner = Source::new(&*source.name, &*scalar.text);
    let Ok(yaml) = Yaml::parse_strictly(&inner) else {
        // No line of it is shown: values have passwords too
        let has_image = inner.text.contains(WORD);
        let open = has_image.then(|| Mention::undecided(outer.start(), VALUES));
        return open.into_iter().collect();
    };
    let mappings = yaml.documents().filter(|document| document.is_mapping());
    let mentions = mappings.flat_map(|root| helm::values(&inner, root));
    mentions.map(|mention| outer.moved(mention)).collect()
}
