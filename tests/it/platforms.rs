//! Several manifests for one platform: told apart by the version of the system, or refused and named.

use serde_json::{Value, json};

use crate::support::case::Case;
use crate::support::registry::{Image, Registry, digest};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// An entry of an index: `windows(10.0.17763.1)/amd64`, and the seed of its digest.
fn entry(platform: &str, seed: &str) -> Value {
    let (os, architecture) = platform.split_once('/').expect("it has a slash");
    let (os, version) = os.split_once('(').unwrap_or((os, ""));
    let mut platform = json!({ "os": os, "architecture": architecture });
    if let Some(version) = version.strip_suffix(')') {
        platform["os.version"] = version.into();
    }
    json!({ "mediaType": MANIFEST, "size": 2, "digest": digest(seed.as_bytes()), "platform": platform })
}

fn index(entries: &[Value]) -> Image {
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": entries });
    Image::raw(INDEX, index.to_string())
}

/// As Docker's official images have Windows.
fn windows() -> Image {
    index(&[
        entry("linux/amd64", "linux"),
        entry("windows(10.0.20348.2966)/amd64", "2022"),
        entry("windows(10.0.17763.6532)/amd64", "2019"),
    ])
}

/// A project with an image and these declared platforms.
fn declared(image: &Image, platforms: &str) -> Case {
    let case = Case::with(Registry::builder().open());
    case.push("acme/web", "1", image);
    declare(&case, platforms);
    case
}

fn declare(case: &Case, platforms: &str) {
    case.manifest(&format!(
        "web = {{ image = \"HOST/acme/web:1\", platforms = [{platforms}] }}\n"
    ));
}

