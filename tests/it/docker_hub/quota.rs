//! What Docker Hub grants and has left: told, warned of in time, and an error only where it is used up.

use std::ops::Range;

use super::*;
use crate::support::registry::Registry;

#[test]
fn a_used_up_quota_fails_at_once_and_says_that_logging_in_raises_it() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"");
    let quota = Fault::on("HEAD", ALPINE).status(429);
    let quota = quota
        .header("ratelimit-limit", "100;w=21600")
        .header("ratelimit-remaining", "0;w=21600");
    case.registry.fault(quota.header("retry-after", "9000"));
    let outcome = case.run("update").exits(3);
    for expected in [
        "registry-1.docker.io",
        "the quota of 100 pulls in 6 h is used up for another 2 h 30 min\n",
        "logging in with `docker login` raises",
    ] {
        assert!(
            outcome.stderr.contains(expected),
            "no `{expected}` in {outcome}"
        );
    }
    assert_eq!(
        case.registry.count("HEAD", ALPINE),
        1,
        "{:?}",
        case.registry.sequence()
    );
}

#[test]
fn who_has_logged_in_is_not_told_to() {
    let case = case(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    log_in(&case, &[DOCKER_HUB_KEY], PASSWORD);
    let quota = Fault::on("HEAD", ALPINE).status(429);
    case.registry
        .fault(quota.header("ratelimit-remaining", "0;w=21600"));
    let outcome = case.run("update").exits(3);
    assert!(
        outcome
            .stderr
            .contains("the quota of pulls in 6 h is used up"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("docker login"), "{outcome}");
}

/// What Docker Hub says is left, with every answer to this method.
fn left(case: &Case, method: &str, remaining: u64) {
    let fault = Fault::on(method, "/v2/*").always();
    let fault = fault.header("ratelimit-limit", "100;w=21600");
    case.registry
        .fault(fault.header("ratelimit-remaining", format!("{remaining};w=21600")));
}

#[test]
fn what_is_left_of_the_quota_is_told_with_v_and_no_warning() {
    let case = case(docker_hub(), "base = \"alpine:3.20\"");
    left(&case, "HEAD", 76);
    let outcome = case.run("update -v").success();
    assert!(
        outcome
            .stderr
            .contains("\nregistry-1.docker.io has 76 of 100 pulls in 6 h left\n"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("warning"), "{outcome}");
    assert_eq!(case.run("update").success().stderr, "");
}

#[test]
fn little_that_is_left_of_the_quota_is_a_warning_and_no_failure() {
    let case = case(
        docker_hub(),
        "base = \"alpine:3.20\"\nother = \"alpine:3.21\"",
    );
    case.registry.push(
        "library/alpine",
        "3.21",
        &Image::single("linux/amd64", "alpine"),
    );
    left(&case, "HEAD", 9);
    let outcome = case.run("update").success();
    let expected = "warning: registry-1.docker.io has 9 of 100 pulls in 6 h left; logging in with `docker login` \
                    raises the quota\n";
    assert_eq!(outcome.stderr, expected);
    assert_eq!(case.run("update -q").success().stderr, "");
}

#[test]
fn who_has_logged_in_is_told_what_is_left_and_not_to_log_in() {
    let case = case(docker_hub().user(USER, PASSWORD), "base = \"alpine:3.20\"");
    log_in(&case, &[DOCKER_HUB_KEY], PASSWORD);
    left(&case, "HEAD", 0);
    let outcome = case.run("update").success();
    assert_eq!(
        outcome.stderr,
        "warning: registry-1.docker.io has 0 of 100 pulls in 6 h left\n"
    );
}

/// New images with platforms, as many as are asked for: a pull each.
fn images(count: usize) -> Case {
    let line =
        |tag| format!("i{tag} = {{ image = \"alpine:{tag}\", platforms = [\"linux/amd64\"] }}\n");
    let case = case(docker_hub(), &(0..count).map(line).collect::<String>());
    push(&case.registry, 0..count, "old");
    case
}

/// Makes these tags name such an image.
fn push(registry: &Registry, tags: Range<usize>, content: &str) {
    for tag in tags {
        registry.push(
            "library/alpine",
            &tag.to_string(),
            &Image::index(&["linux/amd64"], content),
        );
    }
}

/// What is left goes down from here with every GET of a manifest.
fn grant(case: &Case, left: u64) {
    let get = || Fault::on("GET", "/v2/library/alpine/manifests/*");
    for remaining in (0..left).rev() {
        let fault = get().header("ratelimit-limit", "100;w=21600");
        case.registry
            .fault(fault.header("ratelimit-remaining", format!("{remaining};w=21600")));
    }
}

fn use_up(case: &Case) {
    let body = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your unauthenticated pull rate limit."}]}"#;
    case.registry.fault(
        Fault::on("GET", "/v2/library/alpine/manifests/*")
            .always()
            .status(429)
            .body(body),
    );
}

#[test]
fn more_pulls_than_are_left_are_a_warning_at_once_and_then_an_error() {
    let case = images(10);
    grant(&case, 3);
    use_up(&case);
    let outcome = case.run("update --keep-going --jobs 1").exits(3);
    let warning = "warning: registry-1.docker.io has 2 of 100 pulls in 6 h left, but this run needs at least 9 more; \
                   with `--keep-going`, `update` and `lock` write the images that succeed; logging in with \
                   `docker login` raises the quota\n";
    assert!(outcome.stderr.starts_with(warning), "{outcome}");
    assert_eq!(outcome.stderr.matches("warning").count(), 1, "{outcome}");
    assert!(
        outcome.stderr.contains("the quota of pulls is used up"),
        "{outcome}"
    );
    assert_eq!(
        case.project
            .read("images.lock")
            .matches("\ndigest = ")
            .count(),
        3
    );
}

#[test]
fn as_many_pulls_as_are_left_are_no_shortage() {
    let case = images(10);
    grant(&case, 10);
    let outcome = case.run("update --jobs 1").success();
    assert!(
        !outcome.stderr.contains("needs") && outcome.stderr.contains("has 0 of 100 pulls"),
        "{outcome}"
    );
}

#[test]
fn images_that_changed_are_pulls_and_others_are_none() {
    for (changed, remaining, is_short) in [(0, 0, false), (3, 3, false), (1, 0, true)] {
        let case = images(5);
        case.run("update").success();
        push(&case.registry, 0..changed, "new");
        left(&case, "HEAD", remaining);
        let outcome = case.run("update").success();
        assert_eq!(
            outcome.stderr.contains("this run needs at least 1 more"),
            is_short,
            "{outcome}"
        );
    }
}

#[test]
fn images_without_platforms_are_no_pulls() {
    let lines: String = (0..10)
        .map(|at| format!("i{at} = \"alpine:{at}\"\n"))
        .collect();
    let case = case(docker_hub(), &lines);
    for tag in 0..10 {
        case.registry.push(
            "library/alpine",
            &tag.to_string(),
            &Image::single("linux/amd64", "a"),
        );
    }
    left(&case, "HEAD", 10);
    assert_eq!(case.run("update").success().stderr, "");
}

#[test]
fn where_a_mirror_answers_nobody_foretells_what_is_left_to_docker_hub() {
    let case = images(3);
    let mirror = Registry::builder().open().start();
    push(&mirror, 0..3, "old");
    let fault = Fault::on("GET", "/v2/*")
        .always()
        .header("ratelimit-limit", "10;w=21600");
    mirror.fault(fault.header("ratelimit-remaining", "1;w=21600"));
    let config = format!(
        "[registries.\"docker.io\"]\nmirrors = [\"{}\"]\n",
        mirror.host()
    );
    case.project.file("config.toml", config);
    let outcome = case.run("update --config config.toml -v").success();
    assert!(
        outcome
            .stderr
            .contains(&format!("{} has 1 of 10 pulls in 6 h left", mirror.host())),
        "{outcome}"
    );
    assert!(
        !outcome.stderr.contains("needs") && case.hub().hosts().is_empty(),
        "{outcome}"
    );
}
