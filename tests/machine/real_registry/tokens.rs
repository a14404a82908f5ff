//! Private repositories of the real registry, by tokens of a server that is on another port.

use crate::needs::Need;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::case::{RealCase, says};
use super::index;
use crate::distribution::{IDENTITY_TOKEN, Mode, PASSWORD, USER, basic};
use crate::programs::docker;

trials! {
    [Need::Registry] => [
        credentials_do_not_follow_a_realm_on_another_port,
        a_trusted_realm_gives_the_user_tokens_for_private_repositories,
        a_wrong_password_is_shown_to_the_token_server_once,
        an_identity_token_is_posted_to_the_token_server_alone,
        an_identity_token_that_has_expired_is_rejected_once,
    ],
    [Need::Registry, Need::Docker] => [
        docker_login_keeps_an_identity_token_and_imagelock_uses_it,
    ],
}

const TRUSTED: &str = "trusted-realms = [\"TOKENS\"]";

/// Two private repositories in the manifest.
fn case() -> RealCase {
    let case = RealCase::start(Mode::Token);
    for repository in ["private/app", "private/web"] {
        case.registry.push(repository, "main", &index());
    }
    case.manifest("app = \"HOST/private/app:main\"\nweb = \"HOST/private/web:main\"");
    case
}

impl RealCase {
    /// How many requests the token server was sent with this in them.
    fn token_requests_with(&self, text: &str) -> usize {
        self.registry
            .token_requests()
            .iter()
            .filter(|request| request.contains(text))
            .count()
    }

    /// Writes docker's configuration as `docker login` does that was given an identity token: with a user of no
    /// password beside it.
    fn identity_token(&self, token: &str) {
        let auth = STANDARD.encode(format!("{USER}:"));
        self.docker_entry(
            &self.registry.host(),
            &json!({ "auth": auth, "identitytoken": token }),
        );
    }
}

fn credentials_do_not_follow_a_realm_on_another_port() {
    let case = case();
    let outcome = case.run_as((USER, PASSWORD), "update").exits(3);
    says(
        &outcome,
        &[
            "registry.test",
            "tokens.test",
            "trusted-realms",
            "config.toml",
        ],
    );
    assert_eq!(case.token_requests_with("uthorization"), 0);
}

fn a_trusted_realm_gives_the_user_tokens_for_private_repositories() {
    let case = case();
    case.config(TRUSTED)
        .run_as((USER, PASSWORD), "update")
        .success();
    assert_eq!(
        case.lock().matches(&index().digest()).count(),
        2,
        "{}",
        case.lock()
    );
    assert_eq!(
        case.token_requests_with(&basic()),
        2,
        "one for each repository"
    );
}

fn a_wrong_password_is_shown_to_the_token_server_once() {
    let case = case();
    let outcome = case
        .config(TRUSTED)
        .run_as((USER, "not-the-password"), "update")
        .exits(3);
    says(
        &outcome,
        &[
            "rejects the credentials from [HOME]/docker/config.json",
            "--anonymous",
        ],
    );
    assert_eq!(case.registry.token_requests().len(), 1);
    assert!(
        !outcome.to_string().contains("not-the-password"),
        "{outcome}"
    );
}

fn an_identity_token_is_posted_to_the_token_server_alone() {
    let case = case();
    case.config(TRUSTED).identity_token(IDENTITY_TOKEN);
    let outcome = case.run_with_docker("update -v").success();
    assert_eq!(
        case.token_requests_with(&format!("refresh_token={IDENTITY_TOKEN}")),
        2
    );
    assert_eq!(case.token_requests_with("POST /token HTTP/1.1"), 2);
    assert!(!outcome.to_string().contains(IDENTITY_TOKEN), "{outcome}");
}

fn an_identity_token_that_has_expired_is_rejected_once() {
    let case = case();
    case.config(TRUSTED).identity_token("of-last-year");
    let outcome = case.run_with_docker("update").exits(3);
    says(
        &outcome,
        &[
            "rejects the credentials from [HOME]/docker/config.json",
            "--anonymous",
        ],
    );
    assert_eq!(case.registry.token_requests().len(), 1);
}

fn docker_login_keeps_an_identity_token_and_imagelock_uses_it() {
    let case = case();
    let user = (USER, PASSWORD);
    docker::login(&case.docker_directory(), &case.registry.host(), user);
    let kept = case
        .project
        .read(case.docker_directory().join("config.json"));
    assert!(kept.contains("identitytoken"), "{kept}");
    case.config(TRUSTED).run_with_docker("update").success();
}
