//! Whether the text around an action leaves what it prints as it is: `:v{{ … }}` and `{{ … }}-alpine` do not.

use std::collections::BTreeMap;

use super::pieces::Piece;
use super::tokens::words;

/// What an action does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActionKind {
    Define,
    Opens,
    Else,
    Ends,
    /// It prints nothing: a comment, or a variable that gets a value.
    Silent,
    Prints,
}

/// The pieces of a template with what its actions do, each of them looked at once.
pub(super) struct TemplateBlocks<'p, 't> {
    pieces: &'p [Piece<'t>],
    /// What each action does.
    kinds: Vec<Option<ActionKind>>,
    /// The action that opens the block around each place before a piece, and the one that ends it.
    openers: Vec<Option<usize>>,
    closers: Vec<Option<usize>>,
    /// How many pieces before each place print something, and how many divide a block.
    printing: Vec<usize>,
    dividing: Vec<usize>,
}

impl<'p, 't> TemplateBlocks<'p, 't> {
    pub(super) fn of(pieces: &'p [Piece<'t>]) -> Self {
        let kinds = pieces.iter().map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Action(inner) => Some(kind(inner)),
        });
        let kinds: Vec<Option<ActionKind>> = kinds.collect();
        let prints = |(piece, kind): (&Piece<'_>, &Option<ActionKind>)| match piece {
            Piece::Text(text) => !text.trim().is_empty(),
            Piece::Action(_) => *kind == Some(ActionKind::Prints),
        };
        let (openers, closers) = ends_of_blocks(&kinds);
        Self {
            pieces,
            openers,
            closers,
            printing: counts(pieces.iter().zip(&kinds).map(prints)),
            dividing: counts(kinds.iter().map(|kind| *kind == Some(ActionKind::Else))),
            kinds,
        }
    }

    /// Whether an action prints a whole tag: behind the `:` that follows a repository, or by itself.
    pub(super) fn stands_alone(&self, action: usize) -> bool {
        self.begins(action) && self.ends(action + 1)
    }

    /// Whether a word may begin at a place.
    fn begins(&self, place: usize) -> bool {
        let (mut is_behind_colon, mut end) = (false, place);
        while let Some(last) = end.checked_sub(1) {
            end = last;
            match (self.pieces[last], self.kinds[last]) {
                (Piece::Text(""), _) => {}
                (Piece::Text(":"), _) if !is_behind_colon => is_behind_colon = true,
                (Piece::Text(text), _) => return !is_behind_colon && opens_word(text, last == 0),
                // Text of its own may be around what is included
                (_, Some(ActionKind::Define)) => return false,
                (_, Some(ActionKind::Else)) => end = self.openers[last].unwrap_or_default(),
                (_, Some(ActionKind::Ends)) => {
                    end = self.openers[last].unwrap_or_default();
                    if self.printing[end] < self.printing[last] {
                        return false;
                    }
                }
                (Piece::Action(inner), Some(ActionKind::Prints)) => {
                    return is_behind_colon && is_repository(inner);
                }
                (_, Some(ActionKind::Opens | ActionKind::Silent) | None) => {}
            }
        }
        !is_behind_colon
    }

    /// Whether a word may end at a place.
    fn ends(&self, place: usize) -> bool {
        let mut start = place;
        while let Some(piece) = self.pieces.get(start) {
            let kind = self.kinds[start];
            start += 1;
            match (piece, kind) {
                (Piece::Text(""), _) => {}
                (Piece::Text(text), _) => return closes_word(text),
                (_, Some(ActionKind::Define)) => return true,
                (_, Some(ActionKind::Else)) => start = self.behind_block(start),
                (_, Some(ActionKind::Opens)) if self.has_digest(start) => {
                    start = self.behind_block(start);
                }
                (_, Some(ActionKind::Opens | ActionKind::Prints)) => return false,
                (_, Some(ActionKind::Silent | ActionKind::Ends) | None) => {}
            }
        }
        true
    }

    /// Whether the block around a place goes on there with a digest, and has nothing else in its place.
    fn has_digest(&self, place: usize) -> bool {
        let first = self.pieces.get(place);
        let is_digest = matches!(first, Some(Piece::Text(text)) if text.starts_with('@'));
        is_digest && self.dividing[place] == self.dividing[self.behind_block(place)]
    }

    /// What is behind the end of the block around a place.
    fn behind_block(&self, place: usize) -> usize {
        self.closers[place].map_or(self.pieces.len(), |end| end + 1)
    }
}

/// How many of the first ones are so, for each number of them.
fn counts(all: impl Iterator<Item = bool>) -> Vec<usize> {
    let mut counts = vec![0];
    let mut count = 0;
    counts.extend(all.map(|is| {
        count += usize::from(is);
        count
    }));
    counts
}

/// The actions that open and end the block around each place. An end without a beginning ends what is before it.
fn ends_of_blocks(kinds: &[Option<ActionKind>]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let (mut open, mut openers, mut ends) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (at, kind) in kinds.iter().enumerate() {
        openers.push(open.last().copied());
        match kind {
            Some(ActionKind::Define | ActionKind::Opens) => open.push(at),
            Some(ActionKind::Ends) => drop(ends.insert(open.pop().ok_or(at), at)),
            Some(ActionKind::Else | ActionKind::Silent | ActionKind::Prints) | None => {}
        }
    }
    openers.push(open.last().copied());
    let closer = |(place, opener): (usize, &Option<usize>)| match opener {
        Some(opener) => ends.get(&Ok(*opener)).copied(),
        None => {
            let mut stray = ends.range(Err(place)..);
            stray.next().map(|(_, end)| *end)
        }
    };
    let closers = openers.iter().enumerate().map(closer).collect();
    (openers, closers)
}

/// The effect of the text within an action.
pub(super) fn kind(inner: &str) -> ActionKind {
    let mut words = words(inner);
    match words.next().unwrap_or_default() {
        "define" | "block" => ActionKind::Define,
        "if" | "with" | "range" => ActionKind::Opens,
        "else" => ActionKind::Else,
        "end" => ActionKind::Ends,
        first if first.starts_with("/*") => ActionKind::Silent,
        first if first.starts_with('$') && matches!(words.next(), Some(":=" | "=")) => {
            ActionKind::Silent
        }
        _ => ActionKind::Prints,
    }
}

/// Whether a word may begin, or a value, where a text ends. What is joined to an action is part of what that prints.
fn opens_word(text: &str, is_first: bool) -> bool {
    let is_break = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'');
    let word = text.rsplit(is_break).next().unwrap_or_default();
    let is_joined = word.len() == text.len() && !is_first;
    word.is_empty() || !is_joined && word.ends_with([':', '=', '(', '[', '{', ','])
}

/// Whether the last key of something that an action prints is that of a repository.
fn is_repository(inner: &str) -> bool {
    let names = words(inner).filter_map(|it| it.rsplit('.').next());
    let mut names = names.map(str::to_lowercase);
    names.any(|it| ["repo", "image", "name"].iter().any(|key| it.contains(key)))
}

/// Whether a word ends where a text begins, with the quotes around it, or its digest follows.
fn closes_word(text: &str) -> bool {
    let behind = text.trim_start_matches(['"', '\'']);
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ']' | '}' | ')');
    behind.is_empty() || behind.starts_with(is_end) || text.starts_with('@')
}
