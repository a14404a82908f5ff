//! What remains of the records.

use super::world::{World, app, day};
use crate::lock::Seen;
use crate::policy::decision::simulation::{Run, digest};

const AGED: &str = "a = { image = \"app:1\", min-age = \"3d\" }";

/// The tag `1` named `one`, which is locked, and names `two`.
fn moved(images: &str) -> World {
    let mut world = World::new(images);
    world.push("1", "one");
    world.lock("a", "1", "one", &[]);
    world.push("1", "two");
    world
}

#[test]
fn of_a_tag_that_was_asked_only_the_record_of_what_it_names_remains_whatever_the_row() {
    let mut world = moved(AGED);
    world.registry.bodies.insert("three".to_owned());
    for (images, today) in [
        (AGED, 1),
        (
            "a = { image = \"app:1\", min-age = \"3d\", immutable = true }",
            9,
        ),
        (AGED, 9),
    ] {
        world.edit(images);
        world.see("1", "three", 1);
        world.see("1", "two", 1);
        world.update(today);
        assert_eq!(world.seen(), "1:[two]@1");
    }
    world.see("1", "three", 1);
    assert_eq!(world.update(9), "a unchanged");
    assert_eq!(world.seen(), "1:[two]@1");
}

#[test]
fn a_locked_tag_that_is_asked_because_it_must_not_move_keeps_no_other_record() {
    let range = "a = { image = \"app\", version = \"*\", min-age = \"2d\", immutable = true }";
    for (now, told, records) in [
        ("three", "a refused as tag-moved", "7.1:[new]@1"),
        ("one", "a updated 7.1 [new] (seen for 8)", "7.1:[new]@1"),
        ("two", "a refused as tag-moved", "7.0:[two]@1, 7.1:[new]@1"),
    ] {
        let mut world = World::new(range);
        world.push("7.0", "one");
        world.lock("a", "7.0", "one", &[]);
        world.push("7.0", "two");
        world.push("7.0", now);
        world.push("7.1", "new");
        world.see("7.0", "two", 1);
        world.see("7.1", "new", 1);
        assert_eq!(world.update(9), told);
        assert_eq!(world.seen(), records, "{now}");
    }
    let mut world = World::new(range);
    world.push("7.0", "one");
    world.lock("a", "7.0", "one", &[]);
    world.push("7.1", "new");
    world.registry.bodies.insert("two".to_owned());
    world.see("7.0", "two", 1);
    assert_eq!(world.update(9), "a holds 7.1 [new] until 11");
    assert_eq!(world.seen(), "7.1:[new]@9");
    world.see("7.0", "two", 1);
    world.registry.tags.remove("7.0");
    assert_eq!(world.update(10), "a holds 7.1 [new] until 11");
    assert_eq!(world.seen(), "7.1:[new]@9");
}

#[test]
fn an_image_that_fails_later_notes_what_its_tag_named() {
    let range = "a = { image = \"app\", version = \"*\", min-age = \"3d\" }";
    let mut world = World::new(range);
    world.push("7.0", "one");
    world.lock("a", "7.0", "one", &[]);
    world.push("7.1", "good");
    world.push("7.2", "bad");
    for (tag, earlier) in [("7.1", "other"), ("7.2", "first")] {
        world.registry.bodies.insert(earlier.to_owned());
        world.see(tag, earlier, 1);
    }
    world.registry.failing.insert("good".to_owned());
    assert!(world.update(9).starts_with("a failed"));
    assert_eq!(world.seen(), "7.1:[other]@1, 7.2:[bad]@9 held @1");
}

#[test]
fn a_tag_that_is_asked_for_an_image_without_an_age_keeps_no_record_of_another_digest() {
    let aged = "a = { image = \"app\", version = \"*\", min-age = \"5d\" }\n";
    for (other, told) in [
        (
            "m = { image = \"app\", version = \"7\", immutable = true }",
            "m refused as tag-moved",
        ),
        ("m = \"app:7.0\"", "m updated 7.0 [three]"),
    ] {
        let mut world = World::new(&format!("{aged}{other}"));
        world.push("7.0", "one");
        world.lock("m", "7.0", "one", &[]);
        world.lock("a", "7.0", "one", &[]);
        world.push("7.0", "two");
        world.push("7.0", "three");
        world.push("8.0", "new");
        world.see("7.0", "two", 1);
        assert_eq!(
            world.update(2),
            format!("a holds 8.0 [new] until 7; {told}")
        );
        assert_eq!(world.seen(), "8.0:[new]@2");
    }
}

#[test]
fn a_digest_that_was_superseded_keeps_its_day_only_in_another_source() {
    let mut world = moved(AGED);
    world.update(1);
    world.push("1", "three");
    world.update(2);
    world.push("1", "two");
    let mut seen_from = Seen::default();
    seen_from.add(app(), "1".parse().unwrap(), digest("two"), day(1));
    let run = Run {
        seen_from,
        ..Run::on(day(4))
    };
    assert_eq!(world.run(&run), "a updated 1 [two] (seen for 3)");
    assert_eq!(world.seen(), "1:[two]@1");
}

