//! Docker Hub under its own names: where `alpine` is asked for, with which token, and who gets credentials.

mod quota;

use std::collections::BTreeSet;

use crate::support::command::{Outcome, Project};
use crate::support::hub::{Hub, REGISTRY, Seen, TOKENS, docker_hub};
use crate::support::registry::{Builder, Fault, Image, Registry};
use base64::Engine as _;

/// The key that docker files Docker Hub's credentials under.
const DOCKER_HUB_KEY: &str = "https://index.docker.io/v1/";
const USER: &str = "tester";
const PASSWORD: &str = "hunter2-of-tests";
const ALPINE: &str = "/v2/library/alpine/manifests/3.20";

/// A project, and a Docker Hub that has `alpine:3.20`.
struct Scene {
    registry: Registry,
    hub: Hub,
    project: Project,
    alpine: String,
}

impl Scene {
    fn new(builder: Builder, manifest: &str) -> Self {
        let registry = builder.start();
        let alpine = registry.push(
            "library/alpine",
            "3.20",
            &Image::index(&["linux/amd64"], "alpine"),
        );
        let project = Project::new();
        project.file("images.toml", format!("[images]\n{manifest}\n"));
        Self {
            hub: Hub::of(&registry),
            registry,
            project,
            alpine,
        }
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        self.hub.reached_by(self.project.command(arguments)).run()
    }

    /// Logs in, as `docker login` leaves it, under these keys.
    fn log_in(&self, keys: &[&str], password: &str) {
        let auth = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{password}"));
        let entries: serde_json::Map<_, _> = keys
            .iter()
            .map(|key| ((*key).to_owned(), serde_json::json!({ "auth": auth })))
            .collect();
        let config = serde_json::json!({ "auths": entries });
        self.project.file(
            self.project.home().join(".docker/config.json"),
            config.to_string(),
        );
    }

    /// The requests to a host, as lines.
    fn lines(&self, host: &str) -> Vec<String> {
        self.hub
            .requests_to(host)
            .into_iter()
            .map(|request| request.line)
            .collect()
    }
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
    let scene = Scene::new(docker_hub(), "base = \"alpine:3.20\"");
    scene.run(&["update"]).success();
    let lock = scene.project.read("images.lock");
    let expected = format!(
        "image = \"docker.io/library/alpine\"\ntag = \"3.20\"\ndigest = \"{}\"\n",
        scene.alpine
    );
    assert!(lock.contains(&expected), "{lock}");
    let head = format!("HEAD {ALPINE}");
    assert_eq!(scene.lines(REGISTRY), [head.clone(), head]);
    let asked = scene.lines(TOKENS);
    assert_eq!(asked.len(), 1);
    assert!(asked[0].starts_with("GET /token?"), "{asked:?}");
    let expected = [
        field("service", "registry.docker.io"),
        field("scope", "repository:library/alpine:pull"),
    ];
    assert_eq!(query(&asked[0]), expected);
    assert_eq!(
        scene.hub.hosts(),
        [TOKENS, REGISTRY],
        "and nobody else was asked"
    );
}

#[test]
fn connections_are_asked_for_by_name_and_on_the_port_of_https() {
    let scene = Scene::new(docker_hub(), "base = \"alpine:3.20\"");
    scene.run(&["update"]).success();
    let targets: BTreeSet<_> = scene
        .hub
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
    let scene = Scene::new(docker_hub(), &lines.join("\n"));
    scene.run(&["update"]).success();
    assert_eq!(
        scene.registry.count("HEAD", ALPINE),
        2,
        "{:?}",
        scene.registry.sequence()
    );
    assert_eq!(scene.lines(TOKENS).len(), 1);
    let lock = scene.project.read("images.lock");
    assert_eq!(
        lock.matches("image = \"docker.io/library/alpine\"\n")
            .count(),
        names.len(),
        "{lock}"
    );
    assert_eq!(lock.matches(&scene.alpine).count(), names.len(), "{lock}");
}

#[test]
fn a_repository_of_a_user_is_not_put_into_library() {
    let scene = Scene::new(docker_hub(), "app = \"grafana/grafana:11\"");
    scene.registry.push(
        "grafana/grafana",
        "11",
        &Image::single("linux/amd64", "grafana"),
    );
    scene.run(&["update"]).success();
    let asked = query(&scene.lines(TOKENS)[0]);
    assert!(
        asked.contains(&field("scope", "repository:grafana/grafana:pull")),
        "{asked:?}"
    );
}

