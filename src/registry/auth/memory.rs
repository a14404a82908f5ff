//! What hosts asked for in earlier runs: a file for each in the cache directory, without anything that is secret.
//!
//! It may say anything, since others may write there. So it is a guess, which is made anonymously, and of a token server
//! that is the host's own: a lie costs requests. What cannot be read or written is as good as nothing.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Bearer, challenge, realm};
use crate::files;
use crate::registry::event::{Event, Observer};
use crate::registry::host::Endpoint;

/// The directory of the files in the cache directory.
const DIRECTORY: &str = "challenges";
/// The number of hosts that are remembered.
const HOSTS_MAX: usize = 1000;
/// The time for which one is remembered. After it the host is asked anew: it may give out without a token by now what it
/// takes a token for.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The longest text about one, in bytes.
const TEXT_MAX: usize = 2048;

/// What is remembered of hosts from run to run.
pub struct ChallengeMemory {
    directory: PathBuf,
    clock: fn() -> SystemTime,
    observer: Observer,
}

impl ChallengeMemory {
    /// What is remembered below a cache directory. Opens nothing yet.
    pub fn new(cache: &Path, clock: fn() -> SystemTime, observer: Observer) -> Self {
        let directory = cache.join(DIRECTORY);
        Self {
            directory,
            clock,
            observer,
        }
    }

    /// The token server that a host named in an earlier run, if that can still be believed.
    pub fn recall(&self, endpoint: &Endpoint) -> Option<Bearer> {
        let path = self.path(endpoint);
        if !files::is_there(&path) || !self.is_fresh(&path) {
            return None;
        }
        let text = files::read_own(&path).unwrap_or_else(|cause| {
            self.tell(&path, &cause);
            None
        })?;
        let remembered = read(&text, endpoint);
        if remembered.is_none() {
            self.tell(&path, "it says nothing that can be used");
        }
        remembered
    }

    /// Whether it was written neither long ago nor at a time that is still to come.
    fn is_fresh(&self, path: &Path) -> bool {
        let age = files::modified(path).map(|at| (self.clock)().duration_since(at));
        age.is_some_and(|age| age.is_ok_and(|age| age <= KEPT_FOR))
    }

    /// Remembers the token server of a host, if it is one that the host may be believed about.
    pub fn keep(&self, endpoint: &Endpoint, bearer: &Bearer) {
        let Some(text) = written(endpoint, bearer) else {
            return;
        };
        let kept = files::make_private_directory(&self.directory).and_then(|()| {
            self.make_room(&self.path(endpoint))?;
            files::keep(&self.path(endpoint), text.as_bytes())
        });
        if let Err(error) = kept {
            self.tell(&self.directory, &error.to_string());
        }
    }

    /// Forgets one of many hosts, whichever, if another one is to be remembered.
    fn make_room(&self, path: &Path) -> io::Result<()> {
        let known = files::list(&self.directory);
        match known.first() {
            Some(first) if known.len() >= HOSTS_MAX && !files::is_there(path) => {
                files::remove_kept(first)
            }
            _ => Ok(()),
        }
    }

    /// Forgets what a host asked for.
    pub fn forget(&self, endpoint: &Endpoint) {
        let path = self.path(endpoint);
        if let Err(error) = files::remove_kept(&path) {
            self.tell(&path, &error.to_string());
        }
    }

    fn path(&self, endpoint: &Endpoint) -> PathBuf {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
        let plain = |letter| if is_plain(letter) { letter } else { '_' };
        let name: String = place(endpoint).chars().map(plain).collect();
        self.directory.join(name)
    }

    fn tell(&self, path: &Path, cause: &str) {
        (self.observer)(Event::CacheUnused {
            path: path.to_owned(),
            cause: cause.to_owned(),
        });
    }
}

/// The host and how it is reached.
fn place(endpoint: &Endpoint) -> String {
    endpoint.root_url().origin().ascii_serialization()
}

