//! What is asked next where the first answer is odd: `/v2/`, GET, or nothing.

use crate::support::command::Outcome;
use crate::support::registry::{Builder, Fault, Image, Registry, digest};
use crate::support::scene::Scene;

const MANIFEST: &str = "/v2/library/alpine/manifests/3.20";
const TOKEN: &str =
    "GET /token?service=registry.docker.io&scope=repository%3Alibrary%2Falpine%3Apull 200";
const DIGEST: &str = "docker-content-digest";

fn image() -> Image {
    Image::index(&["linux/amd64"], "a")
}

fn scene(builder: Builder) -> Scene {
    let scene = Scene::new(builder);
    scene.registry.push("library/alpine", "3.20", &image());
    scene
}

fn open() -> Scene {
    scene(Registry::builder().open())
}

/// The sequence, with the path of the manifest left out.
fn steps(scene: &Scene) -> Vec<String> {
    let short = |line: String| line.replace(&format!("{MANIFEST} "), "");
    scene.registry.sequence().into_iter().map(short).collect()
}

#[track_caller]
fn assert_resolved(outcome: Outcome) {
    let outcome = outcome.success();
    assert!(
        outcome
            .stdout
            .trim_end()
            .ends_with(&format!("library/alpine:3.20@{}", image().digest())),
        "{outcome}"
    );
}

#[test]
fn an_odd_answer_to_a_question_without_authentication_leads_to_the_challenge_of_v2() {
    for status in [400, 401, 403, 404] {
        let scene = scene(Registry::builder());
        scene
            .registry
            .fault(Fault::on("HEAD", MANIFEST).status(status));
        assert_resolved(scene.resolve("library/alpine:3.20"));
        assert_eq!(
            steps(&scene),
            [&format!("HEAD {status}"), "GET /v2/ 401", TOKEN, "HEAD 200"]
        );
    }
}

#[test]
fn v2_is_asked_once_however_many_answers_are_odd() {
    let scene = open();
    scene.images((0..30).map(|number| format!("library/alpine:none{number}")));
    scene.project.run(["update"]).exits(1);
    let root = scene
        .registry
        .requests()
        .iter()
        .filter(|request| request.path == "/v2/")
        .count();
    assert_eq!((root, scene.registry.requests().len()), (1, 61));
}

