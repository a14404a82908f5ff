//! What templates print before the name of an image: `quay.io/{{ .Values.image.repository }}`.
//!
//! Values that have a name without a registry do not show it. So such a name is Docker Hub's only if a template prints
//! it with nothing before it, or no template does.

use std::borrow::Cow;

use super::around::{ActionKind, kind};
use super::format;
use super::pieces::{Piece, pieces};
use super::tokens::{joined, tokens};
use super::values_path::{ValuesPath, meant};
use crate::scan::actions::shortened;
use crate::scan::image_keys::{DOCKER_HUB, NAME, NAMES};
use crate::scan::mention::ValuesPlace;

/// The words of an action that print something else than the paths in it: what they are given is no name that is
/// printed.
const OTHERS: [&str; 5] = ["include", "template", "toYaml", "toJson", "dict"];
/// The ends of the keys of whole images.
const IMAGE_ENDS: [&str; 2] = ["Image", "image"];
/// The most words of an action: many more than anybody writes. They are gone through for each name.
const WORDS_MAX: usize = 500;
/// What is between a registry and a name, and what is between a scheme and a host.
const SLASH: char = '/';
const SCHEME: &str = "://";

/// A name that a template prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PrintedName {
    name: ValuesPath,
    /// What is printed right before it, up to a slash.
    before: Option<String>,
    /// What a template makes another image of it with, behind the name or around its tag.
    pub(super) around: Option<String>,
    /// Whether a slash is printed behind it: what is there is the name of no image, but of a directory of them.
    pub(super) is_directory: bool,
}

/// What all templates print before the name of an image, if that is not Docker Hub.
pub(super) fn registry<'n>(all: &'n [PrintedName], place: &ValuesPlace) -> Option<&'n str> {
    let meant = of_image(all, place);
    let before = meant.iter().map(|it| it.before.as_deref());
    let mut before = before.map(|it| it.filter(|text| *text != DOCKER_HUB));
    let first = before.next()??;
    before.all(|it| it.is_some()).then_some(first)
}

/// The names that mean an image.
pub(super) fn of_image<'n>(all: &'n [PrintedName], place: &ValuesPlace) -> Vec<&'n PrintedName> {
    let names = all.iter().filter(|it| it.name.key == place.name_key);
    meant(names, |it| &it.name, &place.keys)
}

/// All names that a template prints.
pub(super) fn read(text: &str) -> Vec<PrintedName> {
    let pieces = pieces(text);
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if let Piece::Action(inner) = piece
            && kind(inner) == ActionKind::Prints
        {
            of_action(inner, (&pieces[..at], &pieces[at + 1..]), &mut found);
        }
    }
    found
}

fn of_action(
    inner: &str,
    (before, behind): (&[Piece<'_>], &[Piece<'_>]),
    found: &mut Vec<PrintedName>,
) {
    let words = tokens(inner);
    let words = joined(&words);
    if words.len() > WORDS_MAX || words.iter().any(|word| OTHERS.contains(&word.as_ref())) {
        return;
    }
    for (at, word) in words.iter().enumerate() {
        let Some(name) = name_path(word) else {
            continue;
        };
        let before = format::before(&words, at).unwrap_or_else(|| in_text(before));
        if before.as_deref().is_some_and(|it| it.contains(SCHEME)) {
            continue;
        }
        let before = before.map(|it| shortened(it.trim_end_matches(SLASH).trim()));
        let is_directory =
            is_directory(&words, at, behind) && !has_other_name(&name, &words[at + 1..], behind);
        found.push(PrintedName {
            name,
            before,
            around: around(inner, behind),
            is_directory,
        });
    }
}

/// What a word names, if that is the name of an image.
fn name_path(word: &str) -> Option<ValuesPath> {
    let is_whole = |key: &str| IMAGE_ENDS.iter().any(|end| key.ends_with(end));
    ValuesPath::of(word, |key| {
        is_whole(key) || NAMES.contains(&key) || key == NAME
    })
}

