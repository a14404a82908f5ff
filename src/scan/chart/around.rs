//! Whether the text around an action leaves what it prints as it is: `:v{{ … }}` and `{{ … }}-alpine` do not.

use super::pieces::Piece;
use super::tokens::tokens;

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

/// Whether an action prints a whole tag: behind the `:` that follows a repository, or by itself.
pub(super) fn stands_alone(pieces: &[Piece<'_>], at: usize) -> bool {
    begins(&pieces[..at]) && ends(&pieces[at + 1..])
}

/// The effect of the text within an action.
pub(super) fn kind(inner: &str) -> ActionKind {
    let words = tokens(inner);
    match words.first().copied().unwrap_or_default() {
        "define" | "block" => ActionKind::Define,
        "if" | "with" | "range" => ActionKind::Opens,
        "else" => ActionKind::Else,
        "end" => ActionKind::Ends,
        first if first.starts_with("/*") => ActionKind::Silent,
        first if first.starts_with('$') && matches!(words.get(1), Some(&(":=" | "="))) => {
            ActionKind::Silent
        }
        _ => ActionKind::Prints,
    }
}

/// Whether a word may begin behind these pieces.
fn begins(pieces: &[Piece<'_>]) -> bool {
    let mut is_behind_colon = false;
    let mut rest = pieces;
    while let Some((piece, before)) = rest.split_last() {
        rest = before;
        match piece {
            Piece::Text("") => {}
            Piece::Text(":") if !is_behind_colon => is_behind_colon = true,
            Piece::Text(text) => return !is_behind_colon && opens_word(text, before.is_empty()),
            Piece::Action(inner) => match kind(inner) {
                // Text of its own may be around what is included
                ActionKind::Define => return false,
                ActionKind::Opens | ActionKind::Silent => {}
                ActionKind::Else => rest = before_block(before),
                ActionKind::Ends => match before_silent_block(before) {
                    Some(before) => rest = before,
                    None => return false,
                },
                ActionKind::Prints => return is_behind_colon && is_repository(inner),
            },
        }
    }
    !is_behind_colon
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
    let names = tokens(inner)
        .into_iter()
        .filter_map(|it| it.rsplit('.').next());
    let mut names = names.map(str::to_lowercase);
    names.any(|it| ["repo", "image", "name"].iter().any(|key| it.contains(key)))
}

/// What is before the block that these pieces are the beginning of.
fn before_block<'p, 't>(pieces: &'p [Piece<'t>]) -> &'p [Piece<'t>] {
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate().rev() {
        match depth_change(piece) {
            1 if depth == 0 => return &pieces[..at],
            change => depth -= change,
        }
    }
    &[]
}

/// The same, if the block prints nothing.
fn before_silent_block<'p, 't>(pieces: &'p [Piece<'t>]) -> Option<&'p [Piece<'t>]> {
    let before = before_block(pieces);
    let is_silent = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => text.trim().is_empty(),
        Piece::Action(inner) => kind(inner) != ActionKind::Prints,
    };
    pieces[before.len()..]
        .iter()
        .all(is_silent)
        .then_some(before)
}

/// Whether a word may end before these pieces.
fn ends(pieces: &[Piece<'_>]) -> bool {
    let mut rest = pieces;
    while let Some((piece, behind)) = rest.split_first() {
        rest = behind;
        match piece {
            Piece::Text("") => {}
            Piece::Text(text) => return closes_word(text),
            Piece::Action(inner) => match kind(inner) {
                ActionKind::Define => return true,
                ActionKind::Silent | ActionKind::Ends => {}
                ActionKind::Else => rest = behind_block(behind),
                ActionKind::Opens if has_digest(behind) => rest = behind_block(behind),
                ActionKind::Opens | ActionKind::Prints => return false,
            },
        }
    }
    true
}

/// Whether a word ends where a text begins, with the quotes around it, or its digest follows.
fn closes_word(text: &str) -> bool {
    let behind = text.trim_start_matches(['"', '\'']);
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ']' | '}' | ')');
    behind.is_empty() || behind.starts_with(is_end) || text.starts_with('@')
}

/// Whether a block begins with a digest, and has nothing else in its place.
fn has_digest(block: &[Piece<'_>]) -> bool {
    let is_digest = matches!(block.first(), Some(Piece::Text(text)) if text.starts_with('@'));
    let inside = &block[..block.len() - behind_block(block).len()];
    let is_else =
        |piece: &Piece<'_>| matches!(piece, Piece::Action(it) if kind(it) == ActionKind::Else);
    is_digest && !inside.iter().any(is_else)
}

/// What is behind the end of the block that these pieces are the rest of.
fn behind_block<'p, 't>(pieces: &'p [Piece<'t>]) -> &'p [Piece<'t>] {
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate() {
        match depth_change(piece) {
            -1 if depth == 0 => return &pieces[at + 1..],
            change => depth += change,
        }
    }
    &[]
}

fn depth_change(piece: &Piece<'_>) -> i32 {
    match piece {
        Piece::Text(_) => 0,
        Piece::Action(inner) => match kind(inner) {
            ActionKind::Define | ActionKind::Opens => 1,
            ActionKind::Ends => -1,
            ActionKind::Else | ActionKind::Silent | ActionKind::Prints => 0,
        },
    }
}
