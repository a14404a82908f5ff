//! The parts of an image that have digests of their own.

use std::fmt;

use crate::reference::Platform;

/// A part of an image that has a digest of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImagePart {
    /// The manifest for one platform, whose digest web pages and `docker inspect` show.
    Platform(Platform),
    /// A manifest for no platform, as attestations are.
    Attestation,
    /// The config of an image for one platform, whose digest `docker images` shows as its ID.
    Config,
}

/// ``the platform `linux/amd64` alone``.
impl fmt::Display for ImagePart {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform(platform) => write!(out, "the platform `{platform}` alone"),
            Self::Attestation => out.write_str("an attestation"),
            Self::Config => out.write_str("the config"),
        }
    }
}
