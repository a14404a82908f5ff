//! Several manifests in one run: each thing is asked once, each lock is written on its own, the worst status holds.

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image, Registry};
use crate::support::schema::document;
use serde_json::Value;

/// A repository with three manifests: two have `acme/web:1`, and of these one asks for its platforms.
fn case() -> Case {
    filled(Case::new())
}

/// The same, whatever the registry.
fn filled(case: Case) -> Case {
    case.push(
        "acme/web",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "web"),
    );
    case.push("acme/base", "1", &Image::single("linux/amd64", "base"));
    case.push("acme/tool", "1", &Image::single("linux/amd64", "tool"));
    let web = "web = { image = \"HOST/acme/web\", tag = \"1\", platforms = [\"linux/amd64\"] }\n";
    manifest(
        &case,
        "images.toml",
        "base = \"HOST/acme/base:1\"\nweb = \"HOST/acme/web:1\"\n",
    );
    manifest(&case, "deploy/images.toml", web);
    manifest(&case, "tools/images.toml", "tool = \"HOST/acme/tool:1\"\n");
    case
}

/// The same, with all locks written and committed, and nothing asked yet.
fn locked() -> Case {
    let case = case();
    case.run("update --all").success();
    case.project.commit("locked");
    case.registry.clear_log();
    case
}

fn manifest(case: &Case, path: &str, images: &str) {
    case.project
        .file(path, case.text(&format!("[images]\n{images}")));
}

/// The manifests of a document.
#[track_caller]
fn parts(outcome: &Outcome) -> Vec<Value> {
    document(outcome)["manifests"]
        .as_array()
        .expect("there are manifests")
        .clone()
}

/// What they are called.
#[track_caller]
fn names(outcome: &Outcome) -> Vec<String> {
    parts(outcome)
        .iter()
        .map(|part| part["manifest"].as_str().expect("it has a name").to_owned())
        .collect()
}

#[test]
fn what_two_manifests_want_to_know_is_asked_once_and_locked_in_both() {
    let case = case();
    assert_snapshot!("cold_update", case.run("update --all").success());
    // One refusal, three tokens, and the image that two manifests have once: by GET, since one wants its platforms
    let registry = &case.registry;
    assert_eq!(registry.count("GET", "/token?"), 3);
    assert_eq!(
        registry.count("GET", "/v2/acme/web/") + registry.count("HEAD", "/v2/acme/web/"),
        1
    );
    assert_eq!(registry.requests().len(), 1 + 3 + 3);
    let alone = case.raw_lock();
    assert!(
        !alone.contains("platforms"),
        "who declares none locks none: {alone}"
    );
    assert!(
        case.project
            .read("deploy/images.lock")
            .contains("\"linux/amd64\"")
    );
    // Each lock is what a run about its manifest alone writes
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it is there");
    case.run("update").success();
    assert_eq!(case.raw_lock(), alone);
    case.run("verify --all").success();
}

