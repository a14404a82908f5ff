//! What templates put in the place of an empty tag.

use std::cell::LazyCell;

use super::around::TemplateBlocks;
use super::pieces::{Piece, pieces};
use super::tokens::tokens;
use super::values_path::{ValuesPath, meant};

/// The field of a chart's `appVersion` in templates, from its root.
const APP_VERSION: &str = ".Chart.AppVersion";
/// The functions that put something in the place of what is empty.
const CHOOSERS: [&str; 3] = ["default", "coalesce", "ternary"];
/// The functions that change nothing of a text but its quotes.
const QUOTERS: [&str; 3] = ["quote", "squote", "toString"];
/// The most fallbacks of a chart: with more, nothing is known of it.
pub(super) const FALLBACKS_MAX: usize = 1000;
/// The key of a tag.
pub(super) const TAG: &str = "tag";

/// What an action has in the place of an empty tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TagFallback {
    tag: ValuesPath,
    /// Whether it is the `appVersion` as it is.
    is_app_version: bool,
}

/// Whether the templates put the `appVersion`, and nothing else, in the place of the tag of the image at these keys.
/// What names it from the root of the values goes before what may mean it.
pub(super) fn is_app_version(all: &[TagFallback], keys: &[String]) -> bool {
    let meant = meant(all.iter(), |it| &it.tag, keys);
    !meant.is_empty() && meant.iter().all(|it| it.is_app_version)
}

/// All that the actions of a template have in the place of tags, up to one more than count.
pub(super) fn read(text: &str) -> Vec<TagFallback> {
    let pieces = pieces(text);
    let blocks = LazyCell::new(|| TemplateBlocks::of(&pieces));
    let actions = pieces.iter().enumerate();
    let fallbacks = |(at, piece): (usize, &Piece<'_>)| match piece {
        Piece::Action(inner) => of_action(inner, || blocks.stands_alone(at)),
        Piece::Text(_) => Vec::new(),
    };
    let all = actions.flat_map(fallbacks);
    all.take(FALLBACKS_MAX + 1).collect()
}

fn of_action(inner: &str, stands_alone: impl Fn() -> bool) -> Vec<TagFallback> {
    if inner.trim_start().starts_with("/*") || !inner.contains(TAG) {
        return Vec::new();
    }
    let words = tokens(inner);
    let chooses = |word: &&str| CHOOSERS.contains(word) || word.ends_with(APP_VERSION);
    if !words.iter().any(chooses) {
        return Vec::new();
    }
    let is_whole = LazyCell::new(|| words.iter().all(|word| is_neutral(word)) && stands_alone());
    let fallback = |(at, word): (usize, &&str)| {
        Some(TagFallback {
            tag: tag_path(word)?,
            is_app_version: is_plain(&words, at) && *is_whole,
        })
    };
    let all = words.iter().enumerate().filter_map(fallback);
    all.take(FALLBACKS_MAX + 1).collect()
}

/// What a word names, if that is a tag.
pub(super) fn tag_path(word: &str) -> Option<ValuesPath> {
    ValuesPath::of(word, |key| key == TAG)
}

/// Whether the `appVersion`, as it is, is in the place of the tag at a word: `TAG | default APP`, `default APP TAG`,
/// `coalesce TAG APP`, with nothing behind it that changes it.
fn is_plain(words: &[&str], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| words.get(at)).copied().unwrap_or_default();
    let before = |count: usize| word(at.checked_sub(count));
    let behind = |count: usize| word(Some(at + count));
    let is_app = |word: &str| word.ends_with(APP_VERSION) && word.starts_with(['.', '$']);
    let (start, end) = if behind(1) == "|" && behind(2) == "default" && is_app(behind(3)) {
        (at, at + 4)
    } else if before(2) == "default" && is_app(before(1)) {
        (at - 2, at + 1)
    } else if before(1) == "coalesce" && is_app(behind(1)) {
        (at - 1, at + 2)
    } else {
        return false;
    };
    // What becomes of a variable is not followed
    let begins = matches!(word(start.checked_sub(1)), "" | "(");
    begins && ends(&words[end..])
}

/// Whether nothing that follows changes a text.
fn ends(mut words: &[&str]) -> bool {
    while let ["|", function, rest @ ..] = words {
        if !QUOTERS.contains(function) {
            return false;
        }
        words = rest;
    }
    matches!(words, [] | [")", ..])
}

