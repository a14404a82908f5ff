//! YAML that is none before a template engine has been over it, by the name of what it becomes.
//!
//! What is no YAML for another reason must not pass for a template, in which less is found: braces may stand in any text.

use super::documents;
use super::words::Words;
use crate::document::{Problem, Source};
use crate::scan::actions::{self, ACTIONS, has_action};
use crate::scan::filled::{filled, restored};
use crate::scan::kind::FileKind;
use crate::scan::mention::{Mention, Mentions, in_order};
use crate::scan::readers::template;
use crate::scan::surroundings::Surroundings;
use crate::yaml::Yaml;

/// The words of images that lines of templates are not searched for.
const OTHER_KEYS: [&str; 6] = [
    "dockerfile_inline",
    "docker-image",
    "newName",
    "newTag",
    "reference",
    "repository",
];
/// The key of what a volume of compose is, which may be an image.
const TYPE: &str = "type";
/// The key that lines of templates are looked for.
const IMAGE: &str = "image";

/// The images of a text that is no YAML yet; `None` where it is no template, or nobody could tell what it uses.
pub(super) fn mentions(
    kind: FileKind,
    source: &Source,
    surroundings: &Surroundings,
) -> Option<Mentions> {
    if !has_action(&source.text) {
        return None;
    }
    let mut lines = source.text.lines();
    let mut has_actions_for_lines = || lines.any(|line| actions::begins(line.trim_start()));
    // The other kinds have more keys of images than lines are searched for
    if kind.may_be_template() && has_actions_for_lines() && has_images_in_lines(&source.text) {
        return Some(Ok(in_order(template::with_comments(source))));
    }
    let filled = Source::new(source.name.clone(), filled(&source.text)?);
    let yaml = Yaml::parse(&filled).ok()?;
    if yaml.repeats().next().is_some() {
        return None;
    }
    Some(
        documents::mentions(kind, &filled, &yaml, surroundings).map(|mentions| {
            let restored = mentions.into_iter().map(|it| restored(source, it));
            restored.collect()
        }),
    )
}

/// The images of a Dockerfile that docker refuses where a template engine has not been over it yet: the line of the problem
/// has an action, or is one. `None` where nothing says so.
pub(super) fn of_dockerfile(source: &Source, problem: &Problem) -> Option<Vec<Mention>> {
    let before = source.text.get(..problem.span.start)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = source.text[start..].lines().next()?;
    let mentions = || template::of_dockerfile(source);
    has_action(line).then(mentions)?
}

/// Whether all that may be an image is the value of a key `image` that a line shows.
fn has_images_in_lines(text: &str) -> bool {
    let has_image_volume = || has_pair(text, TYPE, "\"':", IMAGE);
    let has_other = OTHER_KEYS.iter().any(|key| has_key(text, key)) || has_image_volume();
    !has_other && !text.lines().any(hides_key) && !Words::of(text).hides_letters
}

/// Whether a key may stand in a line where none is looked for: in what begins and ends as actions do, or as an alias.
fn hides_key(line: &str) -> bool {
    let before = ['{', '[', ',', '?', '-'];
    let is_alias = |word: &str| word.trim_start_matches(before).starts_with('*');
    let words = line.split_whitespace();
    let mut pairs = words.clone().zip(words.skip(1));
    let has_alias = pairs.any(|(word, next)| is_alias(word) && next.starts_with(':'));
    let mut begins = ACTIONS.iter().map(|(begin, _)| begin);
    has_alias || begins.any(|begin| has_key_in_action(line, begin))
}

/// Whether one of the actions of a line has a key of an image in it.
fn has_key_in_action(line: &str, begin: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find(begin) {
        // What is not closed goes on to the end
        let length = actions::length(&rest[at..]).unwrap_or(rest.len() - at);
        if has_key(&rest[at..at + length], IMAGE) {
            return true;
        }
        rest = &rest[at + length..];
    }
    false
}

/// Whether a text has a word that a colon follows, as a key has it.
fn has_key(text: &str, key: &str) -> bool {
    has_pair(text, key, "\"'", ":")
}

/// Whether a text has a word and another behind it, with nothing but white space and these letters between them.
fn has_pair(text: &str, word: &str, between: &str, next: &str) -> bool {
    let is_between = |letter: char| letter.is_whitespace() || between.contains(letter);
    let mut rests = text.split(word).skip(1);
    rests.any(|rest| rest.trim_start_matches(is_between).starts_with(next))
}