#[cfg(unix)]
#[test]
fn where_nothing_moved_no_lock_is_touched() {
    use std::os::unix::fs::MetadataExt as _;
    let case = locked();
    let identities = || {
        ["images.lock", "deploy/images.lock", "tools/images.lock"].map(|lock| {
            let metadata = case
                .project
                .path()
                .join(lock)
                .metadata()
                .expect("it is there");
            (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
        })
    };
    let before = identities();
    case.run("update --all").success();
    assert_eq!(identities(), before);
    assert_eq!(case.registry.count("HEAD", "/v2/acme/web/"), 1);
    assert_eq!(case.registry.count("GET", "/v2/acme"), 0);
}

#[test]
fn a_broken_manifest_does_not_keep_the_others_from_being_locked() {
    let case = case();
    case.project
        .file("deploy/images.toml", "[images]\nweb = 1\n");
    case.project.file("tools/images.lock", "kind: ImagesLock\n");
    let outcome = case.run("update --all").exits(2);
    assert_snapshot!("broken", outcome);
    assert!(case.lock().contains("[images.web]"));
    assert!(!case.project.exists("deploy/images.lock"));
    assert_eq!(case.project.read("tools/images.lock"), "kind: ImagesLock\n");
    let outcome = case.run("lock --all --format json").exits(2);
    let statuses: Vec<Value> = parts(&outcome)
        .iter()
        .map(|part| part["exit_status"].clone())
        .collect();
    assert_eq!(statuses, [2, 0, 2]);
    assert_snapshot!("broken_json", outcome.stdout);
    assert_snapshot!(
        "broken_markdown",
        case.run("lock --all --format markdown").exits(2).stdout
    );
    assert_snapshot!(case.run("lock --all --format github").exits(2).stdout, @r#"
    ::error file=deploy/images.toml,line=2::expected a reference or a table with `image`; write `web = "alpine:3.20"`
    ::error file=tools/images.toml::`tools/images.lock` was not written by imagelock: it is YAML with `kind: ImagesLock`; move it away, or choose another file with `--lock-path`
    deploy/images.toml:
    ! failed

    images.toml:
    images.lock is up to date: 2 unchanged

    tools/images.toml:
    ! failed
    "#);
    assert_snapshot!("broken_quiet", case.run("lock --all -q").exits(2));
}

#[test]
fn an_image_that_fails_keeps_its_own_lock_from_being_written_and_no_other() {
    let case = case();
    case.registry.fault(
        Fault::on("*", "/v2/acme/tool/manifests/*")
            .status(403)
            .always(),
    );
    let outcome = case.run("update --all").exits(3);
    assert_snapshot!("failed", outcome);
    assert!(case.project.exists("images.lock") && case.project.exists("deploy/images.lock"));
    assert!(!case.project.exists("tools/images.lock"));
}

#[test]
fn the_worst_of_all_is_the_exit_status() {
    let case = locked();
    case.registry.fault(
        Fault::on("*", "/v2/acme/tool/manifests/*")
            .status(403)
            .always(),
    );
    case.run("verify --all --fresh").exits(3);
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "newer"));
    assert_snapshot!("worst", case.run("verify --all --fresh").exits(1));
    case.project.file("deploy/images.toml", "[images]\n");
    case.run("verify --all --fresh").exits(2);
    case.run("outdated --all").exits(2);
}

/// The command of the last hint, as a person copies it.
#[track_caller]
fn hinted(outcome: &Outcome) -> String {
    let mut hints = outcome.stderr.lines().filter(|it| it.starts_with("hint: "));
    let last = hints.next_back().unwrap_or_else(|| panic!("{outcome}"));
    let command = last.split('`').nth(1).unwrap_or_else(|| panic!("{last}"));
    let command = command.strip_prefix("imagelock ");
    command.unwrap_or_else(|| panic!("{last}")).to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test moves what it likes"
)]
#[test]
fn the_command_of_a_hint_names_the_files_that_it_is_about() {
    let case = locked();
    std::fs::rename(
        case.project.path().join("tools"),
        case.project.path().join("more tools"),
    )
    .expect("it is there");
    manifest(
        &case,
        "more tools/images.toml",
        "new = \"HOST/acme/tool:1\"\n",
    );
    let outcome = case.run("verify --all").exits(1);
    assert_eq!(
        hinted(&outcome),
        "lock --manifest-path 'more tools/images.toml'"
    );
    let outcome = case
        .project
        .run(["verify", "--manifest-path", "more tools/images.toml"]);
    assert_eq!(
        hinted(&outcome),
        "lock --manifest-path 'more tools/images.toml'"
    );
    let tool = "tool = \"HOST/acme/tool:1\"\ngone = \"HOST/acme/tool:none\"\n";
    manifest(&case, "deploy/images.toml", tool);
    let outcome = case.run("lock --all").exits(1);
    let keep_going = "lock --manifest-path deploy/images.toml --keep-going";
    assert_eq!(hinted(&outcome), keep_going);
    case.run(keep_going).exits(1);
    let lock = case.project.read("deploy/images.lock");
    assert!(lock.contains("[images.tool]"), "{lock}");
    let arguments = "--manifest-path deploy/images.toml --lock-path other.lock --config c.toml";
    case.project.file("c.toml", "");
    let outcome = case.run(&format!("verify {arguments}")).exits(1);
    assert_eq!(hinted(&outcome), format!("lock {arguments}"));
    // A variable holds for the next command too
    let run = case.command("verify --manifest-path deploy/images.toml --lock-path other.lock");
    let outcome = run.env("IMAGELOCK_CONFIG", "c.toml").run().exits(1);
    let arguments = "--manifest-path deploy/images.toml --lock-path other.lock";
    assert_eq!(hinted(&outcome), format!("lock {arguments}"));
}

