//! Passwords and tokens, as the real registry takes and refuses them.

use super::case::{RealCase, says};
use super::index;
use crate::distribution::{Mode, PASSWORD, TRICKY, USER};
use crate::needs::Need;
use crate::programs::skopeo;
use crate::support::http::send;
use crate::support::registry::Image;

trials! {
    [Need::Registry, Need::Skopeo] => [
        the_right_password_opens_a_registry_that_wants_one,
        public_repositories_are_locked_by_tokens_that_nobody_has_to_log_in_for,
    ],
    [Need::Registry] => [
        a_wrong_password_is_said_with_the_file_that_it_is_from,
        a_registry_that_wants_a_password_says_so_where_there_is_none,
        the_refusal_of_a_private_repository_is_explained,
        the_real_registry_refuses_a_token_that_is_bound_to_another_repository,
    ],
}

fn the_right_password_opens_a_registry_that_wants_one() {
    let case = RealCase::start(Mode::Htpasswd);
    let digest = case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = { image = \"HOST/library/alpine:3.20\", platforms = [\"linux/amd64\"] }");
    for user in [(USER, PASSWORD), TRICKY] {
        let outcome = case.run_as(user, "update -v").success();
        assert!(
            case.lock().contains(&digest) && !outcome.to_string().contains(user.1),
            "{outcome}"
        );
        case.forget_lock();
    }
    let seen = skopeo::digest(
        &case.reference("library/alpine:3.20"),
        Some((USER, PASSWORD)),
    );
    assert_eq!(seen, digest);
}

fn a_wrong_password_is_said_with_the_file_that_it_is_from() {
    let case = RealCase::start(Mode::Htpasswd);
    case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"");
    let outcome = case.run_as((USER, "not-the-password"), "update").exits(3);
    says(
        &outcome,
        &[
            "registry.test rejects the credentials from [HOME]/docker/config.json",
            "docker login",
        ],
    );
    assert!(
        !outcome.to_string().contains("not-the-password"),
        "{outcome}"
    );
}

fn a_registry_that_wants_a_password_says_so_where_there_is_none() {
    let case = RealCase::start(Mode::Htpasswd);
    case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"");
    let outcome = case.run("update").exits(3);
    says(
        &outcome,
        &[
            "registry.test refuses access: 401",
            "user name and a password",
            "docker login",
        ],
    );
    case.run_as((USER, PASSWORD), "update --anonymous").exits(3);
}

fn public_repositories_are_locked_by_tokens_that_nobody_has_to_log_in_for() {
    let case = RealCase::start(Mode::Token);
    let alpine = case.registry.push("library/alpine", "3.20", &index());
    let nginx = case.registry.push(
        "library/nginx",
        "1.27",
        &Image::single("linux/amd64", "nginx"),
    );
    case.manifest("base = \"HOST/library/alpine:3.20\"\nweb = \"HOST/library/nginx:1.27\"");
    case.run("update").success();
    assert!(
        case.lock().contains(&alpine) && case.lock().contains(&nginx),
        "{}",
        case.lock()
    );
    case.run("verify --fresh").success();
    let seen = skopeo::digest(&case.reference("library/alpine:3.20"), None);
    assert_eq!(seen, alpine);
}

fn the_refusal_of_a_private_repository_is_explained() {
    let case = RealCase::start(Mode::Token);
    case.registry.push("private/app", "main", &index());
    let outcome = case
        .manifest("app = \"HOST/private/app:main\"")
        .run("update")
        .exits(3);
    let asked = "service `registry.test` and scope `repository:private/app:pull` was requested anonymously from \
                 tokens.test: it grants nothing";
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

fn the_real_registry_refuses_a_token_that_is_bound_to_another_repository() {
    let case = RealCase::start(Mode::Token);
    for repository in ["library/alpine", "library/nginx"] {
        case.registry.push(repository, "1", &index());
    }
    let path = "/token?service=registry.test&scope=repository:library/nginx:pull";
    let answer = send(&case.registry.token_host(), "GET", path, &[]).json();
    let token = format!("Bearer {}", answer["token"].as_str().unwrap_or_default());
    let ask = |repository: &str| {
        let accept = ("Accept", "application/vnd.oci.image.index.v1+json");
        let path = format!("/v2/{repository}/manifests/1");
        send(
            &case.registry.host(),
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