#[test]
fn every_repository_has_a_token_of_its_own_that_no_other_is_shown() {
    let scene = Scene::new(docker_hub(), "base = \"alpine:3.20\"\nweb = \"nginx:1.27\"");
    scene.registry.push(
        "library/nginx",
        "1.27",
        &Image::single("linux/amd64", "nginx"),
    );
    scene.run(&["update"]).success();
    assert_eq!(scene.lines(TOKENS).len(), 2);
    let refused = scene
        .registry
        .requests()
        .into_iter()
        .filter(|request| request.status == Some(401));
    assert_eq!(refused.count(), 1, "{:?}", scene.registry.sequence());
    assert!(
        shown_to(&scene.hub, TOKENS).is_empty(),
        "a token went to the token server"
    );
}

#[test]
fn a_missing_tag_costs_no_pull() {
    let scene = Scene::new(docker_hub(), "base = \"alpine:9.99\"");
    let outcome = scene.run(&["update"]).exits(1);
    assert!(
        outcome
            .stderr
            .contains("registry-1.docker.io has no such tag"),
        "{outcome}"
    );
    assert_eq!(
        scene.registry.count("GET", "/v2/"),
        0,
        "{:?}",
        scene.registry.sequence()
    );
}

#[test]
fn a_refusal_of_head_costs_no_pull() {
    let scene = Scene::new(docker_hub(), "base = \"alpine:3.20\"");
    scene
        .registry
        .fault(Fault::on("HEAD", ALPINE).after(1).status(403));
    scene.run(&["update"]).exits(3);
    assert_eq!(
        scene.registry.count("GET", "/v2/"),
        0,
        "{:?}",
        scene.registry.sequence()
    );
}

#[test]
fn a_repository_that_is_missing_or_private_is_explained_by_what_the_token_grants() {
    let scene = Scene::new(docker_hub(), "base = \"alpin:3.20\"");
    let outcome = scene.run(&["update"]).exits(3);
    let expected = "service `registry.docker.io` and scope `repository:library/alpin:pull` was asked for \
                    anonymously at auth.docker.io, and grants nothing";
    assert!(outcome.stderr.contains(expected), "{outcome}");
    assert_eq!(
        scene.registry.count("GET", "/v2/"),
        0,
        "{:?}",
        scene.registry.sequence()
    );
}

#[test]
fn the_readme_shows_a_refusal_as_it_is() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let scene = Scene::new(docker_hub(), "tool = \"acme/tool:1.0\"");
    let outcome = scene.run(&["update"]).exits(3);
    assert!(
        words(include_str!("../../README.md")).contains(&words(&outcome.stderr)),
        "{outcome}"
    );
}

#[test]
fn credentials_go_to_the_token_server_and_nowhere_else() {
    let scene = Scene::new(
        docker_hub().user(USER, PASSWORD).private("library/alpine"),
        "base = \"alpine:3.20\"",
    );
    scene.log_in(&[DOCKER_HUB_KEY], PASSWORD);
    let outcome = scene.run(&["update", "-v"]).success();
    let auth = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{PASSWORD}"));
    assert_eq!(
        shown_to(&scene.hub, TOKENS),
        [format!("Basic {auth}")].into()
    );
    let tokens = shown_to(&scene.hub, REGISTRY);
    assert!(
        tokens.len() == 1 && tokens.iter().all(|shown| shown.starts_with("Bearer ")),
        "{tokens:?}"
    );
    assert_eq!(scene.hub.hosts(), [TOKENS, REGISTRY]);
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
    let scene = Scene::new(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    scene.log_in(
        &[
            "ghcr.io",
            "https://hub.docker.com/",
            "https://auth.docker.io/token",
        ],
        PASSWORD,
    );
    scene.run(&["update"]).success();
    assert!(
        shown_to(&scene.hub, TOKENS).is_empty(),
        "{:?}",
        shown_to(&scene.hub, TOKENS)
    );
}

#[test]
fn an_anonymous_run_shows_no_credentials() {
    let scene = Scene::new(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    scene.log_in(&[DOCKER_HUB_KEY], PASSWORD);
    scene.run(&["update", "--anonymous"]).success();
    assert!(shown_to(&scene.hub, TOKENS).is_empty());
}

#[test]
fn a_wrong_password_is_an_error_that_names_the_file_and_never_an_anonymous_try() {
    let scene = Scene::new(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    scene.log_in(&[DOCKER_HUB_KEY], "not-the-password");
    let outcome = scene.run(&["update"]).exits(3);
    let expected = "auth.docker.io rejects the credentials of [HOME]/.docker/config.json";
    assert!(
        outcome.stderr.contains(expected) && outcome.stderr.contains("docker login"),
        "{outcome}"
    );
    assert!(
        !outcome.to_string().contains("not-the-password"),
        "{outcome}"
    );
    assert_eq!(
        (scene.lines(TOKENS).len(), scene.lines(REGISTRY).len()),
        (1, 1)
    );
    assert!(!scene.project.exists("images.lock"));
}
