//! Token servers that differ by repository, as Artifactory has them in path mode.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Authorization, Builder, Fault, Image, Registry};

const RIGHT: &str = r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#;
const WRONG: &str = r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#;

/// A registry with these repositories.
fn with(builder: Builder, repositories: &[&str]) -> Case {
    let case = Case::with(builder);
    for repository in repositories {
        let image = Image::index(&["linux/amd64"], repository);
        case.registry.push(repository, "main", &image);
    }
    case.images(
        repositories
            .iter()
            .map(|repository| format!("{repository}:main")),
    );
    case
}

/// The challenge of a repository whose token server is its own.
fn challenge(case: &Case, realm: &str, more: &str) -> String {
    case.text(&format!(
        "Bearer realm=\"http://HOST{realm}\",service=\"registry.docker.io\"{more}"
    ))
}

/// Has the next question about a repository answered with a challenge of its own.
fn refuse(case: &Case, repository: &str, realm: &str, more: &str) {
    let refusal = Fault::on("HEAD", &format!("/v2/{repository}/manifests/main")).status(401);
    let challenge = challenge(case, realm, more);
    case.registry
        .fault(refusal.header("www-authenticate", challenge));
}

/// The realms that were asked, and for which repository each.
fn asked(case: &Case) -> Vec<String> {
    let requests = case.registry.requests().into_iter();
    let tokens = requests.filter(|request| request.path.starts_with("/token"));
    let shorten = |path: String| {
        path.replace("service=registry.docker.io&scope=repository%3A", "")
            .replace("%3Apull", "")
            .replace("%2F", "/")
    };
    tokens.map(|request| shorten(request.path)).collect()
}