#[test]
fn a_declared_platform_with_several_manifests_is_refused_with_the_names_that_tell_them_apart() {
    let case = declared(&windows(), r#""windows/amd64""#);
    insta::assert_snapshot!(case.run("update"), @"
    exit status: 1
    --- stdout ---
    images.lock does not exist: 1 refused
    --- stderr ---
    error: refused to lock `web` (registry.test/acme/web:1)
    caused by: the image has more than one manifest for `windows/amd64`: `windows(10.0.17763)/amd64`, `windows(10.0.20348)/amd64`
    hint: declare the ones that you need in the place of `windows/amd64` in `images.toml`
    ");
    assert!(!case.project.path().join("images.lock").exists());
    let json = case.run("update --format json").exits(1).stdout;
    assert!(json.contains(r#""reason": "platforms-doubled""#), "{json}");
}

#[test]
fn a_platform_that_gets_a_second_manifest_keeps_its_entry_and_passes_no_gate_with_another() {
    let one = index(&[entry("windows(10.0.17763.6532)/amd64", "2019")]);
    let case = declared(&one, r#""windows/amd64""#);
    case.run("update").success();
    let old = case.raw_lock();
    case.project.commit("base");
    let now = case.push("acme/web", "1", &windows());
    case.run("update").exits(1);
    assert_eq!(case.raw_lock(), old);
    case.run("verify").success();
    case.edit_lock(&one.digest(), &now);
    insta::assert_snapshot!(case.run("verify --base HEAD"), @"
    exit status: 1
    --- stdout ---
    ~ web  the locked platforms belong to another digest; `imagelock lock` fetches them again
    images.lock does not pass: 1 of 1 image
    compared with HEAD: 1 entry differs
    checked: 1 tag at 1 registry
    not checked: entries that do not differ from the base
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the image has more than one manifest for `windows/amd64`: `windows(10.0.17763)/amd64`, `windows(10.0.20348)/amd64`
    hint: declare the names that the errors give in `images.toml`, choose other tags, or write `platforms = []` for these images
    ");
}

#[test]
fn a_doubled_platform_that_nothing_tells_apart_is_refused() {
    let doubled = [entry("linux/amd64", "one"), entry("linux/amd64", "two")];
    let case = declared(&index(&doubled), r#""linux/amd64""#);
    insta::assert_snapshot!(case.run("update"), @"
    exit status: 1
    --- stdout ---
    images.lock does not exist: 1 refused
    --- stderr ---
    error: refused to lock `web` (registry.test/acme/web:1)
    caused by: the image has more than one manifest for `linux/amd64`, and nothing tells them apart
    hint: choose a tag that has each of them once, or write `platforms = []` for it in `images.toml` to lock it without them
    ");
}

#[test]
fn a_manifest_that_is_there_twice_is_one_and_an_undeclared_platform_may_have_any_number() {
    let entries = [
        entry("linux/amd64", "one"),
        entry("linux/amd64", "one"),
        entry("linux/arm64", "two"),
        entry("linux/arm64", "three"),
    ];
    let case = declared(&index(&entries), r#""linux/amd64""#);
    case.run("update").success();
    case.run("verify --fresh").success();
}

#[test]
fn a_version_of_the_system_names_one_of_them_in_every_command() {
    let case = declared(
        &windows(),
        r#""Windows(10.0.17763)/x86_64", "linux/amd64", "windows(10.0.20348.2966)/amd64""#,
    );
    case.run("update").success();
    let lock = case.lock();
    let (_, platforms) = lock.split_once("platforms-of").expect("they are locked");
    let (_, platforms) = platforms.split_once('\n').expect("there are more lines");
    insta::assert_snapshot!(platforms, @r#"

    [images.web.platforms]
    "linux/amd64" = "sha256:caf90169eefa5f807d577486b9f795ab86ae2983c5c20806cff959117e90af18"
    "windows(10.0.17763)/amd64" = "sha256:023e33504ab909cf87a6f4e4e545090e40bdc0a2153e5b68b19f7fad2b737904"
    "windows(10.0.20348.2966)/amd64" = "sha256:b1ab1e892617f210425f658cf1d361b5489028c8771b56d845fe1c62c1fbc8b0"
    "#);
    for command in ["verify", "verify --fresh", "lock --check"] {
        case.run(command).success();
    }
    let get = |platform: &str| {
        let command = format!("get web --field digest --platform {platform}");
        case.run(&command).success().stdout
    };
    let digest_of = |seed: &str| digest(seed.as_bytes()) + "\n";
    assert_eq!(get("windows(10.0.17763)/amd64"), digest_of("2019"));
    assert_eq!(get("windows(10.0.20348.2966)/amd64"), digest_of("2022"));
    let resolved = case.run("resolve HOST/acme/web:1 --platform windows(10.0.20348)/amd64");
    assert!(resolved.success().stdout.contains(digest_of("2022").trim()));
}

#[test]
fn a_version_that_is_not_there_is_refused_with_those_that_are() {
    for version in ["10.0.1776", "10.0.26100"] {
        let case = declared(&windows(), &format!(r#""windows({version})/amd64""#));
        let outcome = case.run("update").exits(1);
        let words = format!(
            "the image has no platform `windows({version})/amd64`; it has `linux/amd64`, \
             `windows(10.0.17763)/amd64`, `windows(10.0.20348)/amd64`"
        );
        assert!(outcome.stderr.contains(&words), "{outcome}");
    }
}

#[test]
fn one_windows_alone_needs_no_version() {
    let entries = [
        entry("linux/amd64", "linux"),
        entry("windows(10.0.20348.2966)/amd64", "2022"),
    ];
    let case = declared(&index(&entries), r#""windows/amd64""#);
    case.run("update").success();
    assert!(
        case.lock().contains(r#""windows/amd64" = "#),
        "{}",
        case.lock()
    );
    declare(&case, r#""windows(10.0.20348)/amd64""#);
    case.run("lock").success();
    let lock = case.lock();
    assert!(lock.contains(r#""windows(10.0.20348)/amd64" = "#), "{lock}");
}

#[test]
fn a_manifest_for_a_feature_of_the_system_stands_behind_the_plain_one() {
    let mut special = entry("linux/amd64", "erofs");
    special["platform"]["os.features"] = json!(["erofs"]);
    for entries in [
        vec![special.clone(), entry("linux/amd64", "plain")],
        vec![special.clone()],
    ] {
        let case = declared(&index(&entries), r#""linux/amd64""#);
        case.run("update").success();
        let expected = digest(if entries.len() == 2 {
            b"plain"
        } else {
            b"erofs"
        });
        assert!(case.raw_lock().contains(&expected), "{}", case.lock());
    }
}

#[test]
fn a_platform_that_is_not_written_right_is_shown() {
    let case = declared(&windows(), r#""windows(10.0.17763+win32k)/amd64""#);
    insta::assert_snapshot!(case.run("update"), @r#"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `10.0.17763+win32k` is no version of an operating system: expected one like in `windows(10.0.17763)/amd64`
     --> images.toml:2:60
      |
    2 | web = { image = "registry.test/acme/web:1", platforms = ["windows(10.0.17763+win32k)/amd64"] }
      |                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_platform_that_looks_mistyped_is_warned_of() {
    let case = declared(&windows(), r#""linux/adm64""#);
    let told = case.run("verify").stderr;
    assert!(
        told.contains("warning: `linux/adm64` is not a known platform\n"),
        "{told}"
    );
    assert!(told.contains("^ did you mean `linux/amd64`?\n"), "{told}");
    declare(&case, r#""linux/toaster""#);
    let silent = case.run("verify").stderr;
    assert!(!silent.contains("known platform"), "{silent}");
}

#[test]
fn of_a_word_alone_the_platform_is_named_that_it_may_mean() {
    let case = declared(&windows(), r#""banana""#);
    let told = case.run("verify").exits(2).stderr;
    assert!(told.contains("like `linux/amd64`"), "{told}");
    assert!(!told.contains("linux/banana"), "{told}");
    for (written, meant) in [("arm64", "linux/arm64"), ("adm64", "linux/amd64")] {
        declare(&case, &format!("\"{written}\""));
        let told = case.run("verify").exits(2).stderr;
        assert!(
            told.contains(&format!("help: write `\"{meant}\"`")),
            "{told}"
        );
    }
}
