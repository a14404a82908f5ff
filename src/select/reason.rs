//! Why a rule does not accept a tag.

/// Why a rule does not accept a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissReason {
    /// It stands for all versions that begin with it, of which some are not in the range.
    NotWhole,
    /// Its version is not in the range.
    OutsideRange,
    /// Its version is in the range, and its suffix is not the variant.
    OtherVariant,
    /// Its version is in the range, and its suffix tells that it is not released.
    PreRelease,
    /// Its first number is a year's or a date's, and the range names none.
    Date,
    /// It is no version.
    NotAVersion,
    /// The pattern does not match it.
    NotInPattern,
}
