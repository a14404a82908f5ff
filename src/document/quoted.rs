//! Strings of TOML as a person would write them.

/// A text as a string of TOML, in one form: in single quotes if that spares escapes, else in double ones. What is
/// neither ASCII nor a letter is written with escapes: it may hide or turn what is around it.
pub fn quoted(text: &str) -> String {
    let is_visible = |letter: char| matches!(letter, ' '..='~') || letter.is_alphanumeric();
    if text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(is_visible) {
        return format!("'{text}'");
    }
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        _ if is_visible(letter) => letter.to_string(),
        _ => format!("\\U{:08X}", u32::from(letter)),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Value;

    use super::*;

    #[test]
    fn single_quotes_spare_escapes() {
        for (text, expected) in [
            ("^7.2", "\"^7.2\""),
            ("", "\"\""),
            ("main-(?<build>\\d+)", "'main-(?<build>\\d+)'"),
            ("say \"a\"", "'say \"a\"'"),
            ("it's \\d", "\"it's \\\\d\""),
            ("é\u{202e}\n\\d", "\"é\\U0000202E\\U0000000A\\\\d\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    proptest! {
        #[test]
        fn toml_reads_each_text_back(text in "\\PC{0,12}|[ -~\t\r\n'\"\\\\]{0,12}") {
            let read: toml::Table = format!("a = {}", quoted(&text)).parse().unwrap();
            prop_assert_eq!(&read["a"], &Value::String(text));
        }
    }
}
