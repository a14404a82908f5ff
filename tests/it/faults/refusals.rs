//! What a registry and its token server can answer instead of what they were asked for.

use super::{meets, moved};
use crate::support::case::Case;
use crate::support::registry::{Fault, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/main";
const NEXT: &str = "/v2/team/app/manifests/next";

/// A registry that wants no token and has this fault.
fn open(fault: Fault) -> Case {
    let case = moved(Registry::builder().open());
    case.registry.fault(fault);
    case
}

/// A registry whose tokens are issued elsewhere, with this fault.
fn with_tokens(fault: Fault) -> Case {
    let case = moved(Registry::builder().token_server_elsewhere(true));
    case.registry.fault(fault);
    case
}

#[test]
fn redirects_in_a_ring() {
    let to = |path: &str, target: &str| {
        let redirect = Fault::on("HEAD", path).status(302);
        redirect.header("location", target).always()
    };
    let case = open(to(MANIFEST, NEXT));
    case.registry.fault(to(NEXT, MANIFEST));
    meets(&case, "redirect ring", "");
}

#[test]
fn refusals_without_end() {
    let refused = Fault::on("HEAD", MANIFEST).status(429).always();
    let case = open(refused.header("retry-after", "0"));
    meets(&case, "429 without end", "");
}

#[test]
fn a_refusal_for_more_than_a_minute() {
    let hour = Fault::on("HEAD", MANIFEST).status(429);
    let case = open(hour.header("retry-after", "3600"));
    meets(&case, "429 for an hour", "");
}

#[test]
fn a_server_that_keeps_failing() {
    let always = Fault::on("HEAD", MANIFEST).status(503).always();
    meets(&open(always), "503 without end", "");
}

#[test]
fn a_token_server_that_is_down() {
    let case = moved_to_closed_realm();
    meets(&case, "token server down", "");
}

/// A registry whose token server was there when the image was locked, and is not any more.
fn moved_to_closed_realm() -> Case {
    let case = moved(Registry::builder().open());
    let challenge = "Bearer realm=\"http://127.0.0.1:1/token\",service=\"s\"";
    let refused = Fault::on("HEAD", MANIFEST).status(401);
    case.registry
        .fault(refused.header("www-authenticate", challenge));
    case
}

#[test]
fn a_token_server_that_fails() {
    let case = with_tokens(Fault::on("GET", "/token").status(503).always());
    meets(&case, "token server failing", "");
}

#[test]
fn a_token_server_that_is_slow() {
    let case = with_tokens(Fault::on("GET", "/token").hold());
    meets(&case, "token server slow", "--timeout 2");
}

#[test]
fn a_token_server_that_gives_no_token() {
    let page = Fault::on("GET", "/token").status(200);
    let case = with_tokens(page.body("<html>Welcome</html>").always());
    meets(&case, "token server lying", "");
}

#[test]
fn tokens_that_are_worth_nothing() {
    let token = Fault::on("GET", "/token").status(200);
    let case = with_tokens(token.body("{\"token\":\"nothing\"}").always());
    meets(&case, "tokens worth nothing", "");
}
