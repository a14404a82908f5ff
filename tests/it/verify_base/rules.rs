//! What a change may choose by: a rule that takes more than the base's is for a person to allow, and no list is asked
//! for.

use super::{case, reason};
use crate::support::case::Case;

fn choose_by(case: &Case, keys: &str) {
    case.manifest(&format!(
        "base = {{ image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }}\n\
         web = {{ image = \"HOST/acme/web\", {keys} }}\n"
    ));
    case.run("lock").success();
}

/// A base that chooses by this.
fn base(keys: &str) -> Case {
    let case = case();
    choose_by(&case, keys);
    case.project.commit("a rule");
    case.registry.clear_log();
    case
}

#[test]
fn a_range_in_the_place_of_a_tag_is_for_a_person_to_allow_and_asks_nobody() {
    let case = case();
    choose_by(&case, "version = \"^1\"");
    assert_snapshot!(case.run("verify --base HEAD").exits(1), @r#"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    compared with HEAD: 1 entry differs
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the base has the tag `1.2`, but the change has `version = "^1"`, which may choose other tags
    hint: if the weaker rule is intended, pass `--allow-policy-change`
    "#);
    assert_eq!(reason(&case, "", "web", 1), "choice-widened");
    case.run("verify --base HEAD --allow-policy-change")
        .success();
    assert_eq!(case.registry.sequence(), Vec::<String>::new());
}

#[test]
fn a_choice_that_takes_more_is_told_and_one_that_takes_less_or_other_tags_is_not() {
    let wider = [
        ("version = \"~1.2\"", "version = \"^1\""),
        ("version = \"^1\"", "version = \"*\""),
        ("version = \"~1\", variant = \"*\"", "version = \"*\""),
        ("version = \"^1\"", "tag-pattern = '(?<n>1\\..+)'"),
        (
            "tag-pattern = '(?<n>1\\.2)'",
            "tag-pattern = '(?<n>1\\..+)'",
        ),
    ];
    for (before, after) in wider {
        let case = base(before);
        choose_by(&case, after);
        assert_eq!(reason(&case, "", "web", 1), "choice-widened", "{after}");
        assert_eq!(case.registry.sequence(), Vec::<String>::new());
    }
    for after in [
        "version = \"~1.2\"",
        "version = \">=1, <2\"",
        "tag = \"1.2\"",
    ] {
        let case = base("version = \"^1\"");
        choose_by(&case, after);
        case.run("verify --base HEAD").success();
        assert_eq!(case.registry.sequence(), Vec::<String>::new(), "{after}");
    }
}

#[test]
fn a_name_that_is_used_for_another_repository_is_no_way_around_policies() {
    let case = case();
    case.manifest(
        "front = { image = \"HOST/acme/other\", tag = \"1\" }\n\
         web = { image = \"HOST/acme/web\", version = \"~1.1\" }\n",
    );
    case.run("update").success();
    case.project.commit("two images");
    let front = "front = { image = \"HOST/acme/web\", version = \"*\" }\n";
    let web = "web = { image = \"HOST/acme/other\", tag = \"1\" }\n";
    for images in [front.to_owned(), format!("{front}{web}")] {
        case.manifest(&images);
        case.run("lock").success();
        assert_eq!(reason(&case, "", "front", 1), "choice-widened", "{images}");
    }
    // As long as the other name is there it holds what it did
    case.manifest(
        "front = { image = \"HOST/acme/web\", version = \"*\" }\n\
         web = { image = \"HOST/acme/web\", version = \"~1.1\" }\n",
    );
    case.run("lock").success();
    case.run("verify --base HEAD").success();
}
