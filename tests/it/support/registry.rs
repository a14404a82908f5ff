//! An in-process registry on loopback, with Docker Hub's token flow, scripted faults and a log of requests.
//!
//! It tells the truth about what was pushed into it, unless a [`Fault`] says otherwise. Dropping it asserts that
//! every scripted fault happened, so that no test passes because its fault was never met.

mod answer;
mod faults;
pub mod image;
mod lists;
mod log;
mod routes;
mod rules;
mod server;
mod store;
mod tokens;

use std::sync::{Arc, MutexGuard};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

pub use faults::Fault;
pub use image::{Image, digest};
pub use lists::Lists;
pub use log::{Authorization, Request};
pub use rules::{Builder, percentile, seeded};

use super::port;
use server::{Place, Role, Shared, State};

/// A registry that runs until it is dropped.
pub struct Registry {
    shared: Arc<Shared>,
    host: String,
    token_host: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Registry {
    /// A registry that answers as Docker Hub does, until the builder says otherwise.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Binds the ports, then serves them on a thread of its own.
    fn start(builder: Builder) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        let bind = |role| {
            let (listener, host) = port::bind(&runtime);
            (listener, Place { host, role })
        };
        let places = match builder.token_server_elsewhere {
            true => vec![bind(Role::Registry), bind(Role::Tokens)],
            false => vec![bind(Role::Both)],
        };
        let host = places[0].1.host.clone();
        let token_host = places[places.len() - 1].1.host.clone();
        let shared = Arc::new(Shared::new(builder, &token_host));
        let (stop, stopped) = oneshot::channel();
        for (listener, place) in places {
            runtime.spawn(server::serve(Arc::clone(&shared), listener, place));
        }
        let thread = std::thread::spawn(move || {
            // Ends when the registry is dropped, by the message or by its channel; the runtime ends with it
            let _ = runtime.block_on(stopped);
        });
        Self {
            shared,
            host,
            token_host,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where the registry listens, as `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.host.clone()
    }

    /// Where the token server listens: the registry's own place, or elsewhere.
    pub fn token_host(&self) -> String {
        self.token_host.clone()
    }

    /// Makes a tag name an image, and returns the image's digest. What the tag named stays there by digest.
    pub fn push(&self, repository: &str, tag: &str, image: &Image) -> String {
        self.push_all(repository, [tag], image)
    }

    /// The same for many tags.
    pub fn push_all<T: AsRef<str>>(
        &self,
        repository: &str,
        tags: impl IntoIterator<Item = T>,
        image: &Image,
    ) -> String {
        self.state().store.push(repository, tags, image)
    }

    /// Removes a tag that is there.
    #[track_caller]
    pub fn delete_tag(&self, repository: &str, tag: &str) {
        assert!(
            self.state().store.delete_tag(repository, tag),
            "{repository} has no tag {tag}"
        );
    }

    /// Removes a manifest that is there, and the tags that name it.
    #[track_caller]
    pub fn delete_digest(&self, repository: &str, digest: &str) {
        assert!(
            self.state().store.delete_digest(repository, digest),
            "{repository} has no {digest}"
        );
    }

    /// Scripts a fault. Of several that fit a request, the first scripted that is not used up happens.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.add(fault);
    }

    /// All requests since the start or the last [`clear_log`](Self::clear_log), in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.state().log.clone()
    }

    /// The requests as lines for a comparison: `HEAD /v2/library/alpine/manifests/3.20 401`.
    pub fn sequence(&self) -> Vec<String> {
        self.state().log.iter().map(Request::to_string).collect()
    }

    /// How many requests with this method (`*` is any) have a path that starts so.
    pub fn count(&self, method: &str, path_prefix: &str) -> usize {
        let fits = |request: &&Request| {
            (method == "*" || request.method == method) && request.path.starts_with(path_prefix)
        };
        self.state().log.iter().filter(fits).count()
    }

    /// Forgets the requests, the connections and the high-water mark, but not which faults happened.
    pub fn clear_log(&self) {
        let mut state = self.state();
        state.log.clear();
        state.high_water = state.in_flight;
        state.connections = 0;
    }

    /// The largest number of requests that were in flight at once, those to the token server included.
    pub fn high_water(&self) -> usize {
        self.state().high_water
    }

    /// The number of connections that were opened, those to the token server included.
    pub fn connections(&self) -> usize {
        self.state().connections
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        if std::thread::panicking() {
            return;
        }
        assert!(
            !matches!(ended, Some(Err(_))),
            "the registry's thread panicked"
        );
        let unused = self.state().faults.unused();
        assert!(unused.is_empty(), "{}", unused.join("\n"));
    }
}
