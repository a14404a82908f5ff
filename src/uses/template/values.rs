//! Expressions that only put together what the values of a chart say, which are read where they stand.

/// What the reader of values reads as an image, or as a piece of one.
const PIECES: [&str; 5] = ["repository", "tag", "registry", "digest", "image"];
/// The end of the names of keys that are images.
const IMAGE_END: &str = "Image";
/// What charts take in the place of a tag that is missing, which is told where it is missing.
const VERSION: &str = ".Chart.AppVersion";
/// Functions whose results nobody knows here.
const OPAQUE: [&str; 4] = ["include", "template", "tpl", "lookup"];

/// Whether the values of the chart alone decide what a text comes to.
pub(super) fn decide(text: &str) -> bool {
    let mut rest = text;
    let mut has_values = false;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((action, behind)) = after.split_once("}}") else { return false };
        if !is_separator(before) || !is_of_values(action) {
            return false;
        }
        has_values |= action.contains(".Values.");
        rest = behind;
    }
    has_values && is_separator(rest)
}

fn is_separator(text: &str) -> bool {
    text.chars().all(|letter| matches!(letter, '/' | ':' | '@' | ' '))
}

fn is_of_values(action: &str) -> bool {
    let action = action.trim_start_matches('-').trim_end_matches('-');
    let words: Vec<&str> = words(action);
    let mut before = "";
    words.into_iter().all(|word| {
        let is_known = match word.as_bytes().first() {
            Some(b'"' | b'`') => before == "default" || is_format(word),
            Some(b'.') => word == VERSION || is_piece(word),
            Some(b'$') => is_piece(&word[1..]),
            _ => !OPAQUE.contains(&word),
        };
        before = word;
        is_known
    })
}

/// The words of an action; a text in quotes is one.
fn words(action: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = action;
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '|' | '(' | ')');
    loop {
        rest = rest.trim_start_matches(is_between);
        let Some(first) = rest.chars().next() else { return words };
        let end = match first {
            '"' | '`' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            _ => rest.find(is_between).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
}

/// `"%s/%s:%s"`
fn is_format(quoted: &str) -> bool {
    is_separator(&quoted.trim_matches(['"', '`']).replace("%s", "").replace("%v", ""))
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
        ] {
            assert!(decide(text), "{text}");
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
            "",
        ] {
            assert!(!decide(text), "{text}");
        }
    }
}
