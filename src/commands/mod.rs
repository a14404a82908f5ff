//! The commands: a flow of named steps each. A command returns its status; who prints is the report room.

pub mod add;
mod base;
mod begin;
pub mod check;
mod context;
mod details;
pub mod diff;
mod edit;
mod excluded;
pub mod export;
pub mod get;
pub mod import;
pub mod init;
pub mod list;
pub mod lock;
mod locked;
mod manifests;
mod nested;
mod placing;
mod project;
mod relock;
pub mod remove;
pub mod resolve;
mod unseen;
pub mod update;
pub mod verify;

pub use begin::Start;
pub use context::Context;
pub use locked::Against;
pub use manifests::Manifests;
pub use relock::{Details, Effect, OnFailure, OnWork, Writing};
