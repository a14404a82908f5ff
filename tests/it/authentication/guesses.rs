//! Registries that do not say how they want to be asked, or say it wrongly: where a password is tried all the same.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Authorization, Fault, Image, Registry};

const RIGHT: &str = r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#;
const WRONG: &str = r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#;
const MANIFEST: &str = "/v2/team/app/manifests/main";
const BEARER: &str = "Bearer realm=\"/token\",service=\"registry.docker.io\"";

/// A registry that wants a password, and does not say so in these places.
fn silent(places: &[(&str, &str)]) -> Case {
    let case = Case::with(Registry::builder().basic("ana", "right"));
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.registry
        .push("team/web", "main", &Image::index(&["linux/amd64"], "b"));
    for (method, path) in places {
        case.registry.fault(
            Fault::on(method, path)
                .without_header("www-authenticate")
                .always(),
        );
    }
    case
}

fn ecr() -> Case {
    silent(&[("*", "/v2/team/*"), ("GET", "/v2/")])
}

#[test]
fn a_host_that_refuses_without_a_challenge_is_shown_a_password_once() {
    let case = ecr();
    case.docker_config(RIGHT);
    case.images(["team/app:main", "team/web:main"]);
    case.project.run(["update"]).success();
    // One refusal, one question at /v2/, and one answer for each image
    assert_eq!(
        (
            case.registry.requests().len(),
            case.registry.count("GET", "/v2/")
        ),
        (4, 1)
    );
    assert_shown_only_its_own(&case.registry, Some("ana"));
    let wrong = ecr();
    wrong.docker_config(WRONG);
    wrong.images(["team/app:main", "team/web:main"]);
    let outcome = wrong.project.run(["update"]).exits(3);
    assert!(
        outcome.stderr.contains("rejects the credentials"),
        "{outcome}"
    );
    assert_eq!(wrong.registry.requests().len(), 3);
}

#[test]
fn without_a_password_nothing_is_guessed() {
    let case = ecr();
    case.docker_config(r#"{"auths":{"HOST":{"identitytoken":"T"}}}"#);
    for arguments in [&[][..], &["--anonymous"]] {
        let outcome = case.resolving("team/app:main", arguments).run().exits(3);
        assert!(
            outcome
                .stderr
                .contains("it does not say how to authenticate"),
            "{outcome}"
        );
    }
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_challenge_at_the_root_is_met_before_anything_is_guessed() {
    let case = silent(&[("*", "/v2/team/*")]);
    case.docker_config(RIGHT);
    let outcome = case.resolving("team/app:main", &["-v"]).run().success();
    assert!(
        outcome.stderr.contains("registry.test asks for Basic\n"),
        "{outcome}"
    );
}

/// A registry that offers tokens and passwords, and whose token server is not there.
fn without_token_server(challenge: &str, config: &str) -> Case {
    let case = silent(&[]);
    case.docker_config(config);
    let fault = Fault::on("HEAD", "/v2/*").replace_header("www-authenticate", challenge);
    case.registry.fault(fault);
    case.registry.fault(Fault::on("GET", "/token").status(404));
    case.images(["team/app:main", "team/web:main"]);
    case
}

#[test]
fn a_password_does_where_tokens_and_passwords_are_offered_and_there_is_no_token_server() {
    for challenge in [
        format!("{BEARER}, Basic realm=\"x\""),
        format!("Basic realm=\"x\", {BEARER}"),
    ] {
        let case = without_token_server(&challenge, RIGHT);
        case.project.run(["update"]).success();
        let tokens = case.registry.count("GET", "/token");
        assert_eq!((tokens, case.registry.requests().len()), (1, 4));
        let last = case
            .registry
            .requests()
            .pop()
            .and_then(|request| request.authorization);
        assert_eq!(
            last,
            Some(Authorization::Basic {
                user: "ana".to_owned()
            })
        );
    }
}

#[test]
fn where_passwords_are_not_offered_a_missing_token_server_is_the_end() {
    let case = without_token_server(BEARER, RIGHT);
    let outcome = case.project.run(["update", "-j", "1"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("its token server registry.test answered 404"),
        "{outcome}"
    );
    let to_the_registry = |path: &str| path.starts_with("/v2/");
    for request in case
        .registry
        .requests()
        .iter()
        .filter(|request| to_the_registry(&request.path))
    {
        assert!(
            !matches!(request.authorization, Some(Authorization::Basic { .. })),
            "{request}"
        );
    }
}

#[test]
fn a_refused_token_is_no_reason_to_show_the_password_to_the_registry() {
    let case = Case::with(Registry::builder().user("ana", "right").token_life(0));
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.docker_config(RIGHT);
    let basic = Fault::on("HEAD", MANIFEST)
        .after(1)
        .status(401)
        .header("www-authenticate", "Basic realm=\"harbor\"");
    case.registry.fault(basic);
    case.resolve("team/app:main").exits(3);
    for request in case
        .registry
        .requests()
        .iter()
        .filter(|request| request.path.starts_with("/v2/"))
    {
        assert!(
            !matches!(request.authorization, Some(Authorization::Basic { .. })),
            "{request}"
        );
    }
}
