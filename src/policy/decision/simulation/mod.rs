//! A registry as data that answers facts, and a repository whose images are updated against it: for tests of what may
//! be locked, without a socket and without a clock.

mod proposal;
mod registry;
mod repository;

pub(in crate::policy) use proposal::Proposal;
pub(in crate::policy) use registry::{FakeRegistry, digest, image_platforms};
pub(in crate::policy) use repository::{FakeRepository, Run, manifest};
