//! `verify --base`: no change by others slips a false digest past the gate, and no drift reddens one.

mod ages;
mod histories;
#[cfg(unix)]
mod links;
mod lowered;
mod neighbours;
mod rules;
mod trust;
mod ways_out;

use crate::support::case::Case;
use crate::support::registry::{Image, Registry};
use crate::support::schema::document;
use serde_json::Value;

const OLD: &str = "old";
const NEW: &str = "new";

/// A repository whose last commit has two locked images: `web`, whose tag was another digest before, and `base` with
/// platforms.
fn case() -> Case {
    let case = Case::new();
    case.push("acme/web", "1.2", &Image::single("linux/amd64", OLD));
    case.push("acme/web", "1.2", &Image::single("linux/amd64", NEW));
    case.push("acme/web", "1.1", &Image::single("linux/amd64", "lower"));
    case.push("acme/other", "1", &Image::single("linux/amd64", "other"));
    case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "base"),
    );
    case.manifest(&manifest("1.2", "\"linux/amd64\""));
    case.run("update").success();
    case.project.commit("base");
    case.registry.clear_log();
    case
}

fn manifest(tag: &str, platforms: &str) -> String {
    format!(
        "base = {{ image = \"HOST/acme/base\", tag = \"1\", platforms = [{platforms}] }}\n\
         web = {{ image = \"HOST/acme/web\", tag = \"{tag}\" }}\n"
    )
}

fn single(seed: &str) -> String {
    Image::single("linux/amd64", seed).digest()
}

/// The reason that is given for an image, in a run with this exit status.
#[track_caller]
fn reason(case: &Case, arguments: &str, name: &str, status: i32) -> String {
    reason_against("HEAD", case, arguments, name, status)
}

/// The same with another base.
#[track_caller]
fn reason_against(base: &str, case: &Case, arguments: &str, name: &str, status: i32) -> String {
    let outcome = case
        .run(&format!("verify --base {base} --format json {arguments}"))
        .exits(status);
    let document = document(&outcome);
    let images = document["images"]
        .as_array()
        .expect("there are images")
        .clone();
    let image = images
        .into_iter()
        .find(|image| image["name"] == name)
        .expect("it is told of");
    image["reason"].as_str().unwrap_or_default().to_owned()
}

/// The reason why the run as a whole failed.
#[track_caller]
fn failure(case: &Case, status: i32) -> String {
    let outcome = case.run("verify --base HEAD --format json").exits(status);
    let document: Value = document(&outcome);
    document["error"]["reason"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn what_did_not_change_is_not_asked_even_where_its_tag_moved() {
    let case = case();
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "newest"));
    assert_snapshot!(case.run("verify --base HEAD").success(), @"
    exit status: 0
    --- stdout ---
    images.lock satisfies images.toml: 2 images
    compared with HEAD: no entry differs
    not checked: entries that do not differ from the base
    --- stderr ---
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_true_change_passes_and_is_told() {
    let case = case();
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "newest"));
    case.manifest(&manifest("1.2", "\"linux/amd64\", \"linux/arm64\""));
    case.run("update").success();
    case.registry.clear_log();
    assert_snapshot!(case.run("verify --base HEAD").success(), @"
    exit status: 0
    --- stdout ---
    ~ base  1    c6eeabd3  platforms
    ~ web   1.2  ac059b79 → 4d261414
    images.lock satisfies images.toml: 2 images
    compared with HEAD: 2 entries differ
    checked: 1 tag and 1 digest at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    ");
    assert!(
        case.registry.count("HEAD", "/v2/acme/web/manifests/1.2") > 0,
        "it is asked"
    );
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "moved"));
    case.run("verify --base HEAD").success();
}

