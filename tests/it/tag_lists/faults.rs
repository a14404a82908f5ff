//! Lists of which nothing may be concluded: those that break off, repeat, lie, or never end.

use imagelock::exit::{Class, Reason};

use super::{LIST, Listed, list, list_of, pages, push, versions};
use crate::support::raw::Raw;
use crate::support::registry::{Fault, Lists, Registry};
use imagelock::config::Config;

const FIRST: &str = "/v2/team/app/tags/list?n=1000";
const SECOND: &str = "/v2/team/app/tags/list?last=1.0.000000&n=1";

/// A registry with three tags, one a page.
fn paged() -> Registry {
    let registry = Registry::builder().open().page_size(1).start();
    push(&registry, versions(3));
    registry
}

/// Asserts that there is no answer, and why.
#[track_caller]
fn is_no_answer(listed: &Listed, words: &str) {
    let failure = listed.failure();
    assert!(failure.to_string().ends_with(words), "{failure}");
    assert_eq!(failure.class(), Class::NoAnswer, "{failure}");
    assert!(listed.told().is_empty(), "{:?}", listed.events);
}

#[test]
fn what_is_no_list_of_tags_is_no_answer() {
    for body in [
        "<html>log in</html>",
        "",
        "null",
        "{}",
        r#"["1"]"#,
        r#"{"tags":["1"}"#,
        r#"{"tags":["1"#,
        r#"{"tags":{"1":"2"}}"#,
        r#"{"tags":["1",2]}"#,
        r#"{"tags":["1"]} {}"#,
        r#"{"errors":[{"code":"DENIED"}]}"#,
    ] {
        let registry = paged();
        registry.fault(Fault::on("GET", SECOND).body(body));
        let listed = list(&registry);
        is_no_answer(&listed, "its answer is not a list of tags");
        assert_eq!(listed.failure().reason(), Reason::TagListUnusable);
        assert_eq!(registry.requests().len(), 2, "{body}");
    }
}

#[test]
fn a_next_page_that_was_given_before_is_no_answer() {
    for again in ["n=1000", "last=1.0.000000&n=1"] {
        let registry = paged();
        let link = format!("</?{again}>; rel=next");
        registry.fault(Fault::on("GET", SECOND).replace_header("link", link));
        is_no_answer(&list(&registry), "its next page is one that it gave before");
        assert_eq!(registry.requests().len(), 2);
    }
}

#[test]
fn a_page_without_a_new_tag_that_has_a_next_one_is_no_answer() {
    for body in [
        r#"{"tags":["1.0.000000"]}"#,
        r#"{"tags":[]}"#,
        r#"{"tags":null}"#,
    ] {
        let registry = paged();
        registry.fault(Fault::on("GET", SECOND).body(body));
        is_no_answer(
            &list(&registry),
            "it has a next page behind one without a new tag",
        );
        assert_eq!(registry.requests().len(), 2);
    }
}

