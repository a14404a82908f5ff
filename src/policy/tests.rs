//! What may be locked, and what a change weakens, of declarations and entries as files write them.

use std::collections::BTreeMap;

use super::usage::{Declared, Usage};
use super::*;
use crate::document::Source;
use crate::lock::{Entry, EntryChange, Lock, decode};
use crate::manifest::{Image, Manifest};
use crate::reference::{Platform, Reference};
use crate::registry::ImageOrArtifact;
use crate::resolve::ManifestAnswer;

fn digest(letter: &str) -> Digest {
    format!("sha256:{}", letter.repeat(64)).parse().unwrap()
}

/// `#1` and so on stand for digests.
fn with_digests(text: &str) -> String {
    ["1", "2", "3"]
        .iter()
        .fold(text.to_owned(), |text, letter| {
            text.replace(&format!("#{letter}"), &letter.repeat(64))
        })
}

fn manifest(images: &str) -> Manifest {
    let text = with_digests(&format!("[images]\n{images}\n"));
    Manifest::parse(&Source::new("images.toml", text)).unwrap()
}

fn image(value: &str) -> Image {
    let manifest = manifest(&format!("a = {value}"));
    manifest.images.into_values().next().unwrap()
}

fn lock(entries: &[(&str, &str)]) -> Lock {
    let entry = |(name, lines): &(&str, &str)| {
        format!("[images.{name}]\nimage = \"docker.io/library/nginx\"\n{lines}\n")
    };
    let entries: String = entries.iter().map(entry).collect();
    let text = with_digests(&format!("version = 1\n{entries}"));
    decode(&Source::new("images.lock", text)).unwrap().lock
}

fn entry(lines: &str) -> Entry {
    let entries = lock(&[("a", lines)]).entries;
    entries.into_values().next().unwrap()
}

fn platforms(names: &[&str]) -> BTreeMap<Platform, Digest> {
    let pair = |name: &&str| (name.parse().unwrap(), digest("2"));
    names.iter().map(pair).collect()
}

fn answer(platforms: Option<ImageOrArtifact>) -> ManifestAnswer {
    ManifestAnswer {
        digest: digest("1"),
        platforms,
    }
}

