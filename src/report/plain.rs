//! Text from outside, as it may reach a terminal.

use crate::document::is_harmful;

/// What the runners of GitHub and Azure take for a command of theirs wherever it stands in a line, and the same as a text.
const COMMANDS: [(&str, &str); 2] = [("##[", "# #["), ("##vso[", "# #vso[")];

/// A text without what steers a terminal: control characters other than line breaks, and the marks that turn the
/// direction of writing (CVE-2021-42574); nor what steers a runner of CI that reads along.
pub fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|letter| *letter == '\n' || !is_harmful(*letter)).collect();
    COMMANDS.iter().fold(
        text,
        |text, (command, harmless)| {
            if text.contains(command) { text.replace(command, harmless) } else { text }
        },
    )
}

/// The same for what is one line: what came from outside does not begin a line of its own, which could pass for ours.
pub fn plain_line(text: &str) -> String {
    plain(&text.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_left_out() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}\r\tc\u{9b}d"), "a[31mbcd");
        assert_eq!(plain("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e\u{feff}f\u{2028}g"), "abcdefg");
    }

    #[test]
    fn what_steers_a_runner_is_broken() {
        assert_eq!(plain("a ##[set-output name=x]y"), "a # #[set-output name=x]y");
        assert_eq!(plain("###[group]## b ##vso[task.x]"), "## #[group]## b # #vso[task.x]");
    }

    #[test]
    fn letters_of_all_scripts_and_line_ends_stay() {
        assert_eq!(plain("naïve 日本 🙂\nnext\n"), "naïve 日本 🙂\nnext\n");
    }

    #[test]
    fn what_is_one_line_cannot_begin_another() {
        assert_eq!(plain_line("no\nerror: forged\r\nhint: run this"), "no error: forged hint: run this");
    }
}
