//! The files of a registry in its temporary directory.

use std::fs::File;
use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "the rule is for the program; a test need not be atomic")]
pub(super) fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a temporary directory can be filled");
}

#[expect(clippy::disallowed_methods, reason = "the rule is for the program; a test reads what it finds")]
pub(super) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the rule is for the program; a log is written as it comes")]
pub(super) fn create(path: &Path) -> File {
    File::create(path).expect("a temporary directory can be filled")
}
