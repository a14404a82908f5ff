//! Why a text is not a range of versions, in words that say what to write instead.

use std::fmt;

/// What to write instead of a range that is none: ranges that are some, of which one was meant. If nobody can tell what
/// was, there are none, and the forms of ranges are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InsteadOfRange {
    pub(super) ranges: Vec<String>,
}

impl fmt::Display for InsteadOfRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ranges.is_empty() {
            return out.write_str("a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`");
        }
        let ranges = self.ranges.iter().map(|range| format!("`{range}`"));
        out.write_str(&ranges.collect::<Vec<_>>().join(" or "))
    }
}

/// The reason why a text is not a range of versions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionRangeError {
    /// Nothing is written.
    #[error(
        "a version range is written like `^7.2`, `~7.2`, `7.2` or `>=7, <9`; `*` is any version"
    )]
    Empty,
    /// Nothing stands in front of a comma, or behind it.
    #[error("a condition is missing beside a comma; write a range like `>=7, <9`")]
    Condition,
    /// An operator without a version.
    #[error("`{0}` needs a version behind it; write a range like `{0}7.2`")]
    Version(&'static str),
    /// An operator of another language.
    #[error("`{operator}` is not an operator of version ranges; write {instead}")]
    Operator {
        /// The operator.
        operator: String,
        /// What to write.
        instead: InsteadOfRange,
    },
    /// Several ranges, of which one has to hold.
    #[error("a version range has no `||`; write one range that holds all of them, like `>=7, <9`")]
    Or,
    /// From one version to another one.
    #[error("a version range has no ` - `; write {0}")]
    Hyphen(InsteadOfRange),
    /// Two conditions without a comma.
    #[error("the conditions of a version range are joined by commas; write {0}")]
    Comma(InsteadOfRange),
    /// A `v` in front of the numbers.
    #[error("a version range has no `v`, whether its tags have one or not; write {0}")]
    Prefix(InsteadOfRange),
    /// `7.2-alpine`.
    #[error("a version range has no suffix; write `-{0}` as `variant = \"{0}\"`")]
    Suffix(String),
    /// `21.0.5_11`.
    #[error("a version range has no build number; write {0}, whose newest build is chosen")]
    Build(InsteadOfRange),
    /// An operator and a star.
    #[error("`{text}` has both an operator and a `*`; write {instead}")]
    Wildcard {
        /// The condition.
        text: String,
        /// What to write.
        instead: InsteadOfRange,
    },
    /// A star in front of a number, right behind one, or behind another star.
    #[error(
        "a `*` stands alone or for the last number, which it does not in `{text}`; write {instead}"
    )]
    Star {
        /// The condition.
        text: String,
        /// What to write.
        instead: InsteadOfRange,
    },
    /// `7.x`.
    #[error("use `*` for any number; write {0}")]
    Letter(InsteadOfRange),
    /// The name of a tag.
    #[error("`{0}` is not a version; to follow this tag, write `tag = \"{0}\"`")]
    Name(String),
    /// Anything else.
    #[error("`{0}` is not a version; write {forms}", forms = InsteadOfRange::default())]
    Number(String),
    /// A number that is larger than those of any version.
    #[error(
        "`{0}` is larger than the numbers of a version range may be, which is 18446744073709551615"
    )]
    Size(String),
}