/// Whether a word is no string that brings letters of its own into the tag: `printf "%s:%s"` does not, `"v%s"` does.
fn is_neutral(word: &str) -> bool {
    let is_string = word.starts_with(['"', '\'', '`']);
    !is_string || !word.replace("%s", "").contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(template: &str, keys: &str) -> bool {
        let keys: Vec<String> = keys.split('.').map(str::to_owned).collect();
        is_app_version(&read(template), &keys)
    }

    #[test]
    fn an_empty_tag_is_the_app_version_if_templates_say_so() {
        for template in [
            "\"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"",
            "{{- default .Chart.AppVersion .Values.image.tag -}}",
            "{{ coalesce .Values.image.tag $.Chart.AppVersion }}",
            "{{ .Values.image.tag | default $root.Chart.AppVersion | quote }}",
            "{{ printf \"%s:%s\" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}",
            "{{ with .Values.image }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}",
            "{{ .image.tag | default $.Chart.AppVersion }}",
            "image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\n",
            "image: {{ .Values.image.repository -}} : {{- .Values.image.tag | default .Chart.AppVersion }}",
            "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}@{{ .Values.image.digest }}",
            "{{ $r }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ if .d }}@{{ .d }}{{ end }}",
            "{{ if .t }}{{ .t }}{{ else }}{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}\n",
            "{{ if .a }}{{ .Values.image.tag | default .Chart.AppVersion }}{{ else }}x{{ end }}\n",
            "args: [--tag={{ .Values.image.tag | default .Chart.AppVersion }}, x]",
            "version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}\n",
        ] {
            assert!(takes(template, "image"), "{template}");
        }
    }

    #[test]
    fn text_around_an_action_leaves_it_open() {
        let tag = ".Values.image.tag | default .Chart.AppVersion";
        for (before, after) in [
            (":v", ""),
            (":", "-alpine"),
            (":v", "-alpine"),
            ("-debian:", ""),
            ("{{ .suffix }}:", ""),
            (":{{ .prefix }}", ""),
            (":", "{{ .suffix }}"),
            (":{{ if .v }}v{{ end }}", ""),
            (":", "{{ if .v }}-{{ .v }}{{ end }}"),
            (":v{{ with .a }}", "{{ end }}"),
            (":{{ with .a }}", "{{ end }}-alpine"),
            (":", "{{ if .d }}@{{ .d }}{{ end }}-alpine"),
            (": v {{- /* it */ -}}", ""),
        ] {
            let line = format!(
                "image: \"{{{{ .Values.image.repository }}}}{before}{{{{ {tag} }}}}{after}\"\n"
            );
            assert!(!takes(&line, "image"), "{line}");
            let define = format!("{{{{ define \"it\" }}}}{line}{{{{ end }}}}");
            assert!(!takes(&define, "image"), "{define}");
        }
        for text in [
            "v{{ TAG }}",
            "{{- define \"tag\" -}}v{{ TAG }}{{- end -}}",
            "{{ TAG }}-alpine",
        ] {
            assert!(!takes(&text.replace("TAG", tag), "image"), "{text}");
        }
    }

    #[test]
    fn whatever_else_may_stand_there_leaves_it_open() {
        for template in [
            "{{ .Chart.AppVersion }}",
            "{{ .Values.image.tag }}",
            "{{ $t := .Values.image.tag | default .Chart.AppVersion }}",
            "{{ define \"t\" }}{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}",
            "{{ .Values.image.tag | default \"1.2\" }}",
            "{{ .Values.image.tag | default (printf \"v%s\" .Chart.AppVersion) }}",
            "{{ .Chart.AppVersion | default .Values.image.tag }}",
            "{{ .Values.image.tag | default .Chart.AppVersion | trimPrefix \"v\" }}",
            "{{ coalesce .Values.image.tag .Values.tag .Chart.AppVersion }}",
            "{{ printf \"v%s\" (.Values.image.tag | default .Chart.AppVersion) }}",
            "{{ .Values.other.tag | default .Chart.AppVersion }}",
            "{{/* .Values.image.tag | default .Chart.AppVersion */}}",
            "{{ .Values.image.tag | default .Chart.AppVersion }} {{ .Values.image.tag | default \"1\" }}",
            "{{ .Values.image.tag | default \"1\" }} {{ .tag | default $.Chart.AppVersion }}",
            "{{ .Values.image.tag | default .Chart.AppVersion",
        ] {
            assert!(!takes(template, "image"), "{template}");
        }
    }
}
