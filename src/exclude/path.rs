//! Paths as patterns are held against them.

use std::path::{Component, Path};

/// The letters that mean something in a pattern, and have to be written behind a backslash to mean itself.
const SPECIAL: [char; 4] = ['*', '?', '[', '\\'];

/// A path as git writes it: its parts with slashes between them.
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    let named = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(part(name)),
        _ => None,
    });
    named.collect::<Vec<_>>().join(&b'/')
}

#[cfg(unix)]
fn part(part: &std::ffi::OsStr) -> &[u8] {
    use std::os::unix::ffi::OsStrExt as _;
    part.as_bytes()
}

/// Git for Windows knows names in UTF-8.
#[cfg(not(unix))]
fn part(part: &std::ffi::OsStr) -> Vec<u8> {
    part.to_string_lossy().into_owned().into_bytes()
}

/// The pattern that excludes one file, by its path from the directory of `images.toml`. A `?` stands for each byte that
/// is no text.
pub fn pattern_of(path: &Path) -> String {
    let path = bytes(path);
    // A pattern without a slash would match in every directory
    let start = match path.first() {
        _ if !path.contains(&b'/') => "/",
        Some(b'!' | b'#') => "\\",
        _ => "",
    };
    let mut pattern = start.to_owned();
    for chunk in path.utf8_chunks() {
        for letter in chunk.valid().chars() {
            let is_special = SPECIAL.contains(&letter);
            pattern.push_str(if is_special { "\\" } else { "" });
            pattern.push(letter);
        }
        pattern.extend(chunk.invalid().iter().map(|_| '?'));
    }
    // White space at the end means nothing
    if let Some(last) = pattern.pop() {
        pattern.push_str(if last.is_whitespace() { "\\" } else { "" });
        pattern.push(last);
    }
    pattern
}
