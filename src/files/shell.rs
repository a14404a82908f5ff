//! Paths in commands that a person copies.

/// A word as a shell reads it: somebody else may have chosen the name.
pub fn shell_word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._/-+=@%:,^~".contains(letter);
    if text.chars().all(is_plain) && !text.starts_with('~') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_copies_into_a_shell_is_one_word_there() {
        let cases = [
            ("/srv/app-1.0", "/srv/app-1.0"),
            ("HEAD^1", "HEAD^1"),
            ("a b", "'a b'"),
            ("$(id)", "'$(id)'"),
            ("~root", "'~root'"),
            ("it's", r"'it'\''s'"),
        ];
        for (text, expected) in cases {
            assert_eq!(shell_word(text), expected);
        }
    }
}
