//! What a kill left beside a file, and what only looks like it.

use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::process::Command;

use crate::support::leftovers::{beside, kill_while_it_writes, project, reset, write_beside};

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
