//! Which entry satisfies which image, and the words for those that do not.

use std::str::FromStr;

use super::*;
use crate::lock::Platforms;
use crate::manifest::MinAge;

const OLD: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
const NEW: &str = "sha256:91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e";

fn platforms(names: &[&str]) -> BTreeSet<Platform> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn parsed<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> Option<T> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

/// `TAG PLATFORM…`, or `TAG@DIGEST` for a pin.
fn image(text: &str) -> Image {
    let words: Vec<&str> = text.split(' ').collect();
    let choice = match words[0].split_once('@') {
        None => Choice::Tag(words[0].parse().unwrap()),
        Some((tag, digest)) => Choice::Pin {
            tag: parsed(tag),
            digest: digest.parse().unwrap(),
        },
    };
    Image {
        repository: "alpine".parse().unwrap(),
        choice,
        platforms: platforms(&words[1..]).into(),
        min_age: MinAge::NONE,
        immutable: false,
        line: Some(1),
    }
}

/// The same with the locked digest; the platforms are those of the old one.
fn entry(text: &str) -> Entry {
    let words: Vec<&str> = text.split(' ').collect();
    let (tag, digest) = words[0].split_once('@').unwrap();
    let digests = platforms(&words[1..])
        .into_iter()
        .map(|platform| (platform, OLD.parse().unwrap()))
        .collect();
    Entry {
        rule: None,
        repository: "alpine".parse().unwrap(),
        tag: parsed(tag),
        digest: digest.parse().unwrap(),
        platforms: (words.len() > 1).then(|| Platforms::new(&OLD.parse().unwrap(), digests)),
    }
}

fn reason(entry: &Entry, image: &Image) -> String {
    entry
        .check(image)
        .map_or_else(|reason| reason.to_string(), |()| "satisfied".to_owned())
}

#[test]
fn an_entry_satisfies_by_tag_or_digest_and_by_platforms() {
    let of_pin = "the tag `3.20` is locked, but an image with a digest in `images.toml` is locked without a tag";
    let other_digest = format!("the locked digest is `{OLD}`, but `images.toml` says `{NEW}`");
    let cases = [
        ("3.20@OLD", "3.20", "satisfied"),
        (
            "3.20@OLD linux/amd64 linux/arm64",
            "3.20 linux/amd64 linux/arm64",
            "satisfied",
        ),
        ("@OLD", "@OLD", "satisfied"),
        ("@OLD", "3.20@OLD", "satisfied"),
        (
            "3.20@OLD",
            "3.21",
            "the locked tag is `3.20`, but `images.toml` says `3.21`",
        ),
        (
            "@OLD",
            "3.20",
            "the locked tag is none, but `images.toml` says `3.20`",
        ),
        ("3.20@OLD", "@OLD", of_pin),
        ("3.20@OLD", "3.20@OLD", of_pin),
        ("@OLD", "3.20@NEW", &other_digest),
        (
            "3.20@OLD linux/amd64",
            "3.20 linux/amd64 linux/arm64 linux/s390x",
            "`images.toml` declares `linux/arm64`, `linux/s390x`, which are not locked",
        ),
        (
            "3.20@OLD",
            "3.20 linux/amd64",
            "`images.toml` declares `linux/amd64`, which is not locked",
        ),
        (
            "3.20@OLD linux/amd64 linux/arm64",
            "3.20 linux/amd64",
            "`images.lock` has `linux/arm64`, which `images.toml` does not declare",
        ),
        (
            "3.20@OLD linux/amd64 linux/arm64",
            "3.20",
            "`images.lock` has `linux/amd64`, `linux/arm64`, which `images.toml` does not declare",
        ),
        // Stale platforms are not judged
        ("3.20@NEW linux/amd64", "3.20 linux/arm64", "satisfied"),
        ("3.20@NEW linux/amd64", "3.20", "satisfied"),
    ];
    for (locked, declared, expected) in cases {
        let text = |text: &str| text.replace("OLD", OLD).replace("NEW", NEW);
        let found = reason(&entry(&text(locked)), &image(&text(declared)));
        assert_eq!(found, expected, "{locked} for {declared}");
    }
}

/// `version` and `variant`, `tag-pattern`, or none.
fn rule(text: &str) -> Option<TagRule> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [] => None,
        [pattern] if pattern.contains('(') => Some(TagRule::Pattern(pattern.parse().unwrap())),
        [range, variant @ ..] => Some(TagRule::Version {
            range: range.parse().unwrap(),
            variant: variant.first().map(|it| it.parse().unwrap()),
        }),
    }
}

#[test]
fn an_entry_satisfies_a_rule_that_it_has_and_that_accepts_its_tag() {
    let pattern = r"main-(?<n>\d+)";
    let cases = [
        ("7.4.1", "^7", "^7", "satisfied"),
        ("7.4.1-alpine", "^7 alpine", "^7 alpine", "satisfied"),
        ("main-3", pattern, pattern, "satisfied"),
        ("7.4.1", "^7", "^8", "the locked tag `7.4.1` is not in `^8`"),
        ("8.0", "^7", "^7", "the locked tag `8.0` is not in `^7`"),
        (
            "7.4.1-alpine",
            "^7 alpine",
            "^7",
            "the locked tag `7.4.1-alpine` is not in `^7` without a variant",
        ),
        (
            "7.4.1",
            "^7",
            "^7 alpine",
            "the locked tag `7.4.1` is not in `^7` with the variant `alpine`",
        ),
        (
            "7.4.1",
            "^7",
            pattern,
            r"the locked tag `7.4.1` does not match `main-(?<n>\d+)`",
        ),
        (
            "",
            "",
            "^7",
            "no tag is locked, but `images.toml` has `version = \"^7\"`",
        ),
        (
            "7.4.1",
            "^7",
            "~7.4",
            "`images.lock` has `version = \"^7\"`, but `images.toml` has `version = \"~7.4\"`",
        ),
        (
            "7.4.1",
            "",
            "^7",
            "`images.lock` has no `version` or `tag-pattern`, but `images.toml` has `version = \"^7\"`",
        ),
    ];
    for (tag, locked, declared, expected) in cases {
        let entry = Entry {
            rule: rule(locked).map(Box::new),
            ..entry(&format!("{tag}@{OLD}"))
        };
        let image = Image {
            choice: Choice::Newest(rule(declared).unwrap()),
            ..image("1")
        };
        assert_eq!(
            reason(&entry, &image),
            expected,
            "{tag} by {locked} for {declared}"
        );
    }
}

#[test]
fn a_tag_that_a_rule_chose_is_not_one_that_is_fixed() {
    let entry = Entry {
        rule: rule("^3").map(Box::new),
        ..entry(&format!("3.20@{OLD}"))
    };
    assert_eq!(
        reason(&entry, &image("3.20")),
        "`images.lock` has `version = \"^3\"`, but `images.toml` has no `version` or `tag-pattern`"
    );
    assert_eq!(
        reason(&entry, &image("3.21")),
        "the locked tag is `3.20`, but `images.toml` says `3.21`"
    );
}

#[test]
fn another_repository_does_not_satisfy() {
    let other = Image {
        repository: "nginx".parse().unwrap(),
        ..image("3.20")
    };
    assert_eq!(
        reason(&entry(&format!("3.20@{OLD}")), &other),
        "the locked image is `docker.io/library/alpine`, but `images.toml` says `docker.io/library/nginx`"
    );
}
