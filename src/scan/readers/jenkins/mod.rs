//! Jenkinsfiles: images of the steps and agents that run containers.
//!
//! Read are `docker.image(…)`, `docker` of an `agent`, `withDockerContainer`
//! (<https://www.jenkins.io/doc/book/pipeline/docker/>), `containerTemplate`, and pods in texts
//! (<https://plugins.jenkins.io/kubernetes/>). Groovy is read by its tokens: whatever is no text as a whole is open,
//! and so is a name before which Jenkins puts a registry (`imageName` of docker-commons'
//! `DockerRegistryEndpoint.java`).

use std::ops::Range;

use crate::document::{Problem, Source};
use crate::scan::actions::shortened;
use crate::scan::built::BuiltNames;
use crate::scan::kind::names::is_jenkinsfile;
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle};
use crate::scan::readers::kubernetes;
use tokens::{GroovyToken, TokenKind, tokens};

mod blocks;
mod tokens;

use blocks::{Blocks, HolderStep};

/// The largest file that is read, in bytes: Java takes no method over 64 KiB, so that Jenkins runs none nearly as
/// large.
const SIZE_MAX: usize = 2 << 20;
/// The most tokens of a value: each place looks at that many, and nobody writes a name in more.
const VALUE_MAX: usize = 64;
/// The longest name of what is built, in bytes: no reference is nearly as long.
const NAME_MAX: usize = 1024;
/// The words of which a file with images has one.
const WORDS: [&str; 3] = ["ocker", "containerTemplate", "apiVersion"];
/// The keys that lines of a manifest begin with.
const OBJECT_KEYS: [&str; 2] = ["apiVersion:", "kind:"];
/// What is done to an image that is there already.
const NO_USES: [&str; 2] = ["push", "tag"];
/// The hosts before a name that docker takes for none.
const HUB: [&str; 2] = ["docker.io", "index.docker.io"];
/// What continues a line, as before the first one of a text.
const LINE_ENDS: [&str; 2] = ["\\\n", "\\\r\n"];
const REGISTRY_URL: &str = "registryUrl";
const WITH_REGISTRY: &str = "withRegistry";

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a Jenkinsfile",
    all: Some("Jenkinsfiles"),
    is_named: is_jenkinsfile,
    reader: KindReader::Text(mentions, CommentRule::Never),
    is_new: true,
};

/// The images of a Jenkinsfile.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    let text = &source.text;
    let may_name = WORDS.iter().any(|word| text.contains(word)) || text.contains("yaml");
    if !may_name {
        return Ok(Vec::new());
    }
    if text.len() > SIZE_MAX {
        return Err(Problem::at(0..0, "this Jenkinsfile is larger than 2 MiB"));
    }
    let tokens = tokens(text)?;
    let mut reader = JenkinsReader {
        source,
        tokens: &tokens,
        blocks: Blocks::default(),
        places: Vec::new(),
        built: BuiltNames::default(),
        pods: Vec::new(),
    };
    (0..tokens.len()).for_each(|at| reader.token(at));
    let places = reader.places.iter();
    let mut mentions: Vec<Mention> = places.filter_map(|it| reader.mention(it)).collect();
    mentions.append(&mut reader.pods);
    Ok(mentions)
}

struct JenkinsReader<'s> {
    source: &'s Source,
    tokens: &'s [GroovyToken],
    blocks: Blocks,
    places: Vec<JenkinsPlace>,
    built: BuiltNames,
    pods: Vec<Mention>,
}

/// A place that has an image.
struct JenkinsPlace {
    /// The tokens of its value.
    value: Range<usize>,
    /// The block whose registry Jenkins puts before the name.
    block: Option<usize>,
}

