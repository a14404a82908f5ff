//! Places of files, for people: the places of a file below its name, and what there is to say of each below it.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::image_use::{ImageUse, brief};
use super::plain::plain_line;
use super::row::Note;
use crate::manifest::ImageName;

/// The columns that lines are kept to where their words allow it.
const WIDTH: usize = 80;
/// The fewest columns of words, however far to the right they begin.
const WORDS_MIN: usize = 40;

/// A place that is shown.
pub(super) struct PlaceLines<'a> {
    pub(super) mark: char,
    pub(super) place: &'a ImageUse,
    /// The words behind what is written there.
    pub(super) beside: Option<String>,
    /// The lines below it: the reason, and what to do there.
    pub(super) below: Vec<String>,
}

/// A place of which there is something to say: why it fails, and what to do there.
pub(super) fn noted(place: &ImageUse, note: Note) -> PlaceLines<'_> {
    let remedy = place.remedy().map(|words| format!("→ {words}"));
    PlaceLines {
        mark: if note.class.is_some() { '!' } else { '~' },
        place,
        beside: None,
        below: std::iter::once(note.message).chain(remedy).collect(),
    }
}

/// A place that only tells of an image, of which nothing is asked.
pub(super) fn only_mentioned(place: &ImageUse) -> PlaceLines<'_> {
    beside(place, "only mentioned")
}

/// The lines of a place that names what is built here.
pub(super) fn built_here(place: &ImageUse) -> PlaceLines<'_> {
    beside(place, "built here")
}

fn beside<'a>(place: &'a ImageUse, words: &str) -> PlaceLines<'a> {
    PlaceLines {
        mark: ' ',
        place,
        beside: Some(words.to_owned()),
        below: Vec::new(),
    }
}

/// The places of each image that has a name, in their order.
pub(super) fn by_name(places: &[ImageUse]) -> BTreeMap<&ImageName, Vec<&ImageUse>> {
    let mut images: BTreeMap<&ImageName, Vec<&ImageUse>> = BTreeMap::new();
    for place in places {
        if let Some(name) = &place.name {
            images.entry(name).or_default().push(place);
        }
    }
    images
}

/// The lines of places, which come in the order of their files.
pub(super) fn by_file(shown: &[PlaceLines<'_>]) -> Vec<String> {
    let files = shown.chunk_by(|one, other| one.place.file == other.place.file);
    files.flat_map(of_file).collect()
}

fn of_file(shown: &[PlaceLines<'_>]) -> Vec<String> {
    let widest = |width: fn(&PlaceLines<'_>) -> usize, shown: &[&PlaceLines<'_>]| {
        let widths = shown.iter().map(|it| width(it));
        widths.max().unwrap_or_default()
    };
    let all: Vec<&PlaceLines<'_>> = shown.iter().collect();
    let with_words: Vec<&PlaceLines<'_>> = shown.iter().filter(|it| it.beside.is_some()).collect();
    let widths = (
        widest(|it| it.position().len(), &all),
        widest(|it| it.written().width(), &with_words),
    );
    let name = shown.iter().take(1).map(|it| it.place.file.clone());
    name.chain(shown.iter().flat_map(|it| it.lines(widths)))
        .collect()
}

impl PlaceLines<'_> {
    fn position(&self) -> String {
        format!("{}:{}", self.place.line, self.place.column)
    }

    fn written(&self) -> String {
        plain_line(&brief(&self.place.written))
    }

    /// The lines, with the widths of the positions and of what is written.
    fn lines(&self, (position, written): (usize, usize)) -> Vec<String> {
        let text = self.written();
        let beside = self.beside.iter().map(|words| {
            let gap = written.saturating_sub(text.width()) + 2;
            format!("{:gap$}{words}", "")
        });
        let beside: String = beside.collect();
        let first = format!(
            "{} {:position$}  {text}{beside}",
            self.mark,
            self.position()
        );
        let indent = position + 4;
        let width = WIDTH.saturating_sub(indent).max(WORDS_MIN);
        let below = self.below.iter();
        let below = below.flat_map(|words| wrapped(&plain_line(words), width));
        let below = below.map(|words| format!("{:indent$}{words}", ""));
        std::iter::once(first).chain(below).collect()
    }
}

/// A text in lines of at most this width, where its words are not longer. What stands between backticks is copied, and
/// is one word.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    let ends = move |letter: char| {
        is_code ^= letter == '`';
        letter == ' ' && !is_code
    };
    text.split(ends).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_to_a_width_and_what_is_copied_to_one_line() {
        let cases = [
            ("", vec![]),
            ("one two three", vec!["one two", "three"]),
            ("a `b c d e f` g", vec!["a", "`b c d e f`", "g"]),
            ("日本 日本 日本", vec!["日本", "日本", "日本"]),
            ("a longer-than-all b", vec!["a", "longer-than-all", "b"]),
        ];
        for (text, expected) in cases {
            assert_eq!(wrapped(text, 8), expected, "{text}");
        }
    }
}
