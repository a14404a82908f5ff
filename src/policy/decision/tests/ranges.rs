//! Images whose tag a rule chooses: what waits beside the newest tag.

use super::world::World;

const RANGE: &str = "a = { image = \"app\", version = \"*\", min-age = \"3d\" }";

/// The tag `1.0` is locked, and aged.
fn locked(images: &str) -> World {
    let mut world = World::new(images);
    world.push("1.0", "one");
    world.lock("a", "1.0", "one", &[]);
    world
}

#[test]
fn a_newer_tag_waits_and_is_locked_once_it_is_old_enough() {
    let mut world = locked(RANGE);
    world.push("1.1", "two");
    assert_eq!(world.update(1), "a holds 1.1 [two] until 4");
    assert_eq!(world.update(4), "a updated 1.1 [two] (seen for 3)");
    assert_eq!(world.seen(), "1.1:[two]@1");
}

#[test]
fn the_newest_record_that_is_old_enough_is_locked_while_a_newer_tag_waits() {
    let mut world = locked(RANGE);
    for (today, tag, body) in [(1, "1.1", "two"), (2, "1.2", "three"), (3, "1.3", "four")] {
        world.push(tag, body);
        assert!(world.update(today).starts_with(&format!("a holds {tag}")));
        assert_eq!(world.asked, [""; 0]);
    }
    assert_eq!(world.update(5), "a updated 1.2 [three] (seen for 3)");
    assert_eq!(world.asked, ["tag 1.2"]);
    assert_eq!(world.seen(), "1.2:[three]@2, 1.3:[four]@3");
}

#[test]
fn a_record_whose_tag_is_not_listed_goes_and_so_does_one_whose_tag_is_gone() {
    let mut world = locked(RANGE);
    world.push("1.1", "two");
    world.update(1);
    world.push("1.2", "three");
    world.registry.tags.remove("1.1");
    assert_eq!(world.update(5), "a holds 1.2 [three] until 8");
    assert_eq!(world.asked, [""; 0]);
    assert_eq!(world.seen(), "1.2:[three]@5");
}

#[test]
fn a_record_whose_tag_has_moved_begins_anew() {
    let mut world = locked(RANGE);
    world.push("1.1", "two");
    world.update(1);
    world.push("1.1", "other");
    world.push("1.2", "three");
    assert_eq!(world.update(5), "a holds 1.2 [three] until 8");
    assert_eq!(world.asked, ["tag 1.1", "index [other]"]);
    assert_eq!(world.seen(), "1.1:[other]@5 held @1, 1.2:[three]@5");
}

#[test]
fn a_record_goes_over_to_an_index_that_is_equal_for_every_platform() {
    let mut world = locked(RANGE);
    world.push("1.1", "amd64=a");
    world.update(1);
    world.push("1.1", "amd64=a note=x");
    world.push("1.2", "three");
    assert_eq!(
        world.update(4),
        "a updated 1.1 [amd64=a note=x] (seen for 3)"
    );
    assert_eq!(world.seen(), "1.1:[amd64=a note=x]@1, 1.2:[three]@4");
}

#[test]
fn a_record_whose_tag_cannot_be_asked_fails_and_stays() {
    let mut world = locked(RANGE);
    world.push("1.1", "two");
    world.update(1);
    world.push("1.2", "three");
    world.registry.failing.insert("two".to_owned());
    assert!(world.update(5).starts_with("a failed"));
    assert_eq!(world.seen(), "1.1:[two]@1, 1.2:[three]@5");
}

#[test]
fn a_release_that_lacks_a_platform_is_passed_over() {
    let mut world = locked(
        "a = { image = \"app\", version = \"*\", min-age = \"3d\", platforms = [\"linux/amd64\"] }",
    );
    world.push("1.0", "amd64=a");
    world.lock("a", "1.0", "amd64=a", &["linux/amd64"]);
    world.push("1.1", "amd64=b");
    world.update(1);
    for number in 2..11 {
        world.push(&format!("1.{number}"), "arm64=b");
        world.update(1);
    }
    world.push("1.11", "amd64=c");
    assert_eq!(
        world.update(4),
        "a updated 1.1 [amd64=b] linux/amd64 (seen for 3)"
    );
    assert!(
        world.seen().ends_with("1.8:[arm64=b]@1"),
        "{}",
        world.seen()
    );
}

#[test]
fn the_oldest_records_are_kept_of_more_than_eight_that_are_too_young() {
    let mut world = locked(&RANGE.replace("3d", "20d"));
    for number in 1..12 {
        world.push(&format!("1.{number}"), &format!("body {number}"));
        world.update(number);
    }
    let mut expected: Vec<String> = (1..9)
        .map(|number| format!("1.{number}:[body {number}]@{number}"))
        .collect();
    expected.sort();
    assert_eq!(world.seen(), expected.join(", "));
    assert_eq!(world.update(21), "a updated 1.1 [body 1] (seen for 20)");
    assert!(world.seen().contains("1.11:[body 11]@21"));
}

#[test]
fn a_lower_tag_ages_too_once_the_locked_one_is_gone() {
    let mut world = locked(RANGE);
    world.push("0.9", "zero");
    world.registry.tags.remove("1.0");
    assert_eq!(world.update(1), "a holds 0.9 [zero] until 4");
    assert_eq!(world.update(4), "a updated 0.9 [zero] (seen for 3)");
}

#[test]
fn the_locked_tag_of_an_immutable_image_is_asked_beside_the_newest() {
    let images = "a = { image = \"app\", version = \"*\", immutable = true }";
    let mut world = locked(images);
    world.push("1.1", "two");
    assert_eq!(world.update(1), "a updated 1.1 [two]");
    assert_eq!(world.asked, ["tag 1.0"]);
    world.push("1.1", "moved");
    world.push("1.2", "three");
    assert_eq!(world.update(1), "a refused as tag-moved");
    world.registry.tags.remove("1.1");
    assert_eq!(world.update(1), "a updated 1.2 [three]");
    world.push("1.3", "four");
    world.registry.failing.insert("three".to_owned());
    assert!(world.update(1).starts_with("a failed"));
}

#[test]
fn the_locked_tag_of_an_immutable_image_may_be_the_same_for_its_platforms() {
    let images =
        "a = { image = \"app\", version = \"*\", immutable = true, platforms = [\"linux/amd64\"] }";
    let mut world = World::new(images);
    world.push("1.0", "amd64=a");
    world.lock("a", "1.0", "amd64=a", &["linux/amd64"]);
    world.push("1.0", "amd64=a note=x");
    world.push("1.1", "amd64=b");
    assert_eq!(world.update(1), "a updated 1.1 [amd64=b] linux/amd64");
    assert_eq!(world.asked, ["tag 1.0", "platforms [amd64=a note=x]"]);
}
