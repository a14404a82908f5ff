//! The commands: a flow of named steps each. A command returns what happened; the report room prints it.

pub mod add;
pub mod check;
pub mod completion;
pub mod diff;
pub mod export;
pub mod get;
pub mod import;
pub mod init;
pub mod list;
pub mod lock;
mod mention_places;
mod new_manifest;
mod references;
pub mod remove;
pub mod resolve;
mod scanning;
pub mod tags;
mod unused;
mod unwanted;
pub mod update;
pub mod verify;

pub use crate::context::{Context, Manifests};
pub use crate::flow::{DetailMode, Effect, OnFailure, OnOutdated, Writing};
pub use crate::project::LockCheck;
pub use references::{Field, ReferenceForm};