impl JenkinsReader<'_> {
    fn text(&self, at: usize) -> &str {
        let token = self.tokens.get(at);
        token.map_or("", |it| &self.source.text[it.span.clone()])
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        Some(self.tokens.get(at)?.kind)
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.text(before))
    }

    fn token(&mut self, at: usize) {
        match self.tokens[at].kind {
            TokenKind::Word => self.word(at),
            TokenKind::Sign => self.sign(at),
            TokenKind::Text => self.string(at),
            TokenKind::Pattern => {}
        }
    }

    fn sign(&mut self, at: usize) {
        let text = &self.source.text[self.tokens[at].span.clone()];
        match text {
            "(" | "{" | "[" => {
                let before = at.checked_sub(1).filter(|it| self.kind(*it).is_some());
                let before = before.map_or("", |before| {
                    &self.source.text[self.tokens[before].span.clone()]
                });
                self.blocks.open(text, before);
            }
            ")" | "}" | "]" => self.blocks.close(),
            _ => {}
        }
    }

    fn word(&mut self, at: usize) {
        let text = &self.source.text[self.tokens[at].span.clone()];
        let is_member = self.before(at) == ".";
        match (text, self.blocks.holder()) {
            ("docker", _) if self.text(at + 1) == "." => self.method(at + 2),
            ("docker", HolderStep::Agent) | ("withDockerContainer", _) if !is_member => {
                let block = (text == "docker").then(|| self.blocks.current());
                self.positional(at + 1, block);
            }
            ("image", HolderStep::Docker) if !is_member => {
                let block = Some(self.blocks.current());
                self.named(at, block);
            }
            ("image", HolderStep::Container) if !is_member => self.named(at, None),
            (REGISTRY_URL, HolderStep::Docker) if !is_member => {
                let value = self.value_behind(at);
                if value.is_some_and(|value| self.is_registry(&value)) {
                    self.blocks.set_registry(REGISTRY_URL);
                }
            }
            _ => {}
        }
    }

    /// A method of the variable `docker`.
    fn method(&mut self, at: usize) {
        let value = match self.text(at + 1) {
            "(" => self.value(at + 2, false),
            _ => self.value(at + 1, true),
        };
        match self.text(at) {
            "image" => {
                let behind = value.end;
                let is_used =
                    self.text(behind + 1) != "." || !NO_USES.contains(&self.text(behind + 2));
                if is_used {
                    let block = Some(self.blocks.current());
                    self.places.push(JenkinsPlace { value, block });
                }
            }
            "build" => {
                let (_, written) = self.written(&value);
                if written.len() <= NAME_MAX {
                    let written = written.to_owned();
                    self.built.add(&written);
                }
            }
            WITH_REGISTRY if self.is_registry(&value) => {
                self.blocks
                    .begin_registry(self.text(at + 1) == "(", WITH_REGISTRY);
            }
            _ => {}
        }
    }

    /// A step or an agent whose only value may be the image.
    fn positional(&mut self, at: usize, block: Option<usize>) {
        let (start, is_command) = match self.text(at) {
            "(" => (at + 1, false),
            _ => (at, true),
        };
        let is_value = matches!(self.kind(start), Some(TokenKind::Word | TokenKind::Text))
            && self.text(start + 1) != ":"
            && !(is_command && self.tokens[start].begins_line);
        if is_value {
            let value = self.value(start, is_command);
            self.places.push(JenkinsPlace { value, block });
        }
    }

    fn named(&mut self, at: usize, block: Option<usize>) {
        if let Some(value) = self.value_behind(at) {
            self.places.push(JenkinsPlace { value, block });
        }
    }

    /// The value of a setting: `image 'a'`, `image('a')`, `image: 'a'`.
    fn value_behind(&self, at: usize) -> Option<Range<usize>> {
        let next = self.tokens.get(at + 1)?;
        match (self.text(at + 1), next.kind) {
            ("(", _) => Some(self.value(at + 2, false)),
            (":", _) => Some(self.value(at + 2, false)),
            (_, TokenKind::Word | TokenKind::Text) if !next.begins_line => {
                Some(self.value(at + 1, true))
            }
            _ => None,
        }
    }

    /// The tokens of the value that begins at one; as that of a command, it ends with its line.
    fn value(&self, start: usize, is_command: bool) -> Range<usize> {
        let mut depth = 0_usize;
        let end = self.tokens.len().min(start + VALUE_MAX);
        for at in start..end {
            let is_end = is_command && at > start && self.tokens[at].begins_line;
            match self.text(at) {
                _ if is_end && depth == 0 => return start..at,
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" | "," | ";" if depth == 0 => return start..at,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
        }
        start..end.max(start)
    }

    /// What is written as a value, and where: of a text, without its quotes.
    fn written(&self, value: &Range<usize>) -> (Range<usize>, &str) {
        let tokens = self.tokens.get(value.clone()).unwrap_or_default();
        let span = match tokens {
            [] => 0..0,
            [only] => only.inner(),
            [first, .., last] => first.span.start..last.span.end,
        };
        (span.clone(), &self.source.text[span])
    }

    /// Whether a value is written as it is read.
    fn is_literal(&self, value: &Range<usize>) -> bool {
        let [only] = self.tokens.get(value.clone()).unwrap_or_default() else {
            return false;
        };
        let (_, written) = self.written(value);
        let has_variables = self.text(value.start).starts_with('"') && written.contains('$');
        only.kind == TokenKind::Text && only.quote > 0 && !has_variables && !written.contains('\\')
    }

    /// Whether a value is the address of a registry other than Docker Hub, or nobody can tell.
    fn is_registry(&self, value: &Range<usize>) -> bool {
        let (_, url) = self.written(value);
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default();
        !(self.is_literal(value) && (url.is_empty() || HUB.contains(&host)))
    }

    fn mention(&self, place: &JenkinsPlace) -> Option<Mention> {
        let (span, written) = self.written(&place.value);
        if written.is_empty() || self.built.has(written) {
            return None;
        }
        if !self.is_literal(&place.value) {
            return Some(Mention::undecided(span, shortened(written)));
        }
        let registry = place.block.and_then(|block| self.blocks.registry(block));
        Some(match registry {
            Some(key) => Mention::unresolved(span, written, Obstacle::Registry(key.to_owned())),
            None => Mention::whole(self.source, span),
        })
    }

    /// A text: a command that builds, or a pod.
    fn string(&mut self, at: usize) {
        let inner = self.tokens[at].inner();
        let text = &self.source.text[inner.clone()];
        if text.contains("build") || text.contains("kaniko") {
            self.built.add_command(text.split_whitespace());
        }
        let key = match self.before(at) {
            ":" | "=" | "(" => at.checked_sub(2).map_or("", |key| self.text(key)),
            key => key,
        };
        let is_pod = key == "yaml";
        let has_key = |key: &&str| text.lines().any(|line| line.trim_start().starts_with(key));
        if !is_pod && !OBJECT_KEYS.iter().all(has_key) {
            return;
        }
        // Groovy takes a line end behind a backslash away
        let first = LINE_ENDS.iter().find(|end| text.starts_with(**end));
        let start = inner.start + first.map_or(0, |end| end.len());
        let pod = Source::new(&*self.source.name, &self.source.text[start..inner.end]);
        let found = match is_pod {
            true => kubernetes::pod(&pod),
            false => kubernetes::manifest(&pod, None),
        };
        let moved = |part: &Range<usize>| Some(start + part.start..start + part.end);
        let found = found.into_iter();
        let found = found.map(|it| it.moved(moved, start..start, &Hindrance::Escapes));
        self.pods.extend(found);
    }
}
