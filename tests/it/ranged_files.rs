//! Files that use images whose tags are chosen by a range: the lock leads, and the files follow.

mod by_hand;
mod init;
mod kinds;
mod read_out;
mod told;

use crate::follow::fixes;
use crate::support::case::Case;
use crate::support::registry::Image;

/// A digest that nothing has.
const OTHER: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CARET: &str = "cache = { image = \"HOST/acme/redis\", version = \"^7.2\" }\n";

/// A registry with a few versions of `acme/redis`.
fn redis() -> Case {
    let case = Case::new();
    for tag in ["6.2.1", "7.2.4", "7.2.9", "7.4.1", "8.0.0"] {
        case.push("acme/redis", tag, &Image::index(&["linux/amd64"], tag));
    }
    case
}

/// The same, where `^7.2` is locked as 7.4.1.
fn locked() -> Case {
    let case = redis();
    case.manifest(CARET);
    case.run("update").success();
    case
}

fn write(case: &Case, path: &str, text: &str) {
    case.project.file(path, case.text(text));
}

fn remove(case: &Case, path: &str) {
    std::fs::remove_file(case.project.path().join(path)).expect("it is there");
}

fn digest(case: &Case, name: &str) -> String {
    let got = case.run(&format!("get {name} --field digest --lock-only"));
    got.stdout.trim().to_owned()
}

/// What a file reads, with the registry shown as `HOST` and the locked digest as `NOW`.
fn read(case: &Case, path: &str) -> String {
    let text = case.project.read(path);
    text.replace(&case.registry.host(), "HOST")
        .replace(&digest(case, "cache"), "NOW")
}

#[test]
fn a_tag_in_the_range_becomes_the_locked_one() {
    let case = locked();
    write(&case, "Dockerfile", "FROM HOST/acme/redis:7.2.4 AS a\n");
    assert_snapshot!(case.run("check").exits(1));
    assert_snapshot!(fixes(&case));
    assert_eq!(
        read(&case, "Dockerfile"),
        "FROM HOST/acme/redis:7.4.1 AS a\n"
    );
}

#[test]
fn a_digest_beside_the_tag_is_written_with_it() {
    let case = locked();
    write(
        &case,
        "Dockerfile",
        &format!("FROM HOST/acme/redis:7.2.4@{OTHER}\n"),
    );
    assert_snapshot!(case.run("check").exits(1));
    assert_snapshot!(fixes(&case));
    assert_eq!(
        read(&case, "Dockerfile"),
        "FROM HOST/acme/redis:7.4.1@NOW\n"
    );
}

#[test]
fn a_digest_that_is_required_is_written_with_the_tag() {
    let case = locked();
    case.require_digests();
    write(
        &case,
        "Dockerfile",
        "FROM HOST/acme/redis:7.2.4\nFROM HOST/acme/redis:7.4.1\n",
    );
    let fixed = fixes(&case);
    assert!(fixed.stdout.contains("  7.2.4 → 7.4.1, → "), "{fixed}");
    let expected = "FROM HOST/acme/redis:7.4.1@NOW\n".repeat(2);
    assert_eq!(read(&case, "Dockerfile"), expected);
}

#[test]
fn the_locked_tag_passes_with_its_digest_and_without_one() {
    let case = locked();
    let digest = digest(&case, "cache");
    let text = format!(
        "FROM HOST/acme/redis:7.4.1\nFROM HOST/acme/redis:7.4.1@{digest}\nFROM HOST/acme/redis@{digest}\n"
    );
    write(&case, "Dockerfile", &text);
    case.run("check").success();
    write(
        &case,
        "Dockerfile",
        &format!("FROM HOST/acme/redis:7.2.4@{digest}\n"),
    );
    fixes(&case);
    assert_eq!(
        read(&case, "Dockerfile"),
        "FROM HOST/acme/redis:7.4.1@NOW\n"
    );
}

#[test]
fn a_tag_that_is_higher_than_the_locked_one_is_written_back() {
    let case = locked();
    case.push(
        "acme/redis",
        "7.9.0",
        &Image::index(&["linux/amd64"], "new"),
    );
    write(&case, "Dockerfile", "FROM HOST/acme/redis:7.9.0\n");
    let fixed = fixes(&case);
    assert!(fixed.stdout.contains("  7.9.0 → 7.4.1\n"), "{fixed}");
    case.run("update").success();
    fixes(&case);
    assert_eq!(read(&case, "Dockerfile"), "FROM HOST/acme/redis:7.9.0\n");
}

#[test]
fn files_follow_each_update_of_the_lock() {
    let case = locked();
    write(&case, "Dockerfile", "FROM HOST/acme/redis:7.4.1\n");
    case.run("check").success();
    case.push(
        "acme/redis",
        "7.4.10",
        &Image::index(&["linux/amd64"], "ten"),
    );
    let update = case.run("update").success();
    assert!(update.stdout.contains("7.4.1 → 7.4.10"), "{update}");
    fixes(&case);
    assert_eq!(read(&case, "Dockerfile"), "FROM HOST/acme/redis:7.4.10\n");
}

#[test]
fn a_range_that_moved_on_takes_its_files_with_it() {
    let case = locked();
    write(&case, "Dockerfile", "FROM HOST/acme/redis:7.4.1\n");
    case.project.commit("with 7");
    case.manifest(&CARET.replace("^7.2", "^8"));
    let unlocked = case.run("check --fix").exits(1);
    assert!(
        unlocked.stderr.contains("hint: run `imagelock lock`\n"),
        "{unlocked}"
    );
    case.run("lock").success();
    let fixed = fixes(&case);
    assert!(fixed.stdout.contains("  7.4.1 → 8.0.0\n"), "{fixed}");
    assert_eq!(read(&case, "Dockerfile"), "FROM HOST/acme/redis:8.0.0\n");
}

#[test]
fn a_tag_in_whose_place_a_range_is_declared_is_followed() {
    let case = redis();
    case.manifest("cache = \"HOST/acme/redis:6.2.1\"\n");
    case.run("update").success();
    write(&case, "Dockerfile", "FROM HOST/acme/redis:6.2.1\n");
    case.project.commit("with a tag");
    case.manifest(CARET);
    case.run("lock").success();
    fixes(&case);
    assert_eq!(read(&case, "Dockerfile"), "FROM HOST/acme/redis:7.4.1\n");
}

#[test]
fn two_ranges_have_each_their_own_files() {
    let case = redis();
    case.manifest(&format!(
        "{CARET}old = {{ image = \"HOST/acme/redis\", version = \"~7.2\" }}\nsix = \"HOST/acme/redis:6.2.1\"\n"
    ));
    case.run("update").success();
    write(
        &case,
        "Dockerfile",
        "FROM HOST/acme/redis:7.3\nFROM HOST/acme/redis:7.2.9\nFROM HOST/acme/redis:6.2.1\n",
    );
    fixes(&case);
    assert_eq!(
        read(&case, "Dockerfile"),
        "FROM HOST/acme/redis:7.4.1\nFROM HOST/acme/redis:7.2.9\nFROM HOST/acme/redis:6.2.1\n"
    );
    case.project.commit("all of them");
    case.push(
        "acme/redis",
        "7.2.10",
        &Image::index(&["linux/amd64"], "ten"),
    );
    case.run("update").success();
    // Both accept 7.2.9, and `old` had it
    fixes(&case);
    assert!(read(&case, "Dockerfile").contains("redis:7.4.1\nFROM HOST/acme/redis:7.2.10\n"));
}
