//! Logins as other programs keep them, read as they are.

use super::case::{RealCase, says};
use super::index;
use crate::support::distribution::{Mode, PASSWORD, TRICKY, USER};
use crate::support::docker;
use crate::support::skopeo::{self, Keeps};

/// A registry that wants a password, and an image of it in the manifest.
fn case() -> Option<RealCase> {
    let case = RealCase::start(Mode::Htpasswd)?;
    case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"");
    Some(case)
}

#[test]
fn what_docker_login_writes_is_read_as_it_is() {
    let Some(case) = case() else { return };
    for user in [(USER, PASSWORD), TRICKY] {
        let Some(()) = docker::login(&case.docker_directory(), &case.registry.host(), user) else {
            return;
        };
        case.run_with_docker("update").success();
        case.forget_lock();
    }
}

#[test]
fn what_skopeo_login_writes_is_read_as_it_is() {
    let Some(case) = case() else { return };
    let (host, home) = (case.registry.host(), case.project.home());
    let [file, named, runtime] =
        ["file/auth.json", "named.json", "run"].map(|name| home.join(name));
    std::fs::create_dir_all(home.join("file")).expect("a home directory can be filled");
    std::fs::create_dir_all(&runtime).expect("a home directory can be filled");
    let places = [
        (Keeps::File(&file), "REGISTRY_AUTH_FILE", (USER, PASSWORD)),
        (Keeps::NamedFile(&named), "REGISTRY_AUTH_FILE", TRICKY),
        (
            Keeps::RuntimeDirectory(&runtime),
            "XDG_RUNTIME_DIR",
            (USER, PASSWORD),
        ),
    ];
    for (keeps, variable, user) in places {
        let Some(()) = skopeo::login(keeps, &host, user) else {
            return;
        };
        let (Keeps::File(path) | Keeps::NamedFile(path) | Keeps::RuntimeDirectory(path)) = keeps;
        case.project
            .command(["update"])
            .env(variable, path)
            .run()
            .success();
        case.forget_lock();
    }
}

#[test]
fn what_skopeo_logout_leaves_knows_nobody() {
    let Some(case) = case() else { return };
    let file = case.project.home().join("auth.json");
    let Some(()) = skopeo::login(Keeps::File(&file), &case.registry.host(), (USER, PASSWORD))
    else {
        return;
    };
    skopeo::logout(Keeps::File(&file), &case.registry.host());
    let outcome = case
        .project
        .command(["update"])
        .env("REGISTRY_AUTH_FILE", &file)
        .run()
        .exits(3);
    says(
        &outcome,
        &[
            "registry.test refuses access: 401",
            "user name and a password",
        ],
    );
}

#[test]
fn a_login_for_one_repository_is_kept_from_the_others() {
    let Some(case) = case() else { return };
    case.registry.push("acme/app", "main", &index());
    let file = case.project.home().join("auth.json");
    let place = case.reference("acme/app");
    let Some(()) = skopeo::login(Keeps::File(&file), &place, (USER, PASSWORD)) else {
        return;
    };
    let update = || {
        case.project
            .command(["update"])
            .env("REGISTRY_AUTH_FILE", &file)
            .run()
    };
    case.manifest("app = \"HOST/acme/app:main\"");
    update().success();
    case.manifest("base = \"HOST/library/alpine:3.20\"");
    says(&update().exits(3), &["registry.test refuses access: 401"]);
}
