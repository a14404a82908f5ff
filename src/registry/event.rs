//! The steps on the way to an answer, told as data. Someone else speaks.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::auth::TokenSummary;
use super::awaited::Awaited;
use super::helper_fault::HelperFault;
use super::http::pace::Pace;
use super::http::quota::Quota;
use super::mirror_use::MirrorUse;
use crate::day::Day;
use crate::reference::{Digest, Registry, Repository};

/// Takes what happens, in whatever order it does.
pub type Observer = Arc<dyn Fn(Event) + Send + Sync>;

/// A step that `-v` explains or that progress shows. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A registry said how it wants to be asked, or that it wants nothing.
    Challenge {
        /// The registry.
        registry: Registry,
        /// The host that it is reached at.
        host: String,
        /// The challenge in words.
        challenge: String,
    },
    /// It was decided where the credentials for a registry come from.
    Credentials {
        /// The registry.
        registry: Registry,
        /// The file, the variable or the helper; `None` where there are none.
        source: Option<String>,
    },
    /// A token was issued.
    Token {
        /// The repository it is for, as the asked host knows it.
        repository: Repository,
        /// The request for it, and the access that it grants.
        asked: TokenSummary,
        /// The time for which it may be used.
        lifetime: Duration,
    },
    /// A manifest was asked for, and there is a digest.
    Answered {
        /// The repository under its canonical name.
        repository: Repository,
        /// The tag or digest that was asked for.
        target: String,
        /// `HEAD` or `GET`.
        method: &'static str,
        /// The host that answered.
        host: String,
        /// The digest.
        digest: Digest,
    },
    /// The tags of a repository were listed, all of them.
    Listed {
        /// The repository under its canonical name.
        repository: Repository,
        /// The host that answered.
        host: String,
        /// The number of pages that the list came in.
        pages: usize,
        /// The number of tags, doubled ones counted twice.
        tags: usize,
    },
    /// A mirror was asked.
    Mirror(MirrorUse),
    /// A host was asked through a proxy.
    Proxied {
        /// The host.
        host: String,
        /// The host and port of the proxy.
        proxy: String,
    },
    /// A host refuses requests for now, and everybody waits.
    Waiting {
        /// The host.
        host: String,
        /// For how long.
        wait: Duration,
        /// Whether it asked for that, and not imagelock decided to.
        is_asked: bool,
        /// The number of requests to it that may be under way at once after that; `None` where its pace says more, and
        /// where it is overloaded.
        concurrency: Option<usize>,
    },
    /// A host that asked to wait again is asked at the pace that it was seen to serve.
    Paced {
        /// The host.
        host: String,
        /// The pace.
        pace: Pace,
    },
    /// A host said how many pulls are left.
    Quota {
        /// The host.
        host: String,
        /// The pulls that are granted and left.
        quota: Quota,
    },
    /// A request failed and will be tried again.
    Retrying {
        /// The host.
        host: String,
        /// The cause in words.
        cause: String,
        /// The way out, if it stays like that.
        hint: Option<String>,
    },
    /// The clock of a host is more than a day off this machine's. Told once of each.
    OtherDay {
        /// The host.
        host: String,
        /// The day by its clock.
        said: Day,
        /// The day by this machine's.
        here: Day,
    },
    /// Something of the cache directory is passed over.
    CacheUnused {
        /// The file or directory.
        path: PathBuf,
        /// The cause in words.
        cause: String,
    },
    /// Somebody is waited for.
    WaitBegan(Awaited),
    /// The same is waited for no more, whatever came of it.
    WaitEnded(Awaited),
    /// A credential helper has nothing for a registry, and the next place is looked into.
    NoCredential {
        /// The helper, and who names it.
        origin: String,
        /// The registry.
        registry: Registry,
        /// The reason.
        reason: NoCredential,
    },
}

/// The reason for which a credential helper has nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoCredential {
    /// Nobody can ask it.
    Unusable(HelperFault),
    /// It does not know the host that it is there for.
    HostUnknown,
    /// It has no login to the host, which is usual for a store of all logins.
    NotLoggedIn,
}
