//! `get`: pinned references out of the lock.

use crate::support::case::Case;
use crate::support::registry::Image;

#[test]
fn every_field_can_be_had() {
    let case = Case::locked();
    for field in ["repository", "tag", "digest", "reference"] {
        assert_snapshot!(
            format!("field_{field}"),
            case.run(&format!("get web base --field {field}")).success()
        );
    }
    assert_snapshot!("no_tag", case.run("get --all --no-tag -q").success());
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_platform_has_a_digest_of_its_own() {
    let case = Case::locked();
    assert_snapshot!(case.run("get base --platform linux/amd64").success());
    assert_snapshot!(case.run("get base web --platform linux/arm64").exits(2));
    assert_snapshot!(case.run("get base --platform plan9").exits(2));
}

#[test]
fn stale_platforms_are_not_handed_out() {
    let case = Case::locked();
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    case.edit_lock(&old, &Image::index(&["linux/amd64"], "newer").digest());
    assert_snapshot!(case.run("get base --platform linux/amd64").exits(1));
    case.run("get base").success();
}

#[test]
fn an_unknown_name_keeps_stdout_empty() {
    let case = Case::locked();
    assert_snapshot!(case.run("get base wbe").exits(2));
}

#[test]
fn a_lock_that_does_not_satisfy_is_not_used() {
    let case = Case::locked();
    case.manifest("added = \"HOST/acme/web:1\"\nweb = \"HOST/acme/web:2\"\n");
    assert_snapshot!(case.run("get web").exits(1));
    assert_snapshot!(case.run("get web --lock-only").success());
}

#[test]
fn the_lock_alone_needs_no_manifest() {
    let case = Case::locked();
    case.project.file("elsewhere/pinned.lock", case.raw_lock());
    case.project.file("sub/deep/keep", "");
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it was there");
    assert_snapshot!(case.run("get web").exits(2));
    assert_snapshot!(case.run("get web --lock-only").success());
    case.command("get web --lock-only")
        .current_dir("sub/deep")
        .run()
        .success();
    case.run("get web --lock-only --lock-path elsewhere/pinned.lock")
        .success();
    case.run("get web --lock-only --manifest-path elsewhere/pinned.toml")
        .success();
    assert_snapshot!(
        case.run("get web --lock-only --lock-path none.lock")
            .exits(1)
    );
}

#[test]
fn a_missing_lock_is_a_no() {
    let case = Case::new();
    case.manifest("web = \"HOST/acme/web:1\"\n");
    assert_snapshot!(case.run("get --all").exits(1));
    assert_snapshot!(case.run("get").exits(2));
}
