//! `add` and `remove`: the manifest is changed in one place, and the lock with it, or neither.

mod create;
mod ranges;
mod replace;

use std::io::{BufRead as _, BufReader, Read as _};
use std::time::Duration;

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image, Registry, digest};
use crate::support::schema::document;

/// A case whose registry takes its time, so that files can change before it answers.
fn slow() -> Case {
    let case = Case::with(
        Registry::builder()
            .open()
            .latency(|_| Duration::from_millis(500)),
    );
    case.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    case
}

/// A registry with `acme/base:1` and `acme/web:1`, locked, and more that can be added.
fn case() -> Case {
    let case = Case::locked();
    for (repository, tag) in [
        ("acme/app", "1"),
        ("acme/app", "latest"),
        ("acme/web", "2"),
        ("acme/tool", "1"),
    ] {
        case.push(
            repository,
            tag,
            &Image::index(
                &["linux/amd64", "linux/arm64"],
                &format!("{repository} {tag}"),
            ),
        );
    }
    case
}

/// The manifest, with the registry shown as `registry.test`.
fn manifest(case: &Case) -> String {
    case.project.redacted(&case.project.read("images.toml"))
}

/// Both files: their bytes, and what they are for the system.
fn files(case: &Case) -> Vec<(Option<String>, Option<u64>)> {
    let file = |name: &str| {
        let path = case.project.path().join(name);
        let number = path.metadata().ok().map(|metadata| number(&metadata));
        (
            case.project.exists(name).then(|| case.project.read(name)),
            number,
        )
    };
    vec![file("images.toml"), file("images.lock")]
}

#[cfg(unix)]
fn number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}

