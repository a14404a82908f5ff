use super::*;

fn digest(seed: &str) -> Digest {
    Digest::sha256(seed.as_bytes())
}

/// `windows(10.0.17763.1)/amd64=a linux/amd64=b`: platforms and the seeds of their digests.
fn platforms(text: &str) -> ImagePlatforms {
    let pairs = text.split_whitespace().map(|pair| {
        let (platform, seed) = pair.split_once('=').unwrap();
        (platform.parse().unwrap(), digest(seed))
    });
    pairs.collect()
}

const GOLANG: &str = "linux/amd64=l windows(10.0.17763.6532)/amd64=a \
                      windows(10.0.20348.2966)/amd64=b";

#[test]
fn a_platform_has_all_of_its_manifests_each_once() {
    let image = platforms("linux/amd64=a linux/amd64=b linux/amd64=a linux/arm64=c linux/s390x=c");
    let get = |platform: &str| image.get(&platform.parse().unwrap()).len();
    assert_eq!(get("linux/amd64"), 2);
    assert_eq!(get("linux/arm64"), 1);
    assert_eq!(get("linux/arm64/v9"), 0);
    assert_eq!(image.iter().count(), 4);
}

#[test]
fn a_version_of_the_operating_system_means_all_that_begin_with_it() {
    let image = platforms(GOLANG);
    let get = |platform: &str| image.get(&platform.parse().unwrap());
    assert_eq!(get("windows/amd64").len(), 2);
    for version in ["10.0.17763.6532", "10.0.17763"] {
        let name = format!("windows({version})/amd64");
        assert_eq!(get(&name), BTreeSet::from([&digest("a")]), "{name}");
    }
    assert_eq!(get("windows(10.0)/amd64").len(), 2);
    for version in ["10.0.1776", "10.0.17763.65", "10.0.17763.6532.1", "11"] {
        let name = format!("windows({version})/amd64");
        assert!(get(&name).is_empty(), "{name}");
    }
    assert!(get("windows(10.0.17763)/arm64").is_empty());
    let old = platforms("windows/amd64=a");
    assert!(
        old.get(&"windows(10.0.17763)/amd64".parse().unwrap())
            .is_empty()
    );
}

#[test]
fn names_are_as_long_as_it_takes_to_tell_manifests_apart() {
    let names = |text: &str| {
        let names = platforms(text).names();
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        names.join(" ")
    };
    assert_eq!(
        names(GOLANG),
        "linux/amd64 windows(10.0.17763)/amd64 windows(10.0.20348)/amd64"
    );
    assert_eq!(names("windows(10.0.17763.1)/amd64=a"), "windows/amd64");
    assert_eq!(
        names("windows(10.0.17763.1)/amd64=a windows(10.0.17763.2)/amd64=b"),
        "windows(10.0.17763.1)/amd64 windows(10.0.17763.2)/amd64"
    );
    assert_eq!(names("linux/amd64=a linux/amd64=b"), "linux/amd64");
}

#[test]
fn images_are_equal_if_every_manifest_that_may_be_started_is_in_both() {
    let one = platforms("linux/amd64=a linux/arm64=b");
    assert_eq!(one, platforms("linux/arm64=b linux/amd64=a linux/amd64=a"));
    assert_ne!(one, platforms("linux/amd64=a linux/arm64=c"));
    assert_ne!(one, platforms("linux/amd64=a linux/arm64=b linux/amd64=c"));
    assert_ne!(one, one.clone().with_others(["sha384:c".to_owned()].into()));
}
