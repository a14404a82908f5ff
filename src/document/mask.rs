//! What of a text may be shown: nothing that may be a secret, nothing that steers a terminal.
//!
//! Works line by line and knows TOML's quotes only, since the text may be broken, or no TOML at all: someone may
//! have named docker's `config.json` in the place of ours. Where it is in doubt it hides.

use std::ffi::OsStr;
use std::ops::Range;
use std::path::Path;

/// Parts of keys whose values are secrets.
const SECRET_PARTS: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "credential",
    "apikey",
    "authorization",
];
/// Words of keys whose values are secrets; as parts they would hide `keycloak` and `author`.
const SECRET_WORDS: [&str; 6] = ["auth", "key", "keys", "pass", "pwd", "login"];
/// The number of digits of the shortest digest.
const DIGITS_MIN: usize = 64;
/// The letter that stands for a hidden byte.
const HIDDEN: &str = "*";
/// The letter that stands for a byte of a control character.
const CONTROL: &str = "?";

/// The text, of the same length in bytes, with what may be a secret and these places hidden.
pub(super) fn masked(text: &str, hidden: &[Range<usize>]) -> String {
    let mut secret = hidden.to_vec();
    let mut start = 0;
    let mut open = None;
    for line in text.split_inclusive('\n') {
        open = secrets_of_line(line, start, open, &mut secret);
        start += line.len();
    }
    replaced(text, secret)
}

/// A text that goes into a message: user information hidden, control characters replaced.
pub fn shown(text: &str) -> String {
    let pieces = pieces(text).into_iter();
    let secret = pieces.filter_map(|piece| credentials(text, piece.span));
    replaced(text, secret.collect())
}

/// An argument that goes into a message: in one line.
pub fn shown_argument(argument: &OsStr) -> String {
    in_one_line(&shown(&argument.to_string_lossy()))
}

/// A path that goes into a message: in one line, and without what steers a terminal or a runner of workflows. It is no
/// reference, and `web@.container` has no user: only a password is hidden, since an address may have been given for a
/// path.
pub fn shown_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    let pieces = pieces(&text).into_iter();
    let mut secret: Vec<_> = pieces
        .filter_map(|piece| credentials(&text, piece.span))
        .collect();
    secret.retain(|it| text[..it.start].ends_with("://") || text[it.clone()].contains(':'));
    in_one_line(&replaced(&text, secret))
}

fn in_one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], CONTROL)
}

/// Whether a reference or an address has user information: `user:pass@host`, also behind a scheme.
pub fn has_credentials(text: &str) -> bool {
    credentials(text, 0..text.len()).is_some()
}

fn replaced(text: &str, mut secret: Vec<Range<usize>>) -> String {
    secret.sort_by_key(|range| range.start);
    let mut secret = secret.into_iter().peekable();
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        while secret.next_if(|range| range.end <= at).is_some() {}
        let is_secret = secret.peek().is_some_and(|range| range.start <= at);
        match letter {
            '\n' | '\t' => out.push(letter),
            '\r' if text[at..].starts_with("\r\n") => out.push(letter),
            _ if is_secret => out.push_str(&HIDDEN.repeat(letter.len_utf8())),
            _ if is_harmful(letter) => out.push_str(&CONTROL.repeat(letter.len_utf8())),
            _ => out.push(letter),
        }
    }
    out
}

