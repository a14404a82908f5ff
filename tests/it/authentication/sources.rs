//! Where credentials are kept, and which place goes before which.

use crate::support::case::Case;
use crate::support::command::{Outcome, Run};
use crate::support::registry::{Image, Registry};

/// A registry that answers `ana` alone, whose password is `right`.
fn case() -> Case {
    let case = Case::with(Registry::builder().basic("ana", "right"));
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

/// A file with this password for the registry, or for a part of it.
fn auths(case: &Case, key: &str, password: &str) -> String {
    let key = key.replace("HOST", &case.registry.host());
    format!(r#"{{"auths":{{"{key}":{{"username":"ana","password":"{password}"}}}}}}"#)
}

/// The places that are there when nothing is set but what every run has, in their order.
fn places(case: &Case) -> [std::path::PathBuf; 3] {
    let home = case.project.home();
    let runtime = case.project.runtime().join("containers/auth.json");
    [
        home.join(".docker/config.json"),
        runtime,
        home.join(".config/containers/auth.json"),
    ]
}

fn resolving(case: &Case) -> Run<'_> {
    case.resolving("team/app:main", &["-v"])
}

#[track_caller]
fn assert_from(outcome: Outcome, source: &str) {
    let line = format!("registry.test: credentials from {source}\n");
    assert!(
        outcome.code == Some(0) && outcome.stderr.contains(&line),
        "{source}\n{outcome}"
    );
}

#[test]
fn the_first_place_with_an_entry_wins_and_places_behind_it_are_not_opened() {
    let case = case();
    let places = places(&case);
    let names = [
        "[HOME]/.docker/config.json",
        "[RUNTIME]/containers/auth.json",
        "[HOME]/.config/containers/auth.json",
    ];
    // From the last to the first: each time the one that was right before is broken
    for (place, name) in places.iter().zip(names).rev() {
        case.project.file(place, auths(&case, "HOST", "right"));
        assert_from(resolving(&case).run(), name);
        case.project.file(place, "broken");
    }
    let variable = auths(&case, "HOST", "right");
    let outcome = resolving(&case).env("DOCKER_AUTH_CONFIG", variable).run();
    assert_from(outcome, "the variable `DOCKER_AUTH_CONFIG`");
    for (place, name) in places.iter().zip(names) {
        let outcome = resolving(&case).run().exits(2);
        assert!(
            outcome
                .stderr
                .contains(&format!("{name} cannot be used: it is not valid JSON")),
            "{outcome}"
        );
        case.project.file(
            place,
            r#"{"auths":{"HOST":{},"other.example":{"auth":"!!!"}}}"#,
        );
    }
    resolving(&case).run().exits(3);
}

#[test]
fn the_variable_with_the_content_of_a_file_takes_every_form_and_an_empty_one_is_none() {
    let case = case();
    let host = case.registry.host();
    for json in [
        format!(r#"{{"auths":{{"{host}":{{"auth":"YW5hOnJpZ2h0"}}}}}}"#),
        format!(
            r#"{{"auths":{{"https://{host}/v1/":{{"username":"ana","password":"right"}}}},"unknown":1}}"#
        ),
    ] {
        resolving(&case)
            .env("DOCKER_AUTH_CONFIG", json)
            .run()
            .success();
    }
    let outcome = resolving(&case)
        .env("DOCKER_AUTH_CONFIG", "{hunter2")
        .run()
        .exits(2);
    assert!(
        outcome
            .stderr
            .contains("the variable `DOCKER_AUTH_CONFIG` cannot be used: it is not valid JSON"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    case.project
        .file(&places(&case)[0], auths(&case, "HOST", "right"));
    for other in [
        "",
        "{}",
        r#"{"auths":{"other.example":{"auth":"YW5hOndyb25n"}}}"#,
    ] {
        let outcome = resolving(&case).env("DOCKER_AUTH_CONFIG", other).run();
        assert_from(outcome, "[HOME]/.docker/config.json");
    }
}

#[test]
fn the_file_of_podmans_variable_is_read_instead_of_its_own_and_must_be_there() {
    let case = case();
    let [_, runtime, config] = places(&case);
    for own in [&runtime, &config] {
        case.project.file(own, "broken");
    }
    let named = case
        .project
        .file("named.json", auths(&case, "HOST", "right"));
    assert_from(
        resolving(&case).env("REGISTRY_AUTH_FILE", &named).run(),
        "[PROJECT]/named.json",
    );
    case.project.file("named.json", "");
    resolving(&case)
        .env("REGISTRY_AUTH_FILE", &named)
        .run()
        .exits(3);
    let outcome = resolving(&case)
        .env("REGISTRY_AUTH_FILE", "none.json")
        .run()
        .exits(2);
    let message = "none.json cannot be used: `REGISTRY_AUTH_FILE` names it, but it does not exist";
    assert!(outcome.stderr.contains(message), "{outcome}");
    case.project.file(&runtime, auths(&case, "HOST", "right"));
    let outcome = resolving(&case).env("REGISTRY_AUTH_FILE", "").run();
    assert_from(outcome, "[RUNTIME]/containers/auth.json");
}

#[test]
fn the_user_s_configuration_is_where_xdg_says_unless_that_is_no_absolute_place() {
    let case = case();
    case.project
        .file("xdg/containers/auth.json", auths(&case, "HOST", "right"));
    let xdg = case.project.path().join("xdg");
    let outcome = resolving(&case).env("XDG_CONFIG_HOME", &xdg).run();
    assert_from(outcome, "[PROJECT]/xdg/containers/auth.json");
    for none in ["", "xdg"] {
        resolving(&case).env("XDG_CONFIG_HOME", none).run().exits(3);
        resolving(&case)
            .env("XDG_CONFIG_HOME", none)
            .env("XDG_RUNTIME_DIR", "xdg")
            .run()
            .exits(3);
    }
}

#[test]
fn podman_s_file_may_have_a_password_for_each_repository() {
    let case = case();
    let place = &places(&case)[1];
    for (key, status) in [
        ("HOST/team/app", 0),
        ("HOST/team", 0),
        ("HOST", 0),
        ("HOST/team/ap", 3),
        ("HOST/team/app/x", 3),
        ("HOST/other", 3),
    ] {
        case.project.file(place, auths(&case, key, "right"));
        resolving(&case).run().exits(status);
    }
    let host = case.registry.host();
    case.project.file(
        place,
        format!(
            r#"{{"auths":{{"{host}":{{"auth":"YW5hOndyb25n"}},"{host}/team/app":{{"auth":"YW5hOnJpZ2h0"}}}}}}"#
        ),
    );
    resolving(&case).run().success();
}

#[test]
fn docker_s_file_knows_hosts_and_no_repositories() {
    let case = case();
    let docker = &places(&case)[0];
    for key in ["HOST/team/app", "HOST/other"] {
        // Docker takes the path off, and podman's rule is not asked
        case.project.file(docker, auths(&case, key, "right"));
        resolving(&case).run().success();
    }
}
