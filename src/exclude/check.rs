//! The check of a pattern: git takes a line that can match nothing, and says nothing.

/// The longest pattern, in bytes.
pub const LENGTH_MAX: usize = 1024;
/// The classes of characters that a bracket may name.
const CLASSES: [&str; 12] = [
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "xdigit",
];

/// The reason why a text is no pattern. Git takes such lines, and they match nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("an empty pattern excludes nothing")]
    Empty,
    #[error("a pattern has at most {LENGTH_MAX} bytes")]
    TooLong,
    #[error(
        "a pattern that begins with `#` is a comment in .gitignore; write `\\#` for a file with that name"
    )]
    Comment,
    #[error(
        "white space at the end of a pattern means nothing in .gitignore; write `\\ ` for a file with such a name"
    )]
    TrailingSpace,
    #[error(
        "`..` leads outside of the directory: patterns apply to files below the directory of `images.toml`"
    )]
    Outside,
    #[error(
        "no path has a part `{0}`: patterns start at the directory of `images.toml`, like `testdata/` or `/vendor`"
    )]
    Part(String),
    #[error("a slash cannot be in a bracket or after a backslash")]
    Slash,
    #[error("a bracket is not closed; write `\\[` for a file with that name")]
    OpenBracket,
    #[error("the text between `[:` and `:]` is not a character class, like `[:digit:]`")]
    Class,
    #[error("a backslash at the end of a pattern escapes nothing")]
    TrailingBackslash,
    #[error("a path cannot contain a NUL")]
    Nul,
}

/// A slash at the beginning and one at the end mean something; each part between others must be one of a path.
pub(super) fn check_parts(path: &str) -> Result<(), PatternError> {
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

/// The name that a part without wildcards matches.
fn unescaped(part: &str) -> String {
    let mut letters = part.chars();
    let mut next = || match letters.next() {
        Some('\\') => letters.next(),
        letter => letter,
    };
    std::iter::from_fn(&mut next).collect()
}

/// Brackets end, and a backslash has something behind it.
pub(super) fn check_escapes(path: &str) -> Result<(), PatternError> {
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
    let class = text[..end].strip_prefix(':');
    let Some(class) = class.and_then(|class| class.strip_suffix(':')) else {
        return Ok(());
    };
    if !CLASSES.contains(&class) {
        return Err(PatternError::Class);
    }
    *rest = text[end + 1..].chars();
    Ok(())
}
