//! `config.toml`: which one is taken, and that none is passed over in silence.

use std::time::Duration;

use crate::support::case::Case;
use crate::support::command::Project;
use crate::support::registry::{Image, Registry, seeded};

const USERS: &str = ".config/imagelock/config.toml";

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_to_nothing_is_not_passed_over() {
    let case = Case::locked();
    let place = case.project.home().join(USERS);
    case.project.file(place.with_file_name("other.toml"), "");
    std::os::unix::fs::symlink("missing.toml", &place).expect("a link can be made");
    let outcome = case.run("verify --present").exits(2);
    assert!(
        outcome
            .stderr
            .contains("is a link to `missing.toml`, which does not exist"),
        "{outcome}"
    );
    assert!(case.registry.requests().is_empty());
}

#[test]
fn the_configuration_of_the_user_is_taken_and_a_named_one_beats_it() {
    let case = Case::locked();
    case.project.file(
        case.project.home().join(USERS),
        "[registries]\nnonsense = 1\n",
    );
    case.run("verify --present").exits(2);
    case.project.file("good.toml", "");
    case.run("verify --present --config good.toml").success();
}

#[test]
fn a_limit_holds_for_a_host_that_is_first_met_as_a_token_server() {
    let registry = Registry::builder()
        .token_server_elsewhere(true)
        .latency(seeded(7, Duration::from_millis(20)))
        .start();
    let project = Project::new();
    let mut manifest = "[images]\n".to_owned();
    for image in 0..8 {
        registry.push(
            &format!("acme/app{image}"),
            "1",
            &Image::single("linux/amd64", "app"),
        );
        manifest += &format!("app{image} = \"{}/acme/app{image}:1\"\n", registry.host());
    }
    project.file("images.toml", manifest);
    let limit = |host: String| format!("[registries.\"{host}\"]\nmax-concurrency = 1\n");
    project.file(
        "config.toml",
        limit(registry.host()) + &limit(registry.token_host()),
    );
    project.run(["update", "--config", "config.toml"]).success();
    assert!(
        registry.high_water() <= 2,
        "one for each host, {} were in flight",
        registry.high_water()
    );
}

#[test]
fn a_variable_that_is_empty_counts_as_unset() {
    let case = Case::locked();
    let run = case.project.command(["verify", "--present"]);
    run.env("IMAGELOCK_CONFIG", "")
        .env("IMAGELOCK_JOBS", "")
        .run()
        .success();
    case.run("verify --config=").exits(2);
}
