//! The client: a registry's hosts in their order, each with its one conversation.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use super::auth::memory::ChallengeMemory;
use super::auth::session::Session;
use super::auth::{Credentials, SessionContext};
use super::host::Endpoint;
use super::http::{Transport, locked};
use super::image::cache::BodyCache;
use super::image::descriptor::{Descriptor, Target};
use super::image::manifest;
use super::image::tags::{self, TagListFault, TagLists};
use super::{Error, Event, MirrorOutcome, MirrorUse, Observer, Settings};
use crate::config::Config;
use crate::day::Day;
use crate::reference::{Digest, Reference, Registry, Repository};

/// What is asked for by a list of tags, which is no tag: none has a slash.
const LIST: &str = "tags/list";

/// A client of registries: authenticates where one wants that, tries again where that may help, and asks mirrors first.
///
/// Needs a Tokio runtime with time and IO enabled, and nothing else to be set up. Made for many questions: it keeps
/// connections, tokens and what it learned of each host.
///
/// ```no_run
/// use imagelock::reference::Reference;
/// use imagelock::registry::{Client, Error};
///
/// # async fn pin() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::default();
/// let image: Reference = "alpine:3.20".parse()?;
/// match client.resolve(&image).await {
///     Ok(descriptor) => println!("{}@{}", image.repository, descriptor.digest),
///     Err(Error::NoSuchTag { host, .. }) => println!("{host} has no {image}"),
///     Err(error) if error.is_transient() => println!("try again later: {error}"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Client {
    config: Config,
    transport: Transport,
    credentials: Arc<Credentials>,
    memory: Option<Arc<ChallengeMemory>>,
    bodies: Option<BodyCache>,
    clock: fn() -> SystemTime,
    /// The hosts of which it is told that their clock is off.
    other_days: Mutex<BTreeSet<String>>,
    observer: Observer,
    routes: Mutex<HashMap<Registry, Arc<[Arc<Session>]>>>,
    sessions: Mutex<HashMap<Endpoint, Arc<Session>>>,
}

/// A client as docker and podman are set up on this machine, without a `config.toml` and without mirrors.
impl Default for Client {
    fn default() -> Self {
        Self::new(Config::default(), Settings::default(), Arc::new(|_| {}))
    }
}

impl Client {
    /// A client that tells an observer of its steps. Opens no file and no connection yet.
    pub fn new(config: Config, settings: Settings, observer: Observer) -> Self {
        let transport = Transport::new(&settings, Arc::clone(&observer));
        // Before anything is asked, since a host may first be met as a token server or at the end of a redirect
        for (registry, own_settings) in &config.registries {
            let own = Endpoint::own(registry, None, &config);
            if let (Some(limit), Ok(endpoint)) = (own_settings.max_concurrency, own) {
                transport.limit(&endpoint.root_url(), limit.get());
            }
        }
        let memory = settings.cache.as_deref();
        let memory = memory.map(|cache| {
            Arc::new(ChallengeMemory::new(
                cache,
                settings.clock,
                Arc::clone(&observer),
            ))
        });
        let cache = settings.cache.as_deref();
        Self {
            config,
            memory,
            bodies: cache.map(|cache| BodyCache::new(cache, Arc::clone(&observer))),
            transport,
            credentials: Arc::new(Credentials::new(settings.anonymous, Arc::clone(&observer))),
            clock: settings.clock,
            other_days: Mutex::default(),
            observer,
            routes: Mutex::default(),
            sessions: Mutex::default(),
        }
    }

    /// The digest that a reference names: of its tag, or of `latest` where it has none. A digest that is written in it
    /// is looked for, whatever the tag names today.
    ///
    /// # Errors
    /// As [`Client::digest`].
    pub async fn resolve(&self, image: &Reference) -> Result<Descriptor, Error> {
        self.digest(&image.repository, &Target::from(image)).await
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
        let digest =
            async |session: &Session| manifest::fetch_digest(session, repository, target).await;
        let answer = self
            .first_answer(repository, target.as_str(), digest)
            .await?;
        Ok(self.tell(repository, target, answer))
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
        let manifest =
            async |session: &Session| manifest::fetch_manifest(session, repository, target).await;
        let answer = self
            .first_answer(repository, target.as_str(), manifest)
            .await?;
        Ok(self.tell(repository, target, answer))
    }

