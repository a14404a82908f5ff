//! Logins as other programs keep them, read as they are.

use super::case::{RealCase, says};
use super::index;
use crate::distribution::{Mode, PASSWORD, TRICKY, USER};
use crate::needs::Need;
use crate::programs::docker;
use crate::programs::skopeo::{self, Keeps};

trials! {
    [Need::Registry, Need::Docker] => [
        what_docker_login_writes_is_read_as_it_is,
    ],
    [Need::Registry, Need::Skopeo] => [
        what_skopeo_login_writes_is_read_as_it_is,
        what_skopeo_logout_leaves_knows_nobody,
        a_login_for_one_repository_is_kept_from_the_others,
    ],
}

/// A registry that wants a password, and an image of it in the manifest.
fn case() -> RealCase {
    let case = RealCase::start(Mode::Htpasswd);
    case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"");
    case
}

fn what_docker_login_writes_is_read_as_it_is() {
    let case = case();
    for user in [(USER, PASSWORD), TRICKY] {
        docker::login(&case.docker_directory(), &case.registry.host(), user);
        case.run_with_docker("update").success();
        case.forget_lock();
    }
}

fn what_skopeo_login_writes_is_read_as_it_is() {
    let case = case();
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
        skopeo::login(keeps, &host, user);
        let (Keeps::File(path) | Keeps::NamedFile(path) | Keeps::RuntimeDirectory(path)) = keeps;
        case.project
            .command(["update"])
            .env(variable, path)
            .run()
            .success();
        case.forget_lock();
    }
}

fn what_skopeo_logout_leaves_knows_nobody() {
    let case = case();
    let file = case.project.home().join("auth.json");
    skopeo::login(Keeps::File(&file), &case.registry.host(), (USER, PASSWORD));
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

fn a_login_for_one_repository_is_kept_from_the_others() {
    let case = case();
    case.registry.push("acme/app", "main", &index());
    let file = case.project.home().join("auth.json");
    let place = case.reference("acme/app");
    skopeo::login(Keeps::File(&file), &place, (USER, PASSWORD));
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