#[test]
fn of_a_manifest_that_is_ignored_only_what_is_committed_counts() {
    let case = locked();
    manifest(&case, "vendor/images.toml", "tool = \"HOST/acme/tool:1\"\n");
    case.project.file(".gitignore", "vendor/\ntools/\n");
    let found = ["deploy/images.toml", "images.toml", "tools/images.toml"];
    assert_eq!(
        names(&case.run("verify --all --format json").success()),
        found
    );
}

#[test]
fn all_manifests_are_found_from_anywhere_below_the_root_and_without_a_repository() {
    let case = locked();
    std::fs::create_dir(case.project.path().join("deploy/sub")).expect("it is not there");
    let outcome = case
        .command("verify --all --format json")
        .current_dir("deploy/sub")
        .run()
        .success();
    assert_eq!(
        names(&outcome),
        [
            "../images.toml",
            "../../images.toml",
            "../../tools/images.toml"
        ]
    );
    // A hook of git is told where the repository is, and that is for git alone
    let hook = case
        .command("verify --all --format json")
        .env("GIT_DIR", "/nowhere")
        .env("GIT_INDEX_FILE", "x");
    assert_eq!(names(&hook.run().success()).len(), 3);
    std::fs::remove_dir_all(case.project.path().join(".git")).expect("it is there");
    case.project.file(".gitignore", "tools/\n");
    let outcome = case.run("verify --all --format json").success();
    assert_eq!(names(&outcome), ["deploy/images.toml", "images.toml"]);
}

