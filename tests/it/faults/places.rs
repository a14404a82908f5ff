//! What can stand in the place of the lock, or in the way of writing it.

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use super::{fits, meets, moved};
use crate::support::case::Case;
use crate::support::registry::Registry;

/// A case whose lock has been taken away, and its place.
fn without_lock() -> (Case, PathBuf, String) {
    let case = moved(Registry::builder().open());
    let (lock, before) = (case.project.path().join("images.lock"), case.raw_lock());
    std::fs::remove_file(&lock).expect("it is there");
    (case, lock, before)
}

/// Runs `update`, and holds it against the row of the fault.
#[track_caller]
fn updates(case: &Case, fault: &str) {
    let outcome = case.run("update");
    fits(fault, &outcome, case.registry.requests().len());
}

#[test]
fn a_directory_in_the_place_of_the_lock() {
    let (case, lock, _) = without_lock();
    std::fs::create_dir(&lock).expect("it can be made");
    updates(&case, "lock is a directory");
    assert!(lock.is_dir());
}

#[test]
fn a_pipe_in_the_place_of_the_lock() {
    let (case, lock, _) = without_lock();
    let made = Command::new("mkfifo").arg(&lock).status();
    assert!(made.expect("there is a `mkfifo`").success());
    updates(&case, "lock is a pipe");
    let kind = std::fs::metadata(&lock).expect("it is there").file_type();
    assert!(!kind.is_file() && !kind.is_dir());
}

#[test]
fn a_link_in_the_place_of_the_lock() {
    let (case, lock, before) = without_lock();
    case.project.file("real/it.lock", &before);
    symlink("real/it.lock", &lock).expect("a link can be made");
    updates(&case, "lock is a link");
    assert!(lock.is_symlink());
    assert_ne!(case.project.read("real/it.lock"), before);
    case.run("verify --fresh").success();
}

#[test]
fn a_link_out_of_the_repository_in_the_place_of_the_lock() {
    let (case, lock, before) = without_lock();
    let outside = case.project.home().join("it.lock");
    case.project.file(&outside, &before);
    symlink(&outside, &lock).expect("a link can be made");
    updates(&case, "lock is a link to the outside");
    assert_eq!(case.project.read(&outside), before);
}

#[test]
fn a_file_that_may_not_grow() {
    let case = moved(Registry::builder().open());
    let before = case.raw_lock();
    let outcome = case.project.without_growth("update").run();
    fits(
        "file may not grow",
        &outcome,
        case.registry.requests().len(),
    );
    assert_eq!(case.raw_lock(), before);
    assert_eq!(case.strangers(), [""; 0]);
}

#[test]
fn a_directory_that_is_not_there() {
    let case = moved(Registry::builder().open());
    meets(&case, "no directory", "--lock-path none/images.lock");
}
