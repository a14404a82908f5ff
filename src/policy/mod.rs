//! May this outcome be locked? Pure functions over data; asks nobody.

mod outcome;
pub mod platforms;
pub mod usage;
mod weakening;

use std::collections::BTreeSet;
use std::fmt::Display;

pub use outcome::Outcome;
pub use weakening::{Weakening, excluded, weakenings};

use crate::reference::Platform;

/// Why an answer must not be locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A declared platform is not there.
    #[error("there is no manifest for {}{}", list(.missing), there_are(.present))]
    MissingPlatforms {
        /// The declared platforms that are not there.
        missing: BTreeSet<Platform>,
        /// The platforms that are.
        present: BTreeSet<Platform>,
    },
}

impl Refusal {
    /// The way out.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::MissingPlatforms { .. } => {
                "choose a tag that has them, or declare other `platforms` for it in `images.toml`"
            }
        }
    }
}

fn list<'a, T: Display + 'a>(items: impl IntoIterator<Item = &'a T>) -> String {
    items.into_iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}

fn there_are(present: &BTreeSet<Platform>) -> String {
    if present.is_empty() { String::new() } else { format!("; there is {}", list(present)) }
}