/// Whether a slash is printed behind a word of an action.
fn is_directory(words: &[Cow<'_, str>], at: usize, behind: &[Piece<'_>]) -> bool {
    match format::behind(words, at) {
        Some(text) => text.starts_with(SLASH),
        None => matches!(behind.first(), Some(Piece::Text(text)) if text.starts_with(SLASH)),
    }
}

/// Whether another name of the same image is printed behind one, as by `{{ .repository }}/{{ .image }}`: the reader of
/// values tells of that.
fn has_other_name(name: &ValuesPath, words: &[Cow<'_, str>], behind: &[Piece<'_>]) -> bool {
    let is_other = |word: &str| name_path(word).is_some_and(|other| other.is_beside(name));
    let next = match behind {
        [Piece::Text(_), Piece::Action(inner), ..] => tokens(inner),
        _ => Vec::new(),
    };
    words.iter().any(|word| is_other(word)) || joined(&next).iter().any(|word| is_other(word))
}

/// What is printed right before an action, up to a slash.
fn in_text(pieces: &[Piece<'_>]) -> Option<String> {
    let filled = pieces.iter().rposition(|piece| *piece != Piece::Text(""))?;
    let Piece::Text(text) = pieces[filled] else {
        return None;
    };
    let text = text.ends_with(SLASH).then_some(text)?;
    let is_break = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '`');
    let word = text.rsplit(is_break).next().unwrap_or_default();
    let is_alone = word.len() == text.len() && word.trim_matches(SLASH).is_empty();
    let action = pieces[..filled].iter().rev().find_map(|piece| match piece {
        Piece::Action(inner) if kind(inner) == ActionKind::Prints => Some(inner.trim()),
        Piece::Action(_) | Piece::Text(_) => None,
    });
    let action = action.filter(|_| is_alone);
    Some(action.unwrap_or(word).to_owned())
}

