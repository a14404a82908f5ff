use super::*;
use crate::document::Source;
use crate::lock::{Lock, decode};
use crate::manifest::Manifest;
use crate::reference::Reference;

const MANIFEST: &str = "[images]\nweb = \"nginx:1\"\nold = \"nginx:0\"\nnew = \"redis:7\"\nlast = \"alpine\"\n\
    a-pin = \"busybox:1@sha256:PIN\"\nbox = \"busybox:1\"\n";

/// `1` and so on stand for digests.
fn digests(text: &str) -> String {
    let digest = |letter: &str| letter.repeat(64);
    let text = text.replace("PIN", &digest("f"));
    ["1", "2", "3"].iter().fold(text, |text, letter| {
        text.replace(&format!("#{letter}"), &digest(letter))
    })
}

fn entry(name: &str, image: &str, tag: &str, digest: &str) -> String {
    let tag = if tag.is_empty() {
        String::new()
    } else {
        format!("tag = \"{tag}\"\n")
    };
    format!(
        "[images.{name}]\nimage = \"docker.io/library/{image}\"\n{tag}digest = \"sha256:{digest}\"\n"
    )
}

#[test]
fn an_image_is_known_by_its_tag_and_a_digest_by_the_lock() {
    let manifest = Manifest::parse(&Source::new("m", digests(MANIFEST))).unwrap();
    let entries = [
        entry("web", "nginx", "1", "#1"),
        entry("old", "nginx", "0", "#2"),
        entry("last", "alpine", "latest", "#3"),
        entry("a-pin", "busybox", "", "PIN"),
        entry("box", "busybox", "1", "#1"),
    ];
    let lock = digests(&format!("version = 1\n{}", entries.join("")));
    let lock = decode(&Source::new("l", lock)).unwrap().lock;
    let declared = Declared::new(&manifest, &lock);
    let cases = [
        ("nginx:1", "unpinned web 1"),
        ("docker.io/library/nginx:1", "unpinned web 1"),
        ("nginx:1@sha256:#1", "pinned web"),
        ("nginx:1@sha256:#2", "other web 1"),
        ("nginx@sha256:#2", "pinned old"),
        ("nginx@sha256:#3", "other old ?"),
        ("nginx:2", "undeclared old web"),
        ("nginx:2@sha256:#1", "undeclared old web"),
        ("nginx", "undeclared old web"),
        ("alpine", "unpinned last 3"),
        ("alpine:latest", "unpinned last 3"),
        ("alpine@sha256:#1", "other last 3"),
        ("redis:7", "not locked new"),
        ("redis:7@sha256:#1", "not locked new"),
        ("node:20", "undeclared"),
        ("busybox:1", "unpinned box 1"),
        ("busybox:1@sha256:PIN", "pinned a-pin"),
        ("busybox:9@sha256:PIN", "pinned a-pin"),
        ("busybox:1@sha256:#2", "other box 1"),
    ];
    for (used, expected) in cases {
        let used = digests(used).parse().unwrap();
        let found = told(&declared.usage(&used));
        assert_eq!(found, expected, "{used}");
    }
}

/// A usage in a line; of each digest the first letter.
fn told(usage: &Usage<'_>) -> String {
    let first = |digest: &Digest| digest.hex()[..1].to_owned();
    let names = |names: &[&ImageName]| {
        let names: Vec<_> = names.iter().map(|name| name.as_str()).collect();
        names.join(" ")
    };
    match usage {
        Usage::Pinned(name) => format!("pinned {name}"),
        Usage::Unpinned(name, digest) => format!("unpinned {name} {}", first(digest)),
        Usage::Other(name, digest) => {
            let digest = digest.map_or_else(|| "?".to_owned(), first);
            format!("other {name} {digest}")
        }
        Usage::OtherTag(name, tag, digest) => format!("other tag {name} {tag} {}", first(digest)),
        Usage::Outdated(name, tag, digest) => {
            let tag = tag.map_or("-", |tag| tag.as_str());
            format!("outdated {name} {tag} {}", first(digest))
        }
        Usage::NotLocked(name) => format!("not locked {name}"),
        Usage::Several(several) => format!("several {}", names(several)),
        Usage::Undeclared(near) => format!("undeclared {}", names(near)).trim_end().to_owned(),
    }
}

