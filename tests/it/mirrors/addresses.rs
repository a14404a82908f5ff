//! Mirrors as other tools' configuration writes them: what is not one here is refused with the form that is.

use super::*;

/// Asserts that a mirror is refused before anything is asked, with the form that it has here.
#[track_caller]
fn is_refused_for(written: &str, meant: &str) {
    let own = registry(Registry::builder().open(), "team/app");
    let config = format!(
        "[registries.\"{}\"]\nmirrors = [\"{written}\"]\n",
        own.host()
    );
    let outcome = update(&project(&own.host(), &config)).exits(2);
    assert!(
        outcome.stderr.contains(&format!("write `{meant}`")),
        "{written}: {outcome}"
    );
    assert!(outcome.stderr.contains("config.toml:2:12"), "{outcome}");
    assert_eq!(own.requests().len(), 0, "{written}");
}

#[test]
fn a_mirror_with_v2_in_its_path_as_containerds_hosts_toml_has_it_is_refused_with_the_right_form() {
    for written in [
        "https://harbor.corp/v2/dockerhub",
        "https://harbor.corp/v2/dockerhub/",
        "https://harbor.corp//v2//dockerhub//",
        "https://harbor.corp/V2/dockerhub",
        "https://harbor.corp/%762/dockerhub",
        "https://harbor.corp/v%32%2Fdockerhub",
    ] {
        is_refused_for(written, "https://harbor.corp/dockerhub");
    }
    is_refused_for("harbor.corp/v2/dockerhub", "harbor.corp/dockerhub");
    is_refused_for("harbor.corp:8443/v2/a/v2/", "harbor.corp:8443/a");
}

#[test]
fn a_mirror_that_is_the_address_of_an_api_below_a_path_is_refused_with_its_prefix() {
    for (written, meant) in [
        (
            "https://nexus.corp/repository/proxy/v2/",
            "https://nexus.corp/repository/proxy",
        ),
        ("https://corp.example/team/v2", "https://corp.example/team"),
        ("corp.example/team/v2/", "corp.example/team"),
        ("corp.example/v2/v2/a", "corp.example/a"),
        ("https://corp.example/v2/v1/", "https://corp.example"),
    ] {
        is_refused_for(written, meant);
    }
}

#[test]
fn the_form_that_is_named_for_a_mirror_with_v2_is_asked_where_it_is_pasted() {
    let mirror = open_mirror();
    let canonical = "registry.corp.example";
    let written = format!("http://{}/v2/cache/", mirror.host());
    let config = format!("[registries.\"{canonical}\"]\nmirrors = [\"{written}\"]\n");
    let refused = update(&project(canonical, &config)).exits(2).stderr;
    let meant = refused.split("write `").nth(1);
    let meant = meant
        .and_then(|rest| rest.split('`').next())
        .expect("a form is named");
    update(&project(canonical, &config.replace(&written, meant))).success();
    assert_eq!(mirror.sequence(), [format!("GET {MIRRORED} 200")]);
}

#[test]
fn a_mirror_that_is_the_address_of_an_api_alone_is_refused_with_its_host() {
    for written in [
        "https://mirror.corp/v2",
        "https://mirror.corp/v2/",
        "https://mirror.corp/v1/",
    ] {
        is_refused_for(written, "https://mirror.corp");
    }
    is_refused_for("mirror.corp/v2", "mirror.corp");
}

#[test]
fn a_mirror_that_is_an_address_of_artifactorys_api_is_refused_with_the_name_of_its_repository() {
    for written in [
        "https://corp.jfrog.io/artifactory/api/docker/docker-remote",
        "https://corp.jfrog.io/artifactory/api/docker/docker-remote/v2/",
        "https://corp.jfrog.io/v2/artifactory/api/docker/docker-remote",
    ] {
        is_refused_for(written, "https://corp.jfrog.io/docker-remote");
    }
}

#[test]
fn a_mirror_with_the_query_that_containerd_sends_is_refused_with_the_form_without_it() {
    is_refused_for(
        "https://mirror.corp/v2/?ns=docker.io",
        "https://mirror.corp",
    );
    is_refused_for(
        "https://mirror.corp/Cache?ns=docker.io",
        "https://mirror.corp/cache",
    );
}

#[test]
fn a_mirror_with_v2_behind_the_beginning_of_its_prefix_is_asked_there() {
    let mirror = registry(Registry::builder().open(), "cache/v2/team/app");
    let canonical = "registry.corp.example";
    let config = format!(
        "[registries.\"{canonical}\"]\nmirrors = [\"{}/cache/v2\"]\n",
        mirror.host()
    );
    update(&project(canonical, &config)).success();
    assert_eq!(
        mirror.sequence(),
        ["GET /v2/cache/v2/team/app/manifests/main 200"]
    );
}
