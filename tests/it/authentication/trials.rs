//! A credential is shown by one request alone until it is known to be right: some servers lock the account otherwise.

use std::time::Duration;

use crate::support::case::Case;
use crate::support::registry::{Authorization, Builder, Fault, Image, Registry};

const WRONG: &str = r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#;
const RIGHT: &str = r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#;

/// Thirty repositories of a registry that takes its time, none of them for who is not logged in.
fn thirty(builder: Builder) -> Case {
    let names: Vec<_> = (0..30).map(|number| format!("team/r{number}")).collect();
    let builder = builder.latency(|_| Duration::from_millis(5));
    let case = Case::with(
        names
            .iter()
            .fold(builder, |builder, name| builder.private(name)),
    );
    for name in &names {
        case.registry
            .push(name, "main", &Image::single("linux/amd64", name));
    }
    case.images(names.iter().map(|name| format!("{name}:main")));
    case
}

/// How often a password was shown.
fn shown(case: &Case) -> usize {
    let is_password =
        |shown: &Option<Authorization>| matches!(shown, Some(Authorization::Basic { .. }));
    case.registry
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
        let case = thirty(builder);
        case.docker_config(WRONG);
        let outcome = case.project.run(["update"]).exits(3);
        assert!(
            outcome
                .stderr
                .contains("rejects the credentials from [HOME]/.docker/config.json"),
            "{outcome}"
        );
        assert_eq!(shown(&case), 1);
    }
}

#[test]
fn a_wrong_identity_token_is_shown_once_for_thirty_repositories() {
    let case = thirty(Registry::builder().refresh_token("another"));
    case.docker_config(r#"{"auths":{"HOST":{"identitytoken":"T"}}}"#);
    case.project.run(["update"]).exits(3);
    assert_eq!(case.registry.count("POST", "/token"), 1);
}

#[test]
fn a_right_password_lets_all_go_once_it_is_known_to_be_right() {
    for builder in [basic(), bearer()] {
        let case = thirty(builder);
        case.docker_config(RIGHT);
        case.project.run(["update", "-j", "8"]).success();
        assert_eq!((shown(&case), case.registry.high_water()), (30, 8));
    }
}

#[test]
fn an_answer_that_tells_nothing_of_a_password_leaves_the_next_one_alone_with_it() {
    // A token server that forbids may mean the repository or the user
    let case = thirty(bearer());
    case.docker_config(RIGHT);
    case.registry
        .fault(Fault::on("GET", "/token").times(3).status(403));
    let outcome = case.project.run(["update", "--keep-going"]).exits(3);
    assert!(
        outcome.stdout.ends_with("27 added, 3 failed\n"),
        "{outcome}"
    );
    assert!(
        outcome
            .stderr
            .contains("the credentials from [HOME]/.docker/config.json may have expired"),
        "{outcome}"
    );
    let case = thirty(bearer());
    case.docker_config(WRONG);
    case.registry
        .fault(Fault::on("GET", "/token").times(2).status(403));
    case.project.run(["update"]).exits(3);
    assert_eq!(shown(&case), 3);
}

#[test]
fn a_token_server_that_fails_is_not_waited_for_by_one_after_the_other() {
    let case = thirty(bearer());
    case.docker_config(RIGHT);
    case.registry
        .fault(Fault::on("GET", "/token").always().status(503));
    let outcome = case.project.run(["update"]).exits(3);
    assert!(
        outcome.stderr.contains("answered 503 after 5 attempts"),
        "{outcome}"
    );
    // Five attempts for each of three repositories: one alone may be broken
    assert_eq!(shown(&case), 15);
}

#[test]
fn podman_s_passwords_are_tried_each_for_itself() {
    let case = thirty(basic());
    let host = case.registry.host();
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
    let place = case.project.runtime().join("containers/auth.json");
    case.project
        .file(place, format!("{{\"auths\":{{{}}}}}", auths.join(",")));
    let outcome = case.project.run(["update", "--keep-going"]).exits(3);
    assert!(
        outcome.stdout.ends_with("10 added, 20 failed\n"),
        "{outcome}"
    );
    assert_eq!(shown(&case), 11);
}

/// How many show a credential after a token server gave the first one this answer, and gives the others none.
fn shown_after(case: &Case, method: &str, answer: Fault) -> usize {
    case.registry.fault(answer);
    case.registry
        .fault(Fault::on(method, "/token").always().hold());
    case.project.run(["update", "--timeout", "3"]).exits(3);
    case.registry.count(method, "/token") - 1
}

#[test]
fn a_password_that_a_token_server_answers_with_something_else_is_shown_by_one_after_the_other() {
    let login = Fault::on("GET", "/token").status(302);
    let answers = [
        login.header("location", "https://sso.example/login"),
        Fault::on("GET", "/token").status(404),
        Fault::on("GET", "/token").body("<html>Log in</html>"),
    ];
    for answer in answers {
        let case = thirty(bearer());
        case.docker_config(RIGHT);
        assert_eq!(shown_after(&case, "GET", answer), 1);
    }
}

#[test]
fn an_identity_token_that_a_token_server_answers_with_a_page_is_shown_by_one_after_the_other() {
    let case = thirty(Registry::builder().refresh_token("T"));
    case.docker_config(r#"{"auths":{"HOST":{"identitytoken":"T"}}}"#);
    let login = Fault::on("POST", "/token").status(302);
    let login = login.header("location", "https://sso.example/login");
    assert_eq!(shown_after(&case, "POST", login), 1);
}
