//! Manifests in texts: in data of a `ConfigMap`, in resources that a `ClusterResourceSet` or a workflow applies. Texts
//! in these texts are not looked into.

use super::content::ObjectContent;
use super::is_object;
use super::placeholders::{is_no_image, is_of_schema};
use super::reader::ObjectReader;
use crate::document::Source;
use crate::scan::actions::{first_word, has_action};
use crate::scan::embedded::EmbeddedText;
use crate::scan::mention::Mention;
use crate::scan::readers::template;
use crate::yaml::{Node, Yaml};

/// The words that a manifest with an image has, whatever the image's key is.
const WORDS: [&str; 3] = ["apiVersion", "kind", "mage"];
/// The keys that lines of a manifest with images begin with.
const OBJECT_KEYS: [&str; 2] = ["apiVersion", "kind"];
const IMAGE: &str = "image";
const POD: &str = "Pod";

impl<'y> ObjectReader<'_, 'y> {
    /// Takes the images of a text that is a manifest.
    pub(super) fn text(&mut self, node: Node<'y>, content: ObjectContent) {
        if !self.takes_texts || !content.has_texts() {
            return;
        }
        // Asked first: an alias of a long text costs no second look
        let is_new = node.aliases() == 0 || self.found.is_new("text", node);
        let scalar = node.scalar().filter(|_| is_new);
        let Some(scalar) = scalar.filter(|scalar| may_be_manifest(&scalar.text)) else {
            return;
        };
        if !self.found.is_new("manifest", node) {
            return;
        }
        let outer = EmbeddedText::of(&self.source.text, node, scalar);
        let inner = Source::new(&*self.source.name, &*scalar.text);
        let moved = manifest(&inner, None).into_iter().map(|it| outer.moved(it));
        self.others.extend(moved);
    }
}

/// The images of a text in another file that is a pod, also if it does not say so. If it is none, its lines are open.
pub(in crate::scan) fn pod(inner: &Source) -> Vec<Mention> {
    let mentions = manifest(inner, Some(POD));
    if mentions.is_empty() {
        return lines(inner);
    }
    mentions
}

/// The images of a text that is a manifest, or a template of one; what may be one otherwise is open. `unsaid` is its
/// kind where it says none.
pub(in crate::scan) fn manifest(inner: &Source, unsaid: Option<&str>) -> Vec<Mention> {
    if let Ok(yaml) = Yaml::parse_strictly(inner) {
        let mut reader = ObjectReader::of_text(inner);
        let documents = yaml.documents();
        let objects = documents.filter(|it| unsaid.is_some() || is_object(*it));
        objects.for_each(|object| reader.object(object, unsaid));
        return reader.mentions();
    }
    let has_line = |key: &&str| inner.text.lines().any(|line| value(line, key).is_some());
    if unsaid.is_none() && !OBJECT_KEYS.iter().all(has_line) {
        return Vec::new();
    }
    if has_action(&inner.text) {
        return template::with_comments(inner);
    }
    lines(inner)
}

/// The lines of a text that are no YAML, and name images: a script that applies a manifest.
fn lines(inner: &Source) -> Vec<Mention> {
    let mut at = 0;
    let mut mentions = Vec::new();
    for line in inner.text.split_inclusive('\n') {
        if let Some(value) = value(line, IMAGE)
            .map(str::trim)
            .filter(|it| !it.is_empty() && !is_no_image(it) && !is_of_schema(it))
        {
            let start = at + line.len() - line.trim_start().len();
            let end = at + line.trim_end().len();
            mentions.push(Mention::undecided(start..end, first_word(value)));
        }
        at += line.len();
    }
    mentions
}

/// Whether a text of several lines, or of JSON, has the words of a manifest.
fn may_be_manifest(text: &str) -> bool {
    (text.contains('\n') || text.trim_start().starts_with('{'))
        && WORDS.iter().all(|word| text.contains(word))
}

/// The value of a key that a line begins with.
fn value<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let line = line.trim_start_matches([' ', '\t', '-', '"', '\'', '|']);
    let rest = line.strip_prefix(key)?.trim_start_matches(['"', '\'']);
    rest.strip_prefix(':')
}