/// The text that makes another image of a name and the tag behind it: `:v{{ .tag }}`, `:{{ .tag }}-alpine`, `-debug`.
fn around(inner: &str, behind: &[Piece<'_>]) -> Option<String> {
    let (Piece::Text(text), rest) = behind.split_first()? else {
        return None;
    };
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    let word = |text: &str| {
        let end = text.find(|letter| !is_of_name(letter));
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let shown = |sign: &str, tag: &str, text: &str| {
        let written = format!("{{{{{inner}}}}}{sign}{tag}{text}");
        Some(shortened(&written))
    };
    let Some(text) = text.strip_prefix(':') else {
        return shown("", "", &word(text)).filter(|_| !word(text).is_empty());
    };
    let Some((Piece::Action(tag), Some(Piece::Text(end)))) =
        rest.split_first().map(|(tag, rest)| (*tag, rest.first()))
    else {
        return None;
    };
    if kind(tag) != ActionKind::Prints || text.contains(char::is_whitespace) {
        return None;
    }
    let (before, after) = (word(text), word(end));
    let is_changed = !before.is_empty() || !after.is_empty();
    let tag = format!("{before}{{{{{tag}}}}}");
    shown(":", &tag, &after).filter(|_| is_changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_a_name_and_its_tag_makes_another_image() {
        for (template, expected) in [
            (
                "{{ .a.image.repository }}:{{ .a.image.tag }}-alpine\n",
                true,
            ),
            ("{{ .a.image.repository }}:v{{ .a.image.tag }}\n", true),
            ("{{ .a.image.repository }}-debug:{{ .a.image.tag }}", true),
            ("{{ .a.image.repository }}:{{ .a.image.tag }}\n", false),
            ("\"{{ .a.image.repository }}:{{ .a.image.tag }}\"", false),
            (
                "{{ .a.image.repository }}:{{ .a.image.tag }}@{{ .d }}",
                false,
            ),
            (
                "{{ .a.image.repository }}:{{ if .t }}{{ .t }}{{ end }}x",
                false,
            ),
            ("{{ .a.image.repository }}: a text", false),
            ("{{ .a.image.repository }}", false),
        ] {
            let found = read(template);
            assert_eq!(found[0].around.is_some(), expected, "{template}: {found:?}");
        }
    }

    #[test]
    fn a_name_with_a_slash_behind_it_is_that_of_a_directory() {
        for (template, expected) in [
            ("{{ .a.repository }}/app:{{ .a.tag }}", true),
            ("{{ .a.repository }}/{{ .b.name }}:{{ .a.tag }}", true),
            ("{{ printf \"%s/app:%s\" .a.repository .a.tag }}", true),
            ("{{ .a.repository }}/{{ .a.image }}:{{ .a.tag }}", false),
            ("{{ printf \"%s/%s\" .a.repository .a.image }}", false),
            ("{{ .a.repository }}:{{ .a.tag }}", false),
            ("{{ printf \"%s:%s\" .a.repository .a.tag }}", false),
            ("{{ printf \"quay.io/%s\" .a.repository }}", false),
        ] {
            let found = read(template);
            assert_eq!(found[0].is_directory, expected, "{template}: {found:?}");
        }
    }

    fn of(template: &str, keys: &str) -> Option<String> {
        let keys = keys.split('.').filter(|key| !key.is_empty());
        let place = ValuesPlace {
            keys: keys.map(str::to_owned).collect(),
            name_key: "repository".to_owned(),
            other_part: None,
            is_untagged: false,
            has_tag_key: true,
            is_whole: false,
            lacks_registry: true,
        };
        registry(&read(template), &place).map(str::to_owned)
    }

    #[test]
    fn what_every_template_prints_before_a_name_is_told() {
        for (template, expected) in [
            (
                "image: quay.io/{{ .Values.image.repository }}:{{ .Values.image.tag }}",
                "quay.io",
            ),
            (
                "image: \"{{ .Values.image.registry | default \"quay.io\" }}/{{ .Values.image.repository }}\"",
                ".Values.image.registry | default \"quay.io\"",
            ),
            (
                "{{ printf \"quay.io/%s:%s\" .Values.image.repository .Values.image.tag }}",
                "quay.io",
            ),
            (
                "{{ printf \"%s/%s:%s\" .Values.hub .Values.image.repository .Values.image.tag }}",
                ".Values.hub",
            ),
            (
                "{{ printf \"%s/%s\" (default .a .b) (required \"r\" .Values.image.repository) }}",
                "(",
            ),
            ("{{ $r }}/{{ .Values.image.repository }}", "$r"),
            (
                "{{ with .Values.image }}{{ .registry }}/{{ .repository }}{{ end }}",
                ".registry",
            ),
            (
                "a: quay.io/{{ .Values.image.repository }}\nb: ghcr.io/{{ .Values.image.repository }}",
                "quay.io",
            ),
        ] {
            assert_eq!(
                of(template, "image").as_deref(),
                Some(expected),
                "{template}"
            );
        }
    }

    #[test]
    fn a_name_that_some_template_prints_alone_is_one_of_docker_hub() {
        for template in [
            "",
            "image: {{ .Values.image.repository }}:{{ .Values.image.tag }}",
            "{{ if .Values.r }}{{ .Values.r }}/{{ end }}{{ .Values.image.repository }}",
            "{{ if .r }}{{ .r }}/{{ .Values.image.repository }}{{ else }}{{ .Values.image.repository }}{{ end }}",
            "{{ if .r }}{{ printf \"%s/%s\" .r .Values.image.repository }}{{ else }}{{ printf \"%s:%s\" .Values.image.repository .t }}{{ end }}",
            "quay.io/{{ .Values.other.repository }}",
            "docker.io/{{ .Values.image.repository }}",
            "https://{{ .Values.image.repository }}",
            "https://acme.example/r/{{ .Values.image.repository }}",
            "{{ include \"a/b\" .Values.image.repository }}",
            "{{ .Values.image.repository | printf \"%s\" }}",
            "{{ $x := printf \"quay.io/%s\" .Values.image.repository }}",
        ] {
            assert_eq!(of(template, "image"), None, "{template}");
        }
    }
}
