//! One pattern, as a line of `.gitignore` has it.

use std::fmt;
use std::str::FromStr;

use gix_glob::{wildmatch, wildmatch::Mode};

/// The longest pattern, in bytes.
pub const LENGTH_MAX: usize = 1024;
/// The classes of characters that a bracket may name.
const CLASSES: [&str; 12] = [
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "xdigit",
];

/// A pattern that can match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    is_negated: bool,
    /// Whether it matches directories alone (`testdata/`).
    is_for_directories: bool,
    parts: PatternParts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternParts {
    /// The last part of a path, in any directory.
    Name(PatternPart),
    Path(Vec<PatternPart>),
}

/// What stands between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart {
    /// `**`: any directories, or none; at the end, something below.
    Any,
    /// A name without wildcards.
    Literal(Vec<u8>),
    /// A name with wildcards, as git's wildmatch reads it.
    Wild(Vec<u8>),
}

/// Why a text is no pattern. Git takes such lines, and they match nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// There is nothing to match.
    #[error("an empty pattern excludes nothing")]
    Empty,
    /// It is longer than any is.
    #[error("a pattern has at most {LENGTH_MAX} bytes")]
    TooLong,
    /// It would be a comment.
    #[error(
        "a pattern that begins with `#` is a comment in .gitignore; write `\\#` for a file with that name"
    )]
    Comment,
    /// White space at the end means nothing in a `.gitignore`.
    #[error(
        "white space at the end of a pattern means nothing in .gitignore; write `\\ ` for a file with such a name"
    )]
    TrailingSpace,
    /// It leads out of the directory of the file that it stands in.
    #[error("`..` leads out of the directory: patterns are about files below that of images.toml")]
    Outside,
    /// A part that no path has.
    #[error(
        "no path has a part `{0}`: patterns begin at the directory of images.toml, like `testdata/` or `/vendor`"
    )]
    Part(String),
    /// A slash that nobody takes for one, or everybody.
    #[error("a slash stands for itself, and neither in a bracket nor behind a backslash")]
    Slash,
    /// A bracket that does not end.
    #[error("a bracket is not closed; write `\\[` for a file with that name")]
    OpenBracket,
    /// `[[:foo:]]`
    #[error("what stands between `[:` and `:]` is no class of characters, like `[:digit:]`")]
    Class,
    #[error("a backslash at the end of a pattern stands before nothing")]
    TrailingBackslash,
    /// What no path can hold.
    #[error("a path cannot hold a NUL")]
    Nul,
}

impl Pattern {
    /// Whether it takes out of what patterns before it exclude (`!`).
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it matches a path, part by part; not whether it matches a directory above it.
    pub(super) fn matches(&self, path: &[&[u8]], is_directory: bool) -> bool {
        if self.is_for_directories && !is_directory {
            return false;
        }
        match &self.parts {
            PatternParts::Name(part) => path.last().is_some_and(|name| part.matches(name)),
            PatternParts::Path(parts) => match_path(parts, path),
        }
    }
}

impl PatternPart {
    fn read(text: &str) -> Self {
        let is_any = text.len() > 1 && text.bytes().all(|byte| byte == b'*');
        if is_any {
            Self::Any
        } else if text.contains(['*', '?', '[', '\\']) {
            Self::Wild(text.into())
        } else {
            Self::Literal(text.into())
        }
    }

    fn matches(&self, name: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Literal(text) => text == name,
            Self::Wild(text) => wildmatch(
                text.as_slice().into(),
                name.into(),
                Mode::NO_MATCH_SLASH_LITERAL,
            ),
        }
    }
}

