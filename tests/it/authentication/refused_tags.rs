//! Registries that refuse a tag or a digest that is not there, where another one of its repository was answered.

use std::time::Duration;

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Builder, Fault, Image, Registry};

/// As Artifactory says it (cosign#2973).
const FORBIDDEN: &str = r#"{"errors":[{"code":"UNAUTHORIZED","message":"The client does not have permission for manifest: Download request for repo:path 'docker:team/app/gone' is forbidden"}]}"#;
const OR_THE_TAG: &str = "another image of `team/app` was answered: log in with `docker login registry.test` if this image is private, or the tag is wrong";
const NAME: &str = "check the name `team/app`";

/// A registry with `team/app:here`.
fn registry(builder: Builder) -> (Case, String) {
    let case = Case::with(builder);
    let digest = case.push("team/app", "here", &Image::index(&["linux/amd64"], "a"));
    case.push("team/web", "here", &Image::index(&["linux/amd64"], "b"));
    (case, digest)
}

/// An open one that forbids this tag or digest of `team/app`.
fn forbidding(builder: Builder, what: &str) -> (Case, String) {
    let (case, digest) = registry(builder.open());
    for method in ["HEAD", "GET"] {
        let fault = Fault::on(method, &format!("/v2/team/app/manifests/{what}")).always();
        case.registry.fault(fault.status(403).body(FORBIDDEN));
    }
    (case, digest)
}

fn says(outcome: &Outcome, words: &str) {
    let told = outcome.stderr.clone() + &outcome.stdout;
    assert!(told.contains(words), "{words} {outcome}");
}

#[test]
fn artifactorys_403_for_a_tag_that_is_not_there_names_the_tag() {
    let (case, _) = forbidding(Registry::builder(), "gone");
    case.images(["team/app:here", "team/app:gone"]);
    assert_snapshot!(case.run("update").exits(3), @"
    exit status: 3
    --- stdout ---
    not written:
      + team/app-here  here  da1550fb
    did not write images.lock: 1 to add, 1 failed
    --- stderr ---
    error: cannot resolve `team/app-gone` (registry.test/team/app:gone)
    caused by: registry.test refuses access: 403 UNAUTHORIZED: The client does not have permission for manifest: Download request for repo:path 'docker:team/app/gone' is forbidden
    hint: another image of `team/app` was answered: log in with `docker login registry.test` if this image is private, or the tag is wrong, since some registries refuse a tag that does not exist
    hint: `imagelock update --keep-going` writes the other one
    ");
    for command in [
        "lock",
        "outdated",
        "resolve HOST/team/app:here HOST/team/app:gone",
    ] {
        let outcome = case.run(command).exits(3);
        says(&outcome, OR_THE_TAG);
        assert!(!outcome.stderr.contains(NAME), "{outcome}");
    }
}

#[test]
fn a_refusal_of_the_only_image_of_its_repository_blames_repository_and_user() {
    let (case, _) = forbidding(Registry::builder(), "gone");
    case.images(["team/app:gone", "team/web:here"]);
    let outcome = case.run("update").exits(3);
    says(&outcome, NAME);
    assert!(!outcome.stderr.contains("or the tag"), "{outcome}");
}

#[test]
fn the_tag_is_named_whichever_answer_comes_first() {
    let mut told = Vec::new();
    for slow in [0, 1] {
        let latency = move |number| Duration::from_millis(if number % 2 == slow { 60 } else { 0 });
        let (case, _) = forbidding(Registry::builder().latency(latency), "gone");
        for references in [
            "HOST/team/app:here HOST/team/app:gone",
            "HOST/team/app:gone HOST/team/app:here",
        ] {
            let outcome = case.run(&format!("resolve -j 2 {references}")).exits(3);
            says(&outcome, OR_THE_TAG);
            told.push(outcome.stderr);
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_refusal_of_a_good_token_names_the_tag_where_the_same_token_was_good_for_another() {
    let (case, _) = registry(Registry::builder().user("ana", "right"));
    let fault = Fault::on("HEAD", "/v2/team/app/manifests/gone").always();
    let refused = fault.status(401).without_header("www-authenticate");
    case.registry.fault(refused);
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"right"}}}"#);
    case.images(["team/app:here", "team/app:gone"]);
    let outcome = case.run("update -j 1").exits(3);
    says(&outcome, "refuses access: 401");
    says(
        &outcome,
        "check that the logged-in user may pull this image, or the tag is wrong",
    );
}

#[test]
fn a_refusal_for_want_of_scope_is_one_of_the_repository() {
    let (case, _) = registry(Registry::builder());
    let challenge = "Bearer realm=\"/token\",error=\"insufficient_scope\"";
    let fault = Fault::on("HEAD", "/v2/team/app/manifests/away").always();
    let refused = fault
        .status(401)
        .replace_header("www-authenticate", challenge);
    case.registry.fault(refused);
    case.images(["team/app:here", "team/app:away"]);
    let outcome = case.run("update -j 1").exits(3);
    says(&outcome, "401 insufficient_scope");
    assert!(!outcome.stderr.contains("or the tag"), "{outcome}");
}

#[test]
fn a_digest_that_is_refused_is_named_like_a_tag() {
    let (case, digest) = forbidding(Registry::builder(), "sha256:0*");
    let zeros = format!("sha256:{}", "0".repeat(64));
    case.manifest(&format!(
        "a = \"HOST/team/app@{digest}\"\nb = \"HOST/team/app@{zeros}\"\n"
    ));
    let entry = |name: &str, digest: &str| {
        format!("\n[images.{name}]\nimage = \"HOST/team/app\"\ndigest = \"{digest}\"\n")
    };
    let head = "# This file is generated by imagelock. It is not intended for manual editing.\nversion = 1\n";
    let lock = format!("{head}{}{}", entry("a", &digest), entry("b", &zeros));
    case.project.file("images.lock", case.text(&lock));
    let outcome = case.run("verify --present").exits(3);
    says(
        &outcome,
        "or the digest is wrong, since some registries refuse a digest that does not exist",
    );
}

#[test]
fn a_mirror_that_refuses_a_tag_that_is_not_there_names_the_tag() {
    let (mirror, _) = forbidding(Registry::builder(), "gone");
    let case = Case::new();
    let config = format!(
        "[registries.\"registry.example\"]\nmirrors = [\"http://{}\"]\nfallback = false\n",
        mirror.registry.host()
    );
    case.project.file("config.toml", config);
    let run = "resolve --config config.toml registry.example/team/app:here registry.example/team/app:gone";
    says(&case.run(run).exits(3), "or the tag is wrong");
}

#[test]
fn an_answer_of_a_mirror_is_no_proof_that_the_registry_lets_somebody_read() {
    let (case, _) = forbidding(Registry::builder(), "*");
    let mirror = Registry::builder().open().start();
    mirror.push("team/app", "here", &Image::index(&["linux/amd64"], "a"));
    let config = format!(
        "[registries.\"{}\"]\nmirrors = [\"http://{}\"]\n",
        case.registry.host(),
        mirror.host()
    );
    case.project.file("config.toml", config);
    let run = "resolve --config config.toml HOST/team/app:here HOST/team/app:gone";
    let outcome = case.run(run).exits(3);
    says(&outcome, NAME);
    assert!(!outcome.stderr.contains("or the tag"), "{outcome}");
}
