//! The credentials that docker and podman keep on this machine, none of them our own invention.
//!
//! Read only when a registry asks, source by source and each at most once a run. A credential belongs to the host and
//! repository that it was found for, and is sent nowhere else.

pub mod credential;
pub mod file;
mod go_json;
mod helper;
mod keys;
mod source;
mod unrunnable;

use std::collections::HashMap;
use std::ffi::OsString;
use std::sync::{Arc, Mutex, OnceLock};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

pub use credential::{Credential, CredentialKind, CredentialOrigin, UnusableHelper};
use file::{CredentialEntry, Helper, HelperRole};
use helper::HelperAnswer;
use keys::names;
use source::CredentialSource;

use super::probe::CredentialProbe;
use crate::reference::{Registry, Repository};
use crate::registry::awaited::{Awaited, AwaitedRole};
use crate::registry::error::Error;
use crate::registry::event::{Event, NoCredential, Observer};
use crate::registry::http::locked;

/// The run of a helper that all wait for who ask it for the same host.
type HelperFlight = Shared<BoxFuture<'static, Result<HelperAnswer, String>>>;

pub struct Credentials {
    is_anonymous: bool,
    sources: OnceLock<Vec<CredentialSource>>,
    helpers: Mutex<HashMap<(String, Registry), HelperFlight>>,
    probes: Mutex<HashMap<(String, CredentialKind), Arc<CredentialProbe>>>,
    unusable: Mutex<HashMap<Registry, UnusableHelper>>,
    observer: Observer,
}

impl Credentials {
    /// Opens nothing yet; nothing ever where the run is anonymous.
    pub fn new(is_anonymous: bool, observer: Observer) -> Self {
        Self {
            is_anonymous,
            sources: OnceLock::new(),
            helpers: Mutex::default(),
            probes: Mutex::default(),
            unusable: Mutex::default(),
            observer,
        }
    }

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
            let stored = match source.entry(repository)? {
                None => None,
                Some(CredentialEntry::Credential(kind)) => Some(kind),
                Some(CredentialEntry::Helper(helper)) => {
                    let registry = repository.registry();
                    match self.ask_helper(helper, source.origin(), registry).await? {
                        Ok(credential) => return Ok(Some(credential)),
                        // What stands beside a helper that can be asked is stale (docker/cli `nativeStore`)
                        Err(NoCredential::HostUnknown | NoCredential::NotLoggedIn) => None,
                        Err(NoCredential::Unusable(_)) => source.stored(repository)?,
                    }
                }
            };
            if let Some(kind) = stored {
                let origin = source.origin().clone();
                return Ok(Some(Credential { kind, origin }));
            }
        }
        Ok(None)
    }

    /// The probe of a credential at a place that it is presented to: one over a run, wherever it is from.
    pub fn probe(&self, place: &str, credential: &CredentialKind) -> Arc<CredentialProbe> {
        let key = (place.to_owned(), credential.clone());
        Arc::clone(locked(&self.probes).entry(key).or_default())
    }

    /// The helper that would have been asked for a registry's credentials, and is not installed or cannot be run.
    pub fn unusable_helper(&self, registry: &Registry) -> Option<UnusableHelper> {
        locked(&self.unusable).get(registry).cloned()
    }

    /// Asks a helper. That it has nothing is told, and is no reason to stop at it: a public image needs no credentials
    /// (indexable-inc/index#2954).
    async fn ask_helper(
        &self,
        helper: Helper,
        by: &CredentialOrigin,
        registry: &Registry,
    ) -> Result<Result<Credential, NoCredential>, Error> {
        let program = format!("docker-credential-{}", helper.name);
        let answer = self.run_helper(&program, registry).await;
        let origin = CredentialOrigin::Helper {
            program,
            by: Box::new(by.clone()),
        };
        let reason = match (answer, helper.role) {
            (Ok(HelperAnswer::Known(kind)), _) => return Ok(Ok(Credential { kind, origin })),
            (Err(cause), _) => {
                return Err(Error::Helper {
                    origin,
                    registry: registry.clone(),
                    cause,
                });
            }
            (Ok(HelperAnswer::Unusable(fault)), _) => NoCredential::Unusable(fault),
            (Ok(HelperAnswer::Unknown), HelperRole::Host) => NoCredential::HostUnknown,
            (Ok(HelperAnswer::Unknown), HelperRole::Store) => NoCredential::NotLoggedIn,
        };
        if let NoCredential::Unusable(fault) = &reason {
            let (origin, fault) = (origin.clone(), fault.clone());
            let helper = UnusableHelper { origin, fault };
            locked(&self.unusable).insert(registry.clone(), helper);
        }
        (self.observer)(Event::NoCredential {
            origin: origin.to_string(),
            registry: registry.clone(),
            reason: reason.clone(),
        });
        Ok(Err(reason))
    }

    /// The answer of a helper for a host. A failure stays as well: a person who pressed "cancel" is not asked again.
    async fn run_helper(&self, program: &str, registry: &Registry) -> Result<HelperAnswer, String> {
        let awaited = Awaited {
            role: AwaitedRole::CredentialHelper,
            name: program.to_owned(),
            registry: registry.clone(),
            proxy: None,
        };
        let key = (program.to_owned(), registry.clone());
        let (program, server) = (OsString::from(program), names(registry)[0].to_owned());
        let run = || async move { helper::get(&program, &server).await };
        let flight = locked(&self.helpers)
            .entry(key)
            .or_insert_with(|| run().boxed().shared())
            .clone();
        (self.observer)(Event::WaitBegan(awaited.clone()));
        let answer = flight.await;
        (self.observer)(Event::WaitEnded(awaited));
        answer
    }
}
