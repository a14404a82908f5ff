//! The client of a registry: hosts and mirrors, challenge and token, HEAD and GET, limits and retries.
//!
//! [`Client`] is the one door. Knows nothing of manifests' and locks' files, prints nothing; what happens on the way
//! is told to an [`Observer`] as data.

pub(crate) mod auth;
mod awaited;
mod client;
mod contents;
mod description;
mod duration;
pub mod error;
mod event;
mod excerpt;
mod helper_fault;
mod host;
pub(crate) mod http;
pub(crate) mod image;
mod mirror_use;
mod settings;
mod words;

pub use awaited::{Awaited, AwaitedRole};
pub use client::Client;
pub use description::Description;
pub use duration::in_words;
pub use error::Error;
pub use event::{Event, NoCredential, Observer};
pub use helper_fault::HelperFault;
pub use image::artifact::{ArtifactType, ImageOrArtifact};
pub use image::comparison::compare_url;
pub use image::descriptor::{Descriptor, Target};
pub use image::labels::Labels;
pub use image::part::ImagePart;
pub use image::platforms::ImagePlatforms;
pub use image::tags::TagLists;
pub use mirror_use::{MirrorOutcome, MirrorUse};
pub use settings::{JOBS, Settings, Timeouts};