#[test]
fn a_last_page_may_add_nothing() {
    let registry = paged();
    let fault = Fault::on("GET", SECOND).without_header("link");
    registry.fault(fault.body(r#"{"tags":["1.0.000000"]}"#));
    assert_eq!(list(&registry).whole(), ["1.0.000000", "1.0.000000"]);
}

#[test]
fn a_thousand_pages_are_read_and_no_more() {
    for (count, is_whole) in [(1000, true), (1001, false)] {
        let registry = Registry::builder().open().page_size(1).start();
        push(&registry, versions(count));
        let listed = list(&registry);
        assert_eq!(registry.requests().len(), 1000);
        if is_whole {
            assert_eq!(listed.whole().len(), 1000);
        } else {
            is_no_answer(&listed, "it has more than 1000 pages");
        }
    }
}

#[test]
fn a_million_tags_are_read_and_no_more() {
    for (count, is_whole) in [(1_000_000, true), (1_000_001, false)] {
        let registry = paged();
        let tags = vec!["\"1\""; count].join(",");
        let fault = Fault::on("GET", LIST).without_header("link");
        registry.fault(fault.body(format!("{{\"tags\":[{tags}]}}")));
        let listed = list(&registry);
        if is_whole {
            assert_eq!(listed.whole().len(), count);
        } else {
            is_no_answer(&listed, "it has more than 1000000 tags");
        }
    }
}

#[test]
fn a_page_that_is_too_large_is_no_answer() {
    let registry = paged();
    let spaces = " ".repeat(32 * 1024 * 1024);
    let fault = Fault::on("GET", FIRST).body(format!("{{\"tags\":{spaces}[]}}"));
    registry.fault(fault);
    is_no_answer(&list(&registry), "its answer is larger than 33554432 bytes");
    assert_eq!(registry.requests().len(), 1);
}

#[test]
fn a_compressed_page_is_told_as_elsewhere() {
    let registry = paged();
    let fault = Fault::on("GET", SECOND).header("content-encoding", "gzip");
    registry.fault(fault);
    let listed = list(&registry);
    assert_eq!(listed.failure().reason(), Reason::Compressed);
}

/// An answer with a list that says that it is longer than it is.
fn broken_off(tags: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n{{\"tags\":[{tags}").into_bytes()
}

/// An answer with the whole of a page.
fn whole(link: &str, tags: &str) -> Vec<u8> {
    let (body, link) = (format!("{{\"tags\":[{tags}]}}"), format!("Link: {link}"));
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{link}\r\n\r\n{body}").into_bytes()
}

#[test]
fn a_page_that_breaks_off_is_read_anew_and_none_of_its_tags_is_left() {
    // Once before anybody reads it, and once in the middle of reading
    for tags in ["\"9\",".to_owned(), "\"9\",".repeat(50_000)] {
        let broken = broken_off(&tags);
        let server = Raw::start(vec![
            broken.clone(),
            broken.clone(),
            whole("</?last=2&n=2>; rel=next", "\"1\",\"2\""),
            broken,
            whole("", "\"3\""),
        ]);
        let listed = list_of(&server.host(), Config::default());
        assert_eq!(listed.whole(), ["1", "2", "3"]);
        assert_eq!(listed.told(), [(server.host(), 2, 3)]);
        assert_eq!(server.requests().len(), 5);
    }
}

#[test]
fn a_page_that_breaks_off_again_and_again_is_no_answer() {
    let server = Raw::answering(|_| broken_off("\"1\""));
    let listed = list_of(&server.host(), Config::default());
    assert_eq!(listed.failure().reason(), Reason::ConnectionBroken);
    assert_eq!(listed.failure().class(), Class::NoAnswer);
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn a_page_that_fails_is_asked_for_again_and_the_list_is_as_without() {
    let registry = paged();
    registry.fault(Fault::on("GET", SECOND).status(503));
    registry.fault(Fault::on("GET", SECOND).close());
    registry.fault(
        Fault::on("GET", SECOND)
            .status(429)
            .header("retry-after", "0"),
    );
    let listed = list(&registry);
    assert_eq!(listed.whole(), versions(3));
    assert_eq!(listed.told(), [(registry.host(), 3, 3)]);
}

#[test]
fn a_registry_that_fails_for_good_gives_no_list() {
    let registry = paged();
    registry.fault(Fault::on("GET", SECOND).status(500).times(5));
    let listed = list(&registry);
    assert_eq!(listed.failure().reason(), Reason::ServerError);
    assert_eq!(pages(&registry).len(), 6);
}

#[test]
fn a_tag_that_is_deleted_between_two_pages_begins_the_list_anew_once() {
    let registry = Registry::builder().open().lists(Lists::Zot).start();
    push(&registry, versions(1500));
    let second = format!("{LIST}?last=1.0.000999&n=1000");
    registry.fault(Fault::on("GET", &second).status(404));
    let listed = list(&registry);
    // Nothing of the first walk is left
    assert_eq!(listed.whole(), versions(1500));
    let page = |path: &str, status: u16| format!("GET {path} {status}");
    let walk = |status| [page(FIRST, 200), page(&second, status)];
    assert_eq!(pages(&registry), [walk(404), walk(200)].concat());
    registry.clear_log();
    registry.fault(Fault::on("GET", &second).status(404).times(2));
    let listed = list(&registry);
    is_no_answer(
        &listed,
        "a page of it was gone before it was read, and again at the second try",
    );
    assert!(listed.failure().is_transient());
    assert_eq!(pages(&registry), [walk(404), walk(404)].concat());
}

#[test]
fn a_repository_that_is_not_there_has_no_list() {
    let registry = Registry::builder().start();
    push(&registry, ["1"]);
    registry.delete_tag("team/app", "1");
    registry.fault(
        Fault::on("GET", LIST)
            .after(1)
            .status(404)
            .body(r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known"}]}"#),
    );
    let listed = list(&registry);
    let failure = listed.failure();
    assert_eq!(
        failure.to_string(),
        format!(
            "{} has no such repository (it says: NAME_UNKNOWN: repository name not known)",
            registry.host()
        )
    );
    assert_eq!(failure.class(), Class::No);
    assert_eq!(failure.reason(), Reason::NoSuchRepository);
}

#[test]
fn a_registry_that_knows_no_lists_is_asked_without_a_number_once() {
    for status in [400, 405] {
        let registry = paged();
        registry.fault(Fault::on("GET", LIST).status(status).always());
        let listed = list(&registry);
        is_no_answer(&listed, &format!("it answered {status}"));
        let line = |query: &str| format!("GET {LIST}{query} {status}");
        assert_eq!(pages(&registry), [line("?n=1000"), line("")]);
    }
    let registry = paged();
    registry.fault(Fault::on("GET", LIST).status(501));
    is_no_answer(&list(&registry), "it answered 501");
}

#[test]
fn access_that_is_refused_is_told_as_for_images() {
    let registry = Registry::builder().private("team/app").start();
    push(&registry, ["1"]);
    let listed = list(&registry);
    assert_eq!(listed.failure().reason(), Reason::AccessRefused);
    assert_eq!(listed.failure().class(), Class::NoAnswer);
}

#[test]
fn amazons_refusal_of_a_list_says_which_permission_is_missing() {
    let registry = paged();
    let message =
        "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: ecr:ListImages";
    let body = format!(r#"{{"errors":[{{"code":"DENIED","message":"{message}"}}]}}"#);
    registry.fault(Fault::on("GET", LIST).status(403).body(body));
    let listed = list(&registry);
    let failure = listed.failure();
    assert!(failure.to_string().contains(message), "{failure}");
    assert_eq!(
        failure.hint().as_deref(),
        Some(
            "have the permission `ecr:ListImages` granted, which lists of tags need beside those to pull; a fixed `tag` \
             needs no list"
        )
    );
}