#[test]
fn refusals_of_a_first_lock_that_have_one_cause_are_one() {
    let case = Case::new();
    case.project.file("README.md", "");
    case.project.commit("base");
    let mut images = "other = \"other.test/acme/app:1\"\n".to_owned();
    for number in 0..12 {
        let repository = format!("acme/r{number:02}");
        case.push(&repository, "1", &Image::single("linux/amd64", "web"));
        images.push_str(&format!("r{number:02} = \"HOST/{repository}:1\"\n"));
    }
    case.manifest(&images);
    case.run("lock --keep-going").exits(3);
    case.registry.clear_log();
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 13 of 13 images
    compared with HEAD: 12 entries differ
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `other` is not locked
    caused by: 12 images use `registry.test`, which the base does not use: `r00`, `r01`, `r02`, `r03`, `r04`, `r05`, `r06`, `r07`, `r08`, `r09` and 2 more
    hint: if the new registry is intended, pass `--allow-registry registry.test`
    hint: run `imagelock lock`, then commit `images.lock`
    ");
    assert!(case.registry.requests().is_empty());
    case.manifest(&images.replace("other.test/acme/app", "HOST/acme/r00"));
    case.run("lock").success();
    let lock = case.raw_lock();
    let other = lock.replacen(&case.reference("acme/r00"), "other.test/acme/app", 1);
    case.manifest(&images);
    case.project.file("images.lock", other);
    assert_snapshot!(case.run("verify --base HEAD -q").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `other` uses `other.test`, which the base does not use
    caused by: 12 images use `registry.test`, which the base does not use: `r00`, `r01`, `r02`, `r03`, `r04`, `r05`, `r06`, `r07`, `r08`, `r09` and 2 more
    hint: if the new registries are intended, pass `--allow-registry registry.test --allow-registry other.test`
    ");
}

#[test]
fn an_older_digest_of_the_same_tag_does_not_pass() {
    let case = case();
    case.edit_lock(&single(NEW), &single(OLD));
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    compared with HEAD: 1 entry differs
    checked: 1 tag at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the tag `1.2` names ac059b79, not 56d05bb1
    hint: if the tag moved since, run `imagelock update web`
    ");
    case.run("verify").success();
    assert_eq!(reason(&case, "", "web", 1), "digest-not-from-tag");
}

#[test]
fn the_digest_of_another_tag_does_not_pass() {
    let case = case();
    case.edit_lock(&single(NEW), &single("lower"));
    assert_eq!(reason(&case, "", "web", 1), "digest-not-from-tag");
}

#[test]
fn the_digest_of_another_repository_does_not_pass() {
    let case = case();
    case.edit_lock(&single(NEW), &single("other"));
    assert_eq!(reason(&case, "", "web", 1), "digest-not-from-tag");
}

#[test]
fn the_digest_of_a_platform_alone_does_not_pass() {
    let case = case();
    let index = Image::index(&["linux/amd64", "linux/arm64"], "base");
    case.edit_lock(
        &index.platform_digest("linux/amd64"),
        &index.platform_digest("linux/arm64"),
    );
    case.run("verify").success();
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    compared with HEAD: 1 entry differs
    checked: 1 digest at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `base`: the index has no such digest for `linux/amd64`
    hint: restore `images.lock` from the base, and run `imagelock lock`
    ");
    assert_eq!(reason(&case, "", "base", 1), "platforms-not-from-index");
}

#[test]
fn platforms_cannot_hide_behind_another_digest() {
    let case = case();
    let index = Image::index(&["linux/amd64", "linux/arm64"], "base");
    let of = index.digest()["sha256:".len()..][..16].to_owned();
    case.edit_lock(
        &format!("platforms-of = \"{of}\""),
        "platforms-of = \"0123456789abcdef\"",
    );
    case.edit_lock(&index.platform_digest("linux/amd64"), &single("other"));
    case.run("verify").success();
    assert_eq!(reason(&case, "", "base", 1), "platforms-not-from-index");
}

#[test]
fn a_bot_that_knows_no_platforms_passes() {
    let case = case();
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    let new = case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "newer"),
    );
    case.edit_lock(
        &format!("digest = \"{old}\""),
        &format!("digest = \"{new}\""),
    );
    assert_snapshot!(case.run("verify --base HEAD").success(), @"
    exit status: 0
    --- stdout ---
    ~ base  1  c6eeabd3 → f44506d7
    ~ base  the locked platforms belong to another digest; `imagelock lock` fetches them again
    images.lock satisfies images.toml: 2 images
    compared with HEAD: 1 entry differs
    checked: 1 tag at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    ");
}

#[test]
fn a_bot_that_moves_to_an_index_without_a_declared_platform_does_not_pass() {
    let case = case();
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    let new = case.push("acme/base", "1", &Image::index(&["linux/arm64"], "newer"));
    case.edit_lock(
        &format!("digest = \"{old}\""),
        &format!("digest = \"{new}\""),
    );
    case.run("verify").success();
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    ~ base  the locked platforms belong to another digest; `imagelock lock` fetches them again
    images.lock does not pass: 1 of 2 images
    compared with HEAD: 1 entry differs
    checked: 1 tag at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `base`: the image has no platform `linux/amd64`; it has `linux/arm64`
    hint: choose tags that have the platforms, or declare other `platforms` in `images.toml`
    ");
    assert_eq!(reason(&case, "", "base", 1), "platforms-missing");
}

