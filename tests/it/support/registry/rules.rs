//! How a registry behaves throughout its life, chosen before it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::ServerConfig;

use super::{Fault, Lists, Registry};

/// How many tags a page of a list has at most, as on many hosted registries.
const LARGEST_PAGE: usize = 1000;

/// The life of a token in seconds, as Docker Hub has it.
const EXPIRES_IN: u64 = 300;

/// The delay of an answer, by the number of its request.
type Latency = Box<dyn Fn(u64) -> Duration + Send + Sync>;

/// What a registry does wrong with a request, by its number.
type Trouble = Box<dyn Fn(u64) -> Option<Fault> + Send + Sync>;

/// How clients prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authentication {
    Open,
    Basic,
    Bearer,
}

/// Chooses how a registry behaves; [`start`](Builder::start) starts it.
pub struct Builder {
    pub(super) authentication: Authentication,
    pub(super) users: BTreeMap<String, String>,
    pub(super) private: BTreeSet<String>,
    pub(super) token_server_elsewhere: bool,
    pub(super) realm: Option<String>,
    pub(super) token_life: Option<u32>,
    pub(super) token_age: Option<Duration>,
    pub(super) clock_behind: Duration,
    pub(super) expires_in: u64,
    pub(super) refresh_token: Option<String>,
    pub(super) digest_in_head: bool,
    pub(super) lists: Lists,
    pub(super) latency: Latency,
    pub(super) rate: usize,
    pub(super) trouble: Trouble,
    pub(super) tls: Option<Arc<ServerConfig>>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            authentication: Authentication::Bearer,
            users: BTreeMap::new(),
            private: BTreeSet::new(),
            token_server_elsewhere: false,
            realm: None,
            token_life: None,
            token_age: None,
            clock_behind: Duration::ZERO,
            expires_in: EXPIRES_IN,
            refresh_token: None,
            digest_in_head: true,
            lists: Lists::Paged(LARGEST_PAGE),
            latency: Box::new(|_| Duration::ZERO),
            rate: usize::MAX,
            trouble: Box::new(|_| None),
            tls: None,
        }
    }
}

impl Builder {
    /// Asks nobody who they are.
    pub fn open(mut self) -> Self {
        self.authentication = Authentication::Open;
        self
    }

    /// Asks for a name and a password, for everything.
    pub fn basic(mut self, user: &str, password: &str) -> Self {
        self.authentication = Authentication::Basic;
        self.user(user, password)
    }

    /// Knows one more user.
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.users.insert(name.to_owned(), password.to_owned());
        self
    }

    /// Grants this repository to users only.
    pub fn private(mut self, repository: &str) -> Self {
        self.private.insert(repository.to_owned());
        self
    }

    /// Puts the token server on a port of its own, where its host is not the registry's.
    pub fn token_server_elsewhere(mut self, elsewhere: bool) -> Self {
        self.token_server_elsewhere = elsewhere;
        self
    }

    /// Names the token server so in challenges, for a client that reaches it by another name than its port.
    pub fn realm(mut self, url: &str) -> Self {
        self.realm = Some(url.to_owned());
        self
    }

    /// Lets a token be used this often; then it is answered with 401 and `invalid_token`.
    pub fn token_life(mut self, uses: u32) -> Self {
        self.token_life = Some(uses);
        self
    }

    /// Lets a token be used for this long; then it is answered with 401 and `invalid_token`.
    pub fn token_age(mut self, most: Duration) -> Self {
        self.token_age = Some(most);
        self
    }

    /// Sets the registry's clock back: a token that is younger is answered with 401 and `invalid_token`.
    pub fn clock_behind(mut self, by: Duration) -> Self {
        self.clock_behind = by;
        self
    }

    /// What the token server says about the life of a token. It is not enforced: see [`token_life`](Self::token_life).
    pub fn expires_in(mut self, seconds: u64) -> Self {
        self.expires_in = seconds;
        self
    }

    /// Takes this identity token by POST, as a user's. Without one, POST is answered with 405.
    pub fn refresh_token(mut self, token: &str) -> Self {
        self.refresh_token = Some(token.to_owned());
        self
    }

    /// Whether answers to HEAD have `Docker-Content-Digest`; those to GET have it always.
    pub fn digest_in_head(mut self, there: bool) -> Self {
        self.digest_in_head = there;
        self
    }

    /// Lists at most this many tags on a page, whatever was asked for.
    pub fn page_size(self, tags: usize) -> Self {
        self.lists(Lists::Paged(tags))
    }

    /// Lists tags in this manner.
    pub fn lists(mut self, manner: Lists) -> Self {
        self.lists = manner;
        self
    }

    /// Delays each answer by what the function says for the number of the request, which counts from zero.
    pub fn latency(mut self, delay: impl Fn(u64) -> Duration + Send + Sync + 'static) -> Self {
        self.latency = Box::new(delay);
        self
    }

    /// Serves so many requests in any second, tokens among them. All others get 429, and the word to wait for a second.
    pub fn rate(mut self, requests: usize) -> Self {
        self.rate = requests;
        self
    }

    /// Does to each request what the function says for its number, which counts from zero; method, path and number of
    /// times are not looked at. A fault that is scripted comes first.
    pub fn trouble(mut self, fault: impl Fn(u64) -> Option<Fault> + Send + Sync + 'static) -> Self {
        self.trouble = Box::new(fault);
        self
    }

    /// Speaks TLS on all its ports, and HTTP/2 where the two sides agree on it.
    pub fn tls(mut self, config: Arc<ServerConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    /// Starts the registry on a free port.
    pub fn start(self) -> Registry {
        Registry::start(self)
    }
}

/// Delays of up to this much, the same for the same seed, in order to shuffle answers.
pub fn seeded(seed: u64, most: Duration) -> impl Fn(u64) -> Duration + Send + Sync + 'static {
    let most = u64::try_from(most.as_micros())
        .expect("a delay is short")
        .max(1);
    move |number| Duration::from_micros(scramble(seed ^ scramble(number)) % most)
}

/// A number below a hundred for each number, the same for the same seed, in order to choose so many of a hundred.
pub fn percentile(seed: u64, number: u64) -> u64 {
    scramble(seed ^ scramble(number)) % 100
}

/// The finalizer of splitmix64: neighbours come out unlike each other.
fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
