//! Docker Hub under its own names: where `alpine` is asked for, with which token, and who gets credentials.

mod quota;

use std::collections::BTreeSet;

use crate::support::case::Case;
use crate::support::hub::{Hub, Names, REGISTRY, Seen, TOKENS, docker_hub};
use crate::support::registry::{Builder, Fault, Image};
use base64::Engine as _;

/// The key that docker files Docker Hub's credentials under.
const DOCKER_HUB_KEY: &str = "https://index.docker.io/v1/";
const USER: &str = "tester";
const PASSWORD: &str = "hunter2-of-tests";
const ALPINE: &str = "/v2/library/alpine/manifests/3.20";

/// What Docker Hub has as `alpine:3.20`.
fn alpine() -> Image {
    Image::index(&["linux/amd64"], "alpine")
}

/// A Docker Hub that has `alpine:3.20`, and a project with this manifest.
fn case(builder: Builder, manifest: &str) -> Case {
    let case = Case::with(builder).named(Names::docker_hub);
    case.push("library/alpine", "3.20", &alpine());
    case.manifest(&format!("{manifest}\n"));
    case
}

/// Logs in, as `docker login` leaves it, under these keys.
fn log_in(case: &Case, keys: &[&str], password: &str) {
    let auth = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{password}"));
    let entries: serde_json::Map<_, _> = keys
        .iter()
        .map(|key| ((*key).to_owned(), serde_json::json!({ "auth": auth })))
        .collect();
    case.docker_config(&serde_json::json!({ "auths": entries }).to_string());
}

/// The requests to a host, as lines.
fn requests_to(case: &Case, host: &str) -> Vec<String> {
    let requests = case.hub().requests_to(host).into_iter();
    requests.map(|request| request.line).collect()
}

/// The fields of a request's query.
fn query(line: &str) -> Vec<(String, String)> {
    let query = line.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// What was shown to a host, each once.
fn shown_to(hub: &Hub, host: &str) -> BTreeSet<String> {
    let shown = hub
        .requests_to(host)
        .into_iter()
        .map(|Seen { authorization, .. }| authorization);
    shown
        .filter(|authorization| !authorization.is_empty())
        .collect()
}

#[test]
fn a_short_name_is_asked_for_at_registry_1_with_a_token_from_auth() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"");
    case.run("update").success();
    let lock = case.project.read("images.lock");
    let expected = format!(
        "image = \"docker.io/library/alpine\"\ntag = \"3.20\"\ndigest = \"{}\"\n",
        alpine().digest()
    );
    assert!(lock.contains(&expected), "{lock}");
    assert_eq!(requests_to(&case, REGISTRY), [format!("HEAD {ALPINE}")]);
    let asked = requests_to(&case, TOKENS);
    assert_eq!(asked.len(), 1);
    assert!(asked[0].starts_with("GET /token?"), "{asked:?}");
    let expected = [
        field("service", "registry.docker.io"),
        field("scope", "repository:library/alpine:pull"),
    ];
    assert_eq!(query(&asked[0]), expected);
    assert_eq!(
        case.hub().hosts(),
        [TOKENS, REGISTRY],
        "and nobody else was asked"
    );
}

#[test]
fn a_token_server_that_fails_a_few_times_is_no_failure_for_who_has_logged_in() {
    let registry = docker_hub().user(USER, PASSWORD);
    let case = case(registry, "base = \"alpine:3.20\"");
    let images: Vec<_> = (0..4).map(|number| format!("team/app{number}:1")).collect();
    for number in 0..4 {
        case.push(&format!("team/app{number}"), "1", &alpine());
    }
    log_in(&case, &[DOCKER_HUB_KEY], PASSWORD);
    let failing = Fault::on("GET", "/token").times(4).status(503);
    case.registry.fault(failing);
    let outcome = case.run(&format!("resolve {}", images.join(" "))).success();
    assert_eq!(outcome.stdout.matches('@').count(), 4, "{outcome}");
    assert_eq!(requests_to(&case, TOKENS).len(), 4 + 4);
}

#[test]
fn what_the_token_server_refuses_to_guests_is_asked_for_once_and_the_registry_once() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"");
    let refused = Fault::on("GET", "/token").always().status(403);
    case.registry.fault(refused);
    case.run("resolve team/a:1 team/b:1 team/c:1").exits(3);
    assert_eq!(requests_to(&case, TOKENS).len(), 3);
    assert_eq!(requests_to(&case, REGISTRY).len(), 1);
}

#[test]
fn connections_are_asked_for_by_name_and_on_the_port_of_https() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"");
    case.run("update").success();
    let targets: BTreeSet<_> = case
        .hub()
        .connections()
        .into_iter()
        .map(|connection| connection.target)
        .collect();
    assert_eq!(
        targets,
        [format!("{TOKENS}:443"), format!("{REGISTRY}:443")].into()
    );
}

#[test]
fn all_names_of_docker_hub_are_one_image_which_is_asked_for_once() {
    let names = [
        "alpine",
        "docker.io/alpine",
        "index.docker.io/library/alpine",
        "registry-1.docker.io/alpine",
    ];
    let lines: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| format!("i{at} = \"{name}:3.20\""))
        .collect();
    let case = case(docker_hub(), &lines.join("\n"));
    case.run("update").success();
    assert_eq!(
        case.registry.count("HEAD", ALPINE),
        1,
        "{:?}",
        case.registry.sequence()
    );
    assert_eq!(requests_to(&case, TOKENS).len(), 1);
    let lock = case.project.read("images.lock");
    assert_eq!(
        lock.matches("image = \"docker.io/library/alpine\"\n")
            .count(),
        names.len(),
        "{lock}"
    );
    assert_eq!(
        lock.matches(&alpine().digest()).count(),
        names.len(),
        "{lock}"
    );
}