/// What a range says of a used image, held against the lock of now, and against one before if that is asked for.
fn by_range(
    images: &str,
    now: &[(&str, &str, &str)],
    before: &[(&str, &str, &str)],
    used: &str,
) -> String {
    let manifest = format!("[images]\n{images}");
    let manifest = Manifest::parse(&Source::new("m", digests(&manifest))).unwrap();
    let lock = |entries: &[(&str, &str, &str)]| {
        let entries = entries.iter().map(|(name, keys, digest)| {
            let header = format!("[images.{name}]\n");
            let (rule, tag) = keys.split_once('|').unwrap();
            let tag = entry(name, "redis", tag, digest).replace(&header, "");
            format!("{header}{rule}\n{tag}")
        });
        let text = format!("version = 1\n{}", entries.collect::<String>());
        decode(&Source::new("l", digests(&text))).unwrap().lock
    };
    let (now, before): (Lock, Lock) = (lock(now), lock(before));
    let declared = Declared::new(&manifest, &now);
    let used: Reference = digests(used).parse().unwrap();
    let usage = declared.usage(&used);
    let followed = declared
        .is_open(&used, &usage)
        .then(|| declared.usage_before(&used, &[before]))
        .flatten();
    told(&followed.unwrap_or(usage))
}

const CARET: &str = "cache = { image = \"redis\", version = \"^7.2\" }\n";
const LOCKED: (&str, &str, &str) = ("cache", "version = \"^7.2\"|7.4.1", "#1");

#[test]
fn a_range_has_the_tags_that_it_accepts_and_its_files_the_locked_one() {
    let cases = [
        ("redis:7.4.1", "unpinned cache 1"),
        ("redis:7.4.1@sha256:#1", "pinned cache"),
        ("redis:7.4.1@sha256:#2", "other cache 1"),
        ("redis:7.2.4", "other tag cache 7.4.1 1"),
        ("redis:7.2.4@sha256:#1", "other tag cache 7.4.1 1"),
        ("redis:7.2.4@sha256:#2", "other tag cache 7.4.1 1"),
        ("redis:7.9", "other tag cache 7.4.1 1"),
        ("redis@sha256:#1", "pinned cache"),
        ("redis@sha256:#2", "other cache 1"),
        ("redis:7", "undeclared cache"),
        ("redis:6", "undeclared cache"),
        ("redis:7.4.1-alpine", "undeclared cache"),
        ("redis", "undeclared cache"),
        ("nginx:7.4.1", "undeclared"),
    ];
    for (used, expected) in cases {
        assert_eq!(by_range(CARET, &[LOCKED], &[], used), expected, "{used}");
    }
    assert_eq!(by_range(CARET, &[], &[], "redis:7.2.4"), "not locked cache");
    assert_eq!(by_range(CARET, &[], &[], "redis:6"), "undeclared cache");
}

#[test]
fn the_tag_that_was_locked_before_is_followed_out_of_the_range() {
    let of = |before, used| by_range(CARET, &[LOCKED], &[before], used);
    let six = ("cache", "|6", "#2");
    assert_eq!(of(six, "redis:6"), "other tag cache 7.4.1 1");
    assert_eq!(of(six, "redis:6@sha256:#2"), "other tag cache 7.4.1 1");
    assert_eq!(of(six, "redis@sha256:#2"), "other cache 1");
    // Another digest than the one that was locked is somebody's own
    assert_eq!(of(six, "redis:6@sha256:#3"), "undeclared cache");
    assert_eq!(of(six, "redis:5"), "undeclared cache");
    assert_eq!(of(("other", "|6", "#2"), "redis:6"), "undeclared cache");
    let latest = ("cache", "|latest", "#2");
    assert_eq!(of(latest, "redis"), "other tag cache 7.4.1 1");
}

