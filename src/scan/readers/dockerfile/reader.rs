//! The instructions of a Dockerfile, in their order: which names are stages, and which are images.

use std::collections::HashSet;

use super::arguments::{self, Arguments};
use super::expand::expand;
use super::flags::{self, Flag};
use super::lines::{self, Instruction, Instructions};
use super::mention;
use super::stages::Stages;
use super::value::{WordResult, WordValue, expression};
use super::written::PlacedText;
use crate::document::Problem;
use crate::scan::actions::{has_action, shortened};
use crate::scan::filled::emptied;
use crate::scan::links::BuildArguments;
use crate::scan::mention::{
    Hindrance, MENTIONS_MAX, Mention, Mentions, Obstacle, Pinning, too_many,
};

pub(super) struct DockerfileReader {
    escape: char,
    arguments: Arguments,
    /// The stages so far, by their names in lower case; none before the first `FROM`.
    earlier: Option<Stages>,
    /// All stages of the file. Docker takes none that comes later for an image where it copies, but refuses the file.
    stages: Stages,
    mentions: Vec<Mention>,
    /// What makes stages of a template whose names nobody knows.
    decides: Option<String>,
}

impl DockerfileReader {
    /// Nothing was read yet of these lines but the names of their stages.
    ///
    /// # Errors
    /// Where docker cannot read a line.
    pub(super) fn new(escape: char, mut lines: Instructions<'_>) -> Result<Self, Box<Problem>> {
        let mut stages = Stages::default();
        let mut decides = None;
        while let Some(line) = lines.next()? {
            if line.keyword == "from" {
                let (_, rest) = flags::split(&line.rest, escape);
                let words = words(&rest);
                stages.extend(words.get(2).map(|name| name.text().to_lowercase()));
                // A part of an image names no stage
                let mut others = words.iter().skip(1);
                if others.any(|word| has_action(word.text())) {
                    decides.get_or_insert_with(|| shortened(&emptied(rest.text())));
                }
            }
        }
        Ok(Self {
            escape,
            arguments: Arguments::default(),
            earlier: None,
            stages,
            mentions: Vec::new(),
            decides,
        })
    }

    /// The lines are those of a stage that something else begins.
    pub(super) fn within_stage(escape: char) -> Self {
        Self {
            escape,
            arguments: Arguments::default(),
            earlier: Some(Stages::default()),
            stages: Stages::default(),
            mentions: Vec::new(),
            decides: None,
        }
    }

    /// The same, if something else makes stages whose names nobody knows.
    pub(super) fn with_stages_of(self, decides: Option<String>) -> Self {
        let decides = decides.or(self.decides);
        Self { decides, ..self }
    }

    /// The same, where a build gives values to arguments.
    pub(super) fn with_arguments(mut self, given: &BuildArguments) -> Self {
        self.arguments.given = given.clone();
        self
    }

    /// Adds the image of a word, unless the word may be a stage whose name nobody knows.
    fn image(&mut self, word: &PlacedText, outcome: WordResult) {
        let mention = mention::of(word, outcome);
        let may_be_stage = mention.image.is_ok() && stage_name(&mention.written).is_some();
        let mention = match self.decides.clone().filter(|_| may_be_stage) {
            Some(decides) => {
                Mention::unresolved(mention.span, mention.written, Obstacle::Expression(decides))
            }
            None => mention,
        };
        self.mentions.push(mention);
    }

    pub(super) fn add(&mut self, mention: Mention) {
        self.mentions.push(mention);
    }

    pub(super) fn line(&mut self, line: &Instruction) -> Result<(), Box<Problem>> {
        if self.mentions.len() > MENTIONS_MAX {
            return Err(too_many());
        }
        let (flags, rest) = flags::split(&line.rest, self.escape);
        let misplaced = "only `ARG` may come before the first `FROM`";
        match line.keyword.as_str() {
            "from" => self.from(line, &flags, &rest)?,
            "arg" if self.earlier.is_none() => self.declare(&rest),
            "arg" => self.arguments.hand_over(&rest, self.escape),
            "add" | "cmd" | "copy" | "entrypoint" | "env" | "expose" | "healthcheck" | "label"
            | "maintainer" | "onbuild" | "run" | "shell" | "stopsignal" | "user" | "volume"
            | "workdir" => match line.keyword.as_str() {
                _ if self.earlier.is_none() => return Err(line.problem(misplaced)),
                "onbuild" => self.onbuild(&rest)?,
                keyword => self.sources(keyword, &flags)?,
            },
            _ => return Err(line.unknown()),
        }
        Ok(())
    }

    /// Reads a line of a template, which may become another one: what is behind `FROM` is told all the same.
    pub(super) fn line_of_template(&mut self, line: &Instruction) {
        if line.keyword != "arg" {
            self.earlier.get_or_insert_default();
        }
        if self.line(line).is_ok() || line.keyword != "from" {
            return;
        }
        let (_, rest) = flags::split(&line.rest, self.escape);
        let words = words(&rest);
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        let is_named = words
            .get(1)
            .is_some_and(|word| word.text().eq_ignore_ascii_case("as"));
        let mention = if is_named {
            mention::of(first, expand(first, self.escape, &mut self.arguments))
        } else {
            let span = first.span().start..last.span().end;
            Mention::undecided(span, shortened(rest.text()))
        };
        self.mentions.push(mention);
    }

