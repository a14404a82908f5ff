//! Files whose names cannot be taken because of attributes, or since they are somebody else's: found out before any
//! request.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::needs::Need;
use crate::programs::program::program as other_program;
use crate::support::case::Case;
use crate::support::command::program;
use crate::support::registry::Image;

trials! {
    [Need::Attributes] => [
        an_immutable_lock_is_found_out_before_any_request,
        an_append_only_directory_is_found_out_before_any_request_and_stays_clean,
    ],
    [Need::Root] => [
        a_lock_of_another_user_in_a_sticky_directory_is_found_out_before_any_request,
    ],
}

/// A case with a locked image that has moved since.
fn moved() -> Case {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "moved"));
    case
}

/// An attribute of a file, which has to go before the file can.
struct Attribute(PathBuf, &'static str);

impl Attribute {
    #[track_caller]
    fn set(path: &Path, letter: &'static str) -> Self {
        change(path, &format!("+{letter}"));
        Self(path.to_owned(), letter)
    }
}

impl Drop for Attribute {
    fn drop(&mut self) {
        change(&self.0, &format!("-{}", self.1));
    }
}

#[track_caller]
fn change(path: &Path, attribute: &str) {
    let status = other_program("chattr").arg(attribute).arg(path).status();
    assert!(status.is_ok_and(|status| status.success()));
}

fn an_immutable_lock_is_found_out_before_any_request() {
    let case = moved();
    for (letter, word) in [("i", "immutable"), ("a", "append-only")] {
        let _attribute = Attribute::set(&case.project.path().join("images.lock"), letter);
        let outcome = case.run("update").exits(2);
        let words = format!("error: cannot replace `images.lock`: `images.lock` is {word}\n");
        let hint = format!("hint: run `chattr -{letter} images.lock` as root\n");
        assert!(outcome.stderr.contains(&(words + &hint)), "{outcome}");
        assert!(case.registry.requests().is_empty());
        case.run("lock").success();
    }
}

fn an_append_only_directory_is_found_out_before_any_request_and_stays_clean() {
    let case = moved();
    let _attribute = Attribute::set(&case.project.path(), "a");
    let outcome = case.run("update").exits(2);
    assert!(outcome.stderr.contains("is append-only\n"), "{outcome}");
    assert!(case.registry.requests().is_empty());
    assert_eq!(case.strangers(), [""; 0]);
}

fn a_lock_of_another_user_in_a_sticky_directory_is_found_out_before_any_request() {
    let case = moved();
    let directory = case.project.path();
    let run = |program: &str, arguments: &[&str]| {
        let mut command = other_program(program);
        let status = command.args(arguments).arg(&directory).status();
        assert!(status.is_ok_and(|status| status.success()));
    };
    run("chmod", &["1777"]);
    let above = directory.parent().expect("it is in a directory");
    let status = other_program("chmod").arg("755").arg(above).status();
    assert!(status.is_ok_and(|status| status.success()));
    let user = ["--reuid=12345", "--clear-groups"].map(OsString::from);
    let all = user.into_iter().chain([program(), "update".into()]);
    let outcome = case
        .project
        .command_of("setpriv".into(), all)
        .run()
        .exits(2);
    let words = "error: cannot replace `images.lock`: it belongs to another user";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert!(case.registry.requests().is_empty());
}
