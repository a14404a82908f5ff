//! The bodies of manifests and configs that earlier runs fetched by digest: a file for each in the cache directory.
//!
//! It may say anything, since others may write there. So a body is believed only if its digest is the one that was
//! asked for. What cannot be read or written is as good as nothing. That a body is here does not mean that a registry
//! has it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::manifest::MANIFEST_MAX;
use crate::files::{self, KeptFile};
use crate::reference::{Digest, Repository};
use crate::registry::event::{Event, Observer};
use crate::registry::http::locked;

/// The directory of the files in the cache directory.
const DIRECTORY: &str = "manifests";
/// The most that all files take on the disk. With what several runs at once do not know of each other, and with the
/// challenges beside them, it stays below 64 MiB.
const ROOM: u64 = 44 * 1024 * 1024;
/// What a run writes before it looks again how much there is: at least one body of any size.
const SHARE: u64 = 4 * 1024 * 1024;
/// What a file takes on the disk is a multiple of this.
const BLOCK: u64 = 4096;
/// The most files that are looked at: all that there is room for, and some thousands of others.
const FILES_MAX: usize = 16_000;
/// How the names of files begin that a run left behind that was killed.
const UNFINISHED: &str = ".tmp";

/// The bodies that are kept from run to run.
pub struct BodyCache {
    directory: PathBuf,
    files_max: usize,
    room: Mutex<Room>,
    observer: Observer,
}

/// The room for files, as far as this run knows.
enum Room {
    /// Nobody has looked.
    Unknown,
    /// So many bytes may be written before somebody looks again.
    Left(u64),
    /// There is a reason to write nothing, and it was told.
    None,
}

impl BodyCache {
    /// The bodies that are kept below a cache directory. Opens nothing yet.
    pub fn new(cache: &Path, observer: Observer) -> Self {
        Self {
            directory: cache.join(DIRECTORY),
            files_max: FILES_MAX,
            room: Mutex::new(Room::Unknown),
            observer,
        }
    }

    /// Whether there is a file of this body, whatever it says.
    pub fn has(&self, repository: &Repository, digest: &Digest) -> bool {
        files::is_there(&self.path(repository, digest))
    }

    /// The body with this digest, if a run has it from this repository.
    pub fn get(&self, repository: &Repository, digest: &Digest) -> Option<Vec<u8>> {
        let path = self.path(repository, digest);
        if !files::is_there(&path) {
            return None;
        }
        self.read(&path, digest)
            .inspect_err(|cause| self.tell(&path, cause))
            .ok()
    }

    fn read(&self, path: &Path, digest: &Digest) -> Result<Vec<u8>, String> {
        files::check_own_directory(&self.directory)?;
        let body = files::read_own_bytes(path, MANIFEST_MAX)?;
        match digest.of_same_algorithm(&body) == *digest {
            true => Ok(body),
            false => Err("it has another digest than it is kept for".to_owned()),
        }
    }

    /// Keeps a body, whose digest was checked.
    pub fn keep(&self, repository: &Repository, digest: &Digest, body: &[u8]) {
        let path = self.path(repository, digest);
        let mut room = locked(&self.room);
        let outcome = match &*room {
            Room::None => return,
            room => self.write(room, &path, body),
        };
        *room = outcome.unwrap_or_else(|cause| {
            self.tell(&self.directory, &cause);
            Room::None
        });
    }

    /// Writes a file, and returns the room that it leaves.
    fn write(&self, room: &Room, path: &Path, body: &[u8]) -> Result<Room, String> {
        let in_words = |error: io::Error| error.to_string();
        let size = on_disk(body.len() as u64);
        files::make_private_directory(&self.directory).map_err(in_words)?;
        files::check_own_directory(&self.directory)?;
        let left = match room {
            Room::Left(left) if *left >= size => *left,
            Room::Unknown | Room::Left(_) | Room::None => self.make_room()?,
        };
        files::keep(path, body).map_err(in_words)?;
        Ok(Room::Left(left.saturating_sub(size)))
    }

    /// Removes the oldest files until there is room for a share. What is not this program's stays.
    fn make_room(&self) -> Result<u64, String> {
        let all = files::list_kept(&self.directory, self.files_max);
        let all = all.map_err(|error| error.to_string())?;
        let all = all.ok_or("there are too many files in it")?;
        let mut own: Vec<KeptFile> = all.into_iter().filter(is_own).collect();
        own.sort_by(|one, other| (one.modified, &one.path).cmp(&(other.modified, &other.path)));
        let mut taken: u64 = own.iter().map(|file| on_disk(file.size)).sum();
        let mut oldest_first = own.iter();
        while taken + SHARE > ROOM {
            let Some(oldest) = oldest_first.next() else {
                break;
            };
            files::remove_kept(&oldest.path).map_err(|error| error.to_string())?;
            taken -= on_disk(oldest.size);
        }
        Ok(SHARE)
    }

    /// The file of a body, whose name is the digest of both: what another repository had is not of this one, though a
    /// hostile one may name its digest.
    fn path(&self, repository: &Repository, digest: &Digest) -> PathBuf {
        let name = Digest::sha256(format!("{repository}@{digest}").as_bytes());
        self.directory.join(name.as_str().replace(':', "-"))
    }

    fn tell(&self, path: &Path, cause: &str) {
        (self.observer)(Event::CacheUnused {
            path: path.to_owned(),
            cause: cause.to_owned(),
        });
    }
}

fn on_disk(size: u64) -> u64 {
    size.div_ceil(BLOCK).max(1) * BLOCK
}

/// Whether a file has a name that this program gives: a digest, or that of what a run has not finished.
fn is_own(file: &KeptFile) -> bool {
    let name = file.path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| {
        let digest = name.replacen('-', ":", 1).parse::<Digest>();
        digest.is_ok() || name.starts_with(UNFINISHED)
    })
}

#[cfg(test)]
mod tests;
