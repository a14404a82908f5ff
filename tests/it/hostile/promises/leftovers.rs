//! What a kill left beside a file, and what only looks like it.

use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::command::{Project, signal};
use crate::support::owner::give_away;

/// How often a run may be done before it is stopped in the middle of a write.
const ATTEMPTS_MAX: usize = 200;

/// A project whose `check --fix` has this many files to write, which are called the same in every directory.
fn project(files: usize) -> Project {
    let project = Project::new();
    project.file("images.toml", "[images]\nalpine = \"alpine:3.20\"\n");
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
fn reset(project: &Project, files: usize) {
    for number in 0..files {
        project.file(format!("{number}/Dockerfile"), "FROM alpine:3.20\n");
    }
}

/// What is in the directory of a file, beside it.
fn beside(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory)
        .expect("it is there")
        .map(|entry| entry.expect("it is there").path());
    entries
        .filter(|path| path.file_name().is_some_and(|name| name != "Dockerfile"))
        .collect()
}

/// Kills a run while it writes: it is stopped, and only killed if a temporary file is there then.
fn kill_while_it_writes(project: &Project, files: usize) -> PathBuf {
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

#[test]
fn what_a_kill_left_is_removed_by_the_next_who_writes_that_file() {
    let project = project(20);
    let left = kill_while_it_writes(&project, 20);
    let directory = left.parent().expect("it is in a directory").to_owned();
    // Who writes another file leaves it alone
    project.file("other/Dockerfile", "FROM alpine:3.20\n");
    project
        .run(["check", "--fix", "other/Dockerfile"])
        .success();
    assert!(left.exists());
    // And so does who only reads
    project.run(["check"]);
    assert!(left.exists());
    reset(&project, 20);
    project.run(["check", "--fix"]).success();
    assert!(beside(&directory).is_empty());
}

#[test]
fn a_name_that_somebody_else_wrote_is_no_leftover() {
    let project = project(20);
    let left = kill_while_it_writes(&project, 20);
    let name = left.file_name().expect("it has a name").to_owned();
    let directory = left.parent().expect("it is in a directory");
    // A checkout, an archive or a copy brings the name along, and not the directory that it is for
    let names = [
        &*name.to_string_lossy(),
        ".Dockerfile.abc123.tmp",
        ".Dockerfile.tmp",
        ".Dockerfile.0123456789abcdef.tmp",
    ];
    for text in ["", "somebody's"] {
        for name in names {
            project.file(format!("other/{name}"), text);
        }
        project.file("other/Dockerfile", "FROM alpine:3.20\n");
        project
            .run(["check", "--fix", "other/Dockerfile"])
            .success();
        for name in names {
            assert_eq!(project.read(format!("other/{name}")), text);
        }
    }
    fs::remove_file(&left).expect("it is there");
    assert!(beside(directory).is_empty());
}

/// Writes the file beside what has just that name.
fn write_beside(project: &Project, left: &Path) {
    let file = left.with_file_name("Dockerfile");
    project.file(&file, "FROM alpine:3.20\n");
    project
        .command(["check", "--fix"])
        .current_dir(left.parent().expect("it is in a directory"))
        .run()
        .success();
    assert!(project.read(file).contains('@'));
}

#[test]
fn what_is_no_file_of_ours_stays_under_the_very_name_of_a_leftover() {
    let project = project(20);
    let left = kill_while_it_writes(&project, 20);
    fs::remove_file(&left).expect("it is there");
    let precious = project.file("precious", "precious");

    symlink(&precious, &left).expect("it can be linked");
    write_beside(&project, &left);
    assert!(left.is_symlink());
    assert_eq!(project.read("precious"), "precious");
    fs::remove_file(&left).expect("it is there");

    fs::create_dir(&left).expect("it can be made");
    write_beside(&project, &left);
    assert!(left.is_dir());
    fs::remove_dir(&left).expect("it is there");

    assert!(
        Command::new("mkfifo")
            .arg(&left)
            .status()
            .expect("there is a `mkfifo`")
            .success()
    );
    write_beside(&project, &left);
    assert!(left.metadata().expect("it is there").file_type().is_fifo());
    fs::remove_file(&left).expect("it is there");

    // Somebody is writing it
    project.file(&left, "half of it");
    let writer = File::options()
        .write(true)
        .open(&left)
        .expect("it is there");
    writer.lock().expect("there are locks");
    write_beside(&project, &left);
    assert_eq!(project.read(&left), "half of it");
    drop(writer);
    write_beside(&project, &left);
    assert!(!left.exists());
}

#[test]
fn a_leftover_of_another_user_stays() {
    let project = project(20);
    let left = kill_while_it_writes(&project, 20);
    if !give_away(&left) {
        return;
    }
    write_beside(&project, &left);
    assert!(left.exists());
}
