//! Files that are missing, broken, foreign or traps: a clear error, the right status, and nothing lost.

#![expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test reads what it finds"
)]

use std::os::unix::fs::symlink;

use crate::support::case::Case;
use crate::support::command::Project;

const SECRET: &str = "hunter2-of-another-file";

fn huge() -> Vec<u8> {
    vec![b'#'; 17 * 1024 * 1024]
}

#[test]
fn a_manifest_that_is_not_there_is_said_so() {
    let project = Project::new();
    assert_snapshot!(project.run(["update"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: could not find `images.toml` in `[PROJECT]` or any parent directory
    hint: run `imagelock init` or `imagelock add IMAGE` to create it, or choose another file with `--manifest-path`
    ");
    assert_snapshot!(
        project
            .run(["update", "--manifest-path", "none.toml"])
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `none.toml` does not exist
    "
    );
}

#[test]
fn a_manifest_that_cannot_be_read_is_said_so() {
    let project = Project::new();
    project.file("directory/images.toml", "");
    assert_snapshot!(
        project
            .run(["update", "--manifest-path", "directory"])
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `directory` is a directory, not a file
    hint: name the file: `directory/images.toml`
    "
    );
    assert_snapshot!(project.run(["verify", "--manifest-path", "."]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `.` is a directory, not a file
    hint: name the file: `./images.toml`
    ");
    let below_a_file = [
        "update",
        "--manifest-path",
        "directory/images.toml/images.toml",
    ];
    assert_snapshot!(project.run(below_a_file).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: cannot read `directory/images.toml/images.toml`
    caused by: Not a directory (os error 20)
    ");
    for (name, bytes) in [
        ("not_utf8", b"[images]\nweb = \"\xff\"\n".to_vec()),
        ("empty", Vec::new()),
        ("huge", huge()),
    ] {
        project.file("images.toml", bytes);
        assert_snapshot!(format!("manifest_{name}"), project.run(["update"]).exits(2));
    }
}

#[test]
fn every_problem_of_a_manifest_is_shown() {
    let project = Project::new();
    project.file(
        "images.toml",
        include_str!("../../fixtures/manifests/hundred-errors/images.toml"),
    );
    for command in ["update", "lock", "verify"] {
        let outcome = project.run([command]).exits(2);
        assert!(
            outcome.stderr.contains("`images.toml` has 100 problems"),
            "{outcome}"
        );
        assert_eq!(
            outcome.stderr.matches(" --> images.toml:").count(),
            100,
            "{outcome}"
        );
    }
}

#[test]
fn a_manifest_found_by_search_does_not_lead_out_of_the_repository() {
    let project = Project::new();
    let secret = project.home().join("secret");
    project.file(&secret, format!("[images]\n{SECRET} = 1\n"));
    symlink(&secret, project.path().join("images.toml")).expect("a link can be made");
    let outcome = project.run(["update", "-v"]).exits(2);
    assert!(!outcome.to_string().contains(SECRET), "{outcome}");
    assert_snapshot!(outcome, @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    using images.toml
    using images.lock
    error: `images.toml` leads outside of `[PROJECT]`
    hint: a file that is found by search must be inside the repository; if it is intended, pass it with `--manifest-path` or `--lock-path`
    ");
}

#[test]
fn what_a_found_manifest_leads_to_outside_is_not_locked() {
    let project = Project::new();
    let outside = project.home().join("lock-of-another-program");
    project.file(&outside, "");
    symlink(&outside, project.path().join("images.toml")).expect("a link can be made");
    let held = std::fs::File::open(&outside).expect("it is there");
    held.lock().expect("nobody else has it");
    let outcome = project.run(["update", "--timeout", "5"]).exits(2);
    assert!(outcome.stderr.contains("leads outside of `"), "{outcome}");
}

#[test]
fn the_manifest_that_was_found_above_is_named_when_something_fails() {
    let case = Case::new();
    case.manifest("web = \"HOST/acme/none:1\"\n");
    case.project.file("services/web/keep", "");
    assert_snapshot!(
        case.command("update")
            .current_dir("services/web")
            .run()
            .exits(3),
        @"
    exit status: 3
    --- stdout ---
    did not write ../../images.lock: 1 failed
    --- stderr ---
    error: cannot resolve `web` (registry.test/acme/none:1)
    caused by: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:acme/none:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/none`, and log in with `docker login registry.test` if it is private
    note: using `../../images.toml`, found by search
    "
    );
    assert_snapshot!(
        case.command("verify")
            .current_dir("services/web")
            .run()
            .exits(1),
        @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `../../images.lock` does not exist
    hint: run `imagelock lock` to create it
    note: using `../../images.toml`, found by search
    "
    );
    case.project.file("images.toml", "[images]\nweb = 1\n");
    assert_snapshot!(
        case.command("verify")
            .current_dir("services")
            .run()
            .exits(2),
        @r#"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: expected a reference or a table with `image`
     --> ../images.toml:2:7
      |
    2 | web = 1
      |       ^
      |
      = help: write `web = "alpine:3.20"`
    note: using `../images.toml`, found by search
    "#
    );
}

/// No command takes this for a lock, asks anybody or touches it; `lock` says this.
fn assert_refused(name: &str, lock: impl AsRef<[u8]>) {
    let case = Case::locked();
    let path = case.project.file("images.lock", lock.as_ref());
    for command in [
        "update",
        "lock",
        "update --keep-going",
        "verify",
        "verify --fresh",
        "get web",
        "lock --check",
    ] {
        case.run(command).exits(2);
    }
    assert_snapshot!(format!("lock_{name}"), case.run("lock").exits(2));
    assert_eq!(
        std::fs::read(path).expect("it is there"),
        lock.as_ref(),
        "{name} was changed"
    );
    assert!(case.registry.requests().is_empty());
    assert!(case.strangers().is_empty());
}

#[test]
fn a_damaged_lock_is_refused() {
    let lock = Case::locked().raw_lock();
    assert_refused(
        "truncated",
        "# generated\nversion = 1\n\n[images.web]\nimage = \"docker.io/libr",
    );
    assert_refused(
        "without_digest",
        "version = 1\n\n[images.web]\nimage = \"docker.io/library/web\"\ntag = \"1\"\n",
    );
    assert_refused("not_utf8", b"version = 1\n\xff\n");
    assert_refused("huge", huge());
    let conflicted = lock.replace(
        "tag = \"1\"",
        "<<<<<<< ours\ntag = \"1\"\n=======\ntag = \"2\"\n>>>>>>> theirs",
    );
    let head = "127.0.0.1:";
    let port: String = lock
        .split(head)
        .nth(1)
        .expect("a host")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    assert_refused(
        "conflicted",
        conflicted.replace(&format!("{head}{port}"), "registry.example"),
    );
}

#[test]
fn a_lock_of_a_newer_version_is_refused() {
    assert_refused("newer", "version = 2\n");
    assert_refused(
        "newer_key",
        format!(
            "version = 1\n\n[images.web]\nimage = \"docker.io/library/web\"\ntag = \"1\"\nsize = 1\ndigest = \"sha256:{}\"\n",
            "0".repeat(64)
        ),
    );
}

#[test]
fn a_foreign_lock_is_refused() {
    assert_refused("cargo", "version = 4\n\n[[package]]\nname = \"adler2\"\n");
    assert_refused(
        "yaml",
        "apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\n",
    );
    assert_refused("json", "{\n  \"lockfileVersion\": 3\n}\n");
    assert_refused("manifest", "[images]\nweb = \"nginx:1\"\n");
    assert_refused("words", "these are not the locks\n");
}

#[test]
fn a_lock_that_leads_out_of_the_repository_is_refused() {
    let case = Case::locked();
    let outside = case.project.home().join("images.lock");
    case.project
        .file(&outside, format!("version = 1\n# {SECRET}\n"));
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    symlink(&outside, case.project.path().join("images.lock")).expect("a link can be made");
    for command in ["update", "lock", "verify", "get web", "get web --lock-only"] {
        let outcome = case.run(command).exits(2);
        assert!(!outcome.to_string().contains(SECRET), "{outcome}");
    }
    assert_snapshot!(case.run("lock").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `images.lock` leads outside of `[PROJECT]`
    hint: a file that is found by search must be inside the repository; if it is intended, pass it with `--manifest-path` or `--lock-path`
    ");
    assert!(case.project.read(&outside).contains(SECRET));
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_place_that_cannot_be_written_is_found_out_before_any_request() {
    let case = Case::locked();
    for (name, path) in [
        ("no_directory", "none/images.lock"),
        ("below_a_file", "images.toml/images.lock"),
        ("directory", ".git"),
    ] {
        assert_snapshot!(
            format!("place_{name}"),
            case.run(&format!("update --lock-path {path}")).exits(2)
        );
        case.run(&format!("lock --lock-path {path}")).exits(2);
    }
    case.project.file("locks/images.lock/file", "");
    assert_snapshot!(case.run("update --lock-path locks/images.lock").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `locks/images.lock` is a directory, not a file
    hint: move it away, and run the command again
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn one_file_cannot_be_both() {
    let case = Case::locked();
    let manifest = case.project.read("images.toml");
    assert_snapshot!(case.run("update --lock-path ./images.toml").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `./images.toml` cannot be `images.toml` and `images.lock` at the same time
    hint: choose another file with `--lock-path`
    ");
    case.project.file("pinned.lock", &manifest);
    assert_snapshot!(case.run("update --manifest-path pinned.lock").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `pinned.lock` cannot be `images.toml` and `images.lock` at the same time
    hint: choose another file with `--lock-path`
    ");
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    symlink("images.toml", case.project.path().join("images.lock")).expect("a link can be made");
    case.run("update").exits(2);
    assert_eq!(case.project.read("images.toml"), manifest);
    assert!(case.registry.requests().is_empty());
}
