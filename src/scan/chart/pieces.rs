//! The text of a template and its actions, in order.

use crate::scan::actions;

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// What is printed as it is, without the white space that actions next to it cut off.
    Text(&'t str),
    /// What is between the braces of an action.
    Action(&'t str),
}

/// The parts of a template, up to an action that is not closed.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = length(&rest[start..]) else {
            break;
        };
        let (before, inner) = (&rest[..start], &rest[start + 2..start + length - 2]);
        rest = &rest[start + length..];
        let cut = inner.strip_prefix('-');
        found.push(Piece::Text(cut.map_or(before, |_| before.trim_end())));
        let inner = cut.unwrap_or(inner);
        let cut = inner.strip_suffix('-');
        found.push(Piece::Action(cut.unwrap_or(inner)));
        rest = cut.map_or(rest, |_| rest.trim_start());
    }
    found.push(Piece::Text(rest));
    found
}

/// The length of the action that a text begins with; braces in a comment end none.
pub(super) fn length(text: &str) -> Option<usize> {
    let inner = text.get(2..)?.trim_start_matches('-').trim_start();
    if !inner.starts_with("/*") {
        return actions::length(text);
    }
    let end = text.find("*/")?;
    Some(end + text[end..].find("}}")? + "}}".len())
}