#[test]
fn of_several_images_the_one_with_the_tag_is_meant_then_the_one_that_has_it_locked() {
    let all = format!(
        "{CARET}fixed = \"redis:7.2.4\"\ntilde = {{ image = \"redis\", version = \"~7.2\" }}\n"
    );
    let locked = [
        LOCKED,
        ("fixed", "|7.2.4", "#2"),
        ("tilde", "version = \"~7.2\"|7.2.9", "#3"),
    ];
    let of = |before: &[_], used| by_range(&all, &locked, before, used);
    assert_eq!(of(&[], "redis:7.2.4"), "unpinned fixed 2");
    assert_eq!(of(&[], "redis:7.2.9"), "unpinned tilde 3");
    assert_eq!(of(&[], "redis:7.4.1@sha256:#1"), "pinned cache");
    assert_eq!(of(&[], "redis:7.3"), "other tag cache 7.4.1 1");
    assert_eq!(of(&[], "redis:7.2.5"), "several cache tilde");
    let before = [("tilde", "version = \"~7.2\"|7.2.5", "#2")];
    assert_eq!(of(&before, "redis:7.2.5"), "other tag tilde 7.2.9 3");
    assert_eq!(of(&before, "redis:7.2.6"), "several cache tilde");
}

#[test]
fn several_images_that_lock_the_same_are_one() {
    let two = format!("{CARET}other = {{ image = \"redis\", version = \"^7.2\" }}\n");
    let locked = |digest| [LOCKED, ("other", "version = \"^7.2\"|7.4.1", digest)];
    let of = |digest, used| by_range(&two, &locked(digest), &[], used);
    assert_eq!(of("#1", "redis:7.2.4"), "other tag cache 7.4.1 1");
    assert_eq!(of("#2", "redis:7.2.4"), "several cache other");
    assert_eq!(of("#2", "redis:7.4.1@sha256:#2"), "pinned other");
    assert_eq!(of("#2", "redis:7.4.1@sha256:#3"), "other cache ?");
}

#[test]
fn the_tag_that_is_written_decides_before_a_digest_that_is_pinned_too() {
    let of = |images: &str, entries: &[_], used: &str| by_range(images, entries, &[], used);
    let pin = ("pin", "|", "PIN");
    let range = format!("{CARET}pin = \"redis@sha256:PIN\"\n");
    let by_range = |used| of(&range, &[LOCKED, pin], used);
    assert_eq!(
        by_range("redis:7.2.4@sha256:PIN"),
        "other tag cache 7.4.1 1"
    );
    assert_eq!(by_range("redis:7.4.1@sha256:PIN"), "other cache 1");
    assert_eq!(by_range("redis:6@sha256:PIN"), "pinned pin");
    assert_eq!(by_range("redis@sha256:PIN"), "pinned pin");
    let fixed = "fixed = \"redis:7\"\npin = \"redis@sha256:PIN\"\n";
    let by_fixed = |used| of(fixed, &[("fixed", "|7", "#1"), pin], used);
    assert_eq!(by_fixed("redis:7@sha256:PIN"), "other fixed 1");
    assert_eq!(by_fixed("redis:8@sha256:PIN"), "pinned pin");
    // A pin that is written with this tag is the image of it
    let tagged = format!("{CARET}pin = \"redis:7.2.4@sha256:PIN\"\n");
    let by_tagged = |used| of(&tagged, &[LOCKED, pin], used);
    assert_eq!(by_tagged("redis:7.2.4@sha256:PIN"), "pinned pin");
    assert_eq!(
        by_tagged("redis:7.2.5@sha256:PIN"),
        "other tag cache 7.4.1 1"
    );
}
