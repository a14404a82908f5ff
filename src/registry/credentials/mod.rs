//! Who is asking: the credentials that docker and podman keep on this machine, none of them our own invention.
//!
//! Read only when a registry asks, source by source and each at most once a run. A credential belongs to the host and
//! repository that it was found for, and is sent nowhere else.

mod credential;
pub mod file;
mod keys;
mod source;

use std::sync::OnceLock;

pub use credential::{Credential, Kind, Origin};
use file::Entry;
use source::Source;

use super::error::Error;
use crate::reference::Repository;

/// The credentials of this machine's user.
pub struct Credentials {
    is_anonymous: bool,
    sources: OnceLock<Vec<Source>>,
}

impl Credentials {
    /// Opens nothing yet; nothing ever where the run is anonymous.
    pub fn new(is_anonymous: bool) -> Self {
        Self { is_anonymous, sources: OnceLock::new() }
    }

    /// Whether none are ever shown.
    pub fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }

    /// The credential for a repository under the name that the asked host knows it by: that of the first source with
    /// a usable entry.
    ///
    /// # Errors
    /// Where a source that is reached cannot be used.
    pub fn of(&self, repository: &Repository) -> Result<Option<Credential>, Error> {
        if self.is_anonymous {
            return Ok(None);
        }
        for source in self.sources.get_or_init(source::all) {
            match source.entry(repository)? {
                None => {}
                Some(Entry::Kind(kind)) => {
                    return Ok(Some(Credential { kind, origin: source.origin().clone() }));
                }
                Some(Entry::Helper(helper)) => {
                    let kind = format!("the credential helper `{}`", helper.name);
                    return Err(Error::CredentialsUnsupported {
                        registry: repository.registry().clone(),
                        origin: source.origin().clone(),
                        kind,
                    });
                }
            }
        }
        Ok(None)
    }
}
