//! Ranges and variants on the command line.

use clap::Args;

use crate::select::{TagRule, Variant, VariantError, VersionRange, VersionRangeError};

/// A range of versions, with a variant or without.
#[derive(Debug, Args)]
pub(super) struct RangeArguments {
    /// Choose the newest version in this range, like '^7.2' or '>=7, <9'
    #[arg(long, value_name = "RANGE", value_parser = range)]
    range: Option<VersionRange>,
    /// What the tag has after its version, like alpine; a `*` stands for a number
    #[arg(long, value_name = "VARIANT", value_parser = variant, requires = "range")]
    variant: Option<Variant>,
}

impl RangeArguments {
    /// The rule, if there is a range.
    pub(super) fn rule(self) -> Option<TagRule> {
        let Self { range, variant } = self;
        range.map(|range| TagRule::Version { range, variant })
    }
}

/// Reads a range. What is wrong is said in words of the command line, not of `images.toml`.
pub(super) fn range(text: &str) -> Result<VersionRange, String> {
    text.parse().map_err(|error| match error {
        VersionRangeError::Suffix(suffix) if suffix.contains('*') => {
            format!("a version range has no suffix; write `-{suffix}` as `--variant '{suffix}'`")
        }
        VersionRangeError::Suffix(suffix) => {
            format!("a version range has no suffix; write `-{suffix}` as `--variant {suffix}`")
        }
        VersionRangeError::Name(name) => {
            format!("`{name}` is not a version; to follow this tag, write it behind the image, like `IMAGE:{name}`")
        }
        other => other.to_string(),
    })
}

/// Reads a variant.
pub(super) fn variant(text: &str) -> Result<Variant, String> {
    text.parse().map_err(|error| match error {
        VariantError::Empty => {
            "a variant is written like `alpine`; for tags without a suffix, leave `--variant` out"
                .to_owned()
        }
        other => other.to_string(),
    })
}
