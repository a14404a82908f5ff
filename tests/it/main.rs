//! The tests of the program and its library from outside, as one crate, so that all is compiled and linked once. A
//! module is about a command, a rule that holds for all commands, or a part of the library; `support` is what they
//! stand on.
//!
//! Tests share a process: none changes its environment, its directory or its limits, but runs a child that has others.
//! What is said of the source alone is in `tests/architecture`.
//!
//! ```text
//! cargo test --test it check::                  one module
//! cargo insta test --accept --test it           writes all expectations anew, those beside the tests as well
//! ```
//!
//! For the second, `cargo install cargo-insta`. An expectation of a dozen lines stands beside its test, a longer one,
//! or one of a loop, in `snapshots/` under its module.

/// Holds a value against its expectation: the text behind an `@`, or a file in [`snapshots`].
macro_rules! assert_snapshot {
    ($($arguments:tt)*) => {
        insta::with_settings!({
            snapshot_path => crate::snapshots(module_path!()),
            prepend_module_to_snapshot => false,
        }, { insta::assert_snapshot!($($arguments)*) })
    };
}
use std::path::{Path, PathBuf};

mod artifacts;
mod authentication;
mod bad_input;
mod certificates;
mod challenges;
mod check;
mod clocks;
mod command_support;
mod completion;
mod compression;
mod configuration;
mod conversations;
mod cooldown;
mod credential_helpers;
mod description;
mod determinism;
mod diff;
mod docker_hub;
mod documentation;
mod edit;
mod embedded_faults;
mod embedded_registry;
mod exclude;
mod exclusion;
mod existing_repository;
mod export;
mod fallbacks;
#[cfg(unix)]
mod faults;
mod files;
mod first_day;
mod follow;
mod get;
mod git_files;
mod github_output;
mod hostile;
mod http2;
mod immutable;
mod init;
mod limits;
mod list;
mod list_uses;
mod lock_command;
mod locks;
mod man_pages;
mod manifests;
mod many;
mod mirrors;
mod neighbours;
mod noise;
mod options;
mod outdated;
mod output;
mod passwords_in_files;
mod platforms;
mod proxy;
mod ranged_files;
mod ranges;
mod references;
mod remembered;
mod requests;
mod resolve;
mod reuse;
mod rewriting;
mod schemas;
mod secrets;
mod seen;
mod seen_from;
mod seen_merges;
mod signals;
mod slow;
mod statuses;
mod support;
mod tag_lists;
mod tags;
mod tls;
mod told;
mod trust;
mod unreadable_seen;
mod unrunnable_helpers;
mod unwanted;
mod update;
mod usage;
mod uses;
mod verify;
mod verify_base;
mod without_git;
mod yaml_suite;

/// The directory for the expectations of a module.
fn snapshots(module: &str) -> PathBuf {
    let parts = module.split("::").skip(1);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    root.join(parts.collect::<PathBuf>())
}
