//! Mirrors that answer alone (`fallback = false`): their no is none of the registry, which was not asked.

use super::*;

/// A registry that has the image, a mirror that answers for it alone, and a project that has it locked.
fn locked_through_a_mirror() -> (Registry, Registry, Project) {
    let own = registry(Registry::builder().open(), "team/app");
    let mirror = open_mirror();
    let config = mirrors(&own.host(), &[&mirror.host()], "fallback = false");
    let project = project(&own.host(), &config);
    project.redact(&mirror.host(), "mirror.test");
    project.redact(&own.host(), "registry.test");
    update(&project).success();
    (own, mirror, project)
}

/// Has the mirror deny what it is asked for by digest, or by anything.
fn deny(mirror: &Registry, what: &str, status: u16) {
    let path = format!("/v2/cache/team/app/manifests/{what}");
    mirror.fault(Fault::on("*", &path).status(status).always());
}

#[test]
fn a_digest_that_the_only_mirror_lacks_is_not_gone_from_the_registry() {
    let (own, mirror, project) = locked_through_a_mirror();
    deny(&mirror, "sha256*", 404);
    assert_snapshot!(project.run(["verify", "--present"]).exits(3), @"
    exit status: 3
    --- stdout ---
    images.lock cannot be verified: no answer for 1 of 1 image
    not checked: whether tags still name these digests (see `--fresh`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: cannot resolve `app` (registry.test/team/app:main)
    caused by: no mirror of registry.test has an answer: mirror.test has no such digest
    hint: wait until a mirror has it; the registry itself was not asked, since `config.toml` says `fallback = false`
    ");
    let outcome = project.run(["verify", "--present", "--format", "json"]);
    let image = document(&outcome)["images"][0].clone();
    assert_eq!(image["reason"], "mirrors-failed", "{image}");
    assert_eq!(image["retryable"], true, "{image}");
    assert_eq!(own.requests().len(), 0);
}

#[test]
fn a_platform_that_the_only_mirror_lacks_is_named() {
    let (own, mirror, project) = locked_through_a_mirror();
    let index = Image::index(&["linux/amd64", "linux/arm64"], "index");
    mirror.push("cache/team/app", "main", &index);
    let app = format!(
        "[images]\napp = {{ image = \"{}/team/app:main\", platforms = [\"linux/arm64\"] }}\n",
        own.host()
    );
    project.file("images.toml", app);
    update(&project).success();
    let digest = index.platform_digest("linux/arm64");
    deny(&mirror, &digest, 404);
    let outcome = project.run(["verify", "--present"]).exits(3);
    let said = format!(
        "the manifest for `linux/arm64` (`registry.test/team/app@{digest}`): no mirror of registry.test has an answer"
    );
    assert!(outcome.stderr.contains(&said), "{outcome}");
}

#[test]
fn a_digest_that_the_only_mirror_refuses_is_not_gone_from_the_registry() {
    let (own, mirror, project) = locked_through_a_mirror();
    deny(&mirror, "sha256*", 403);
    let outcome = project.run(["verify", "--present"]).exits(3);
    let said = "no mirror of registry.test has an answer: mirror.test refuses access: 403";
    assert!(outcome.stderr.contains(said), "{outcome}");
    assert_eq!(own.requests().len(), 0);
}

#[test]
fn a_digest_that_none_of_several_mirrors_has_is_not_gone_from_the_registry() {
    let (own, mirror, project) = locked_through_a_mirror();
    let empty = Registry::builder().open().start();
    project.redact(&empty.host(), "empty.test");
    let hosts = [mirror.host(), empty.host()];
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let config = mirrors(&own.host(), &hosts, "fallback = false");
    project.file(project.home().join(".config/imagelock/config.toml"), config);
    deny(&mirror, "sha256*", 404);
    let outcome = project.run(["verify", "--present"]).exits(3);
    let said = "has an answer: mirror.test has no such digest; empty.test has no such digest";
    assert!(outcome.stderr.contains(said), "{outcome}");
    assert_eq!(own.requests().len(), 0);
}

#[test]
fn a_tag_that_the_only_mirror_lacks_may_be_at_the_registry() {
    let (own, mirror, project) = locked_through_a_mirror();
    deny(&mirror, "main", 404);
    let reference = format!("{}/team/app:main", own.host());
    let resolve = vec!["resolve", &reference];
    let commands = [
        vec!["update"],
        vec!["outdated"],
        vec!["verify", "--fresh"],
        resolve,
    ];
    for command in commands {
        let outcome = project.run(&command).exits(3);
        let said = "no mirror of registry.test has an answer: mirror.test has no such tag";
        assert!(outcome.stderr.contains(said), "{command:?}\n{outcome}");
    }
    std::fs::remove_file(project.path().join("images.lock")).expect("it is there");
    project.run(["lock"]).exits(3);
    assert_eq!(own.requests().len(), 0);
}

#[test]
fn a_digest_that_mirror_and_registry_lack_is_gone() {
    let (own, mirror, project) = locked_through_a_mirror();
    let config = mirrors(&own.host(), &[&mirror.host()], "");
    project.file(project.home().join(".config/imagelock/config.toml"), config);
    deny(&mirror, "sha256*", 404);
    project.run(["verify", "--present"]).success();
    own.delete_digest("team/app", &image().digest());
    let outcome = project.run(["verify", "--present"]).exits(1);
    let said = "the registry no longer has the locked digest";
    assert!(outcome.stderr.contains(said), "{outcome}");
}
