//! The manners of registries: how many tags they give at once, in which order, and where their links lead.

use std::collections::BTreeSet;

use super::{LIST, list, pages, push, versions};
use crate::support::registry::{Authorization, Builder, Lists, Registry};

fn open(manner: Lists) -> Registry {
    Registry::builder().open().lists(manner).start()
}

/// Lists so many tags of a registry with this manner, and returns the requests for pages.
#[track_caller]
fn walked(builder: Builder, count: usize) -> Vec<String> {
    let registry = builder.start();
    push(&registry, versions(count));
    let listed = list(&registry);
    let tags: BTreeSet<&str> = listed.whole().into_iter().collect();
    let expected = versions(count);
    assert!(tags.iter().eq(&expected), "{} tags came", tags.len());
    let lines = pages(&registry);
    assert_eq!(listed.told(), [(registry.host(), lines.len(), count)]);
    lines
}

#[test]
fn a_list_is_read_to_its_end_in_the_manner_of_each_registry() {
    let page = |query: &str| format!("GET {LIST}?{query} 200");
    let first = || page("n=1000");
    for (manner, count, expected) in [
        (Lists::Paged(1000), 2, vec![first()]),
        (
            Lists::Paged(2),
            5,
            vec![
                first(),
                page("last=1.0.000001&n=2"),
                page("last=1.0.000003&n=2"),
            ],
        ),
        (Lists::Distribution2, 1500, vec![first()]),
        (
            Lists::Ghcr,
            1500,
            vec![first(), page("last=1.0.000999&n=1000")],
        ),
        (
            Lists::Quay,
            250,
            vec![
                first(),
                page("last=1.0.000099&n=100"),
                page("last=1.0.000199&n=100"),
            ],
        ),
        (Lists::Ecr, 1500, vec![first(), page("n=1000&last=MTAwMA")]),
        (
            Lists::Acr,
            1500,
            vec![first(), page("last=1.0.000999&n=1000&orderby=")],
        ),
        (Lists::Google, 1500, vec![first()]),
        (
            Lists::Artifactory,
            1500,
            vec![first(), page("last=1.0.000999&n=1000")],
        ),
        (
            Lists::Nexus,
            1500,
            vec![first(), page("last=1.0.000999&n=1000")],
        ),
        (
            Lists::Zot,
            1500,
            vec![first(), page("last=1.0.000999&n=1000")],
        ),
        (
            Lists::RefusesNumbers,
            1500,
            vec![format!("GET {LIST}?n=1000 400"), format!("GET {LIST} 200")],
        ),
    ] {
        let builder = Registry::builder().open().lists(manner);
        if manner == Lists::RefusesNumbers {
            let registry = builder.start();
            push(&registry, versions(count));
            assert_eq!(list(&registry).whole().len(), count);
            assert_eq!(pages(&registry), expected);
            continue;
        }
        assert_eq!(walked(builder, count), expected, "{manner:?}");
    }
}

#[test]
fn all_pages_are_asked_for_with_one_token() {
    let registry = Registry::builder().page_size(2).start();
    push(&registry, versions(5));
    assert_eq!(list(&registry).whole().len(), 5);
    let token = "GET /token?service=registry.docker.io&scope=repository%3Ateam%2Fapp%3Apull 200";
    assert_eq!(
        registry.sequence(),
        [
            format!("GET {LIST}?n=1000 401"),
            token.to_owned(),
            format!("GET {LIST}?n=1000 200"),
            format!("GET {LIST}?last=1.0.000001&n=2 200"),
            format!("GET {LIST}?last=1.0.000003&n=2 200"),
        ]
    );
    let shown = registry.requests().into_iter().skip(2);
    let own = Authorization::Bearer {
        repository: "team/app".to_owned(),
    };
    for request in shown {
        assert_eq!(request.authorization, Some(own.clone()), "{request}");
    }
}

#[test]
fn a_repository_without_tags_has_an_empty_list() {
    for body in [
        r#"{"name":"team/app","tags":null}"#,
        r#"{"name":"team/app","tags":[]}"#,
    ] {
        let registry = open(Lists::Paged(1000));
        let fault = crate::support::registry::Fault::on("GET", LIST);
        registry.fault(fault.status(200).body(body));
        assert_eq!(list(&registry).whole(), [""; 0], "{body}");
    }
}

#[test]
fn what_is_no_tag_by_the_grammar_is_passed_by() {
    let registry = open(Lists::Paged(1000));
    let fault = crate::support::registry::Fault::on("GET", LIST);
    let long = "a".repeat(129);
    let body = serde_json::json!({ "tags": ["1", "", "-1", ".1", "a b", "é", "a\nb", long, "_2"] });
    registry.fault(fault.status(200).body(body.to_string()));
    assert_eq!(list(&registry).whole(), ["1", "_2"]);
}

#[test]
fn the_name_of_a_list_is_nobodys_business() {
    let registry = open(Lists::Paged(1000));
    let fault = crate::support::registry::Fault::on("GET", LIST);
    registry.fault(fault.status(200).body(r#"{"name":"other","tags":["1"]}"#));
    assert_eq!(list(&registry).whole(), ["1"]);
}
