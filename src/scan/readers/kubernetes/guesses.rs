//! Images in resources of others, whose schemas nobody knows: what is written as images are is taken for one, what
//! variables make an image of is told, and everything else is something else.

use super::keys::IMAGE;
use super::placeholders::{TEXT_MAX, filled, is_name_of_tool};
use super::reader::ObjectReader;
use crate::reference::Reference;
use crate::scan::actions::{has_action, is_action, shortened};
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};
use crate::scan::readers::called::{is_something_else, is_untagged, is_version};
use crate::scan::readers::helm::{ImagePieces, is_image_key};
use crate::scan::scalar::{place, said, undecided};
use crate::yaml::Node;

/// The keys of names that an operator may put together with the repository beside them.
const NAMES: [&str; 4] = ["name", "image", "imageName", "repository"];
/// The keys of what an operator may put behind the name of an image, or not.
const VERSIONS: [&str; 4] = ["tag", "imageTag", "imageVersion", "version"];
/// The same, where the pieces have no tag.
const OTHER_VERSIONS: [&str; 2] = ["imageVersion", "version"];
/// The most words of a name at Docker Hub; pictures of disks in clouds have more.
const HUB_WORDS_MAX: usize = 2;
/// The name of this machine, behind which a port stands.
const LOCALHOST: &str = "localhost";

/// What a text under the key of an image is.
#[derive(Debug, PartialEq, Eq)]
enum ImageGuess {
    Image,
    /// An image by a variable or an action.
    Open,
    /// An image whose tag whoever reads the object may have.
    Untagged,
    /// A picture, a pattern, a name.
    Nothing,
}