/// The text about a host: its place, and its challenge as it would write it.
fn written(endpoint: &Endpoint, bearer: &Bearer) -> Option<String> {
    let mut challenge = format!("Bearer realm=\"{}\"", bearer.realm);
    if let Some(service) = &bearer.service {
        challenge += &format!(",service=\"{service}\"");
    }
    let text = format!("{}\n{challenge}\n", place(endpoint));
    let is_same = |read: Bearer| read.is_same(bearer);
    read(&text, endpoint).is_some_and(is_same).then_some(text)
}

/// The token server in a text about a host. A query may hold anything, and is nothing to be remembered.
fn read(text: &str, endpoint: &Endpoint) -> Option<Bearer> {
    let lines: Vec<&str> = text.lines().collect();
    let [host, challenge] = lines[..] else {
        return None;
    };
    let is_of_host = host == place(endpoint) && text.len() <= TEXT_MAX;
    let bearer = challenge::bearer(challenge, &endpoint.root_url()).filter(|_| is_of_host)?;
    let is_allowed = realm::is_remembered(endpoint, &bearer.realm);
    (is_allowed && bearer.realm.query().is_none()).then_some(bearer)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;

    fn endpoint(registry: &str) -> Endpoint {
        Endpoint::own(&registry.parse().unwrap(), None, &Config::default()).unwrap()
    }

    fn bearer(realm: &str, service: &str) -> Bearer {
        Bearer {
            realm: realm.parse().unwrap(),
            service: Some(service.to_owned()).filter(|service| !service.is_empty()),
            or_basic: false,
        }
    }

    #[test]
    fn what_is_written_about_a_host_is_read_as_it_was_or_not_written() {
        let ghcr = endpoint("ghcr.io");
        for service in ["", "ghcr.io", "SUSE Linux Docker Registry", "a,b=c"] {
            let known = bearer("https://ghcr.io/token", service);
            let text = written(&ghcr, &known).unwrap();
            assert!(read(&text, &ghcr).unwrap().is_same(&known), "{text}");
            assert!(read(&text, &endpoint("quay.io")).is_none(), "{text}");
        }
        for service in [
            "\"",
            "a\",realm=\"https://evil.example/",
            "\\",
            "\n",
            "é",
            " a",
        ] {
            let odd = written(&ghcr, &bearer("https://ghcr.io/token", service));
            let is_same =
                |text: String| read(&text, &ghcr).unwrap().service.as_deref() == Some(service);
            assert!(odd.is_none_or(is_same), "{service:?}");
        }
        for realm in [
            "https://ghcr.io/token?key=secret",
            "https://tokens.example/token",
            "http://ghcr.io/token",
            "https://127.0.0.1/token",
        ] {
            assert_eq!(written(&ghcr, &bearer(realm, "ghcr.io")), None, "{realm}");
        }
        let long = "s".repeat(TEXT_MAX);
        assert_eq!(
            written(&ghcr, &bearer("https://ghcr.io/token", &long)),
            None
        );
    }

    #[test]
    fn no_more_hosts_are_remembered_than_there_is_room_for() {
        let cache = tempfile::tempdir().unwrap();
        let memory = ChallengeMemory::new(
            cache.path(),
            SystemTime::now,
            Arc::new(|event| panic!("{event:?}")),
        );
        let keep = |host: &str| {
            memory.keep(
                &endpoint(host),
                &bearer(&format!("https://{host}/token"), ""),
            );
            assert!(memory.recall(&endpoint(host)).is_some(), "{host}");
        };
        keep("r7.example");
        for number in 1..HOSTS_MAX {
            let path = cache.path().join(DIRECTORY).join(number.to_string());
            files::keep(&path, b"").unwrap();
        }
        keep("another.example");
        keep("another.example");
        assert_eq!(files::list(&cache.path().join(DIRECTORY)).len(), HOSTS_MAX);
        memory.forget(&endpoint("r7.example"));
        memory.forget(&endpoint("r7.example"));
        assert!(memory.recall(&endpoint("r7.example")).is_none());
    }
}
