//! Where links find files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::files::parent;

/// The places of files: their paths behind the links of their directories, by which links find them.
#[derive(Default)]
pub(in crate::scan) struct FilePlaces {
    /// The places of directories, asked for once each.
    directories: HashMap<PathBuf, PathBuf>,
}

impl FilePlaces {
    pub(in crate::scan) fn place(&mut self, path: &Path) -> PathBuf {
        let directory = parent(path);
        let name = path.file_name().unwrap_or_default();
        if let Some(place) = self.directories.get(directory) {
            return place.join(name);
        }
        let place = directory
            .canonicalize()
            .unwrap_or_else(|_| directory.to_owned());
        let file = place.join(name);
        self.directories.insert(directory.to_owned(), place);
        file
    }
}
