//! Credentials that are no passwords: identity tokens for token servers, registry tokens for registries.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Builder, Fault, Image, Registry};

const IDENTITY: &str =
    r#"{"auths":{"HOST":{"auth":"MDAwMDAwMDAtMDAwMDo=","identitytoken":"hunter2+/="}}}"#;
const REGISTRY: &str = r#"{"auths":{"HOST":{"registrytoken":"hunter2"}}}"#;
const MANIFEST: &str = "/v2/team/app/manifests/main";

fn case(builder: Builder, config: &str) -> Case {
    let case = Case::with(builder);
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.docker_config(config);
    case
}

/// A registry that gives tokens for an identity token, and one for team/app to nobody else.
fn private() -> Builder {
    Registry::builder()
        .private("team/app")
        .refresh_token("hunter2+/=")
}

#[test]
fn an_identity_token_is_sent_to_the_token_server_as_a_form_and_to_nobody_else() {
    let case = case(private(), IDENTITY);
    let outcome = case.resolving("team/app:main", &["-v"]).run().success();
    assert!(
        outcome.stderr.contains("was requested with credentials")
            && !outcome.stderr.contains("hunter2")
    );
    let requests = case.registry.requests();
    assert_eq!(
        case.registry.sequence(),
        [
            format!("HEAD {MANIFEST} 401"),
            "POST /token 200".to_owned(),
            format!("HEAD {MANIFEST} 200")
        ]
    );
    assert_eq!(
        requests[1].body,
        "service=registry.docker.io&grant_type=refresh_token&client_id=imagelock\
         &scope=repository%3Ateam%2Fapp%3Apull&refresh_token=hunter2%2B%2F%3D"
    );
    assert_eq!(
        requests[1].headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_shown_only_its_own(&case.registry, None);
    assert!(
        requests
            .iter()
            .enumerate()
            .all(|(number, request)| number == 1 || request.body.is_empty())
    );
}

#[test]
fn a_scope_of_another_type_stands_in_the_same_field_of_a_form() {
    let case = case(private(), IDENTITY);
    let challenge =
        "Bearer realm=\"/token\",service=\"registry.docker.io\",scope=\"registry:catalog:*\"";
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).replace_header("www-authenticate", challenge));
    case.resolve("team/app:main").success();
    let body = &case.registry.requests()[1].body;
    assert!(
        body.contains("&scope=repository%3Ateam%2Fapp%3Apull+registry%3Acatalog%3A*&"),
        "{body}"
    );
}

#[test]
fn an_identity_token_that_a_token_server_does_not_want_is_rejected_and_not_asked_without() {
    for status in [400, 401, 403] {
        let case = case(private(), IDENTITY);
        let body = r#"{"error":"invalid_grant","error_description":"hunter2+/= has expired"}"#;
        case.registry
            .fault(Fault::on("POST", "/token").status(status).body(body));
        let outcome = case.resolve("team/app:main").exits(3);
        let message = "registry.test rejects the credentials from [HOME]/.docker/config.json\n";
        assert!(outcome.stderr.contains(message), "{outcome}");
        assert!(
            outcome.stderr.contains("`--anonymous`") && !outcome.stderr.contains("hunter2"),
            "{outcome}"
        );
        assert_eq!(case.registry.requests().len(), 2);
    }
}