impl<'y> ObjectReader<'_, 'y> {
    /// Takes an image by its key alone. It may be a picture, or a name: only what is written as images are is taken for
    /// one.
    pub(super) fn called_image(&mut self, name: &str, key: Node<'y>, value: Node<'y>) {
        if self.is_known(key, value) || !self.found.is_new("called", value) {
            return;
        }
        if is_action(value) {
            let shown = &self.source.text[value.span()];
            let mention = Mention::undecided(place(value), shown);
            return self.found.take(key, value, mention);
        }
        let Some(text) = value.as_str() else {
            return;
        };
        match guess(name, text) {
            ImageGuess::Image => self.found.image(key, value),
            ImageGuess::Open => self.found.take(key, value, undecided(value, text)),
            ImageGuess::Untagged => {
                let mention = Mention::unresolved(place(value), text, Obstacle::UnsaidTag);
                self.found.take(key, value, mention);
            }
            ImageGuess::Nothing => {}
        }
    }

    /// Takes the image that the pieces in a mapping below a key make; its repository, where there is one.
    pub(super) fn pieces(&mut self, key: &str, mapping: Node<'y>) -> Option<Node<'y>> {
        if !mapping.is_mapping() {
            return None;
        }
        let pieces = ImagePieces::of(key, mapping);
        let pieces = pieces.filter(|it| is_image_key(key) || it.are_of_operator());
        let Some(pieces) = pieces else {
            return self.divided(mapping);
        };
        let node = pieces.repository;
        if !self.found.is_new("pieces", mapping) {
            return Some(node);
        }
        if let Some(decides) = doubt(mapping, &pieces) {
            self.open(mapping, node, decides);
        } else {
            let (mention, pin) = pieces.mention_alone(self.source);
            let mention = (without_chart(mention), pin);
            self.in_pieces.take(&pieces, mapping, mention);
        }
        Some(node)
    }

    /// Tells of an image whose tag an operator may find beside it, or not.
    fn divided(&mut self, mapping: Node<'y>) -> Option<Node<'y>> {
        let entry = mapping.entry(IMAGE);
        let image = entry.map(|(_, image)| image).filter(|it| is_bare(*it));
        let image = image.or_else(|| {
            // The tag of an image whose name the operator knows, or puts together
            let tag = mapping.get("imageTag")?;
            said(tag).filter(|_| mapping.get(IMAGE).is_none())?;
            Some(tag)
        })?;
        let decides = decision(mapping, &VERSIONS)?;
        if self.found.is_new("pieces", mapping) {
            self.open(mapping, image, decides);
        }
        Some(image)
    }

    fn open(&mut self, mapping: Node<'y>, node: Node<'y>, decides: String) {
        let written = said(node).unwrap_or_default();
        let mention = Mention::unresolved(place(node), written, Obstacle::Expression(decides));
        self.found.take(mapping, node, mention);
    }
}

/// The mention, where no chart says what is missing.
fn without_chart(mention: Mention) -> Mention {
    match mention.image {
        Ok(_) => mention,
        Err(_) => Mention {
            pinning: Pinning::Unsafe(Hindrance::Unresolved),
            ..mention
        },
    }
}

/// What may make another image of the pieces in a mapping than their repository and tag say.
fn doubt(mapping: Node<'_>, pieces: &ImagePieces<'_>) -> Option<String> {
    let mut texts = pieces.texts().filter(|text| text.len() <= TEXT_MAX);
    if let Some(text) = texts.find(|text| text.contains('$') || has_action(text)) {
        return Some(shortened(text));
    }
    if pieces.are_of_operator() {
        return None;
    }
    let is_name = |key: &&str| mapping.get(key).map(Node::id) != Some(pieces.repository.id());
    let names: Vec<&str> = NAMES.into_iter().filter(is_name).collect();
    let has_tag = pieces.tag_node().and_then(said).is_some();
    let version = || decision(mapping, &OTHER_VERSIONS).filter(|_| !has_tag);
    decision(mapping, &names).or_else(version)
}

/// The first of these keys that says something, with what it says.
fn decision(mapping: Node<'_>, keys: &[&str]) -> Option<String> {
    let mut said = keys
        .iter()
        .filter_map(|key| Some((key, said(mapping.get(key)?)?)));
    let (key, text) = said.next()?;
    Some(shortened(&format!("{key}: {}", shortened(text))))
}

/// Whether a node is the name of an image, without a tag and a digest.
fn is_bare(node: Node<'_>) -> bool {
    let text = said(node).filter(|text| text.len() <= TEXT_MAX);
    let image = text.and_then(|text| text.parse::<Reference>().ok());
    image.is_some_and(|image| image.is_bare())
}

fn guess(key: &str, text: &str) -> ImageGuess {
    if is_name_of_tool(text) {
        return ImageGuess::Nothing;
    }
    if let Some(filled) = filled(text) {
        return match filled.parse::<Reference>() {
            Ok(_) => ImageGuess::Open,
            Err(_) => ImageGuess::Nothing,
        };
    }
    let short = Some(text).filter(|text| text.len() <= TEXT_MAX);
    let Some(image) = short.and_then(|text| text.parse::<Reference>().ok()) else {
        return ImageGuess::Nothing;
    };
    if image.digest.is_none() && is_something_else(text) {
        return ImageGuess::Nothing;
    }
    let is_complete = !image.is_bare();
    let is_image = if key == IMAGE {
        is_complete || is_path(text)
    } else {
        let is_named = text.contains('/') || image.tag.as_ref().is_none_or(is_version);
        is_complete && is_named && !is_address(text)
    };
    match is_image {
        true => ImageGuess::Image,
        false if is_untagged(text) => ImageGuess::Untagged,
        false => ImageGuess::Nothing,
    }
}

/// Whether a name without a tag is that of a repository of Docker Hub, or of a registry.
fn is_path(text: &str) -> bool {
    let mut words = text.split('/');
    let first = words.next().unwrap_or_default();
    let is_host = first.contains(['.', ':']) || first == LOCALHOST;
    match words.count() {
        0 => false,
        others => is_host || others < HUB_WORDS_MAX,
    }
}

/// Whether a text may be a host with a port.
fn is_address(text: &str) -> bool {
    let host = text.split(':').next().unwrap_or_default();
    !text.contains('/') && (host == LOCALHOST || host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_as_images_are_is_one() {
        for text in ["acme/app", "redis:7", "ghcr.io/a/b/c", "localhost:5000/a"] {
            assert_eq!(guess("image", text), ImageGuess::Image, "{text}");
        }
        for text in [
            "logo",
            "https://acme.example/a.png",
            "*:latest",
            "projects/acme/global/images/base",
            "auto",
            "ko://acme.example/app",
            "Some words",
            ".*:latest$",
            "12:30",
            "icon.png:1",
        ] {
            assert_eq!(guess("image", text), ImageGuess::Nothing, "{text}");
        }
        for text in [
            "acme/app",
            "assets/hero",
            "db.acme.example:5432",
            "localhost:80",
            "data:abc",
            "avatar:blue",
            "covers/2023:01",
        ] {
            assert_eq!(guess("coverImage", text), ImageGuess::Nothing, "{text}");
        }
        for text in [
            "acme/app:dev-a",
            "redis:7",
            "redis:alpine",
            "localhost:5000/a:1",
        ] {
            assert_eq!(guess("initImage", text), ImageGuess::Image, "{text}");
        }
        assert_eq!(guess("initImage", "ghcr.io/acme/app"), ImageGuess::Untagged);
        let id = format!("sha256:{}", "4f".repeat(32));
        assert_eq!(guess("initImage", &id), ImageGuess::Nothing);
    }

    #[test]
    fn what_a_variable_makes_an_image_of_is_open() {
        for text in [
            "$IMAGE",
            "acme/app:${TAG}",
            "{{ image }}",
            "$(params.image)",
        ] {
            assert_eq!(guess("image", text), ImageGuess::Open, "{text}");
        }
    }
}
