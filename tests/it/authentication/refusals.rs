//! What is said where access is refused: to the person who stares at `401 invalid_token`.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::command::Outcome;
use crate::support::registry::{Builder, Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/main";

fn case(builder: Builder) -> Case {
    let case = Case::with(builder);
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

fn refused(case: &Case) -> Outcome {
    case.resolve("team/app:main").exits(3)
}

#[test]
fn a_private_repository_is_said_to_be_missing_or_private() {
    assert_snapshot!(refused(&case(Registry::builder().private("team/app"))), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and log in with `docker login registry.test` if it is private
    "#);
}

#[test]
fn who_asks_anonymously_is_not_told_to_log_in() {
    let private = Case::with(Registry::builder().private("team/app"));
    for case in [
        private,
        Case::with(Registry::builder().basic("ana", "right")),
    ] {
        case.registry
            .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
        let outcome = case
            .resolving("team/app:main", &["--anonymous"])
            .run()
            .exits(3);
        assert!(
            outcome.stderr.contains("leave `--anonymous` out"),
            "{outcome}"
        );
        assert!(!outcome.stderr.contains("docker login"), "{outcome}");
    }
}

#[test]
fn every_step_to_a_refusal_is_explained_with_v() {
    let case = case(Registry::builder().private("team/app"));
    assert_snapshot!(case.resolving("team/app:main", &["-v"]).run().exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    registry.test: registry.test asks for Bearer, realm http://registry.test/token, service `registry.docker.io`
    registry.test: no credentials, asking anonymously
    registry.test/team/app: a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it grants nothing, valid for 300 s
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and log in with `docker login registry.test` if it is private
    "#);
}

#[test]
fn a_token_for_another_service_is_refused_and_the_challenge_is_suspected() {
    let case = case(Registry::builder());
    let host = case.registry.host();
    let challenge = format!("Bearer realm=\"http://{host}/token\",service=\"index.docker.io\"");
    let always = Fault::on("HEAD", MANIFEST).always();
    case.registry
        .fault(always.replace_header("www-authenticate", challenge + ",error=\"invalid_token\""));
    assert_snapshot!(refused(&case), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 invalid_token; two fresh tokens were refused; a token for service `index.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and log in with `docker login registry.test` if it is private; if it exists and you may pull it, look at registry.test: its clock may be behind, or it may expect tokens for another service than `index.docker.io`, which its challenge names: then a proxy in between is the cause
    ");
}

#[test]
fn a_token_that_grants_enough_and_is_refused_points_at_the_server() {
    let case = case(Registry::builder().token_life(0));
    assert_snapshot!(refused(&case), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 invalid_token; two fresh tokens were refused; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it grants `repository:team/app:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    ");
}

#[test]
fn of_a_token_that_shows_nothing_nothing_is_claimed() {
    let case = case(Registry::builder());
    case.registry.fault(
        Fault::on("GET", "/token")
            .always()
            .body(r#"{"token":"opaque"}"#),
    );
    assert_snapshot!(refused(&case), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 invalid_token; two fresh tokens were refused; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it does not show what it grants
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and log in with `docker login registry.test` if it is private; if it exists and you may pull it, look at registry.test: its clock may be behind, or it may expect tokens for another service than `registry.docker.io`, which its challenge names: then a proxy in between is the cause
    ");
}

#[test]
fn a_registry_that_wants_a_password_is_not_asked_again_without_one() {
    let case = case(Registry::builder().basic("ana", "right"));
    assert_snapshot!(refused(&case), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401; it requires a user name and a password, but none are stored for it
    hint: log in with `docker login registry.test`
    "#);
    assert_eq!(case.registry.sequence(), [format!("HEAD {MANIFEST} 401")]);
}

#[test]
fn a_wrong_password_names_the_file_and_the_way_around_it() {
    let case = case(Registry::builder().basic("ana", "right"));
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"wrong"}}}"#);
    assert_snapshot!(refused(&case), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test rejects the credentials from [HOME]/.docker/config.json
    hint: log in again with `docker login registry.test`, or pass `--anonymous` to ask without credentials, which is enough for public images
    "#);
}

#[test]
fn a_wrong_password_at_the_token_server_is_no_anonymous_try() {
    let case = case(Registry::builder().user("ana", "right"));
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"wrong"}}}"#);
    assert_snapshot!(refused(&case), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test rejects the credentials from [HOME]/.docker/config.json (it says: incorrect username or password)
    hint: log in again with `docker login registry.test`, or pass `--anonymous` to ask without credentials, which is enough for public images
    "#);
    assert_eq!(case.registry.requests().len(), 2);
    case.resolving("team/app:main", &["--anonymous"])
        .run()
        .success();
}

#[test]
fn a_token_server_that_forbids_is_quoted() {
    let case = case(Registry::builder());
    let forbidden = Fault::on("GET", "/token")
        .status(403)
        .body(r#"{"details":"access forbidden"}"#);
    case.registry.fault(forbidden);
    assert_snapshot!(refused(&case), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 403 access forbidden; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it was refused
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and log in with `docker login registry.test` if it is private
    "#);
}

#[test]
fn a_user_who_may_not_pull_is_told_so() {
    let case = case(Registry::builder().user("ana", "right"));
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"right"}}}"#);
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).after(1).status(401));
    assert_snapshot!(refused(&case), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested with credentials from registry.test: it grants `repository:team/app:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    "#);
}

#[test]
fn a_wrong_password_is_not_tried_for_each_image() {
    let case = Case::with(Registry::builder().basic("ana", "right"));
    case.images((0..40).map(|number| format!("team/app:t{number}")));
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"wrong"}}}"#);
    case.project.run(["update"]).exits(3);
    assert_eq!(case.registry.requests().len(), 2);
    assert_shown_only_its_own(&case.registry, Some("ana"));
}

#[test]
fn a_right_password_that_one_repository_does_not_take_is_shown_to_the_others() {
    let case = case(Registry::builder().basic("ana", "right"));
    let others: Vec<_> = (0..20).map(|number| format!("team/web{number}")).collect();
    for other in &others {
        case.registry
            .push(other, "main", &Image::index(&["linux/amd64"], other));
    }
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"right"}}}"#);
    let repositories = ["team/app", "team/secret"]
        .into_iter()
        .chain(others.iter().map(String::as_str));
    case.images(repositories.map(|repository| format!("{repository}:main")));
    case.registry
        .fault(Fault::on("HEAD", "/v2/team/secret/manifests/main").status(401));
    let outcome = case
        .project
        .run(["update", "--keep-going", "-j", "1"])
        .exits(3);
    assert!(
        outcome
            .stdout
            .ends_with("wrote images.lock: 21 added, 1 failed\n"),
        "{outcome}"
    );
    assert!(
        outcome
            .stderr
            .contains("401; a user name and a password were sent"),
        "{outcome}"
    );
    assert!(
        outcome
            .stderr
            .contains("check that the logged-in user may pull it"),
        "{outcome}"
    );
}

#[test]
fn a_secret_that_a_server_repeats_is_not_printed() {
    let case = case(Registry::builder().basic("ana", "right"));
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"hunter2"}}}"#);
    for body in [
        "no user ana with hunter2",
        "bad header Basic YW5hOmh1bnRlcjI=",
    ] {
        case.registry
            .fault(Fault::on("GET", MANIFEST).status(401).body(body));
        case.registry
            .fault(Fault::on("HEAD", MANIFEST).after(1).status(405));
        let outcome = case.resolving("team/app:main", &["-v"]).run().exits(3);
        assert!(
            !outcome.stderr.contains("hunter2") && !outcome.stderr.contains("YW5h"),
            "{outcome}"
        );
        assert!(
            outcome.stderr.contains("rejects the credentials"),
            "{outcome}"
        );
    }
}

#[test]
fn a_secret_that_a_server_repeats_with_escapes_is_not_printed() {
    let case = case(Registry::builder().basic("ana", "right"));
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"hun/ter\"2"}}}"#);
    let body = r#"{"message":"no user ana with hun\/ter\"2"}"#;
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).after(1).status(405));
    case.registry
        .fault(Fault::on("GET", MANIFEST).status(401).body(body));
    let outcome = case.resolving("team/app:main", &["-v"]).run().exits(3);
    assert!(
        outcome.stderr.contains("rejects the credentials"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("hun/ter"), "{outcome}");
}

#[test]
fn what_a_server_says_stays_in_its_line_and_steers_no_terminal() {
    let case = case(Registry::builder());
    let body = r#"{"message":"no\nerror: all is lost\u001b[2J"}"#;
    case.registry
        .fault(Fault::on("GET", "/token").status(403).body(body));
    let outcome = refused(&case);
    assert!(
        outcome.stderr.contains("403 no error: all is lost [2J;"),
        "{outcome}"
    );
}
