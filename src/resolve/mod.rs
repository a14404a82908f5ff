//! Planning what has to be asked, and fetching it: each thing once, many at a time, with a bound.
//!
//! [`plan`] decides what to ask for which images. [`choose_tags`] lists tags where a rule chooses one,
//! [`MergedQuestions`] makes one run of several plans, [`fetch_manifests`] fetches what was asked, and [`describe_all`]
//! what images say of themselves.

mod builder;
mod choice;
mod chosen;
mod fetch;
mod lists;
mod merge;
mod order;
mod parts;
pub mod plan;
mod pulls;
mod question;
mod twins;

pub use choice::{Choices, ChosenTags, LatestTags, is_no_such_tag};
pub use chosen::{ChoiceFailure, ChosenTag, NoMatch, UnlistedTag};
pub use fetch::{
    DescriptionQuestion, IndexAnswer, Step, describe_all, fetch_indexes, fetch_manifests,
};
pub use lists::{TagAnswer, TagQuestion, choose_tags};
pub use merge::MergedQuestions;
pub use parts::{PartAnswer, PartQuestion, find_parts};
pub use pulls::Shortage;
pub use question::{Answered, ManifestAnswer, ManifestQuestion, Need};
