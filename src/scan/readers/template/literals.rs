//! Keys that actions write: `{{ "image: nginx" }}`, `{{ "image" }}: nginx`, `{{ toYaml (dict "image" "nginx") }}`.

use super::value::TemplateValue;
use crate::scan::actions::{self, LastEnds};

const IMAGE: &str = "image";
/// The functions that write a mapping as YAML, or as JSON.
const WRITERS: [&str; 3] = ["toYaml", "toJson", "to_nice_yaml"];

/// The actions that write a key `image` themselves: nobody can tell what it says.
pub(super) fn keys(text: &str) -> Vec<TemplateValue> {
    let ends = LastEnds::of(text);
    let (mut found, mut behind) = (Vec::new(), 0);
    for (start, _) in text.match_indices(['{', '<']) {
        if start < behind || !actions::begins(&text[start..]) || !ends.closes(text, start) {
            continue;
        }
        behind = start + actions::length(&text[start..]).unwrap_or_default();
        if writes_key(&text[start..behind], &text[behind..]) {
            found.push(TemplateValue::Undecided(start..behind));
        }
    }
    found
}

fn writes_key(action: &str, behind: &str) -> bool {
    if !action.contains(IMAGE) {
        return false;
    }
    let is_key = behind.trim_start_matches(['"', '\'']).starts_with(':');
    let writes_mapping = WRITERS.iter().any(|writer| action.contains(writer));
    action
        .split(['"', '\'', '`'])
        .skip(1)
        .step_by(2)
        .any(|literal| {
            let rest = literal
                .trim_start_matches(|it: char| !it.is_alphabetic())
                .strip_prefix(IMAGE);
            rest.is_some_and(|rest| match rest.trim() {
                "" => is_key || writes_mapping,
                rest => rest.starts_with(':'),
            })
        })
}
