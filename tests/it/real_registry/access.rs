//! Passwords and tokens, as the real registry takes and refuses them.

use super::index;
use super::scene::{Scene, says};
use crate::support::distribution::{Mode, PASSWORD, TRICKY, USER};
use crate::support::http::send;
use crate::support::registry::Image;
use crate::support::skopeo;

#[test]
fn the_right_password_opens_a_registry_that_wants_one() {
    let Some(scene) = Scene::start(Mode::Htpasswd) else {
        return;
    };
    let digest = scene.registry.push("library/alpine", "3.20", &index());
    scene.manifest("base = { image = \"@/library/alpine:3.20\", platforms = [\"linux/amd64\"] }");
    for user in [(USER, PASSWORD), TRICKY] {
        let outcome = scene.run_as(user, &["update", "-v"]).success();
        assert!(
            scene.lock().contains(&digest) && !outcome.to_string().contains(user.1),
            "{outcome}"
        );
        scene.forget_lock();
    }
    let seen = skopeo::digest(
        &scene.reference("library/alpine:3.20"),
        Some((USER, PASSWORD)),
    );
    assert_eq!(seen.unwrap_or(digest.clone()), digest);
}

#[test]
fn a_wrong_password_is_said_with_the_file_that_it_is_from() {
    let Some(scene) = Scene::start(Mode::Htpasswd) else {
        return;
    };
    scene.registry.push("library/alpine", "3.20", &index());
    scene.manifest("base = \"@/library/alpine:3.20\"");
    let outcome = scene
        .run_as((USER, "not-the-password"), &["update"])
        .exits(3);
    says(
        &outcome,
        &[
            "registry.test rejects the credentials of [HOME]/docker/config.json",
            "docker login",
        ],
    );
    assert!(
        !outcome.to_string().contains("not-the-password"),
        "{outcome}"
    );
}

#[test]
fn a_registry_that_wants_a_password_says_so_where_there_is_none() {
    let Some(scene) = Scene::start(Mode::Htpasswd) else {
        return;
    };
    scene.registry.push("library/alpine", "3.20", &index());
    scene.manifest("base = \"@/library/alpine:3.20\"");
    let outcome = scene.run(&["update"]).exits(3);
    says(
        &outcome,
        &[
            "registry.test refuses access: 401",
            "user name and a password",
            "docker login",
        ],
    );
    scene
        .run_as((USER, PASSWORD), &["update", "--anonymous"])
        .exits(3);
}

#[test]
fn public_repositories_are_locked_by_tokens_that_nobody_has_to_log_in_for() {
    let Some(scene) = Scene::start(Mode::Token) else {
        return;
    };
    let alpine = scene.registry.push("library/alpine", "3.20", &index());
    let nginx = scene.registry.push(
        "library/nginx",
        "1.27",
        &Image::single("linux/amd64", "nginx"),
    );
    scene.manifest("base = \"@/library/alpine:3.20\"\nweb = \"@/library/nginx:1.27\"");
    scene.run(&["update"]).success();
    assert!(
        scene.lock().contains(&alpine) && scene.lock().contains(&nginx),
        "{}",
        scene.lock()
    );
    scene.run(&["verify", "--fresh"]).success();
    let seen = skopeo::digest(&scene.reference("library/alpine:3.20"), None);
    assert_eq!(seen.unwrap_or(alpine.clone()), alpine);
}

#[test]
fn the_refusal_of_a_private_repository_is_explained() {
    let Some(scene) = Scene::start(Mode::Token) else {
        return;
    };
    scene.registry.push("private/app", "main", &index());
    let outcome = scene
        .manifest("app = \"@/private/app:main\"")
        .run(&["update"])
        .exits(3);
    let asked = "service `registry.test` and scope `repository:private/app:pull` was asked for anonymously at \
                 tokens.test, and grants nothing";
    says(
        &outcome,
        &[
            "registry.test refuses access: 401",
            asked,
            "look the same from outside",
            "docker login",
        ],
    );
}

#[test]
fn the_real_registry_refuses_a_token_that_is_bound_to_another_repository() {
    let Some(scene) = Scene::start(Mode::Token) else {
        return;
    };
    for repository in ["library/alpine", "library/nginx"] {
        scene.registry.push(repository, "1", &index());
    }
    let path = "/token?service=registry.test&scope=repository:library/nginx:pull";
    let answer = send(&scene.registry.token_host(), "GET", path, &[]).json();
    let token = format!("Bearer {}", answer["token"].as_str().unwrap_or_default());
    let ask = |repository: &str| {
        let accept = ("Accept", "application/vnd.oci.image.index.v1+json");
        let path = format!("/v2/{repository}/manifests/1");
        send(
            &scene.registry.host(),
            "HEAD",
            &path,
            &[accept, ("Authorization", &token)],
        )
    };
    assert_eq!(ask("library/nginx").status, 200);
    let refused = ask("library/alpine");
    assert_eq!(refused.status, 401);
    assert!(
        refused
            .header("www-authenticate")
            .contains("error=\"insufficient_scope\"")
    );
}
