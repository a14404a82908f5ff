//! Private repositories of the real registry, by tokens of a server that is on another port.

use super::index;
use super::scene::{Scene, says};
use super::support::distribution::{Mode, PASSWORD, USER, basic};

const TRUSTED: &str = "trusted-realms = [\"TOKENS\"]";

/// Two private repositories in the manifest.
fn scene() -> Option<Scene> {
    let scene = Scene::start(Mode::Token)?;
    for repository in ["private/app", "private/web"] {
        scene.registry.push(repository, "main", &index());
    }
    scene.manifest("app = \"@/private/app:main\"\nweb = \"@/private/web:main\"");
    Some(scene)
}

impl Scene {
    /// How many requests the token server was sent with this in them.
    fn token_requests_with(&self, text: &str) -> usize {
        self.registry.token_requests().iter().filter(|request| request.contains(text)).count()
    }
}

#[test]
fn credentials_do_not_follow_a_realm_on_another_port() {
    let Some(scene) = scene() else { return };
    let outcome = scene.run_as((USER, PASSWORD), &["update"]).exits(3);
    says(&outcome, &["registry.test", "tokens.test", "trusted-realms", "config.toml"]);
    assert_eq!(scene.token_requests_with("uthorization"), 0);
}

#[test]
fn a_trusted_realm_gives_the_user_tokens_for_private_repositories() {
    let Some(scene) = scene() else { return };
    scene.config(TRUSTED).run_as((USER, PASSWORD), &["update"]).success();
    assert_eq!(scene.lock().matches(&index().digest()).count(), 2, "{}", scene.lock());
    assert_eq!(scene.token_requests_with(&basic()), 2, "one for each repository");
}
