//! Planning what has to be asked, and fetching it: each thing once, many at a time, with a bound.
//!
//! [`plan`] decides what to ask for which images, [`MergedQuestions`] makes one run of several plans, [`fetch_manifests`]
//! fetches what was asked, and [`describe_all`] what images say of themselves.

mod fetch;
mod merge;
mod parts;
pub mod plan;
mod pulls;
mod question;

pub use fetch::{DescriptionQuestion, Step, describe_all, fetch_manifests};
pub use merge::MergedQuestions;
pub use parts::{PartAnswer, PartQuestion, find_parts};
pub use pulls::Shortage;
pub use question::{Answered, ManifestAnswer, ManifestQuestion, Need};
