//! Locks of other tools: what docker-lock, kbld and imgpkg have written down, as places at which images are used.
//!
//! Owns their formats, and takes their word for the digests. Asks nobody.

mod carvel;
mod docker_lock;

use std::path::Path;

use crate::document::{Problems, Source};
use crate::files::{Trust, is_directory, read_text};
use crate::scan::{FileKind, Mentions, ScanError, Surroundings, Used};
use crate::yaml::{Node, Yaml};

/// The name of docker-lock's file, which is read as such whatever it holds.
const DOCKER_LOCK: &str = "docker-lock.json";

/// The images that a lock of another tool names; `None` where the file is none.
pub fn read(path: &Path) -> Option<Result<Used, ScanError>> {
    if is_directory(path) {
        return None;
    }
    let text = match read_text(path, Trust::Kept) {
        Ok(text) => text?,
        Err(error) => return Some(Err(error.into())),
    };
    let source = Source::new(path.display().to_string(), text);
    let mentions = mentions(path, &source)?;
    let used = mentions.map(|mentions| Used {
        path: path.to_owned(),
        // No kind reads it again: nothing is written into it
        kind: FileKind::Kubernetes,
        surroundings: Surroundings::default(),
        source: source.clone(),
        mentions,
        ignored: Vec::new(),
    });
    Some(used.map_err(|problem| Problems::one(source.unquoted(), *problem).into()))
}

fn mentions(path: &Path, source: &Source) -> Option<Mentions> {
    let is_named = path.file_name().is_some_and(|name| name == DOCKER_LOCK);
    // Words that each of them has, so that no other file is parsed
    let mut words = ["ImagesLock", "kbld.k14s.io", "files\""].iter();
    if !is_named && !words.any(|word| source.text.contains(word)) {
        return None;
    }
    let yaml = match Yaml::parse_strictly(source) {
        Ok(yaml) => yaml,
        Err(problem) => return is_named.then_some(Err(problem)),
    };
    let is_lock = |root: &Node<'_>| is_named || docker_lock::is(*root) || carvel::is(*root);
    let root = yaml.documents().find(is_lock)?;
    Some(match carvel::is(root) {
        true => carvel::mentions(&yaml),
        false => docker_lock::mentions(root),
    })
}
