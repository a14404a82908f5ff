//! The ranges that were meant by one that is none.

use super::bounds::common_interval;
use super::error::InsteadOfRange;
use super::parse::{
    OPERATOR_LETTERS, comparator, comparators, known_operator, split_operator, trimmed,
};

/// The most ranges that one may mean: `!=8` is below or above.
const MEANINGS_MAX: usize = 2;

impl InsteadOfRange {
    /// What was meant by a range, or less than that. What is told to a person has to be right: none of these is wrong
    /// again, none accepts everything, and none nothing.
    pub(super) fn of(range: &str) -> Self {
        let conditions = range.split(',').map(|it| meant(trimmed(it)));
        let conditions: Option<Vec<Vec<String>>> = conditions.collect();
        let mut ranges: Vec<String> = Vec::new();
        for at in 0..MEANINGS_MAX {
            let range = conditions.iter().flatten().filter_map(|meanings| {
                let meaning = meanings.get(at).or(meanings.last());
                meaning.map(String::as_str)
            });
            let range = range.collect::<Vec<_>>().join(", ");
            if is_of_use(&range) && !ranges.contains(&range) {
                ranges.push(range);
            }
        }
        Self { ranges }
    }
}

/// Whether it is a range that accepts some versions, and not all.
fn is_of_use(range: &str) -> bool {
    let read = comparators(range);
    range != "*" && read.is_some_and(|it| !common_interval(&it).is_empty())
}

/// What a condition may mean. None if nobody can tell.
fn meant(condition: &str) -> Option<Vec<String>> {
    if comparator(condition).is_some() {
        return Some(vec![condition.to_owned()]);
    }
    if let Some((from, to)) = condition.split_once(" - ") {
        return meant_by_all(&[format!(">={}", from.trim()), format!("<={}", to.trim())]);
    }
    match parts(condition).as_slice() {
        [] | [_] => meant_by_one(condition),
        parts => meant_by_all(parts),
    }
}

/// What conditions mean of which each has but one operator.
fn meant_by_all(conditions: &[String]) -> Option<Vec<String>> {
    let meanings = conditions
        .iter()
        .map(|condition| meant_by_one(condition)?.into_iter().next());
    let meanings: Option<Vec<String>> = meanings.collect();
    Some(vec![meanings?.join(", ")])
}

/// The conditions that stand in one, each of which begins with its operator: `>=7 <9`, `>=7;<9`, `>=7 and <9`.
fn parts(condition: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut is_operator = false;
    for letter in condition.chars() {
        let was_operator = std::mem::replace(&mut is_operator, OPERATOR_LETTERS.contains(&letter));
        match parts.last_mut() {
            Some(part) if was_operator || !is_operator => part.push(letter),
            last => {
                last.into_iter().for_each(remove_joint);
                parts.push(letter.to_string());
            }
        }
    }
    parts
}

/// Removes what joins a condition to the next one.
fn remove_joint(part: &mut String) {
    let text = part.trim_end_matches([' ', ';', '&']);
    let text = text.strip_suffix(" and").unwrap_or(text).trim_end();
    part.truncate(text.len());
}

/// What a condition with no more than one operator may mean.
fn meant_by_one(condition: &str) -> Option<Vec<String>> {
    if comparator(condition).is_some() {
        return Some(vec![condition.to_owned()]);
    }
    let (operator, version) = split_operator(condition);
    let version = version.trim_start_matches(['v', 'V']);
    let version = version
        .split_once('_')
        .filter(|(_, build)| build.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(version, |(front, _)| front);
    let front = without_wildcards(version, operator);
    if front == Some("") {
        return None;
    }
    Some(with_operator(
        operator,
        front.unwrap_or(version),
        front.is_some(),
    ))
}

/// What stands in front of letters and stars for any number, if nothing else stands behind.
fn without_wildcards<'t>(version: &'t str, operator: &str) -> Option<&'t str> {
    let is_wildcard = |part: &str| matches!(part, "*" | "x" | "X");
    let mut front = version;
    while let Some((rest, _)) = front.rsplit_once('.').filter(|(_, last)| is_wildcard(last)) {
        front = rest;
    }
    // `7*` may have been meant for 70 as well, and for less by `<7*` and its like
    let star = front.strip_suffix('*').filter(|_| operator.is_empty());
    let front = match is_wildcard(front) {
        true => "",
        false => star.unwrap_or(front),
    };
    (front.len() < version.len()).then_some(front)
}

/// Conditions with the operator that there is for another one.
fn with_operator(operator: &str, version: &str, has_wildcard: bool) -> Vec<String> {
    let count = version.split('.').count();
    let one = |operator: &str| vec![format!("{operator}{version}")];
    match operator {
        "" | "=" | "==" | "===" if has_wildcard => vec![format!("{version}.*")],
        // Ruby's and Terraform's, Python's: the last number may rise
        "~>" | "~=" if has_wildcard => Vec::new(),
        "~>" | "~=" if count > 2 => one("~"),
        "~>" | "~=" => vec![below_next_first(version)],
        "!=" | "<>" => [one("<"), one(">")].concat(),
        "==" | "===" => one("="),
        "=>" => one(">="),
        "=<" => one("<="),
        known if known.is_empty() || known_operator(known).is_some() => one(known),
        _ => Vec::new(),
    }
}

/// The range of all versions with the first number of one that are not lower: `^7.2`, and `>=0.2, <1`, since `^` keeps
/// the first number that is not zero.
fn below_next_first(version: &str) -> String {
    let first = version.split('.').next().unwrap_or_default();
    match first.trim_start_matches('0') {
        "" if !first.is_empty() => format!(">={version}, <1"),
        _ => format!("^{version}"),
    }
}
