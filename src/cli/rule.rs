//! Ranges and variants on the command line.

use crate::select::{Variant, VariantError, VersionRange, VersionRangeError};

/// Reads a range. What is wrong is said in words of the command line, not of `images.toml`.
pub(super) fn range(text: &str) -> Result<VersionRange, String> {
    text.parse().map_err(|error| match error {
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
