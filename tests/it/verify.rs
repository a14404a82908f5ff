//! `verify`: what each question finds, and what it costs.

mod cooldown;
mod parts;
mod present;

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Registry, digest};

const NEWER: &str = "newer";

#[test]
fn what_registries_were_asked_is_counted() {
    let case = Case::locked();
    let other = Registry::builder().open().start();
    other.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let images = case.project.read("images.toml");
    let app = format!(
        "app = \"{0}/acme/app:1\"\nsame = \"{0}/acme/app:1\"\n",
        other.host()
    );
    case.project.file("images.toml", format!("{images}{app}"));
    case.run("lock").success();
    let line = |arguments: &str| {
        let outcome = case.run(&format!("verify {arguments}"));
        let asked = |line: &&str| line.starts_with("checked: ");
        outcome.stdout.lines().find(asked).map(str::to_owned)
    };
    let tags = "checked: 3 tags at 2 registries";
    assert_eq!(line(""), None);
    assert_eq!(line("--fresh").as_deref(), Some(tags));
    let and_platform = "checked: 3 tags and 1 digest at 2 registries";
    assert_eq!(line("--fresh --present").as_deref(), Some(and_platform));
    assert_eq!(
        line("--present").as_deref(),
        Some("checked: 4 digests at 2 registries")
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let both = "checked: 3 tags and 2 digests at 2 registries";
    assert_eq!(line("--fresh --present").as_deref(), Some(both));
    // What has no answer is not checked
    other.fault(Fault::on("*", "/v2/acme/app/*").status(403).always());
    let answered = "checked: 2 tags at 1 registry";
    assert_eq!(line("--fresh").as_deref(), Some(answered));
    let markdown = case.run("verify --fresh --format markdown").stdout;
    assert!(markdown.contains(answered), "{markdown}");
}

#[test]
fn a_lock_that_satisfies_passes_without_a_request() {
    let case = Case::locked();
    assert_snapshot!(case.run("verify").success(), @"
    exit status: 0
    --- stdout ---
    images.lock satisfies images.toml: 2 images
    not checked: digests were not compared with any registry (see `--present`, `--fresh`)
    --- stderr ---
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_missing_lock_is_a_no() {
    let case = Case::new();
    case.manifest("web = \"HOST/acme/web:1\"\n");
    assert_snapshot!(case.run("verify").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not exist
    hint: run `imagelock lock` to create it
    ");
}

#[test]
fn everything_that_does_not_satisfy_is_told_at_once() {
    let case = Case::new();
    case.push(
        "acme/web",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "web"),
    );
    let image = |name: &str, rest: &str| {
        format!("{name} = {{ image = \"HOST/acme/web\", tag = \"1\"{rest} }}\n")
    };
    let names = ["digest", "extra", "fine", "image", "removed", "tag"];
    let manifest: String = names.iter().map(|name| image(name, "")).collect();
    case.manifest(&(manifest + &image("platform", ", platforms = [\"linux/amd64\"]")));
    case.run("update").success();
    case.manifest(&format!(
        "added = \"HOST/acme/web:1\"\ndigest = \"HOST/acme/web:1@{}\"\nextra = \"HOST/acme/web:1\"\nfine = \"HOST/acme/web:1\"\n\
         image = \"HOST/acme/other:1\"\ntag = \"HOST/acme/web:2\"\n\
         platform = {{ image = \"HOST/acme/web:1\", platforms = [\"linux/arm64\"] }}\n",
        digest(b"other")
    ));
    assert_snapshot!(case.run("verify").exits(1));
    assert_snapshot!(case.run("verify -q").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `added` is not locked
    caused by: `digest`: the locked digest is `sha256:105d1bb94b9c0d1f56086b608b9bdcf5d74e0d5adc825c8b3d2adcd17cbe608b`, but `images.toml` says `sha256:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa`
    caused by: `image`: the locked image is `registry.test/acme/web`, but `images.toml` says `registry.test/acme/other`
    caused by: `platform`: `images.toml` declares `linux/arm64`, which is not locked
    caused by: `removed`: locked, but not in `images.toml`
    caused by: `tag`: the locked tag is `1`, but `images.toml` says `2`
    hint: run `imagelock lock`, then commit `images.lock`
    ");
}

#[test]
fn bytes_that_are_not_canonical_do_not_pass() {
    let case = Case::locked();
    case.edit_lock("\n[images.web]", "\n# token = hunter2hunter2\n[images.web]");
    assert_snapshot!(case.run("verify").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock satisfies images.toml, but is not in its canonical form: 2 images
    not checked: digests were not compared with any registry (see `--present`, `--fresh`)
    --- stderr ---
    error: `images.lock` does not pass
    caused by: line 13 is not as imagelock writes it: # token =***************
    hint: run `imagelock lock`, then commit `images.lock`
    ");
    case.run("lock").success();
    case.run("verify").success();
}

#[test]
fn line_ends_and_a_byte_order_mark_do_no_harm() {
    let case = Case::locked();
    case.project.file(
        "images.lock",
        format!("\u{feff}{}", case.raw_lock().replace('\n', "\r\n")),
    );
    case.run("verify").success();
    case.run("update").success();
    assert!(
        case.raw_lock().contains("\r\n"),
        "a checkout with CRLF is left alone"
    );
}

#[test]
fn stale_platforms_are_told_and_do_not_fail() {
    let case = Case::locked();
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    case.edit_lock(
        &old,
        &case.push("acme/base", "1", &Image::index(&["linux/amd64"], NEWER)),
    );
    assert_snapshot!(case.run("verify").success(), @"
    exit status: 0
    --- stdout ---
    ~ base  the locked platforms belong to another digest; `imagelock lock` fetches them again
    images.lock satisfies images.toml: 2 images
    not checked: digests were not compared with any registry (see `--present`, `--fresh`)
    --- stderr ---
    ");
    case.run("verify --fresh").success();
    case.push("acme/base", "1", &Image::index(&["linux/arm64"], "newest"));
    case.edit_lock(
        &Image::index(&["linux/amd64"], NEWER).digest(),
        &Image::index(&["linux/arm64"], "newest").digest(),
    );
    assert_snapshot!(case.run("verify --fresh").exits(1), @"
    exit status: 1
    --- stdout ---
    ~ base  the locked platforms belong to another digest; `imagelock lock` fetches them again
    images.lock does not pass: 1 of 2 images
    checked: 2 tags at 1 registry
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `base`: the image has no platform `linux/amd64`; it has `linux/arm64`
    hint: choose tags that have the platforms, or declare other `platforms` in `images.toml`
    ");
}

#[test]
fn present_asks_by_digest() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", NEWER));
    assert_snapshot!(case.run("verify --present").success(), @"
    exit status: 0
    --- stdout ---
    images.lock satisfies images.toml: 2 images
    checked: 3 digests at 1 registry
    not checked: whether tags still name these digests (see `--fresh`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    ");
    case.registry
        .delete_digest("acme/web", &Image::single("linux/amd64", "web").digest());
    assert_snapshot!(case.run("verify --present").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    checked: 3 digests at 1 registry
    not checked: whether tags still name these digests (see `--fresh`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the registry no longer has the locked digest
    hint: run `imagelock update` to lock what the tags name now; change digests that were written by hand in `images.toml`
    ");
}

#[test]
fn fresh_fails_for_a_tag_that_moved_or_is_gone() {
    let case = Case::locked();
    assert_snapshot!(case.run("verify --fresh").success(), @"
    exit status: 0
    --- stdout ---
    images.lock satisfies images.toml: 2 images
    checked: 2 tags at 1 registry
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    ");
    case.push("acme/web", "1", &Image::single("linux/amd64", NEWER));
    case.registry.delete_tag("acme/base", "1");
    assert_snapshot!(case.run("verify --fresh").exits(1));
}

#[test]
fn a_tag_that_names_its_digest_answers_both_questions_with_one_request() {
    let case = Case::locked();
    case.run("verify --present --fresh").success();
    // One of them is refused for want of a token, and one is that of a platform
    assert_eq!(
        case.registry.count("HEAD", "/v2/"),
        4,
        "{:#?}",
        case.registry.sequence()
    );
    case.registry.clear_log();
    case.push("acme/web", "1", &Image::single("linux/amd64", NEWER));
    assert_snapshot!(case.run("verify --present --fresh").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    checked: 2 tags and 2 digests at 1 registry
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the tag `1` moved: 35fb3d34 → 3f59e8b2
    hint: run `imagelock update` to lock what the tags name now
    ");
    let by_digest = format!(
        "/v2/acme/web/manifests/{}",
        Image::single("linux/amd64", "web").digest()
    );
    assert_eq!(case.registry.count("HEAD", &by_digest), 1);
    case.registry
        .delete_digest("acme/web", &Image::single("linux/amd64", "web").digest());
    assert_snapshot!(case.run("verify --present --fresh").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 2 images
    checked: 2 tags and 2 digests at 1 registry
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the tag `1` moved: 35fb3d34 → 3f59e8b2
    caused by: `web`: the registry no longer has the locked digest
    hint: run `imagelock update` to lock what the tags name now; change digests that were written by hand in `images.toml`
    ");
}

#[test]
fn a_pin_by_hand_is_asked_whether_it_is_there_and_no_more() {
    let case = Case::new();
    let old = case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.push("acme/web", "1", &Image::single("linux/amd64", NEWER));
    case.manifest(&format!("web = \"HOST/acme/web:1@{old}\"\n"));
    case.run("update").success();
    case.run("verify --present --fresh").success();
    case.registry.delete_digest("acme/web", &old);
    assert_snapshot!(case.run("verify --fresh").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 1 image
    checked: 1 digest at 1 registry
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the registry no longer has the locked digest
    hint: run `imagelock update` to lock what the tags name now; change digests that were written by hand in `images.toml`
    ");
}

#[test]
fn no_answer_is_not_a_yes() {
    let case = Case::locked();
    case.registry.fault(
        Fault::on("HEAD", "/v2/acme/web/manifests/*")
            .status(403)
            .always(),
    );
    case.registry.fault(
        Fault::on("GET", "/v2/acme/web/manifests/*")
            .status(403)
            .always(),
    );
    assert_snapshot!(case.run("verify --present --fresh").exits(3), @"
    exit status: 3
    --- stdout ---
    images.lock cannot be verified: no answer for 1 of 2 images
    checked: 1 tag and 1 digest at 1 registry
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: cannot resolve `web` (registry.test/acme/web:1)
    caused by: registry.test refuses access: 403; a token for service `registry.docker.io` and scope `repository:acme/web:pull` was requested anonymously from registry.test: it grants `repository:acme/web:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    ");
    case.edit_lock("version = 1\n", "version = 1\n# more\n");
    case.run("verify --present").exits(1);
}

#[test]
fn of_many_causes_the_first_are_printed_and_json_has_them_all() {
    let case = Case::locked();
    let images = |tag: &dyn Fn(usize) -> String| -> String {
        let image = |number| format!("image{number} = \"HOST/acme/web:{}\"\n", tag(number));
        (10..35).map(image).collect()
    };
    case.manifest(&images(&|_| "1".to_owned()));
    case.run("lock").success();
    case.manifest(&images(&|number| format!("other{number}")));
    let outcome = case.run("verify").exits(1);
    let causes: Vec<&str> = outcome
        .stderr
        .lines()
        .filter(|line| line.starts_with("caused by: "))
        .collect();
    assert_eq!(causes.len(), 21, "{outcome}");
    assert!(causes[19].contains("`image29`"), "{outcome}");
    assert_eq!(
        causes[20],
        "caused by: and 5 more; `--format json` lists them all"
    );
    let document = case.run("verify --format json").stdout;
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let images = document["images"].as_array().unwrap();
    assert_eq!(images.len(), 25);
    assert!(images.iter().all(|image| image["status"] == "unsatisfied"));
}
