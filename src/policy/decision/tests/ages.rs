//! The rows that count days, 6 to 9, and what is said below the table.

use super::world::{World, day};
use crate::policy::decision::simulation::Run;

const AGED: &str = "a = { image = \"app:1\", min-age = \"3d\" }";
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
fn row_6_gives_an_index_that_is_equal_for_every_platform_the_day_of_the_earlier_one() {
    let mut world = moved(AGED, "amd64=a");
    assert_eq!(world.update(1), "a holds 1 [amd64=a] until 4");
    world.push("1", "amd64=a note=x");
    assert_eq!(world.update(2), "a holds 1 [amd64=a note=x] until 4");
    assert_eq!(world.asked, ["index [amd64=a note=x]", "index [amd64=a]"]);
    assert_eq!(world.seen(), "1:[amd64=a note=x]@1");
    world.push("1", "amd64=a note=y");
    assert_eq!(world.update(4), "a updated 1 [amd64=a note=y] (seen for 3)");
    assert_eq!(world.seen(), "1:[amd64=a note=y]@1");
}

#[test]
fn row_6_is_none_for_another_platform_a_single_manifest_or_what_is_gone() {
    for (earlier, now) in [
        ("amd64=a", "amd64=a arm64=b"),
        ("amd64=a arm64=b", "amd64=a"),
        ("amd64=a", "amd64=b"),
        ("note=x", "note=y"),
        ("a", "amd64=a"),
        ("amd64=a", "a"),
    ] {
        let mut world = moved(AGED, earlier);
        world.update(1);
        world.push("1", now);
        assert_eq!(world.update(9), format!("a holds 1 [{now}] until 12"));
        assert_eq!(world.seen(), format!("1:[{now}]@9 held @1"));
    }
    let mut world = moved(AGED, "amd64=a");
    world.update(1);
    world.push("1", "amd64=a note=x");
    world.registry.gone.insert("amd64=a".to_owned());
    assert_eq!(world.update(9), "a holds 1 [amd64=a note=x] until 12");
}

#[test]
fn row_6_fails_and_keeps_the_records_if_there_is_no_answer() {
    for unanswered in ["amd64=a", "amd64=a note=x"] {
        for is_refused in [false, true] {
            let mut world = moved(AGED, "amd64=a");
            world.update(1);
            world.push("1", "amd64=a note=x");
            let registry = &mut world.registry;
            let bodies = match is_refused {
                true => &mut registry.refusing,
                false => &mut registry.failing,
            };
            bodies.insert(unanswered.to_owned());
            assert!(world.update(9).starts_with("a failed"), "{unanswered}");
            assert_eq!(world.seen(), "1:[amd64=a]@1");
        }
    }
}

#[test]
fn row_6_takes_the_earliest_of_several_records_that_a_merge_left() {
    let mut world = moved(AGED, "amd64=a note=x");
    for (body, since) in [("amd64=a", 4), ("amd64=a note=z", 3), ("amd64=b", 1)] {
        world.registry.bodies.insert(body.to_owned());
        world.see("1", body, since);
    }
    assert_eq!(world.update(5), "a holds 1 [amd64=a note=x] until 6");
    assert_eq!(world.seen(), "1:[amd64=a note=x]@3 held @1");
}

#[test]
fn rows_7_to_9_hold_a_digest_until_it_is_old_enough() {
    let mut world = moved(AGED, "two");
    assert_eq!(world.update(1), "a holds 1 [two] until 4");
    assert_eq!(world.asked, [""; 0]);
    assert_eq!(world.seen(), "1:[two]@1");
    assert_eq!(world.update(3), "a holds 1 [two] until 4");
    assert_eq!(world.asked, [""; 0]);
    assert_eq!(world.seen(), "1:[two]@1");
    assert_eq!(world.update(4), "a updated 1 [two] (seen for 3)");
    assert_eq!(world.update(4), "a unchanged");
    assert_eq!(world.seen(), "1:[two]@1", "a fixed tag keeps its record");
}

#[test]
fn row_7_refuses_what_lacks_a_platform_and_row_8_holds_it() {
    let mut world = after(AGED_FOR_TWO, "amd64=c");
    assert_eq!(world.update(1), "a holds 1 [amd64=c] until 4");
    assert_eq!(world.update(4), "a refused as platforms-missing");
    assert_eq!(world.seen(), "1:[amd64=c]@1");
}

#[test]
fn row_9_begins_anew_for_a_digest_that_comes_back() {
    let mut world = moved(AGED, "two");
    world.update(1);
    world.push("1", "three");
    assert_eq!(world.update(2), "a holds 1 [three] until 5");
    world.push("1", "two");
    assert_eq!(world.update(4), "a holds 1 [two] until 7");
    assert_eq!(world.seen(), "1:[two]@4 held @1");
}