#[test]
fn a_declared_platform_with_several_manifests_is_refused_and_an_undeclared_one_does_no_harm() {
    let there = "linux/amd64=1 windows(10.0.17763.1)/amd64=2 windows(10.0.20348.1)/amd64=3 \
                 linux/arm64=1 linux/arm64=2 linux/s390x=1 linux/s390x=1";
    let pairs = there.split_whitespace().map(|pair| {
        let (platform, letter) = pair.split_once('=').unwrap();
        (platform.parse().unwrap(), digest(letter))
    });
    let present = ImageOrArtifact::Image(pairs.collect());
    let declared = |names: &str| {
        let names = names.split_whitespace().map(|name| name.parse().unwrap());
        match declared_platforms(&names.collect(), &present) {
            Ok(found) => format!(
                "{:?}",
                found.keys().map(Platform::as_str).collect::<Vec<_>>()
            ),
            Err(refusal) => format!(
                "{}: {refusal}\n{}",
                refusal.reason().as_str(),
                refusal.hint()
            ),
        }
    };
    insta::assert_snapshot!(declared("linux/amd64 linux/s390x"), @r#"["linux/amd64", "linux/s390x"]"#);
    insta::assert_snapshot!(declared("windows(10.0.17763)/amd64 windows(10.0.20348)/amd64"), @r#"["windows(10.0.17763)/amd64", "windows(10.0.20348)/amd64"]"#);
    insta::assert_snapshot!(declared("linux/amd64 windows/amd64"), @"
    platforms-doubled: the image has more than one manifest for `windows/amd64`: `windows(10.0.17763)/amd64`, `windows(10.0.20348)/amd64`
    declare the ones that you need in the place of `windows/amd64` in `images.toml`
    ");
    insta::assert_snapshot!(declared("linux/arm64"), @"
    platforms-doubled: the image has more than one manifest for `linux/arm64`, and nothing tells them apart
    choose a tag that has each of them once, or write `platforms = []` for it in `images.toml` to lock it without them
    ");
    insta::assert_snapshot!(declared("linux/arm64 windows(10.0)/amd64"), @"
    platforms-doubled: the image has more than one manifest for `linux/arm64`, and nothing tells them apart
    choose a tag that has each of them once, or write `platforms = []` for it in `images.toml` to lock it without them
    ");
    insta::assert_snapshot!(declared("windows(10.0.14393)/amd64 linux/arm64"), @"
    platforms-missing: the image has no platform `windows(10.0.14393)/amd64`; it has `linux/amd64`, `linux/arm64`, `linux/s390x`, `windows(10.0.17763)/amd64`, `windows(10.0.20348)/amd64`
    choose a tag that has them, or declare other `platforms` for it in `images.toml`
    ");
}

#[test]
fn declared_platforms_are_locked_if_all_of_them_are_there() {
    let image = image("{ image = \"nginx:1\", platforms = [\"linux/amd64\", \"linux/arm64\"] }");
    let of = |names: &[&str]| {
        let present = ImageOrArtifact::Image(platforms(names).into_iter().collect());
        Outcome::decide(&image, image.tag(), None, &Ok(answer(Some(present))))
    };
    let Outcome::Changed(EntryChange::Added(new)) =
        of(&["linux/amd64", "linux/arm64", "linux/s390x"])
    else {
        panic!("both are there");
    };
    let locked = new.platforms.unwrap().digests;
    assert_eq!(locked, platforms(&["linux/amd64", "linux/arm64"]));
    let said = |outcome: Outcome| match outcome {
        Outcome::Refused(refusal) => format!("{refusal}\n{}", refusal.hint()),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        said(of(&["linux/amd64", "linux/s390x"])),
        "the image has no platform `linux/arm64`; it has `linux/amd64`, `linux/s390x`\n\
         choose a tag that has them, or declare other `platforms` for it in `images.toml`"
    );
    assert_eq!(
        said(of(&["linux/s390x"])),
        "the image has no platform `linux/amd64`, `linux/arm64`; it has `linux/s390x`\n\
         choose a tag that has them, or declare other `platforms` for it in `images.toml`"
    );
    assert_eq!(
        said(of(&[])),
        "the image has no platform `linux/amd64`, `linux/arm64`; it names no platform\n\
         write `platforms = []` for it in `images.toml` to lock it without them, or choose a tag that has them"
    );
}

#[test]
fn platforms_that_nobody_declares_are_not_locked_and_those_that_were_not_asked_for_stay() {
    let plain = image("\"nginx:1\"");
    let present = || {
        Some(ImageOrArtifact::Image(
            platforms(&["linux/amd64"]).into_iter().collect(),
        ))
    };
    let of = |image: &Image, old: Option<&Entry>, platforms| match Outcome::decide(
        image,
        image.tag(),
        old,
        &Ok(answer(platforms)),
    ) {
        Outcome::Changed(EntryChange::Added(new)) => new.platforms,
        Outcome::Unchanged => old.unwrap().platforms.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(&plain, None, present()), None);
    assert_eq!(of(&plain, None, None), None);
    let some = image("{ image = \"nginx:1\", platforms = [\"linux/amd64\"] }");
    let old = entry(
        "tag = \"1\"\ndigest = \"sha256:#1\"\nplatforms-of = \"1111111111111111\"\n\
         [images.a.platforms]\n\"linux/amd64\" = \"sha256:#2\"",
    );
    assert!(old.platforms.is_some());
    assert_eq!(of(&some, Some(&old), None), old.platforms);
}

#[test]
fn the_way_out_of_a_digest_of_a_part_is_an_update_or_the_digest_of_the_whole() {
    let refusal = |update: Option<&str>| PolicyRefusal::DigestOfPart {
        part: ImagePart::Config,
        named: digest("1"),
        update: update.map(|name| name.parse().unwrap()),
    };
    assert_eq!(
        refusal(Some("web")).hint(),
        "run `imagelock update web` to lock what the tag names"
    );
    let digest = digest("1");
    assert_eq!(
        refusal(None).hint(),
        format!("write `{digest}` for it in `images.toml` to lock what the tag names")
    );
}

#[test]
fn a_change_weakens_an_image_by_fewer_platforms_a_pin_or_a_lower_tag() {
    let said = |base: Option<&str>, head: &str| {
        let (base, head) = (base.map(image), image(head));
        let found = weakenings(base.as_ref(), &head, None, None);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.join("; ")
    };
    let of = |names: &str| format!("{{ image = \"nginx:1\", platforms = [{names}] }}");
    let (both, one) = (
        of("\"linux/amd64\", \"linux/arm64\""),
        of("\"linux/amd64\""),
    );
    assert_eq!(
        said(Some(&both), &one),
        "the base requires `linux/arm64`, but the change does not"
    );
    assert_eq!(said(Some(&one), &both), "");
    assert_eq!(said(Some(&one), &one), "");
    assert_eq!(said(None, &one), "");
    let pin = |repository: &str, letter: &str| format!("\"{repository}:1@sha256:#{letter}\"");
    let by_hand = format!(
        "the change pins it by hand to `{}`, so no tag is checked",
        digest("1")
    );
    assert_eq!(said(None, &pin("nginx", "1")), by_hand);
    assert_eq!(said(Some(&pin("nginx", "1")), &pin("nginx", "1")), "");
    assert_eq!(said(Some(&pin("nginx", "2")), &pin("nginx", "1")), by_hand);
    assert_eq!(said(Some(&pin("redis", "1")), &pin("nginx", "1")), by_hand);
    assert_eq!(said(Some("\"nginx:1\""), &pin("nginx", "1")), by_hand);
}

#[test]
fn a_lower_tag_of_the_same_repository_weakens_and_no_other_does() {
    let head = image("\"nginx:1\"");
    let tagged = |tag: &str| entry(&format!("tag = \"{tag}\"\ndigest = \"sha256:#1\""));
    let is_weaker =
        |old: Option<&Entry>, new: Option<&Entry>| !weakenings(None, &head, old, new).is_empty();
    let (low, high) = (tagged("1.2"), tagged("1.10"));
    assert!(is_weaker(Some(&high), Some(&low)));
    assert!(!is_weaker(Some(&low), Some(&high)));
    assert!(!is_weaker(Some(&low), Some(&low)));
    assert!(!is_weaker(None, Some(&low)) && !is_weaker(Some(&high), None));
    let mut other = high;
    other.repository = "redis".parse().unwrap();
    assert!(!is_weaker(Some(&other), Some(&low)));
}

/// What of a usage, held against what is declared now, and against locks that were before.
fn before(images: &str, now: &[(&str, &str)], old: &[(&str, &str)], used: &str) -> String {
    let (manifest, lock_now) = (manifest(images), lock(now));
    let declared = Declared::new(&manifest, &lock_now);
    let used: Reference = with_digests(used).parse().unwrap();
    let usage = declared.usage(&used);
    let name = usage.name().map_or("-", |name| name.as_str());
    let is_open = if declared.is_open(&used, &usage) {
        "open"
    } else {
        "closed"
    };
    let known = match declared.usage_before(&used, &[lock(old)]) {
        None => "unknown".to_owned(),
        Some(Usage::Outdated(name, tag, digest)) => {
            let tag = tag.map_or("the tag", |tag| tag.as_str());
            format!("{name} is {tag} at {}", &digest.hex()[..1])
        }
        Some(Usage::NotLocked(name)) => format!("{name} is not locked"),
        Some(other) => panic!("{other:?}"),
    };
    format!("{name} {is_open}, {known}")
}

#[test]
fn what_a_lock_said_before_tells_which_image_a_digest_was_of() {
    const ONE: &str = "tag = \"1\"\ndigest = \"sha256:#1\"";
    const TWO: &str = "tag = \"2\"\ndigest = \"sha256:#2\"";
    let of = |used: &str| before("web = \"nginx:2\"", &[("web", TWO)], &[("web", ONE)], used);
    assert_eq!(of("nginx:1@sha256:#1"), "- open, web is 2 at 2");
    assert_eq!(of("nginx@sha256:#1"), "web closed, web is the tag at 2");
    assert_eq!(of("nginx:2@sha256:#2"), "web closed, unknown");
    assert_eq!(of("nginx:1@sha256:#3"), "- open, unknown");
    assert_eq!(of("nginx:3@sha256:#1"), "- open, unknown");
    assert_eq!(of("nginx:1"), "- closed, unknown");
    assert_eq!(of("redis:1@sha256:#1"), "- closed, unknown");
    let unlocked = before(
        "web = \"nginx:2\"",
        &[],
        &[("web", ONE)],
        "nginx:1@sha256:#1",
    );
    assert_eq!(unlocked, "- open, web is not locked");
    let same = before(
        "web = \"nginx:1\"",
        &[("web", "tag = \"1\"\ndigest = \"sha256:#2\"")],
        &[("web", ONE)],
        "nginx:1@sha256:#1",
    );
    assert_eq!(same, "web closed, web is the tag at 2");
    let two = "a = \"nginx:2\"\nb = \"nginx:3\"";
    let three = "tag = \"3\"\ndigest = \"sha256:#3\"";
    let of =
        |old: &[(&str, &str)]| before(two, &[("a", TWO), ("b", three)], old, "nginx:1@sha256:#1");
    assert_eq!(of(&[("a", ONE), ("b", ONE)]), "- open, unknown");
    assert_eq!(of(&[("b", ONE)]), "- open, b is 3 at 3");
}

#[test]
fn the_names_of_a_usage_are_those_that_it_may_be_or_all_of_its_repository() {
    let manifest = manifest("a = \"nginx:1\"\nb = \"nginx:2\"\nc = \"redis:1\"");
    let lock = lock(&[]);
    let declared = Declared::new(&manifest, &lock);
    let names = |used: &str| {
        let names = declared.names_of(&used.parse().unwrap());
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(names("nginx:1"), ["a"]);
    assert_eq!(names("nginx:3"), ["a", "b"]);
    assert_eq!(names("node:1"), [""; 0]);
}
