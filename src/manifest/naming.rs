//! Names for images that nobody has named: out of their repositories, and no longer than they must be.

use std::collections::{BTreeMap, BTreeSet};

use super::name::{ImageName, NAME_MAX};
use crate::reference::{Digest, Reference, Tag};

/// The number of hex digits that tell images apart where nothing else does.
const HASH_LENGTH: usize = 16;

/// A name for each of these references, in their order: `nginx`, and `acme-app` for `ghcr.io/acme/app`.
///
/// Where two would have one name, or it is taken, all that would have it get the tag (`node-20`, `node-22`), then the
/// registry (`ghcr.io/acme/app-1.0`), then the digest. So no name depends on the order. References that mean the same
/// have one name, others never.
pub fn names(references: &[Reference], taken: &BTreeSet<ImageName>) -> Vec<ImageName> {
    let references: Vec<Reference> = references.iter().map(with_default_tag).collect();
    let mut levels: BTreeMap<&Reference, usize> =
        references.iter().map(|reference| (reference, 0)).collect();
    loop {
        let named = |(reference, level): (&&Reference, &usize)| name(reference, *level);
        let names: Vec<ImageName> = levels.iter().map(named).collect();
        let mut bearers: BTreeMap<&ImageName, usize> = taken.iter().map(|name| (name, 1)).collect();
        for name in &names {
            *bearers.entry(name).or_default() += 1;
        }
        let mut is_clash = false;
        let named = levels.values_mut().zip(&names);
        for (level, _) in named.filter(|(_, name)| bearers[name] > 1) {
            *level += 1;
            is_clash = true;
        }
        if !is_clash {
            let names: BTreeMap<_, _> = levels.into_keys().zip(names).collect();
            return references
                .iter()
                .map(|reference| names[reference].clone())
                .collect();
        }
    }
}

/// The name that an image has where none is in its way.
pub fn plain_name(reference: &Reference) -> ImageName {
    name(reference, 0)
}

/// `nginx` and `nginx:latest` are one image.
fn with_default_tag(reference: &Reference) -> Reference {
    let mut reference = reference.clone();
    if reference.digest.is_none() {
        reference.tag.get_or_insert_with(Tag::latest);
    }
    reference
}

/// The name of an image that had to be told apart so many times.
fn name(reference: &Reference, level: usize) -> ImageName {
    let repository = &reference.repository;
    let (short, long) = (
        repository.familiar_path().replace('/', "-"),
        repository.to_string(),
    );
    let (short, long) = (Some(short.as_str()), Some(long.as_str()));
    let tag = reference.tag.as_ref().map(Tag::as_str);
    let digest = reference.digest.as_ref().map(Digest::short);
    match level {
        0 => joined([short, None, None]),
        1 => joined([short, tag.or(digest), None]),
        2 => joined([long, tag.or(digest), None]),
        3 => joined([long, tag, digest]),
        _ => hashed(reference, level),
    }
}

/// The parts that are there, as a name: of no other characters than a name has, and of no more.
fn joined(parts: [Option<&str>; 3]) -> ImageName {
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    let is_inner =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '/' | '-');
    let text = parts.join("-").replace(|letter| !is_inner(letter), "-");
    let text = text.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let text: String = text.chars().take(NAME_MAX).collect();
    ImageName(text.into())
}

