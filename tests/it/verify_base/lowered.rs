//! Lower tags that a rule chooses: they pass once the registry says that the base's tag is gone.

use super::{case, reason};
use crate::support::case::Case;
use crate::support::registry::{Fault, Image};

const HIGHER: &str = "/v2/acme/web/manifests/1.3";

/// A base whose rule chose 1.3.
fn base() -> Case {
    let case = case();
    case.push("acme/web", "1.3", &Image::single("linux/amd64", "higher"));
    choose_by(&case, "version = \"^1\"");
    case.run("update").success();
    case.project.commit("a rule");
    case
}

fn choose_by(case: &Case, keys: &str) {
    case.manifest(&format!(
        "base = {{ image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }}\n\
         web = {{ image = \"HOST/acme/web\", {keys} }}\n"
    ));
}

/// The lock that `update` writes once 1.3 is gone, though it is there again.
fn lower(case: &Case) {
    case.registry.delete_tag("acme/web", "1.3");
    case.run("update").success();
    case.push("acme/web", "1.3", &Image::single("linux/amd64", "higher"));
    case.registry.clear_log();
}

#[test]
fn what_update_takes_in_the_place_of_a_tag_that_is_gone_passes() {
    let case = base();
    case.registry.delete_tag("acme/web", "1.3");
    assert_snapshot!(case.run("update").success());
    case.registry.clear_log();
    assert_snapshot!(case.run("verify --base HEAD").success());
    assert_eq!(case.registry.count("HEAD", HIGHER), 1);
    assert_eq!(case.registry.count("GET", "/v2/acme/web/tags/list"), 0);
    case.run("verify --base HEAD --anonymous --fresh --present")
        .success();
}

#[test]
fn a_lower_tag_is_for_a_person_to_allow_as_long_as_the_registry_has_the_one_of_the_base() {
    let case = base();
    lower(&case);
    assert_eq!(reason(&case, "", "web", 1), "tag-lowered");
    assert_eq!(case.registry.count("HEAD", HIGHER), 1);
    case.registry.clear_log();
    case.run("verify --base HEAD --allow-policy-change")
        .success();
    assert_eq!(case.registry.count("*", HIGHER), 0);
}

#[test]
fn a_lower_tag_does_not_pass_if_nobody_can_tell_whether_the_one_of_the_base_is_gone() {
    let case = base();
    lower(&case);
    case.registry
        .fault(Fault::on("*", HIGHER).status(403).always());
    assert_snapshot!(case.run("verify --base HEAD").exits(3));
    case.run("verify --base HEAD --anonymous --allow-unasked")
        .exits(3);
}

#[test]
fn a_lower_tag_of_another_rule_is_for_a_person_to_allow_though_the_one_of_the_base_is_gone() {
    let case = base();
    case.registry.delete_tag("acme/web", "1.3");
    for keys in ["version = \">=1, <2\"", "tag = \"1.2\""] {
        choose_by(&case, keys);
        case.run("update").success();
        case.registry.clear_log();
        assert_eq!(reason(&case, "", "web", 1), "tag-lowered", "{keys}");
        assert_eq!(case.registry.count("*", HIGHER), 0);
    }
}
