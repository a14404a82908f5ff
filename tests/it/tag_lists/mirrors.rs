//! Lists of mirrors: whole or nothing, and never of two hosts.

use imagelock::config::Config;
use imagelock::document::Source;
use imagelock::registry::{Event, MirrorOutcome};

use super::{LIST, list_of, pages, push, versions};
use crate::support::registry::{Fault, Image, Registry};

/// A mirror with these tags of `team/app`, one a page.
fn mirror(tags: &[&str]) -> Registry {
    let registry = Registry::builder().open().page_size(1).start();
    let image = Image::index(&["linux/amd64"], "app");
    registry.push_all("cache/team/app", tags, &image);
    registry
}

fn config(canonical: &str, mirrors: &[&Registry], fallback: bool) -> Config {
    let mirrors: Vec<_> = mirrors
        .iter()
        .map(|mirror| format!("\"{}/cache\"", mirror.host()))
        .collect();
    let text = format!(
        "[registries.\"{canonical}\"]\nmirrors = [{}]\nfallback = {fallback}\n",
        mirrors.join(", ")
    );
    Config::parse(&Source::new("config.toml", text)).expect("it is one")
}

#[test]
fn a_mirror_lists_below_its_prefix() {
    let mirror = mirror(&["1", "2"]);
    let listed = list_of("team.example", config("team.example", &[&mirror], true));
    assert_eq!(listed.whole(), ["1", "2"]);
    assert_eq!(
        pages(&mirror),
        [
            "GET /v2/cache/team/app/tags/list?n=1000 200",
            "GET /v2/cache/team/app/tags/list?last=1&n=1 200"
        ]
    );
    assert_eq!(listed.told(), [(mirror.host(), 2, 2)]);
}

#[test]
fn a_list_that_breaks_off_at_a_mirror_is_read_from_its_beginning_at_the_next_host() {
    let (first, second) = (mirror(&["1", "2", "8"]), mirror(&["1", "9"]));
    let own = Registry::builder().open().page_size(1).start();
    push(&own, versions(2));
    let page = "/v2/cache/team/app/tags/list?last=1&n=1";
    first.fault(Fault::on("GET", page).body("<html>"));
    second.fault(Fault::on("GET", page).status(403));
    let listed = list_of(&own.host(), config(&own.host(), &[&first, &second], true));
    // Nothing of what the mirrors gave is left
    assert_eq!(listed.whole(), versions(2));
    assert_eq!(listed.told(), [(own.host(), 2, 2)]);
    assert_eq!(pages(&own)[0], format!("GET {LIST}?n=1000 200"));
    let mirrors: Vec<_> = listed
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Mirror(asked) => {
                Some((asked.target.as_str(), asked.mirror.clone(), &asked.outcome))
            }
            _ => None,
        })
        .collect();
    assert_eq!(mirrors.len(), 2);
    for (target, _, outcome) in mirrors {
        assert_eq!(target, "tags/list");
        assert!(
            matches!(outcome, MirrorOutcome::Failed { .. }),
            "{outcome:?}"
        );
    }
}

#[test]
fn mirrors_alone_that_give_no_list_are_no_answer() {
    let mirror = Registry::builder().open().start();
    let listed = list_of("team.example", config("team.example", &[&mirror], false));
    let failure = listed.failure();
    assert!(
        failure
            .to_string()
            .starts_with("no mirror of team.example has an answer: "),
        "{failure}"
    );
    assert_eq!(failure.class(), imagelock::exit::Class::NoAnswer);
}