    /// Lists all tags of a repository: each is shown to what `begin` makes, by `see`, once or more and in no order.
    /// What takes them keeps what it wants of them, and is copied for each page, which may break off and be read anew.
    /// A list that does not come to its end leaves nothing behind, and one that begins anew is taken anew. A mirror may
    /// list a part of what the registry has: if that is not enough, the next host is asked.
    ///
    /// ```no_run
    /// # async fn list() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = imagelock::registry::Client::default();
    /// let repository = "alpine".parse::<imagelock::reference::Reference>()?.repository;
    /// let count = |count: &mut usize, _tag: &str| *count += 1;
    /// let counts = client.list_tags(&repository, || 0, count, |count| *count > 0).await.taken;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It fails if there is no such repository, or no whole list of its tags. A repository without tags has an empty
    /// list.
    pub async fn list_tags<T: Clone + Send + 'static>(
        &self,
        repository: &Repository,
        begin: impl Fn() -> T,
        see: fn(&mut T, &str),
        is_enough: impl Fn(&T) -> bool,
    ) -> TagLists<T> {
        let taken = Mutex::new(Vec::new());
        let list = async |session: &Session| {
            let listing = tags::list(session, repository, &begin, see).await?;
            let is_last = !session.endpoint().is_mirror || is_enough(&listing.taken);
            locked(&taken).push(listing.taken);
            let (host, fault) = (listing.host, TagListFault::NoMatch);
            if !is_last {
                return Err(Error::TagList { host, fault });
            }
            (self.observer)(Event::Listed {
                repository: repository.clone(),
                host,
                pages: listing.pages,
                tags: listing.tags,
            });
            Ok(())
        };
        let failure = self.first_answer(repository, LIST, list).await.err();
        let taken = std::mem::take(&mut *locked(&taken));
        TagLists { taken, failure }
    }

    /// Whether every GET of a manifest of a registry is a pull that it counts. Where mirrors answer for Docker Hub,
    /// nobody knows how many they leave to it.
    pub fn counts_pulls(&self, registry: &Registry) -> bool {
        registry.is_docker_hub() && self.config.registry(registry).mirrors.is_empty()
    }

    fn tell(&self, repository: &Repository, target: &Target, answer: Descriptor) -> Descriptor {
        (self.observer)(Event::Answered {
            repository: repository.clone(),
            target: target.as_str().to_owned(),
            method: answer.method,
            host: answer.host.clone(),
            digest: answer.digest.clone(),
        });
        self.tell_other_day(&answer);
        answer
    }

    /// Tells of a host whose clock is more than a day off.
    fn tell_other_day(&self, answer: &Descriptor) {
        let Some(said) = answer.day else { return };
        let (host, here) = (answer.host.clone(), Day::of((self.clock)()));
        let is_off = here.days_since(said).unsigned_abs() > 1;
        if is_off && locked(&self.other_days).insert(host.clone()) {
            (self.observer)(Event::OtherDay { host, said, here });
        }
    }

    /// Tells what came of asking a mirror.
    fn tell_mirror(
        &self,
        session: &Session,
        repository: &Repository,
        target: &str,
        failure: Option<&Error>,
    ) {
        let failed = |error: &Error| MirrorOutcome::Failed {
            reason: error.reason(),
            cause: error.to_string(),
        };
        (self.observer)(Event::Mirror(MirrorUse {
            repository: repository.clone(),
            target: target.to_owned(),
            mirror: session.endpoint().name(),
            outcome: failure.map_or(MirrorOutcome::Answered, failed),
        }));
    }

    /// The bodies that are kept from run to run.
    pub(super) fn bodies(&self) -> Option<&BodyCache> {
        self.bodies.as_ref()
    }

    /// The config of an image, which a manifest names by digest.
    pub(super) async fn config(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Vec<u8>, Error> {
        self.first_answer(repository, digest.as_str(), async |session| {
            manifest::fetch_config(session, repository, digest).await
        })
        .await
    }

    /// Asks the mirrors of a registry and then itself, until one answers.
    async fn first_answer<T>(
        &self,
        repository: &Repository,
        target: &str,
        fetch: impl AsyncFn(&Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut failures = Vec::new();
        for session in self.route(repository.registry())?.iter() {
            let answer = fetch(session).await;
            let is_mirror = session.endpoint().is_mirror;
            if is_mirror {
                self.tell_mirror(session, repository, target, answer.as_ref().err());
            }
            match answer {
                Ok(answer) => return Ok(answer),
                // Content that is not what its digest says is an attack or a broken disk: never passed over
                Err(error @ Error::WrongDigest { .. }) => return Err(error),
                Err(error) if !is_mirror => return Err(error.behind(failures)),
                Err(error) => failures.push(error),
            }
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
            Arc::new(Session::new(SessionContext {
                transport: self.transport.to(&endpoint),
                endpoint: endpoint.clone(),
                credentials: Arc::clone(&self.credentials),
                memory: self.memory.clone(),
                observer: Arc::clone(&self.observer),
            }))
        };
        let mut sessions = locked(&self.sessions);
        Arc::clone(sessions.entry(endpoint.clone()).or_insert_with(new))
    }
}
