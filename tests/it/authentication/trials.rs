//! A credential is shown by one request alone until it is known to be right: some servers lock the account otherwise.

use std::time::Duration;

use crate::support::registry::{Authorization, Builder, Fault, Image, Registry};
use crate::support::scene::Scene;

const WRONG: &str = r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#;
const RIGHT: &str = r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#;

/// Thirty repositories of a registry that takes its time, none of them for who is not logged in.
fn thirty(builder: Builder) -> Scene {
    let names: Vec<_> = (0..30).map(|number| format!("team/r{number}")).collect();
    let builder = builder.latency(|_| Duration::from_millis(5));
    let scene = Scene::new(
        names
            .iter()
            .fold(builder, |builder, name| builder.private(name)),
    );
    for name in &names {
        scene
            .registry
            .push(name, "main", &Image::single("linux/amd64", name));
    }
    scene.images(names.iter().map(|name| format!("{name}:main")));
    scene
}

/// How often a password was shown.
fn shown(scene: &Scene) -> usize {
    let is_password =
        |shown: &Option<Authorization>| matches!(shown, Some(Authorization::Basic { .. }));
    scene
        .registry
        .requests()
        .iter()
        .filter(|request| is_password(&request.authorization))
        .count()
}

fn basic() -> Builder {
    Registry::builder().basic("ana", "right")
}

fn bearer() -> Builder {
    Registry::builder().user("ana", "right")
}

#[test]
fn a_wrong_password_is_shown_once_for_thirty_repositories() {
    for builder in [basic(), bearer()] {
        let scene = thirty(builder);
        scene.docker_config(WRONG);
        let outcome = scene.project.run(["update"]).exits(3);
        assert!(
            outcome
                .stderr
                .contains("rejects the credentials of [HOME]/.docker/config.json"),
            "{outcome}"
        );
        assert_eq!(shown(&scene), 1);
    }
}

#[test]
fn a_wrong_identity_token_is_shown_once_for_thirty_repositories() {
    let scene = thirty(Registry::builder().refresh_token("another"));
    scene.docker_config(r#"{"auths":{"HOST":{"identitytoken":"T"}}}"#);
    scene.project.run(["update"]).exits(3);
    assert_eq!(scene.registry.count("POST", "/token"), 1);
}

#[test]
fn a_right_password_lets_all_go_once_it_is_known_to_be_right() {
    for builder in [basic(), bearer()] {
        let scene = thirty(builder);
        scene.docker_config(RIGHT);
        scene.project.run(["update", "-j", "8"]).success();
        assert_eq!((shown(&scene), scene.registry.high_water()), (30, 8));
    }
}

#[test]
fn an_answer_that_tells_nothing_of_a_password_leaves_the_next_one_alone_with_it() {
    // A token server that forbids may mean the repository or the user
    let scene = thirty(bearer());
    scene.docker_config(RIGHT);
    scene
        .registry
        .fault(Fault::on("GET", "/token").times(3).status(403));
    let outcome = scene.project.run(["update", "--keep-going"]).exits(3);
    assert!(
        outcome.stdout.ends_with("27 added, 3 failed\n"),
        "{outcome}"
    );
    assert!(
        outcome
            .stderr
            .contains("the credentials of [HOME]/.docker/config.json may have expired"),
        "{outcome}"
    );
    let scene = thirty(bearer());
    scene.docker_config(WRONG);
    scene
        .registry
        .fault(Fault::on("GET", "/token").times(2).status(403));
    scene.project.run(["update"]).exits(3);
    assert_eq!(shown(&scene), 3);
}

#[test]
fn a_token_server_that_fails_is_not_waited_for_by_one_after_the_other() {
    let scene = thirty(bearer());
    scene.docker_config(RIGHT);
    scene
        .registry
        .fault(Fault::on("GET", "/token").always().status(503));
    let outcome = scene.project.run(["update"]).exits(3);
    assert!(
        outcome.stderr.contains("answered 503 after 5 attempts"),
        "{outcome}"
    );
    // Five attempts for each of three repositories: one alone may be broken
    assert_eq!(shown(&scene), 15);
}

#[test]
fn podman_s_passwords_are_tried_each_for_itself() {
    let scene = thirty(basic());
    let host = scene.registry.host();
    let auths: Vec<String> = (0..30)
        .map(|number| {
            (
                number,
                if number < 10 {
                    "YW5hOnJpZ2h0"
                } else {
                    "YW5hOndyb25n"
                },
            )
        })
        .map(|(number, auth)| format!(r#""{host}/team/r{number}":{{"auth":"{auth}"}}"#))
        .collect();
    let place = scene.project.runtime().join("containers/auth.json");
    scene
        .project
        .file(place, format!("{{\"auths\":{{{}}}}}", auths.join(",")));
    let outcome = scene.project.run(["update", "--keep-going"]).exits(3);
    assert!(
        outcome.stdout.ends_with("10 added, 20 failed\n"),
        "{outcome}"
    );
    assert_eq!(shown(&scene), 11);
}
