//! Templates of charts and of other files: read by lines, since they are no YAML before they are rendered.

use std::ops::Range;

use super::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::document::Source;

mod comments;
mod values;

/// What begins an action of Go's templates, of Jinja, and of ERB.
const ACTIONS: [&str; 3] = ["{{", "{%", "<%"];
/// How much of an expression is shown, in characters.
const SHOWN_MAX: usize = 60;
/// The key of an image, however it is quoted.
const KEYS: [&str; 3] = ["\"image\"", "'image'", "image"];
/// Names of files whose images stand in `FROM`.
const DOCKERFILE_WORDS: [&str; 2] = ["dockerfile", "containerfile"];
/// The stage that is no image.
const SCRATCH: &str = "scratch";

/// The images that lines of a template name. What is no line of that kind is nobody's mistake.
#[expect(clippy::unnecessary_wraps, reason = "it is one of the readers, and they can fail")]
pub(super) fn mentions(source: &Source) -> Mentions {
    let text = comments::without(&source.text);
    let name = source.name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let is_dockerfile = DOCKERFILE_WORDS.iter().any(|word| name.contains(word));
    let lines = lines(&text);
    let written = if is_dockerfile { bases(&text, &lines) } else { images(&text, &lines) };
    Ok(written.into_iter().filter_map(|written| written.mention(source)).collect())
}

/// Whether a text has something that a template engine replaces.
pub(super) fn has_action(text: &str) -> bool {
    ACTIONS.iter().any(|action| text.contains(action))
}

/// Whether there are actions for whole lines, which are no YAML.
pub(super) fn has_actions_for_lines(source: &Source) -> bool {
    source.text.lines().any(|line| ACTIONS.iter().any(|action| line.trim_start().starts_with(action)))
}

/// An expression as people are shown it.
pub(super) fn shortened(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// A value that a line names.
struct Written {
    span: Range<usize>,
    is_verbatim: bool,
}

impl Written {
    /// What it says of an image; `None` where the values of the chart say it.
    fn mention(self, source: &Source) -> Option<Mention> {
        let Self { span, is_verbatim } = self;
        let text = &source.text[span.clone()];
        if has_action(text) {
            let shown = shortened(text);
            let mention = Mention::unresolved(span, shown.clone(), Obstacle::Expression(shown));
            return (!values::decide(text)).then_some(mention);
        }
        if text.contains('$') || text.starts_with('*') {
            let obstacle = Obstacle::Expression(shortened(text));
            return Some(Mention::unresolved(span, text.to_owned(), obstacle));
        }
        let pinning =
            if is_verbatim { Pinning::Reference(span.clone()) } else { Pinning::Unsafe(Hindrance::Escapes) };
        Some(Mention::read(span, text.to_owned(), pinning))
    }
}

/// The lines of a text by their places, without line ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |written: &str| {
        let line = start..start + written.trim_end_matches(['\r', '\n']).len();
        start += written.len();
        line
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The values of `image:`.
fn images(text: &str, lines: &[Range<usize>]) -> Vec<Written> {
    let mut found = Vec::new();
    let mut lines = lines.iter();
    while let Some(line) = lines.next() {
        let Some(value) = image_value(text, line.clone()) else { continue };
        if text[value.clone()].starts_with(['>', '|']) {
            let block = lines.next().map(|next| trimmed(text, next.clone()));
            found.extend(block.map(|span| Written { span, is_verbatim: false }));
        } else {
            found.extend(unquoted(text, value));
        }
    }
    found.retain(|written| !written.span.is_empty());
    found
}

/// What stands behind `image:` in a line.
fn image_value(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let mut rest = text[line.clone()].trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let (key, rest) = KEYS.iter().find_map(|key| rest.strip_prefix(key).map(|rest| (key, rest)))?;
    let rest = rest.trim_start().strip_prefix(':')?;
    // `image:a` is a text to YAML, `"image":a` in braces is not
    let is_key = key.starts_with(['"', '\'']) || rest.starts_with(char::is_whitespace);
    is_key.then(|| trimmed(text, line.end - rest.len()..line.end))
}

/// A value without its quotes, and without a comment behind it; `None` where it is a sequence or a mapping.
fn unquoted(text: &str, value: Range<usize>) -> Option<Written> {
    let written = &text[value.clone()];
    if let Some(quote) = written.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let end = closing_quote(&written[1..], quote)?;
        let span = value.start + 1..value.start + 1 + end;
        let is_verbatim = !text[span.clone()].contains(['\\', '\'', '"']);
        return Some(Written { span, is_verbatim });
    }
    if written.starts_with('[') || written.starts_with('{') && !has_action(&written[..2.min(written.len())]) {
        return None;
    }
    let end = written.find(" #").unwrap_or(written.len());
    let span = trimmed(text, value.start..value.start + end);
    Some(Written { span, is_verbatim: true })
}

/// Where a quote is closed: within an action, quotes are the action's.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if letter == quote && depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// The images of `FROM`, but for those that are stages.
fn bases(text: &str, lines: &[Range<usize>]) -> Vec<Written> {
    let mut stages: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in lines {
        let Some((base, stage)) = base(text, line.clone()) else { continue };
        let written = &text[base.clone()];
        let is_image = written != SCRATCH && !stages.iter().any(|stage| stage.eq_ignore_ascii_case(written));
        found.extend(is_image.then(|| unquoted(text, base)).flatten());
        stages.extend(stage);
    }
    found
}

/// The image that a line builds on, and what it calls the stage.
fn base(text: &str, line: Range<usize>) -> Option<(Range<usize>, Option<&str>)> {
    let written = text[line.clone()].trim_start();
    let is_from = written.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("from"));
    let mut rest = written.get(4..).filter(|rest| is_from && rest.starts_with([' ', '\t']))?.trim();
    while rest.starts_with("--") {
        rest = rest.split_once([' ', '\t'])?.1.trim_start();
    }
    let start = line.start + text[line].trim_end().len() - rest.len();
    // An action has spaces in it, and a name for the stage is the last word
    let lower = rest.to_ascii_lowercase();
    let (base, stage) = match lower.rfind(" as ") {
        Some(at) => (rest[..at].trim_end(), Some(rest[at + " as ".len()..].trim())),
        None => (rest, None),
    };
    Some((start..start + base.len(), stage)).filter(|(base, _)| !base.is_empty())
}

/// A place without the white space around it.
fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let written = &text[place.clone()];
    let start = place.end - written.trim_start().len();
    start..start + written.trim().len()
}
