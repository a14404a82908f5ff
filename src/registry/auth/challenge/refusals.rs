//! What is said of challenges that cannot be met, and which of them are.

use super::*;
use crate::registry::http::StatusCode;
use crate::registry::http::address::Whereabouts;
use crate::registry::http::header::HeaderValue;

fn headers(lines: &[&str]) -> HeaderMap {
    let line = |line: &&str| (WWW_AUTHENTICATE, HeaderValue::from_str(line).unwrap());
    lines.iter().map(line).collect()
}

fn registry() -> Url {
    "https://registry.example/v2/".parse().unwrap()
}

#[test]
fn a_token_is_invalid_if_any_challenge_says_so_and_none_that_it_is_too_weak() {
    let is_invalid = |lines: &[&str]| is_invalid_token(&headers(lines));
    let (invalid, weak) = (
        "Bearer error=\" Invalid_Token \"",
        "Bearer error=\"insufficient_scope\"",
    );
    assert!(is_invalid(&[invalid]));
    assert!(is_invalid(&["Basic realm=\"a\"", invalid]));
    assert!(!is_invalid(&[weak]));
    assert!(!is_invalid(&[invalid, weak]));
    assert!(!is_invalid(&["Bearer realm=\"https://a/token\""]));
    assert!(!is_invalid(&[]));
}

#[test]
fn token_servers_are_the_same_if_realm_and_service_are() {
    let of = |text: &str| bearer(text, &registry()).unwrap();
    let known = of("Bearer realm=\"https://a/token\",service=\"s\"");
    assert!(known.is_same(&of("Bearer service=\"s\",realm=\"https://a/token\"")));
    assert!(!known.is_same(&of("Bearer realm=\"https://a/token\",service=\"t\"")));
    assert!(!known.is_same(&of("Bearer realm=\"https://b/token\",service=\"s\"")));
    assert!(!known.is_same(&of("Bearer realm=\"https://b/token\"")));
}

#[test]
fn credentials_in_a_realm_make_it_unusable_whichever_of_the_two_they_are() {
    for realm in ["https://ana@a/", "https://:pw@a/", "https://ana:pw@a/"] {
        let fault = read_realm(realm, &registry());
        assert_eq!(fault, Err("it contains credentials"), "{realm}");
    }
}

#[test]
fn the_way_out_of_a_challenge_is_told() {
    let hint = |error: ChallengeError| error.hint();
    let schemes = "whoever runs the registry, or a proxy in front of it, has to offer Basic or Bearer in its \
        `WWW-Authenticate` header, as docker and podman need, too";
    assert_eq!(
        hint(ChallengeError::Schemes("`negotiate`".to_owned())),
        schemes
    );
    let realm = "whoever runs the registry, or a proxy in front of it, has to correct the `realm` of its \
        `WWW-Authenticate` header: the whole URL of its token server";
    assert_eq!(hint(ChallengeError::NoRealm), realm);
    let repeated = "whoever runs the registry, or a proxy in front of it, has to keep what it was shown out of its \
        `WWW-Authenticate` header";
    assert_eq!(hint(ChallengeError::Repeated), repeated);
}

#[test]
fn a_realm_that_is_distrusted_is_named_with_why_and_with_the_setting_that_trusts_it() {
    let near = Distrust::Near(NearAddress::Loopback);
    assert_eq!(
        near.of("localhost:1"),
        "names localhost:1 as its token server, which is a loopback address and not its own"
    );
    assert_eq!(
        Distrust::Foreign.of("b.example"),
        "asks for its credentials to be sent to b.example, which is not known to belong to it"
    );
    for (distrust, begin) in [
        (near, "if b.example is its token server, add this"),
        (
            Distrust::Foreign,
            "pass `--anonymous` to ask without credentials, or",
        ),
    ] {
        let hint = distrust.hint("a.example", "b.example");
        assert!(hint.starts_with(begin), "{hint}");
        assert!(hint.contains("trusted-realms = [\"b.example\"]"), "{hint}");
    }
}

#[test]
fn of_bearer_challenges_alone_it_is_said_why_they_cannot_be_met() {
    let of = |line: &str| {
        let offered = challenges(&headers(&[line]));
        unusable(&offered, &registry()).collect::<Vec<_>>()
    };
    assert_eq!(of("Bearer service=\"s\""), [ChallengeError::NoRealm]);
    assert_eq!(of("Basic charset=\"UTF-8\", Negotiate"), []);
    assert_eq!(of("Bearer realm=\"https://a/token\""), []);
}

#[test]
fn a_challenge_that_repeats_what_was_shown_is_met_only_by_another_bearer() {
    let of = |lines: &[&str]| {
        let response = Response {
            status: StatusCode::UNAUTHORIZED,
            headers: headers(lines),
            body: Vec::new(),
            quota: None,
            whereabouts: Whereabouts::Elsewhere,
            url: registry(),
            led_by: None,
            redirected_by: None,
        };
        offered(&response, |value| value == b"secret")
    };
    let (repeating, clean, basic) = (
        "Bearer realm=\"https://a/token\",service=\"secret\"",
        "Bearer realm=\"https://b/token\"",
        "Basic realm=\"a\"",
    );
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[basic]), Some(Ok(Challenge::Basic)));
    assert_eq!(of(&[repeating]), Some(Err(ChallengeError::Repeated)));
    assert_eq!(of(&[repeating, basic]), Some(Err(ChallengeError::Repeated)));
    let met = |lines: &[&str]| of(lines).unwrap().unwrap().to_string();
    assert_eq!(met(&[repeating, clean]), "Bearer, realm https://b/token");
    assert_eq!(met(&[clean]), "Bearer, realm https://b/token");
}

#[test]
fn a_scope_of_another_type_has_three_parts_of_the_signs_that_scopes_have() {
    for scope in ["registry:catalog:*", "a:h:5000/b_c-d.e/*:pull,push"] {
        assert!(is_of_other_type(scope), "{scope}");
    }
    for scope in [
        "", "a", "a:b", ":b:c", "a::c", "a:b:", "a(b):b:c", "a:b\\:c", "a:b:c;d",
    ] {
        assert!(!is_of_other_type(scope), "{scope}");
    }
}
