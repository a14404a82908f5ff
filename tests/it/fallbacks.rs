//! What is asked next where the first answer is odd: `/v2/`, GET, or nothing.

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Builder, Fault, Image, Registry, digest};

const MANIFEST: &str = "/v2/library/alpine/manifests/3.20";
const TOKEN: &str =
    "GET /token?service=registry.docker.io&scope=repository%3Alibrary%2Falpine%3Apull 200";
const DIGEST: &str = "docker-content-digest";

fn image() -> Image {
    Image::index(&["linux/amd64"], "a")
}

fn case(builder: Builder) -> Case {
    let case = Case::with(builder);
    case.registry.push("library/alpine", "3.20", &image());
    case
}

fn open() -> Case {
    case(Registry::builder().open())
}

/// The sequence, with the path of the manifest left out.
fn steps(case: &Case) -> Vec<String> {
    let short = |line: String| line.replace(&format!("{MANIFEST} "), "");
    case.registry.sequence().into_iter().map(short).collect()
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
        let case = case(Registry::builder());
        case.registry
            .fault(Fault::on("HEAD", MANIFEST).status(status));
        assert_resolved(case.resolve("library/alpine:3.20"));
        assert_eq!(
            steps(&case),
            [&format!("HEAD {status}"), "GET /v2/ 401", TOKEN, "HEAD 200"]
        );
    }
}

#[test]
fn v2_is_asked_once_however_many_answers_are_odd() {
    let case = open();
    case.images((0..30).map(|number| format!("library/alpine:none{number}")));
    case.project.run(["update"]).exits(1);
    let root = case
        .registry
        .requests()
        .iter()
        .filter(|request| request.path == "/v2/")
        .count();
    assert_eq!((root, case.registry.requests().len()), (1, 61));
}

#[test]
fn v2_that_fails_is_asked_with_its_retries_once_for_all() {
    let case = open();
    case.registry
        .fault(Fault::on("GET", "/v2/").times(5).status(503));
    case.images((0..30).map(|number| format!("library/alpine:none{number}")));
    let outcome = case.project.run(["update"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("registry.test answered 503 after 5 attempts"),
        "{outcome}"
    );
    assert_eq!(case.registry.count("HEAD", "/v2/"), 30);
}

#[test]
fn an_answer_without_a_challenge_anywhere_is_the_answer() {
    for (status, message) in [
        (400, "it answered 400"),
        (401, "refuses access: 401"),
        (403, "refuses access: 403"),
    ] {
        let case = open();
        case.registry
            .fault(Fault::on("*", MANIFEST).always().status(status));
        let outcome = case.resolve("library/alpine:3.20").exits(3);
        assert!(outcome.stderr.contains(message), "{outcome}");
        assert_eq!(
            steps(&case)[..2],
            [format!("HEAD {status}"), "GET /v2/ 200".to_owned()]
        );
    }
}

#[test]
fn once_something_was_shown_v2_is_not_asked() {
    let case = case(Registry::builder());
    let outcome = case.resolve("library/alpine:none").exits(1);
    assert!(
        outcome.stderr.contains("registry.test has no such tag"),
        "{outcome}"
    );
    let methods: Vec<_> = case
        .registry
        .sequence()
        .iter()
        .map(|line| line[..4].to_owned())
        .collect();
    assert_eq!(methods, ["HEAD", "GET ", "HEAD", "GET "]);
    assert!(
        case.registry
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
        let case = open();
        case.registry.fault(head(Fault::on("HEAD", MANIFEST)));
        assert_resolved(case.resolve("library/alpine:3.20"));
        assert_eq!(case.registry.requests().len(), 2, "case {number}");
        assert_eq!(steps(&case)[1], "GET 200", "case {number}");
    }
}

#[test]
fn a_registry_that_denies_by_head_what_it_has_is_asked_by_get() {
    for status in [403, 404] {
        let case = open();
        case.registry
            .fault(Fault::on("HEAD", MANIFEST).status(status));
        assert_resolved(case.resolve("library/alpine:3.20"));
        assert_eq!(
            steps(&case),
            [&format!("HEAD {status}"), "GET /v2/ 200", "GET 200"]
        );
    }
}

#[test]
fn a_head_that_is_refused_limited_or_failed_never_becomes_a_get() {
    for status in [401, 429, 500, 503] {
        let case = open();
        case.registry.fault(
            Fault::on("HEAD", MANIFEST)
                .always()
                .status(status)
                .header("retry-after", "0"),
        );
        case.resolve("library/alpine:3.20").exits(3);
        assert_eq!(case.registry.count("GET", MANIFEST), 0, "{status}");
    }
}

#[test]
fn a_tag_that_is_not_there_is_a_no_and_says_what_to_check() {
    let case = open();
    let outcome = case.resolve("library/alpine:none").exits(1);
    assert_snapshot!(outcome, @r#"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/library/alpine:none`
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of the repository and the tag
    "#);
}

#[test]
fn a_body_that_is_not_what_the_header_says_is_an_error() {
    let case = open();
    let other = digest(b"other");
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).without_header(DIGEST));
    case.registry
        .fault(Fault::on("GET", MANIFEST).replace_header(DIGEST, &other));
    let outcome = case.resolve("library/alpine:3.20").exits(3);
    let message = format!(
        "sent the wrong content: expected {other}, found {}",
        image().digest()
    );
    assert!(outcome.stderr.contains(&message), "{outcome}");
}

