//! The whole program against Debian's `docker-registry`, with skopeo as a second opinion.

mod access;
mod case;
mod login;
mod mirror;
mod tls;
mod tokens;

use libtest_mimic::Trial;

use crate::needs::Need;
use std::time::{Duration, SystemTime};

use crate::distribution::Mode;
use crate::programs::skopeo;
use crate::support::command::Project;
use crate::support::http::send;
use crate::support::registry::Image;
use case::{RealCase, says};

/// The tests of this module and of those below it.
pub fn all() -> Vec<Trial> {
    let mut trials = trials();
    trials.extend(access::trials());
    trials.extend(login::trials());
    trials.extend(mirror::trials());
    trials.extend(tls::trials());
    trials.extend(tokens::trials());
    trials
}

trials! {
    [Need::Registry, Need::Skopeo] => [
        update_locks_the_digests_that_skopeo_sees,
    ],
    [Need::Registry] => [
        a_second_update_leaves_the_lock_untouched,
        the_platforms_of_an_index_are_locked_without_its_attestation,
        a_platform_that_the_index_lacks_is_refused,
        a_single_platform_image_counts_for_the_platform_of_its_config_alone,
        a_tag_that_moved_is_no_fault_of_the_lock_until_freshness_is_asked_for,
        a_digest_that_is_gone_is_found_by_presence,
        get_and_resolve_print_the_same_pinned_reference,
        a_missing_tag_and_a_missing_repository_are_a_no,
    ],
}

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

fn update_locks_the_digests_that_skopeo_sees() {
    let case = RealCase::start(Mode::Open);
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
        case.registry.push(repository, tag, image);
        manifest += &format!("i{at} = \"HOST/{repository}:{tag}\"\n");
    }
    case.manifest(&manifest).run("update").success();
    let lock = case.lock();
    for (repository, tag, image) in &images {
        let entry = format!("tag = \"{tag}\"\ndigest = \"{}\"\n", image.digest());
        assert!(lock.contains(&entry), "no {entry} in {lock}");
        let seen = skopeo::digest(&case.reference(&format!("{repository}:{tag}")), None);
        assert_eq!(
            seen,
            image.digest(),
            "skopeo disagrees on {repository}:{tag}"
        );
    }
}

fn a_second_update_leaves_the_lock_untouched() {
    let case = RealCase::start(Mode::Open);
    case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = { image = \"HOST/library/alpine:3.20\", platforms = [\"linux/amd64\"] }");
    case.run("update").success();
    let then = date_back(&case.project);
    case.run("update --check").success();
    case.run("update").success();
    assert_eq!(written_at(&case.project), then);
}

fn the_platforms_of_an_index_are_locked_without_its_attestation() {
    let case = RealCase::start(Mode::Open);
    for (tag, image) in [("oci", index()), ("list", index().docker())] {
        case.registry.push("library/alpine", tag, &image);
        case.manifest(&format!(
            "base = {{ image = \"HOST/library/alpine:{tag}\", platforms = [\"linux/amd64\", \"linux/arm64\"] }}"
        ));
        case.run("update").success();
        let platforms = format!(
            "[images.base.platforms]\n\"linux/amd64\" = \"{}\"\n\"linux/arm64\" = \"{}\"\n",
            image.platform_digest("linux/amd64"),
            image.platform_digest("linux/arm64/v8"),
        );
        assert!(case.lock().ends_with(&platforms), "{}", case.lock());
        let got = case
            .run("get base --platform linux/arm64 --field digest")
            .success();
        assert_eq!(got.stdout.trim(), image.platform_digest("linux/arm64/v8"));
    }
}

fn a_platform_that_the_index_lacks_is_refused() {
    let case = RealCase::start(Mode::Open);
    case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = { image = \"HOST/library/alpine:3.20\", platforms = [\"linux/s390x\"] }");
    let outcome = case.run("update").exits(1);
    assert!(outcome.to_string().contains("linux/s390x"), "{outcome}");
}

fn a_single_platform_image_counts_for_the_platform_of_its_config_alone() {
    let case = RealCase::start(Mode::Open);
    let image = Image::single("linux/arm64/v8", "one");
    case.registry.push("library/tool", "1", &image);
    case.manifest("tool = { image = \"HOST/library/tool:1\", platforms = [\"linux/arm64\"] }");
    case.run("update").success();
    assert!(
        case.lock()
            .contains(&format!("\"linux/arm64\" = \"{}\"", image.digest())),
        "{}",
        case.lock()
    );
    case.manifest("tool = { image = \"HOST/library/tool:1\", platforms = [\"linux/amd64\"] }");
    let outcome = case.run("update").exits(1);
    assert!(outcome.to_string().contains("linux/amd64"), "{outcome}");
}

fn a_tag_that_moved_is_no_fault_of_the_lock_until_freshness_is_asked_for() {
    let case = RealCase::start(Mode::Open);
    let old = case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"")
        .run("update")
        .success();
    case.run("verify --fresh").success();
    let new = case.registry.push(
        "library/alpine",
        "3.20",
        &Image::index(&["linux/amd64"], "second"),
    );
    case.run("verify").success();
    case.run("verify --present").success();
    let outcome = case.run("verify --fresh").exits(1);
    assert!(
        outcome.to_string().contains(&new["sha256:".len()..][..8]),
        "{outcome}"
    );
    case.run("lock").success();
    assert!(
        case.lock().contains(&old),
        "`lock` keeps what still satisfies"
    );
    case.run("update").success();
    assert!(
        case.lock().contains(&new) && !case.lock().contains(&old),
        "{}",
        case.lock()
    );
    case.run("verify --fresh").success();
}

fn a_digest_that_is_gone_is_found_by_presence() {
    let case = RealCase::start(Mode::Open);
    let digest = case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"")
        .run("update")
        .success();
    case.run("verify --present").success();
    let path = format!("/v2/library/alpine/manifests/{digest}");
    assert_eq!(
        send(&case.registry.host(), "DELETE", &path, &[]).status,
        202
    );
    case.run("verify").success();
    case.run("verify --present").exits(1);
}

fn get_and_resolve_print_the_same_pinned_reference() {
    let case = RealCase::start(Mode::Open);
    let digest = case.registry.push("library/alpine", "3.20", &index());
    case.manifest("base = \"HOST/library/alpine:3.20\"")
        .run("update")
        .success();
    let pinned = format!("registry.test/library/alpine:3.20@{digest}\n");
    assert_eq!(case.run("get base").success().stdout, pinned);
    let reference = case.reference("library/alpine:3.20");
    assert_eq!(
        case.run(&format!("resolve {reference}")).success().stdout,
        pinned
    );
    let by_digest = case.reference(&format!("library/alpine@{digest}"));
    let resolved = case.run(&format!("resolve {by_digest}")).success().stdout;
    assert_eq!(resolved, format!("registry.test/library/alpine@{digest}\n"));
}

fn a_missing_tag_and_a_missing_repository_are_a_no() {
    let case = RealCase::start(Mode::Open);
    case.registry.push("library/alpine", "3.20", &index());
    for image in ["library/alpine:9.99", "library/missing:1"] {
        let outcome = case
            .manifest(&format!("base = \"HOST/{image}\""))
            .run("update")
            .exits(1);
        says(&outcome, &["registry.test has no such tag"]);
        assert!(!case.project.exists("images.lock"));
    }
}