/// Whether the parts match a whole path. Where one does not, the last `**` takes one directory more: what those before it
/// took as the first that fits, leaves the most to it. (wildmatch itself tries them all, which has no end.)
fn match_path(parts: &[PatternPart], path: &[&[u8]]) -> bool {
    let (mut part, mut name) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    loop {
        match (parts.get(part), path.get(name)) {
            (Some(PatternPart::Any), next) if part + 1 == parts.len() => return next.is_some(),
            (Some(PatternPart::Any), _) => {
                part += 1;
                last_any = Some((part, name));
                continue;
            }
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted.matches(found) => {
                (part, name) = (part + 1, name + 1);
                continue;
            }
            _ => {}
        }
        match &mut last_any {
            Some((after, taken)) if *taken < path.len() => {
                *taken += 1;
                (part, name) = (*after, *taken);
            }
            _ => return false,
        }
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LENGTH_MAX {
            return Err(PatternError::TooLong);
        }
        if text.starts_with('#') {
            return Err(PatternError::Comment);
        }
        let negated = text.strip_prefix('!');
        let path = negated.unwrap_or(text);
        check_escapes(path)?;
        check_parts(path)?;
        let is_for_directories = path.ends_with('/');
        let inner = path.strip_suffix('/').unwrap_or(path);
        let parts = if inner.contains('/') {
            let anchored = inner.strip_prefix('/').unwrap_or(inner);
            PatternParts::Path(anchored.split('/').map(PatternPart::read).collect())
        } else {
            PatternParts::Name(PatternPart::read(inner))
        };
        Ok(Self {
            written: text.to_owned(),
            is_negated: negated.is_some(),
            is_for_directories,
            parts,
        })
    }
}

/// For people: without what would break the line.
impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.written.replace(char::is_control, "?"))
    }
}

/// A slash at the beginning and one at the end mean something; each part between others must be one of a path.
fn check_parts(path: &str) -> Result<(), PatternError> {
    let inner = path.strip_prefix('/').unwrap_or(path);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    if inner.trim().is_empty() {
        return Err(PatternError::Empty);
    }
    for part in inner.split('/') {
        match unescaped(part).as_str() {
            ".." => return Err(PatternError::Outside),
            "" | "." => return Err(PatternError::Part(part.to_owned())),
            _ => {}
        }
    }
    Ok(())
}

/// What a part without wildcards matches.
fn unescaped(part: &str) -> String {
    let mut letters = part.chars();
    let mut next = || match letters.next() {
        Some('\\') => letters.next(),
        letter => letter,
    };
    std::iter::from_fn(&mut next).collect()
}

/// Brackets end, and a backslash has something behind it.
fn check_escapes(path: &str) -> Result<(), PatternError> {
    let mut rest = path.chars();
    let mut last = None;
    while let Some(letter) = rest.next() {
        last = Some((letter, false));
        match letter {
            '\0' => return Err(PatternError::Nul),
            '\\' => match rest.next().ok_or(PatternError::TrailingBackslash)? {
                '/' => return Err(PatternError::Slash),
                escaped => last = Some((escaped, true)),
            },
            '[' => skip_bracket(&mut rest)?,
            _ => {}
        }
    }
    match last {
        Some((letter, false)) if letter.is_whitespace() => Err(PatternError::TrailingSpace),
        _ => Ok(()),
    }
}

/// The rest of a bracket, as wildmatch reads it: what comes first in it is no end.
fn skip_bracket(rest: &mut std::str::Chars<'_>) -> Result<(), PatternError> {
    let text = rest.as_str();
    let inner = text.strip_prefix(['!', '^']).unwrap_or(text);
    *rest = inner.chars();
    let mut is_first = true;
    while let Some(letter) = rest.next() {
        match letter {
            ']' if !is_first => return Ok(()),
            '/' => return Err(PatternError::Slash),
            '\\' => drop(rest.next().ok_or(PatternError::OpenBracket)?),
            '[' if rest.as_str().starts_with(':') => skip_class(rest)?,
            _ => {}
        }
        is_first = false;
    }
    Err(PatternError::OpenBracket)
}

/// `[:alpha:]`; what only begins like a class is a bracket and a colon.
fn skip_class(rest: &mut std::str::Chars<'_>) -> Result<(), PatternError> {
    let text = rest.as_str();
    let end = text.find(']').ok_or(PatternError::OpenBracket)?;
    let Some(class) = text[..end]
        .strip_prefix(':')
        .and_then(|class| class.strip_suffix(':'))
    else {
        return Ok(());
    };
    if !CLASSES.contains(&class) {
        return Err(PatternError::Class);
    }
    *rest = text[end + 1..].chars();
    Ok(())
}