#[test]
fn a_repository_that_names_a_token_server_of_its_own_gets_its_token_there() {
    let case = with(Registry::builder(), &["docker/app", "helm/api"]);
    refuse(
        &case,
        "helm/api",
        "/token?of=helm",
        ",error=\"insufficient_scope\"",
    );
    let outcome = case.project.run(["update", "-v", "--jobs", "1"]).success();
    assert_eq!(
        asked(&case),
        [
            "/token?docker/app",
            "/token?helm/api",
            "/token?of=helm&helm/api"
        ]
    );
    assert!(outcome.stderr.contains("for `helm/api`\n"), "{outcome}");
    assert_eq!(case.registry.requests().len(), 1 + 3 + 3);
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn the_token_server_of_a_repository_is_the_first_guess_for_others_below_the_same_name() {
    let names: Vec<_> = (10..40).map(|number| format!("helm/r{number}")).collect();
    let names: Vec<&str> = ["docker/app"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    let case = with(Registry::builder(), &names);
    refuse(&case, "helm/r10", "/token?of=helm", "");
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(
        asked(&case).last().map(String::as_str),
        Some("/token?of=helm&helm/r39")
    );
    assert_eq!(asked(&case).len(), 31 + 1);
}

#[test]
fn a_token_server_that_refuses_the_scope_of_another_repository_is_left_for_the_one_that_is_named() {
    for (status, config) in [400, 401, 403, 404]
        .into_iter()
        .flat_map(|status| [(status, "{}"), (status, RIGHT)])
    {
        let case = with(
            Registry::builder().user("ana", "right"),
            &["docker/app", "helm/api"],
        );
        case.registry
            .fault(Fault::on("GET", "/token").after(1).status(status));
        refuse(&case, "helm/api", "/token?of=helm", "");
        case.docker_config(config);
        case.project.run(["update", "--jobs", "1"]).success();
        assert_eq!(
            asked(&case),
            [
                "/token?docker/app",
                "/token?helm/api",
                "/token?of=helm&helm/api"
            ],
            "{status}"
        );
    }
}

#[test]
fn a_token_server_that_refuses_the_scope_of_twenty_images_is_doubted_once() {
    let case = Case::new();
    case.registry
        .push("docker/app", "main", &Image::index(&["linux/amd64"], "a"));
    let images = (0..20).map(|number| format!("helm/api:t{number}"));
    case.images(["docker/app:main".to_owned()].into_iter().chain(images));
    case.registry
        .fault(Fault::on("GET", "/token").after(1).status(403));
    let outcome = case.project.run(["update"]).exits(3);
    assert!(
        outcome.stderr.contains("registry.test refuses access: 403"),
        "{outcome}"
    );
    assert_eq!(
        (asked(&case).len(), case.registry.count("HEAD", "/v2/helm/")),
        (2, 1)
    );
}

#[test]
fn a_repository_that_names_its_token_server_before_it_is_shown_a_token_is_obeyed_from_the_start() {
    let case = with(Registry::builder(), &["docker/app", "helm/api"]);
    // The first one is for everybody, so that nothing is known when the second one is asked for
    let public = Fault::on("HEAD", "/v2/docker/app/manifests/main").status(200);
    let digest = Image::index(&["linux/amd64"], "docker/app").digest();
    case.registry
        .fault(public.header("docker-content-digest", digest));
    refuse(&case, "helm/api", "/token?of=helm", "");
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(asked(&case), ["/token?of=helm&helm/api"]);
    assert_eq!(case.registry.requests().len(), 4);
}

#[test]
fn a_proxy_that_names_the_wrong_service_once_is_corrected_without_a_wait() {
    let case = with(Registry::builder(), &["docker/app"]);
    let wrong = challenge(&case, "/token", "").replace("registry.docker.io", "index.docker.io");
    let fault = Fault::on("HEAD", "/v2/docker/app/manifests/main");
    case.registry
        .fault(fault.replace_header("www-authenticate", wrong));
    let outcome = case.project.run(["update", "-v"]).success();
    assert!(!outcome.stderr.contains("retrying"), "{outcome}");
    assert_eq!(
        asked(&case),
        [
            "/token?service=index.docker.io&scope=repository%3Adocker/app",
            "/token?docker/app"
        ]
    );
}

#[test]
fn a_repository_that_names_one_token_server_after_the_other_is_not_followed_for_ever() {
    let case = with(Registry::builder(), &["docker/app", "helm/api"]);
    for realm in ["/token?of=a", "/token?of=b"] {
        refuse(&case, "helm/api", realm, "");
    }
    case.project.run(["update", "--jobs", "1"]).exits(3);
    assert_eq!(asked(&case).len(), 3);
}

#[test]
fn a_wrong_password_is_shown_once_where_each_repository_has_a_token_server_of_its_own() {
    let names: Vec<_> = (0..20).map(|number| format!("r{number}/app")).collect();
    let names: Vec<&str> = ["a/public"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    let case = with(Registry::builder().user("ana", "right"), &names);
    let public = Fault::on("HEAD", "/v2/a/public/manifests/main").status(200);
    let digest = Image::index(&["linux/amd64"], "a/public").digest();
    case.registry
        .fault(public.header("docker-content-digest", digest));
    for name in &names[1..] {
        refuse(&case, name, &format!("/token/{name}"), "");
    }
    case.registry
        .fault(Fault::on("GET", "/token/*").always().status(401));
    case.docker_config(WRONG);
    let outcome = case.project.run(["update", "--jobs", "32"]).exits(3);
    assert!(
        outcome.stderr.contains("rejects the credentials"),
        "{outcome}"
    );
    let is_password =
        |shown: &Option<Authorization>| matches!(shown, Some(Authorization::Basic { .. }));
    let requests = case.registry.requests();
    let shown = requests
        .iter()
        .filter(|request| is_password(&request.authorization));
    assert_eq!(shown.count(), 1);
}

#[test]
fn a_password_does_not_go_to_a_token_server_that_a_repository_names_elsewhere() {
    let other = Registry::builder().start();
    let case = with(
        Registry::builder().user("ana", "right"),
        &["docker/app", "helm/api"],
    );
    let refusal = Fault::on("HEAD", "/v2/helm/api/manifests/main").status(401);
    let challenge = format!(
        "Bearer realm=\"http://{}/token\",service=\"x\"",
        other.host()
    );
    case.registry
        .fault(refusal.header("www-authenticate", challenge));
    case.docker_config(RIGHT);
    let outcome = case.project.run(["update", "--jobs", "1"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("asks for its credentials to be sent to"),
        "{outcome}"
    );
    assert_eq!(other.requests().len(), 0);
}