#[test]
fn a_record_that_no_image_needs_goes_and_with_the_last_min_age_all_do() {
    let mut world = moved(AGED);
    world.update(1);
    world.see("2", "one", 1);
    world.update(1);
    assert_eq!(world.seen(), "1:[two]@1");
    world.edit("a = \"app:1\"");
    world.update(1);
    assert_eq!(world.seen(), "");
}

#[test]
fn a_range_needs_the_tags_that_are_not_lower_than_the_locked_one_and_those_that_it_accepts() {
    let mut world = World::new("a = { image = \"app\", version = \"1\", min-age = \"3d\" }");
    world.push("1.1", "one");
    world.lock("a", "1.1", "one", &[]);
    for tag in ["1.0", "1.1", "1.2", "2.0", "latest"] {
        world.push(tag, "one");
        world.see(tag, "one", 9);
    }
    world.update(9);
    assert_eq!(world.seen(), "1.1:[one]@9, 1.2:[one]@9");
}

#[test]
fn the_records_of_images_that_are_not_updated_stay() {
    let both = "a = { image = \"app:1\", min-age = \"3d\" }\nb = { image = \"app:2\", min-age = \"3d\" }\n\
                c = { image = \"app\", version = \"3\", min-age = \"3d\" }";
    let mut world = moved(both);
    for (tag, since) in [("2", 1), ("3.1", 1), ("3.2", 9)] {
        world.push(tag, "two");
        world.see(tag, "two", since);
    }
    let run = Run {
        names: Some(["a".parse().unwrap()].into()),
        ..Run::on(day(2))
    };
    assert_eq!(world.run(&run), "a holds 1 [two] until 5");
    assert_eq!(
        world.seen(),
        "1:[two]@2, 2:[two]@1, 3.1:[two]@1, 3.2:[two]@9"
    );
}

#[test]
fn an_image_that_is_not_updated_keeps_more_than_eight_records() {
    let range = "{ image = \"app\", version = \"2\", min-age = \"30d\" }";
    let mut world = moved(&format!(
        "a = {{ image = \"app:1\", min-age = \"3d\" }}\nb = {range}"
    ));
    for number in 10..20 {
        let tag = format!("2.{number}");
        world.push(&tag, "two");
        world.see(&tag, "two", number);
    }
    let run = Run {
        names: Some(["a".parse().unwrap()].into()),
        ..Run::on(day(20))
    };
    world.run(&run);
    assert_eq!(world.files.seen.records().count(), 11);
    world.lock("b", "2.10", "two", &[]);
    world.update(20);
    assert_eq!(world.files.seen.records().count(), 9);
}

#[test]
fn two_names_of_one_tag_are_decided_each_and_their_records_meet() {
    let mut world = moved(
        "a = { image = \"app:1\", min-age = \"3d\" }\nb = { image = \"app:1\", min-age = \"9d\" }\nc = \"app:1\"",
    );
    world.lock("b", "1", "one", &[]);
    world.lock("c", "1", "one", &[]);
    assert_eq!(
        world.update(1),
        "a holds 1 [two] until 4; b holds 1 [two] until 10; c updated 1 [two]"
    );
    assert_eq!(world.seen(), "1:[two]@1");
    assert_eq!(
        world.update(4),
        "a updated 1 [two] (seen for 3); b holds 1 [two] until 10; c unchanged"
    );
    assert_eq!(world.seen(), "1:[two]@1");
}

#[test]
fn an_index_that_is_noise_for_one_name_keeps_its_day_for_another() {
    let of = |name: &str, platforms: &str| {
        format!("{name} = {{ image = \"app:1\", min-age = \"3d\", platforms = [{platforms}] }}\n")
    };
    let mut world = World::new(&(of("a", "\"linux/amd64\"") + &of("b", "\"linux/arm64\"")));
    world.push("1", "amd64=a arm64=a");
    world.lock("a", "1", "amd64=a arm64=a", &["linux/amd64"]);
    world.lock("b", "1", "amd64=a arm64=a", &["linux/arm64"]);
    world.push("1", "amd64=a arm64=b");
    assert_eq!(
        world.update(1),
        "a unchanged (same as [amd64=a arm64=b]); b holds 1 [amd64=a arm64=b] until 4"
    );
    world.push("1", "amd64=a arm64=b note=x");
    assert_eq!(
        world.update(2),
        "a unchanged (same as [amd64=a arm64=b note=x]); b holds 1 [amd64=a arm64=b note=x] until 4"
    );
    assert_eq!(world.seen(), "1:[amd64=a arm64=b note=x]@1");
    assert_eq!(
        world.update(4),
        "a unchanged (same as [amd64=a arm64=b note=x]); \
         b updated 1 [amd64=a arm64=b note=x] linux/arm64 (seen for 3)"
    );
}
