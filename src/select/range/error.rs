//! Why a text is not a range of versions, in words that say what to write instead.

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
    #[error("a version range has no operator `{operator}`; write {instead}")]
    Operator {
        /// The operator.
        operator: String,
        /// What to write.
        instead: String,
    },
    /// Several ranges, of which one has to hold.
    #[error("a version range has no `||`; write one range that holds all of them, like `>=7, <9`")]
    Or,
    /// From one version to another one.
    #[error("a version range has no ` - `; write `>={from}, <={to}`")]
    Hyphen {
        /// The first version.
        from: String,
        /// The last one.
        to: String,
    },
    /// Two conditions without a comma.
    #[error("the conditions of a version range are joined by commas; write `{0}`")]
    Comma(String),
    /// A `v` in front of the numbers.
    #[error("a version range has no `v`, whether its tags have one or not; write `{0}`")]
    Prefix(String),
    /// `7.2-alpine`.
    #[error("a version range has no suffix; write `-{0}` as `variant = \"{0}\"`")]
    Suffix(String),
    /// `21.0.5_11`.
    #[error("a version range has no build number; write `{0}`, whose newest build is chosen")]
    Build(String),
    /// An operator and a star.
    #[error("`{text}` has both an operator and a `*`; write `{instead}`")]
    Wildcard {
        /// The condition.
        text: String,
        /// What to write.
        instead: String,
    },
    /// A star in front of a number, right behind one, or behind another star.
    #[error(
        "a `*` stands alone or for the last number, which it does not in `{text}`; write `{instead}`"
    )]
    Star {
        /// The condition.
        text: String,
        /// What to write.
        instead: String,
    },
    /// `7.x`.
    #[error("a version range has `*` for any number; write `{0}`")]
    Letter(String),
    /// The name of a tag.
    #[error("`{0}` is not a version; to follow this tag, write `tag = \"{0}\"`")]
    Name(String),
    /// Anything else.
    #[error("`{0}` is not a version; write numbers joined by dots, like `7.2`")]
    Number(String),
    /// A number that is larger than those of any version.
    #[error(
        "`{0}` is larger than the numbers of a version range may be, which is 18446744073709551615"
    )]
    Size(String),
}
