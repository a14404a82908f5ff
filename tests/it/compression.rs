//! Answers that a proxy or a registry compresses although nobody asked, and other bodies that were changed on the way.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::raw::Raw;
use crate::support::registry::{Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/1";
const DIGEST: &str = "docker-content-digest";
/// The beginning of what gzip makes of anything, which is no text.
const COMPRESSED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xab\xae\x05\x00";

fn image() -> Image {
    Image::index(&["linux/amd64"], "app")
}

/// A registry with `team/app:1`, whose platforms are wanted: it is asked for by GET.
fn case(builder: crate::support::registry::Builder) -> Case {
    let case = Case::with(builder);
    case.push("team/app", "1", &image());
    case.manifest("app = { image = \"HOST/team/app:1\", platforms = [\"linux/amd64\"] }\n");
    case
}

fn open() -> Case {
    case(Registry::builder().open())
}

/// An answer with a body that is compressed, as its headers say.
fn compressed(path: &str) -> Fault {
    let fault = Fault::on("GET", path).header("content-encoding", "gzip");
    fault.body(COMPRESSED)
}

#[track_caller]
fn says(outcome: &Outcome, words: &str) {
    assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
}

#[test]
fn a_compressed_answer_that_nobody_asked_for_is_no_wrong_digest() {
    for lines in [
        &["gzip"][..],
        &["X-GZIP"],
        &["br"],
        &["Deflate"],
        &["zstd"],
        &["gzip, identity"],
        &["identity", "gzip"],
    ] {
        let case = open();
        let fault = Fault::on("GET", MANIFEST).body(COMPRESSED);
        let add = |fault: Fault, line: &&str| fault.header("content-encoding", line);
        case.registry.fault(lines.iter().fold(fault, add));
        let outcome = case.run("update").exits(3);
        says(&outcome, "registry.test sent a compressed answer (");
        says(
            &outcome,
            "hint: a proxy or a cache in between compresses answers",
        );
        assert_eq!(case.registry.count("GET", MANIFEST), 1, "{outcome}");
        assert!(!case.project.exists("images.lock"));
    }
}

#[test]
fn programs_are_told_that_an_answer_is_compressed() {
    let case = open();
    case.registry.fault(compressed(MANIFEST));
    let outcome = case.run("update --format json").exits(3);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let failure = &report["images"][0];
    assert_eq!(failure["reason"], "compressed", "{outcome}");
    assert_eq!(failure["retryable"], false, "{outcome}");
}

#[test]
fn a_transfer_coding_compresses_as_well() {
    let body = format!("{:x}\r\n", COMPRESSED.len()).into_bytes();
    let body = [&body, COMPRESSED, b"\r\n0\r\n\r\n"].concat();
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n";
    let answer = [head.as_bytes(), &body].concat();
    let server = Raw::answering(move |request| match request.starts_with(b"HEAD") {
        true => b"HTTP/1.1 405 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec(),
        false => answer.clone(),
    });
    let reference = format!("{}/team/app:1", server.host());
    let outcome = Project::new().run(["resolve", &reference]).exits(3);
    says(&outcome, "sent a compressed answer (gzip)");
}

/// Asserts that a run asks the registry in the place of a mirror, which fails in these words.
#[track_caller]
fn is_passed_over(mirror: &Case, own: &Case, words: &str) {
    let config = format!(
        "[registries.\"{}\"]\nmirrors = [\"{}\"]\n",
        own.registry.host(),
        mirror.registry.host()
    );
    own.project.file("config.toml", config);
    own.project.redact(&mirror.registry.host(), "mirror.test");
    let outcome = own.run("update -v --config config.toml").success();
    says(&outcome, "mirror mirror.test failed: ");
    says(&outcome, words);
}

#[test]
fn a_mirror_that_compresses_is_passed_over() {
    let (mirror, own) = (open(), open());
    mirror.registry.fault(compressed(MANIFEST));
    let words = "mirror.test sent a compressed answer (gzip)";
    is_passed_over(&mirror, &own, words);
    assert_eq!(own.registry.count("GET", MANIFEST), 1);
}

#[test]
fn a_token_server_that_compresses_is_named() {
    let case = case(Registry::builder().token_server_elsewhere(true));
    case.registry.fault(compressed("/token"));
    let outcome = case.run("update").exits(3);
    says(
        &outcome,
        "the token server tokens.test of registry.test sent a compressed answer (gzip)",
    );
}

#[test]
fn an_error_that_is_compressed_counts_by_its_status() {
    for (status, words, code) in [
        (404, "registry.test has no such tag\n", 1),
        (403, "registry.test refuses access: 403", 3),
        (503, "registry.test answered 503 after 5 attempts\n", 3),
    ] {
        let case = open();
        let fault = compressed(MANIFEST).status(status);
        case.registry.fault(fault.always());
        says(&case.run("update").exits(code), words);
    }
    // The refusal that says how to ask
    let case = case(Registry::builder());
    let refused = Fault::on("GET", MANIFEST).header("content-encoding", "gzip");
    case.registry.fault(refused);
    case.run("update").success();
    assert_eq!(case.registry.count("GET", "/token"), 1);
}

#[test]
fn a_head_names_the_digest_of_the_manifest_whatever_a_body_would_be_coded_in() {
    let case = open();
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).header("content-encoding", "gzip"));
    case.resolve("team/app:1").success();
    assert_eq!(case.registry.sequence(), [format!("HEAD {MANIFEST} 200")]);
}

