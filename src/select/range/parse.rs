//! Reading the conditions of a range.

/// One condition of a range.
#[derive(Debug)]
pub(super) struct Comparator {
    pub(super) operator: Operator,
    /// The numbers of its version, none for `*`.
    pub(super) numbers: Vec<u128>,
}

/// How a version has to be to the one of a condition. A version with fewer numbers stands for all that begin with it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operator {
    /// `=7.2`, `7.2.*` and a bare `7.2`: begins with these numbers.
    Equal,
    /// `^7.2`: not lower, and the first number that is not zero is the same.
    Caret,
    /// `~7.2`: not lower, and the first two numbers are the same; of four or more, all but the last.
    Tilde,
    /// `>=7`.
    AtLeast,
    /// `>7`.
    Above,
    /// `<=7`.
    AtMost,
    /// `<7`.
    Below,
}

/// The operators as they are written.
const OPERATORS: [(&str, Operator); 7] = [
    ("=", Operator::Equal),
    ("^", Operator::Caret),
    ("~", Operator::Tilde),
    (">=", Operator::AtLeast),
    (">", Operator::Above),
    ("<=", Operator::AtMost),
    ("<", Operator::Below),
];

/// The letters of operators, here and in other languages.
pub(super) const OPERATOR_LETTERS: [char; 6] = ['=', '^', '~', '>', '<', '!'];

/// Reads the conditions of a range.
pub(super) fn comparators(range: &str) -> Option<Vec<Comparator>> {
    let conditions = range.split(',').map(trimmed);
    conditions.map(comparator).collect()
}

/// A condition without the blanks around it.
pub(super) fn trimmed(condition: &str) -> &str {
    condition.trim_matches(' ')
}

/// Reads a condition: an operator, or none, and numbers joined by dots; without an operator, also `7.*` and `*`.
pub(super) fn comparator(text: &str) -> Option<Comparator> {
    let (written, version) = split_operator(text);
    if written.is_empty() {
        let front = version.strip_suffix(".*");
        return Some(Comparator {
            operator: Operator::Equal,
            numbers: match version {
                "*" => Vec::new(),
                version => numbers(front.unwrap_or(version))?,
            },
        });
    }
    Some(Comparator {
        operator: known_operator(written)?.1,
        numbers: numbers(version)?,
    })
}

/// What a condition begins with, as far as it has the letters of operators, and its version.
pub(super) fn split_operator(text: &str) -> (&str, &str) {
    let version = text.trim_start_matches(OPERATOR_LETTERS);
    let written = &text[..text.len() - version.len()];
    (written, version.trim_start_matches(' '))
}

/// The operator that is written so.
pub(super) fn known_operator(written: &str) -> Option<(&'static str, Operator)> {
    let mut operators = OPERATORS.into_iter();
    operators.find(|(operator, _)| *operator == written)
}

fn numbers(version: &str) -> Option<Vec<u128>> {
    version.split('.').map(number).collect()
}

/// A number, as large as those of Cargo's.
fn number(digits: &str) -> Option<u128> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse::<u64>().ok().filter(|_| is_number)?;
    Some(number.into())
}