#[test]
fn where_there_is_no_manifest_at_all_that_is_an_error() {
    let case = Case::new();
    assert_snapshot!(case.run("verify --all").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: could not find `images.toml` in `[PROJECT]` or below it; files that git ignores do not count
    hint: run `imagelock init` or `imagelock add IMAGE` to create it, or choose another file with `--manifest-path`
    ");
    assert_snapshot!(
        case.run("lock --manifest-path a.toml --manifest-path b.toml")
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    a.toml:
    ! failed

    b.toml:
    ! failed
    --- stderr ---
    in a.toml:
    error: `a.toml` does not exist
    in b.toml:
    error: `b.toml` does not exist
    "
    );
}

#[test]
fn one_manifest_that_is_found_is_told_like_several() {
    let case = Case::locked();
    assert_eq!(
        names(&case.run("verify --all --format json").success()),
        ["images.toml"]
    );
}

#[test]
fn named_manifests_are_taken_in_their_order_and_each_once() {
    let case = case();
    let named = "--manifest-path tools/images.toml --manifest-path deploy/images.toml";
    let outcome = case.run(&format!(
        "update {named} --manifest-path ./tools/../tools/images.toml --format json"
    ));
    assert_eq!(
        names(&outcome.success()),
        ["tools/images.toml", "deploy/images.toml"]
    );
    assert!(!case.project.exists("images.lock"), "nobody named it");
    case.run(&format!("verify {named}")).success();
}

#[test]
fn names_are_updated_in_every_manifest_that_has_them() {
    let case = locked();
    case.push(
        "acme/web",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "newer"),
    );
    case.push("acme/tool", "1", &Image::single("linux/amd64", "newer"));
    assert_snapshot!(case.run("update --all wep nginx").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: no `images.toml` has images `wep` (did you mean `web`?), `nginx`
    hint: run `imagelock list --all` to see the names
    ");
    assert_snapshot!("named_images", case.run("update --all web").success());
    assert_eq!(case.registry.count("*", "/v2/acme/tool/"), 0);
    case.run("outdated --all --exit-code web").success();
    case.run("outdated --all --exit-code web tool").exits(1);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let case = locked();
    case.project
        .file("deploy/images.other", "[images]\nweb = \"alpine:3.20\"\n");
    let two = "--manifest-path images.toml --manifest-path deploy/images.toml";
    for (name, arguments) in [
        ("get", format!("get web {two}")),
        ("get_lock_only", format!("get web --lock-only {two}")),
        ("diff", format!("diff {two}")),
        ("lock_path", format!("update --lock-path x.lock {two}")),
        (
            "lock_path_of_all",
            "verify --all --lock-path x.lock".to_owned(),
        ),
        (
            "all_and_named",
            "verify --all --manifest-path images.toml".to_owned(),
        ),
        (
            "all_behind_named",
            "--manifest-path images.toml verify --all".to_owned(),
        ),
        (
            "one_lock",
            "lock --manifest-path deploy/images.toml --manifest-path deploy/images.other"
                .to_owned(),
        ),
        ("base_file", format!("verify --base images.lock {two}")),
    ] {
        assert_snapshot!(format!("refused_{name}"), case.run(&arguments).exits(2));
    }
    assert!(case.registry.requests().is_empty());
    let two_sides = "--manifest-path images.toml verify --manifest-path=deploy/images.toml";
    assert_eq!(
        names(&case.run(&format!("{two_sides} --format json")).success()),
        ["images.toml", "deploy/images.toml"]
    );
}

#[cfg(unix)]
#[test]
fn a_manifest_with_two_names_has_two_locks_and_does_not_wait_for_itself() {
    let case = case();
    let link = case.project.path().join("tools/images.toml");
    std::fs::remove_file(&link).expect("it is there");
    std::os::unix::fs::symlink("../images.toml", &link).expect("a link can be made");
    case.run("update --all").success();
    assert_eq!(case.project.read("tools/images.lock"), case.raw_lock());
}

#[test]
fn a_writer_of_one_of_the_locks_is_waited_for() {
    let case = filled(Case::with(Registry::builder().open()));
    case.registry
        .fault(Fault::on("HEAD", "/v2/acme/tool/manifests/1").hold());
    let first = case
        .command("update --manifest-path tools/images.toml")
        .spawn();
    case.wait_for_requests(1);
    let limited = case.run("update --all --timeout 0.3").exits(3);
    assert!(
        limited
            .stderr
            .contains("another imagelock process that writes `tools/images.lock`"),
        "{limited}"
    );
    assert!(!case.project.exists("images.lock"));
    case.signal(&first, "TERM");
    case.project.wait(first).exits(143);
}

#[test]
fn a_signal_or_the_end_of_the_time_leaves_every_lock_as_it_was() {
    let case = locked();
    let locks = || {
        ["images.lock", "deploy/images.lock", "tools/images.lock"].map(|it| case.project.read(it))
    };
    let before = locks();
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "newer"));
    case.registry.fault(
        Fault::on("HEAD", "/v2/acme/tool/manifests/1")
            .hold()
            .always(),
    );
    let timed_out = case.run("update --all --timeout 1 --format json").exits(3);
    assert_eq!(document(&timed_out)["error"]["reason"], "timed-out");
    assert_eq!(locks(), before);
    case.registry.clear_log();
    let child = case.command("update --all").spawn();
    case.wait_for_requests(4);
    case.signal(&child, "INT");
    case.project.wait(child).exits(130);
    assert_eq!(locks(), before);
    // What is known of a manifest without an answer is told all the same
    manifest(&case, "deploy/images.toml", "other = \"HOST/acme/web:1\"\n");
    let outcome = case
        .run("verify --all --fresh --timeout 1 --format json")
        .exits(1);
    let statuses: Vec<Value> = parts(&outcome)
        .iter()
        .map(|part| part["exit_status"].clone())
        .collect();
    assert_eq!(statuses, [1, 3, 3]);
}

#[test]
fn every_format_tells_what_became_of_each() {
    let case = locked();
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "newer"));
    for format in ["human", "json", "markdown", "github"] {
        let outcome = case
            .run(&format!(
                "update --all --dry-run --details --format {format}"
            ))
            .success();
        assert_snapshot!(format!("format_{format}"), outcome);
    }
    assert_eq!(case.run("update --all -q").success().stdout, "");
    let outcome = case.run("verify --all --present").success();
    assert_snapshot!("verified", outcome);
}

#[test]
fn later_steps_of_a_workflow_read_what_changed_in_all() {
    let case = locked();
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "newer"));
    let output = case.project.path().join("output");
    case.command("update --all --github-output")
        .env("GITHUB_OUTPUT", &output)
        .run()
        .success();
    let text = case.project.read("output");
    let value = |name: &str| {
        let (_, rest) = text.split_once(&format!("{name}<<")).expect("it is there");
        let (delimiter, rest) = rest.split_once('\n').expect("it ends");
        rest.split(&format!("\n{delimiter}"))
            .next()
            .expect("it has a value")
            .to_owned()
    };
    assert_eq!(
        [value("changed"), value("updated"), value("unchanged")],
        ["true", "2", "2"]
    );
    assert_snapshot!(value("commit-message"), @"
    Update 2 container images

    deploy/images.toml: web  1  105d1bb9 → 7f67b79d
    images.toml: web  1  105d1bb9 → 7f67b79d
    ");
}

