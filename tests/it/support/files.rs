//! Files of tests, in temporary directories.

use std::path::Path;

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test may leave half a file"
)]
#[track_caller]
pub fn write(path: &Path, text: impl AsRef<[u8]>) {
    std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test reads what it finds"
)]
#[track_caller]
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
