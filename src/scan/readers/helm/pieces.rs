//! Images in the pieces that charts put together: registry, repository, tag, digest.

use super::registry::{self, KeyedRegistry, has_host, join};
use crate::document::Source;
use crate::reference::Reference;
use crate::scan::actions::{has_action, is_action, shortened};
use crate::scan::image_keys::{HUB, NAME, NAMES, TAGS, VERSION};
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning, ValuesPlace};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{misread, place, said, verbatim};
use crate::yaml::Node;

/// The longest that the pieces of an image may be together: no reference is nearly as long, and aliases can repeat a
/// long one often.
const LENGTH_MAX: usize = 4096;
/// The images behind whose `version` the operator of NVIDIA puts the system of a machine (`resolveDriverTag` in
/// `controllers/object_controls.go`), and that operator.
const OF_SYSTEMS: [&str; 4] = ["driver", "gdrdrv", "nvidia-fs", "vgpu-manager"];
const OPERATOR: &str = "gpu-operator";
/// The keys of two names of one image.
const NAME_PAIR: [&str; 2] = ["repository", "image"];
/// The keys of other parts of a name: what charts put before a repository or a name, beside the key of a registry.
const PARTS_BEFORE: [&str; 6] = [
    "organization",
    "org",
    "namespace",
    "project",
    "prefix",
    "host",
];
/// The keys that say of a mapping with a repository that it is an image.
const EVIDENCE: [&str; 3] = ["digest", "pullPolicy", "imagePullPolicy"];
/// Hosts of git that are no registries: theirs are `ghcr.io` and `registry.gitlab.com`, and Bitbucket has none.
const GIT_HOSTS: [&str; 3] = ["github.com/", "gitlab.com/", "bitbucket.org/"];
/// The key of a digest without its algorithm (charts of Grafana).
const SHA: &str = "sha";

/// The pieces of an image that a mapping has.
pub(in crate::scan::readers) struct ImagePieces<'y> {
    registry: Option<(&'static str, &'y str)>,
    pub(in crate::scan::readers) repository: Node<'y>,
    /// The key of the repository.
    name_key: &'static str,
    /// What stands before the repository: `repository` beside `image` and `version`.
    before: Option<&'y str>,
    /// Whether it has `repository` and `image` beside a tag: some charts take one of both, some put them together.
    has_two_names: bool,
    /// The key of what some charts make a part of the name, too.
    other_part: Option<&'static str>,
    tag: Option<(Node<'y>, Node<'y>)>,
    digest: Option<(Node<'y>, Node<'y>)>,
    sha: Option<&'y str>,
}

impl<'y> ImagePieces<'y> {
    /// The pieces in a mapping below a key.
    pub(in crate::scan::readers) fn of(key: &str, mapping: Node<'y>) -> Option<Self> {
        let is_text = |node: &Node<'_>| node.as_str().is_some_and(|text| !text.is_empty());
        let text = |name| mapping.get(name).filter(is_text);
        let is_tag = |(_, node): &(Node<'y>, Node<'y>)| !node.is_mapping() || is_action(*node);
        let entry = |name| mapping.entry(name).filter(is_tag);
        let tag = TAGS.iter().find_map(|name| entry(name));
        let is_image = is_image_key(key);
        let before = text("repository").filter(|_| tag.is_none());
        let before = before.and_then(said).filter(|_| text("image").is_some());
        let version = before.and_then(|_| entry(VERSION));
        let (name_key, repository) = if version.is_some() {
            ("image", text("image")?)
        } else if let Some(repository) = text("repository")
            && (tag.is_some() || is_image || EVIDENCE.iter().any(|it| mapping.get(it).is_some()))
        {
            ("repository", repository)
        } else {
            let named = |name: &&'static str| Some((*name, text(name)?));
            let tagged = NAMES[1..].iter().find_map(named);
            let tagged = tagged.or_else(|| Some((NAME, text(NAME).filter(|_| is_image)?)));
            tagged.filter(|_| tag.is_some())?
        };
        let pieces = Self {
            registry: registry::beside(mapping),
            repository,
            name_key,
            before: before.filter(|_| version.is_some()),
            has_two_names: tag.is_some() && NAME_PAIR.iter().all(|name| text(name).is_some()),
            other_part: is_image
                .then(|| other_part(mapping, name_key, repository))
                .flatten(),
            tag: version.or(tag),
            digest: mapping.entry("digest"),
            sha: mapping.get(SHA).and_then(said),
        };
        (!repository.is_null() && !is_elsewhere(&pieces.name())).then_some(pieces)
    }

    /// The name of the image without its tag.
    pub(super) fn name(&self) -> String {
        let repository = self.repository.as_str().unwrap_or_default();
        match (self.before, self.registry) {
            (Some(before), _) => join(before, repository),
            (None, Some((_, registry))) => join(registry, repository),
            (None, None) => repository.to_owned(),
        }
    }

