//! The commands of a Makefile: the lines of recipes, which begin with a tab (GNU make, "Recipe Syntax"), the values of
//! variables, which may be commands, and what make runs while it reads the file.

use std::ops::Range;

use super::words::MAKE_SHELL;

/// The letters before a command that are make's own: be quiet, mind no failure, run always.
const PREFIXES: [char; 3] = ['@', '-', '+'];

/// The places of all recipe lines and values, each with the lines that a backslash joins to it, and whether it is a
/// recipe.
pub(super) fn commands(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = logical_end(text, at);
        let line = &text[at..end];
        let recipe = line.strip_prefix('\t');
        let start = match recipe {
            Some(command) => Some(
                command.trim_start_matches(|it: char| it.is_whitespace() || PREFIXES.contains(&it)),
            ),
            None => value(line)
                .or_else(|| behind_rule(line))
                .or_else(|| with_shell(line)),
        };
        let is_recipe = recipe.is_some() || value(line).is_none();
        parts.extend(start.map(|it| (end - it.len()..end, is_recipe)));
        at = end;
    }
    parts
}

/// The recipe that stands on the line of its rule: `target: prerequisites ; recipe` (GNU make, "Rule Syntax").
fn behind_rule(line: &str) -> Option<&str> {
    let (rule, recipe) = line.split_once(';')?;
    let is_rule = rule.contains(':') && !rule.contains('#');
    is_rule
        .then(|| recipe.trim_start_matches(|it: char| it.is_whitespace() || PREFIXES.contains(&it)))
}

/// A line that runs commands while it is read, as a condition may.
fn with_shell(line: &str) -> Option<&str> {
    let is_comment = line.trim_start().starts_with('#');
    line.find(MAKE_SHELL)
        .filter(|_| !is_comment)
        .map(|at| &line[at..])
}

/// The value of a variable that a line sets, if it does that.
fn value(line: &str) -> Option<&str> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches([':', '?', '+', '!']).trim();
    let name = name
        .strip_prefix("export ")
        .or(name.strip_prefix("override "))
        .unwrap_or(name);
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(is_of_name)).then_some(value)
}

/// The end of a line, with those that a backslash at its end joins to it.
fn logical_end(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(length) = text[at..].find('\n') {
        let line = &text[at..at + length];
        at += length + 1;
        if !line.trim_end_matches('\r').ends_with('\\') {
            return at;
        }
    }
    text.len()
}