#[test]
fn a_digest_of_sha512_is_taken_and_held_against_the_body() {
    let sha512 = |letter: &str| format!("sha512:{}", letter.repeat(128));
    let case = open();
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).replace_header(DIGEST, sha512("a")));
    let outcome = case.resolve("library/alpine:3.20").success();
    assert!(outcome.stdout.contains(&sha512("a")), "{outcome}");
    case.registry.fault(Fault::on("HEAD", MANIFEST).status(405));
    case.registry
        .fault(Fault::on("GET", MANIFEST).replace_header(DIGEST, sha512("b")));
    case.resolve("library/alpine:3.20").exits(3);
}

#[test]
fn an_answer_to_a_digest_is_held_against_that_digest() {
    let case = open();
    let wanted = image().digest();
    let reference = format!("library/alpine@{wanted}");
    let path = format!("/v2/library/alpine/manifests/{wanted}");
    case.registry
        .fault(Fault::on("HEAD", &path).replace_header(DIGEST, digest(b"other")));
    let outcome = case.resolve(&reference).exits(3);
    assert!(
        outcome.stderr.contains("sent the wrong content"),
        "{outcome}"
    );
    case.registry.clear_log();
    // Of another algorithm it may be the same content: the body tells
    case.registry.fault(
        Fault::on("HEAD", &path).replace_header(DIGEST, format!("sha512:{}", "a".repeat(128))),
    );
    case.resolve(&reference).success();
    assert_eq!(
        case.registry.sequence(),
        [format!("HEAD {path} 200"), format!("GET {path} 200")]
    );
    case.registry
        .fault(Fault::on("HEAD", &path).without_header(DIGEST));
    case.registry.fault(
        Fault::on("GET", &path)
            .without_header(DIGEST)
            .body(br#"{"schemaVersion":2}"#),
    );
    case.resolve(&reference).exits(3);
}

#[test]
fn a_digest_that_is_not_there_is_a_no() {
    let case = open();
    let outcome = case
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
        let case = open();
        case.registry
            .fault(Fault::on("HEAD", MANIFEST).without_header(DIGEST));
        let page = Fault::on("GET", MANIFEST)
            .without_header(DIGEST)
            .replace_header("content-type", media_type);
        case.registry.fault(page.body(body));
        let outcome = case.resolve("library/alpine:3.20").exits(3);
        assert!(
            outcome.stderr.contains("its answer is not a manifest"),
            "{outcome}"
        );
    }
}

#[test]
fn a_manifest_of_schema_1_is_refused() {
    let case = open();
    let schema_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws; charset=utf-8";
    for method in ["HEAD", "GET"] {
        case.registry
            .fault(Fault::on(method, MANIFEST).replace_header("content-type", schema_1));
    }
    let outcome = case.resolve("library/alpine:3.20").exits(3);
    assert!(
        outcome.stderr.contains("the manifest has schema 1"),
        "{outcome}"
    );
}

#[test]
fn all_types_of_manifests_are_accepted_in_one_header() {
    let case = open();
    case.resolve("library/alpine:3.20").success();
    let request = &case.registry.requests()[0];
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
    assert_eq!(request.headers["accept-encoding"], "identity");
}

#[test]
fn a_manifest_without_its_config_is_a_broken_registry_and_no_digest_that_is_gone() {
    let case = Case::with(Registry::builder().open());
    case.registry
        .push("team/app", "main", &Image::single("linux/amd64", "a"));
    let image = case.reference("team/app:main");
    let text =
        format!("[images]\napp = {{ image = \"{image}\", platforms = [\"linux/amd64\"] }}\n");
    case.project.file("images.toml", text);
    case.registry
        .fault(Fault::on("GET", "/v2/team/app/blobs/*").status(404));
    let outcome = case.project.run(["update"]).exits(3);
    let cause =
        "registry.test does not answer like a registry: it has the manifest, but not its config";
    assert!(outcome.stderr.contains(cause), "{outcome}");
}