#[test]
fn v2_that_fails_is_asked_with_its_retries_once_for_all() {
    let scene = open();
    scene
        .registry
        .fault(Fault::on("GET", "/v2/").times(5).status(503));
    scene.images((0..30).map(|number| format!("library/alpine:none{number}")));
    let outcome = scene.project.run(["update"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("registry.test answered 503 after 5 attempts"),
        "{outcome}"
    );
    assert_eq!(scene.registry.count("HEAD", "/v2/"), 30);
}

#[test]
fn an_answer_without_a_challenge_anywhere_is_the_answer() {
    for (status, message) in [
        (400, "it answered 400"),
        (401, "refuses access: 401"),
        (403, "refuses access: 403"),
    ] {
        let scene = open();
        scene
            .registry
            .fault(Fault::on("*", MANIFEST).always().status(status));
        let outcome = scene.resolve("library/alpine:3.20").exits(3);
        assert!(outcome.stderr.contains(message), "{outcome}");
        assert_eq!(
            steps(&scene)[..2],
            [format!("HEAD {status}"), "GET /v2/ 200".to_owned()]
        );
    }
}

#[test]
fn once_something_was_shown_v2_is_not_asked() {
    let scene = scene(Registry::builder());
    let outcome = scene.resolve("library/alpine:none").exits(1);
    assert!(
        outcome.stderr.contains("registry.test has no such tag"),
        "{outcome}"
    );
    let methods: Vec<_> = scene
        .registry
        .sequence()
        .iter()
        .map(|line| line[..4].to_owned())
        .collect();
    assert_eq!(methods, ["HEAD", "GET ", "HEAD", "GET "]);
    assert!(
        scene
            .registry
            .requests()
            .iter()
            .all(|request| request.path != "/v2/")
    );
}

#[test]
fn a_head_that_gives_no_digest_leads_to_one_get() {
    let heads: [fn(Fault) -> Fault; 7] = [
        |fault| fault.without_header(DIGEST),
        |fault| fault.replace_header(DIGEST, ""),
        |fault| fault.replace_header(DIGEST, "0123456789abcdef"),
        |fault| fault.replace_header(DIGEST, format!("sha256:{}", ":".repeat(64))),
        |fault| {
            fault.replace_header(
                "content-type",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
            )
        },
        |fault| fault.status(405),
        |fault| fault.status(501),
    ];
    for (number, head) in heads.into_iter().enumerate() {
        let scene = open();
        scene.registry.fault(head(Fault::on("HEAD", MANIFEST)));
        assert_resolved(scene.resolve("library/alpine:3.20"));
        assert_eq!(scene.registry.requests().len(), 2, "case {number}");
        assert_eq!(steps(&scene)[1], "GET 200", "case {number}");
    }
}

#[test]
fn a_registry_that_denies_by_head_what_it_has_is_asked_by_get() {
    for status in [403, 404] {
        let scene = open();
        scene
            .registry
            .fault(Fault::on("HEAD", MANIFEST).status(status));
        assert_resolved(scene.resolve("library/alpine:3.20"));
        assert_eq!(
            steps(&scene),
            [&format!("HEAD {status}"), "GET /v2/ 200", "GET 200"]
        );
    }
}

#[test]
fn a_head_that_is_refused_limited_or_failed_never_becomes_a_get() {
    for status in [401, 429, 500, 503] {
        let scene = open();
        scene.registry.fault(
            Fault::on("HEAD", MANIFEST)
                .always()
                .status(status)
                .header("retry-after", "0"),
        );
        scene.resolve("library/alpine:3.20").exits(3);
        assert_eq!(scene.registry.count("GET", MANIFEST), 0, "{status}");
    }
}

#[test]
fn a_tag_that_is_not_there_is_a_no_and_says_what_to_check() {
    let scene = open();
    let outcome = scene.resolve("library/alpine:none").exits(1);
    assert_snapshot!(outcome, @r#"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/library/alpine:none`
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of repository and tag
    "#);
}

#[test]
fn a_body_that_is_not_what_the_header_says_is_an_error() {
    let scene = open();
    let other = digest(b"other");
    scene
        .registry
        .fault(Fault::on("HEAD", MANIFEST).without_header(DIGEST));
    scene
        .registry
        .fault(Fault::on("GET", MANIFEST).replace_header(DIGEST, &other));
    let outcome = scene.resolve("library/alpine:3.20").exits(3);
    let message = format!(
        "sent other content than it was asked for: {other} was expected, {} came",
        image().digest()
    );
    assert!(outcome.stderr.contains(&message), "{outcome}");
}

#[test]
fn a_digest_of_sha512_is_taken_and_held_against_the_body() {
    let sha512 = |letter: &str| format!("sha512:{}", letter.repeat(128));
    let scene = open();
    scene
        .registry
        .fault(Fault::on("HEAD", MANIFEST).replace_header(DIGEST, sha512("a")));
    let outcome = scene.resolve("library/alpine:3.20").success();
    assert!(outcome.stdout.contains(&sha512("a")), "{outcome}");
    scene
        .registry
        .fault(Fault::on("HEAD", MANIFEST).status(405));
    scene
        .registry
        .fault(Fault::on("GET", MANIFEST).replace_header(DIGEST, sha512("b")));
    scene.resolve("library/alpine:3.20").exits(3);
}

#[test]
fn an_answer_to_a_digest_is_held_against_that_digest() {
    let scene = open();
    let wanted = image().digest();
    let reference = format!("library/alpine@{wanted}");
    let path = format!("/v2/library/alpine/manifests/{wanted}");
    scene
        .registry
        .fault(Fault::on("HEAD", &path).replace_header(DIGEST, digest(b"other")));
    let outcome = scene.resolve(&reference).exits(3);
    assert!(
        outcome
            .stderr
            .contains("sent other content than it was asked for"),
        "{outcome}"
    );
    scene.registry.clear_log();
    // Of another algorithm it may be the same content: the body tells
    scene.registry.fault(
        Fault::on("HEAD", &path).replace_header(DIGEST, format!("sha512:{}", "a".repeat(128))),
    );
    scene.resolve(&reference).success();
    assert_eq!(
        scene.registry.sequence(),
        [format!("HEAD {path} 200"), format!("GET {path} 200")]
    );
    scene
        .registry
        .fault(Fault::on("HEAD", &path).without_header(DIGEST));
    scene.registry.fault(
        Fault::on("GET", &path)
            .without_header(DIGEST)
            .body(br#"{"schemaVersion":2}"#),
    );
    scene.resolve(&reference).exits(3);
}

#[test]
fn a_digest_that_is_not_there_is_a_no() {
    let scene = open();
    let outcome = scene
        .resolve(&format!("library/alpine@{}", digest(b"none")))
        .exits(1);
    assert!(
        outcome.stderr.contains("registry.test has no such digest"),
        "{outcome}"
    );
}

#[test]
fn what_is_no_manifest_is_an_error_and_not_a_digest() {
    for (media_type, body) in [
        ("text/html", "<html>Log in</html>"),
        ("application/json", "{}"),
        ("", ""),
    ] {
        let scene = open();
        scene
            .registry
            .fault(Fault::on("HEAD", MANIFEST).without_header(DIGEST));
        let page = Fault::on("GET", MANIFEST)
            .without_header(DIGEST)
            .replace_header("content-type", media_type);
        scene.registry.fault(page.body(body));
        let outcome = scene.resolve("library/alpine:3.20").exits(3);
        assert!(
            outcome.stderr.contains("what it sent is no manifest"),
            "{outcome}"
        );
    }
}

#[test]
fn a_manifest_of_schema_1_is_refused() {
    let scene = open();
    let schema_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws; charset=utf-8";
    for method in ["HEAD", "GET"] {
        scene
            .registry
            .fault(Fault::on(method, MANIFEST).replace_header("content-type", schema_1));
    }
    let outcome = scene.resolve("library/alpine:3.20").exits(3);
    assert!(
        outcome.stderr.contains("the manifest is of schema 1"),
        "{outcome}"
    );
}

#[test]
fn all_types_of_manifests_are_accepted_in_one_header() {
    let scene = open();
    scene.resolve("library/alpine:3.20").success();
    let request = &scene.registry.requests()[0];
    assert_eq!(request.headers.get_all("accept").iter().count(), 1);
    for media_type in [
        "oci.image.index.v1",
        "oci.image.manifest.v1",
        "manifest.list.v2",
        "manifest.v2",
    ] {
        assert!(
            request.accept.contains(&format!("{media_type}+json")),
            "{}",
            request.accept
        );
    }
    assert!(
        !request.headers.contains_key("accept-encoding"),
        "{:?}",
        request.headers
    );
}

#[test]
fn a_manifest_without_its_config_is_a_broken_registry_and_no_digest_that_is_gone() {
    let scene = Scene::new(Registry::builder().open());
    scene
        .registry
        .push("team/app", "main", &Image::single("linux/amd64", "a"));
    let image = scene.reference("team/app:main");
    let text =
        format!("[images]\napp = {{ image = \"{image}\", platforms = [\"linux/amd64\"] }}\n");
    scene.project.file("images.toml", text);
    scene
        .registry
        .fault(Fault::on("GET", "/v2/team/app/blobs/*").status(404));
    let outcome = scene.project.run(["update"]).exits(3);
    let cause =
        "registry.test does not answer as a registry does: it has a manifest and not its config";
    assert!(outcome.stderr.contains(cause), "{outcome}");
}
