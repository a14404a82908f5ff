//! What templates print before the name of an image: `quay.io/{{ .Values.image.repository }}`.
//!
//! Values that have a name without a registry do not show it. So such a name is Docker Hub's only if a template prints it
//! with nothing before it, or no template does.

use std::borrow::Cow;

use super::around::{ActionKind, kind};
use super::pieces::{Piece, pieces};
use super::tokens::{joined, tokens};
use crate::scan::actions::shortened;
use crate::scan::image_keys::{NAME, NAMES};
use crate::scan::mention::ValuesPlace;

/// The words of an action that print something else than the paths in it: what they are given is no name that is printed.
const OTHERS: [&str; 5] = ["include", "template", "toYaml", "toJson", "dict"];
/// The field of values in templates.
const VALUES: &str = "Values";
/// The function that puts texts together, and where it puts them.
const PRINTF: &str = "printf";
const PLACE: &str = "%s";
/// What is between a registry and a name, and what is between a scheme and a host.
const SLASH: char = '/';
const SCHEME: &str = "://";

/// A name that a template prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PrintedName {
    /// The keys that lead to the image: from the root of the values, or the last of them.
    keys: Vec<String>,
    is_from_root: bool,
    /// The key of the name.
    name_key: &'static str,
    /// What is printed right before it, up to a slash.
    before: Option<String>,
    /// What a template makes another image of it with, behind the name or around its tag.
    pub(super) around: Option<String>,
}

/// What all templates print before the name of an image. What names it from the root of the values goes before what may
/// mean it.
pub(super) fn registry<'n>(all: &'n [PrintedName], place: &ValuesPlace) -> Option<&'n str> {
    let meant = meant(all, place);
    let mut before = meant.iter().map(|it| it.before.as_deref());
    let first = before.next()??;
    before.all(|it| it.is_some()).then_some(first)
}

/// The names that mean an image: those that begin at the root of the values, or else those that end as it does.
pub(super) fn meant<'n>(all: &'n [PrintedName], place: &ValuesPlace) -> Vec<&'n PrintedName> {
    let names = || all.iter().filter(|it| it.name_key == place.name_key);
    let exact = |it: &&PrintedName| it.is_from_root && it.keys == place.keys;
    let near = |it: &&PrintedName| !it.is_from_root && place.keys.ends_with(&it.keys);
    let exact: Vec<&PrintedName> = names().filter(exact).collect();
    match exact.is_empty() {
        true => names().filter(near).collect(),
        false => exact,
    }
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
    if words.iter().any(|word| OTHERS.contains(&word.as_ref())) {
        return;
    }
    for (at, word) in words.iter().enumerate() {
        let Some((keys, is_from_root, name_key)) = image_of_name(word) else {
            continue;
        };
        let before = in_format(&words, at).unwrap_or_else(|| in_text(before));
        if before.as_deref().is_some_and(|it| it.ends_with(SCHEME)) {
            continue;
        }
        let before = before.map(|it| shortened(it.trim_end_matches(SLASH).trim()));
        found.push(PrintedName {
            keys,
            is_from_root,
            name_key,
            before,
            around: around(inner, behind),
        });
    }
}

/// The keys of the image of which a word is the name, whether they begin at the root of the values, and the last key.
fn image_of_name(word: &str) -> Option<(Vec<String>, bool, &'static str)> {
    if !word.starts_with(['.', '$']) {
        return None;
    }
    let parts: Vec<&str> = word.split('.').collect();
    let (last, parts) = parts.split_last()?;
    let mut names = NAMES.into_iter().chain([NAME]);
    let name_key = names.find(|name| name == last)?;
    let values = parts.iter().position(|part| *part == VALUES);
    let first = values.unwrap_or_default() + 1;
    let keys = parts.get(first..)?.iter().map(|key| (*key).to_owned());
    Some((keys.collect(), values.is_some(), name_key))
}

/// What a format prints before the argument with a word; `None` if the word is no argument of one, or the format begins
/// with it.
fn in_format(words: &[Cow<'_, str>], at: usize) -> Option<Option<String>> {
    let format = words[..at].iter().rposition(|word| word == PRINTF)? + 1;
    let arguments = words.get(format + 1..at)?;
    let (mut depth, mut count, mut last) = (0_usize, 0, "");
    for word in arguments {
        match word.as_ref() {
            ")" => depth = depth.checked_sub(1)?,
            // What follows is given to the next function
            "|" if depth == 0 => return None,
            word => {
                count += usize::from(depth == 0);
                last = if depth == 0 { word } else { last };
                depth += usize::from(word == "(");
            }
        }
    }
    let is_group = depth > 0;
    let number = if is_group { count - 1 } else { count };
    let texts: Vec<&str> = words
        .get(format)?
        .trim_matches(['"', '`'])
        .split(PLACE)
        .collect();
    let text = texts.get(number)?;
    if number == 0 && text.is_empty() {
        return None;
    }
    Some(text.ends_with(SLASH).then(|| {
        match *text {
            "/" if !is_group => last.to_owned(),
            "/" => words
                .get(format + 1)
                .map(|it| it.to_string())
                .unwrap_or_default(),
            text => text.to_owned(),
        }
    }))
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

    fn of(template: &str, keys: &str) -> Option<String> {
        let keys = keys.split('.').filter(|key| !key.is_empty());
        let place = ValuesPlace {
            keys: keys.map(str::to_owned).collect(),
            name_key: "repository",
            is_untagged: false,
            has_tag_key: true,
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
            "https://{{ .Values.image.repository }}",
            "{{ include \"a/b\" .Values.image.repository }}",
            "{{ .Values.image.repository | printf \"%s\" }}",
            "{{ $x := printf \"quay.io/%s\" .Values.image.repository }}",
        ] {
            assert_eq!(of(template, "image"), None, "{template}");
        }
    }
}
