//! Paths in commands that a person copies.

use std::path::{Path, PathBuf};

use super::parent;

/// A word as a shell reads it: somebody else may have chosen the name.
pub fn shell_word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._/-+=@%:,^~".contains(letter);
    if text.chars().all(is_plain) && !text.starts_with('~') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The directory that is to be mounted in place of a file: where the command runs, if the file is below it, since that
/// is what the user has outside of the container; else the one that the file is in.
pub(super) fn directory_to_mount(file: &Path) -> PathBuf {
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (here, directory) = (absolute(Path::new(".")), absolute(parent(file)));
    if directory.starts_with(&here) && here.parent().is_some() {
        here
    } else {
        directory
    }
}

/// The command that mounts a directory, as docker and podman have it.
pub(super) fn mounting(directory: &Path) -> String {
    let directory = directory.to_string_lossy();
    let options = match shell_word(&directory) {
        // Nothing can be mounted over the root of a container
        _ if directory == "/" => "-v \"$PWD:/src\" -w /src".to_owned(),
        word if word == directory => format!("-v \"$PWD:{word}\""),
        word => format!("-v \"$PWD\":{word}"),
    };
    format!("`docker run {options}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_copies_into_a_shell_is_one_word_there() {
        let cases = [
            ("/srv/app-1.0", "/srv/app-1.0"),
            ("HEAD^1", "HEAD^1"),
            ("a b", "'a b'"),
            ("$(id)", "'$(id)'"),
            ("~root", "'~root'"),
            ("it's", r"'it'\''s'"),
        ];
        for (text, expected) in cases {
            assert_eq!(shell_word(text), expected);
        }
    }

    #[test]
    fn a_directory_is_mounted_where_it_can_be() {
        let cases = [
            ("/src", "-v \"$PWD:/src\""),
            ("/a b", "-v \"$PWD\":'/a b'"),
            ("/", "-v \"$PWD:/src\" -w /src"),
        ];
        for (directory, options) in cases {
            let expected = format!("`docker run {options}`");
            assert_eq!(mounting(Path::new(directory)), expected);
        }
    }
}