#[test]
fn a_change_that_no_longer_requires_digests_weakens_the_base() {
    let case = Case::locked();
    case.require_digests();
    case.project.commit("base");
    let with = |value: &str| {
        let manifest = case.project.read("images.toml");
        let (before, _) = manifest.split_once("require-digests").expect("it is there");
        let key = format!("{before}require-digests{value}\n");
        case.project.file("images.toml", key);
    };
    case.run("verify --base HEAD").success();
    with(" = false");
    let outcome = case.run("verify --base HEAD").exits(1);
    let words = "the base has `require-digests = true`, which the change does not";
    assert!(outcome.stderr.contains(words), "{outcome}");
    case.run("verify --base HEAD --allow-policy-change")
        .success();
    case.project.commit("not required");
    with(" = true");
    case.run("verify --base HEAD").success();
}

#[test]
fn a_lower_tag_is_for_a_person_to_allow() {
    let case = case();
    case.manifest(&manifest("1.1", "\"linux/amd64\""));
    case.run("lock").success();
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    compared with HEAD: 1 entry differs
    checked: 1 tag at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the tag is `1.1`, a lower version than `1.2`
    hint: if the lower version is intended, pass `--allow-policy-change`
    ");
    assert_eq!(reason(&case, "", "web", 1), "tag-lowered");
    assert_snapshot!(
        case.run("verify --base HEAD --allow-policy-change")
            .success(),
        @"
    exit status: 0
    --- stdout ---
    ~ web  1.2 → 1.1  ac059b79 → 7d060ba8
    ~ web  the tag is `1.1`, a lower version than `1.2`
    images.lock satisfies images.toml: 2 images
    compared with HEAD: 1 entry differs
    checked: 1 tag at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    "
    );
}

#[test]
fn a_policy_that_is_removed_is_for_a_person_to_allow() {
    let case = case();
    case.manifest(&manifest("1.2", ""));
    case.run("lock").success();
    assert_eq!(reason(&case, "", "base", 1), "policy-removed");
    assert_eq!(
        reason(&case, "--allow-policy-change", "base", 0),
        "policy-removed"
    );
}

#[test]
fn a_pin_by_hand_is_for_a_person_to_allow() {
    let case = case();
    case.manifest(&format!(
        "base = \"HOST/acme/base:1\"\nweb = \"HOST/acme/web:1.2@{}\"\n",
        single(OLD)
    ));
    case.run("lock").success();
    assert_eq!(reason(&case, "", "web", 1), "pinned-by-hand");
    case.run("verify --base HEAD --allow-policy-change")
        .success();
    case.project.commit("allowed");
    case.run("verify --base HEAD").success();
    case.registry.delete_digest("acme/web", &single(OLD));
    case.run("verify --base HEAD").success();
    case.run("verify --base HEAD~1 --allow-policy-change")
        .exits(1);
}

#[test]
fn the_entry_of_a_pin_does_not_vouch_for_a_tag() {
    let case = case();
    case.manifest(&format!(
        "old = \"HOST/acme/web@{}\"\nweb = \"HOST/acme/web:1.2\"\n",
        single(OLD)
    ));
    case.run("update").success();
    case.project.commit("a pin");
    case.manifest("web = \"HOST/acme/web:1.2\"\n");
    case.run("lock").success();
    case.edit_lock(&single(NEW), &single(OLD));
    assert_eq!(reason(&case, "", "web", 1), "digest-not-from-tag");
}

