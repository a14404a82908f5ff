//! Token servers: whom `trusted-realms` lets have credentials, and which are not even asked.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::command::Project;
use crate::support::hub::{Certificate, Face, Hub, Names};
use crate::support::registry::{Authorization, Image, Registry};

/// `ana:right`, as docker writes it.
const AUTH: &str = "YW5hOnJpZ2h0";

/// A registry whose token server is on another port, and a user who is logged in.
fn elsewhere() -> Case {
    let builder = Registry::builder()
        .user("ana", "right")
        .private("team/app")
        .token_server_elsewhere(true);
    let case = Case::with(builder);
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.docker_config(&format!(r#"{{"auths":{{"HOST":{{"auth":"{AUTH}"}}}}}}"#));
    case
}

/// Whether the user's password was shown, and to whom.
fn shown_to(registry: &Registry) -> Vec<String> {
    let user = Some(Authorization::Basic {
        user: "ana".to_owned(),
    });
    registry
        .requests()
        .into_iter()
        .filter(|request| request.authorization == user)
        .map(|it| it.host)
        .collect()
}

#[test]
fn a_trusted_realm_is_shown_the_credentials_of_the_registry() {
    let case = elsewhere();
    let (registry, tokens) = (case.registry.host(), case.registry.token_host());
    let trusted = |key: &str, realm: &str| {
        format!("[registries.\"{key}\"]\ntrusted-realms = [\"{realm}\"]\n")
    };
    case.project
        .file("config.toml", trusted(&registry, &tokens));
    case.resolving("team/app:main", &["--config", "config.toml"])
        .run()
        .success();
    assert_eq!(shown_to(&case.registry), [tokens.as_str()]);
    assert_shown_only_its_own(&case.registry, Some("ana"));
    // The trust of another registry, and trust in the realm's host on another port, are none
    for other in [
        trusted("ghcr.io", &tokens),
        trusted(&registry, "127.0.0.1:1"),
        trusted(&tokens, &tokens),
    ] {
        case.project.file("config.toml", other);
        case.registry.clear_log();
        case.resolving("team/app:main", &["--config", "config.toml"])
            .run()
            .exits(3);
        assert_eq!(shown_to(&case.registry), Vec::<String>::new());
    }
}

#[test]
fn the_lines_of_the_hint_are_the_way_out() {
    let case = elsewhere();
    let outcome = case.resolve("team/app:main").exits(3);
    let lines = outcome
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("    "));
    let lines: String = lines.map(|line| format!("{line}\n")).collect();
    let lines = lines.replace("registry.test", &case.registry.host());
    case.project.file(
        "config.toml",
        lines.replace("tokens.test", &case.registry.token_host()),
    );
    case.resolving("team/app:main", &["--config", "config.toml"])
        .run()
        .success();
}

/// What becomes of `registry.example` when its challenge names this realm.
fn sent_to(realm: &str, arguments: &[&str]) -> (crate::support::command::Outcome, Hub) {
    let registry = Registry::builder().realm(realm).start();
    registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let face = Face::Tls(Certificate::Good);
    let hub = Names::default().lead("registry.example", &registry.host(), face);
    let hub = hub
        .lead("elsewhere.example", &registry.host(), face)
        .start();
    let project = Project::new();
    let auths = format!(r#"{{"auths":{{"registry.example":{{"auth":"{AUTH}"}}}}}}"#);
    project.file(project.home().join(".docker/config.json"), auths);
    let run = project.command(
        ["resolve", "registry.example/team/app:main"]
            .iter()
            .chain(arguments),
    );
    let outcome = hub.reached_by(run).run();
    (outcome, hub)
}

#[test]
fn a_registry_elsewhere_sends_nobody_to_this_machine_or_its_networks() {
    for realm in [
        "https://10.0.0.1/token",
        "https://169.254.169.254/token",
        "https://localhost/token",
    ] {
        for arguments in [&[][..], &["--anonymous"]] {
            let (outcome, hub) = sent_to(realm, arguments);
            let outcome = outcome.exits(3);
            assert!(outcome.stderr.contains("and not its own"), "{outcome}");
            assert_eq!(hub.hosts(), ["registry.example"], "{realm}");
        }
    }
}

#[test]
fn a_realm_of_another_owner_is_asked_without_credentials_or_not_at_all() {
    let (outcome, hub) = sent_to("https://elsewhere.example/token", &[]);
    let outcome = outcome.exits(3);
    assert!(
        outcome.stderr.contains("not known to belong to it"),
        "{outcome}"
    );
    assert_eq!(hub.hosts(), ["registry.example"]);
    let (outcome, hub) = sent_to("https://elsewhere.example/token", &["--anonymous"]);
    outcome.success();
    assert!(
        hub.requests_to("elsewhere.example")
            .iter()
            .all(|request| request.authorization.is_empty())
    );
    assert_eq!(hub.hosts(), ["elsewhere.example", "registry.example"]);
}
