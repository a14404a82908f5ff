//! Links to next pages: nothing but their query is used, and what cannot be read is no end.

use super::{LIST, list, pages, push, versions};
use crate::support::raw::Raw;
use crate::support::registry::{Fault, Registry};

/// A registry with two pages, whose first one has these headers in place of its link.
fn linked(links: &[&str]) -> Registry {
    let registry = Registry::builder().open().page_size(1).start();
    push(&registry, versions(2));
    let fault = Fault::on("GET", &format!("{LIST}?n=1000")).without_header("link");
    let add = |fault: Fault, link: &&str| fault.header("link", link);
    registry.fault(links.iter().fold(fault, add));
    registry
}

#[test]
fn a_link_to_anywhere_leads_to_the_same_list_and_nowhere_else() {
    let stranger = Raw::start(Vec::new());
    let host = stranger.host();
    for target in [
        format!("http://{host}/v2/team/app/tags/list"),
        format!("https://{host}/v2/team/app/tags/list"),
        format!("//{host}/v2/team/app/tags/list"),
        format!("http://ana:secret@{host}/"),
        "/v2/team/other/tags/list".to_owned(),
        "../../../../token".to_owned(),
        "javascript:".to_owned(),
        String::new(),
    ] {
        let registry = linked(&[&format!("<{target}?last=1.0.000000&n=1#x>; rel=\"next\"")]);
        assert_eq!(list(&registry).whole(), ["1.0.000000", "1.0.000001"]);
        assert_eq!(
            pages(&registry),
            [
                format!("GET {LIST}?n=1000 200"),
                format!("GET {LIST}?last=1.0.000000&n=1 200")
            ],
            "{target}"
        );
        assert_eq!(registry.requests().len(), 2);
    }
    assert_eq!(stranger.requests(), [""; 0]);
}

#[test]
fn the_link_to_the_next_page_is_found_among_others() {
    for links in [
        &[
            r#"</?last=0>; rel=prev, </?last=1.0.000000&n=1>; title="a, <b>; rel=next"; rel="x NEXT""#,
        ][..],
        &[
            r#"</?last=0>; rel="first""#,
            "</?last=1.0.000000&n=1>;rel=next",
        ],
    ] {
        let registry = linked(links);
        assert_eq!(list(&registry).whole().len(), 2, "{links:?}");
    }
}

#[test]
fn a_link_that_cannot_be_read_is_no_end_of_the_list() {
    for link in [
        "</?last=1.0.000000&n=1; rel=next",
        "/?last=1.0.000000&n=1; rel=next",
        r#"</?last=1.0.000000&n=1>; rel="next"#,
        "</v2/team/app/tags/list>; rel=next",
        "</?last=1>; rel=next, </?last=2>; rel=next",
    ] {
        let registry = linked(&[link]);
        let listed = list(&registry);
        assert_eq!(
            listed.failure().to_string(),
            format!(
                "{} gives no usable list of tags: its `Link` header cannot be read",
                registry.host()
            ),
            "{link}"
        );
        assert_eq!(registry.requests().len(), 1);
    }
}

#[test]
fn a_redirect_of_a_page_does_not_change_where_the_next_one_is_asked_for() {
    let second = Registry::builder().open().page_size(1).start();
    push(&second, versions(2));
    let first = Registry::builder().open().start();
    let to = |query: &str| format!("http://{}{LIST}?{query}", second.host());
    for query in ["n=1000", "last=1.0.000000&n=1"] {
        let fault = Fault::on("GET", &format!("{LIST}?{query}")).status(307);
        first.fault(fault.header("location", to(query)));
    }
    assert_eq!(list(&first).whole(), ["1.0.000000", "1.0.000001"]);
    assert_eq!(first.requests().len(), 2);
}