#[test]
fn a_new_name_for_what_the_base_has_is_not_asked() {
    let case = case();
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "newest"));
    case.manifest(&manifest("1.2", "\"linux/amd64\"").replace("web =", "front ="));
    case.run("lock").success();
    case.registry.clear_log();
    assert_snapshot!(case.run("verify --base HEAD").success(), @"
    exit status: 0
    --- stdout ---
    + front  1.2  ac059b79
    - web    1.2  ac059b79
    images.lock satisfies images.toml: 2 images
    compared with HEAD: 2 entries differ
    not checked: entries that do not differ from the base
    --- stderr ---
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn another_registry_is_asked_where_somebody_allows_it() {
    let case = case();
    let other = Registry::builder().open().start();
    case.project.redact(&other.host(), "other.test");
    other.push("acme/new", "1", &Image::single("linux/amd64", "new"));
    let host = other.host();
    case.manifest(
        &(manifest("1.2", "\"linux/amd64\"") + &format!("new = \"{host}/acme/new:1\"\n")),
    );
    case.run("lock").success();
    other.clear_log();
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 3 images
    compared with HEAD: 1 entry differs
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `new` uses `other.test`, which the base does not use
    hint: if the new registry is intended, pass `--allow-registry other.test`
    ");
    case.run("verify --base HEAD --present --fresh").exits(1);
    assert!(other.requests().is_empty(), "{:?}", other.sequence());
    assert_eq!(reason(&case, "", "new", 1), "registry-not-allowed");
    case.run(&format!("verify --base HEAD --allow-registry {host}"))
        .success();
    assert!(!other.requests().is_empty());
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test moves what it likes"
)]
fn rename(from: impl AsRef<std::path::Path>, to: impl AsRef<std::path::Path>) {
    std::fs::rename(from, to).expect("it is there");
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_does_not_pass() {
    for name in ["images.lock", "images.toml"] {
        let case = case();
        rename(
            case.project.path().join(name),
            case.project.path().join("elsewhere"),
        );
        std::os::unix::fs::symlink("elsewhere", case.project.path().join(name))
            .expect("a link can be made");
        case.run("verify").success();
        assert_eq!(failure(&case, 1), "link-in-place-of-file");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_directory_does_not_pass() {
    let case = case();
    for name in ["images.toml", "images.lock"] {
        case.project
            .file(format!("deploy/{name}"), case.project.read(name));
    }
    case.project.commit("deploy");
    rename(
        case.project.path().join("deploy"),
        case.project.path().join("elsewhere"),
    );
    std::os::unix::fs::symlink("elsewhere", case.project.path().join("deploy"))
        .expect("a link can be made");
    let arguments = "verify --base HEAD --manifest-path deploy/images.toml --format json";
    let document = document(&case.run(arguments).exits(1));
    assert_eq!(document["error"]["reason"], "link-in-place-of-file");
}

#[test]
fn a_manifest_that_is_removed_does_not_pass() {
    let case = case();
    case.project
        .git(&["rm", "-q", "images.toml", "images.lock"]);
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.toml` is in use in `HEAD`, but this change removes or replaces it
    hint: put it back, since nothing is verified without it; a change that is meant to remove it has to be merged without this check
    ");
    assert_eq!(failure(&case, 1), "manifest-removed");
    let named = case
        .run("verify --base HEAD --manifest-path images.toml")
        .exits(1);
    assert!(named.stderr.contains("is in use in `HEAD`"), "{named}");
}

#[test]
fn a_manifest_that_stands_before_the_one_of_the_base_does_not_pass() {
    let case = case();
    case.project.file(
        "sub/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1.2\"\n"),
    );
    let outcome = case
        .command("verify --base HEAD")
        .current_dir("sub")
        .run()
        .exits(1);
    assert!(outcome.stderr.contains("is in use in `HEAD`"), "{outcome}");
}

#[test]
fn bytes_hidden_in_comments_do_not_pass() {
    let case = case();
    case.edit_lock("version = 1\n", "version = 1\n# hidden\n");
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock satisfies images.toml, but is not in its canonical form: 2 images
    compared with HEAD: no entry differs
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: line 3 is not as imagelock writes it: # hidden
    hint: run `imagelock lock`, then commit `images.lock`
    ");
}

#[test]
fn a_base_that_cannot_be_read_is_no_skip() {
    let case = case();
    assert_snapshot!(case.run("verify --base origin/main").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `origin/main` is not a commit in this repository
    hint: check the spelling, or fetch it first with `git fetch`
    ");
    // What somebody calls like a branch does not become one
    case.project.file("origin/main", case.raw_lock());
    case.project
        .file("origin/main.toml", case.project.read("images.toml"));
    case.run("verify --base origin/main").exits(2);
    case.run("verify --base none.lock").exits(2);
    case.project.file("base.lock", case.raw_lock());
    assert_snapshot!(case.run("verify --base base.lock").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `base.toml` does not exist: `--base` reads it together with the `.lock` file beside it
    ");
    case.project
        .file("base.toml", case.project.read("images.toml"));
    case.run("verify --base base.lock").success();
    case.edit_lock(&single(NEW), &single(OLD));
    case.run("verify --base base.lock").exits(1);
    case.project.file("images.lock", "version = 1\nbroken");
    case.project.commit("broken");
    case.project
        .git(&["checkout", "-q", "HEAD~1", "--", "images.lock"]);
    assert_snapshot!(case.run("verify --base HEAD").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: key with no value
     --> HEAD:images.lock:2:7
      |
    2 | broken
      |       ^ expected `=`
    error: cannot read the base
    caused by: `HEAD:images.lock` is damaged
    hint: repair the file in the base; a change that does so has to be merged without this check
    ");
}

#[test]
fn a_base_without_files_makes_everything_new() {
    let case = case();
    case.project.git(&["checkout", "-q", "--orphan", "empty"]);
    case.project
        .git(&["rm", "-q", "--cached", "images.toml", "images.lock"]);
    case.project
        .git(&["commit", "-q", "--allow-empty", "-m", "empty"]);
    assert_eq!(reason(&case, "", "web", 1), "registry-not-allowed");
    let host = case.registry.host();
    assert_snapshot!(
        case.run(&format!("verify --base HEAD --allow-registry {host}"))
            .success(),
        @"
    exit status: 0
    --- stdout ---
    + base  1    c6eeabd3
    + web   1.2  ac059b79
    images.lock satisfies images.toml: 2 images
    compared with HEAD: 2 entries differ
    checked: 2 tags at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    "
    );
}

#[test]
fn what_is_not_public_is_told_as_not_asked() {
    let case = Case::with(Registry::builder().private("acme/secret"));
    case.push("acme/secret", "1", &Image::single("linux/amd64", OLD));
    case.push("acme/web", "1", &Image::single("linux/amd64", OLD));
    case.manifest("web = \"HOST/acme/web:1\"\n");
    case.run("update").success();
    case.project.commit("base");
    case.manifest("secret = \"HOST/acme/secret:1\"\nweb = \"HOST/acme/web:1\"\n");
    let lock = case.raw_lock();
    let entry = lock
        .split("\n[")
        .nth(1)
        .expect("there is one")
        .replace("web", "secret");
    case.project.file(
        "images.lock",
        lock.replacen("\n[", &format!("\n[{entry}\n["), 1),
    );
    case.run("verify").success();
    assert_snapshot!(case.run("verify --base HEAD --anonymous").exits(3), @"
    exit status: 3
    --- stdout ---
    images.lock cannot be verified: no answer for 1 of 2 images
    compared with HEAD: 1 entry differs
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` cannot be verified
    caused by: `secret`: not checked, because it is not public: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:acme/secret:pull` was requested anonymously from registry.test: it grants nothing
    hint: leave out `--anonymous` to ask with your credentials, or pass `--allow-unasked` to leave it unchecked
    ");
    assert_eq!(reason(&case, "--anonymous", "secret", 3), "not-public");
    assert_eq!(
        reason(&case, "--anonymous --allow-unasked", "secret", 0),
        "not-public"
    );
    let body = case
        .run("verify --base HEAD --anonymous --allow-unasked --format markdown")
        .success();
    assert!(
        body.stdout
            .contains("not checked, because it is not public"),
        "{body}"
    );
    assert_snapshot!(case.run("verify --base HEAD --allow-unasked").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `--allow-unasked` needs `--anonymous`

    Usage: imagelock verify [OPTIONS]

    For more information, try `imagelock verify --help`.
    ");
}

#[cfg(unix)]
#[test]
fn a_shell_that_came_by_a_link_is_no_way_around_it() {
    let case = case();
    for name in ["images.toml", "images.lock"] {
        case.project
            .file(format!("deploy/{name}"), case.project.read(name));
        case.project
            .file(format!("other/{name}"), case.project.read(name));
    }
    case.project.commit("two directories");
    std::fs::remove_dir_all(case.project.path().join("deploy")).expect("it is there");
    std::os::unix::fs::symlink("other", case.project.path().join("deploy"))
        .expect("a link can be made");
    let directory = case.project.path().join("deploy");
    let run = case
        .command("verify --base HEAD")
        .current_dir("deploy")
        .env("PWD", &directory);
    assert_snapshot!(run.run().exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `[PROJECT]/deploy/images.toml` is a link here, but a file in `HEAD`
    hint: replace the link with the file itself
    ");
}

#[test]
fn commits_of_a_submodule_prove_nothing() {
    let (case, inner) = (case(), case());
    let url = inner.project.path().display().to_string();
    case.project.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "-q",
        "add",
        &url,
        "deploy",
    ]);
    case.project.redact(&url, "[INNER]");
    assert_snapshot!(
        case.command("verify --base HEAD")
            .current_dir("deploy")
            .run()
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `HEAD` is a revision of a submodule of `[PROJECT]`, which proves nothing about the outer repository
    hint: run this in a clone of that repository, or replace the submodule with a directory
    "
    );
}

#[test]
fn a_tag_that_is_called_like_a_branch_is_no_base() {
    let case = case();
    case.project
        .git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    case.run("verify --base origin/main").success();
    case.edit_lock(&single(NEW), &single(OLD));
    case.project.commit("an older digest");
    case.project.git(&["tag", "origin/main"]);
    assert_snapshot!(case.run("verify --base origin/main").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `origin/main` is ambiguous: it names several things in this repository
    hint: write its full name, like `refs/remotes/origin/main`
    ");
    case.run("verify --base refs/remotes/origin/main").exits(1);
}

#[test]
fn a_new_name_is_no_way_around_policies() {
    let case = case();
    case.manifest(
        &manifest("1.1", "")
            .replace("web =", "front =")
            .replace("base =", "ground ="),
    );
    case.run("lock").success();
    assert_eq!(reason(&case, "", "front", 1), "tag-lowered");
    assert_eq!(reason(&case, "", "ground", 1), "policy-removed");
}

#[test]
fn a_pin_keeps_its_right_under_a_new_name() {
    let case = case();
    case.manifest(&format!("web = \"HOST/acme/web:1.2@{}\"\n", single(OLD)));
    case.run("lock").success();
    case.project.commit("allowed");
    case.manifest(&format!("front = \"HOST/acme/web:1.2@{}\"\n", single(OLD)));
    case.run("lock").success();
    case.run("verify --base HEAD").success();
    case.manifest(&format!("front = \"HOST/acme/web:1.2@{}\"\n", single(NEW)));
    case.run("lock").success();
    assert_eq!(reason(&case, "", "front", 1), "pinned-by-hand");
}

#[test]
fn an_entry_that_is_gone_vouches_for_one_new_name() {
    let case = case();
    let image = "{ image = \"HOST/acme/web\", tag = \"1.2\" }";
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "newest"));
    case.manifest(&format!("web = {image}\nother = {image}\n"));
    case.run("update").success();
    let lock = case.raw_lock();
    case.project.file(
        "images.lock",
        lock.replacen(&single("newest"), &single(OLD), 1),
    );
    case.project.commit("one of them is older");
    case.manifest(&format!("first = {image}\nsecond = {image}\n"));
    case.project.file(
        "images.lock",
        lock.replace("images.other", "images.first")
            .replace("images.web", "images.second")
            .replace(&single("newest"), &single(OLD)),
    );
    case.run("verify").success();
    assert_eq!(reason(&case, "", "first", 1), "");
    assert_eq!(reason(&case, "", "second", 1), "digest-not-from-tag");
}

#[test]
fn what_came_to_the_base_meanwhile_is_no_part_of_a_change() {
    let case = case();
    case.project.git(&["branch", "feature"]);
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "newest"));
    case.run("update").success();
    case.project.commit("updated meanwhile");
    case.project.git(&["checkout", "-q", "feature"]);
    case.run("verify --base main").success();
    case.edit_lock(&single(NEW), &single(OLD));
    case.run("verify --base main").exits(1);
}

#[test]
fn what_came_to_the_base_is_held_against_no_key_that_a_change_leaves_as_it_was() {
    let (excluding, requiring) = ("exclude = [\"b/\"]\n", "require-digests = true\n");
    let both = format!("{excluding}{requiring}");
    // What both sides had, what the base has now, and what the change has
    let cases = [(excluding, "", both.as_str()), (excluding, &both, "")];
    for (before, meanwhile, change) in cases {
        let case = case();
        let images = case.project.read("images.toml");
        let with = |keys: &str| {
            let text = format!("{images}\n[files]\n{keys}");
            case.project.file("images.toml", text);
        };
        with(before);
        case.project.commit("before");
        case.project.git(&["branch", "feature"]);
        with(meanwhile);
        case.project.commit("meanwhile");
        case.project.git(&["checkout", "-q", "feature"]);
        with(change);
        case.run("verify --base main").success();
        with(&(change.replace(excluding, "") + "exclude = [\"c/\"]\n"));
        case.run("verify --base main").exits(1);
    }
}
