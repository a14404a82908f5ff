//! Registries whose challenges repeat what they were shown, as a whole or in a part, and in whatever spelling.

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Registry};

const CONFIG: &str = r#"{"auths":{"HOST":{"username":"ana","password":"hunter2hunter2"}}}"#;
/// A token as it is, escaped, and in base64 behind another byte; the password, and what is sent of it.
const REPEATED: [&str; 5] = [
    "SECRET/TOKEN+VALUE/0123==",
    "SECRET%2FTOKEN%2BVALUE%2f0123%3D%3D",
    "eFNFQ1JFVC9UT0tFTitWQUxVRS8wMTIzPT0",
    "hunter2hunter2",
    "YW5hOmh1bnRlcjJodW50ZXIy",
];
/// Parts of them that no other text has.
const SECRETS: [&str; 5] = [
    "SECRET",
    "TOKEN%2B",
    "eFNFQ1JFVC9",
    "hunter2",
    "YW5hOmh1bnRlcjI",
];

/// A registry that knows no token, and refuses all but the first questions with this challenge.
fn refusing(challenge: &str, images: &[&str]) -> Case {
    let case = Case::with(Registry::builder().user("ana", "hunter2hunter2"));
    for image in images {
        case.push(image, "main", &Image::index(&["linux/amd64"], image));
    }
    case.images(images.iter().map(|image| format!("{image}:main")));
    case.docker_config(CONFIG);
    let token = format!(r#"{{"token":"{}"}}"#, REPEATED[0]);
    let last = images.last().expect("there is an image");
    let scope = last.replace('/', "%2F");
    let path = format!("/token?service=registry.docker.io&scope=repository%3A{scope}*");
    case.registry
        .fault(Fault::on("GET", &path).always().body(token));
    let refusal = Fault::on("HEAD", &format!("/v2/{last}/manifests/main"))
        .after(u32::from(images.len() == 1))
        .always();
    let challenge = case.text(challenge);
    case.registry
        .fault(refusal.status(401).header("www-authenticate", challenge));
    case
}

/// The challenges with a secret in a part.
fn challenges(secret: &str, elsewhere: &str) -> [String; 4] {
    [
        format!("Bearer realm=\"http://HOST/token\",service=\"{secret}\""),
        format!("Bearer realm=\"http://HOST/token/{secret}\",service=\"registry.docker.io\""),
        format!("Bearer realm=\"http://{elsewhere}/t?of={secret}\",service=\"x\""),
        format!("Basic realm=\"x\", Bearer realm=\"http://{elsewhere}/t\",service=\"{secret}\""),
    ]
}

/// Runs that hold to it that no part of a secret is shown or sent on, one of them in JSON.
#[track_caller]
fn assert_hidden(challenge: &str, images: &[&str]) {
    for arguments in ["update --jobs 1 -v", "update --jobs 1 --format json"] {
        let case = refusing(challenge, images);
        let outcome = case.run(arguments).exits(3);
        let told = outcome.stdout.clone() + &outcome.stderr;
        assert!(
            told.contains("its challenge repeats the token or the password"),
            "{challenge} {outcome}"
        );
        assert!(
            told.contains("has to keep what it was shown out of its `WWW-Authenticate` header"),
            "{challenge} {outcome}"
        );
        let requests = case.registry.requests();
        for secret in SECRETS {
            let is_sent = requests.iter().any(|request| request.path.contains(secret));
            assert!(!is_sent && !told.contains(secret), "{challenge} {outcome}");
        }
    }
}

#[test]
fn what_a_challenge_repeats_of_a_token_or_a_password_is_neither_shown_nor_sent_on() {
    let elsewhere = Registry::builder().start();
    for secret in REPEATED {
        for challenge in challenges(secret, &elsewhere.host()) {
            assert_hidden(&challenge, &["team/b"]);
        }
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[test]
fn what_a_repository_repeats_of_the_token_of_a_guessed_realm_is_neither_shown_nor_sent_on() {
    let elsewhere = Registry::builder().start();
    for secret in REPEATED {
        for challenge in challenges(secret, &elsewhere.host()) {
            assert_hidden(&challenge, &["team/a", "team/b"]);
        }
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[test]
fn an_error_code_that_is_the_password_is_not_shown() {
    let secret = "hunterhunter";
    let case = Case::with(Registry::builder().user("ana", secret));
    case.docker_config(&CONFIG.replace("hunter2hunter2", secret));
    case.push("team/b", "main", &Image::index(&["linux/amd64"], "b"));
    let refusal = Fault::on("HEAD", "/v2/team/b/manifests/main")
        .after(1)
        .always();
    let challenge = case.text(&format!(
        "Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\",error=\"{secret}\""
    ));
    case.registry
        .fault(refusal.status(401).header("www-authenticate", challenge));
    let outcome = case.resolving("team/b:main", &["-v"]).run().exits(3);
    assert!(outcome.stderr.contains("refuses access: 401"), "{outcome}");
    assert!(!outcome.stderr.contains(secret), "{outcome}");
}