/// A name for what has no other: a host whose characters no name may have, a path that is longer than one.
fn hashed(reference: &Reference, level: usize) -> ImageName {
    let hash = Digest::sha256(format!("{reference} {level}").as_bytes());
    let joined = joined([Some(reference.repository.to_string().as_str()), None, None]);
    let mut text = joined.to_string();
    text.truncate(NAME_MAX - HASH_LENGTH - "-".len());
    text.push('-');
    text.push_str(&hash.hex()[..HASH_LENGTH]);
    ImageName(text.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGEST: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
    const OTHER: &str = "sha256:91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e";

    fn parsed(references: &[&str]) -> Vec<Reference> {
        references
            .iter()
            .map(|text| text.parse().unwrap())
            .collect()
    }

    fn named(references: &[&str], taken: &[&str]) -> Vec<String> {
        let taken = taken.iter().map(|name| name.parse().unwrap()).collect();
        names(&parsed(references), &taken)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_name_comes_from_the_repository() {
        let cases = [
            ("nginx:1.27", "nginx"),
            ("docker.io/bitnami/redis", "bitnami-redis"),
            ("ghcr.io/acme/app:main", "acme-app"),
            ("ghcr.io/acme/team/app:main", "acme-team-app"),
            ("registry.k8s.io/pause:3.9", "pause"),
            ("localhost:5000/app", "app"),
            ("quay.io/library/app", "library-app"),
        ];
        for (reference, expected) in cases {
            assert_eq!(named(&[reference], &[]), [expected], "{reference}");
        }
    }

    #[test]
    fn all_that_clash_get_the_tag_in_whatever_order() {
        assert_eq!(
            named(&["node:20", "redis:7", "node:22"], &[]),
            ["node-20", "redis", "node-22"]
        );
        assert_eq!(named(&["node:22", "node:20"], &[]), ["node-22", "node-20"]);
        assert_eq!(named(&["node", "node:20"], &[]), ["node-latest", "node-20"]);
    }

    #[test]
    fn a_name_that_is_taken_leaves_the_tag_to_the_new_one() {
        assert_eq!(named(&["node:22"], &["node"]), ["node-22"]);
        assert_eq!(
            named(&["node:22"], &["node", "node-22"]),
            ["docker.io/library/node-22"]
        );
    }

    #[test]
    fn where_the_tag_does_not_help_the_registry_does_and_then_the_digest() {
        let names = named(&["ghcr.io/acme/app:1.0", "quay.io/acme/app:1.0"], &[]);
        assert_eq!(names, ["ghcr.io/acme/app-1.0", "quay.io/acme/app-1.0"]);
        let pins = [format!("nginx@{DIGEST}"), format!("nginx@{OTHER}")];
        assert_eq!(
            named(&[&pins[0], &pins[1]], &[]),
            ["nginx-4f3c1a9e", "nginx-91be02d7"]
        );
        let pins = [format!("nginx:1@{DIGEST}"), format!("nginx:1@{OTHER}")];
        let expected = [
            "docker.io/library/nginx-1-4f3c1a9e",
            "docker.io/library/nginx-1-91be02d7",
        ];
        assert_eq!(named(&[&pins[0], &pins[1]], &[]), expected);
    }

    #[test]
    fn a_name_that_is_the_name_and_tag_of_another_is_no_trap() {
        let names = named(&["node:20", "node:22", "node-20:1"], &[]);
        assert_eq!(names, ["docker.io/library/node-20", "node-22", "node-20-1"]);
    }

    #[test]
    fn what_means_the_same_has_one_name() {
        let names = named(
            &[
                "nginx",
                "docker.io/library/nginx:latest",
                "index.docker.io/nginx",
            ],
            &[],
        );
        assert_eq!(names, ["nginx"; 3]);
    }

    #[test]
    fn a_name_is_never_too_long() {
        let long = "a".repeat(200);
        let names = named(&[&format!("{long}b:1"), &format!("{long}c:1")], &[]);
        assert!(names.iter().all(|name| name.len() <= NAME_MAX), "{names:?}");
        assert_ne!(names[0], names[1]);
    }

    prop_compose! {
        /// References of few parts, so that they clash in every way.
        fn reference()(
            host in prop::sample::select(vec!["", "ghcr.io/", "localhost:5000/", "localhost-5000.x/", "[::1]/"]),
            path in prop::sample::select(vec!["a", "a-1", "a/b", "a-b", "library/a", "a/b/c"]),
            tag in prop::sample::select(vec!["", ":1", ":latest", ":b"]),
            digest in prop::sample::select(vec![None, Some(DIGEST), Some(OTHER)]),
        ) -> Reference {
            let digest = digest.map(|digest| format!("@{digest}")).unwrap_or_default();
            format!("{host}{path}{tag}{digest}").parse().unwrap()
        }
    }

    proptest! {
        #[test]
        fn distinct_references_have_distinct_valid_names_whatever_the_order(
            (references, shuffled) in prop::collection::vec(reference(), 1..30)
                .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
            taken in prop::collection::btree_set(prop::sample::select(vec!["a", "a-1", "a-b", "ghcr.io/a-1"]), 0..4),
        ) {
            let taken: BTreeSet<ImageName> = taken.iter().map(|name| name.parse().unwrap()).collect();
            let given = |list: &[Reference]| -> BTreeMap<Reference, ImageName> {
                list.iter().map(with_default_tag).zip(names(list, &taken)).collect()
            };
            let names = given(&references);
            let distinct: BTreeSet<&ImageName> = names.values().collect();
            prop_assert_eq!(distinct.len(), names.len());
            for name in names.values() {
                prop_assert!(!taken.contains(name));
                prop_assert_eq!(&name.as_str().parse::<ImageName>().unwrap(), name);
            }
            prop_assert_eq!(given(&shuffled), names);
        }
    }
}
