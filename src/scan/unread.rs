//! Files that commonly name images, and that have no reader yet: they are named, so that nobody takes them for read.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use memchr::memmem::Finder;

use super::cores::on_all_cores;
use super::name::{FileName, lower_name};
use crate::files::{Trust, read_pieces};

/// A kind of file without a reader.
struct UnreadKind {
    is_named: fn(&FileName<'_>) -> bool,
    /// A word that is in each such file that names an image: without it there is nothing to say.
    word: &'static str,
}

static KINDS: [UnreadKind; 7] = [
    // Terraform in JSON
    UnreadKind {
        is_named: |file| matches!(file.ending, "json") && file.stem.ends_with(".tf"),
        word: "image",
    },
    // Bitbucket Pipelines
    UnreadKind {
        is_named: |file| file.is_yaml() && file.stem == "bitbucket-pipelines",
        word: "image",
    },
    // Programs that make Drone's pipelines
    UnreadKind {
        is_named: |file| file.stem == ".drone" && matches!(file.ending, "jsonnet" | "star"),
        word: "image",
    },
    // Cirrus CI
    UnreadKind {
        is_named: |file| file.is_yaml() && file.stem == ".cirrus",
        word: "image",
    },
    // Semaphore
    UnreadKind {
        is_named: |file| file.is_yaml() && file.is_below(".semaphore"),
        word: "image",
    },
    // Earthly
    UnreadKind {
        is_named: |file| file.whole == "earthfile",
        word: "FROM",
    },
    // Gitpod
    UnreadKind {
        is_named: |file| file.is_yaml() && file.stem == ".gitpod",
        word: "image",
    },
];

/// Whether files of this name, in lower case, have no reader, and commonly name images.
pub(super) fn is_unread(path: &Path, name: &str) -> bool {
    kind(path, name).is_some()
}

/// Those of the files that may name an image: a word in them says so, or they cannot be read.
pub fn may_name_images(paths: &[PathBuf]) -> Vec<&Path> {
    on_all_cores(paths, |path| {
        let word = kind(path, &lower_name(path)?)?.word;
        may_have_word(path, word).then_some(path.as_path())
    })
}

fn kind(path: &Path, name: &str) -> Option<&'static UnreadKind> {
    let file = FileName::new(path, name);
    KINDS.iter().find(|kind| (kind.is_named)(&file))
}

/// Whether a word is in a file. Of one that cannot be read, nobody knows.
pub(super) fn may_have_word(path: &Path, word: &str) -> bool {
    let finder = Finder::new(word);
    let (mut is_there, mut bytes) = (false, Vec::new());
    let read = read_pieces(path, Trust::Found, |piece| {
        // It may begin in one piece and end in the next
        bytes.extend_from_slice(piece);
        is_there = finder.find(&bytes).is_some();
        bytes.drain(..bytes.len().saturating_sub(word.len()));
        match is_there {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    read.is_err() || is_there
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_unread(path: &str) -> bool {
        let path = Path::new(path);
        super::is_unread(path, &lower_name(path).unwrap())
    }

    #[test]
    fn files_without_a_reader_are_known_by_their_names() {
        for path in [
            "bitbucket-pipelines.yml",
            ".drone.star",
            "Earthfile",
            ".gitpod.yml",
            "infra/main.tf.json",
        ] {
            assert!(is_unread(path), "{path}");
        }
        for path in [
            "Dockerfile",
            "compose.yaml",
            "config.yml",
            "Jenkinsfile",
            "package.json",
            "terraform.tfvars",
            "drone.yml",
        ] {
            assert!(!is_unread(path), "{path}");
        }
    }
}
