//! The names that a secret stands behind, and what joins the two.

use super::value::Value;

/// The ends of names that mean a secret and nothing else, without `-` and `_`.
const CERTAIN: [&str; 7] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "accesskey",
    "privatekey",
];
/// The ends of names that sentences have as well.
const DOUBTFUL: [&str; 4] = ["token", "credential", "credentials", "authorization"];
/// Ends of names that are short, so that they are words by themselves: not that of `monkey`.
const SHORT: [(&str, SecretName); 4] = [
    ("pass", SecretName::Certain),
    ("pwd", SecretName::Certain),
    ("auth", SecretName::Doubtful),
    ("key", SecretName::Doubtful),
];
/// What a tool of the command line calls a password, and a user with one.
const PASSWORD_OPTION: &str = "-p";
const USER_OPTION: &str = "-u";
/// Signs between a name and a value, also as URLs have them.
const SIGNS: [&str; 4] = ["%3D", "%3d", "%3A", "%3a"];
/// What may be done with a repository, at the end of a scope.
const ACTIONS: [&str; 4] = ["pull", "push", "delete", "*"];

/// How much a name says of what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretName {
    Certain,
    Doubtful,
    /// Of a part of a path or a scope, where a colon is no sign.
    InPath,
    /// `Basic` and `Bearer`.
    Scheme,
    /// `--password`, whose value stands behind a blank.
    Option,
    /// `-u`, whose value is a user alone or with a password.
    User,
}

/// What stands between a name and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Equals,
    Colon,
    ColonAndBlank,
    Is,
    Blank,
}

/// The word at the beginning of a text, or its first letter, and the rest.
pub(super) fn next_piece(text: &str) -> (&str, &str) {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let end = text.find(|letter| !is_of_word(letter));
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(end.map_or(text.len(), |end| end.max(first)))
}

impl SecretName {
    /// What a word says, behind this letter; `None` where it names no secret.
    pub(super) fn of(word: &str, before: Option<char>) -> Option<Self> {
        match word {
            PASSWORD_OPTION => return Some(Self::Option),
            USER_OPTION => return Some(Self::User),
            _ => {}
        }
        let name: String = word
            .chars()
            .filter(|letter| !"-_".contains(*letter))
            .collect();
        let name = name.to_ascii_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        let short = || SHORT.iter().find(|(end, _)| ends_with_word(word, end));
        let kind = if name == "basic" || name == "bearer" {
            Self::Scheme
        } else if ends(&CERTAIN) {
            Self::Certain
        } else if ends(&DOUBTFUL) {
            Self::Doubtful
        } else {
            short()?.1
        };
        Some(match before {
            _ if word.starts_with('-') => Self::Option,
            Some('/' | ':') => Self::InPath,
            _ => kind,
        })
    }

    /// What joins it to a secret at the beginning of a text, and what follows that; `None` where there is no secret.
    pub(super) fn split_secret(self, text: &str) -> Option<(&str, &str)> {
        let (join, length) = Join::at(text)?;
        let value = Value::at(&text[length..])?;
        let start = length + value.start;
        let is_shown = value.is_digest() || !self.is_secret(join, &value);
        (!is_shown).then(|| (&text[..start], &text[start + value.text.len()..]))
    }

    fn is_secret(self, join: Join, value: &Value) -> bool {
        match (self, join) {
            (Self::User, _) => join == Join::Blank && value.text.contains(':'),
            (Self::Option, Join::Blank) => !value.text.starts_with('-'),
            (Self::InPath, Join::Colon) => value.is_quoted && !ACTIONS.contains(&value.text),
            (_, Join::Equals | Join::Colon) => true,
            (Self::Certain | Self::Option, Join::ColonAndBlank | Join::Is) => {
                !value.is_of_sentence()
            }
            (_, Join::ColonAndBlank) => {
                !(value.is_of_sentence() || value.is_plain() && value.is_followed)
            }
            (_, Join::Is) => !value.is_plain(),
            (Self::Scheme, Join::Blank) => !value.is_plain() && !value.is_parameter(),
            (_, Join::Blank) if value.is_quoted => !value.is_plain(),
            (Self::Certain, Join::Blank) => value.is_mixed(),
            (Self::Doubtful | Self::InPath, Join::Blank) => {
                value.is_mixed() && !value.text.contains(['.', '/', ':', '='])
            }
        }
    }
}

impl Join {
    /// The join at the beginning of a text behind a name, and its length.
    fn at(text: &str) -> Option<(Self, usize)> {
        let closed = text
            .trim_start_matches('\\')
            .strip_prefix(['"', '\'', '`'])
            .unwrap_or(text);
        let rest = closed.trim_start();
        let sign = rest.strip_prefix([':', '=']);
        let sign = sign.or_else(|| SIGNS.iter().find_map(|sign| rest.strip_prefix(sign)));
        let is_behind_blank = rest.len() < closed.len();
        let (join, after) = if let Some(after) = sign {
            let value = after.trim_start_matches(['=', '>']).trim_start();
            let join = if rest.starts_with(':') && value.len() < after.len() {
                Self::ColonAndBlank
            } else if rest.starts_with(':') {
                Self::Colon
            } else {
                Self::Equals
            };
            (join, value)
        } else if let Some(value) = rest.strip_prefix("is ").filter(|_| is_behind_blank) {
            (Self::Is, value.trim_start())
        } else {
            (Self::Blank, Some(rest).filter(|_| is_behind_blank)?)
        };
        Some((join, text.len() - after.len()))
    }
}

/// Whether a name is a short one, or ends with it behind `-`, `_` or in another case: `db_pass`, `apiKey`.
fn ends_with_word(name: &str, end: &str) -> bool {
    let Some(at) = name.len().checked_sub(end.len()) else {
        return false;
    };
    let (before, last) = name.split_at(at);
    let is_new_word = last.starts_with(char::is_uppercase) && before.ends_with(char::is_lowercase);
    last.eq_ignore_ascii_case(end)
        && (before.is_empty() || before.ends_with(['-', '_']) || is_new_word)
}
