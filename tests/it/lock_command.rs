//! `lock`: changes only what must change, and asks only what it cannot know.

use crate::support::case::Case;
use crate::support::registry::{Image, digest};

#[test]
fn lock_sends_nothing_where_all_entries_satisfy() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let before = case.raw_lock();
    assert_snapshot!(case.run("lock").success());
    assert_eq!(case.raw_lock(), before);
    assert!(case.registry.requests().is_empty());
}

#[test]
fn lock_makes_a_first_lock() {
    let case = Case::new();
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.manifest("web = \"HOST/acme/web:1\"\n");
    assert_snapshot!(case.run("lock --check").exits(1));
    assert!(!case.project.exists("images.lock"));
    assert_snapshot!(case.run("lock").success());
    case.run("lock --check").success();
}

#[test]
fn platforms_that_another_name_has_are_taken_without_a_request() {
    let case = Case::locked();
    let lock = case.raw_lock();
    case.manifest(
        "base = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\n\
         web = \"HOST/acme/web:1\"\nbare = \"HOST/acme/base:1\"\n",
    );
    case.run("lock").success();
    case.manifest(
        "base = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\n\
         web = \"HOST/acme/web:1\"\nbare = { image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }\n",
    );
    case.run("lock").success();
    assert!(case.registry.requests().is_empty());
    assert!(case.raw_lock().len() > lock.len());
    case.run("verify").success();
}

#[test]
fn a_renamed_key_keeps_its_digest_without_a_request() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.manifest(
        "base = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\nfrontend = \"HOST/acme/web:1\"\n",
    );
    assert_snapshot!(case.run("lock").success());
    assert!(case.registry.requests().is_empty());
}

#[test]
fn added_platforms_are_fetched_by_the_locked_digest_and_dropped_ones_go_without_a_request() {
    let case = Case::locked();
    let image = |platforms: &str| {
        format!(
            "base = {{ image = \"HOST/acme/base:1\", platforms = [{platforms}] }}\nweb = \"HOST/acme/web:1\"\n"
        )
    };
    let locked = Image::index(&["linux/amd64", "linux/arm64"], "base");
    case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "newer"),
    );
    case.manifest(&image("\"linux/amd64\", \"linux/arm64\""));
    assert_snapshot!(case.run("lock").success());
    assert_eq!(
        case.registry.count(
            "GET",
            &format!("/v2/acme/base/manifests/{}", locked.digest())
        ),
        2
    );
    assert!(
        case.raw_lock()
            .contains(&locked.platform_digest("linux/arm64"))
    );
    case.registry.clear_log();
    case.manifest(&image("\"linux/arm64\""));
    assert_snapshot!(case.run("lock").success());
    case.manifest(&image(""));
    assert_snapshot!(case.run("lock").success());
    assert_snapshot!(case.lock());
    assert!(case.registry.requests().is_empty());
}

#[test]
fn platforms_that_a_bot_left_behind_are_fetched_anew() {
    let case = Case::locked();
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base");
    let newer = Image::index(&["linux/amd64"], "newer");
    case.push("acme/base", "1", &newer);
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newest"));
    case.edit_lock(&old.digest(), &newer.digest());
    assert_snapshot!(case.run("lock").success());
    assert_snapshot!(case.lock());
    assert!(
        case.raw_lock()
            .contains(&newer.platform_digest("linux/amd64"))
    );
}

#[test]
fn a_changed_tag_is_asked_and_nothing_else() {
    let case = Case::locked();
    case.push("acme/web", "2", &Image::single("linux/amd64", "web 2"));
    case.manifest(
        "base = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\nweb = \"HOST/acme/web:2\"\n",
    );
    assert_snapshot!(case.run("lock").success());
    assert_eq!(case.registry.count("*", "/v2/acme/base/"), 0);
}

#[test]
fn a_pin_to_what_is_locked_needs_no_request() {
    let case = Case::locked();
    let locked = Image::single("linux/amd64", "web").digest();
    let base =
        "base = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\n";
    case.manifest(&format!("{base}web = \"HOST/acme/web:1@{locked}\"\n"));
    case.run("lock").success();
    assert!(case.registry.requests().is_empty());
    case.manifest(&format!(
        "{base}web = \"HOST/acme/web:1@{}\"\n",
        digest(b"gone")
    ));
    assert_snapshot!(case.run("lock").exits(1));
}

#[test]
fn a_digest_that_was_given_by_hand_is_not_taken_for_what_its_tag_names() {
    let case = Case::locked();
    let (by_hand, newer) = (
        Image::single("linux/amd64", "web"),
        Image::single("linux/amd64", "newer"),
    );
    case.push("acme/web", "1", &newer);
    case.manifest(&format!(
        "app = \"HOST/acme/web:1\"\nweb = \"HOST/acme/web:1@{}\"\n",
        by_hand.digest()
    ));
    case.run("lock").success();
    assert_eq!(case.registry.count("HEAD", "/v2/acme/web/manifests/1"), 2);
    assert_eq!(
        case.run("get app --field digest").success().stdout,
        format!("{}\n", newer.digest())
    );
}

#[test]
fn a_place_where_nothing_must_be_written_need_not_be_writable() {
    let case = Case::locked();
    // Nobody can create a file beside what stdin is, not even root
    let run = case
        .command("lock --lock-path /dev/stdin")
        .stdin(case.raw_lock());
    assert_snapshot!(run.run().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_no_lock() {
    let case = Case::locked();
    for path in ["/dev/full", "/dev/null"] {
        let outcome = case.run(&format!("verify --lock-path {path}")).exits(2);
        assert!(
            outcome.stderr.contains(&format!(
                "`{path}` is a device, and neither a file nor a pipe"
            )),
            "{outcome}"
        );
    }
}
