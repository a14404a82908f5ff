//! Text from outside, made fit for a line that a terminal shows and that a runner of CI reads along.
//!
//! All that reaches stdout or stderr for people to read passes here: each text that came from outside by [`plain_line`]
//! where it is put into words, and each line as a whole by [`harmless_lines`] where it is printed, since a line may
//! begin with what is harmless within it. Data that tools read is not altered; what steers a runner is escaped in JSON.
//!
//! GitHub's runner takes `::name …::` for a command where a line begins with it, white space aside, and `##[name]`
//! anywhere in a line (`ActionCommand.cs` of actions/runner); Azure's takes `##vso[` and `##[`, TeamCity `##teamcity[`.
//! It compares them as words are compared, for which characters that nobody sees do not count; all of those are left
//! out.

use std::fmt::Write as _;

use crate::document::is_harmful;

/// A text of one line, without what steers a terminal: control characters, and the marks that turn the direction of
/// writing or that nobody sees (CVE-2021-42574); nor what steers a runner of CI anywhere in a line.
pub fn plain_line(text: &str) -> String {
    if is_harmless(text) {
        return text.to_owned();
    }
    let in_line = |letter: char| if letter == '\n' { ' ' } else { letter };
    harmless(
        &text
            .chars()
            .map(in_line)
            .filter(|letter| !is_harmful(*letter))
            .collect::<String>(),
    )
}

/// Lines of ours, with what came from outside in them, such that no runner takes one for a command. Colours stay.
pub fn harmless_lines(text: &str) -> String {
    text.split_inclusive('\n').map(harmless_line).collect()
}

/// Whether a text has nothing in it that steers a terminal or a runner anywhere in a line, as most have.
fn is_harmless(text: &str) -> bool {
    text.bytes()
        .all(|byte| (b' '..0x7f).contains(&byte) && byte != b'[')
}

fn harmless_line(line: &str) -> String {
    if is_harmless(line) && !line.trim_start().starts_with("::") {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let length = colour(rest).unwrap_or(letter.len_utf8());
        let (part, behind) = rest.split_at(length);
        if length > letter.len_utf8() || letter == '\n' || !is_harmful(letter) {
            out.push_str(part);
        }
        rest = behind;
    }
    let line = harmless(&out);
    let start = line.len() - without_indent(&line).len();
    if line[start..].starts_with("::") {
        format!("{}: {}", &line[..start], &line[start + 1..])
    } else {
        line
    }
}

/// The length of the escape for a colour that a text begins with (ECMA-48, "SGR").
fn colour(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
    parameters[end..]
        .starts_with('m')
        .then(|| text.len() - parameters.len() + end + 1)
}

/// A line without white space and colours that it begins with.
fn without_indent(line: &str) -> &str {
    let line = line.trim_start();
    colour(line).map_or(line, |length| without_indent(&line[length..]))
}

/// The same text, with a space in what a runner takes for a command wherever it stands.
pub(super) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in commands(text) {
        out.push_str(&text[done..at]);
        out.push(' ');
        done = at;
    }
    out.push_str(&text[done..]);
    out
}

/// The places at which a space makes text of `##[`, `##vso[` and their like, whatever the case: before the last mark.
pub(super) fn commands(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('[').filter_map(|(at, _)| {
        let marks = text[..at].trim_end_matches(|letter: char| letter.is_ascii_alphanumeric());
        marks.ends_with("##").then(|| marks.len() - 1)
    })
}

/// A document of JSON in which the same strings are written without what steers a terminal or a runner.
pub(super) fn harmless_json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    // Both can stand in a string alone, where an escape may
    let mut commands = commands(document).peekable();
    for (at, letter) in document.char_indices() {
        if commands.next_if_eq(&at).is_some() || letter != '\n' && is_harmful(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_a_terminal_is_left_out() {
        assert_eq!(plain_line("a\u{1b}[31mb\u{7}\r\tc\u{9b}d"), "a[31mbcd");
        assert_eq!(
            plain_line("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e\u{feff}f\u{2028}g"),
            "abcdefg"
        );
    }

    #[test]
    fn what_steers_a_runner_is_broken() {
        assert_eq!(
            plain_line("a ##[set-output name=x]y"),
            "a # #[set-output name=x]y"
        );
        assert_eq!(
            plain_line("###[group]## b ##vso[task.x]"),
            "## #[group]## b # #vso[task.x]"
        );
        assert_eq!(
            plain_line("##VSO[a ##TeamCity[b ##a-b[c ####[##["),
            "# #VSO[a # #TeamCity[b ##a-b[c ### #[# #["
        );
    }

    #[test]
    fn what_nobody_sees_does_not_keep_a_command_from_being_found() {
        for hidden in [
            "\0",
            "\u{ad}",
            "\u{34f}",
            "\u{180e}",
            "\u{200b}",
            "\u{2060}",
            "\u{fe0f}",
            "\u{e0100}",
        ] {
            assert_eq!(
                plain_line(&format!("#{hidden}#{hidden}[{hidden}x]")),
                "# #[x]",
                "{hidden:?}"
            );
            assert_eq!(
                harmless_lines(&plain_line(&format!("{hidden}:{hidden}:x"))),
                ": :x",
                "{hidden:?}"
            );
        }
    }

    #[test]
    fn letters_of_all_scripts_stay() {
        assert_eq!(plain_line("naïve 日本 🙂 [a] # #"), "naïve 日本 🙂 [a] # #");
    }

    #[test]
    fn what_is_one_line_cannot_begin_another() {
        assert_eq!(
            plain_line("no\nerror: forged\r\nhint: run this"),
            "no error: forged hint: run this"
        );
    }

    #[test]
    fn no_line_begins_with_a_command() {
        assert_eq!(
            harmless_lines("::a\n \u{3000}::b::\na ::b\n"),
            ": :a\n \u{3000}: :b::\na ::b\n"
        );
        assert_eq!(harmless_lines(":::a"), ": ::a");
        assert_eq!(
            harmless_lines("\r\u{1b}]0;a\u{7}::\u{1b}[1;31m\u{1b}[b"),
            "]0;a::\u{1b}[1;31m[b"
        );
        assert_eq!(
            harmless_lines("\u{1b}[1m\u{1b}[31m ::a\u{1b}[0m"),
            "\u{1b}[1m\u{1b}[31m : :a\u{1b}[0m"
        );
    }

    proptest! {
        #[test]
        fn json_says_the_same_without_steering_anything(
            pieces in prop::collection::vec(
                prop_oneof![Just("##[".to_owned()), Just("\\".to_owned()), Just("##vso[\"".to_owned()), ".{0,3}",
                    Just("\u{202e}\u{e0001}\u{7f}\u{9b}".to_owned())],
                0..8,
            ),
        ) {
            let value = serde_json::json!({ pieces.concat(): [pieces.concat()] });
            let document = harmless_json(&serde_json::to_string_pretty(&value).unwrap());
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&document).unwrap(), value);
            prop_assert_eq!(&plain_line(&document.replace('\n', " ")), &document.replace('\n', " "));
        }
    }
}