#[test]
fn a_token_server_that_takes_no_identity_tokens_is_said_to_take_none() {
    let case = case(Registry::builder().private("team/app"), IDENTITY);
    assert_snapshot!(case.resolve("team/app:main").exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test answered 405: it does not accept identity tokens, but [HOME]/.docker/config.json has one
    hint: log in there with a user name and a password, or pass `--anonymous` to ask without credentials, which is enough for public images
    "#);
}

#[test]
fn an_identity_token_follows_no_redirect_and_is_sent_again_after_a_failure_alone() {
    let other = Registry::builder().refresh_token("hunter2+/=").start();
    for status in [301, 302, 307, 308] {
        let case = case(private(), IDENTITY);
        let location = format!("http://{}/token", other.host());
        case.registry.fault(
            Fault::on("POST", "/token")
                .status(status)
                .header("location", location),
        );
        let outcome = case.resolve("team/app:main").exits(3);
        assert!(
            outcome
                .stderr
                .contains(&format!("its token server registry.test answered {status}")),
            "{outcome}"
        );
        assert_eq!(
            (other.requests().len(), case.registry.count("*", "/token")),
            (0, 1)
        );
    }
    let case = case(private(), IDENTITY);
    case.registry.fault(Fault::on("POST", "/token").status(503));
    case.resolve("team/app:main").success();
    assert_eq!(case.registry.count("POST", "/token"), 2);
}

#[test]
fn an_identity_token_never_goes_to_a_realm_on_another_port() {
    let case = case(private().token_server_elsewhere(true), IDENTITY);
    let outcome = case.resolve("team/app:main").exits(3);
    assert!(
        outcome
            .stderr
            .contains("asks for its credentials to be sent to tokens.test"),
        "{outcome}"
    );
    assert_eq!(case.registry.requests().len(), 1);
}

#[test]
fn an_identity_token_is_of_no_use_where_a_password_is_asked_for() {
    let case = case(Registry::builder().basic("ana", "right"), IDENTITY);
    assert_snapshot!(case.resolve("team/app:main").exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401; it requires a user name and a password, but [HOME]/.docker/config.json has an identity token
    hint: log in with `docker login registry.test` and a password
    "#);
    assert_eq!(case.registry.requests().len(), 1);
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_registry_token_is_shown_as_it_is_to_a_registry_that_wants_tokens() {
    let case = case(Registry::builder().token_server_elsewhere(true), REGISTRY);
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).after(1).status(200).header(
            "docker-content-digest",
            "sha256:0000000000000000000000000000000000000000000000000000000000000000",
        ));
    case.resolve("team/app:main").success();
    let requests = case.registry.requests();
    let shown: Vec<_> = requests
        .iter()
        .map(|request| request.headers.get("authorization"))
        .collect();
    assert_eq!(shown.len(), 2);
    assert!(
        shown[0].is_none() && shown[1].is_some_and(|value| value == "Bearer hunter2"),
        "{shown:?}"
    );
}

#[test]
fn a_registry_token_that_is_wrong_is_rejected_and_one_for_another_repository_is_refused() {
    let images = |case: &Case| case.images((0..20).map(|number| format!("team/app:t{number}")));
    let wrong = case(Registry::builder(), REGISTRY);
    images(&wrong);
    let outcome = wrong.project.run(["update"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("rejects the credentials from [HOME]/.docker/config.json"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    assert_eq!(wrong.registry.requests().len(), 2);
    let another = case(Registry::builder(), REGISTRY);
    let challenge = "Bearer realm=\"/token\",error=\"insufficient_scope\"";
    another.registry.fault(
        Fault::on("HEAD", MANIFEST)
            .after(1)
            .status(401)
            .header("www-authenticate", challenge),
    );
    assert_snapshot!(another.resolve("team/app:main").exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 insufficient_scope; the stored registry token was sent
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and check that the logged-in user may pull it
    "#);
}

#[test]
fn a_registry_token_is_of_no_use_where_a_password_is_asked_for() {
    let case = case(Registry::builder().basic("ana", "right"), REGISTRY);
    let outcome = case.resolve("team/app:main").exits(3);
    assert!(
        outcome
            .stderr
            .contains("but [HOME]/.docker/config.json has a registry token"),
        "{outcome}"
    );
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn an_identity_token_that_a_server_repeats_as_it_was_posted_is_not_printed() {
    for repeated in ["hunter2+/=", "hunter2%2B%2F%3D"] {
        let case = case(private(), IDENTITY);
        let body = format!("rejected: refresh_token={repeated}");
        case.registry
            .fault(Fault::on("POST", "/token").status(401).body(body));
        let outcome = case.resolve("team/app:main").exits(3);
        assert!(
            outcome.stderr.contains("rejects the credentials"),
            "{outcome}"
        );
        assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    }
}
