//! The rows that know no age, in the order of the table: 1 to 5.

use super::world::{World, day};
use crate::policy::decision::simulation::{Run, digest};

/// An image by a fixed tag, without more.
const PLAIN: &str = "a = \"app:1\"";
const AGED: &str = "a = { image = \"app:1\", min-age = \"3d\" }";
const FOR_TWO: &str = "a = { image = \"app:1\", platforms = [\"linux/amd64\", \"linux/arm64\"] }";
const AGED_FOR_TWO: &str =
    "a = { image = \"app:1\", min-age = \"3d\", platforms = [\"linux/amd64\", \"linux/arm64\"] }";
const TWO: [&str; 2] = ["linux/amd64", "linux/arm64"];

/// Once `amd64=a arm64=b` is locked for two platforms, the tag names another body.
fn after(images: &str, now: &str) -> World {
    let mut world = World::new(images);
    world.push("1", "amd64=a arm64=b");
    world.lock("a", "1", "amd64=a arm64=b", &TWO);
    world.push("1", now);
    world
}

/// Once a body is locked without platforms, the tag names another one.
fn moved(images: &str, now: &str) -> World {
    let mut world = World::new(images);
    world.push("1", "one");
    world.lock("a", "1", "one", &[]);
    world.push("1", now);
    world
}

#[test]
fn without_any_policy_an_image_follows_its_tag_and_nothing_else_is_asked() {
    let mut world = moved(PLAIN, "two");
    assert_eq!(world.update(1), "a updated 1 [two]");
    assert_eq!(world.update(1), "a unchanged");
    assert_eq!(world.asked, [""; 0]);
    assert_eq!(world.seen(), "");
}

#[test]
fn a_pin_by_hand_is_locked_as_it_is_whatever_the_defaults_say() {
    let digest = digest("one");
    let mut world = World::new(&format!(
        "a = {{ image = \"app:1@{digest}\", platforms = [] }}\n[defaults]\nmin-age = \"3d\"\nimmutable = true"
    ));
    world.push("1", "one");
    world.push("1", "two");
    assert_eq!(world.update(1), "a added - [one]");
    assert_eq!(world.update(1), "a unchanged");
    assert_eq!(world.seen(), "");
}

#[test]
fn row_1_locks_what_was_never_locked_at_once_and_says_that_it_is_not_aged() {
    let mut world = World::new(AGED);
    world.push("1", "one");
    assert_eq!(world.update(1), "a added 1 [one] (not aged)");
    assert_eq!(world.seen(), "");
}

#[test]
fn row_1_locks_a_tag_that_was_bumped_by_hand() {
    let mut world = moved(AGED, "one");
    world.push("2", "two");
    world.edit("a = { image = \"app:2\", min-age = \"3d\" }");
    assert_eq!(world.update(1), "a updated 2 [two] (not aged)");
}

#[test]
fn row_2_leaves_what_the_tag_still_names() {
    let mut world = moved(AGED, "one");
    assert_eq!(world.update(1), "a unchanged");
    assert_eq!((world.asked.len(), world.seen()), (0, String::new()));
}

#[test]
fn row_2_makes_an_entry_what_the_image_declares() {
    let mut world = after(AGED_FOR_TWO, "amd64=a arm64=b");
    world.edit("a = { image = \"app:1\", min-age = \"3d\", platforms = [\"linux/amd64\"] }");
    assert_eq!(world.update(1), "a updated 1 [amd64=a arm64=b] linux/amd64");
    world.edit("a = { image = \"app:1\", min-age = \"3d\", platforms = [\"linux/s390x\"] }");
    assert_eq!(world.update(1), "a refused as platforms-missing");
}

#[test]
fn row_3_changes_nothing_for_an_index_that_is_the_same_for_the_declared_platforms() {
    for now in [
        "amd64=a arm64=b note=x",
        "arm64=b amd64=a",
        "amd64=a arm64=b s390x=c",
    ] {
        for images in [FOR_TWO, AGED_FOR_TWO] {
            let mut world = after(images, now);
            assert_eq!(world.update(1), format!("a unchanged (same as [{now}])"));
            assert_eq!(world.asked, ["presence [amd64=a arm64=b]"]);
        }
    }
    let mut rebuilt = after(FOR_TWO, "amd64=a arm64=b s390x=c");
    rebuilt.lock("a", "1", "amd64=a arm64=b s390x=c", &TWO);
    rebuilt.push("1", "amd64=a arm64=b s390x=d");
    assert_eq!(
        rebuilt.update(1),
        "a unchanged (same as [amd64=a arm64=b s390x=d])"
    );
}

#[test]
fn row_3_is_none_for_a_declared_platform_that_was_rebuilt() {
    let mut world = after(FOR_TWO, "amd64=a arm64=c");
    assert_eq!(
        world.update(1),
        "a updated 1 [amd64=a arm64=c] linux/amd64 linux/arm64"
    );
    let mut world = after(FOR_TWO, "amd64=a");
    assert_eq!(world.update(1), "a refused as platforms-missing");
}