#[test]
fn add_names_images_and_locks_them() {
    let case = case();
    assert_snapshot!(case.run("add HOST/acme/app:1 HOST/acme/tool:1").success(), @"
    exit status: 0
    --- stdout ---
    + acme-app   1  082d98d4
    + acme-tool  1  487e54dd
    wrote images.toml and images.lock: 2 added
    --- stderr ---
    ");
    assert_snapshot!(format!("{}---\n{}", manifest(&case), case.lock()));
    case.run("verify").success();
    // The 401 and a token for each repository, and a request for each image
    assert_eq!(
        case.registry.requests().len(),
        1 + 2 + 2,
        "{:#?}",
        case.registry.sequence()
    );
    assert_eq!(case.strangers(), [""; 0]);
}

#[test]
fn add_says_what_it_means_where_no_tag_is_written() {
    let case = case();
    assert_snapshot!(case.run("add HOST/acme/app").success(), @"
    exit status: 0
    --- stdout ---
    + acme-app  latest  ec851db0
    wrote images.toml and images.lock: 1 added
    --- stderr ---
    warning: `registry.test/acme/app` names no tag, so `registry.test/acme/app:latest` is added
    ");
    assert!(
        manifest(&case).ends_with("acme-app = \"registry.test/acme/app:latest\"\n"),
        "{}",
        manifest(&case)
    );
}

#[test]
fn add_gives_the_name_that_is_wanted() {
    let case = case();
    assert_snapshot!(case.run("add HOST/acme/app:1 --name front/end").success(), @"
    exit status: 0
    --- stdout ---
    + front/end  1  082d98d4
    wrote images.toml and images.lock: 1 added
    --- stderr ---
    ");
    assert!(manifest(&case).ends_with("\"front/end\" = \"registry.test/acme/app:1\"\n"));
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/app:latest --name web").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `web` is `registry.test/acme/web:1` in `images.toml`, but `registry.test/acme/app:latest` is from another repository
    hint: choose another name, or change `images.toml` by hand and run `imagelock lock`
    ");
    assert_snapshot!(
        case.run("add HOST/acme/app:latest HOST/acme/tool:1 --name new")
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `--name new` names one image, but several were given
    hint: add them one at a time, or leave `--name` out
    "
    );
    assert_snapshot!(case.run("add HOST/acme/app:latest --name -x").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: unexpected argument `-x`

    Usage: imagelock add [OPTIONS] <IMAGE>...

    For more information, try `imagelock add --help`.
    ");
    assert_snapshot!(case.run("add HOST/acme/app:latest --name=a:b").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `a:b` is not a valid image name: expected up to 128 of `A`-`Z`, `a`-`z`, `0`-`9`, `.`, `_`, `/`, `-`, starting with a letter or a digit
    ");
    assert_eq!(files(&case), before);
}

#[test]
fn a_name_that_is_taken_leaves_the_tag_to_the_new_image() {
    let case = case();
    case.run("add HOST/acme/app:1").success();
    assert_snapshot!(case.run("add HOST/acme/app:latest").success(), @"
    exit status: 0
    --- stdout ---
    + acme-app-latest  latest  ec851db0
    wrote images.toml and images.lock: 1 added
    --- stderr ---
    note: named `acme-app-latest`, since `acme-app` has another tag; to replace that, run `imagelock add registry.test/acme/app:latest --name acme-app` and `imagelock remove acme-app-latest`
    ");
    case.run("remove acme-app acme-app-latest").success();
    // Of several new ones all get it
    assert_snapshot!(
        case.run("add HOST/acme/app:latest HOST/acme/app:1 HOST/acme/app")
            .success(),
        @"
    exit status: 0
    --- stdout ---
    + acme-app-1       1       082d98d4
    + acme-app-latest  latest  ec851db0
    wrote images.toml and images.lock: 2 added
    --- stderr ---
    warning: `registry.test/acme/app` names no tag, so `registry.test/acme/app:latest` is added
    note: named `acme-app-latest`, since `acme-app` would be another image; choose another name with `--name`
    note: named `acme-app-1`, since `acme-app` would be another image; choose another name with `--name`
    "
    );
}

#[test]
fn what_is_there_already_is_locked_where_it_was_not() {
    let case = case();
    let before = files(&case);
    case.registry.clear_log();
    assert_snapshot!(case.run("add HOST/acme/web:1 --name web").success(), @"
    exit status: 0
    --- stdout ---
    images.lock is up to date: 1 unchanged
    --- stderr ---
    note: `registry.test/acme/web:1` is already there as `web`
    ");
    case.run("add HOST/acme/web:1").success();
    assert_eq!(files(&case), before);
    assert!(case.registry.requests().is_empty());
    let manifest = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        manifest + &case.text("app = \"HOST/acme/app:1\"\n"),
    );
    assert_snapshot!(case.run("add HOST/acme/app:1 HOST/acme/tool:1").success(), @"
    exit status: 0
    --- stdout ---
    + acme-tool  1  487e54dd
    + app        1  082d98d4
    wrote images.toml and images.lock: 2 added
    --- stderr ---
    note: `registry.test/acme/app:1` is already there as `app`
    ");
    case.run("verify").success();
}

#[test]
fn a_missing_lock_has_what_was_added_and_the_others_are_told() {
    let case = case();
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    assert_snapshot!(case.run("add HOST/acme/app:1").success(), @"
    exit status: 0
    --- stdout ---
    + acme-app  1  082d98d4
    wrote images.toml and images.lock: 1 added
    --- stderr ---
    note: 2 other images are not locked: run `imagelock lock`
    ");
    assert_snapshot!(case.lock(), @r#"
    # This file is generated by imagelock. It is not intended for manual editing.
    version = 1

    [images.acme-app]
    image = "registry.test/acme/app"
    tag = "1"
    digest = "sha256:082d98d4b1ec9db6b5b6091ac90b324957e676f0ab808c7776a1d7b5969c2078"
    "#);
    case.run("lock").success();
}

#[test]
fn a_manifest_without_images_gets_its_first() {
    let case = case();
    for text in [
        "",
        "[images]\n",
        "# nothing yet",
        "[defaults]\nplatforms = [\"linux/arm64\"]\n",
    ] {
        case.project.file("images.toml", text);
        std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
        case.run("add HOST/acme/app:1").success();
        case.run("verify").success();
    }
    assert!(
        case.lock().contains("\"linux/arm64\" = "),
        "the defaults hold"
    );
    case.project.file("images.toml", "[imagse]\n");
    assert_snapshot!(case.run("add HOST/acme/app:1").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `imagse` is not a known key
     --> images.toml:1:2
      |
    1 | [imagse]
      |  ^^^^^^ did you mean `images`?
    ");
}

#[test]
fn an_image_that_does_not_exist_is_not_added() {
    let case = case();
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/app:1 HOST/acme/app:none").exits(1), @"
    exit status: 1
    --- stdout ---
    not written:
      + acme-app-1  1  082d98d4
    did not write images.toml and images.lock: 1 to add, 1 failed
    --- stderr ---
    error: cannot resolve `acme-app-none` (registry.test/acme/app:none)
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of the repository and the tag
    hint: `imagelock add registry.test/acme/app:1` writes the other one
    ");
    assert_eq!(files(&case), before);
    let pin = format!("add HOST/acme/app@{}", digest(b"nothing"));
    case.run(&pin).exits(1);
    assert_eq!(files(&case), before);
    // Private or not there: nobody can tell
    case.run("add HOST/acme/none:1 127.0.0.1:1/acme/app:1")
        .exits(3);
    assert_eq!(files(&case), before);
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    case.run("add HOST/acme/app:none").exits(1);
    assert!(!case.project.exists("images.lock"));
}

#[test]
fn an_image_that_a_policy_refuses_is_not_added() {
    let case = case();
    let images = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        format!("[defaults]\nplatforms = [\"linux/s390x\"]\n\n{images}"),
    );
    case.push("acme/all", "1", &Image::index(&["linux/s390x"], "all"));
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/app:1 HOST/acme/all:1").exits(1), @"
    exit status: 1
    --- stdout ---
    not written:
      + acme-all  1  1a1d77d8
    did not write images.toml and images.lock: 1 to add, 1 refused
    --- stderr ---
    error: refused to lock `acme-app` (registry.test/acme/app:1)
    caused by: the image has no platform `linux/s390x`; it has `linux/amd64`, `linux/arm64`
    hint: choose a tag that has them, or declare other `platforms` for it in `images.toml`
    hint: `imagelock add registry.test/acme/all:1` writes the other one
    ");
    assert_eq!(files(&case), before);
}

#[test]
fn a_pin_by_hand_can_be_added() {
    let case = case();
    let old = case.push("acme/app", "1", &Image::single("linux/amd64", "old"));
    case.push("acme/app", "1", &Image::single("linux/amd64", "new"));
    case.run(&format!(
        "add HOST/acme/app:1@{old} HOST/acme/web@{}",
        Image::single("linux/amd64", "web").digest()
    ))
    .success();
    assert!(manifest(&case).contains(&format!("acme-app = \"registry.test/acme/app:1@{old}\"\n")));
    assert_snapshot!(case.run("list").success(), @"
    exit status: 0
    --- stdout ---
    acme-app  registry.test/acme/app:1@sha256:56d05bb1…  56d05bb1
    acme-web  registry.test/acme/web@sha256:35fb3d34…    35fb3d34
    base      registry.test/acme/base:1                  c6eeabd3
    web       registry.test/acme/web:1                   35fb3d34
    --- stderr ---
    ");
    case.run("verify").success();
}

#[test]
fn references_that_are_none_are_told_at_once_and_no_password_is() {
    let case = case();
    let before = files(&case);
    assert_snapshot!(
        case.run("add alpine: HOST/acme/app:1 https://alpine x:hunter2@registry.example/app redis:^7")
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: 4 references are not valid
    caused by: `alpine:` is not a reference: the tag is missing after the `:`
    caused by: `https://alpine` is not a reference: a reference cannot start with a scheme like `https://`; write `alpine`
    caused by: reference 4: a reference cannot contain credentials; log in with `docker login` instead
    caused by: `redis:^7` is not a reference: `^7` is not a tag: expected `A`-`Z`, `a`-`z`, `0`-`9`, `_`, `.` and `-`, not starting with `.` or `-`; `imagelock add redis --range '^7'` chooses by a range
    "
    );
    let texts = [
        "https://me:hunter2@registry.example/app",
        "me:hunter2@registry.example/app:1",
    ];
    for text in texts {
        for format in ["human", "json", "markdown", "github"] {
            let outcome = case.run(&format!("add {text} --format {format}")).exits(2);
            assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
            let outcome = case
                .run(&format!(
                    "add HOST/acme/app:1 --name {text} --format {format}"
                ))
                .exits(2);
            assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
            let outcome = case
                .run(&format!("remove {text} --format {format}"))
                .exits(2);
            assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
        }
    }
    assert_eq!(files(&case), before);
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let case = case();
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/app:1 --dry-run").success(), @"
    exit status: 0
    --- stdout ---
    + acme-app  1  082d98d4
    would write images.toml and images.lock: 1 to add
    --- stderr ---
    ");
    case.run("add HOST/acme/app:none --dry-run").exits(1);
    assert_snapshot!(case.run("remove web --dry-run").success(), @"
    exit status: 0
    --- stdout ---
    - web  1  35fb3d34
    would write images.toml and images.lock: 1 to remove
    --- stderr ---
    ");
    assert_eq!(files(&case), before);
}

#[test]
fn remove_takes_images_out_of_both_files_and_asks_nobody() {
    let case = case();
    case.run("add HOST/acme/app:1 HOST/acme/tool:1").success();
    case.registry.clear_log();
    assert_snapshot!(
        case.run("remove web acme-app").success(),
        @"
    exit status: 0
    --- stdout ---
    - acme-app  1  082d98d4
    - web       1  35fb3d34
    wrote images.toml and images.lock: 2 removed
    --- stderr ---
    "
    );
    assert_snapshot!(format!("{}---\n{}", manifest(&case), case.lock()));
    case.run("verify").success();
    assert!(case.registry.requests().is_empty());
}

#[test]
fn remove_of_an_unknown_name_asks_what_was_meant() {
    let case = case();
    let before = files(&case);
    assert_snapshot!(case.run("remove wbe base nothing-like-it").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `images.toml` has no images `wbe` (did you mean `web`?), `nothing-like-it`
    hint: run `imagelock list` to see the names
    ");
    assert_snapshot!(case.run("remove web base").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `images.toml` would have no images left, but it needs at least one
    hint: delete `images.toml` and `images.lock`, or add another image first with `imagelock add IMAGE`
    ");
    assert_eq!(files(&case), before);
}

#[test]
fn what_was_never_locked_can_be_removed() {
    let case = case();
    let manifest = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        format!("{manifest}new = \"example.com/none:1\"\n"),
    );
    let lock = case.raw_lock();
    assert_snapshot!(case.run("remove new").success(), @"
    exit status: 0
    --- stdout ---
    - new  not locked
    wrote images.toml: 1 removed
    --- stderr ---
    ");
    assert_eq!(
        (case.project.read("images.toml"), case.raw_lock()),
        (manifest, lock)
    );
}

#[test]
fn comments_order_and_line_ends_are_kept() {
    let case = case();
    let text = case.text(
        "\u{feff}# ours\r\n[images] # all\r\n\tweb  = 'HOST/acme/web:1' # é\r\n\t# pinned\r\n  \"base\" = { image = \"HOST/acme/base:1\" }\r\n\r\n# the end",
    );
    case.project.file("images.toml", &text);
    case.run("lock").success();
    let lock = case.raw_lock();
    case.run("add HOST/acme/app:1").success();
    let line = case.text("  acme-app = \"HOST/acme/app:1\"\r\n");
    assert_eq!(
        case.project.read("images.toml"),
        text.replace(":1\" }\r\n", &format!(":1\" }}\r\n{line}"))
    );
    case.run("remove acme-app").success();
    assert_eq!(case.project.read("images.toml"), text);
    assert_eq!(case.raw_lock(), lock);
}

#[test]
fn what_cannot_be_changed_is_shown_and_nothing_is_written() {
    let case = case();
    case.manifest("");
    case.project.file(
        "images.toml",
        case.text(
            "images = {\n  web = \"HOST/acme/web:1\", # about web\n  base = \"HOST/acme/base:1\",\n}\n",
        ),
    );
    let before = files(&case);
    assert_snapshot!(case.run("remove web").exits(2), @r#"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: imagelock cannot change what is written here
     --> images.toml:2:3
      |
    2 |   web = "registry.test/acme/web:1", # about web
      |   ^^^
      |
      = help: change it by hand, then run `imagelock lock`
    "#);
    assert_eq!(files(&case), before);
}

#[test]
fn writers_exclude_each_other_and_none_is_lost() {
    let case = Case::with(Registry::builder().open());
    for name in ["web", "app", "tool"] {
        case.push(
            &format!("acme/{name}"),
            "1",
            &Image::single("linux/amd64", name),
        );
    }
    case.manifest("web = \"HOST/acme/web:1\"\n");
    case.registry
        .fault(Fault::on("HEAD", "/v2/acme/app/manifests/1").hold());
    let first = case.command("add HOST/acme/app:1").spawn();
    case.wait_for_requests(1);
    let mut second = case.command("add HOST/acme/tool:1").spawn();
    let mut stderr = BufReader::new(second.stderr.take().expect("stderr is a pipe"));
    let mut note = String::new();
    stderr.read_line(&mut note).expect("stderr can be read");
    assert_eq!(
        note,
        "note: waiting for another imagelock process that writes `images.lock`\n"
    );
    // Nothing half-written after a signal, and the other goes on
    case.signal(&first, "TERM");
    case.project.wait(first).exits(143);
    let mut rest = String::new();
    stderr
        .read_to_string(&mut rest)
        .expect("stderr can be read");
    case.project.wait(second).success();
    assert!(!manifest(&case).contains("acme-app"));
    let writers = ["app", "web2", "web3", "web4"].map(|name| {
        case.push(
            &format!("acme/{name}"),
            "1",
            &Image::single("linux/amd64", name),
        );
        case.command(&format!("add HOST/acme/{name}:1")).spawn()
    });
    for writer in writers {
        case.project.wait(writer).success();
    }
    assert_snapshot!(case.run("list").success(), @"
    exit status: 0
    --- stdout ---
    acme-app   registry.test/acme/app:1   ee45559f
    acme-tool  registry.test/acme/tool:1  ebbead6f
    acme-web2  registry.test/acme/web2:1  b8d454b6
    acme-web3  registry.test/acme/web3:1  8d8d3b0a
    acme-web4  registry.test/acme/web4:1  308098ff
    web        registry.test/acme/web:1   not locked
    --- stderr ---
    ");
}

#[test]
fn a_manifest_that_somebody_saves_meanwhile_is_taken_and_not_written_over() {
    // Long enough for the manifest to be saved before the answer
    let case = Case::with(
        Registry::builder()
            .open()
            .latency(|_| Duration::from_millis(500)),
    );
    case.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    case.manifest("web = \"HOST/acme/web:1\"\n");
    let run = case.command("add HOST/acme/app:1").spawn();
    case.wait_for_requests(1);
    case.manifest("web = \"HOST/acme/web:1\"\n# a thought\n");
    assert_snapshot!(case.project.wait(run).success(), @"
    exit status: 0
    --- stdout ---
    + acme-app  1  ee45559f
    wrote images.toml and images.lock: 1 added
    --- stderr ---
    note: 1 other image is not locked: run `imagelock lock`
    ");
    assert_snapshot!(manifest(&case), @r#"
    [images]
    web = "registry.test/acme/web:1"
    acme-app = "registry.test/acme/app:1"
    # a thought
    "#);
}

/// Runs `add` with arguments, whose lock cannot be written once the manifest is.
#[track_caller]
fn add_without_lock(arguments: &str) -> (Case, Outcome) {
    let case = slow();
    case.manifest("");
    let directory = case.project.path().join("locks");
    std::fs::create_dir(&directory).expect("it can be made");
    let run = format!("add HOST/acme/app:1 --lock-path locks/images.lock {arguments}");
    let run = case
        .command(&run)
        .env("GITHUB_OUTPUT", case.project.path().join("output"))
        .spawn();
    case.wait_for_requests(1);
    std::fs::remove_dir(&directory).expect("it is there and empty");
    let outcome = case.project.wait(run).exits(2);
    (case, outcome)
}

#[test]
fn what_is_written_first_is_the_manifest_so_that_a_crash_between_the_two_is_told_and_mended() {
    let (case, outcome) = add_without_lock("");
    assert_snapshot!(outcome, @"
    exit status: 2
    --- stdout ---
    not written:
      + acme-app  1  ee45559f
    wrote images.toml, but not locks/images.lock: 1 to add
    --- stderr ---
    error: `images.toml` was written, but `locks/images.lock` was not
    caused by: cannot write `locks/images.lock`: the directory `locks` does not exist
    hint: fix that, then run `imagelock lock --lock-path locks/images.lock`
    ");
    assert!(manifest(&case).contains("acme-app"));
    case.run("verify").exits(1);
    case.run("lock").success();
    case.run("verify").success();
}

#[test]
fn every_format_tells_that_the_manifest_alone_was_written() {
    let document = document(&add_without_lock("--format json").1);
    let field = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (field("manifest"), field("manifest_written")),
        ("images.toml".into(), "yes".into())
    );
    assert_eq!(
        (field("lock"), field("written")),
        ("locks/images.lock".into(), "prevented".into())
    );
    assert_eq!(document["images"][0]["name"], "acme-app");
    assert_eq!(document["error"]["reason"], "file");
    assert_snapshot!(
        "manifest_alone_markdown",
        add_without_lock("--format markdown").1
    );
    assert_snapshot!(add_without_lock("--format github").1, @"
    exit status: 2
    --- stdout ---
    ::notice file=images.toml,line=2,title=acme-app::not written: 1  ee45559f
    ::error::`images.toml` was written, but `locks/images.lock` was not; fix that, then run `imagelock lock`
    not written:
      + acme-app  1  ee45559f
    wrote images.toml, but not locks/images.lock: 1 to add
    --- stderr ---
    error: `images.toml` was written, but `locks/images.lock` was not
    caused by: cannot write `locks/images.lock`: the directory `locks` does not exist
    hint: fix that, then run `imagelock lock --lock-path locks/images.lock`
    ");
    let (case, _) = add_without_lock("--github-output");
    let output = case.project.read("output");
    assert!(!output.contains("No container image changed"), "{output}");
}

#[test]
fn a_lock_that_somebody_writes_meanwhile_is_not_written_over() {
    for arguments in ["add HOST/acme/app:1", "update", "lock"] {
        let case = slow();
        case.manifest("app2 = \"HOST/acme/app:1\"\n");
        let run = case.command(arguments).spawn();
        case.wait_for_requests(1);
        case.project.file("images.lock", "version = 1\n");
        let before = files(&case);
        let outcome = case.project.wait(run).exits(2);
        assert!(
            outcome
                .stderr
                .contains("`images.lock` changed during the run"),
            "{outcome}"
        );
        assert_eq!(files(&case), before, "{arguments}");
    }
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_be_written_is_found_out_before_any_request() {
    let case = case();
    case.registry.clear_log();
    case.run("add HOST/acme/app:1 --lock-path nowhere/images.lock")
        .exits(2);
    case.run("add HOST/acme/web:1 --lock-path nowhere/images.lock")
        .exits(2);
    assert!(case.registry.requests().is_empty());
    assert!(!manifest(&case).contains("acme-app"));
    // A link stays one
    let text = case.project.read("images.toml");
    case.project.file("locks/real.toml", text);
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it was there");
    std::os::unix::fs::symlink("locks/real.toml", case.project.path().join("images.toml"))
        .expect("it can be linked");
    case.run("add HOST/acme/app:1").success();
    assert!(case.project.path().join("images.toml").is_symlink());
    assert!(case.project.read("locks/real.toml").contains("acme-app"));
}

#[test]
fn without_a_manifest_nothing_is_removed_or_listed() {
    let case = case();
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it was there");
    for arguments in ["remove web", "list"] {
        let outcome = case.run(arguments).exits(2);
        assert!(
            outcome
                .stderr
                .contains("error: could not find `images.toml`"),
            "{outcome}"
        );
    }
    assert!(!case.project.exists("images.toml"));
}

#[test]
fn every_format_tells_of_both_files() {
    let case = case();
    for format in ["json", "markdown", "github"] {
        for (what, status) in [
            ("add HOST/acme/app:1", 0),
            ("remove acme-app", 0),
            ("add HOST/acme/app:none", 1),
        ] {
            let outcome = case.run(&format!("{what} --format {format}")).exits(status);
            if format == "json" {
                let document = document(&outcome);
                let expected = if status == 0 { "yes" } else { "prevented" };
                assert_eq!(
                    (&document["written"], &document["manifest_written"]),
                    (&expected.into(), &expected.into())
                );
            }
            assert_snapshot!(
                format!(
                    "{format}_{}_{status}",
                    what.split(' ').next().unwrap_or_default()
                ),
                outcome
            );
        }
    }
}

#[test]
fn an_image_can_have_a_second_name() {
    let case = case();
    let outcome = case.run("add HOST/acme/web:1 --name front").success();
    assert!(outcome.stdout.contains("+ front"), "{outcome}");
    assert!(
        manifest(&case).ends_with("front = \"registry.test/acme/web:1\"\n"),
        "{}",
        manifest(&case)
    );
    assert!(case.registry.requests().is_empty(), "the digest is known");
    case.run("verify").success();
    case.run("add HOST/acme/web:1 --name base").exits(2);
    let before = files(&case);
    let outcome = case.run("add HOST/acme/web:1 --name front").success();
    assert!(
        outcome.stderr.contains("is already there as `front`"),
        "{outcome}"
    );
    assert_eq!(files(&case), before);
}

#[test]
fn a_name_that_is_made_up_is_explained() {
    let case = case();
    case.run("add HOST/acme/app:1").success();
    let outcome = case.run("add HOST/acme/app:latest").success();
    let words = "named `acme-app-latest`, since `acme-app` has another tag; to replace that, run";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert_eq!(case.run("add HOST/acme/tool:1").success().stderr, "");
}

#[test]
fn a_pin_by_hand_shows_the_tag_of_the_manifest() {
    let case = case();
    let app = case.push("acme/app", "1", &Image::single("linux/amd64", "pinned"));
    let outcome = case.run(&format!("add HOST/acme/app:1@{app}")).success();
    assert!(!outcome.stdout.contains("(no tag)"), "{outcome}");
    assert!(outcome.stdout.starts_with("+ acme-app  1  "), "{outcome}");
}

#[test]
fn what_was_not_written_has_no_line() {
    let case = case();
    for (arguments, status) in [
        ("add HOST/acme/app:none HOST/acme/web:1", 1),
        ("add HOST/acme/app:1 --dry-run", 0),
    ] {
        let document = document(
            &case
                .run(&format!("{arguments} --format json"))
                .exits(status),
        );
        let images = document["images"].as_array().expect("there are images");
        for image in images {
            let expected = if image["name"] == "web" {
                3.into()
            } else {
                serde_json::Value::Null
            };
            assert_eq!(image["line"], expected, "{document}");
        }
        let outcome = case
            .run(&format!("{arguments} --format github"))
            .exits(status);
        assert!(
            outcome.stdout.contains("file=images.toml,title=acme-app"),
            "{outcome}"
        );
    }
}

#[test]
fn a_surprising_reference_is_told_without_a_line_that_is_not_there() {
    let case = case();
    let run = case
        .command("add localhost:5000")
        .env("HTTPS_PROXY", "http://127.0.0.1:1")
        .run();
    let outcome = run.exits(3);
    assert!(
        outcome
            .stderr
            .contains("warning: `localhost:5000` looks like a registry"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("images.toml:"), "{outcome}");
}

#[test]
fn what_is_locked_alone_is_for_lock_to_remove() {
    let case = case();
    case.manifest("base = \"HOST/acme/base:1\"\nmore = \"HOST/acme/app:1\"\n");
    let outcome = case.run("remove web").exits(2);
    assert!(
        outcome.stderr.contains("hint: run `imagelock lock`"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("`images.lock`"), "{outcome}");
    assert!(
        !case
            .run("remove web wbe")
            .exits(2)
            .stderr
            .contains("imagelock lock")
    );
}
