//! Where the lines and the characters of a text are, for finding many places of it in one pass.

/// After how many bytes the characters are counted: as many are counted again for a place, at most.
const STEP: usize = 512;

/// The lines of a text and, since a line may be as long as the text, its characters.
#[derive(Debug, Clone)]
pub struct LineIndex<'t> {
    text: &'t str,
    newlines: Vec<usize>,
    /// The number of characters that begin before each step.
    characters: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut count = 0;
        let characters = text.as_bytes().chunks(STEP).map(|step| {
            let before = count;
            count += starts(step);
            before
        });
        Self {
            text,
            characters: characters.collect(),
            newlines: text.match_indices('\n').map(|(at, _)| at).collect(),
        }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.newlines.partition_point(|newline| *newline < offset) + 1
    }

    /// The line and the column of a byte, as [`super::Source::position`] tells them.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = boundary_before(self.text, offset);
        let line = self.line(offset);
        let newline = line.checked_sub(2).map(|before| self.newlines[before]);
        let before = self.characters_before(newline.map_or(0, |newline| newline + 1));
        (line, self.characters_before(offset) - before + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let step = (offset / STEP).min(self.characters.len().saturating_sub(1));
        let counted = self.characters.get(step).copied().unwrap_or_default();
        counted + starts(&self.text.as_bytes()[step * STEP..offset])
    }
}

/// The number of characters that begin in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// The last boundary of a character that is not behind the offset.
pub(super) fn boundary_before(text: &str, offset: usize) -> usize {
    let mut places = (0..=offset.min(text.len())).rev();
    let boundary = places.find(|at| text.is_char_boundary(*at));
    boundary.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Source;

    proptest! {
        #[test]
        fn many_places_are_found_as_each_one_is(
            pieces in prop::collection::vec("[ab\né🙂]{0,300}", 0..6),
            offsets in prop::collection::vec(0..8000_usize, 8),
        ) {
            let source = Source::new("a", pieces.concat());
            let lines = source.lines();
            for offset in offsets.into_iter().chain([0, source.text.len()]) {
                prop_assert_eq!(lines.position(offset), source.position(offset), "{}", offset);
            }
        }
    }
}
