//! Files that use images, from Dockerfiles to pipelines: `kind/table.rs` lists their kinds.
//!
//! Owns where each of them names an image, and which one that is. Guesses nothing: what a variable or a template
//! decides is left open, with the reason and what to do there. Reads texts and writes none; what may be put in their
//! place is said by [`Pinning`], and which comments leave out open places by [`OpenPlaces`].

mod actions;
mod advice;
mod built;
mod by_hand;
mod chart;
mod comments;
mod cores;
mod dotenv;
mod edits;
mod embedded;
mod error;
mod filled;
mod find;
mod ignore;
mod image_keys;
mod kind;
mod lines;
mod links;
mod mention;
mod name;
mod number;
mod obstacle;
mod open;
mod parameters;
mod pipeline;
mod proof;
mod read;
mod readers;
mod reasons;
mod rewrite;
mod scalar;
mod surroundings;
#[cfg(test)]
mod tests;
mod unread;
mod variables;

pub use by_hand::by_hand;
pub use edits::LockedPin;
pub use error::ScanError;
pub use find::{Candidate, FindError, FoundFiles, Unseen, find};
pub use ignore::COMMENT;
pub use kind::FileKind;
pub use links::beside_variables;
pub use mention::{Basis, Hindrance, Mention, MentionRole, Mentions, Obstacle, Pinning};
pub use open::OpenPlaces;
pub use read::{Scan, Used, read, scan};
pub use readers::compose::interpolation;
pub use rewrite::{Rewritten, rewrite};
pub use surroundings::Surroundings;
pub use unread::may_name_images;
