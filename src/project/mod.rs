//! The files that a run is about: manifests and their locks, those of a base, and what is left to others.
//!
//! Finds and reads them; writes nothing, and asks no registry.

pub mod base;
pub mod excluded;
mod files;
pub mod history;
mod lock;
mod manifests;
mod names;
pub mod owners;
mod paths;
mod repository;
mod seen;
pub mod unwanted;

pub use files::{Project, ProjectFiles, new_project};
pub use lock::{CheckedLock, LockCheck, lock_on_disk};
pub use manifests::with_own_locks;
pub use names::{UnknownName, known, sort_out};
pub use paths::{is_same_path, relative};
pub use repository::{RepositoryManifests, note_excluded};
pub use seen::SeenSources;

/// The file name of a manifest.
pub const MANIFEST: &str = "images.toml";
/// The file name of the lock beside it.
pub const LOCK: &str = "images.lock";
/// The ending of a lock.
const LOCK_EXTENSION: &str = "lock";
/// The ending of what was seen, beside the lock.
const SEEN_EXTENSION: &str = "seen";
/// The ending of a manifest.
pub const MANIFEST_EXTENSION: &str = "toml";
