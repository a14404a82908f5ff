//! What a kill leaves beside a file that was being written.

use std::fs;
use std::path::{Path, PathBuf};

use super::command::{Project, signal};

/// How often a run may be done before it is stopped in the middle of a write.
const ATTEMPTS_MAX: usize = 200;

/// A project whose `check --fix` has this many files to write, which are called the same in every directory.
pub fn project(files: usize) -> Project {
    let project = Project::new();
    project.file(
        "images.toml",
        "[images]\nalpine = \"alpine:3.20\"\n[files]\nrequire-digests = true\n",
    );
    let lock =
        "version = 1\n\n[images.alpine]\nimage = \"docker.io/library/alpine\"\ntag = \"3.20\"\n";
    project.file(
        "images.lock",
        format!("{lock}digest = \"sha256:{}\"\n", "0".repeat(64)),
    );
    for number in 0..files {
        project.file(format!("{number}/Dockerfile"), "FROM alpine:3.20\n");
    }
    project
}

/// Makes the digests missing again.
pub fn reset(project: &Project, files: usize) {
    for number in 0..files {
        project.file(format!("{number}/Dockerfile"), "FROM alpine:3.20\n");
    }
}

/// What is in the directory of a file, beside it.
pub fn beside(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory)
        .expect("it is there")
        .map(|entry| entry.expect("it is there").path());
    entries
        .filter(|path| path.file_name().is_some_and(|name| name != "Dockerfile"))
        .collect()
}

/// Kills a run while it writes: it is stopped, and only killed if a temporary file is there then.
pub fn kill_while_it_writes(project: &Project, files: usize) -> PathBuf {
    for _ in 0..ATTEMPTS_MAX {
        reset(project, files);
        let mut child = project.command(["check", "--fix"]).spawn();
        let directories: Vec<PathBuf> = (0..files)
            .map(|number| project.path().join(number.to_string()))
            .collect();
        let left = || {
            directories
                .iter()
                .find_map(|directory| beside(directory).pop())
        };
        while left().is_none() && child.try_wait().expect("it can be asked for").is_none() {}
        signal(&child, "STOP");
        let left = left();
        signal(&child, "KILL");
        child.wait().expect("it can be waited for");
        if let Some(left) = left.filter(|left| left.exists()) {
            return left;
        }
    }
    panic!("no run could be killed while it wrote");
}

/// Writes the file beside what has just that name.
pub fn write_beside(project: &Project, left: &Path) {
    let file = left.with_file_name("Dockerfile");
    project.file(&file, "FROM alpine:3.20\n");
    project
        .command(["check", "--fix"])
        .current_dir(left.parent().expect("it is in a directory"))
        .run()
        .success();
    assert!(project.read(file).contains('@'));
}
