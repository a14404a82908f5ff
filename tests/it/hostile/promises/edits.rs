//! An `images.toml` that somebody else replaces while it is edited.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::support::case::Case;
use crate::support::registry::{Image, Registry};

type Act = Box<dyn Fn() + Send + Sync>;

/// A case whose registry has something done before it answers the first question of a run.
fn case(act: impl FnOnce(&Case) -> Act) -> Case {
    let before_answers: Arc<OnceLock<Act>> = Arc::default();
    let same = Arc::clone(&before_answers);
    let builder = Registry::builder().open().latency(move |_| {
        if let Some(act) = same.get() {
            act();
        }
        Duration::ZERO
    });
    let case = Case::with(builder);
    for repository in ["acme/web", "acme/app", "acme/other"] {
        case.push(repository, "1", &Image::single("linux/amd64", repository));
    }
    case.manifest("web = \"HOST/acme/web:1\"\n");
    case.run("lock").success();
    let act = act(&case);
    assert!(before_answers.set(act).is_ok());
    case
}

/// Writes an `images.toml` as an editor does: another file gets the name.
fn replacing(case: &Case, images: &str) -> Act {
    let (path, text) = (
        case.project.path().join("images.toml"),
        case.text(&format!("[images]\n{images}")),
    );
    Box::new(move || {
        let new = path.with_extension("new");
        write(&new, &text);
        rename(&new, &path);
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; somebody else does as they like"
)]
fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("it can be written");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; somebody else does as they like"
)]
fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("it can be renamed");
}

fn manifest(case: &Case) -> String {
    case.project.redacted(&case.project.read("images.toml"))
}

#[test]
fn an_edit_takes_the_file_that_somebody_put_there_meanwhile_and_keeps_every_byte_of_it() {
    let theirs = "web = \"HOST/acme/web:1\" # theirs\nother = \"HOST/acme/other:1\"\n";
    let case = case(|case| replacing(case, theirs));
    case.run("add HOST/acme/app:1").success();
    let manifest = manifest(&case);
    let rest: String = manifest
        .split_inclusive('\n')
        .filter(|line| !line.contains("acme-app = "))
        .collect();
    assert_ne!(rest, manifest);
    assert_eq!(
        rest,
        format!("[images]\n{}", theirs.replace("HOST", "registry.test"))
    );
    assert!(case.raw_lock().contains("[images.acme-app]"));
    // Each thing is asked once, whatever became of the file
    let asked = case.registry.sequence();
    assert_eq!(
        asked
            .iter()
            .filter(|line| line.contains("acme/app"))
            .count(),
        1,
        "{asked:?}"
    );
}

#[test]
fn an_edit_written_in_place_is_taken_as_well() {
    let case = case(|case| {
        let path = case.project.path().join("images.toml");
        let text = case.text("[images]\nweb = \"HOST/acme/web:1\"\n# in place\n");
        Box::new(move || write(&path, &text))
    });
    case.run("add HOST/acme/app:1").success();
    assert!(manifest(&case).contains("# in place") && manifest(&case).contains("acme-app"));
}

#[test]
fn what_the_new_file_has_already_is_not_added_again() {
    let theirs = "web = \"HOST/acme/web:1\"\nmine = \"HOST/acme/app:1\"\n";
    let case = case(|case| replacing(case, theirs));
    let outcome = case.run("add HOST/acme/app:1").success();
    assert!(
        outcome.stderr.contains("already there as `mine`"),
        "{outcome}"
    );
    assert_eq!(
        manifest(&case),
        format!("[images]\n{}", theirs.replace("HOST", "registry.test"))
    );
    assert!(case.raw_lock().contains("[images.mine]") && !case.raw_lock().contains("acme-app"));
}

#[test]
fn a_new_file_that_is_broken_is_an_error_and_stays_as_it_is() {
    let case = case(|case| replacing(case, "web = \"HOST/acme/web:1\"\nhalf = \n"));
    let lock = case.raw_lock();
    let outcome = case.run("add HOST/acme/app:1").exits(2);
    assert!(outcome.stderr.contains("images.toml:3"), "{outcome}");
    assert!(manifest(&case).ends_with("half = \n"));
    assert_eq!(case.raw_lock(), lock);
}

#[test]
fn a_file_that_is_gone_is_not_brought_back() {
    let case = case(|case| {
        let path = case.project.path().join("images.toml");
        Box::new(move || drop(fs::remove_file(&path)))
    });
    case.run("add HOST/acme/app:1").exits(2);
    assert!(!case.project.exists("images.toml"));
}

#[test]
fn an_edit_that_has_nothing_to_write_locks_only_what_is_still_named() {
    let case = case(|case| {
        replacing(
            case,
            "web = \"HOST/acme/web:1\"\nother = \"HOST/acme/other:1\"\n",
        )
    });
    case.project.file(
        "images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\nmine = \"HOST/acme/app:1\"\n"),
    );
    // It is there when the run begins, and gone when the answer comes
    case.run("add HOST/acme/app:1").success();
    assert!(manifest(&case).contains("acme-app") && !manifest(&case).contains("mine"));
    assert!(
        case.raw_lock().contains("[images.acme-app]") && !case.raw_lock().contains("[images.mine]")
    );
}
