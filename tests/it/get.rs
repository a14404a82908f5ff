//! `get`: pinned references out of the lock.

use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

#[test]
fn every_field_can_be_had() {
    let case = Case::locked();
    for field in ["repository", "tag", "digest", "reference"] {
        assert_snapshot!(
            format!("field_{field}"),
            case.run(&format!("get web base --field {field}")).success()
        );
    }
    assert_snapshot!(case.run("get --all --no-tag -q").success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/base@sha256:c6eeabd373a00b4c938849e9a621d445cb4e904885f8edc19016c9664d9676fa
    registry.test/acme/web@sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a
    --- stderr ---
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_platform_has_a_digest_of_its_own() {
    let case = Case::locked();
    assert_snapshot!(case.run("get base --platform linux/amd64").success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/base:1@sha256:78a363e51f9a8831e90968e99a107966bb860445199dcf6140b7f24d6873d519
    --- stderr ---
    ");
    assert_snapshot!(case.run("get base web --platform linux/arm64").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `linux/arm64` is not locked for `base`, `web`
    hint: add the platform to `platforms` in `images.toml` and run `imagelock lock`
    ");
    assert_snapshot!(case.run("get base --platform plan9").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: invalid value `plan9` for `--platform`: a platform is written `os/architecture` or `os/architecture/variant`, like `linux/amd64`

    Usage: imagelock get [OPTIONS] <NAME|--all>

    For more information, try `imagelock get --help`.
    ");
}

#[test]
fn stale_platforms_are_not_handed_out() {
    let case = Case::locked();
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    case.edit_lock(&old, &Image::index(&["linux/amd64"], "newer").digest());
    assert_snapshot!(case.run("get base --platform linux/amd64").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: the locked platforms of `base` belong to another digest
    hint: run `imagelock lock` to fetch them again
    ");
    case.run("get base").success();
}

#[test]
fn an_unknown_name_keeps_stdout_empty() {
    let case = Case::locked();
    assert_snapshot!(case.run("get base wbe").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `images.lock` has no image `wbe` (did you mean `web`?)
    hint: its images are `base`, `web`
    ");
}

#[test]
fn a_lock_that_does_not_satisfy_is_not_used() {
    let case = Case::locked();
    case.manifest("added = \"HOST/acme/web:1\"\nweb = \"HOST/acme/web:2\"\n");
    assert_snapshot!(case.run("get web").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not satisfy `images.toml`
    caused by: `added`: not locked
    caused by: `base`: locked, but not in `images.toml`
    caused by: `web`: the locked tag is `1`, but `images.toml` says `2`
    hint: run `imagelock lock`
    ");
    assert_snapshot!(case.run("get web --lock-only").success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/web:1@sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a
    --- stderr ---
    ");
}

#[test]
fn a_name_in_neither_file_is_told_before_a_lock_that_is_missing_or_out_of_date() {
    let case = Case::locked();
    case.manifest("added = \"HOST/acme/web:1\"\nweb = \"HOST/acme/web:2\"\n");
    let message = "error: `images.toml` has no image `wbe` (did you mean `web`?)\nhint: run `imagelock list` to see the names\n";
    let outcome = case.run("get added base wbe").exits(2);
    assert_eq!(outcome.stderr, message);
    case.run("get added base").exits(1);
    case.run("get --all").exits(1);
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    let outcome = case.run("get wbe").exits(2);
    assert_eq!(outcome.stderr, message);
    case.run("get web").exits(1);
}

#[test]
fn the_lock_alone_needs_no_manifest() {
    let case = Case::locked();
    case.project.file("elsewhere/pinned.lock", case.raw_lock());
    case.project.file("sub/deep/keep", "");
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it was there");
    assert_snapshot!(case.run("get web").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: could not find `images.toml` in `[PROJECT]` or any parent directory
    hint: pass `--lock-only` to use `images.lock` as it is, or pass the path of `images.toml` with `--manifest-path`
    ");
    assert_snapshot!(case.run("get web --lock-only").success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/web:1@sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a
    --- stderr ---
    ");
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
            .exits(1),
        @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `none.lock` does not exist
    hint: run `imagelock lock --lock-path none.lock` to create it
    "
    );
}

#[test]
fn a_missing_lock_is_a_no() {
    let case = Case::new();
    case.manifest("web = \"HOST/acme/web:1\"\n");
    assert_snapshot!(case.run("get --all").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not exist
    hint: run `imagelock lock` to create it
    ");
    assert_snapshot!(case.run("get").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `<NAME|--all>` is missing

    Usage: imagelock get [OPTIONS] <NAME|--all>

    For more information, try `imagelock get --help`.
    ");
}

#[test]
fn json_names_the_files_that_were_read() {
    let case = Case::locked();
    let files = |arguments: &str| {
        let outcome = case.run(&format!("{arguments} --format json"));
        let document = document(&outcome);
        (document["manifest"].clone(), document["lock"].clone())
    };
    let both = ("images.toml".into(), "images.lock".into());
    let lock_alone = (serde_json::Value::Null, "images.lock".into());
    assert_eq!(files("get web"), both);
    assert_eq!(files("export env"), both);
    assert_eq!(files("get web --lock-only"), lock_alone);
    assert_eq!(files("resolve HOST/acme/web:1"), Default::default());
    let manifest = ("images.toml".into(), serde_json::Value::Null);
    // A run that fails later has read it all the same
    assert_eq!(files("get nothing"), manifest);
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    for arguments in ["verify", "check", "get web", "export env", "remove none"] {
        assert_eq!(files(arguments), manifest, "{arguments}");
    }
    case.project.file("images.toml", "[imagse]\n");
    for arguments in [
        "verify",
        "check",
        "get web",
        "update",
        "add HOST/acme/app:1",
    ] {
        assert_eq!(files(arguments), Default::default(), "{arguments}");
    }
}
