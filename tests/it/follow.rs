//! Files follow their lock: `check --fix` writes what is locked now in the place of what was locked before.

use std::path::PathBuf;

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::Image;

/// A digest that nothing has.
const OTHER: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A repository that uses `acme/db:16`, locked and committed, in a file of each form.
fn committed() -> Case {
    let case = Case::new();
    for tag in ["16", "17", "18"] {
        case.push("acme/db", tag, &Image::index(&["linux/amd64"], tag));
    }
    case.manifest("db = \"HOST/acme/db:16\"\n");
    case.run("update").success();
    let pinned = format!("16@{}", digest(&case));
    write(
        &case,
        "Dockerfile",
        &format!("# HOST/acme/db:{pinned}\nFROM HOST/acme/db:{pinned} AS db16\n"),
    );
    case.project.commit("before");
    case
}

fn write(case: &Case, path: &str, text: &str) {
    case.project.file(path, case.text(text));
}

/// The digest that is locked now.
fn digest(case: &Case) -> String {
    let digest = case.run("get db --field digest --lock-only").stdout;
    digest.trim().to_owned()
}

/// Has `images.toml` name another tag, and locks it.
fn bump(case: &Case, tag: &str) {
    case.manifest(&format!("db = \"HOST/acme/db:{tag}\"\n"));
    case.run("lock").success();
}

/// What a file reads, with the registry shown as `HOST` and the locked digest as `NOW`.
fn read(case: &Case, path: &str) -> String {
    let text = case.project.read(path);
    text.replace(&case.registry.host(), "HOST")
        .replace(&digest(case), "NOW")
}

/// A clone of the repository that lacks a part of it.
fn cloned(case: &Case, option: &str) -> PathBuf {
    let here = case.project.path();
    let clone = here.join("clone");
    let from = format!("file://{}", here.display());
    let to = clone.display().to_string();
    case.project
        .git(&["config", "uploadpack.allowFilter", "true"]);
    case.project.git(&["clone", "-q", option, &from, &to]);
    clone
}

/// Fixes, and sees to it that it was right: all passes, and a second time changes nothing.
#[track_caller]
pub fn fixes(case: &Case) -> Outcome {
    case.run("check").exits(1);
    let fixed = case.run("check --fix").success();
    let again = case.run("check --fix").success();
    assert!(!again.stdout.contains("was written"), "{again}");
    case.run("check").success();
    case.run("verify").success();
    fixed
}

#[test]
fn a_digest_that_moved_is_written_in_the_place_of_the_old_one() {
    let case = committed();
    case.push("acme/db", "16", &Image::index(&["linux/amd64"], "moved"));
    case.run("update").success();
    fixes(&case);
    assert!(read(&case, "Dockerfile").ends_with("\nFROM HOST/acme/db:16@NOW AS db16\n"));
}

