//! The comments that leave out open places, which go into files together with a new manifest.

use std::path::PathBuf;

use crate::document::shown_path;
use crate::error::Error;
use crate::files::{check_writable, replace};
use crate::scan::{OpenPlaces, Used};

/// What happens to the places that are left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// They are told.
    Report,
    /// A comment above each of them leaves it out (`--ignore-open`).
    Ignore,
}

/// The comments that go into one file.
pub struct NewComments {
    path: PathBuf,
    /// The file with the comments.
    file: String,
    /// The numbers of the lines of the comments.
    lines: Vec<usize>,
}

impl NewComments {
    /// Puts comments above all open places that can have one: the files are from now on as they read with them.
    pub(super) fn put(used: &mut [Used]) -> Vec<Self> {
        let put = |used: &mut Used| {
            let (commented, lines) = OpenPlaces::of(used).commented(used)?;
            let file = used.source.file_with(&commented.source.text);
            *used = commented;
            let path = used.path.clone();
            Some(Self { path, file, lines })
        };
        used.iter_mut().filter_map(put).collect()
    }

    /// Finds out whether the file can be written.
    pub(super) fn check_writable(&self) -> Result<(), Error> {
        Ok(check_writable(&self.path)?)
    }

    pub(super) fn write(&self) -> Result<(), Error> {
        Ok(replace(&self.path, self.file.as_bytes())?)
    }

    pub(super) fn shown_path(&self) -> String {
        shown_path(&self.path)
    }

    /// The file as it is shown, and the numbers of the lines.
    pub(super) fn shown(self) -> (String, Vec<usize>) {
        (self.shown_path(), self.lines)
    }
}
