//! Places in a template that may be images, and that are no value of a key `image` which a line shows.

use std::ops::Range;

use super::words::Words;
use crate::scan::actions::{self, ACTIONS, boundary, has_action};
use crate::scan::links::IMAGE_SCHEME;
use crate::scan::readers::template;

/// The words of images that lines of templates are not searched for.
const OTHER_KEYS: [&str; 5] = [
    "docker-image",
    "newName",
    "newTag",
    "reference",
    "repository",
];
/// The key of a text in which there may be many images.
const INLINE: &str = "dockerfile_inline";
/// The key of what a volume of compose is, which may be an image.
const TYPE: &str = "type";
/// The key that lines of templates are looked for.
const IMAGE: &str = "image";
/// The letters that may stand between a key and its colon, and around a value.
const QUOTES: [char; 2] = ['"', '\''];
/// The ends of a value in braces or brackets.
const ENDS: [char; 3] = [',', '}', ']'];
/// What divides a scheme from the rest of an address, which is no image.
const SCHEME_END: &str = "://";
/// The longest part of a value that is looked at, in bytes: no reference is nearly as long.
const VALUE_MAX: usize = 1024;

/// The places that may be images but for the values of keys `image`, in comments too; `None` where one may be anywhere.
pub(super) fn other_places(text: &str) -> Option<Vec<Range<usize>>> {
    let is_inline = values(text, INLINE).next().is_some();
    if is_inline || text.lines().any(hides_key) || Words::of(text).hides_letters {
        return None;
    }
    let keys = OTHER_KEYS.iter().flat_map(|key| values(text, key));
    let volumes = text.match_indices(TYPE).filter_map(|(at, _)| {
        let value = value(text, at + TYPE.len())?;
        let is_image = text[value.clone()].starts_with(IMAGE);
        is_image.then_some(value)
    });
    let mut places: Vec<Range<usize>> = keys.chain(volumes).collect();
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup_by_key(|place| place.start);
    Some(places)
}

/// Those of the places at which there is something: no comment, and no address of something else.
pub(super) fn without_others(text: &str, mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let without_comments = template::without_comment_lines(text);
    places.retain(|place| {
        let written = &text[place.clone()];
        let is_comment = without_comments.get(place.clone()) != Some(written);
        let is_address = written.contains(SCHEME_END) && !written.starts_with(IMAGE_SCHEME);
        !is_comment && (!is_address || has_action(written))
    });
    places
}

/// The values of a key, or the key where its value is on other lines.
pub(super) fn values<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(key).filter_map(move |(at, _)| {
        let value = value(text, at + key.len())?;
        let is_below = value.is_empty();
        Some(if is_below { at..at + key.len() } else { value })
    })
}

/// The value behind the colon that stands behind a place, without quotes.
fn value(text: &str, behind: usize) -> Option<Range<usize>> {
    let is_between = |letter: char| letter.is_whitespace() || QUOTES.contains(&letter);
    let rest = text[behind..]
        .trim_start_matches(is_between)
        .strip_prefix(':')?;
    let rest_of_line = &rest[..boundary(rest, VALUE_MAX)];
    let line = rest_of_line.split(['\n', '\r']).next().unwrap_or_default();
    let written = line.trim_start().trim_start_matches(QUOTES);
    let start = text.len() - rest.len() + line.len() - written.len();
    let end = match actions::begins(written) {
        true => written.len(),
        false => written.find(ENDS).unwrap_or(written.len()),
    };
    let written = written[..end].trim_end().trim_end_matches(QUOTES);
    Some(start..start + written.len())
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
        let action = &rest[at..at + length];
        let mut keys = action.match_indices(IMAGE);
        if keys.any(|(at, _)| value(action, at + IMAGE.len()).is_some()) {
            return true;
        }
        rest = &rest[at + length..];
    }
    false
}
