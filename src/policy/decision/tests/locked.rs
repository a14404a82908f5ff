//! The entry that an image goes on from.

use super::world::World;
use crate::policy::decision::LockedEntries;

/// The entry that the first image goes on from, among these: name, tag and body.
fn locked(images: &str, entries: &[(&str, &str, &str)]) -> String {
    let mut world = World::new(images);
    for (name, tag, body) in entries {
        world.registry.bodies.insert((*body).to_owned());
        world.lock(name, tag, body, &[]);
    }
    let files = &world.files;
    let (name, image) = files.manifest.images.iter().next().unwrap();
    let entry = LockedEntries::new(&files.manifest, &files.lock).of(name, image);
    entry.map_or("none".to_owned(), |entry| world.entry(entry))
}

#[test]
fn an_image_goes_on_from_its_own_entry_then_from_a_name_that_is_gone_then_from_any_other() {
    let images = "a = \"app:1\"\nb = \"app:1\"";
    let [own, gone, other] = [("a", "1", "own"), ("g", "1", "gone"), ("b", "1", "other")];
    assert_eq!(locked(images, &[own, gone, other]), "1 [own]");
    assert_eq!(locked(images, &[gone, other]), "1 [gone]");
    assert_eq!(locked(images, &[other]), "1 [other]");
    assert_eq!(locked(images, &[]), "none");
}

#[test]
fn an_entry_with_another_tag_is_none_to_go_on_from() {
    let images = "a = \"app:1\"";
    assert_eq!(locked(images, &[("a", "2", "own")]), "none");
    assert_eq!(
        locked(images, &[("a", "2", "own"), ("g", "1", "gone")]),
        "1 [gone]"
    );
}

#[test]
fn of_several_names_the_newest_tag_goes_first_then_the_first_name() {
    let images = "a = { image = \"app\", version = \"1\" }\nb = \"app:1.10\"";
    let entries = [
        ("x", "1.9", "nine"),
        ("y", "1.10", "ten"),
        ("z", "1.10", "last"),
        ("c", "2.0", "two"),
        ("b", "1.11", "other"),
    ];
    assert_eq!(locked(images, &entries), "1.10 [ten]");
    assert_eq!(
        locked("a = \"app:1\"", &[("y", "1", "y"), ("x", "1", "x")]),
        "1 [x]"
    );
}

#[test]
fn a_renamed_image_keeps_the_locked_digest_while_the_new_one_waits() {
    let mut world = World::new("a = { image = \"app:1\", min-age = \"3d\" }");
    world.push("1", "two");
    world.registry.bodies.insert("one".to_owned());
    world.lock("old", "1", "one", &[]);
    assert_eq!(world.update(1), "a holds 1 [two] until 4 and added 1 [one]");
    assert_eq!(world.update(4), "a updated 1 [two] (seen for 3)");
}

#[test]
fn an_entry_of_a_name_that_is_gone_stays_until_the_image_that_goes_on_from_it_is_locked() {
    let keys = "min-age = \"3d\", platforms = [\"linux/arm64\"]";
    let images =
        format!("y = {{ image = \"app:1\", {keys} }}\nz = {{ image = \"app:1\", {keys} }}");
    let mut world = World::new(&images);
    world.push("1", "amd64=a");
    world.lock("gone", "1", "amd64=a", &[]);
    world.lock("needless", "1", "amd64=a", &[]);
    world.push("1", "amd64=a arm64=b");
    let names = |world: &World| {
        let names = world.files.lock.entries.keys();
        names.map(ToString::to_string).collect::<Vec<_>>()
    };
    let refused = "refused as platforms-missing";
    for day in [1, 3] {
        assert_eq!(world.update(day), format!("y {refused}; z {refused}"));
        assert_eq!(names(&world), ["gone"]);
    }
    world.update(4);
    assert_eq!(names(&world), ["y", "z"]);
}
