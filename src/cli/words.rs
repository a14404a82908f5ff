//! Words that are no commands here, and are commands of other tools.

use crate::document::has_credentials;

/// The words, each with the command that does what is meant.
const WORDS: [(&str, &str); 27] = [
    ("ls", "list"),
    ("show", "list"),
    ("rm", "remove"),
    ("delete", "remove"),
    ("uninstall", "remove"),
    ("up", "update"),
    ("upgrade", "update"),
    ("bump", "update"),
    ("pull", "update"),
    ("install", "lock"),
    ("sync", "lock"),
    ("freeze", "lock"),
    ("generate", "lock"),
    ("new", "init"),
    ("create", "init"),
    ("status", "outdated"),
    ("pin", "check --fix"),
    ("fix", "check --fix"),
    ("rewrite", "check --fix"),
    ("apply", "check --fix"),
    ("lint", "check"),
    ("scan", "check"),
    ("validate", "verify"),
    ("test", "verify"),
    ("digest", "resolve"),
    ("print", "get"),
    ("version", "--version"),
];

/// The message about a word that is no command, and the command that may be meant.
pub(super) fn no_command(word: &str, near: &[String]) -> (String, Option<String>) {
    if has_credentials(word) {
        // Where a reference was written without its command
        let words = "unknown command; it is not shown because it may contain a password";
        return (words.to_owned(), None);
    }
    let meant = WORDS.iter().find(|(other, _)| *other == word);
    let meant = meant.map(|(_, command)| *command);
    let hint = meant.map(|command| format!("run `imagelock {command}`"));
    let guess = || Some(format!("did you mean `imagelock {}`?", near.first()?));
    (format!("there is no command `{word}`"), hint.or_else(guess))
}

/// The hint for what may be the name of an image, at a command that takes no names.
pub(super) fn name_hint(word: &str, command: &str) -> Option<String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    if word.starts_with('-') || !word.chars().all(is_plain) {
        return None;
    }
    match command {
        "lock" => Some(format!(
            "run `imagelock update {word}` to lock this image only"
        )),
        "list" => Some(format!(
            "run `imagelock get {word}` for its reference, or `imagelock list --uses` for the files that use it"
        )),
        _ => None,
    }
}

/// Words in a sentence: `a`, `b` and `c`.
pub(super) fn listed(words: &[String], and: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {and} {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hint_is_a_command_and_no_word_is_one() {
        let program = super::super::program();
        for (word, meant) in WORDS {
            assert!(program.find_subcommand(word).is_none(), "{word}");
            let command = meant.split(' ').next().expect("there is a word");
            let is_flag = command == "--version";
            assert!(
                is_flag || program.find_subcommand(command).is_some(),
                "{meant}"
            );
        }
    }
}
