//! A lockfile for container images: readable names in `images.toml`, digests in `images.lock`.

pub mod config;
pub mod document;
pub mod exit;
pub mod files;
pub mod lock;
pub mod manifest;
pub mod reference;
pub mod registry;
