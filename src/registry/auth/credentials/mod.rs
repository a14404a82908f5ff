//! Who is asking: the credentials that docker and podman keep on this machine, none of them our own invention.
//!
//! Read only when a registry asks, source by source and each at most once a run. A credential belongs to the host and
//! repository that it was found for, and is sent nowhere else.

mod credential;
pub mod file;
mod helper;
mod helpers;
mod keys;
mod source;
mod words;

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

pub use credential::{Credential, Kind, Origin};
use file::{Entry, Helper, Role};
use helper::Answer;
use helpers::Helpers;
use source::Source;

use super::probe::Trials;
use crate::reference::{Registry, Repository};
use crate::registry::error::Error;
use crate::registry::event::{Event, Lack, Observer};
use crate::registry::http::limits::locked;

/// The credentials of this machine's user.
pub struct Credentials {
    is_anonymous: bool,
    sources: OnceLock<Vec<Source>>,
    helpers: Helpers,
    trials: Trials,
    missing: Mutex<HashMap<Registry, Origin>>,
    observer: Observer,
}

impl Credentials {
    /// Opens nothing yet; nothing ever where the run is anonymous.
    pub fn new(is_anonymous: bool, observer: Observer) -> Self {
        Self {
            is_anonymous,
            sources: OnceLock::new(),
            helpers: Helpers::default(),
            trials: Trials::default(),
            missing: Mutex::default(),
            observer,
        }
    }

    /// Whether none are ever shown.
    pub fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }

    /// The credential for a repository under the name that the asked host knows it by: that of the first source with
    /// a usable entry.
    ///
    /// # Errors
    /// Where a source that is reached cannot be used, or a helper fails.
    pub async fn of(&self, repository: &Repository) -> Result<Option<Credential>, Error> {
        if self.is_anonymous {
            return Ok(None);
        }
        for source in self.sources.get_or_init(source::all) {
            match source.entry(repository)? {
                None => {}
                Some(Entry::Kind(kind)) => {
                    return Ok(Some(Credential {
                        kind,
                        origin: source.origin().clone(),
                    }));
                }
                Some(Entry::Helper(helper)) => {
                    match self
                        .ask(helper, source.origin(), repository.registry())
                        .await?
                    {
                        Ok(credential) => return Ok(Some(credential)),
                        // What stands beside a helper that can be asked is stale (docker/cli `nativeStore`)
                        Err(Lack::Entry | Lack::Login) => {}
                        Err(Lack::Program) => {
                            if let Some(kind) = source.stored(repository)? {
                                return Ok(Some(Credential {
                                    kind,
                                    origin: source.origin().clone(),
                                }));
                            }
                        }
                    }
                }
            }
        }
        Ok(None)
    }

    /// Whether they are right, as far as it is known.
    pub fn trials(&self) -> &Trials {
        &self.trials
    }

    /// The helper that would have been asked for a registry's credentials, and is not installed.
    pub fn missing_helper(&self, registry: &Registry) -> Option<Origin> {
        locked(&self.missing).get(registry).cloned()
    }

    /// Asks a helper. That it has nothing is told, and is no reason to stop at it: a public image needs no credentials
    /// (indexable-inc/index#2954).
    async fn ask(
        &self,
        helper: Helper,
        by: &Origin,
        registry: &Registry,
    ) -> Result<Result<Credential, Lack>, Error> {
        let program = format!("docker-credential-{}", helper.name);
        let answer = self.helpers.ask(&program, registry).await;
        let origin = Origin::Helper {
            program,
            by: Box::new(by.clone()),
        };
        let lack = match (answer, helper.role) {
            (Ok(Answer::Known(kind)), _) => return Ok(Ok(Credential { kind, origin })),
            (Err(cause), _) => {
                return Err(Error::Helper {
                    origin,
                    registry: registry.clone(),
                    cause,
                });
            }
            (Ok(Answer::Missing), _) => Lack::Program,
            (Ok(Answer::Unknown), Role::Host) => Lack::Entry,
            (Ok(Answer::Unknown), Role::Store) => Lack::Login,
        };
        if lack == Lack::Program {
            locked(&self.missing).insert(registry.clone(), origin.clone());
        }
        let (origin, registry) = (origin.to_string(), registry.clone());
        (self.observer)(Event::HelperLacks {
            origin,
            registry,
            lack,
        });
        Ok(Err(lack))
    }
}
