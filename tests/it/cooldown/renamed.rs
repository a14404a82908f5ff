//! Images under new names: the entry of the old name stays until the new one is locked.

use super::{assert_locked, image};
use crate::support::case::Case;
use crate::support::registry::{Fault, Image};

/// `old` with these keys, locked on the 1st; from then on it has two names, `new` and `twin`.
fn renamed(before: &str, after: &str) -> Case {
    let case = Case::new();
    case.push("acme/app", "1.0", &image("one"));
    let line =
        |name: &str, keys: &str| format!("{name} = {{ image = \"HOST/acme/app\", {keys} }}\n");
    case.manifest(&line("old", before));
    case.run("update --now 2026-11-01").success();
    case.manifest(&(line("new", after) + &line("twin", after)));
    case.registry.clear_log();
    case
}

/// Runs a command twice, on two days. Nothing is locked, and the lock stays as it is.
#[track_caller]
fn assert_stays(case: &Case, command: &str, status: i32) {
    let before = case.raw_lock();
    for now in [" --now 2026-11-02", " --now 2026-11-03"] {
        let now = if command == "lock" { "" } else { now };
        let outcome = case.run(&format!("{command}{now}")).exits(status);
        assert_eq!(case.raw_lock(), before, "{outcome}");
        assert!(!outcome.stdout.contains("- old"), "{outcome}");
    }
    let outcome = case.run("verify").exits(1);
    let words = "`old`: locked, but not in `images.toml`";
    assert!(outcome.stderr.contains(words), "{outcome}");
}

#[test]
fn while_the_locked_digest_lacks_a_platform() {
    let keys = "tag = \"1.0\", min-age = \"3d\"";
    for command in ["update", "lock", "update new", "update --keep-going"] {
        let case = renamed(keys, &format!("{keys}, platforms = [\"linux/arm64\"]"));
        let both = Image::index(&["linux/amd64", "linux/arm64"], "two");
        case.push("acme/app", "1.0", &both);
        assert_stays(&case, command, 1);
        case.run("update --now 2026-11-02").exits(1);
        case.run("update --now 2026-11-05").success();
        assert_locked(&case, &both);
        assert!(!case.lock().contains("[images.old"), "{}", case.lock());
    }
}

#[test]
fn while_its_tag_must_not_move() {
    for keys in [
        "tag = \"1.0\", immutable = true",
        "version = \"^1\", immutable = true",
    ] {
        let case = renamed(keys, keys);
        case.push("acme/app", "1.0", &image("two"));
        case.push("acme/app", "1.1", &image("two"));
        assert_stays(&case, "update", 1);
    }
}

#[test]
fn while_the_registry_does_not_answer() {
    let tag = "tag = \"1.0\", min-age = \"3d\"";
    let range = "version = \"^1\", min-age = \"3d\"";
    for (keys, method, path) in [(tag, "HEAD", "manifests/1.0"), (range, "GET", "tags/list*")] {
        let case = renamed(keys, keys);
        case.push("acme/app", "1.0", &image("two"));
        let path = format!("/v2/acme/app/{path}");
        case.registry
            .fault(Fault::on(method, &path).status(500).always());
        assert_stays(&case, "update --keep-going", 3);
    }
}

#[test]
fn while_no_tag_fits() {
    let case = renamed("version = \"^1\"", "version = \"^1\"");
    case.registry.delete_tag("acme/app", "1.0");
    case.push("acme/app", "2.0", &image("two"));
    assert_stays(&case, "update --keep-going", 1);
}