#[test]
fn a_held_image_gets_the_platforms_that_its_entry_lacks_by_the_locked_digest() {
    let mut world = after(AGED_FOR_TWO, "amd64=c arm64=d");
    world.lock("a", "1", "amd64=a arm64=b", &["linux/amd64"]);
    assert_eq!(
        world.update(1),
        "a holds 1 [amd64=c arm64=d] until 4 and updated 1 [amd64=a arm64=b] linux/amd64 linux/arm64"
    );
    assert_eq!(world.asked, ["platforms [amd64=a arm64=b]"]);
}

#[test]
fn an_image_whose_locked_index_lacks_a_platform_is_refused_until_a_row_locks() {
    let mut world = after(AGED_FOR_TWO, "amd64=c arm64=d s390x=e");
    world.edit(&AGED_FOR_TWO.replace("linux/arm64", "linux/s390x"));
    assert_eq!(world.update(1), "a refused as platforms-missing");
    assert_eq!(world.seen(), "1:[amd64=c arm64=d s390x=e]@1");
    assert_eq!(
        world.update(4),
        "a updated 1 [amd64=c arm64=d s390x=e] linux/amd64 linux/s390x (seen for 3)"
    );
}

#[test]
fn an_image_whose_locked_digest_is_gone_is_refused_if_its_platforms_have_to_be_known() {
    let mut world = after(AGED_FOR_TWO, "amd64=c arm64=d");
    world.lock("a", "1", "amd64=a arm64=b", &["linux/amd64"]);
    world.registry.gone.insert("amd64=a arm64=b".to_owned());
    assert_eq!(world.update(1), "a refused as digest-gone");
    assert_eq!(
        world.update(4),
        "a updated 1 [amd64=c arm64=d] linux/amd64 linux/arm64 (seen for 3)"
    );
    let mut world = after(AGED_FOR_TWO, "amd64=c arm64=d");
    world.lock("a", "1", "amd64=a arm64=b", &["linux/amd64"]);
    world.registry.failing.insert("amd64=a arm64=b".to_owned());
    assert!(world.update(1).starts_with("a failed"));
}

#[test]
fn a_record_of_a_day_after_today_stays_and_does_not_age_before_its_day() {
    let mut world = moved(AGED, "two");
    world.see("1", "two", 9);
    for today in [1, 4, 9, 11] {
        assert_eq!(world.update(today), "a holds 1 [two] until 12");
        assert_eq!(world.seen(), "1:[two]@9");
    }
    assert_eq!(world.update(12), "a updated 1 [two] (seen for 3)");
}

#[test]
fn a_clock_that_is_slow_for_one_run_makes_no_record_older() {
    let two =
        "a = { image = \"app:1\", min-age = \"3d\" }\nb = { image = \"app:2\", min-age = \"3d\" }";
    let mut world = moved(two, "two");
    world.see("2", "one", 9);
    world.push("2", "one");
    world.lock("b", "2", "one", &[]);
    assert_eq!(world.update(9), "a holds 1 [two] until 12; b unchanged");
    world.update(1);
    assert_eq!(world.seen(), "1:[two]@9, 2:[one]@9");
    let run = Run {
        names: Some(["b".parse().unwrap()].into()),
        ..Run::on(day(1))
    };
    world.run(&run);
    assert_eq!(world.seen(), "1:[two]@9, 2:[one]@9");
    assert_eq!(world.update(10), "a holds 1 [two] until 12; b unchanged");
}

#[test]
fn row_6_hands_on_a_day_after_today_as_it_is_written() {
    let mut world = moved(AGED, "amd64=a");
    assert_eq!(world.update(9), "a holds 1 [amd64=a] until 12");
    world.push("1", "amd64=a note=x");
    assert_eq!(world.update(2), "a holds 1 [amd64=a note=x] until 12");
    assert_eq!(world.seen(), "1:[amd64=a note=x]@9");
}

#[test]
fn of_two_records_that_a_merge_left_the_earlier_counts_as_it_is_written() {
    let mut world = moved(AGED, "two");
    world.see("1", "two", 9);
    world.see("1", "two", 7);
    assert_eq!(world.update(1), "a holds 1 [two] until 10");
    assert_eq!(world.seen(), "1:[two]@7");
}

#[test]
fn a_tag_that_is_gone_fails_and_keeps_its_records() {
    let mut world = moved(AGED, "two");
    world.update(1);
    world.registry.tags.clear();
    assert_eq!(
        world.update(2),
        "a failed: registry.example has no such tag"
    );
    assert_eq!(world.seen(), "1:[two]@1");
}
