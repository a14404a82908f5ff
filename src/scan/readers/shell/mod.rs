//! Commands that name images: `docker run`, `docker pull` and the like, in scripts of a shell, recipes of make, and
//! steps of pipelines.
//!
//! What they name is told, and not used: nobody knows whether such a command is run, and where. Only a word that is an
//! image by where it stands and as it stands is told; behind an option that is not known, nothing is.

mod docker;
mod expanded;
mod make;
mod options;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::document::Source;
use crate::reference::{Reference, Repository};
use crate::scan::embedded::EmbeddedText;
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Hindrance, MENTIONS_MAX, Mention, Mentions, Pinning};
use crate::yaml::Node;
use docker::{NamedImage, images, script};
use words::{ShellDialect, ShellWord, commands};

/// The row of scripts.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a shell script",
    all: None,
    is_named: |file| matches!(file.ending, "sh" | "bash"),
    reader: KindReader::Text(mentions, CommentRule::Lines),
    is_new: true,
};
/// The row of Makefiles.
pub(in crate::scan) const MAKEFILE: KindRow = KindRow {
    one: "a Makefile",
    all: None,
    is_named: |file| matches!(file.whole, "makefile" | "gnumakefile") || file.ending == "mk",
    reader: KindReader::Text(of_make, CommentRule::Lines),
    is_new: true,
};

/// The most scripts that are handed to a shell in each other: nobody writes more than two.
const SCRIPTS_MAX: usize = 4;

/// The words of which a text with such a command has one: the programs, and variables that are called after them.
const PROGRAM_WORDS: [&str; 7] = [
    "docker",
    "podman",
    "nerdctl",
    "DOCKER",
    "PODMAN",
    "NERDCTL",
    "CONTAINER_",
];
/// The searchers of the words, made once.
static FINDERS: LazyLock<[Finder<'static>; PROGRAM_WORDS.len()]> =
    LazyLock::new(|| PROGRAM_WORDS.map(Finder::new));

/// The images that the commands of a script name.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    let mut commands = ToldCommands::default();
    commands.add(&source.text, Some);
    Ok(commands.mentions())
}

/// The images that the recipes of a Makefile name.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn of_make(source: &Source) -> Mentions {
    let mut commands = ToldCommands::default();
    if has_program(&source.text) {
        for (part, is_recipe) in make::commands(&source.text) {
            // A value may be words that only read like a command
            let kept = |it: Mention| (is_recipe || is_tagged(&it)).then_some(it);
            commands.part(&source.text, part, (ShellDialect::Make, 0), &kept);
        }
    }
    Ok(commands.mentions())
}

/// Whether a tag or a digest is written.
fn is_tagged(mention: &Mention) -> bool {
    let image = mention.image.as_ref();
    image.is_ok_and(|image| !image.is_bare())
}

/// Whether a text has the name of a program whose commands are read.
fn has_program(text: &str) -> bool {
    FINDERS.iter().any(|it| it.find(text.as_bytes()).is_some())
}

/// The images that the commands of a file name. A name that one of them gives to what it builds is none.
#[derive(Default)]
pub(in crate::scan) struct ToldCommands {
    found: Vec<Mention>,
    built: BTreeSet<Repository>,
    /// The nodes of YAML that were read: aliases lead there again.
    read: BTreeSet<usize>,
}

impl ToldCommands {
    /// Adds the commands of a text, whose mentions are moved to where they stand in the file.
    pub(in crate::scan) fn add(&mut self, text: &str, moved: impl Fn(Mention) -> Option<Mention>) {
        if has_program(text) {
            self.part(text, 0..text.len(), (ShellDialect::Shell, 0), &moved);
        }
    }

    /// Adds commands that are a scalar of YAML, or a list of such.
    pub(in crate::scan) fn add_node(&mut self, source: &Source, node: Node<'_>) {
        self.add_node_as(source, node, |text| Cow::Borrowed(text));
    }

    /// The same, of which something is replaced before they are read, by as many bytes.
    pub(in crate::scan) fn add_node_as(
        &mut self,
        source: &Source,
        node: Node<'_>,
        replaced: impl Fn(&str) -> Cow<'_, str>,
    ) {
        let mut rest = vec![node];
        while let Some(node) = rest.pop().filter(|_| self.read.len() < MENTIONS_MAX) {
            if !self.read.insert(node.id()) {
                continue;
            }
            if let Some(scalar) = node.scalar().filter(|it| has_program(&it.text)) {
                let block = EmbeddedText::of(&source.text, node, scalar);
                self.add(&replaced(&scalar.text), |it| Some(block.moved(it)));
            }
            rest.extend(node.items());
        }
    }

    /// Adds a name that is built, if it is one.
    pub(in crate::scan) fn add_built(&mut self, name: &str) {
        let image = name.parse::<Reference>();
        self.built.extend(image.map(|image| image.repository));
    }

    /// The images of all commands.
    pub(in crate::scan) fn mentions(self) -> Vec<Mention> {
        let Self { found, built, .. } = self;
        let is_built = |it: &Mention| {
            let image = it.image.as_ref();
            image.is_ok_and(|image| built.contains(&image.repository))
        };
        // What is substituted in a script that a shell is handed is read before, and with it
        let mut seen = BTreeSet::new();
        let is_new = |it: &Mention| seen.insert((it.span.start, it.written.clone()));
        let found = found.into_iter().filter(|it| !is_built(it));
        found.filter(is_new).collect()
    }

    fn part(
        &mut self,
        text: &str,
        part: Range<usize>,
        (dialect, depth): (ShellDialect, usize),
        moved: &dyn Fn(Mention) -> Option<Mention>,
    ) {
        let inner = &text[part.clone()];
        for words in commands(inner, dialect) {
            for named in images(inner, &words) {
                match named {
                    NamedImage::Built(repository) => {
                        self.built.insert(repository);
                    }
                    NamedImage::Used(word) => {
                        self.found
                            .extend(mention(part.start, &word).and_then(moved));
                    }
                }
            }
            let script = script(&words).filter(|_| depth < SCRIPTS_MAX);
            if let Some(place) = script.and_then(|it| plain(inner, it)) {
                let place = part.start + place.start..part.start + place.end;
                self.part(text, place, (dialect, depth + 1), moved);
            }
        }
    }
}

/// The bytes of a word that a shell hands on as they are, but for expansions; `None` where something in it is hidden,
/// or has quotes of its own.
fn plain(text: &str, word: &ShellWord) -> Option<Range<usize>> {
    if word.is_verbatim {
        return Some(word.span.clone());
    }
    let written = text.get(word.span.clone())?.strip_prefix('"')?;
    let inner = written.strip_suffix('"')?;
    let start = word.span.start + 1;
    (!inner.contains(['"', '\\', '`'])).then_some(start..start + inner.len())
}

/// The mention of a word in a part that begins at a byte.
fn mention(start: usize, word: &ShellWord) -> Option<Mention> {
    let span = start + word.span.start..start + word.span.end;
    let pinning = match word.is_verbatim {
        true => Pinning::Reference(span.clone()),
        false => Pinning::Unsafe(Hindrance::Escapes),
    };
    Mention::read(span, &*word.text, pinning).told()
}
