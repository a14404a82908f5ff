//! A value that may be an image, where a template writes it.
//!
//! An expression that only puts together what the values of a chart say is none: those are read where they stand.

use std::ops::Range;

use crate::document::Source;
use crate::scan::actions::{has_action, shortened};
use crate::scan::mention::{Hindrance, Mention, Pinning};

/// The keys that the reader of values takes for an image, or for a piece of one.
const PIECES: [&str; 5] = ["repository", "tag", "registry", "digest", "image"];
/// The end of the names of keys that are images.
const IMAGE_END: &str = "Image";
/// The expression that charts use for a missing tag, which is told where it is missing.
const VERSION: &str = ".Chart.AppVersion";
/// Functions whose results nobody knows here.
const OPAQUE: [&str; 4] = ["include", "template", "tpl", "lookup"];
/// The sign that hands a value to the next function.
const PIPE: &str = "|";
/// The registry that is meant where none is written.
const DOCKER_HUB: &str = "docker.io";

/// A value that is named, where it stands.
pub(super) enum TemplateValue {
    /// It says what is written.
    Verbatim(Range<usize>),
    /// It says what is written, but for escapes and line ends.
    Changed(Range<usize>),
    /// Nobody can tell what it says.
    Undecided(Range<usize>),
}

impl TemplateValue {
    pub(super) fn span(&self) -> &Range<usize> {
        match self {
            Self::Verbatim(span) | Self::Changed(span) | Self::Undecided(span) => span,
        }
    }

    /// The mention of its image; `None` where the values of the chart decide.
    pub(super) fn mention(self, source: &Source) -> Option<Mention> {
        let span = self.span().clone();
        let text = &source.text[span.clone()];
        if has_action(text) {
            let mention = Mention::undecided(span, shortened(text));
            return (!values_decide(text)).then_some(mention);
        }
        let is_undecided = matches!(self, Self::Undecided(_));
        if is_undecided || text.contains('$') || text.starts_with('*') {
            return Some(Mention::undecided(span, shortened(text)));
        }
        let pinning = match self {
            Self::Verbatim(span) => Pinning::Reference(span),
            _ => Pinning::Unsafe(Hindrance::Escapes),
        };
        Some(Mention::read(span, text.to_owned(), pinning))
    }
}

/// A place without the white space around it.
pub(super) fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let written = &text[place.clone()];
    let start = place.end - written.trim_start().len();
    start..start + written.trim().len()
}

/// Whether the values of the chart alone decide what a text comes to.
fn values_decide(text: &str) -> bool {
    let mut rest = text;
    let mut has_values = false;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((action, behind)) = after.split_once("}}") else {
            return false;
        };
        if !is_separator(before) || !is_of_values(action) {
            return false;
        }
        has_values |= action.contains(".Values.");
        rest = behind;
    }
    has_values && is_separator(rest)
}

fn is_separator(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_whitespace() || matches!(letter, '/' | ':' | '@'))
}

fn is_of_values(action: &str) -> bool {
    let action = action.trim_start_matches('-').trim_end_matches('-');
    let words = words(action);
    let is_known = |(at, word): (usize, &&str)| match word.as_bytes().first() {
        Some(b'"' | b'`') => is_default(&words, at) || is_format(word),
        Some(b'.') => *word == VERSION || is_piece(word),
        Some(b'$') => is_piece(&word[1..]),
        _ => !OPAQUE.contains(word),
    };
    words.iter().enumerate().all(is_known)
}

/// Whether a text is a default that changes nothing of what is read from the values: a missing tag is told there, a
/// missing registry is Docker Hub. Any other would be an image that stands nowhere else.
fn is_default(words: &[&str], at: usize) -> bool {
    let word = |back: usize| at.checked_sub(back).map_or("", |at| words[at]);
    let text = words[at].trim_matches(['"', '`']);
    let piece = match word(2) {
        PIPE => word(3),
        _ => words.get(at + 1).copied().unwrap_or_default(),
    };
    let is_harmless = match piece.rsplit('.').next().unwrap_or_default() {
        "tag" | "digest" | "AppVersion" => true,
        "registry" => text == DOCKER_HUB,
        _ => false,
    };
    word(1) == "default" && (is_harmless || text.is_empty())
}

/// The words of an action; a text in quotes is one, and so is a pipe.
fn words(action: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = action;
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')');
    loop {
        rest = rest.trim_start_matches(is_between);
        let Some(first) = rest.chars().next() else {
            return words;
        };
        let end = match first {
            '"' | '`' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            '|' => PIPE.len(),
            _ => rest
                .find(|letter| is_between(letter) || letter == '|')
                .unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
}

/// `"%s/%s:%s"`
fn is_format(quoted: &str) -> bool {
    let text = quoted.trim_matches(['"', '`']).replace("%s", "");
    is_separator(&text.replace("%v", ""))
}

/// `.Values.web.image.repository`
fn is_piece(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    path.starts_with(".Values.") && (PIECES.contains(&last) || last.ends_with(IMAGE_END))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_puts_values_together_is_read_from_the_values() {
        for text in [
            "{{ .Values.image.repository }}:{{ .Values.image.tag }}",
            "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}",
            "{{- .Values.image.registry -}}/{{- .Values.image.repository -}}@{{ .Values.image.digest }}",
            "{{ printf \"%s:%s\" .Values.image.repository (.Values.image.tag | default \"latest\") | quote }}",
            "{{ $.Values.sidecarImage }}",
            "{{ .Values.image }}",
            "{{ default \"docker.io\" .Values.image.registry }}/{{ .Values.image.repository | default \"\" }}",
            "{{ default .Chart.AppVersion .Values.image.tag | default \"latest\" | printf \"%s:%s\" .Values.image.repository }}",
            "{{ .Values.image.repository }}{{ if .Values.image.tag }}:{{ .Values.image.tag }}{{ end }}",
        ] {
            assert!(values_decide(text), "{text}");
        }
    }

    #[test]
    fn what_something_else_has_a_part_in_is_not() {
        for text in [
            "nginx:{{ .Values.image.tag }}",
            "{{ include \"app.image\" . }}",
            "{{ template \"app.image\" . }}",
            "{{ tpl .Values.image . }}",
            "{{ printf \"nginx:%s\" .Values.image.tag }}",
            "{{ .Values.app.container }}",
            "{{ .repository }}:{{ .tag }}",
            "{{ $image }}",
            "{{ .Chart.AppVersion }}",
            "{{ .Values.image",
            "{{ image }}",
            "{{ .Values.image.repository | default \"evil:1\" }}",
            "{{ default \"nginx\" .Values.image.repository }}:{{ .Values.image.tag }}",
            "{{ .Values.image | default \"evil:1\" | quote }}",
            "{{ .Values.image.registry | default \"quay.io\" }}/{{ .Values.image.repository }}",
            "{{ default \"evil:1\" }}",
            "",
        ] {
            assert!(!values_decide(text), "{text}");
        }
    }
}
