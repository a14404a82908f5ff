//! The readers, one a kind of file: where such a file names images.
//!
//! A reader uses mentions, what readers share, and other readers whose files stand in its own. It finds no files, and
//! leaves the order of what it mentions to who asks for it.

mod ansible;
pub(super) mod azure;
pub(super) mod bake;
pub(super) mod buildkite;
mod called;
pub(super) mod circleci;
pub(super) mod cloudbuild;
pub(super) mod compose;
pub(super) mod devcontainer;
pub(super) mod dockerfile;
pub(super) mod environment;
pub(super) mod gitlab;
mod hcl;
pub(super) mod helm;
pub(super) mod jenkins;
pub(super) mod kubernetes;
pub(super) mod kustomize;
pub(super) mod molecule;
pub(super) mod nomad;
pub(super) mod other;
pub(super) mod quadlet;
pub(super) mod shell;
mod short_name;
pub(super) mod skaffold;
pub(super) mod template;
pub(super) mod terraform;
pub(super) mod woodpecker;
pub(super) mod workflow;