    /// `ARG name[=default] …` before the first `FROM`; a name alone leaves a default from before as it is.
    fn declare(&mut self, rest: &PlacedText) {
        for word in arguments::words(rest, self.escape) {
            if self.arguments.take_given(word.text()) {
                continue;
            }
            if let Some((name, default)) = word.split_once(|letter| letter == '=') {
                let value = expand(&default, self.escape, &mut self.arguments);
                self.arguments.set(name.text(), value);
            }
        }
    }

    /// `FROM [--platform=…] image [AS name]`
    fn from(
        &mut self,
        line: &Instruction,
        flags: &[Flag],
        rest: &PlacedText,
    ) -> Result<(), Box<Problem>> {
        for flag in flags {
            let Some(platform) = flag.value.as_ref().filter(|_| flag.name == "platform") else {
                return Err(flag.problem("`FROM` takes no flag except `--platform=…`"));
            };
            // An argument that is a platform too is no image alone
            if let Ok(value) = expand(platform, self.escape, &mut self.arguments) {
                self.arguments.shared.extend(value.place());
            }
        }
        let words = words(rest);
        let (image, name) = match words.as_slice() {
            [image] => (image, None),
            [image, word, name] if word.text().eq_ignore_ascii_case("as") => {
                (image, Some(stage(name)?))
            }
            _ => return Err(line.problem("write `FROM image` or `FROM image AS name`")),
        };
        let outcome = expand(image, self.escape, &mut self.arguments);
        let earlier = self.earlier.get_or_insert_default();
        let is_stage = is_stage(earlier, &outcome);
        earlier.extend(name);
        if !is_stage {
            self.image(image, outcome);
        }
        Ok(())
    }

    /// `ONBUILD instruction`, for the builds that start from this image: its names are looked up there, but what is a
    /// stage here is hardly an image there.
    fn onbuild(&mut self, rest: &PlacedText) -> Result<(), Box<Problem>> {
        let line = Instruction::new(rest);
        if matches!(line.keyword.as_str(), "onbuild" | "from" | "maintainer") {
            return Err(line.problem("`ONBUILD` cannot defer this instruction"));
        }
        self.sources(&line.keyword, &flags::split(&line.rest, self.escape).0)
    }

    /// The images that an instruction takes files from.
    fn sources(&mut self, keyword: &str, flags: &[Flag]) -> Result<(), Box<Problem>> {
        let mut is_given = false;
        for flag in flags {
            match (keyword, flag.name.as_str()) {
                ("copy", "from") if is_given => {
                    return Err(flag.problem("`--from` is given twice"));
                }
                ("copy", "from") => {
                    is_given = true;
                    let from = flag.required_value()?;
                    if !is_index(from.text()) {
                        self.source(from, &['"', '\'', self.escape]);
                    }
                }
                ("run", "mount") => {
                    if let Some(from) = flags::mount_source(flag.required_value()?) {
                        self.source(&from, &['"']);
                    }
                }
                (_, "from") => return Err(flag.problem("only `COPY` has the flag `--from`")),
                _ => {}
            }
        }
        Ok(())
    }

    /// A name that files are taken from. Docker expands no variable there and refuses the file; podman does, and what
    /// it is then is not followed, unless that can be a stage. Neither are these characters, which have a meaning for
    /// one of them.
    fn source(&mut self, from: &PlacedText, special: &[char]) {
        let text = from.text();
        if text.is_empty() || self.stages.has(text) {
            return;
        }
        // Which arguments a stage has is not followed, so that none has a value
        let shape = expand(from, self.escape, &mut Arguments::default());
        if text.contains('$') && is_stage(&mut self.stages, &shape) {
            return;
        }
        let is_expression = text.contains('$') || text.contains(special);
        let outcome = if is_expression {
            Err(expression(from))
        } else {
            Ok(WordValue::literal(from))
        };
        self.image(from, outcome);
    }

    /// The mentions, of which none may be pinned at a place that is used for something else too.
    ///
    /// # Errors
    /// Where there is no stage.
    pub(super) fn finish(mut self) -> Mentions {
        if self.earlier.is_none() {
            return Err(Problem::at(0..0, "a Dockerfile needs a `FROM`"));
        }
        let shared: HashSet<_> = self.arguments.shared.into_iter().collect();
        for mention in &mut self.mentions {
            let place = mention.pinning.span();
            if place.is_some_and(|place| shared.contains(place)) {
                mention.pinning = Pinning::Unsafe(Hindrance::Shared);
            }
            mention::hide_secrets(mention);
        }
        Ok(self.mentions)
    }
}

/// The words of a line, quotes or not.
fn words(rest: &PlacedText) -> Vec<PlacedText> {
    let mut words = rest.split(lines::is_space);
    words.retain(|word| !word.text().is_empty());
    words
}

/// The name of a stage, in lower case, as docker knows it.
fn stage(name: &PlacedText) -> Result<String, Box<Problem>> {
    let message = "this is not a stage name: use letters, digits, `-`, `_` and `.`";
    stage_name(name.text()).ok_or_else(|| Problem::at(name.span(), message))
}

/// A text in lower case, if it may name a stage.
fn stage_name(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let is_inner = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_.".contains(it);
    let is_name =
        lower.starts_with(|it: char| it.is_ascii_lowercase()) && lower.chars().all(is_inner);
    is_name.then_some(lower)
}

/// Whether a word is one of these stages, or has the shape of one.
fn is_stage(stages: &mut Stages, outcome: &WordResult) -> bool {
    match outcome {
        Ok(value) => stages.has(&value.text),
        Err(unknown) => {
            let pattern = unknown.pattern.as_ref();
            pattern.is_some_and(|pattern| stages.have(pattern))
        }
    }
}

/// Whether a source of `COPY` is the number of a stage.
fn is_index(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
