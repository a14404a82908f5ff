//! Logins as other programs keep them, read as they are.

use super::index;
use super::scene::Scene;
use super::support::distribution::{Mode, PASSWORD, TRICKY, USER};
use super::support::docker;

/// A registry that wants a password, and an image of it in the manifest.
fn scene() -> Option<Scene> {
    let scene = Scene::start(Mode::Htpasswd)?;
    scene.registry.push("library/alpine", "3.20", &index());
    scene.manifest("base = \"@/library/alpine:3.20\"");
    Some(scene)
}

#[test]
fn what_docker_login_writes_is_read_as_it_is() {
    let Some(scene) = scene() else { return };
    for user in [(USER, PASSWORD), TRICKY] {
        let Some(()) = docker::login(&scene.docker_directory(), &scene.registry.host(), user) else { return };
        scene.run_with_docker(&["update"]).success();
        scene.forget_lock();
    }
}