#[test]
fn a_tag_that_was_bumped_is_written_with_its_digest() {
    let case = committed();
    let before = case.project.read("Dockerfile");
    let comment = before.lines().next().expect("it has lines");
    bump(&case, "17");
    assert_snapshot!(case.run("check").exits(1), @"
    exit status: 1
    --- stdout ---
    Dockerfile
    ! 2:6  registry.test/acme/db:16@6a5a1411
           `images.lock` has moved on: 16 → 17, 6a5a1411 → 45054a1f
    1 of 1 image in 1 file does not pass
    --- stderr ---
    error: 1 image that files use does not pass
    hint: run `imagelock check --fix` to write what is locked
    ");
    assert_snapshot!(fixes(&case), @"
    exit status: 0
    --- stdout ---
    Dockerfile
    + 2:6  registry.test/acme/db:16@6a5a1411  16 → 17, 6a5a1411 → 45054a1f
    Dockerfile was written
    1 image in 1 file is one of images.lock; 1 with the locked digest
    --- stderr ---
    ");
    let expected = format!(
        "{comment}\n{}",
        case.text("FROM HOST/acme/db:17@NOW AS db16\n")
    );
    assert_eq!(
        case.project
            .read("Dockerfile")
            .replace(&digest(&case), "NOW"),
        expected
    );
}

#[test]
fn a_lock_that_was_committed_alone_is_followed_from_the_one_before_it() {
    let case = committed();
    bump(&case, "17");
    case.project.commit("the lock alone");
    write(&case, "notes", "");
    case.project.commit("something else");
    fixes(&case);
    assert!(read(&case, "Dockerfile").contains("FROM HOST/acme/db:17@NOW"));
}

#[test]
fn a_lock_of_a_branch_is_followed_after_its_merge() {
    let case = committed();
    let git = |arguments: &str| case.project.git(&arguments.split(' ').collect::<Vec<_>>());
    git("checkout -q -b bump");
    bump(&case, "17");
    case.project.commit("the lock alone");
    git("checkout -q -");
    write(&case, "notes", "");
    case.project.commit("something else");
    git("merge -q --no-ff --no-edit bump");
    fixes(&case);
    assert!(read(&case, "Dockerfile").contains("FROM HOST/acme/db:17@NOW"));
}

#[test]
fn a_second_bump_before_a_commit_is_followed_from_what_is_committed() {
    let case = committed();
    bump(&case, "17");
    bump(&case, "18");
    fixes(&case);
    assert!(read(&case, "Dockerfile").contains("FROM HOST/acme/db:18@NOW"));
}

#[test]
fn an_amended_commit_is_followed_from_the_one_before_it() {
    let case = committed();
    bump(&case, "17");
    case.project.commit("the lock alone");
    bump(&case, "18");
    case.project.git(&["add", "-A"]);
    case.project.git(&["commit", "-q", "--amend", "--no-edit"]);
    fixes(&case);
    assert!(read(&case, "Dockerfile").contains("FROM HOST/acme/db:18@NOW"));
}

#[test]
fn what_was_locked_two_commits_ago_is_told_with_both_ways_out() {
    let case = committed();
    for tag in ["17", "18"] {
        bump(&case, tag);
        case.project.commit(tag);
    }
    let before = case.project.read("Dockerfile");
    assert_snapshot!(case.run("check --fix").exits(1), @"
    exit status: 1
    --- stdout ---
    Dockerfile
    ! 2:6  registry.test/acme/db:16@6a5a1411
           `images.toml` does not name this image; it has
           `registry.test/acme/db:18` as `db`
    1 of 1 image in 1 file does not pass
    --- stderr ---
    error: 1 image that files use does not pass
    hint: write `registry.test/acme/db:18` there, run `imagelock add registry.test/acme/db:16` to add this one, or `imagelock add registry.test/acme/db:16 --name db` to replace that one
    ");
    assert_eq!(case.project.read("Dockerfile"), before);
}

#[test]
fn a_deliberate_pin_and_a_tag_without_a_digest_stay() {
    let case = committed();
    case.require_digests();
    bump(&case, "17");
    let text = format!(
        "FROM HOST/acme/db:12@{OTHER}\nFROM HOST/acme/db:16@{OTHER}\nFROM HOST/acme/db:16\n"
    );
    write(&case, "Dockerfile", &text);
    let outcome = case.run("check --fix").exits(1);
    assert_eq!(case.project.read("Dockerfile"), case.text(&text));
    let host = "registry.test/acme/db";
    for tag in ["12", "16"] {
        let ways = format!(
            "hint: write `{host}:17` there, or run `imagelock add {host}:{tag}` to add this one"
        );
        assert_eq!(outcome.stderr.matches(&ways).count(), 1, "{outcome}");
    }
}

#[test]
fn a_tag_that_is_not_locked_yet_is_said_to_be_so() {
    let case = committed();
    case.manifest("db = \"HOST/acme/db:17\"\n");
    let outcome = case.run("check --fix").exits(1);
    let reason = "`images.lock` does not match `images.toml` for `db` yet";
    assert!(outcome.stdout.contains(reason), "{outcome}");
    assert_eq!(
        outcome.stderr.matches("hint: ").count(),
        1,
        "one way out: {outcome}"
    );
    assert!(
        outcome.stderr.contains("hint: run `imagelock lock`\n"),
        "{outcome}"
    );
}

#[test]
fn without_history_nothing_is_followed() {
    let outside = committed();
    std::fs::remove_dir_all(outside.project.path().join(".git")).expect("it is there");
    let untracked = committed();
    untracked
        .project
        .git(&["rm", "-q", "--cached", "images.lock"]);
    untracked
        .project
        .git(&["commit", "-q", "--amend", "--no-edit"]);
    let unborn = committed();
    unborn.project.git(&["update-ref", "-d", "HEAD"]);
    let broken = committed();
    let lock = broken.raw_lock();
    broken.project.file("images.lock", "<<<<<<< ours\n");
    broken.project.git(&["add", "-A"]);
    broken
        .project
        .git(&["commit", "-q", "--amend", "--no-edit"]);
    broken.project.file("images.lock", lock);
    for case in [outside, untracked, unborn, broken] {
        bump(&case, "17");
        let outcome = case.run("check --fix").exits(1);
        assert!(
            outcome.stdout.contains("does not name this image"),
            "{outcome}"
        );
    }
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let case = committed();
    bump(&case, "17");
    case.project.commit("the lock alone");
    let clone = cloned(&case, "--depth=1");
    let check = || case.command("check --fix").current_dir(&clone).run();
    let outcome = check().exits(1);
    let hint = "hint: this clone is shallow, so earlier versions of `images.lock` are missing: run `git fetch --unshallow`";
    assert!(outcome.stderr.contains(hint), "{outcome}");
    let to = clone.display().to_string();
    case.project.git(&["-C", &to, "fetch", "-q", "--unshallow"]);
    check().success();
}

#[test]
fn a_lock_that_a_partial_clone_lacks_could_not_be_told() {
    let case = committed();
    bump(&case, "17");
    case.project.commit("the lock alone");
    let clone = cloned(&case, "--filter=blob:none");
    let outcome = case.command("check").current_dir(&clone).run().exits(2);
    assert!(
        outcome
            .stderr
            .contains("this partial clone lacks one of its objects"),
        "{outcome}"
    );
}

#[test]
fn a_partial_clone_has_the_lock_that_is_checked_out() {
    let case = committed();
    bump(&case, "17");
    case.run("check --fix").success();
    case.project.commit("the lock and its files");
    let clone = cloned(&case, "--filter=blob:none");
    write(
        &case,
        "clone/images.toml",
        "[images]\ndb = \"HOST/acme/db:18\"\n",
    );
    let run = |command: &str| case.command(command).current_dir(&clone).run();
    run("lock").success();
    let fixed = run("check --fix").success();
    assert!(fixed.stdout.contains("17 → 18"), "{fixed}");
    run("check").success();
}

#[test]
fn each_name_is_followed_by_itself() {
    let case = committed();
    case.manifest("db = \"HOST/acme/db:16\"\nnew = \"HOST/acme/db:17\"\n");
    case.run("lock").success();
    let locked = |name: &str| {
        let digest = case.run(&format!("get {name} --field digest")).stdout;
        digest.trim().to_owned()
    };
    let (db, new) = (locked("db"), locked("new"));
    let pins = |db: &str, new: &str| {
        format!(
            "FROM HOST/acme/db:{db} AS a\nFROM HOST/acme/db:{new} AS b\nFROM HOST/acme/db@{}\n",
            &new[3..]
        )
    };
    write(
        &case,
        "Dockerfile",
        &pins(&format!("16@{db}"), &format!("17@{new}")),
    );
    case.run("check").success();
    case.project.commit("both");
    // One moves to the tag that the other one had
    case.manifest("db = \"HOST/acme/db:17\"\nnew = \"HOST/acme/db:18\"\n");
    case.run("lock").success();
    fixes(&case);
    let (seventeen, eighteen) = (locked("db"), locked("new"));
    let text = case.project.read("Dockerfile");
    assert_eq!(seventeen, new);
    let expected = format!(
        "FROM HOST/acme/db:17@{seventeen} AS a\nFROM HOST/acme/db:17@{seventeen} AS b\nFROM HOST/acme/db@{seventeen}\n"
    );
    assert_eq!(text, case.text(&expected));
    assert_ne!(seventeen, eighteen);
}

#[test]
fn keys_of_their_own_are_changed_together() {
    let case = committed();
    let old = digest(&case);
    let files = [
        (
            "values.yaml",
            format!("image:\n  repository: HOST/acme/db\n  tag: \"16\" # which\n  digest: {old}\n"),
        ),
        (
            "chart/values.yaml",
            format!("image: {{repository: HOST/acme/db, tag: '16@{old}'}}\n"),
        ),
        (
            "kustomization.yaml",
            format!(
                "images:\n- name: db\n  newName: HOST/acme/db\n  newTag: \"16\"\n  digest: {old}\n"
            ),
        ),
        (
            "compose.yaml",
            format!(
                "services:\n  a: {{image: &db \"HOST/acme/db:16@{old}\"}}\n  b: {{image: *db}}\n  c: {{image: \"${{DB:-HOST/acme/db:16@{old}}}\"}}\n"
            ),
        ),
    ];
    for (path, text) in &files {
        write(&case, path, text);
    }
    bump(&case, "17");
    fixes(&case);
    for (path, text) in &files {
        let expected = text.replace(&old, "NOW").replace("16", "17");
        assert_eq!(read(&case, path), expected, "{path}");
    }
}

#[test]
fn where_the_tag_cannot_change_with_the_digest_both_stay() {
    let case = committed();
    let old = digest(&case);
    let files = [
        (
            "Dockerfile",
            format!("ARG TAG=16\nFROM HOST/acme/db:${{TAG}}@{old}\n"),
        ),
        (
            "values.yaml",
            format!(
                "version: &v \"16\"\nimage:\n  repository: HOST/acme/db\n  tag: *v\n  digest: {old}\n"
            ),
        ),
    ];
    for (path, text) in &files {
        write(&case, path, text);
    }
    bump(&case, "17");
    assert_snapshot!(case.run("check --fix").exits(1), @"
    exit status: 1
    --- stdout ---
    Dockerfile
    ! 2:6  registry.test/acme/db:16@6a5a1411
           `images.lock` has moved on: 16 → 17, 6a5a1411 → 45054a1f; it cannot be
           written here: the tag beside it cannot be changed
           → change `16` in line 1 to `17`
    values.yaml
    ! 3:15  registry.test/acme/db:16@6a5a1411
            `images.lock` has moved on: 16 → 17, 6a5a1411 → 45054a1f; it cannot be
            written here: the tag beside it cannot be changed
            → change `16` in line 1 to `17`
    2 of 2 images in 2 files do not pass
    not checked: whether a build argument, the environment or the like replaces the defaults in 1 image
    --- stderr ---
    error: 2 images that files use do not pass
    ");
    for (path, text) in &files {
        assert_eq!(case.project.read(path), case.text(text), "{path}");
    }
}

#[test]
fn a_place_that_cannot_be_written_keeps_no_other_from_it() {
    let case = committed();
    case.push("acme/db", "1.10", &Image::index(&["linux/amd64"], "ten"));
    let old = digest(&case);
    let before = format!(
        "kind: Kustomization\nimages:\n\
         - {{name: a, newName: HOST/acme/db, newTag: 16, digest: {old}}}\n\
         - {{name: b, newName: HOST/acme/db, newTag: \"16\", digest: {old}}}\n\
         - {{name: c, newName: HOST/acme/db, newTag: 16, digest: {old}}}\n\
         - {{name: d, newName: HOST/acme/db, newTag: '16', digest: {old}}}\n"
    );
    write(&case, "kustomization.yaml", &before);
    bump(&case, "1.10");
    assert_snapshot!(case.run("check --fix").exits(1), @"
    exit status: 1
    --- stdout ---
    Dockerfile
    + 2:6  registry.test/acme/db:16@6a5a1411  16 → 1.10, 6a5a1411 → 5285bc0f
    kustomization.yaml
    ! 3:22  registry.test/acme/db:16@6a5a1411
            `images.lock` has moved on: 16 → 1.10, 6a5a1411 → 5285bc0f; it cannot be
            written here: put the tag in quotes, or YAML would misread the new one
    + 4:22  registry.test/acme/db:16@6a5a1411  16 → 1.10, 6a5a1411 → 5285bc0f
    ! 5:22  registry.test/acme/db:16@6a5a1411
            `images.lock` has moved on: 16 → 1.10, 6a5a1411 → 5285bc0f; it cannot be
            written here: put the tag in quotes, or YAML would misread the new one
    + 6:22  registry.test/acme/db:16@6a5a1411  16 → 1.10, 6a5a1411 → 5285bc0f
    Dockerfile was written
    kustomization.yaml was written
    2 of 5 images in 2 files do not pass; 3 with the locked digest
    --- stderr ---
    error: 2 images that files use do not pass
    ");
    let after = before
        .replace("\"16\", digest: ", "\"1.10\", digest: NEW")
        .replace("'16', digest: ", "'1.10', digest: NEW")
        .replace(&format!("NEW{old}"), "NOW");
    assert_eq!(read(&case, "kustomization.yaml"), after);
}

#[test]
fn the_version_of_a_chart_is_never_frozen() {
    let case = committed();
    let old = digest(&case);
    let values = format!("image:\n  repository: HOST/acme/db\n  tag: \"\"\n  digest: {old}\n");
    write(&case, "chart/values.yaml", &values);
    let chart = "apiVersion: v2\nname: db\nversion: 0.1.0\nappVersion: \"16\"\n";
    write(&case, "chart/Chart.yaml", chart);
    write(
        &case,
        "chart/templates/pod.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: \"{{ .Values.image.repository }}:\
         {{ .Values.image.tag | default .Chart.AppVersion }}@{{ .Values.image.digest }}\"\n",
    );
    case.run("check").success();
    case.project.commit("with a chart");
    bump(&case, "17");
    let outcome = case.run("check --fix").exits(1);
    assert_eq!(case.project.read("chart/values.yaml"), case.text(&values));
    let words = "the tag beside it cannot be changed";
    assert!(outcome.stdout.contains(words), "{outcome}");
}

#[test]
fn without_the_key_no_digest_is_added() {
    let case = committed();
    write(
        &case,
        "compose.yaml",
        "services: {a: {image: \"HOST/acme/db:16\"}, b: {image: \"HOST/acme/db:16\"}}\n",
    );
    let before = case.project.read("compose.yaml");
    let outcome = case.run("check --fix").success();
    let note = "note: 2 images have no digest; with `require-digests = true` below `[files]` in images.toml, `--fix` writes them";
    assert!(outcome.stderr.contains(note), "{outcome}");
    assert_eq!(case.project.read("compose.yaml"), before);
    case.require_digests();
    fixes(&case);
    assert_eq!(read(&case, "compose.yaml").matches("16@NOW").count(), 2);
}
