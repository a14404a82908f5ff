//! The whole program against Debian's `docker-registry`, with skopeo as a second opinion.

mod access;
mod login;
mod mirror;
mod scene;
mod tls;
mod tokens;

use std::time::{Duration, SystemTime};

use crate::support::command::Project;
use crate::support::distribution::Mode;
use crate::support::http::send;
use crate::support::registry::Image;
use crate::support::skopeo;
use scene::{Scene, says};

fn index() -> Image {
    Image::index(&["linux/amd64", "linux/arm64/v8"], "first")
}

/// Dates the lock back, so that whatever writes it shows, even with the same bytes.
#[track_caller]
fn date_back(project: &Project) -> SystemTime {
    let file = std::fs::OpenOptions::new()
        .append(true)
        .open(project.path().join("images.lock"));
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    file.and_then(|file| file.set_modified(then))
        .expect("the lock is there and ours");
    then
}

#[track_caller]
fn written_at(project: &Project) -> SystemTime {
    let metadata = std::fs::metadata(project.path().join("images.lock"));
    metadata
        .and_then(|metadata| metadata.modified())
        .expect("the lock has a time")
}

#[test]
fn update_locks_the_digests_that_skopeo_sees() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    let images = [
        ("library/alpine", "3.20", index()),
        ("library/nginx", "list", index().docker()),
        ("library/nginx", "one", Image::single("linux/amd64", "one")),
        (
            "library/nginx",
            "old",
            Image::single("linux/amd64", "one").docker(),
        ),
    ];
    let mut manifest = String::new();
    for (at, (repository, tag, image)) in images.iter().enumerate() {
        scene.registry.push(repository, tag, image);
        manifest += &format!("i{at} = \"@/{repository}:{tag}\"\n");
    }
    scene.manifest(&manifest).run(&["update"]).success();
    let lock = scene.lock();
    for (repository, tag, image) in &images {
        let entry = format!("tag = \"{tag}\"\ndigest = \"{}\"\n", image.digest());
        assert!(lock.contains(&entry), "no {entry} in {lock}");
        let seen = skopeo::digest(&scene.reference(&format!("{repository}:{tag}")), None);
        assert_eq!(
            seen.unwrap_or(image.digest()),
            image.digest(),
            "skopeo disagrees on {repository}:{tag}"
        );
    }
}

#[test]
fn a_second_update_leaves_the_lock_untouched() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    scene.registry.push("library/alpine", "3.20", &index());
    scene.manifest("base = { image = \"@/library/alpine:3.20\", platforms = [\"linux/amd64\"] }");
    scene.run(&["update"]).success();
    let then = date_back(&scene.project);
    scene.run(&["update", "--check"]).success();
    scene.run(&["update"]).success();
    assert_eq!(written_at(&scene.project), then);
}

#[test]
fn the_platforms_of_an_index_are_locked_without_its_attestation() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    for (tag, image) in [("oci", index()), ("list", index().docker())] {
        scene.registry.push("library/alpine", tag, &image);
        scene.manifest(&format!(
            "base = {{ image = \"@/library/alpine:{tag}\", platforms = [\"linux/amd64\", \"linux/arm64\"] }}"
        ));
        scene.run(&["update"]).success();
        let platforms = format!(
            "[images.base.platforms]\n\"linux/amd64\" = \"{}\"\n\"linux/arm64\" = \"{}\"\n",
            image.platform_digest("linux/amd64"),
            image.platform_digest("linux/arm64/v8"),
        );
        assert!(scene.lock().ends_with(&platforms), "{}", scene.lock());
        let got = scene
            .run(&[
                "get",
                "base",
                "--platform",
                "linux/arm64",
                "--field",
                "digest",
            ])
            .success();
        assert_eq!(got.stdout.trim(), image.platform_digest("linux/arm64/v8"));
    }
}

#[test]
fn a_platform_that_the_index_lacks_is_refused() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    scene.registry.push("library/alpine", "3.20", &index());
    scene.manifest("base = { image = \"@/library/alpine:3.20\", platforms = [\"linux/s390x\"] }");
    let outcome = scene.run(&["update"]).exits(1);
    assert!(outcome.to_string().contains("linux/s390x"), "{outcome}");
}