#[test]
fn what_is_said_of_a_body_that_is_as_it_was_does_no_harm() {
    for coding in ["", "identity", "Identity, ", "aws-chunked", "utf-8"] {
        let case = open();
        case.registry
            .fault(Fault::on("GET", MANIFEST).header("content-encoding", coding));
        case.run("update").success();
    }
}

#[test]
fn no_request_asks_for_a_compressed_answer() {
    let (with_tokens, odd) = (case(Registry::builder()), open());
    with_tokens.run("update").success();
    with_tokens.run("update").success();
    // Where the first answer is odd, `/v2/` is asked
    odd.registry.fault(Fault::on("GET", MANIFEST).status(403));
    odd.run("update").exits(3);
    assert_eq!(odd.registry.count("GET", "/v2/"), 2);
    for request in [with_tokens, odd]
        .iter()
        .flat_map(|case| case.registry.requests())
    {
        let asked = request.headers.get_all("accept-encoding");
        let asked: Vec<_> = asked.iter().collect();
        assert_eq!(asked, ["identity"], "{request}");
    }
}

#[test]
fn a_page_or_half_a_manifest_in_place_of_a_digest_is_no_wrong_digest_and_passed_over() {
    let image = image();
    let whole = image.digest();
    for body in ["<html>Log in</html>", "{\"schemaVersion\":2,\"mani", ""] {
        let (mirror, own) = (open(), open());
        let path = format!("/v2/team/app/manifests/{whole}");
        mirror
            .registry
            .fault(Fault::on("HEAD", &path).without_header(DIGEST));
        mirror
            .registry
            .fault(Fault::on("GET", &path).without_header(DIGEST).body(body));
        own.manifest(&format!("app = \"HOST/team/app@{whole}\"\n"));
        is_passed_over(&mirror, &own, "its answer is not a manifest");
    }
}

#[test]
fn a_page_in_place_of_a_config_is_no_wrong_digest() {
    let case = open();
    case.push("team/one", "1", &Image::single("linux/amd64", "one"));
    case.manifest("one = { image = \"HOST/team/one:1\", platforms = [\"linux/amd64\"] }\n");
    case.registry
        .fault(Fault::on("GET", "/v2/team/one/blobs/*").body("<html>Log in</html>"));
    let outcome = case.run("update").exits(3);
    says(&outcome, "its answer is not the config of an image");
}