/// Control characters, and those that turn what stands beside them or that nobody sees (Unicode's
/// `Default_Ignorable_Code_Point`): a runner of CI may find its words in a text as if these were not there.
pub fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}')
        || matches!(letter, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(letter, '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}')
        || matches!(letter, '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A quoted string, a word, or a mark of a line.
struct MaskPiece {
    span: Range<usize>,
    /// Whether it is a `=` or `:` behind a key.
    is_assignment: bool,
}

/// The end of a value over several lines.
type Terminator = &'static str;

/// Adds what is secret in a line that starts at an offset, within a secret value that is still open. Returns
/// whether one is open at its end.
fn secrets_of_line(
    line: &str,
    start: usize,
    open: Option<Terminator>,
    secret: &mut Vec<Range<usize>>,
) -> Option<Terminator> {
    if let Some(terminator) = open {
        secret.push(start..start + line.len());
        return open.filter(|_| !line.contains(terminator));
    }
    let pieces = pieces(line);
    let place = |span: Range<usize>| start + span.start..start + span.end;
    let spans = pieces.iter().map(|piece| piece.span.clone());
    secret.extend(spans.filter_map(|span| credentials(line, span)).map(place));
    let is_of_secret =
        |pair: &&[MaskPiece]| pair[1].is_assignment && is_secret(&line[pair[0].span.clone()]);
    let value = pieces.windows(2).find(is_of_secret)?[1].span.end;
    secret.push(start + value..start + line.len());
    let value = line[value..].trim();
    ["\"\"\"", "'''"]
        .into_iter()
        .find(|quotes| value.starts_with(quotes) && !value[3..].contains(quotes))
        .or((value.starts_with('[') && !value.contains(']')).then_some("]"))
}

/// Cuts a line at white space, quotes and the marks of TOML and JSON. A quote ends a string only before what may
/// follow one, so that an unescaped one within a password does not.
fn pieces(line: &str) -> Vec<MaskPiece> {
    let mut pieces = Vec::new();
    let mut push = |span: Range<usize>, is_assignment| {
        if !span.is_empty() {
            pieces.push(MaskPiece {
                span,
                is_assignment,
            });
        }
    };
    let mut word = 0;
    let mut quote: Option<char> = None;
    for (at, letter) in line.char_indices() {
        let next = at + letter.len_utf8();
        let ends_word = match quote {
            Some(open) => {
                letter == open && line[next..].chars().next().is_none_or(follows_a_string)
            }
            None => {
                letter.is_whitespace()
                    || matches!(letter, '=' | ',' | '[' | ']' | '{' | '}' | '"' | '\'' | '`')
            }
        };
        let is_colon = quote.is_none() && letter == ':' && is_assignment(&line[next..]);
        if ends_word || is_colon {
            push(word..at, false);
            word = next;
            let is_open = quote.is_none() && matches!(letter, '"' | '\'');
            quote = is_open.then_some(letter);
            if letter == '=' || is_colon {
                push(at..next, true);
            }
        }
    }
    push(word..line.len(), false);
    pieces
}

fn follows_a_string(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | ']' | '}' | '#' | '.' | '=' | ':')
}

/// The colon of JSON and YAML stands before white space or a quote, the one of a reference does not.
fn is_assignment(behind_colon: &str) -> bool {
    let may_follow = |next: char| next.is_whitespace() || matches!(next, '"' | '\'');
    behind_colon.chars().next().is_none_or(may_follow)
}

/// The user information of a word: all before the last `@`, but behind a scheme, where no digest follows.
fn credentials(line: &str, word: Range<usize>) -> Option<Range<usize>> {
    let text = &line[word.clone()];
    let authority = text.find("://").map_or(usize::MAX, |scheme| scheme + 3);
    let is_pin = |at: usize| {
        let behind = &text[at + 1..];
        match text.get(authority..at) {
            Some(before) => before.contains('/') && is_digest(behind),
            None => behind_algorithm(behind).is_some(),
        }
    };
    let mut signs = text.rmatch_indices('@').map(|(at, _)| at);
    let at = signs.find(|at| !is_pin(*at))?;
    let start = if authority < at { authority } else { 0 };
    (start < at).then(|| word.start + start..word.start + at)
}

/// What follows the algorithm of a digest, where it is one that registries use: `pass@host512:5000` has the form of a
/// digest too.
fn behind_algorithm(text: &str) -> Option<&str> {
    let (algorithm, behind) = text.split_once(':')?;
    matches!(algorithm, "sha256" | "sha384" | "sha512").then_some(behind)
}

/// A whole digest. Behind a scheme, nothing less is one, and only behind a path: what stands before may be a password.
fn is_digest(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_hexdigit).count();
    behind_algorithm(text).is_some_and(|hex| digits(hex) >= DIGITS_MIN)
}

fn is_secret(key: &str) -> bool {
    let lower = key.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    SECRET_PARTS.iter().any(|part| lower.contains(part))
        || words.any(|word| SECRET_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_nothing_is_hidden_but_a_password() {
        for (path, expected) in [
            ("web@.container", "web@.container"),
            ("a@b/Dockerfile", "a@b/Dockerfile"),
            ("a b/@scope/pack@1", "a b/@scope/pack@1"),
            (
                "https://token@acme.example/a",
                "https://*****@acme.example/a",
            ),
            ("user:pass@acme.example/a", "*********@acme.example/a"),
            ("a\nb\u{1b}", "a?b?"),
        ] {
            assert_eq!(shown_path(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn an_argument_may_be_an_address_with_a_user() {
        assert_eq!(
            shown_argument("token@acme.example/a\n".as_ref()),
            "*****@acme.example/a?"
        );
    }
}
