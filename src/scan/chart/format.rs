//! The formats of `printf`, and what they print around an argument.

use std::borrow::Cow;

/// The function that puts texts together, and where it puts them.
const PRINTF: &str = "printf";
const PLACE: &str = "%s";
/// What is between a registry and a name.
const SLASH: char = '/';

/// An argument of a format.
struct FormatArgument<'w> {
    /// The texts of the format around its arguments.
    texts: Vec<&'w str>,
    number: usize,
    /// Whether it is a part of what is in parentheses.
    is_group: bool,
    /// The first argument, and the word before this one.
    first: &'w str,
    last: &'w str,
}

impl<'w> FormatArgument<'w> {
    /// That with a word; `None` if the word is no argument of a format.
    fn of(words: &'w [Cow<'_, str>], at: usize) -> Option<Self> {
        let format = words[..at].iter().rposition(|word| word == PRINTF)? + 1;
        let arguments = words.get(format + 1..at)?;
        let (mut depth, mut count, mut last) = (0_usize, 0, "");
        for word in arguments {
            match word.as_ref() {
                ")" => depth = depth.checked_sub(1)?,
                // What follows is given to the next function
                "|" if depth == 0 => return None,
                word => {
                    count += usize::from(depth == 0);
                    last = if depth == 0 { word } else { last };
                    depth += usize::from(word == "(");
                }
            }
        }
        let is_group = depth > 0;
        let text = words.get(format)?.trim_matches(['"', '`']);
        Some(Self {
            texts: text.split(PLACE).collect(),
            number: if is_group { count - 1 } else { count },
            is_group,
            first: words.get(format + 1).map(Cow::as_ref).unwrap_or_default(),
            last,
        })
    }
}

/// What a format prints before the argument with a word; `None` if the word is no argument of one, or the format begins
/// with it.
pub(super) fn before(words: &[Cow<'_, str>], at: usize) -> Option<Option<String>> {
    let argument = FormatArgument::of(words, at)?;
    let text = *argument.texts.get(argument.number)?;
    if argument.number == 0 && text.is_empty() {
        return None;
    }
    Some(text.ends_with(SLASH).then(|| {
        let before = match text {
            "/" if argument.is_group => argument.first,
            "/" => argument.last,
            text => text,
        };
        before.to_owned()
    }))
}

/// What a format prints behind the argument with a word; `None` if the word is no argument of one.
pub(super) fn behind<'w>(words: &'w [Cow<'_, str>], at: usize) -> Option<&'w str> {
    let argument = FormatArgument::of(words, at)?;
    let text = argument.texts.get(argument.number + 1);
    Some(text.copied().unwrap_or_default())
}
