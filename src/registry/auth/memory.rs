//! What hosts asked for in earlier runs: a file for each in the cache directory, without anything that is secret.
//!
//! It may say anything, since others may write there. So it is a guess, which is made anonymously, and of a token
//! server that is the host's own: a lie costs requests. What cannot be read or written is as good as nothing.

mod plain;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Bearer, challenge, realm};
use crate::files;
use crate::registry::event::{Event, Observer};
use crate::registry::host::Endpoint;

pub use plain::names;

/// The directory of the files in the cache directory.
const DIRECTORY: &str = "challenges";
/// The number of hosts that are remembered.
const HOSTS_MAX: usize = 1000;
/// The time for which one is remembered. After it the host is asked anew: it may give out without a token by now what
/// it takes a token for.
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
        if let Err(cause) = files::check_own_directory(&self.directory) {
            self.tell(&self.directory, &cause);
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
        if let Err(cause) = self.write(&self.path(endpoint), &text) {
            self.tell(&self.directory, &cause);
        }
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), String> {
        let in_words = |error: io::Error| error.to_string();
        files::make_private_directory(&self.directory).map_err(in_words)?;
        files::check_own_directory(&self.directory)?;
        self.make_room(path)?;
        files::keep(path, text.as_bytes()).map_err(in_words)
    }

    /// Forgets one of many hosts, whichever, if another one is to be remembered. What is not this program's stays.
    fn make_room(&self, path: &Path) -> Result<(), String> {
        let there = files::list(&self.directory);
        if there.len() < HOSTS_MAX || files::is_there(path) {
            return Ok(());
        }
        let own = there.iter().find(|path| is_own(path));
        let own = own.ok_or("it is full of files that are not imagelock's")?;
        files::remove_kept(own).map_err(|error| error.to_string())
    }

    /// Forgets what a host asked for.
    pub fn forget(&self, endpoint: &Endpoint) {
        let path = self.path(endpoint);
        if files::check_own_directory(&self.directory).is_err() {
            return;
        }
        if let Err(error) = files::remove_kept(&path) {
            self.tell(&path, &error.to_string());
        }
    }

    fn path(&self, endpoint: &Endpoint) -> PathBuf {
        self.directory.join(file_name(&place(endpoint)))
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

/// The name of the file about a place.
fn file_name(place: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    let plain = |letter| if is_plain(letter) { letter } else { '_' };
    place.chars().map(plain).collect()
}

/// Whether a file is one that this program has written, about whatever place.
fn is_own(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.filter(|name| name.starts_with("http"));
    name.is_some_and(|name| {
        let text = files::read_own(path).ok().flatten().unwrap_or_default();
        let place = text.lines().next().unwrap_or_default();
        place.contains("://") && file_name(place) == name
    })
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

/// The token server in a text about a host.
fn read(text: &str, endpoint: &Endpoint) -> Option<Bearer> {
    let lines: Vec<&str> = text.lines().collect();
    let [host, challenge] = lines[..] else {
        return None;
    };
    let is_of_host = host == place(endpoint) && text.len() <= TEXT_MAX;
    let bearer = challenge::bearer(challenge, &endpoint.root_url()).filter(|_| is_of_host)?;
    let is_allowed = realm::is_remembered(endpoint, &bearer.realm);
    (is_allowed && plain::is_plain(&bearer)).then_some(bearer)
}

#[cfg(test)]
mod tests;