#[test]
fn a_body_has_space_for_any_number_of_manifests() {
    let case = Case::with(Registry::builder().open());
    let images: String = (0..150)
        .map(|number| format!("image-{number} = \"HOST/acme/web:1\"\n"))
        .collect();
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    for number in 0..20 {
        manifest(&case, &format!("m{number:02}/images.toml"), &images);
    }
    let outcome = case.run("update --all --format markdown").success();
    assert!(outcome.stdout.len() < 64_000, "{}", outcome.stdout.len());
    for number in 0..20 {
        assert!(
            outcome
                .stdout
                .contains(&format!("### `m{number:02}/images.toml`\n")),
            "{number}"
        );
    }
    assert_eq!(outcome.stdout.matches("wrote m").count(), 20);
    assert_eq!(
        outcome.stdout.matches(" more\n").count(),
        40,
        "tables and digests are cut"
    );
    // So many that not even a summary of each has space: what needs nobody goes first
    let one = "web = \"HOST/acme/web:1\"\n";
    manifest(&case, "one/images.toml", one);
    case.run("lock --manifest-path one/images.toml").success();
    let lock = case.project.read("one/images.lock");
    for number in 20..220 {
        let directory = format!("{}/{number:03}", "a-directory-with-a-long-name-".repeat(7));
        manifest(&case, &format!("{directory}/images.toml"), one);
        case.project.file(format!("{directory}/images.lock"), &lock);
    }
    case.project.file("m19/images.toml", "[images]\nweb = 1\n");
    let outcome = case.run("verify --all --format markdown").exits(2);
    assert!(outcome.stdout.len() < 64_000, "{}", outcome.stdout.len());
    assert!(
        outcome.stdout.contains("`m19/images.toml` is not valid"),
        "what failed is told"
    );
    assert!(outcome.stdout.ends_with(" more manifests\n"));
}

#[test]
fn every_manifest_is_held_against_its_own_in_the_base() {
    let case = locked();
    let stranger = Image::single("linux/amd64", "stranger").digest();
    let lock = case.project.read("tools/images.lock");
    let digest = Image::single("linux/amd64", "tool").digest();
    case.project
        .file("tools/images.lock", lock.replace(&digest, &stranger));
    manifest(&case, "new/images.toml", "web = \"HOST/acme/web:1\"\n");
    case.run("lock --manifest-path new/images.toml").success();
    case.registry.clear_log();
    let named = "--manifest-path new/images.toml --manifest-path tools/images.toml";
    for (name, arguments) in [("all", "--all"), ("named", named)] {
        let outcome = case
            .run(&format!("verify --base HEAD {arguments}"))
            .exits(1);
        assert_snapshot!(format!("base_{name}"), outcome);
    }
    assert_eq!(
        case.registry.count("*", "/v2/acme/base/"),
        0,
        "what did not change is not asked"
    );
}

#[test]
fn a_manifest_that_a_change_removes_or_hides_is_a_failure() {
    let case = locked();
    case.project.git(&["rm", "-q", "tools/images.toml"]);
    case.project
        .git(&["rm", "-q", "--cached", "deploy/images.toml"]);
    case.project.file(".gitignore", "deploy/images.toml\n");
    let outcome = case.run("verify --all --base HEAD --format json").exits(1);
    let reasons: Vec<Value> = parts(&outcome)
        .iter()
        .map(|part| part["error"]["reason"].clone())
        .collect();
    assert_eq!(
        reasons,
        [
            Value::from("manifest-removed"),
            Value::Null,
            "manifest-removed".into()
        ]
    );
    assert_snapshot!("removed", case.run("verify --all --base HEAD").exits(1));
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it is there");
    case.run("verify --all --base HEAD").exits(1);
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_one_of_them_is_a_failure() {
    let case = locked();
    let path = case.project.path().join("tools/images.toml");
    std::fs::copy(&path, case.project.path().join("elsewhere.toml")).expect("it is there");
    std::fs::remove_file(&path).expect("it is there");
    std::os::unix::fs::symlink("../elsewhere.toml", &path).expect("a link can be made");
    let outcome = case.run("verify --all --base HEAD --format json").exits(1);
    assert_eq!(
        parts(&outcome)[2]["error"]["reason"],
        "link-in-place-of-file"
    );
}
