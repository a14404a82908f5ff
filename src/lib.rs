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
//! Who may use whom; a room on the left may use those on its right, and `exit`. An inner room may use what its own may, and of that the rooms
//! on its right:
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
//! | `registry/http` | `registry` |
//! | `registry/auth` | `registry`, `registry/http` |
//! | `registry/image` | `registry`, `registry/http`, `registry/auth` |
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

#![cfg_attr(
    not(feature = "cli"),
    expect(
        dead_code,
        unused_imports,
        reason = "the program alone uses all of the rooms"
    )
)]

#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
pub mod config;
#[cfg(feature = "cli")]
mod context;
pub mod document;
#[cfg(feature = "cli")]
mod error;
mod exclude;
pub mod exit;
#[cfg(feature = "cli")]
mod export;
mod files;
#[cfg(feature = "cli")]
mod flow;
#[cfg(feature = "cli")]
mod git;
#[cfg(feature = "cli")]
mod import;
pub mod lock;
pub mod manifest;
#[cfg(feature = "cli")]
mod policy;
#[cfg(feature = "cli")]
mod program;
#[cfg(feature = "cli")]
mod project;
pub mod reference;
pub mod registry;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "cli")]
mod resolve;
#[cfg(feature = "cli")]
mod runtime;
#[cfg(feature = "cli")]
mod scan;
mod select;
mod signals;
#[cfg(feature = "cli")]
mod yaml;

#[cfg(feature = "cli")]
pub use program::run;

/// Parts that tests and fuzz targets hold against other readings. Nobody else may use them.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod internals {
    pub use crate::exclude::Exclude;
    pub use crate::report::row::RowStatus;

    pub mod files {
        pub use crate::files::{
            Exclusive, FileError, MAX_SIZE, Trust, check_writable, create, find_upward, read_text,
            replace, repository_root,
        };
    }
    pub mod git {
        pub use crate::git::files;
    }
    pub mod registry {
        pub use crate::registry::auth::challenge::{RawChallenge, challenges, choose, error_code};
        pub use crate::registry::auth::credentials::file::{
            CredentialEntry, CredentialFile, FileStyle,
        };
        pub use crate::registry::auth::token::read_answer;
        pub use crate::registry::http::quota::{Quota, is_used_up};
        pub use crate::registry::http::retry::retry_after;
        pub use crate::registry::http::secret::Authorization;
    }
    pub mod resolve {
        pub use crate::resolve::{DescriptionQuestion, describe_all};
    }
    pub mod scan {
        pub use crate::scan::{Basis, FileKind, Mention, Pinning, Rewritten, Used, read, rewrite};
    }
    pub mod yaml {
        pub use crate::yaml::{Node, RepeatRule, Yaml};
    }
}