#[test]
fn a_single_platform_image_counts_for_the_platform_of_its_config_alone() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    let image = Image::single("linux/arm64/v8", "one");
    scene.registry.push("library/tool", "1", &image);
    scene.manifest("tool = { image = \"@/library/tool:1\", platforms = [\"linux/arm64\"] }");
    scene.run(&["update"]).success();
    assert!(
        scene
            .lock()
            .contains(&format!("\"linux/arm64\" = \"{}\"", image.digest())),
        "{}",
        scene.lock()
    );
    scene.manifest("tool = { image = \"@/library/tool:1\", platforms = [\"linux/amd64\"] }");
    let outcome = scene.run(&["update"]).exits(1);
    assert!(outcome.to_string().contains("linux/amd64"), "{outcome}");
}

#[test]
fn a_tag_that_moved_is_no_fault_of_the_lock_until_freshness_is_asked_for() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    let old = scene.registry.push("library/alpine", "3.20", &index());
    scene
        .manifest("base = \"@/library/alpine:3.20\"")
        .run(&["update"])
        .success();
    scene.run(&["verify", "--fresh"]).success();
    let new = scene.registry.push(
        "library/alpine",
        "3.20",
        &Image::index(&["linux/amd64"], "second"),
    );
    scene.run(&["verify"]).success();
    scene.run(&["verify", "--present"]).success();
    let outcome = scene.run(&["verify", "--fresh"]).exits(1);
    assert!(
        outcome.to_string().contains(&new["sha256:".len()..][..8]),
        "{outcome}"
    );
    scene.run(&["lock"]).success();
    assert!(
        scene.lock().contains(&old),
        "`lock` keeps what still satisfies"
    );
    scene.run(&["update"]).success();
    assert!(
        scene.lock().contains(&new) && !scene.lock().contains(&old),
        "{}",
        scene.lock()
    );
    scene.run(&["verify", "--fresh"]).success();
}

#[test]
fn a_digest_that_is_gone_is_found_by_presence() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    let digest = scene.registry.push("library/alpine", "3.20", &index());
    scene
        .manifest("base = \"@/library/alpine:3.20\"")
        .run(&["update"])
        .success();
    scene.run(&["verify", "--present"]).success();
    let path = format!("/v2/library/alpine/manifests/{digest}");
    assert_eq!(
        send(&scene.registry.host(), "DELETE", &path, &[]).status,
        202
    );
    scene.run(&["verify"]).success();
    scene.run(&["verify", "--present"]).exits(1);
}

#[test]
fn get_and_resolve_print_the_same_pinned_reference() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    let digest = scene.registry.push("library/alpine", "3.20", &index());
    scene
        .manifest("base = \"@/library/alpine:3.20\"")
        .run(&["update"])
        .success();
    let pinned = format!("registry.test/library/alpine:3.20@{digest}\n");
    assert_eq!(scene.run(&["get", "base"]).success().stdout, pinned);
    let reference = scene.reference("library/alpine:3.20");
    assert_eq!(scene.run(&["resolve", &reference]).success().stdout, pinned);
    let by_digest = scene.reference(&format!("library/alpine@{digest}"));
    let resolved = scene.run(&["resolve", &by_digest]).success().stdout;
    assert_eq!(resolved, format!("registry.test/library/alpine@{digest}\n"));
}

#[test]
fn a_missing_tag_and_a_missing_repository_are_a_no() {
    let Some(scene) = Scene::start(Mode::Open) else {
        return;
    };
    scene.registry.push("library/alpine", "3.20", &index());
    for image in ["library/alpine:9.99", "library/missing:1"] {
        let outcome = scene
            .manifest(&format!("base = \"@/{image}\""))
            .run(&["update"])
            .exits(1);
        says(&outcome, &["registry.test has no such tag"]);
        assert!(!scene.project.exists("images.lock"));
    }
}
