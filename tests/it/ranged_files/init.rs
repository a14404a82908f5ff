//! `init --ranges`: ranges in the place of tags that are versions.

use super::{remove, write};
use crate::support::case::Case;
use crate::support::registry::Image;

/// The lines of images that `init` writes for these, without the registry.
fn lines(case: &Case, options: &str, images: &[&str]) -> String {
    let from = |image: &&str| format!("FROM HOST/{image}\n");
    let text: String = images.iter().map(from).collect();
    write(case, "Dockerfile", &text);
    case.run(&format!("init {options}")).success();
    let manifest = case
        .project
        .read("images.toml")
        .replace(&case.registry.host(), "HOST");
    remove(case, "images.toml");
    let images = manifest.lines().filter(|line| line.contains("HOST"));
    images.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_tag_that_is_a_version_begins_a_range_with_its_variant() {
    let case = Case::new();
    let images = [
        "ubuntu:24.04",
        "redis:7.2.4-alpine",
        "node:20",
        "traefik:v3.1.2",
        "temurin:21.0.5_11-jdk",
    ];
    assert_snapshot!(lines(&case, "--ranges", &images), @r#"
    ubuntu = { image = "HOST/ubuntu", version = "~24.04" }
    redis = { image = "HOST/redis", version = "~7.2.4", variant = "alpine" }
    node = { image = "HOST/node", version = "~20" }
    traefik = { image = "HOST/traefik", version = "~3.1.2" }
    temurin = { image = "HOST/temurin", version = "~21.0.5", variant = "jdk" }
    "#);
    assert_snapshot!(lines(&case, "", &images), @r#"
    ubuntu = "HOST/ubuntu:24.04"
    redis = "HOST/redis:7.2.4-alpine"
    node = "HOST/node:20"
    traefik = "HOST/traefik:v3.1.2"
    temurin = "HOST/temurin:21.0.5_11-jdk"
    "#);
}

#[test]
fn a_tag_that_is_none_stays_as_it_is() {
    let case = Case::new();
    let pin = format!("d@sha256:{}", "1".repeat(64));
    let images = [
        "a:latest",
        "b",
        "c:bookworm",
        &pin,
        "e:20240603",
        "f:2024-06-03",
        "g:7.4-rc1",
        "h:3.15.0rc1",
    ];
    assert_snapshot!(lines(&case, "--ranges", &images), @r#"
    a = "HOST/a:latest"
    b = "HOST/b:latest"
    c = "HOST/c:bookworm"
    d = "HOST/d@sha256:1111111111111111111111111111111111111111111111111111111111111111"
    e = "HOST/e:20240603"
    f = "HOST/f:2024-06-03"
    g = "HOST/g:7.4-rc1"
    h = "HOST/h:3.15.0rc1"
    "#);
}

#[test]
fn tags_of_one_line_of_releases_are_one_image() {
    let case = Case::new();
    let images = [
        "r:7.2.5",
        "r:7.2.4",
        "r:7.2",
        "r:7.4.1",
        "r:7.2.4-alpine",
        "r:7.2.5-alpine",
        "r:latest",
    ];
    assert_snapshot!(lines(&case, "--ranges", &images), @r#"
    "r-7.2" = { image = "HOST/r", version = "~7.2" }
    "r-7.4" = { image = "HOST/r", version = "~7.4.1" }
    "r-7.2-alpine" = { image = "HOST/r", version = "~7.2.4", variant = "alpine" }
    r-latest = "HOST/r:latest"
    "#);
    // What `~7` chooses is not what `~7.2.4` does, and 7.2.4 would be of both
    assert_snapshot!(lines(&case, "--ranges", &["r:7", "r:7.2.4", "r:v7.2.5"]), @r#"
    r-7 = "HOST/r:7"
    "r-7.2" = { image = "HOST/r", version = "~7.2.4" }
    "#);
}

#[test]
fn a_range_is_named_after_its_line_and_never_after_the_tag_of_another_image() {
    let case = Case::new();
    assert_snapshot!(lines(&case, "--ranges", &["r:7.2.4", "s:1"]), @r#"
    r = { image = "HOST/r", version = "~7.2.4" }
    s = { image = "HOST/s", version = "~1" }
    "#);
    assert_snapshot!(lines(&case, "--ranges", &["r:7.2.4", "r:8.0.1"]), @r#"
    "r-7.2" = { image = "HOST/r", version = "~7.2.4" }
    "r-8.0" = { image = "HOST/r", version = "~8.0.1" }
    "#);
    assert_snapshot!(lines(&case, "--ranges", &["r:1.2.3.4", "r:1.2.3"]), @r#"
    "r-1.2.3.4" = { image = "HOST/r", version = "~1.2.3.4" }
    "r-1.2.3" = "HOST/r:1.2.3"
    "#);
}

#[test]
fn what_it_writes_is_accepted_and_its_files_follow() {
    let case = Case::new();
    let tags = [
        "7",
        "7.2",
        "7.2.4",
        "7.2.9",
        "7.4.1",
        "7.2.4-alpine",
        "7.2.9-alpine",
        "latest",
    ];
    for tag in tags {
        case.push("acme/redis", tag, &Image::index(&["linux/amd64"], tag));
    }
    let digest = case.push("acme/web", "24.04", &Image::single("linux/amd64", "web"));
    write(
        &case,
        "Dockerfile",
        &format!(
            "FROM HOST/acme/redis:7.2.4 AS a\nFROM HOST/acme/redis:7.2.4-alpine AS b\nFROM HOST/acme/redis:7 AS c\n\
             FROM HOST/acme/redis AS d\nFROM HOST/acme/web:24.04@{digest} AS e\nFROM HOST/acme/redis:7.2 AS f\n"
        ),
    );
    assert_snapshot!(case.run("init --ranges").success());
    assert_snapshot!(case.project.redacted(&case.project.read("images.toml")));
    case.run("update").success();
    case.run("verify").success();
    case.run("check --fix").success();
    case.run("check").success();
    case.run("verify").success();
    let written = case
        .project
        .read("Dockerfile")
        .replace(&case.registry.host(), "HOST");
    let tags: Vec<&str> = written
        .lines()
        .filter_map(|line| line.split('@').next())
        .collect();
    assert_eq!(
        tags,
        [
            "FROM HOST/acme/redis:7.2.9",
            "FROM HOST/acme/redis:7.2.9-alpine",
            "FROM HOST/acme/redis:7",
            "FROM HOST/acme/redis:latest",
            "FROM HOST/acme/web:24.04",
            "FROM HOST/acme/redis:7.2.9"
        ]
    );
}

#[test]
fn a_dry_run_shows_the_ranges() {
    let case = Case::new();
    write(&case, "Dockerfile", "FROM redis:7.2.4-alpine\n");
    for format in ["human", "json", "markdown", "github"] {
        assert_snapshot!(
            case.run(&format!("init --ranges --dry-run --format {format}"))
                .success()
        );
    }
}
