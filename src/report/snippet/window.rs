//! The part of a text that shows a place: its lines, or as much around it as anybody sees of a long one.

use std::ops::Range;

use annotate_snippets::AnnotationKind;

use crate::report::plain::{commands, harmless, plain_line};

/// How far from a place its line is looked for, in bytes. More than any terminal shows, and little enough for a line as
/// long as its file.
const REACH: usize = 4096;

/// A place that is underlined, and what stands there.
pub(super) type Annotation<T> = (Range<usize>, AnnotationKind, Option<T>);

/// A part of a text with what is underlined in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The start in the text.
    pub(super) start: usize,
    /// The part, as it may be shown.
    pub(super) text: String,
    /// The places, in the part.
    pub(super) annotations: Vec<Annotation<String>>,
}

impl Window {
    /// True where places are so near each other that one part shows them all.
    pub(super) fn fits(places: &[&Range<usize>]) -> bool {
        let start = places
            .iter()
            .map(|place| place.start)
            .min()
            .unwrap_or_default();
        places.iter().all(|place| place.end <= start + REACH)
    }

    /// The part of a text around places, of which the first `REACH` bytes are underlined at most.
    pub(super) fn of(text: &str, places: &[Annotation<&str>]) -> Self {
        let start = places
            .iter()
            .map(|(place, ..)| place.start)
            .min()
            .unwrap_or_default();
        let end = places
            .iter()
            .map(|(place, ..)| place.end)
            .max()
            .unwrap_or_default();
        let part = part(text, start..end.min(start + REACH));
        let shown = &text[part.clone()];
        let inserted: Vec<usize> = commands(shown).collect();
        // What is inserted before a place moves it
        let moved = |at: usize, is_before: fn(usize, usize) -> bool| {
            let at = at.clamp(part.start, part.end) - part.start;
            at + inserted.partition_point(|insertion| is_before(*insertion, at))
        };
        let annotation = |(place, kind, label): &Annotation<&str>| {
            let start = moved(place.start, |insertion, start| insertion <= start);
            let end = moved(place.end, |insertion, end| insertion < end);
            (start..end.max(start), *kind, label.map(plain_line))
        };
        Self {
            start: part.start,
            annotations: places.iter().map(annotation).collect(),
            text: harmless(shown),
        }
    }
}

impl Window {
    /// The column of the first place within what is shown of its line, from 1.
    pub(super) fn column(&self) -> usize {
        let before = self
            .annotations
            .first()
            .map_or("", |(place, ..)| &self.text[..place.start]);
        before[before.rfind('\n').map_or(0, |newline| newline + 1)..]
            .chars()
            .count()
            + 1
    }
}

/// The lines of a place, as far as they are within reach.
fn part(text: &str, place: Range<usize>) -> Range<usize> {
    let (from, to) = (boundary(text, place.start), boundary(text, place.end));
    let (first, last) = (
        boundary(text, from.saturating_sub(REACH)),
        boundary(text, to + REACH),
    );
    let start = text[first..from]
        .rfind('\n')
        .map_or(first, |newline| first + newline + 1);
    let end = text[to..last]
        .find('\n')
        .map_or(last, |newline| to + newline + 1);
    start..end
}

/// The last boundary of a character that is not behind an offset.
fn boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stays_where_it_is_beside_what_is_broken_up() {
        let text = "a\nb = ##[x] ##[é]\nc";
        let second = text.rfind('#').unwrap()..text.rfind(']').unwrap();
        let window = Window::of(text, &[(second, AnnotationKind::Primary, Some("##[x"))]);
        assert_eq!(
            (window.start, window.text.as_str()),
            (2, "b = # #[x] # #[é]\n")
        );
        let (place, _, label) = &window.annotations[0];
        assert_eq!(
            (&window.text[place.clone()], label.as_deref()),
            ("#[é", Some("# #[x"))
        );
    }

    #[test]
    fn of_a_long_line_no_more_is_shown_than_anybody_sees() {
        let text = "é".repeat(100_000);
        let window = Window::of(&text, &[(100_000..100_002, AnnotationKind::Primary, None)]);
        assert!(window.text.len() < 3 * REACH, "{}", window.text.len());
        assert_eq!(&window.text[window.annotations[0].0.clone()], "é");
    }

    #[test]
    fn a_place_that_is_the_whole_file_is_shown_from_its_start() {
        let text = "[a]\n".repeat(10_000);
        let window = Window::of(&text, &[(0..text.len(), AnnotationKind::Primary, None)]);
        assert!(window.text.len() < 3 * REACH, "{}", window.text.len());
        assert_eq!(window.annotations[0].0, 0..window.text.len());
    }
}
