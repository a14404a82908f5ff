//! Lists of tags as the program tells of them: errors with their words and statuses, who listed, and the same lock
//! whatever the order of answers.

use std::time::Duration;

use super::{LIST, pages, push, versions};
use crate::support::case::Case;
use crate::support::hub::{Names, REGISTRY, docker_hub};
use crate::support::registry::{Fault, Image, Lists, Registry, seeded};
use crate::support::schema::document;

const FIRST: &str = "/v2/team/app/tags/list?n=1000";
const SECOND: &str = "/v2/team/app/tags/list?last=1.0.000000&n=1";

/// A project with an image that a range chooses the tag of, out of three on a page each.
fn case() -> Case {
    let case = Case::with(Registry::builder().open().page_size(1));
    push(&case.registry, versions(3));
    case.manifest("app = { image = \"HOST/team/app\", version = \"^1\" }\n");
    case
}

#[test]
fn nothing_is_chosen_from_a_list_that_is_not_whole_and_the_error_says_why() {
    let link = "</?n=1000>; rel=next";
    for (fault, exit, words) in [
        (
            Fault::on("GET", SECOND).body("<html>log in</html>"),
            3,
            "registry.test gives no usable list of tags: its answer is not a list of tags",
        ),
        (
            Fault::on("GET", SECOND).body(r#"{"tags":["1.9.0""#),
            3,
            "registry.test gives no usable list of tags: its answer is not a list of tags",
        ),
        (
            Fault::on("GET", SECOND).replace_header("link", link),
            3,
            "registry.test gives no usable list of tags: its next page is one that it gave before",
        ),
        (
            Fault::on("GET", SECOND).body(r#"{"tags":["1.0.000000"]}"#),
            3,
            "registry.test gives no usable list of tags: it has a next page behind one without a new tag",
        ),
        (
            Fault::on("GET", FIRST).replace_header("link", "<?n=1; rel=next"),
            3,
            "registry.test gives no usable list of tags: its `Link` header cannot be read",
        ),
        (
            Fault::on("GET", SECOND).status(404).times(2),
            3,
            "registry.test gives no usable list of tags: a page of it was gone before it was read",
        ),
        (
            Fault::on("GET", SECOND).status(500).times(5),
            3,
            "registry.test answered 500 after 5 attempts\nhint: try again later; if it still fails then, ask whoever runs registry.test\n",
        ),
        (
            Fault::on("GET", SECOND).close().times(6),
            3,
            "registry.test did not answer after 5 attempts",
        ),
        (
            Fault::on("GET", SECOND).status(403),
            3,
            "registry.test refuses access: 403",
        ),
        (
            Fault::on("GET", SECOND).status(418),
            3,
            "registry.test does not answer like a registry: it answered 418",
        ),
        (
            Fault::on("GET", FIRST).status(404),
            1,
            "registry.test has no such repository",
        ),
    ] {
        let case = case();
        case.registry.fault(fault);
        let outcome = case.run("update").exits(exit);
        assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
        assert_eq!(case.registry.count("HEAD", "/v2/team/app/manifests/"), 0);
        assert!(!case.project.exists("images.lock"), "{words}");
    }
}

#[test]
fn a_list_that_fails_has_a_reason_for_programs_and_a_way_out() {
    let case = case();
    case.registry.fault(Fault::on("GET", SECOND).body("{}"));
    let outcome = case.run("update --format json").exits(3);
    let image = &document(&outcome)["images"][0];
    assert_eq!(image["reason"], "tag-list-unusable", "{outcome}");
    assert_eq!(image["retryable"], false, "{outcome}");
    assert_eq!(image["hint"], "a fixed `tag` needs no list", "{outcome}");
}

#[test]
fn who_listed_how_many_tags_is_told_by_v() {
    let case = case();
    let outcome = case.run("update -v").success();
    let line = "registry.test/team/app: 3 tags on 3 pages listed by registry.test\n";
    assert!(outcome.stderr.contains(line), "{outcome}");
}

#[test]
fn the_lock_is_the_same_whatever_the_order_of_pages_and_of_tags() {
    let locks = (0..6).map(|seed| {
        let manners = [Lists::Paged(7), Lists::Quay, Lists::Ecr];
        let latency = seeded(seed, Duration::from_millis(20));
        let manner = manners[usize::try_from(seed).expect("it is small") % manners.len()];
        let case = Case::with(Registry::builder().lists(manner).latency(latency));
        let mut images = String::new();
        for name in ["a", "b", "c", "d"] {
            let image = Image::index(&["linux/amd64"], name);
            let mut tags = versions(150);
            if seed % 2 == 1 {
                tags.reverse();
            }
            case.registry
                .push_all(&format!("team/{name}"), tags, &image);
            images +=
                &format!("{name} = {{ image = \"HOST/team/{name}\", version = \"<1.0.99\" }}\n");
        }
        case.manifest(&images);
        case.run("update").success();
        case.lock()
    });
    let locks: Vec<String> = locks.collect();
    assert!(locks[0].contains("tag = \"1.0.000098\""), "{}", locks[0]);
    for lock in &locks {
        assert_eq!(lock, &locks[0]);
    }
}

/// A project with two images of Docker Hub, of which one has a range.
fn hub() -> Case {
    let builder = docker_hub().lists(Lists::DockerHub);
    let case = Case::with(builder).named(Names::docker_hub);
    let image = Image::index(&["linux/amd64"], "redis");
    case.registry
        .push_all("library/redis", versions(10_001), &image);
    case.push("library/alpine", "3.20", &image);
    case.manifest("cache = { image = \"redis\", version = \"^1\" }\nbase = \"alpine:3.20\"\n");
    case
}

/// The requests to Docker Hub for pages, without the path.
fn queries(case: &Case) -> Vec<String> {
    let lines = case.hub().requests_to(REGISTRY).into_iter();
    let lines = lines.map(|request| request.line.replace("GET /v2/library/redis/tags/list", ""));
    lines.filter(|line| line.starts_with('?')).collect()
}

#[test]
fn docker_hub_is_asked_for_ten_thousand_at_once() {
    let case = hub();
    case.run("update").success();
    assert_eq!(queries(&case), ["?n=10000", "?last=1.0.009999&n=10000"]);
    assert!(case.lock().contains("tag = \"1.0.010000\""));
}

#[test]
fn docker_hub_is_asked_for_a_thousand_if_more_are_too_many_for_it() {
    let large = "/v2/library/redis/tags/list?n=10000";
    for fault in [
        Fault::on("GET", large).status(504),
        Fault::on("GET", large).close(),
    ] {
        let case = hub();
        case.registry.fault(fault);
        case.run("update").success();
        let queries = queries(&case);
        assert_eq!(queries[..2], ["?n=10000", "?n=1000"]);
        assert_eq!(queries.len(), 1 + 11, "{queries:?}");
        assert!(case.lock().contains("tag = \"1.0.010000\""));
    }
    // Not once more after that
    let case = hub();
    let pages = "/v2/library/redis/tags/list";
    case.registry
        .fault(Fault::on("GET", pages).status(504).always());
    let outcome = case.run("update").exits(3);
    assert!(
        outcome.stderr.contains("answered 504 after 5 attempts"),
        "{outcome}"
    );
    assert_eq!(
        queries(&case),
        [vec!["?n=10000"], vec!["?n=1000"; 5]].concat()
    );
}

#[test]
fn programs_are_told_of_a_mirror_that_was_asked_for_a_list() {
    let case = case();
    let mirror = Registry::builder().open().start();
    let host = mirror.host();
    case.project.redact(&host, "mirror.test");
    let config = case.text(&format!("[registries.\"HOST\"]\nmirrors = [\"{host}\"]\n"));
    case.project.file("config.toml", config);
    let outcome = case
        .run("update --config config.toml --format json")
        .success();
    let mirrors = &document(&outcome)["mirrors"];
    let targets: Vec<_> = mirrors.as_array().expect("there are some").iter().collect();
    assert_eq!(targets[0]["target"], "1.0.000002", "{outcome}");
    assert_eq!(targets[1]["target"], "tags/list", "{outcome}");
    assert_eq!(targets[1]["reason"], "no-such-repository", "{outcome}");
    assert_eq!(pages(&case.registry).len(), 3);
    let outcome = case.run("update --config config.toml -v").success();
    let line = "registry.test/team/app/tags/list: mirror mirror.test failed: ";
    assert!(outcome.stderr.contains(line), "{outcome}");
    assert_eq!(mirror.count("GET", LIST), 2);
}
