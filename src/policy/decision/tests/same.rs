//! When two indexes are the same.

use crate::policy::decision::same::{is_same, is_same_everywhere};
use crate::policy::decision::simulation::image_platforms;
use crate::reference::Platform;

fn is_same_for(one: &str, other: &str, declared: &[&str]) -> bool {
    let declared = declared.iter().map(|it| it.parse::<Platform>().unwrap());
    let (one, other) = (image_platforms(one), image_platforms(other));
    is_same(&one, &other, &declared.collect())
}

#[test]
fn the_declared_platforms_alone_are_compared_and_all_have_to_be_there() {
    let amd64 = ["linux/amd64"];
    assert!(is_same_for("amd64=a arm64=b", "amd64=a arm64=c", &amd64));
    assert!(!is_same_for("amd64=a", "amd64=b", &amd64));
    assert!(!is_same_for("arm64=a", "arm64=a", &amd64));
    assert!(!is_same_for("amd64=a", "amd64=a", &[]));
    let both = ["linux/amd64", "linux/arm64"];
    assert!(!is_same_for("amd64=a", "amd64=a", &both));
}

#[test]
fn a_platform_that_is_there_twice_is_the_same_only_as_both() {
    let amd64 = ["linux/amd64"];
    assert!(!is_same_for("amd64=a amd64=b", "amd64=a", &amd64));
    assert!(is_same_for("amd64=a amd64=b", "amd64=b amd64=a", &amd64));
}

#[test]
fn indexes_without_any_platform_are_not_the_same() {
    let everywhere =
        |one, other| is_same_everywhere(&image_platforms(one), &image_platforms(other));
    assert!(everywhere("amd64=a note=x", "amd64=a note=y"));
    assert!(!everywhere("amd64=a", "amd64=a arm64=b"));
    assert!(!everywhere("note=x", "note=x"));
}