    pub(in crate::scan::readers) fn tag_node(&self) -> Option<Node<'y>> {
        self.tag.map(|(_, tag)| tag)
    }

    fn tag_text(&self) -> Option<&'y str> {
        self.tag_node().and_then(said)
    }

    /// The digest as it is put behind the image.
    fn digest_text(&self) -> Option<String> {
        let digest = self.digest.and_then(|(_, digest)| said(digest));
        let sha = |sha: &str| match sha.contains(':') {
            true => sha.to_owned(),
            false => format!("sha256:{sha}"),
        };
        digest.map(str::to_owned).or_else(|| self.sha.map(sha))
    }

    /// Whether these are `repository`, `image` and `version`, and the first has a host.
    pub(in crate::scan::readers) fn are_of_operator(&self) -> bool {
        self.before
            .is_some_and(|before| has_host(&join(before, "a")))
    }

    /// The texts that are put together.
    pub(in crate::scan::readers) fn texts(&self) -> impl Iterator<Item = &'y str> {
        let digest = self.digest.map(|(_, digest)| digest);
        let pieces = [Some(self.repository), self.tag_node(), digest];
        let texts = pieces.into_iter().flatten().filter_map(Node::as_str);
        let others = [self.before, self.registry.map(|(_, text)| text), self.sha];
        texts.chain(others.into_iter().flatten())
    }

    /// The key of what may come before the name in a chart, so that it is another image. `around` is a registry further
    /// up, `global` one for all images.
    fn disputed(
        &self,
        around: Option<&KeyedRegistry>,
        global: Option<&KeyedRegistry>,
    ) -> Option<String> {
        let repository = self.repository.as_str().unwrap_or_default();
        let is_other = |it: &&KeyedRegistry| !it.is_same(self.registry.map(|(_, text)| text));
        match (self.before, self.registry) {
            _ if self.has_two_names => Some(NAME_PAIR[1].to_owned()),
            (Some(_), Some((key, _))) => Some(key.to_owned()),
            (Some(before), None) if has_host(&join(before, repository)) => None,
            (None, None) if has_host(repository) => None,
            (_, Some((HUB, _))) if repository.contains('/') => Some(HUB.to_owned()),
            (_, Some(_)) => global.filter(is_other).map(|it| it.keys.clone()),
            (_, None) => around.or(global).filter(is_other).map(|it| it.keys.clone()),
        }
    }

    /// The image where nothing around it can be a part of its name, and the scalar that a digest would be written in.
    pub(in crate::scan::readers) fn mention_alone(
        &self,
        source: &Source,
    ) -> (Mention, Option<Node<'y>>) {
        self.mention(source, None, None)
    }

    /// The image, and the scalar that a digest would be written in.
    pub(super) fn mention(
        &self,
        source: &Source,
        around: Option<&KeyedRegistry>,
        global: Option<&KeyedRegistry>,
    ) -> (Mention, Option<Node<'y>>) {
        let span = place(self.repository);
        if self.texts().map(str::len).sum::<usize>() > LENGTH_MAX {
            let shown = shortened(self.repository.as_str().unwrap_or_default());
            return (Mention::undecided(span, shown), None);
        }
        if let Some((written, why)) = self.open(source, around, global) {
            return (Mention::unresolved(span, written, why), None);
        }
        let (pinning, pin) = self.pinning();
        let tag = self.tag_node().filter(|tag| said(*tag).is_some());
        let tag = tag.filter(|_| matches!(pinning, Pinning::Digest(_)));
        let written = self.written();
        let mention = match self.lack(&written) {
            Some(obstacle) => Mention {
                pinning,
                ..Mention::unresolved(span, written, obstacle)
            },
            None => Mention::read(span, written, pinning),
        };
        (mention.with_tag_at(tag.and_then(verbatim)), pin)
    }

    /// The image with its tag and digest.
    fn written(&self) -> String {
        let behind = |sign, part: Option<&str>| part.map(|part| format!("{sign}{part}"));
        let tag = behind(':', self.tag_text()).unwrap_or_default();
        let digest = behind('@', self.digest_text().as_deref()).unwrap_or_default();
        self.name() + &tag + &digest
    }

    /// The image, and why nobody can tell from the pieces which one it is.
    fn open(
        &self,
        source: &Source,
        around: Option<&KeyedRegistry>,
        global: Option<&KeyedRegistry>,
    ) -> Option<(String, Obstacle)> {
        if let Some(action) = self.tag_node().filter(|tag| is_action(*tag)) {
            let action = shortened(&source.text[action.span()]);
            return Some((self.name(), Obstacle::Expression(action)));
        }
        let written = self.written();
        // No reference has a dollar: it is a variable, of Flux or of a shell
        let why = if has_action(&written) || written.contains('$') {
            Obstacle::Expression(shortened(&written))
        } else if let Some(number) = self.tag_node().and_then(number) {
            Obstacle::Number(number)
        } else if self.lacks_system() {
            Obstacle::Expression(OPERATOR.to_owned())
        } else {
            Obstacle::Registry(self.disputed(around, global)?)
        };
        Some((written, why))
    }

    /// Whether an operator puts the system of a machine behind the tag.
    fn lacks_system(&self) -> bool {
        let name = self.before.and_then(|_| self.repository.as_str());
        let is_of_system = name.is_some_and(|name| OF_SYSTEMS.contains(&name));
        is_of_system && !self.tag_text().is_some_and(|tag| tag.contains(':'))
    }

    /// What the image lacks, though everything that is said of it is known.
    fn lack(&self, written: &str) -> Option<Obstacle> {
        if let Some(key) = self.other_part {
            return Some(Obstacle::Registry(key.to_owned()));
        }
        let is_untagged = self.tag_text().is_none() && self.digest_text().is_none();
        (is_untagged && !is_complete(written)).then_some(Obstacle::NoTag)
    }

    /// The scalars that are put together, each with the key that holds it.
    pub(super) fn parts(&self, mapping: Node<'y>) -> Vec<(Node<'y>, Node<'y>)> {
        let name = mapping.entry(self.name_key);
        [name, self.tag, self.digest]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The place of the image in values, by which the templates of their chart name it.
    pub(super) fn place(&self, keys: &[String]) -> ValuesPlace {
        let name = self.name();
        let is_untagged = self.tag_text().is_none() && !is_complete(&name);
        let is_untagged = is_untagged && self.name_key != NAME;
        let lacks_registry = self.registry.is_none() && self.before.is_none() && !has_host(&name);
        ValuesPlace {
            keys: keys.to_vec(),
            name_key: self.name_key.to_owned(),
            other_part: self.other_part,
            is_untagged,
            has_tag_key: self.tag.is_some(),
            is_whole: false,
            lacks_registry,
        }
    }

    /// The place for a digest: charts that have a key for it put it behind the tag, the others print the tag.
    fn pinning(&self) -> (Pinning, Option<Node<'y>>) {
        // Without quotes, nothing stands at a place of which nobody knows whether a space is before it
        let usable = |node: Node<'_>| !node.is_null() && verbatim(node).is_some();
        if self.sha.is_some() {
            return (Pinning::Unsafe(Hindrance::Unproven), None);
        }
        if let Some((_, digest)) = self.digest.filter(|(_, digest)| usable(*digest)) {
            return (Pinning::at(verbatim(digest), Pinning::Digest), Some(digest));
        }
        let repository = self.repository;
        match self.tag_node().filter(|tag| said(*tag).is_some()) {
            Some(tag) if usable(tag) => (Pinning::at(verbatim(tag), Pinning::Tag), Some(tag)),
            // A digest in `tag` would freeze what follows the chart
            None if !is_complete(&self.name()) => (Pinning::Unsafe(Hindrance::AppVersion), None),
            // What the repository has behind it is all that there is
            None if self.registry.is_none() && self.before.is_none() => {
                let pinning = Pinning::at(verbatim(repository), Pinning::Reference);
                (pinning, Some(repository))
            }
            _ => (Pinning::Unsafe(Hindrance::Escapes), None),
        }
    }
}

