//! A lockfile for container images: readable names in `images.toml`, digests in `images.lock`.
//!
//! The data flows through the modules in this order:
//!
//! ```text
//! images.toml ─▶ manifest ─▶ reference ─▶ resolve ─▶ registry ─▶ (network)
//!                   │                        │
//!                   └────────▶ lock ◀────────┘        images.lock ◀─▶ lock
//!                                │
//!         commands ─▶ project, flow ───▶ report ──▶ stdout / stderr / exit status
//! ```
//!
//! Who may use whom; a room on the left may use those on its right, and `exit`:
//!
//! | room | may import |
//! | --- | --- |
//! | `reference`, `select`, `exclude`, `document`, `signals`, `exit` | nothing of ours |
//! | `files` | `document`, `signals` |
//! | `git` | `files`, `signals` |
//! | `yaml` | `document` |
//! | `manifest` | `document`, `reference`, `select`, `exclude` |
//! | `scan` | `document`, `reference`, `files`, `git`, `yaml` |
//! | `import` | `document`, `reference`, `files`, `scan`, `yaml` |
//! | `config` | `document`, `reference`, `files` |
//! | `registry` | `document`, `reference`, `config`, `files`, `exit` |
//! | `lock` | `document`, `reference`, `manifest`, `files` |
//! | `export` | `document`, `yaml`, `scan`, `reference`, `manifest`, `lock` |
//! | `resolve` | `reference`, `manifest`, `lock`, `registry` |
//! | `policy` | `document`, `reference`, `select`, `exclude`, `manifest`, `lock`, `registry`, `resolve` |
//! | `error` | the data types of all of the above |
//! | `report` | the data types of all of the above, and `error` |
//! | `runtime` | `error`, `signals`, `exit` |
//! | `context` | all of the above |
//! | `project` | all of the above |
//! | `flow` | all of the above |
//! | `commands` | all of the above |
//! | `cli` | `commands`, `report`, `document`, and values: of `reference`, `exclude`, `git` and `export` what is parsed, of `scan` the kinds of files, of `registry` the default of `--jobs` |
//! | `program` | all of the above |
//!
//! The library is what the program is made of. It makes no promise of stability before 1.0.

#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
pub mod config;
#[cfg(feature = "cli")]
mod context;
pub mod document;
#[cfg(feature = "cli")]
pub mod error;
pub mod exclude;
pub mod exit;
#[cfg(feature = "cli")]
pub mod export;
pub mod files;
#[cfg(feature = "cli")]
mod flow;
#[cfg(feature = "cli")]
pub mod git;
#[cfg(feature = "cli")]
pub mod import;
pub mod lock;
pub mod manifest;
pub mod policy;
#[cfg(feature = "cli")]
mod program;
#[cfg(feature = "cli")]
mod project;
pub mod reference;
pub mod registry;
#[cfg(feature = "cli")]
pub mod report;
pub mod resolve;
#[cfg(feature = "cli")]
mod runtime;
#[cfg(feature = "cli")]
pub mod scan;
pub mod select;
pub mod signals;
#[cfg(feature = "cli")]
pub mod yaml;

#[cfg(feature = "cli")]
pub use program::run;