#[test]
fn a_repository_of_a_user_is_not_put_into_library() {
    let case = case(docker_hub(), "app = \"grafana/grafana:11\"");
    case.registry.push(
        "grafana/grafana",
        "11",
        &Image::single("linux/amd64", "grafana"),
    );
    case.run("update").success();
    let asked = query(&requests_to(&case, TOKENS)[0]);
    assert!(
        asked.contains(&field("scope", "repository:grafana/grafana:pull")),
        "{asked:?}"
    );
}

#[test]
fn every_repository_has_a_token_of_its_own_that_no_other_is_shown() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"\nweb = \"nginx:1.27\"");
    case.registry.push(
        "library/nginx",
        "1.27",
        &Image::single("linux/amd64", "nginx"),
    );
    case.run("update").success();
    assert_eq!(requests_to(&case, TOKENS).len(), 2);
    assert!(
        shown_to(case.hub(), TOKENS).is_empty(),
        "a token went to the token server"
    );
}

#[test]
fn a_missing_tag_costs_no_pull() {
    let case = case(docker_hub(), "base = \"alpine:9.99\"");
    let outcome = case.run("update").exits(1);
    assert!(
        outcome
            .stderr
            .contains("registry-1.docker.io has no such tag"),
        "{outcome}"
    );
    assert_eq!(
        case.registry.count("GET", "/v2/"),
        0,
        "{:?}",
        case.registry.sequence()
    );
}

#[test]
fn a_refusal_of_head_costs_no_pull() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"");
    case.registry.fault(Fault::on("HEAD", ALPINE).status(403));
    case.run("update").exits(3);
    assert_eq!(
        case.registry.count("GET", "/v2/"),
        0,
        "{:?}",
        case.registry.sequence()
    );
}

#[test]
fn a_repository_that_is_missing_or_private_is_explained_by_what_the_token_grants() {
    let case = case(docker_hub(), "base = \"alpin:3.20\"");
    let outcome = case.run("update").exits(3);
    let expected = "service `registry.docker.io` and scope `repository:library/alpin:pull` was requested \
                    anonymously from auth.docker.io: it grants nothing";
    assert!(outcome.stderr.contains(expected), "{outcome}");
    assert_eq!(
        case.registry.count("GET", "/v2/"),
        0,
        "{:?}",
        case.registry.sequence()
    );
}

#[test]
fn credentials_go_to_the_token_server_and_nowhere_else() {
    let case = case(
        docker_hub().user(USER, PASSWORD).private("library/alpine"),
        "base = \"alpine:3.20\"",
    );
    log_in(&case, &[DOCKER_HUB_KEY], PASSWORD);
    let outcome = case.run("update -v").success();
    let auth = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{PASSWORD}"));
    assert_eq!(
        shown_to(case.hub(), TOKENS),
        [format!("Basic {auth}")].into()
    );
    let tokens = shown_to(case.hub(), REGISTRY);
    assert!(
        tokens.len() == 1 && tokens.iter().all(|shown| shown.starts_with("Bearer ")),
        "{tokens:?}"
    );
    assert_eq!(case.hub().hosts(), [TOKENS, REGISTRY]);
    let token = tokens
        .iter()
        .next()
        .map(|shown| shown.trim_start_matches("Bearer "))
        .unwrap_or_default();
    for secret in [PASSWORD, &auth, token] {
        assert!(
            !outcome.to_string().contains(secret),
            "a secret was printed: {outcome}"
        );
    }
}

#[test]
fn credentials_of_another_registry_are_not_docker_hubs() {
    let case = case(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    log_in(
        &case,
        &[
            "ghcr.io",
            "https://hub.docker.com/",
            "https://auth.docker.io/token",
        ],
        PASSWORD,
    );
    case.run("update").success();
    assert!(
        shown_to(case.hub(), TOKENS).is_empty(),
        "{:?}",
        shown_to(case.hub(), TOKENS)
    );
}

#[test]
fn an_anonymous_run_shows_no_credentials() {
    let case = case(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    log_in(&case, &[DOCKER_HUB_KEY], PASSWORD);
    case.run("update --anonymous").success();
    assert!(shown_to(case.hub(), TOKENS).is_empty());
}

#[test]
fn while_a_password_is_tried_no_connections_are_opened_for_other_images() {
    let line = |number: usize| format!("a{number} = \"team/app{number}:1\"\n");
    let images: String = (0..20).map(line).collect();
    let case = case(docker_hub().user(USER, PASSWORD), &images);
    log_in(&case, &[DOCKER_HUB_KEY], "not-the-password");
    case.run("update").exits(3);
    let connections = case.hub().connections().into_iter();
    let to_registry = connections.filter(|connection| connection.target.starts_with(REGISTRY));
    assert_eq!(to_registry.count(), 1, "that of the first question");
}

#[test]
fn a_wrong_password_is_an_error_that_names_the_file_and_never_an_anonymous_try() {
    let case = case(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    log_in(&case, &[DOCKER_HUB_KEY], "not-the-password");
    let outcome = case.run("update").exits(3);
    let expected = "auth.docker.io rejects the credentials from [HOME]/.docker/config.json";
    assert!(
        outcome.stderr.contains(expected) && outcome.stderr.contains("docker login"),
        "{outcome}"
    );
    assert!(
        !outcome.to_string().contains("not-the-password"),
        "{outcome}"
    );
    assert_eq!(
        (
            requests_to(&case, TOKENS).len(),
            requests_to(&case, REGISTRY).len()
        ),
        (1, 1)
    );
    assert!(!case.project.exists("images.lock"));
}