#[test]
fn row_3_is_none_for_single_manifests_and_without_platforms() {
    let mut world = moved(
        "a = { image = \"app:1\", platforms = [\"linux/amd64\"] }",
        "two",
    );
    world.update(1);
    world.push("1", "amd64=two");
    assert_eq!(world.update(1), "a updated 1 [amd64=two] linux/amd64");
    world.push("1", "two");
    assert_eq!(world.update(1), "a updated 1 [two] linux/amd64");
    let mut world = moved(PLAIN, "amd64=a");
    world.update(1);
    world.push("1", "amd64=a note=x");
    assert_eq!(world.update(1), "a updated 1 [amd64=a note=x]");
}

#[test]
fn row_3_locks_the_new_index_once_the_old_one_is_gone_and_fails_if_nobody_can_tell() {
    for images in [FOR_TWO, AGED_FOR_TWO] {
        let mut world = after(images, "amd64=a arm64=b note=x");
        world.registry.failing.insert("amd64=a arm64=b".to_owned());
        assert!(world.update(1).starts_with("a failed"));
        assert_eq!(world.files.lock.entries.len(), 1);
        world.registry.failing.clear();
        world.registry.gone.insert("amd64=a arm64=b".to_owned());
        let said = "a updated 1 [amd64=a arm64=b note=x] linux/amd64 linux/arm64";
        assert_eq!(world.update(1), said);
    }
}

#[test]
fn row_3_takes_the_new_index_if_somebody_asks_for_it() {
    let mut world = after(AGED_FOR_TWO, "amd64=a arm64=b note=x");
    let run = Run {
        takes_same_index: true,
        ..Run::on(day(1))
    };
    let said = "a updated 1 [amd64=a arm64=b note=x] linux/amd64 linux/arm64";
    assert_eq!(world.run(&run), said);
    assert_eq!(world.asked, [""; 0]);
}

#[test]
fn row_3_asks_for_the_platforms_of_the_locked_digest_if_they_are_stale_or_not_locked() {
    let mut world = after(FOR_TWO, "amd64=a arm64=b note=x");
    world.lock("a", "1", "amd64=a arm64=b", &["linux/amd64"]);
    let said =
        "a updated 1 [amd64=a arm64=b] linux/amd64 linux/arm64 (same as [amd64=a arm64=b note=x])";
    assert_eq!(world.update(1), said);
    assert_eq!(world.asked, ["platforms [amd64=a arm64=b]"]);
    world.lock("a", "1", "amd64=a arm64=b", &["linux/amd64"]);
    world.registry.gone.insert("amd64=a arm64=b".to_owned());
    let said = "a updated 1 [amd64=a arm64=b note=x] linux/amd64 linux/arm64";
    assert_eq!(world.update(1), said, "nobody can tell any more");
}

#[test]
fn row_3_does_not_believe_stale_platforms() {
    let mut world = after(FOR_TWO, "amd64=a arm64=b note=x");
    world.push("2", "amd64=a arm64=c");
    let entry = world.files.lock.entries.values_mut().next().unwrap();
    entry.digest = digest("amd64=a arm64=c");
    let said = "a updated 1 [amd64=a arm64=b note=x] linux/amd64 linux/arm64";
    assert_eq!(world.update(1), said);
    assert_eq!(world.asked, ["platforms [amd64=a arm64=c]"]);
}

#[test]
fn row_4_refuses_another_digest_of_an_immutable_tag() {
    for age in ["", ", min-age = \"3d\""] {
        let mut world = moved(
            &format!("a = {{ image = \"app:1\", immutable = true{age} }}"),
            "two",
        );
        assert_eq!(world.update(1), "a refused as tag-moved");
        world.push("1", "one");
        assert_eq!(world.update(1), "a unchanged");
    }
}

#[test]
fn row_4_looks_at_the_declared_platforms_alone() {
    let images = FOR_TWO.replace(" }", ", immutable = true }");
    let mut world = after(&images, "amd64=a arm64=b note=x");
    assert_eq!(
        world.update(1),
        "a unchanged (same as [amd64=a arm64=b note=x])"
    );
    world.push("1", "amd64=a arm64=c");
    assert_eq!(world.update(1), "a refused as tag-moved");
}

#[test]
fn row_4_goes_before_ignoring_the_age() {
    let mut world = moved(
        "a = { image = \"app:1\", immutable = true, min-age = \"3d\" }",
        "two",
    );
    let run = Run {
        ignored: ["a".parse().unwrap()].into(),
        ..Run::on(day(1))
    };
    assert_eq!(world.run(&run), "a refused as tag-moved");
}

#[test]
fn row_5_locks_what_is_too_young_if_somebody_asks_for_it() {
    let mut world = moved(AGED, "two");
    let run = Run {
        ignored: ["a".parse().unwrap()].into(),
        ..Run::on(day(1))
    };
    assert_eq!(world.run(&run), "a updated 1 [two]");
    assert_eq!(world.seen(), "");
}
