//! Paths as patterns are held against them.

use std::path::{Component, Path};

/// The letters that mean something in a pattern, and have to be written behind a backslash to mean itself.
const SPECIAL: [u8; 4] = [b'*', b'?', b'[', b'\\'];

/// A path as git writes it: its parts with slashes between them.
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    let named = path
        .components()
        .filter(|component| matches!(component, Component::Normal(_)));
    let parts: Vec<_> = named.map(|component| part(component.as_os_str())).collect();
    parts.join(&b'/')
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
    let mut pattern = if path.contains(&b'/') {
        String::new()
    } else {
        "/".to_owned()
    };
    if path
        .first()
        .is_some_and(|first| matches!(first, b'!' | b'#'))
        && pattern.is_empty()
    {
        pattern.push('\\');
    }
    for chunk in path.utf8_chunks() {
        chunk
            .valid()
            .chars()
            .for_each(|letter| push(&mut pattern, letter));
        pattern.extend(chunk.invalid().iter().map(|_| '?'));
    }
    // White space at the end means nothing
    if let Some(last) = pattern.pop() {
        pattern.push_str(if last.is_whitespace() { "\\" } else { "" });
        pattern.push(last);
    }
    pattern
}

fn push(pattern: &mut String, letter: char) {
    if u8::try_from(letter).is_ok_and(|byte| SPECIAL.contains(&byte)) {
        pattern.push('\\');
    }
    pattern.push(letter);
}
