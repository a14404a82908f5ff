//! Tables of cases: fields stand between tabs, below a line of titles.
//!
//! `{ab*3}` is `ababab`; `\n`, `\t`, `\s` and `\\` are a line feed, a tab, a space and a backslash.

/// The rows of a table, each with its number in the file and its fields.
pub(crate) fn rows<const FIELDS: usize>(table: &str) -> Vec<(usize, [String; FIELDS])> {
    let row = |(index, line): (usize, &str)| {
        let fields: Vec<String> = line.split('\t').map(expand).collect();
        let number = index + 1;
        let count = fields.len();
        (
            number,
            fields
                .try_into()
                .unwrap_or_else(|_| panic!("line {number} has {count} fields: {line}")),
        )
    };
    table.lines().enumerate().skip(1).map(row).collect()
}

fn expand(field: &str) -> String {
    let mut text = unescape(field);
    while let Some((before, repeated, times, after)) = repetition(&text) {
        text = format!("{before}{}{after}", repeated.repeat(times));
    }
    text
}

fn unescape(field: &str) -> String {
    let mut letters = field.chars();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('s') => ' ',
                Some('\\') => '\\',
                other => panic!("no escape: {other:?} in {field}"),
            },
            plain => plain,
        });
    }
    text
}

fn repetition(text: &str) -> Option<(&str, &str, usize, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (inside, after) = rest.split_once('}')?;
    let (repeated, times) = inside.rsplit_once('*')?;
    Some((before, repeated, times.parse().ok()?, after))
}

/// Compares each row, and fails with all that differ.
pub(crate) fn check<const FIELDS: usize>(
    table: &str,
    found: impl Fn(&[String; FIELDS]) -> [String; FIELDS],
) {
    let differing: Vec<String> = rows(table)
        .into_iter()
        .map(|(number, expected)| (number, found(&expected), expected))
        .filter(|(_, found, expected)| found != expected)
        .map(|(number, found, expected)| {
            format!("line {number}:\n  expected {expected:?}\n  found    {found:?}")
        })
        .collect();
    assert!(
        differing.is_empty(),
        "{} rows differ\n{}",
        differing.len(),
        differing.join("\n")
    );
}
