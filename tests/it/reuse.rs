//! Connections that are gone when they are used again: what a balancer has forgotten is no failure of the server.

mod server;

use crate::support::command::{Outcome, Project};
use crate::support::hub::{Certificate, Face, Names};
use server::{Fate, Layer, Server};

/// How many images are asked for at once: one of them alone, and then the others.
const IMAGES: usize = 20;

/// A project with this many images of a registry, each in a repository of its own.
fn project(host: &str, count: usize, platforms: &str) -> Project {
    let project = Project::new();
    let line = |number: usize| format!("a{number:02} = \"{host}/team/app{number:02}:1\"\n");
    let images: String = (0..count).map(line).collect();
    project.file("images.toml", format!("{platforms}[images]\n{images}"));
    project
}

/// Locks all images of a server, whose authority is trusted if it has one.
fn update(server: &Server, project: &Project, arguments: &[&str]) -> Outcome {
    project.file("authority.pem", &server.authority);
    let host = &server.host;
    let tls = format!("[registries.\"{host}\"]\nca-file = \"authority.pem\"\n");
    let config = match server.layer {
        Layer::Plain => "",
        Layer::Tls | Layer::Http2 => &tls,
    };
    project.file("config.toml", config);
    let arguments = ["update", "--config", "config.toml"]
        .iter()
        .chain(arguments);
    project.run(arguments)
}

#[track_caller]
fn locks_all(project: &Project, outcome: Outcome) {
    outcome.success();
    let locked = project.read("images.lock").matches("digest = ").count();
    assert_eq!(locked, IMAGES);
}

#[test]
fn a_balancer_that_resets_each_reuse_of_a_connection_fails_no_image() {
    for fate in [Fate::Reset, Fate::Closed] {
        let server = Server::start(Layer::Plain, fate);
        let project = project(&server.host, IMAGES, "");
        locks_all(&project, update(&server, &project, &[]));
    }
}

#[test]
fn the_same_behind_tls() {
    for fate in [Fate::Reset, Fate::Closed] {
        let server = Server::start(Layer::Tls, fate);
        let project = project(&server.host, IMAGES, "");
        locks_all(&project, update(&server, &project, &[]));
    }
}

#[test]
fn one_connection_of_http_2_that_is_reset_under_all_requests_fails_none_of_them() {
    let server = Server::start(Layer::Http2, Fate::Reset);
    let project = project(&server.host, IMAGES, "");
    locks_all(&project, update(&server, &project, &[]));
}

#[test]
fn the_same_through_a_proxy() {
    let server = Server::start(Layer::Plain, Fate::Reset);
    let face = Face::Tls(Certificate::Good);
    let hub = Names::default()
        .lead("registry.test", &server.host, face)
        .start();
    let project = project("registry.test", IMAGES, "");
    let outcome = hub.reached_by(project.command(["update"])).run();
    locks_all(&project, outcome);
}

#[test]
fn the_same_of_a_mirror_that_answers_alone() {
    let server = Server::start(Layer::Plain, Fate::Reset);
    let project = project("registry.test", IMAGES, "");
    project.file(
        "config.toml",
        format!(
            "[registries.\"registry.test\"]\nmirrors = [\"{}\"]\nfallback = false\n",
            server.host
        ),
    );
    let outcome = project.run(["update", "--config", "config.toml"]);
    locks_all(&project, outcome);
}

#[test]
fn the_same_of_a_token_server_for_guests_and_for_identity_tokens() {
    for login in ["", "{\"identitytoken\":\"one\"}"] {
        let server = Server::with_tokens(Fate::Reset);
        let project = project(&server.host, IMAGES, "");
        if !login.is_empty() {
            let auths = format!("{{\"auths\":{{\"{}\":{login}}}}}", server.host);
            project.file(project.home().join(".docker/config.json"), auths);
        }
        locks_all(&project, update(&server, &project, &[]));
    }
}

#[test]
fn half_a_body_over_a_connection_that_is_used_again_fails_no_image() {
    let server = Server::start(Layer::Plain, Fate::HalfBody);
    let platforms = "[defaults]\nplatforms = [\"linux/amd64\"]\n";
    let project = project(&server.host, IMAGES, platforms);
    update(&server, &project, &[]).success();
}

#[test]
fn bytes_that_are_left_over_of_another_answer_are_no_answer() {
    let server = Server::start(Layer::Plain, Fate::LeftOver);
    let project = project(&server.host, 2, "");
    update(&server, &project, &["--jobs", "1"]).success();
    assert_eq!(server.requests(), [2, 1]);
}

#[test]
fn a_failure_on_a_used_connection_does_not_count_and_those_on_new_ones_do() {
    let server = Server::answering_once();
    let project = project(&server.host, 2, "");
    project.redact(&server.host, "registry.test");
    let outcome = update(&server, &project, &["--jobs", "1"]).exits(3);
    let words = "registry.test did not answer after 5 attempts";
    assert!(outcome.stderr.contains(words), "{outcome}");
    // The first image and a reuse, and then a connection for each attempt
    assert_eq!(server.requests(), [2, 1, 1, 1, 1, 1]);
}
