//! Development containers: `devcontainer.json`, which is JSON with comments
//! (<https://containers.dev/implementors/json_reference/>).
//!
//! Read is `image`, unless a Dockerfile makes the image; the Dockerfile and compose files that it names are followed.
//! Features are no images that run, and have a lock of their own, `devcontainer-lock.json`.

use std::path::PathBuf;
use std::sync::Arc;

use crate::document::{Problem, Source};
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::links::{BuildArguments, BuildInputs, LINKS_MAX, Link, Statement};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::scan::scalar::{place, require_mappings, said, verbatim};
use crate::yaml::{Node, TWICE, Yaml};

const IMAGE: &str = "image";
/// The longest path or value of an argument, in bytes.
const TEXT_MAX: usize = 4096;
/// The variables of the machine (`variableSubstitution.ts` of devcontainers/cli).
const ENVIRONMENTS: [&str; 2] = ["localEnv", "env"];

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a development container",
    all: Some("devcontainer.json"),
    is_named: |file| matches!(file.whole, "devcontainer.json" | ".devcontainer.json"),
    reader: KindReader::Text(mentions, CommentRule::Lines),
    is_new: true,
};

/// The image of a development container.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    let blanked = Source::new(source.name.clone(), without_comments(&source.text));
    let yaml = Yaml::parse(&blanked)?;
    require_mappings(yaml.documents(), "a devcontainer.json must be an object")?;
    let decides = |(key, _): &(Node<'_>, Node<'_>)| key.as_str().is_some_and(decides);
    if let Some(repeat) = yaml.repeats().find(|it| it.pairs.iter().any(decides)) {
        return Err(Problem::at(repeat.again().span(), TWICE));
    }
    let images = yaml.documents().filter_map(mention);
    Ok(images.collect())
}

/// The Dockerfile that the file builds, and the compose files that it starts.
pub(in crate::scan) fn links(source: &Source) -> Vec<Link> {
    let blanked = Source::new(source.name.clone(), without_comments(&source.text));
    let Ok(yaml) = Yaml::parse(&blanked) else {
        return Vec::new();
    };
    yaml.documents().flat_map(links_of).collect()
}

fn links_of(root: Node<'_>) -> Vec<Link> {
    let build = root.get("build");
    let dockerfile = build.and_then(|build| build.get("dockerfile"));
    let dockerfile = dockerfile.or(root.get("dockerFile"));
    let arguments = build.and_then(|build| build.get("args"));
    let arguments = arguments.map(Node::entries).unwrap_or_default();
    let arguments: BuildArguments = arguments
        .into_iter()
        .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), literal(value))))
        .collect();
    let built = dockerfile.and_then(|node| {
        let inputs = BuildInputs {
            arguments: Arc::new(arguments),
            ..BuildInputs::default()
        };
        link(node, Statement::Build(inputs))
    });
    let compose = root.get("dockerComposeFile").into_iter();
    let compose = compose.flat_map(|node| node.items().chain([node]));
    let compose = compose.filter_map(|node| link(node, Statement::ComposeFile(Vec::new())));
    built.into_iter().chain(compose).take(LINKS_MAX).collect()
}

/// What is said of a file whose path, from the directory of the file itself, is written as it is read.
fn link(node: Node<'_>, statement: Statement) -> Option<Link> {
    let path = PathBuf::from(literal(node)?);
    (!path.is_absolute()).then(|| Link {
        span: node.span(),
        target: path,
        statement,
    })
}

fn literal(node: Node<'_>) -> Option<String> {
    let text = said(node).filter(|text| !text.contains('$') && text.len() <= TEXT_MAX);
    text.map(str::to_owned)
}

/// JSON without its comments, each byte where it was.
fn without_comments(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let (mut at, mut is_text) = (0, false);
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        let length = match rest {
            [b'\\', _, ..] if is_text => 2,
            [b'"', ..] => {
                is_text = !is_text;
                1
            }
            [b'/', b'/', ..] if !is_text => blank(&mut bytes, at, line_length(rest)),
            [b'/', b'*', ..] if !is_text => {
                let end = memchr::memmem::find(&rest[2..], b"*/");
                blank(&mut bytes, at, end.map_or(rest.len(), |end| end + 4))
            }
            _ => 1,
        };
        at += length;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn line_length(rest: &[u8]) -> usize {
    memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
}

/// Puts spaces in the place of bytes, but for line ends.
fn blank(bytes: &mut [u8], start: usize, length: usize) -> usize {
    for byte in &mut bytes[start..start + length] {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    length
}

/// Whether a key that is given twice may decide the image.
fn decides(key: &str) -> bool {
    matches!(key, IMAGE | "build" | "dockerFile" | "dockerfile")
}

fn mention(root: Node<'_>) -> Option<Mention> {
    let node = root.get(IMAGE).filter(|_| !is_built(root))?;
    let text = said(node)?;
    let span = place(node);
    let Some(value) = SubstitutedText::of(text) else {
        return Some(Mention::undecided(span, text));
    };
    if value.text.is_empty() {
        let name = value.variable.unwrap_or_default();
        return Some(Mention::unresolved(span, text, Obstacle::Variable(name)));
    }
    let pinning = match &value.variable {
        Some(name) => Pinning::Unsafe(Hindrance::Variable(name.clone())),
        None => Pinning::at(verbatim(node), Pinning::Reference),
    };
    let mention = Mention::read(span, value.text, pinning);
    Some(mention.with_defaults(value.variable.is_some()))
}

/// Whether a Dockerfile makes the image (`isDockerFileConfig` of devcontainers/cli).
fn is_built(root: Node<'_>) -> bool {
    let build = root.get("build");
    let in_build = build.is_some_and(|build| build.get("dockerfile").is_some());
    in_build || build.is_none() && root.get("dockerFile").is_some()
}

/// A text with the defaults of its variables.
struct SubstitutedText {
    text: String,
    /// The first variable.
    variable: Option<String>,
}

impl SubstitutedText {
    /// `None` where something else than the default of a variable decides.
    fn of(text: &str) -> Option<Self> {
        let (mut rest, mut known) = (text, String::new());
        let mut variable = None;
        while let Some((before, behind)) = rest.split_once("${") {
            let (inner, after) = behind.split_once('}')?;
            // A default ends at the next colon
            let mut parts = inner.split(':');
            parts.next().filter(|kind| ENVIRONMENTS.contains(kind))?;
            let name = parts.next()?;
            let default = parts.next()?;
            known.push_str(before);
            known.push_str(default);
            variable.get_or_insert_with(|| name.to_owned());
            rest = after;
        }
        known.push_str(rest);
        Some(Self {
            text: known,
            variable,
        })
    }
}
