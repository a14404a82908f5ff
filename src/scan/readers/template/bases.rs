//! `FROM` in templates of Dockerfiles.

use std::collections::HashSet;
use std::ops::Range;

use super::images::unquoted;
use super::value::TemplateValue;

const SCRATCH: &str = "scratch";

/// The images of `FROM`, but for those that are stages.
pub(super) fn bases(text: &str, lines: &[Range<usize>]) -> Vec<TemplateValue> {
    let mut stages: HashSet<String> = HashSet::new();
    let mut found = Vec::new();
    for line in lines {
        let Some((base, stage)) = base(text, line.clone()) else {
            continue;
        };
        let written = &text[base.clone()];
        let is_image = written != SCRATCH && !stages.contains(&written.to_ascii_lowercase());
        found.extend(is_image.then(|| unquoted(text, base)).flatten());
        stages.extend(stage.map(str::to_ascii_lowercase));
    }
    found
}

/// The image that a line builds on, and what it calls the stage.
fn base(text: &str, line: Range<usize>) -> Option<(Range<usize>, Option<&str>)> {
    let written = text[line.clone()].trim_start();
    let (word, rest) = written.split_at_checked(4)?;
    if !word.eq_ignore_ascii_case("from") || !rest.starts_with([' ', '\t']) {
        return None;
    }
    let mut rest = rest.trim();
    while rest.starts_with("--") {
        rest = rest.split_once([' ', '\t'])?.1.trim_start();
    }
    let start = line.start + text[line].trim_end().len() - rest.len();
    // An action has spaces in it, and a name for the stage is the last word
    let lower = rest.to_ascii_lowercase();
    let (base, stage) = match lower.rfind(" as ") {
        Some(at) => (
            rest[..at].trim_end(),
            Some(rest[at + " as ".len()..].trim()),
        ),
        None => (rest, None),
    };
    Some((start..start + base.len(), stage)).filter(|(base, _)| !base.is_empty())
}
