//! The ends of tags behind their versions.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crate::reference::Tag;

/// The most stars of a variant.
pub(super) const STARS_MAX: usize = 8;

/// What stands behind a version's dash: `alpine`; or with stars, each of which is a number, several joined by dots, or
/// nothing: `alpine*`, `debian-*-r*`. `*` alone is a number or no suffix at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// What stands in front of the first star, between two, and behind the last one.
    literals: Vec<String>,
}

/// What the stars of a variant took.
pub(super) type Taken<'t> = [&'t str; STARS_MAX];

/// The reason why a text is no variant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariantError {
    /// Nothing is written.
    #[error("a variant is written like `alpine`; for tags without a suffix, leave the key out")]
    Empty,
    /// `-alpine`.
    #[error("a variant is written without the dash in front of it; write `{0}`")]
    Dash(String),
    /// A letter that no tag has.
    #[error(
        "a variant has the letters of a tag, which `{0}` is not, and `*` for a number; write it like `alpine` or `alpine*`"
    )]
    Letter(char),
    /// `alpine**`.
    #[error("a `*` stands for a number, several joined by dots, or nothing; write `{0}`")]
    Stars(String),
    /// More stars than are looked for.
    #[error("a variant has at most {STARS_MAX} `*`, this one has {0}")]
    Count(usize),
}

impl FromStr for Variant {
    type Err = VariantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(VariantError::Empty);
        }
        let rest = text.trim_start_matches('-');
        if rest.len() < text.len() && text != "-" {
            // Of two faults the other is told first, so that what is said to be written is a variant
            return Err(match rest.parse::<Self>() {
                Ok(_) => VariantError::Dash(rest.to_owned()),
                Err(error) => error,
            });
        }
        let is_foreign = |letter: &char| !Tag::may_have(*letter) && *letter != '*';
        if let Some(letter) = text.chars().find(is_foreign) {
            return Err(VariantError::Letter(letter));
        }
        let variant = Self::new(text);
        match variant.star_count() {
            _ if text.contains("**") => {
                let single = single_stars(text);
                single.parse::<Self>()?;
                Err(VariantError::Stars(single))
            }
            count if count > STARS_MAX => Err(VariantError::Count(count)),
            _ => Ok(variant),
        }
    }
}

/// The text with one star for each run of them.
fn single_stars(text: &str) -> String {
    let mut single = String::new();
    for letter in text.chars() {
        if letter != '*' || !single.ends_with('*') {
            single.push(letter);
        }
    }
    single
}

/// The variant as written.
impl fmt::Display for Variant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.literals.join("*"))
    }
}

impl Variant {
    /// A variant of a text that is one.
    fn new(text: &str) -> Self {
        Self {
            literals: text.split('*').map(str::to_owned).collect(),
        }
    }

    fn star_count(&self) -> usize {
        self.literals.len() - 1
    }

    /// Whether it stands for several suffixes.
    pub(super) fn has_stars(&self) -> bool {
        self.star_count() > 0
    }

    /// What the stars take of a tag's suffix, the first ones as much as they can. None if the suffix is another one.
    pub(super) fn match_suffix<'t>(&self, suffix: &'t str) -> Option<Taken<'t>> {
        let text = suffix.strip_prefix(self.literals[0].as_str())?;
        let mut taken = Taken::default();
        let mut failed = [0; STARS_MAX];
        self.take(0, text, &mut taken, &mut failed).then_some(taken)
    }

    /// Has a star, and all behind it, take the rest of a suffix. Where a star has failed, by how much was left, it is
    /// not tried again: a tag has fewer bytes than there are bits.
    fn take<'t>(
        &self,
        star: usize,
        text: &'t str,
        taken: &mut Taken<'t>,
        failed: &mut [u128; STARS_MAX],
    ) -> bool {
        let Some(literal) = self.literals.get(star + 1) else {
            return text.is_empty();
        };
        let here = 1 << text.len();
        if failed[star] & here != 0 {
            return false;
        }
        let fits = ends_of_numbers(text).any(|end| {
            taken[star] = &text[..end];
            let rest = text[end..].strip_prefix(literal.as_str());
            rest.is_some_and(|rest| self.take(star + 1, rest, taken, failed))
        });
        if !fits {
            failed[star] |= here;
        }
        fits
    }
}

/// Where the numbers joined by dots that a text begins with may end, the last place first; at last no number at all.
fn ends_of_numbers(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes[at].is_ascii_digit();
    let is_part = |at: &usize| is_digit(*at) || bytes[*at] == b'.' && *at > 0 && is_digit(*at - 1);
    let end = (0..bytes.len()).take_while(is_part).count();
    let is_end = move |end: &usize| *end == 0 || is_digit(*end - 1);
    (0..=end).rev().filter(is_end)
}
