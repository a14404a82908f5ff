//! `add --name` of an image that is there: its tag changes in one step.

use super::{case, files, manifest};
use crate::support::registry::Image;
use crate::support::schema::document;

#[test]
fn add_with_a_name_that_is_there_replaces_the_tag_and_says_what_it_was() {
    let case = case();
    assert_snapshot!(case.run("add HOST/acme/web:2 --name web").success());
    let text = manifest(&case);
    assert!(
        text.ends_with("web = \"registry.test/acme/web:2\"\n"),
        "{text}"
    );
    assert!(case.lock().contains("tag = \"2\""), "{}", case.lock());
    case.run("verify").success();
    // Twice is once
    let before = files(&case);
    case.registry.clear_log();
    assert_snapshot!(case.run("add HOST/acme/web:2 --name web").success());
    assert_eq!(files(&case), before);
    assert!(case.registry.requests().is_empty());
}

#[test]
fn what_else_is_said_of_an_image_stays_when_its_tag_changes() {
    let case = case();
    case.push(
        "acme/base",
        "2",
        &Image::index(&["linux/amd64", "linux/arm64"], "new base"),
    );
    case.project.file(
        "images.toml",
        case.text(
            "# ours\r\n[images.base] # x\r\nimage = \"HOST/acme/base\"\r\n# why\r\ntag = \"1\" # y\r\nplatforms = [\"linux/amd64\"]\r\n",
        ),
    );
    case.run("lock").success();
    case.run("add HOST/acme/base:2 --name base").success();
    assert_eq!(
        manifest(&case),
        "# ours\r\n[images.base] # x\r\nimage = \"registry.test/acme/base\"\r\n# why\r\ntag = \"2\" # y\r\nplatforms = [\"linux/amd64\"]\r\n"
    );
    assert!(
        case.lock()
            .contains("[images.base.platforms]\n\"linux/amd64\" = ")
    );
    case.run("verify").success();
}

#[test]
fn a_digest_pins_by_hand_and_a_tag_ends_the_pin() {
    let case = case();
    let digest = case.push("acme/web", "2", &Image::single("linux/amd64", "web 2"));
    case.push("acme/web", "2", &Image::single("linux/amd64", "moved"));
    assert_snapshot!(
        case.run(&format!("add HOST/acme/web:2@{digest} --name web"))
            .success()
    );
    assert!(manifest(&case).ends_with(&format!("/acme/web:2@{digest}\"\n")));
    assert!(case.lock().contains(&digest));
    case.run("verify").success();
    // The lock has no tag of a pin, so that another one beside it changes images.toml alone
    assert_snapshot!(
        case.run(&format!("add HOST/acme/web:3@{digest} --name web"))
            .success()
    );
    case.run("verify").success();
    assert_snapshot!(case.run("add HOST/acme/web:2 --name web").success());
    assert!(!case.lock().contains(&digest));
    case.run("verify").success();
}

#[test]
fn a_digest_beside_the_tag_that_is_there_is_not_called_another_tag() {
    let case = case();
    let digest = case.push("acme/web", "2", &Image::single("linux/amd64", "web 2"));
    let outcome = case.run(&format!("add HOST/acme/web:1@{digest}")).success();
    let words = "`web` follows a tag, and this is a digest; to replace that, run";
    assert!(outcome.stderr.contains(words), "{outcome}");
}

#[test]
fn another_repository_does_not_take_a_name() {
    let case = case();
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/app:1 --name web").exits(2));
    assert_eq!(files(&case), before);
}

#[test]
fn a_tag_that_cannot_be_locked_leaves_both_files_as_they_are() {
    let case = case();
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/web:none --name web").exits(1));
    assert_eq!(files(&case), before);
    case.push(
        "acme/base",
        "2",
        &Image::index(&["linux/arm64"], "without amd64"),
    );
    case.run("add HOST/acme/base:2 --name base").exits(1);
    assert_eq!(files(&case), before);
    assert_snapshot!(
        case.run("add HOST/acme/web:2 --name web --dry-run")
            .success()
    );
    assert_eq!(files(&case), before);
}

#[test]
fn json_has_both_entries_of_a_tag_that_changes() {
    let case = case();
    let outcome = case
        .run("add HOST/acme/web:2 --name web --format json")
        .success();
    let document = document(&outcome);
    let image = &document["images"][0];
    let told = ["status", "line", "tag"].map(|key| image[key].to_string());
    assert_eq!(told, ["\"updated\"", "3", "\"2\""]);
    assert_eq!(
        (&image["old"]["tag"], &image["new"]["tag"]),
        (&"1".into(), &"2".into())
    );
    assert_eq!(document["manifest_written"], "yes");
}

#[test]
fn the_note_of_an_added_tag_replaces_the_old_one_as_it_stands() {
    let case = case();
    let host = case.registry.host();
    for files in ["", " --manifest-path ./images.toml --lock-path images.lock"] {
        let outcome = case.run(&format!("add HOST/acme/web:2{files}")).success();
        assert!(
            outcome
                .stderr
                .contains("`web` has another tag; to replace that, run"),
            "{outcome}"
        );
        case.run("remove acme-web").success();
        case.run(&format!("add HOST/acme/app:1{files}")).success();
        let outcome = case
            .run(&format!("add HOST/acme/app:latest{files}"))
            .success();
        let words = outcome.stderr.replace("registry.test", &host);
        let commands = words
            .split('`')
            .filter_map(|words| words.strip_prefix("imagelock "));
        assert_eq!(commands.clone().count(), 2, "{words}");
        commands.for_each(|command| {
            case.run(command).success();
        });
        let text = manifest(&case);
        assert!(
            text.contains("acme-app = \"registry.test/acme/app:latest\"\n"),
            "{text}"
        );
        assert!(!text.contains("acme-app-latest"), "{text}");
        case.run("verify").success();
        case.run("remove acme-app").success();
    }
}

#[test]
fn a_tag_that_is_changed_by_hand_and_locked_ends_the_same() {
    let [by_add, by_hand] = [case(), case()];
    by_add.run("add HOST/acme/web:2 --name web").success();
    let text = by_hand.project.read("images.toml");
    by_hand
        .project
        .file("images.toml", text.replace("/web:1", "/web:2"));
    by_hand.run("lock").success();
    assert_eq!(manifest(&by_hand), manifest(&by_add));
    assert_eq!(by_hand.lock(), by_add.lock());
    by_hand.run("verify").success();
}
