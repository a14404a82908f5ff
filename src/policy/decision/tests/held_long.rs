//! Tags that move again before any of their digests is old enough.

use super::world::{World, app, day};
use crate::lock::Seen;
use crate::policy::decision::simulation::{Run, digest};

const AGED: &str = "a = { image = \"app:1\", min-age = \"3d\" }";

/// Once `one` is locked the tag named `two` from day 1 and `three` from day 3, and `four` now.
fn restless(images: &str) -> World {
    let mut world = World::new(images);
    world.push("1", "one");
    world.lock("a", "1", "one", &[]);
    for (today, body) in [(1, "two"), (3, "three")] {
        world.push("1", body);
        world.update(today);
    }
    world.push("1", "four");
    world
}

#[test]
fn a_tag_that_is_held_for_three_times_its_age_is_told_with_the_day() {
    let mut world = restless(AGED);
    assert_eq!(world.update(5), "a holds 1 [four] until 8");
    assert_eq!(world.seen(), "1:[four]@5 held @1");
    assert_eq!(world.update(6), "a holds 1 [four] until 8");
    assert_eq!(world.seen(), "1:[four]@5 held @1");
    for (today, body, told) in [
        (7, "five", ""),
        (9, "six", ""),
        (10, "six", " (held since 1)"),
        (11, "seven", " (held since 1)"),
    ] {
        world.push("1", body);
        let until = if body == "six" { 12 } else { today + 3 };
        assert_eq!(
            world.update(today),
            format!("a holds 1 [{body}] until {until}{told}")
        );
    }
    assert_eq!(world.seen(), "1:[seven]@11 held @1");
    assert_eq!(world.update(14), "a updated 1 [seven] (seen for 3)");
    assert_eq!(world.seen(), "1:[seven]@11");
    world.push("1", "eight");
    assert_eq!(world.update(20), "a holds 1 [eight] until 23");
    assert_eq!(world.seen(), "1:[eight]@20");
}

#[test]
fn the_day_since_which_a_tag_is_held_makes_nothing_older() {
    let mut world = restless(AGED);
    assert_eq!(world.update(30), "a holds 1 [four] until 33 (held since 1)");
    assert_eq!(world.update(32), "a holds 1 [four] until 33 (held since 1)");
}

#[test]
fn it_goes_once_the_tag_names_what_is_locked_or_somebody_takes_what_it_names() {
    let mut world = restless(AGED);
    world.update(5);
    world.push("1", "one");
    assert_eq!(world.update(6), "a unchanged");
    world.push("1", "two");
    assert_eq!(world.update(7), "a holds 1 [two] until 10");
    assert_eq!(world.seen(), "1:[two]@7");
    let mut world = restless(AGED);
    world.update(5);
    let run = Run {
        ignored: ["a".parse().unwrap()].into(),
        ..Run::on(day(5))
    };
    assert_eq!(world.run(&run), "a updated 1 [four]");
    assert_eq!(world.seen(), "1:[four]@5");
}

#[test]
fn it_stays_while_what_the_tag_names_is_refused_and_goes_if_that_is_noise() {
    let images = AGED.replace(" }", ", platforms = [\"linux/amd64\"] }");
    let mut world = World::new(&images);
    world.push("1", "amd64=a");
    world.lock("a", "1", "amd64=a", &["linux/amd64"]);
    world.push("1", "amd64=b");
    world.update(1);
    world.push("1", "arm64=c");
    world.update(2);
    assert_eq!(world.update(5), "a refused as platforms-missing");
    assert_eq!(world.seen(), "1:[arm64=c]@2 held @1");
    world.push("1", "amd64=a note=x");
    assert_eq!(world.update(6), "a unchanged (same as [amd64=a note=x])");
    assert_eq!(world.seen(), "");
}

#[test]
fn an_index_that_is_equal_everywhere_keeps_both_days() {
    let mut world = World::new(AGED);
    world.push("1", "one");
    world.lock("a", "1", "one", &[]);
    for (today, body) in [(1, "amd64=a"), (2, "amd64=b"), (3, "amd64=b note=x")] {
        world.push("1", body);
        world.update(today);
    }
    assert_eq!(world.seen(), "1:[amd64=b note=x]@2 held @1");
}

#[test]
fn what_another_source_has_seen_before_the_locked_digest_is_held_no_longer() {
    let mut world = World::new(AGED);
    world.push("1", "one");
    world.lock("a", "1", "one", &[]);
    world.see("1", "one", 4);
    world.push("1", "two");
    let mut seen_from = Seen::default();
    seen_from.add(app(), "1".parse().unwrap(), digest("old"), day(1));
    let run = Run {
        seen_from,
        ..Run::on(day(20))
    };
    assert_eq!(world.run(&run), "a holds 1 [two] until 23");
    assert_eq!(world.seen(), "1:[two]@20");
}

#[test]
fn a_record_of_a_day_after_today_lends_no_day_to_another_digest() {
    let mut world = World::new(AGED);
    world.push("1", "one");
    world.lock("a", "1", "one", &[]);
    world.see("1", "other", 90);
    world.push("1", "two");
    assert_eq!(world.update(5), "a holds 1 [two] until 8");
    assert_eq!(world.seen(), "1:[two]@5");
}

#[test]
fn other_tags_of_a_range_are_held_by_themselves() {
    let mut world = World::new("a = { image = \"app\", version = \"*\", min-age = \"3d\" }");
    world.push("1.0", "one");
    world.lock("a", "1.0", "one", &[]);
    for (today, tag, body) in [(1, "1.1", "two"), (2, "1.2", "three"), (3, "1.2", "four")] {
        world.push(tag, body);
        world.update(today);
    }
    assert_eq!(world.seen(), "1.1:[two]@1, 1.2:[four]@3 held @2");
    assert_eq!(world.update(4), "a updated 1.1 [two] (seen for 3)");
    assert_eq!(world.seen(), "1.1:[two]@1, 1.2:[four]@3 held @2");
}

#[test]
fn a_name_that_locks_a_digest_ends_nothing_for_another_that_still_holds_it() {
    for (fast, slow) in [("a", "b"), ("b", "a")] {
        let of = |name, age| format!("{name} = {{ image = \"app:1\", min-age = \"{age}\" }}\n");
        let mut world = World::new(&(of(fast, "3d") + &of(slow, "9d")));
        world.push("1", "one");
        for name in ["a", "b"] {
            world.lock(name, "1", "one", &[]);
        }
        for (today, body) in [(1, "two"), (2, "three")] {
            world.push("1", body);
            world.update(today);
        }
        let told = world.update(5);
        assert!(
            told.contains(&format!("{fast} updated 1 [three]")),
            "{told}"
        );
        assert_eq!(world.seen(), "1:[three]@2 held @1");
        world.update(11);
        assert_eq!(world.seen(), "1:[three]@2");
    }
}
