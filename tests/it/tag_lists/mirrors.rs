//! Lists of mirrors: whole or nothing, and never of two hosts.

use imagelock::config::Config;
use imagelock::document::Source;
use imagelock::registry::{Event, MirrorOutcome};

use super::{LIST, list_of, pages, push, versions};
use crate::support::case::Case;
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

/// A project whose registry has 1.0.000001 and 1.0.000002, and a mirror with these tags that is asked first.
fn mirrored(tags: &[&str], fallback: bool) -> (Case, Registry) {
    let case = Case::with(Registry::builder().open());
    push(&case.registry, versions(3));
    let mirror = mirror(tags);
    case.project.redact(&mirror.host(), "mirror.test");
    let config = format!(
        "[registries.\"HOST\"]\nmirrors = [\"{}/cache\"]\nfallback = {fallback}\n",
        mirror.host()
    );
    case.project.file("config.toml", case.text(&config));
    (case, mirror)
}

#[test]
fn a_mirror_that_lists_nothing_that_matches_is_passed_by() {
    for tags in [["9", "latest"], ["main", "1.0.000000-alpine"]] {
        let (case, _mirror) = mirrored(&tags, true);
        case.manifest("app = { image = \"HOST/team/app\", version = \"^1\" }\n");
        case.run("update --config config.toml").success();
        assert!(case.lock().contains("tag = \"1.0.000002\""));
        let outcome = case.run("update --config config.toml -v").success();
        let line = "mirror mirror.test/cache failed: mirror.test gives no usable list of tags: no tag on it matches";
        assert!(outcome.stderr.contains(line), "{outcome}");
    }
}

#[test]
fn a_mirror_alone_that_lists_nothing_that_matches_is_no_answer() {
    let (case, _mirror) = mirrored(&["9"], false);
    case.manifest("app = { image = \"HOST/team/app\", version = \"^1\" }\n");
    assert_snapshot!(case.run("update --config config.toml").exits(3), @r#"
    exit status: 3
    --- stdout ---
    did not write images.lock: 1 failed
    --- stderr ---
    error: cannot resolve `app` (registry.test/team/app, version = "^1")
    caused by: no mirror of registry.test has an answer: mirror.test gives no usable list of tags: no tag on it matches
    hint: wait until a mirror has it; the registry itself was not asked, since `config.toml` says `fallback = false`
    "#);
    case.run("resolve HOST/team/app --range ^1 --config config.toml")
        .exits(3);
    case.run("tags HOST/team/app --range ^1 --config config.toml")
        .exits(3);
    assert_eq!(case.registry.sequence(), Vec::<String>::new());
}

#[test]
fn each_rule_has_the_first_list_with_a_tag_for_it() {
    let images = "app = { image = \"HOST/team/app\", version = \"^1\" }\n\
                  next = { image = \"HOST/team/app\", version = \"9\" }\n";
    let (case, mirror) = mirrored(&["9", "9.1"], true);
    case.manifest(images);
    case.run("update --config config.toml").success();
    for tag in ["tag = \"1.0.000002\"", "tag = \"9.1\""] {
        assert!(case.lock().contains(tag), "{}", case.lock());
    }
    assert_eq!(pages(&mirror).len(), 2);
    assert_eq!(pages(&case.registry).len(), 1);
    // The one that the mirror has needs no other
    let (case, _mirror) = mirrored(&["9", "9.1"], false);
    case.manifest(images);
    case.run("update --keep-going --config config.toml")
        .exits(3);
    assert!(case.lock().contains("tag = \"9.1\""), "{}", case.lock());
}

#[test]
fn a_registry_that_lists_nothing_that_matches_either_has_the_last_word() {
    let (case, _mirror) = mirrored(&["9"], true);
    case.manifest("app = { image = \"HOST/team/app\", version = \"^3\" }\n");
    let outcome = case.run("update --config config.toml").exits(1);
    let words = "no tag is in `^3`; the nearest: `1.0.000002` (not in the range)";
    assert!(outcome.stderr.contains(words), "{outcome}");
}
