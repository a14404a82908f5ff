//! Digests of parts that somebody wrote by hand: of one platform, as web pages show them, where the tag names an index.

use super::*;
use crate::support::hub::{Names, docker_hub};
use crate::support::schema::document;

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

fn index() -> Image {
    Image::index(&PLATFORMS, "base")
}

/// A registry with an index as `acme/base:1`, which a Dockerfile pins by this digest.
fn pinned(digest: &str) -> Case {
    let case = Case::new();
    case.push("acme/base", "1", &index());
    pin(&case, digest);
    case
}

/// Takes the digest of a Dockerfile over into the lock, as `import` does.
fn pin(case: &Case, digest: &str) {
    let text = case.text(&format!("FROM HOST/acme/base:1@{digest}\n"));
    case.project.file("Dockerfile", text);
    case.run("import .").success();
    case.registry.clear_log();
}

/// How many GETs of the index were sent.
fn gets(case: &Case) -> usize {
    let path = format!("/v2/acme/base/manifests/{}", index().digest());
    assert_eq!(
        case.registry.count("GET", &path),
        case.registry.count("GET", "/v2/")
    );
    case.registry.count("GET", &path)
}

#[test]
fn a_pin_by_hand_to_the_digest_of_a_platform_is_told_as_that() {
    let case = pinned(&index().platform_digest("linux/amd64"));
    assert_snapshot!(case.run("verify --fresh").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 1 image
    checked: 1 tag at 1 registry
    not checked: whether the registries still have the digests whose tags moved (see `--present`)
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `acme-base`: the locked digest 78a363e5 is that of the platform `linux/amd64` alone; the tag `1` names `sha256:c6eeabd373a00b4c938849e9a621d445cb4e904885f8edc19016c9664d9676fa`
    hint: run `imagelock update acme-base` to lock what the tag names
    hint: run `imagelock update` to lock what the tags name now
    ");
    assert_eq!(gets(&case), 1);
    let found = document(&case.run("verify --fresh --format json").exits(1));
    let image = &found["images"][0];
    assert_eq!(image["reason"], "digest-of-part", "{found}");
    assert_eq!(image["status"], "moved", "{found}");
    case.run("update").success();
    case.run("verify --fresh").success();
}

#[test]
fn a_change_that_locks_the_digest_of_a_platform_is_told_as_that() {
    let case = pinned(&index().digest());
    case.project.commit("the index");
    case.edit_lock(&index().digest(), &index().platform_digest("linux/arm64"));
    let outcome = case.run("verify --base HEAD").exits(1);
    let said = "`acme-base`: the locked digest 410955df is that of the platform `linux/arm64` alone; the tag `1` names `sha256:";
    assert!(outcome.stderr.contains(said), "{outcome}");
    assert_eq!(gets(&case), 1);
    // Both questions find it, and the index is fetched once for each of them at most
    let outcome = case.run("verify --base HEAD --fresh --present").exits(1);
    let told = outcome.stderr.matches("`linux/arm64` alone").count();
    assert_eq!(told, 1, "{outcome}");
    assert!(!outcome.stderr.contains("`acme-base`, "), "{outcome}");
    assert_eq!(gets(&case), 2);
}

#[test]
fn a_pin_by_hand_to_an_attestation_is_told_as_that() {
    let documents = index().contents().documents;
    let attestation = documents[documents.len() - 2].digest();
    let outcome = pinned(&attestation).run("verify --fresh").exits(1);
    let said = "is that of an attestation; the tag `1` names `sha256:";
    assert!(outcome.stderr.contains(said), "{outcome}");
}

#[test]
fn a_pin_by_hand_to_the_config_of_an_image_is_told_as_that() {
    let single = Image::single("linux/amd64", "single");
    let case = Case::new();
    case.push("acme/base", "1", &single);
    pin(&case, &digest(&single.contents().blobs[0]));
    let outcome = case.run("verify --fresh").exits(1);
    let said = "is that of the config; the tag `1` names `sha256:";
    assert!(outcome.stderr.contains(said), "{outcome}");
}

#[test]
fn a_pin_by_hand_to_a_former_index_is_a_tag_that_moved() {
    let former = Image::index(&PLATFORMS, "former");
    let case = pinned(&former.digest());
    let outcome = case.run("verify --fresh").exits(1);
    assert!(outcome.stderr.contains("the tag `1` moved"), "{outcome}");
}

#[test]
fn a_tag_that_moved_from_an_index_with_known_platforms_costs_the_new_index_alone() {
    let case = pinned(&index().digest());
    let manifest = "base = { image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }\n";
    case.manifest(manifest);
    case.run("lock").success();
    case.push("acme/base", "1", &Image::index(&PLATFORMS, NEWER));
    case.registry.clear_log();
    let outcome = case.run("verify --fresh").exits(1);
    assert!(outcome.stderr.contains("the tag `1` moved"), "{outcome}");
    // It might have been the same for the declared platforms
    assert_eq!(answered_gets(&case), 1);
}

#[test]
fn an_index_that_cannot_be_fetched_leaves_it_at_a_tag_that_moved() {
    let case = pinned(&index().platform_digest("linux/amd64"));
    let path = format!("/v2/acme/base/manifests/{}", index().digest());
    case.registry
        .fault(Fault::on("GET", &path).status(404).always());
    let outcome = case.run("verify --fresh").exits(1);
    assert!(outcome.stderr.contains("the tag `1` moved"), "{outcome}");
}

#[test]
fn on_docker_hub_a_tag_that_moved_costs_no_pull_unless_a_manifest_was_pinned() {
    let case = Case::with(docker_hub()).named(Names::docker_hub);
    case.push("acme/base", "1", &index());
    let manifest = "[images]\nbase = \"docker.io/acme/base:1\"\n";
    case.project.file("images.toml", manifest);
    case.run("update").success();
    let newer = Image::index(&PLATFORMS, NEWER);
    case.push("acme/base", "1", &newer);
    case.registry.clear_log();
    case.run("verify --fresh").exits(1);
    assert_eq!(case.registry.count("GET", "/v2/"), 0);
    let platform = newer.platform_digest("linux/amd64");
    case.edit_lock(&index().digest(), &platform);
    case.registry.clear_log();
    let outcome = case.run("verify --fresh").exits(1);
    assert!(outcome.stderr.contains("`linux/amd64` alone"), "{outcome}");
    assert_eq!(case.registry.count("GET", "/v2/"), 1);
}

/// A registry with an index as `acme/base:1`, which is locked with its platforms; then somebody changes the digest
/// alone.
fn stale(digest: &str) -> Case {
    let case = Case::new();
    case.push("acme/base", "1", &index());
    case.manifest(
        "base = { image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\", \"linux/arm64\"] }\n",
    );
    case.run("lock").success();
    case.project.commit("the index");
    case.edit_lock(&index().digest(), digest);
    case.registry.clear_log();
    case
}

/// How many GETs had an answer, once there was a token.
fn answered_gets(case: &Case) -> usize {
    let requests = case.registry.requests().into_iter();
    let is_one = |path: &str, status| path.starts_with("/v2/") && status != Some(401);
    requests
        .filter(|it| it.method == "GET" && is_one(&it.path, it.status))
        .count()
}

#[test]
fn a_locked_digest_of_a_platform_whose_platforms_are_locked_says_so_without_a_request() {
    let case = stale(&index().platform_digest("linux/arm64"));
    let outcome = case.run("verify").success();
    let said = "the locked digest is that of the platform `linux/arm64` alone; run `imagelock update base` to lock what the tag names";
    assert!(outcome.stdout.contains(said), "{outcome}");
    assert!(!outcome.stdout.contains("imagelock lock"), "{outcome}");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_digest_of_a_platform_that_is_to_be_locked_with_platforms_is_told_as_that() {
    let case = stale(&index().platform_digest("linux/arm64"));
    assert_snapshot!(case.run("lock").exits(1), @"
    exit status: 1
    --- stdout ---
    no changes to images.lock: 1 refused
    --- stderr ---
    error: refused to lock `base` (registry.test/acme/base:1)
    caused by: the digest is that of the platform `linux/arm64` alone; the tag names `sha256:c6eeabd373a00b4c938849e9a621d445cb4e904885f8edc19016c9664d9676fa`
    hint: run `imagelock update base` to lock what the tag names
    ");
    // The manifest and its config, and the index by its tag
    assert_eq!(answered_gets(&case), 3);
    case.run("update base").success();
}

#[test]
fn a_tag_beside_the_digest_of_a_platform_names_the_digest_that_has_them() {
    let case = Case::new();
    case.push("acme/base", "1", &index());
    let platform = index().platform_digest("linux/arm64");
    let pin = |digest: &str| {
        case.manifest(&format!(
            "base = {{ image = \"HOST/acme/base:1@{digest}\", platforms = [\"linux/amd64\"] }}\n"
        ));
    };
    pin(&platform);
    assert_snapshot!(case.run("lock").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not exist: 1 refused
    --- stderr ---
    error: refused to lock `base` (registry.test/acme/base:1@sha256:410955df67f33b7d48504a58ae51d29793a949fe24d14507d1f4f4c3081f89a2)
    caused by: the digest is that of the platform `linux/arm64` alone; the tag names `sha256:c6eeabd373a00b4c938849e9a621d445cb4e904885f8edc19016c9664d9676fa`
    hint: write `sha256:c6eeabd373a00b4c938849e9a621d445cb4e904885f8edc19016c9664d9676fa` for it in `images.toml` to lock what the tag names
    ");
    let told = document(&case.run("update --format json").exits(1));
    assert_eq!(told["images"][0]["reason"], "digest-of-part", "{told}");
    pin(&index().digest());
    case.run("lock").success();
}

#[test]
fn an_image_of_one_platform_whose_tag_names_no_other_is_told_as_before() {
    let case = Case::new();
    case.push("acme/base", "1", &Image::single("linux/arm64", "single"));
    case.manifest("base = \"HOST/acme/base:1\"\n");
    case.run("lock").success();
    case.manifest("base = { image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }\n");
    let outcome = case.run("lock").exits(1);
    assert!(
        outcome.stderr.contains("choose a tag that has them"),
        "{outcome}"
    );
}

#[test]
fn an_index_that_was_fetched_for_its_platforms_is_not_fetched_again_for_its_parts() {
    let platform = index().platform_digest("linux/arm64");
    for question in ["--fresh", "--base HEAD", "--fresh --present"] {
        let case = stale(&platform);
        let outcome = case.run(&format!("verify {question}")).exits(1);
        assert!(outcome.stderr.contains("`linux/arm64` alone"), "{outcome}");
        assert_eq!(answered_gets(&case), 1, "{question}");
        assert_eq!(
            case.registry
                .count("HEAD", &format!("/v2/acme/base/manifests/{platform}")),
            usize::from(question.contains("present"))
        );
    }
}

#[test]
fn what_one_question_finds_out_of_a_part_is_told_once_for_both() {
    let case = Case::new();
    case.manifest("base = { image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }\n");
    for seed in ["former", "base"] {
        case.project.commit("the lock before");
        case.push("acme/base", "1", &Image::single("linux/amd64", seed));
        case.run("update").success();
    }
    case.push("acme/base", "1", &index());
    case.registry.clear_log();
    let outcome = case.run("verify --base HEAD --fresh").exits(1);
    assert!(outcome.stderr.contains("`linux/amd64` alone"), "{outcome}");
    assert_eq!(outcome.stderr.matches("caused by").count(), 1, "{outcome}");
    // Each of them needs the platforms of what the tag names
    assert_eq!(answered_gets(&case), 2);
}
