//! How a registry asks to be asked, in the forms that are met.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image};

const MANIFEST: &str = "/v2/library/alpine/manifests/3.20";
const TOKEN: &str =
    "GET /token?service=registry.docker.io&scope=repository%3Alibrary%2Falpine%3Apull 200";

fn case() -> Case {
    let case = Case::new();
    case.registry.push(
        "library/alpine",
        "3.20",
        &Image::index(&["linux/amd64"], "a"),
    );
    case
}

/// Resolves where the first challenge is made of these header lines; `HOST` stands for the registry's host.
fn resolve_with(case: &Case, lines: &[&str]) -> Outcome {
    let first = Fault::on("HEAD", MANIFEST).without_header("www-authenticate");
    let add = |fault: Fault, line: &&str| {
        fault.header(
            "www-authenticate",
            line.replace("HOST", &case.registry.host()),
        )
    };
    case.registry.fault(lines.iter().fold(first, add));
    case.resolve("library/alpine:3.20")
}

#[test]
fn service_and_realm_are_the_challenges_and_the_scope_is_the_canonical_names() {
    let case = case();
    case.resolve("library/alpine:3.20").success();
    let (head, refused) = (
        format!("HEAD {MANIFEST} 200"),
        format!("HEAD {MANIFEST} 401"),
    );
    assert_eq!(
        case.registry.sequence(),
        [refused.as_str(), TOKEN, head.as_str()]
    );
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_challenge_is_met_in_every_form_it_is_sent_in() {
    let forms: [&[&str]; 12] = [
        &["Bearer realm=\"/token\",service=\"registry.docker.io\""],
        &["Bearer realm=http://HOST/token,service=registry.docker.io"],
        &["bearer REALM=\"http://HOST/token\" , Service = \"registry.docker.io\" ,"],
        &["Basic realm=\"x\", Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\""],
        &["Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\", Basic realm=\"x\""],
        &[
            "Basic realm=\"x\"",
            "Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\"",
        ],
        &[
            "Negotiate",
            "Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\"",
        ],
        &[
            "Bearer realm=\"no URL\"",
            "Bearer realm=\"/token\",service=\"registry.docker.io\"",
        ],
        // What a registry says that has no scopes (Amazon, Gitea), scopes of no grammar, and another's
        &["Bearer realm=\"/token\",service=\"registry.docker.io\",scope=\"aws\""],
        &[
            "Bearer realm=\"/token\",service=\"registry.docker.io\",scope=\"* foo:bar : :: a:b: a::pull\"",
        ],
        &[
            "Bearer realm=\"/token\",service=\"registry.docker.io\",scope=\"repository:a/b:pull repository(plugin):a/b:pull\"",
        ],
        &[
            "Bearer realm=\"/token\",service=\"registry.docker.io\",scope=\"registry:catalog:*,error=\"random_error\"",
        ],
    ];
    for lines in forms {
        let case = case();
        resolve_with(&case, lines).success();
        assert_eq!(case.registry.sequence()[1], TOKEN, "{lines:?}");
    }
}

#[test]
fn a_scope_of_another_type_is_asked_for_beside_the_repositorys_own() {
    let case = case();
    let scope =
        "Bearer realm=\"/token\",service=\"registry.docker.io\",scope=\"registry:catalog:*\"";
    resolve_with(&case, &[scope]).success();
    let both = TOKEN.replace(" 200", "&scope=registry%3Acatalog%3A* 200");
    assert_eq!(case.registry.sequence()[1], both);
}

#[test]
fn a_token_that_lacks_a_scope_of_another_type_is_renewed_with_it_once() {
    let case = case();
    case.registry.push(
        "library/alpine",
        "edge",
        &Image::index(&["linux/amd64"], "b"),
    );
    let refused = Fault::on("HEAD", "/v2/library/alpine/manifests/edge").status(401);
    let challenge = "Bearer realm=\"https://elsewhere.example/token\",scope=\"registry:catalog:*\",\
                     error=\"insufficient_scope\"";
    case.registry
        .fault(refused.header("www-authenticate", challenge));
    case.images(["library/alpine:3.20", "library/alpine:edge"]);
    case.project.run(["update", "--jobs", "1"]).success();
    let tokens: Vec<_> = case
        .registry
        .sequence()
        .into_iter()
        .filter(|line| line.starts_with("GET /token"))
        .collect();
    assert_eq!(
        tokens,
        [
            TOKEN.to_owned(),
            TOKEN.replace(" 200", "&scope=registry%3Acatalog%3A* 200")
        ]
    );
}

#[test]
fn the_query_of_a_realm_stays_and_its_service_is_not_doubled() {
    let case = case();
    let realm = "Bearer realm=\"http://HOST/token?account=me&service=registry.docker.io\",service=\"other\"";
    resolve_with(&case, &[realm]).success();
    assert_eq!(
        case.registry.sequence()[1],
        "GET /token?account=me&service=registry.docker.io&scope=repository%3Alibrary%2Falpine%3Apull 200"
    );
}

#[test]
fn a_service_with_spaces_is_encoded_and_one_that_is_not_named_is_left_out() {
    let case = case();
    resolve_with(
        &case,
        &["Bearer realm=\"/token\",service=\"SUSE Linux Docker Registry\""],
    )
    .success();
    assert!(
        case.registry.sequence()[1]
            .starts_with("GET /token?service=SUSE+Linux+Docker+Registry&scope=")
    );
    case.registry.clear_log();
    resolve_with(&case, &["Bearer realm=\"/token\""]).success();
    assert!(case.registry.sequence()[1].starts_with("GET /token?scope=repository%3A"));
}

#[test]
fn a_challenge_that_nobody_can_meet_is_named_and_ends_it() {
    let cases: [(&[&str], &str); 5] = [
        (
            &["Negotiate", "Digest realm=\"x\""],
            "it asks for `negotiate`, `digest`, but only Bearer and Basic",
        ),
        (&["Bearer"], "its Bearer challenge names no realm"),
        (
            &["Bearer realm=\"OpenAI API\""],
            "the realm of its Bearer challenge is not usable: it is not a URL",
        ),
        (
            &["Bearer realm=\"ftp://HOST/token\""],
            "it is neither HTTPS nor HTTP",
        ),
        (
            &["Bearer realm=\"http://me:secret@HOST/token\""],
            "it contains credentials",
        ),
    ];
    for (lines, message) in cases {
        let case = case();
        let outcome = resolve_with(&case, lines).exits(3);
        assert!(outcome.stderr.contains(message), "{outcome}");
        assert!(!outcome.stderr.contains("secret"), "{outcome}");
        assert_eq!(case.registry.requests().len(), 1, "{lines:?}");
    }
}

#[test]
fn what_was_learned_first_stays_where_a_refused_token_is_answered_with_another_challenge() {
    for challenge in [
        "Basic realm=\"harbor\"",
        "Bearer realm=\"https://elsewhere.example/token\"",
    ] {
        let case = case();
        case.registry.push(
            "library/alpine",
            "edge",
            &Image::index(&["linux/amd64"], "b"),
        );
        let refused = Fault::on("HEAD", "/v2/library/alpine/manifests/edge").status(401);
        case.registry
            .fault(refused.header("www-authenticate", challenge));
        case.images(["library/alpine:3.20", "library/alpine:edge"]);
        case.project.run(["update", "--jobs", "1"]).success();
        let tokens = case
            .registry
            .sequence()
            .into_iter()
            .filter(|line| line == TOKEN)
            .count();
        assert_eq!(
            (tokens, case.registry.requests().len()),
            (2, 6),
            "{challenge}"
        );
    }
}
