//! An `images.seen` that cannot be read: the run ends before any request, and changes nothing.

use crate::support::case::Case;
use crate::support::registry::Image;

/// The largest file that is read, in bytes.
const SIZE_MAX: usize = 16 * 1024 * 1024;

/// A locked image with a `min-age`.
fn case() -> Case {
    let case = Case::new();
    case.push("acme/web", "1", &Image::single("linux/amd64", "one"));
    case.manifest("web = { image = \"HOST/acme/web:1\", min-age = \"7d\" }\n");
    case.run("update").success();
    case
}

/// Runs an update that is refused, and gives what it says.
#[track_caller]
fn refused(case: &Case) -> String {
    let lock = case.project.read("images.lock");
    case.push("acme/web", "1", &Image::single("linux/amd64", "two"));
    case.registry.clear_log();
    let outcome = case.run("update --format json").exits(2);
    assert!(case.registry.requests().is_empty(), "{outcome}");
    assert_eq!(case.project.read("images.lock"), lock);
    case.run("update").exits(2).stderr
}

#[test]
fn what_is_not_ours_or_is_damaged_ends_an_update_and_stays() {
    let header = "version = 1\nseen = [\n";
    let record = "image = \"docker.io/library/alpine\", tag = \"3\"";
    let digest = format!("digest = \"sha256:{}\"", "a".repeat(64));
    for (text, words) in [
        (String::new(), "the file is empty"),
        ("kind: ImagesSeen\n".to_owned(), "it is YAML"),
        ("{}".to_owned(), "it is JSON"),
        (
            format!("{header}<<<<<<< HEAD\n=======\n>>>>>>> a\n]\n"),
            "`images.seen merge=union`",
        ),
        (
            format!("{header}  {{ {record}, {digest}, since = 0000-00-00 }},\n]\n"),
            "no such day",
        ),
        (
            format!("{header}  {{ {record}, {digest} }},\n]\n"),
            "the record has no `since`",
        ),
        ("version = 2\n".to_owned(), "a newer version of imagelock"),
        (
            header.to_owned() + &" ".repeat(SIZE_MAX),
            "larger than 16 MiB",
        ),
    ] {
        let case = case();
        case.project.file("images.seen", &text);
        let said = refused(&case);
        assert!(said.contains("images.seen"), "{said}");
        assert!(said.contains(words), "{said}");
        assert_eq!(case.project.read("images.seen"), text);
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_refused_also_beside_a_lock_that_is_named() {
    let (case, elsewhere) = (case(), case());
    case.project.commit("a repository");
    let secret = elsewhere.project.file("secret", "password: hunter2\n");
    let link = case.project.path().join("images.seen");
    std::os::unix::fs::symlink(&secret, link).expect("nothing is there yet");
    let said = refused(&case);
    assert!(said.contains("leads outside of"), "{said}");
    let named = case.run("update --lock-path images.lock").exits(2).stderr;
    assert!(named.contains("remove the link"), "{named}");
    assert!(!(said + &named).contains("hunter2"));
}