/// The key of what may be a part of the name of an image beside the key that has it, as far as the texts show.
fn other_part(mapping: Node<'_>, name_key: &str, repository: Node<'_>) -> Option<&'static str> {
    let repository = repository.as_str().filter(|it| it.len() <= LENGTH_MAX)?;
    let text = |key: &str| said(mapping.get(key)?).filter(|it| it.len() <= LENGTH_MAX);
    let is_part = |before: &str, behind: &str| join(before, behind).parse::<Reference>().is_ok();
    let is_behind = |name: &str| {
        let last = repository.rsplit('/').next();
        name != repository && last != Some(name) && is_part(repository, name)
    };
    if name_key == NAMES[0] && text(NAME).is_some_and(is_behind) {
        return Some(NAME);
    }
    let may_have = [NAMES[0], NAME].contains(&name_key) && !has_host(repository);
    let is_before = |part: &str| {
        let rest = repository.strip_prefix(part.trim_end_matches('/'));
        is_part(part, repository) && !rest.is_some_and(|it| it.starts_with('/'))
    };
    let mut keys = PARTS_BEFORE.into_iter().filter(|_| may_have);
    keys.find(|key| text(key).is_some_and(is_before))
}

/// The number that YAML takes a tag for, as it is printed.
fn number(tag: Node<'_>) -> Option<String> {
    misread(tag, printed_otherwise)
}

/// Whether a text is an image as a whole.
pub(in crate::scan::readers) fn is_complete(text: &str) -> bool {
    let image = text.parse::<Reference>();
    image.is_ok_and(|image| !image.is_bare())
}

/// `image`, `initImage`, `sidecar-image`.
pub(in crate::scan::readers) fn is_image_key(key: &str) -> bool {
    key.ends_with("Image") || key.ends_with("image")
}

/// Whether a repository is one of git, or of charts.
fn is_elsewhere(repository: &str) -> bool {
    let is_of_git = repository.starts_with("git@") || repository.ends_with(".git");
    let is_of_git = is_of_git || GIT_HOSTS.iter().any(|it| repository.starts_with(it));
    repository.contains("://") || is_of_git
}
