//! Reading: many files on all cores, one file, one text.
//!
//! Puts the mentions of a text in order. Knows no kind of file: the table of kinds does.

mod brought;
mod documents;
mod file;
mod other_keys;
mod repeats;
mod run;
mod text;
mod told_keys;
mod unrendered;
mod used;
mod words;

use crate::scan::find::FoundFiles;
pub use run::Scan;
use run::ScanRun;
pub use text::read;
pub use used::Used;

/// Reads all files: each alone, and then those again of which others say something.
pub fn scan(found: &FoundFiles) -> Scan {
    let mut run = ScanRun::new(found);
    run.read_alone();
    run.follow();
    run.finish()
}
