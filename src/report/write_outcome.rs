//! The outcome of writing a file.

/// The outcome of writing a lock or a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    /// It was written.
    Yes,
    /// It is what it was, since nothing changed.
    Unneeded,
    /// It is what it was, since something failed.
    Prevented,
    /// It would be written, but only a report was asked for.
    Reported,
    /// The same, and nobody asked what a writer would do.
    Outdated,
}

impl WriteOutcome {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Unneeded => "unneeded",
            Self::Prevented => "prevented",
            Self::Reported | Self::Outdated => "reported",
        }
    }
}
