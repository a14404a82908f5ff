//! How a registry is asked: hosts and mirrors, challenge and token, HEAD and GET, limits and retries.
//!
//! [`Client`] is the one door. Knows nothing of manifests' and locks' files, prints nothing; what happens on the way
//! is told to an [`Observer`] as data.

pub(crate) mod auth;
mod duration;
pub mod error;
mod event;
mod excerpt;
mod host;
pub(crate) mod http;
pub(crate) mod image;
mod remedy;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use crate::config::Config;
use crate::reference::{Digest, Platform, Registry, Repository};
use auth::credentials::Credentials;
use auth::session::Session;
pub use duration::in_words;
pub use error::Error;
pub use event::{Event, NoCredential, Observer};
use host::Endpoint;
use http::limits::locked;
use http::transport::Transport;
pub use image::comparison::compare_url;
pub use image::description::Description;
pub use image::descriptor::{Descriptor, Target};
use image::index::ManifestContent;
pub use image::labels::Labels;
use image::{descriptor, index};

/// How many requests may be in flight at once where nobody says otherwise.
pub const JOBS: usize = 32;

/// Asks registries.
pub struct Client {
    config: Config,
    transport: Transport,
    credentials: Arc<Credentials>,
    observer: Observer,
    routes: Mutex<HashMap<Registry, Arc<[Arc<Session>]>>>,
    sessions: Mutex<HashMap<Endpoint, Arc<Session>>>,
}

/// What is asked of a host.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Digest,
    Body,
}

impl Client {
    /// A client with at most `jobs` requests in flight, token requests included. Opens no connection yet.
    pub fn new(config: Config, jobs: usize, is_anonymous: bool, observer: Observer) -> Self {
        let transport = Transport::new(jobs, Arc::clone(&observer));
        // Before anything is asked, since a host may first be met as a token server or at the end of a redirect
        for (registry, settings) in &config.registries {
            if let (Some(limit), Ok(endpoint)) = (
                settings.max_concurrency,
                Endpoint::own(registry, None, &config),
            ) {
                transport.limit(&endpoint.root_url(), limit.get());
            }
        }
        Self {
            config,
            transport,
            credentials: Arc::new(Credentials::new(is_anonymous, Arc::clone(&observer))),
            observer,
            routes: Mutex::default(),
            sessions: Mutex::default(),
        }
    }

    /// The digest that a tag names, or whether a digest is there.
    ///
    /// # Errors
    /// Where there is no such manifest, or no answer.
    pub async fn digest(
        &self,
        repository: &Repository,
        target: &Target,
    ) -> Result<Descriptor, Error> {
        self.ask(repository, target, Wanted::Digest).await
    }

    /// The manifest that a tag or a digest names, with its body.
    ///
    /// # Errors
    /// As [`Client::digest`], and where the content is not what its digest says.
    pub async fn manifest(
        &self,
        repository: &Repository,
        target: &Target,
    ) -> Result<Descriptor, Error> {
        self.ask(repository, target, Wanted::Body).await
    }

    /// The manifests of all platforms that a manifest or index holds.
    ///
    /// A single-platform image says in its config which platform it is for.
    ///
    /// # Errors
    /// Where the body is no manifest, or the config cannot be had.
    pub async fn platforms(
        &self,
        repository: &Repository,
        descriptor: &Descriptor,
        body: &[u8],
    ) -> Result<BTreeMap<Platform, Digest>, Error> {
        match descriptor.content(body)? {
            ManifestContent::Index(platforms) => Ok(platforms),
            ManifestContent::Single { config } => {
                let config = self.config(repository, &config).await?;
                let platform = index::platform_of_config(&config);
                Ok(platform
                    .map(|platform| (platform, descriptor.digest.clone()))
                    .into_iter()
                    .collect())
            }
        }
    }

    /// Whether every GET of a manifest of a registry is a pull that it counts. Where mirrors answer for Docker Hub,
    /// nobody knows how many they leave to it.
    pub fn counts_pulls(&self, registry: &Registry) -> bool {
        registry.is_docker_hub() && self.config.registry(registry).mirrors.is_empty()
    }

    async fn ask(
        &self,
        repository: &Repository,
        target: &Target,
        wanted: Wanted,
    ) -> Result<Descriptor, Error> {
        let descriptor = self
            .first_answer(repository, target, async |session| match wanted {
                Wanted::Digest => descriptor::head(session, repository, target).await,
                Wanted::Body => descriptor::get(session, repository, target).await,
            })
            .await?;
        (self.observer)(Event::Answered {
            repository: repository.clone(),
            target: target.as_str().to_owned(),
            method: descriptor.method,
            host: descriptor.host.clone(),
            digest: descriptor.digest.clone(),
        });
        Ok(descriptor)
    }

    async fn config(&self, repository: &Repository, digest: &Digest) -> Result<Vec<u8>, Error> {
        let target = Target::Digest(digest.clone());
        self.first_answer(repository, &target, async |session| {
            descriptor::config(session, repository, digest).await
        })
        .await
    }

    /// Asks the mirrors of a registry and then itself, until one answers.
    async fn first_answer<T>(
        &self,
        repository: &Repository,
        target: &Target,
        ask: impl AsyncFn(&Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut failures = Vec::new();
        for session in self.route(repository.registry())?.iter() {
            let error = match ask(session).await {
                Ok(answer) => return Ok(answer),
                // ManifestContent that is not what its digest says is an attack or a broken disk: never passed over
                Err(error @ Error::WrongDigest { .. }) => return Err(error),
                Err(error) if !session.endpoint.is_mirror => return Err(error),
                Err(error) => error,
            };
            (self.observer)(Event::MirrorFailed {
                repository: repository.clone(),
                target: target.as_str().to_owned(),
                host: session.endpoint.host(),
                cause: error.to_string(),
            });
            failures.push(error);
        }
        Err(Error::Mirrors {
            registry: repository.registry().clone(),
            failures,
        })
    }

    /// The hosts of a registry in their order, each with its one conversation.
    fn route(&self, registry: &Registry) -> Result<Arc<[Arc<Session>]>, Error> {
        if let Some(route) = locked(&self.routes).get(registry) {
            return Ok(Arc::clone(route));
        }
        let endpoints = Endpoint::all(registry, &self.config)?;
        let route: Arc<[Arc<Session>]> = endpoints
            .into_iter()
            .map(|endpoint| self.session(endpoint))
            .collect();
        locked(&self.routes).insert(registry.clone(), Arc::clone(&route));
        Ok(route)
    }

    fn session(&self, endpoint: Endpoint) -> Arc<Session> {
        let new = || {
            let (transport, credentials) =
                (self.transport.to(&endpoint), Arc::clone(&self.credentials));
            Arc::new(Session::new(
                endpoint.clone(),
                transport,
                credentials,
                Arc::clone(&self.observer),
            ))
        };
        Arc::clone(
            locked(&self.sessions)
                .entry(endpoint.clone())
                .or_insert_with(new),
        )
    }
}
