//! Text that was put together from pieces of a file, and remembers where each byte of it stands there.
//!
//! A line of a Dockerfile is read after its continuations were joined and its quotes dropped, so that what is read lies
//! in the file in pieces.

use std::ops::Range;
use std::rc::Rc;

/// A text with the place of every byte. Parts share one text.
#[derive(Debug, Clone, Default)]
pub(super) struct PlacedText {
    joined: Rc<JoinedText>,
    /// The part of the text, in bytes.
    part: Range<usize>,
}

#[derive(Debug, Default)]
pub(super) struct JoinedText {
    text: String,
    /// In the order of the text, no two that touch in the file.
    pieces: Vec<TextPiece>,
}

/// The beginning of a piece; it ends where the next one begins.
#[derive(Debug, Clone, Copy)]
struct TextPiece {
    /// In what is read.
    at: usize,
    /// In the file.
    start: usize,
}

impl TextPiece {
    /// The place in the file of a byte of the text.
    fn place(self, byte: usize) -> usize {
        self.start + (byte - self.at)
    }
}

impl JoinedText {
    pub(super) fn push(&mut self, start: usize, piece: &str) {
        let at = self.text.len();
        let last = self.pieces.last();
        let continues = last.is_some_and(|last| last.place(at) == start);
        if !continues && !piece.is_empty() {
            self.pieces.push(TextPiece { at, start });
        }
        self.text.push_str(piece);
    }

    /// Adds a part of what is read elsewhere.
    pub(super) fn push_part(&mut self, other: &PlacedText, part: Range<usize>) {
        let part = other.part.start + part.start..other.part.start + part.end;
        let other = &other.joined;
        let mut at = part.start;
        while at < part.end {
            let index = other.piece(at);
            let next = other.pieces.get(index + 1);
            let end = next.map_or(part.end, |next| next.at.min(part.end));
            self.push(other.pieces[index].place(at), &other.text[at..end]);
            at = end;
        }
    }

    pub(super) fn finish(self) -> PlacedText {
        PlacedText {
            part: 0..self.text.len(),
            joined: Rc::new(self),
        }
    }

    /// The piece of a byte of the text, by its number.
    fn piece(&self, byte: usize) -> usize {
        let behind = self.pieces.partition_point(|piece| piece.at <= byte);
        behind.saturating_sub(1)
    }

    /// The place in the file of a byte of the text.
    fn place(&self, byte: usize) -> usize {
        let piece = self.pieces.get(self.piece(byte));
        piece.map_or(0, |piece| piece.place(byte))
    }
}

impl PlacedText {
    /// A piece of a file as it stands there, from this place on.
    #[cfg(test)]
    pub(super) fn at(start: usize, text: &str) -> Self {
        let mut joined = JoinedText::default();
        joined.push(start, text);
        joined.finish()
    }

    pub(super) fn text(&self) -> &str {
        &self.joined.text[self.part.clone()]
    }

    pub(super) fn part(&self, part: Range<usize>) -> Self {
        let part = self.part.start + part.start..self.part.start + part.end;
        Self {
            joined: Rc::clone(&self.joined),
            part,
        }
    }

    /// From the first place to the last; nothing at the file's beginning where nothing is read.
    pub(super) fn span(&self) -> Range<usize> {
        match self.part.clone() {
            part if part.is_empty() => 0..0,
            part => self.joined.place(part.start)..self.joined.place(part.end - 1) + 1,
        }
    }

    /// The place of a part, if it stands there in one piece.
    pub(super) fn exact(&self, part: Range<usize>) -> Option<Range<usize>> {
        let part = self.part.start + part.start..self.part.start + part.end;
        let index = self.joined.piece(part.start);
        let is_one = !part.is_empty() && self.joined.piece(part.end - 1) == index;
        let piece = self.joined.pieces.get(index).filter(|_| is_one)?;
        Some(piece.place(part.start)..piece.place(part.end))
    }

    /// The same without white space around.
    pub(super) fn trimmed(&self) -> Self {
        let text = self.text();
        let start = text.len() - text.trim_start().len();
        self.part(start..start + text.trim().len())
    }

    /// The pieces between these characters, those that are empty too.
    pub(super) fn split(&self, separator: impl Fn(char) -> bool) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, letter) in self.text().match_indices(separator) {
            pieces.push(self.part(start..at));
            start = at + letter.len();
        }
        pieces.push(self.part(start..self.text().len()));
        pieces
    }

    /// The text before the first of these characters, and the text behind it.
    pub(super) fn split_once(&self, separator: impl Fn(char) -> bool) -> Option<(Self, Self)> {
        let text = self.text();
        let at = text.find(separator)?;
        let behind = at + text[at..].chars().next().map_or(0, char::len_utf8);
        Some((self.part(0..at), self.part(behind..text.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_know_their_places() {
        let mut joined = JoinedText::default();
        joined.push(10, "FROM no");
        joined.push(20, "de:20");
        let written = joined.finish();
        assert_eq!(written.text(), "FROM node:20");
        assert_eq!(written.span(), 10..25);
        assert_eq!(
            (written.exact(0..4), written.exact(5..12)),
            (Some(10..14), None)
        );
        let (_, image) = written.split_once(|letter| letter == ' ').unwrap();
        assert_eq!((image.text(), image.span()), ("node:20", 15..25));
    }

    #[test]
    fn nothing_has_no_place() {
        let nothing = PlacedText::default();
        assert_eq!((nothing.span(), nothing.exact(0..0)), (0..0, None));
    }
}
