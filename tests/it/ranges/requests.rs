//! How many requests a choice costs.

use super::{LIST, cache, chosen_by, locked, push_all, with_tags};
use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::hub::{Names, docker_hub};

#[test]
fn a_choice_costs_a_list_and_a_head_with_one_token() {
    let case = chosen_by("version = \"^7\"", &["7.2.4", "7.4.1"]);
    case.run("update").success();
    let asked = case.registry.sequence();
    assert_eq!(case.registry.count("GET", LIST), 2, "{asked:#?}");
    assert_eq!(case.registry.count("GET", "/token?"), 1, "{asked:#?}");
    assert_eq!(case.registry.count("HEAD", "/v2/"), 1, "{asked:#?}");
    // The 401 that says where tokens are is among them
    assert_eq!(asked.len(), 4, "{asked:#?}");
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_warm_choice_costs_the_same_and_fetches_no_manifest() {
    let case = locked(
        "version = \"^7\", platforms = [\"linux/amd64\"]",
        &["7.4.1"],
    );
    case.run("update").success();
    assert_eq!(
        case.registry.requests().len(),
        4,
        "{:#?}",
        case.registry.sequence()
    );
    assert_eq!(case.registry.count("GET", "/v2/acme/cache/manifests/"), 0);
    assert_eq!(case.registry.count("GET", "/v2/acme/cache/blobs/"), 0);
}

/// Five images of one repository: four rules, of which two choose the same tag, and that tag by itself.
fn five() -> String {
    let keys = [
        "version = \"^7\"",
        "version = \"~7.4\"",
        "version = \"~7.2\"",
        "tag-pattern = 'main-(?<build>\\d+)'",
        "tag = \"7.4.1\"",
    ];
    let lines = keys.iter().enumerate();
    let lines = lines.map(|(index, keys)| cache(keys).replacen("cache", &format!("c{index}"), 1));
    lines.collect()
}

#[test]
fn images_of_one_repository_share_its_list_and_those_with_one_tag_the_answer() {
    let case = with_tags(&["7.2.4", "7.4.1", "8.0", "main-1"]);
    case.manifest(&five());
    case.run("update").success();
    let asked = case.registry.sequence();
    // A 401, a token, a list, and one question for each of three tags
    assert_eq!(asked.len(), 3 + 3, "{asked:#?}");
}

#[test]
fn manifests_share_lists_too() {
    let case = with_tags(&["7.2.4", "7.4.1", "8.0", "main-1"]);
    case.manifest(&five());
    for directory in ["a", "b"] {
        let images = case.project.read("images.toml");
        case.project
            .file(format!("{directory}/images.toml"), images);
    }
    case.run("update --all").success();
    let asked = case.registry.sequence();
    assert_eq!(asked.len(), 3 + 3, "{asked:#?}");
}

#[test]
fn at_docker_hub_nothing_is_refused() {
    let case = Case::with(docker_hub()).named(Names::docker_hub);
    push_all(&case, &["7.2.4", "7.4.1"]);
    let manifest = "[images]\ncache = { image = \"acme/cache\", version = \"^7\" }\n";
    case.project.file("images.toml", manifest);
    case.run("update").success();
    let asked = case.registry.sequence();
    assert_eq!(asked.len(), 3, "{asked:#?}");
}
