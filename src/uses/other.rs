//! YAML and JSON of which no name says what it is: manifests of Kubernetes, and compose files.
//!
//! Most of it is something else, which is not worth the parsing, nor a complaint where it is broken.

use super::{Mentions, compose, kubernetes, template};
use crate::document::Source;
use crate::yaml::Yaml;

/// What begins an escape of a letter in double quotes, up to the half of a byte that ASCII's letters have.
const ESCAPES: [&str; 3] = ["\\x", "\\u00", "\\U000000"];
/// The words that compose files with images have in them.
const COMPOSE_WORDS: [&str; 2] = ["image", "dockerfile_inline"];

/// All images of a text that is a manifest or a compose file; none where it does not look as if it were one.
pub(super) fn mentions(source: &Source) -> Mentions {
    let is_manifest = kubernetes::looks_like_it(&source.text);
    if !is_manifest && !looks_like_compose(&source.text) && !hides_letters(&source.text) {
        return Ok(Vec::new());
    }
    let yaml = match Yaml::parse(source) {
        Err(_) if !is_manifest => return Ok(Vec::new()),
        Err(_) if template::has_actions_for_lines(source) => return template::mentions(source),
        parsed => parsed?,
    };
    let mut mentions = kubernetes::objects(source, &yaml);
    let others = yaml.documents().filter(|document| !kubernetes::is_object(*document));
    mentions.extend(compose::leniently(source, others));
    mentions.sort_by_key(|mention| mention.span.start);
    Ok(mentions)
}

/// Whether a text looks like one of those that are read here, be there images in it or not.
pub(super) fn is_known(text: &str) -> bool {
    kubernetes::looks_like_it(text) || has_services(text)
}

/// Whether a text has services, and images are spoken of.
fn looks_like_compose(text: &str) -> bool {
    COMPOSE_WORDS.iter().any(|word| text.contains(word)) && has_services(text)
}

/// Whether a line begins with the key `services`, however it is quoted.
fn has_services(text: &str) -> bool {
    let is_before = |letter: char| letter.is_whitespace() || matches!(letter, '{' | '"' | '\'' | '?' | '-');
    let is_key = |line: &str| line.trim_start_matches(is_before).starts_with("services");
    text.lines().any(is_key)
}

/// Whether letters are written as escapes, or words over two lines: the words that are looked for may be there.
fn hides_letters(text: &str) -> bool {
    let is_letter = |behind: &str| behind.starts_with(['4', '5', '6', '7']);
    let has = |escape: &&str| text.split(*escape).skip(1).any(is_letter);
    ESCAPES.iter().any(has) || has_divided_word(text)
}

/// Whether a line ends within a word, as double quotes allow.
fn has_divided_word(text: &str) -> bool {
    let ends = |before: &str| before.ends_with(|letter: char| letter.is_ascii_alphabetic());
    let begins = |line: &str| line.trim_start().starts_with(|letter: char| letter.is_ascii_alphabetic());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_open = line.strip_suffix('\\').is_some_and(ends);
        if is_open && lines.peek().is_some_and(|next| begins(next)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_hidden_are_noticed() {
        for text in [r"\x61piVersion", r"\u0061", r"\U00000061", "\"ki\\\n  nd\""] {
            assert!(hides_letters(text), "{text}");
        }
        for text in [r"caf\u00e9", r"\x1b[0m", r"C:\users", "run a \\\n  b", "a\\"] {
            assert!(!hides_letters(text), "{text}");
        }
    }

    #[test]
    fn what_is_nothing_is_not_parsed() {
        for text in ["services:\n  App\\Mailer: ~\n", "jobs:\n  image: services\n", "the services: image\n"] {
            assert!(!looks_like_compose(text), "{text}");
        }
        for text in [
            "services:\n  a: {image: b}",
            "{\"services\": {\"a\": {\"image\": \"b\"}}}",
            "--- {services: {image",
        ] {
            assert!(looks_like_compose(text), "{text}");
        }
    }
}
