//! What `list`, `get`, `diff`, `export` and `import` make of images whose tags are chosen by a range.

use super::{CARET, locked, remove, write};
use crate::support::case::Case;
use crate::support::registry::Image;

/// Two images with a range, one with a pattern, one with a tag.
fn several() -> Case {
    let case = locked();
    for tag in ["build-7", "build-12"] {
        case.push("acme/app", tag, &Image::index(&["linux/amd64"], tag));
    }
    case.push(
        "acme/redis",
        "7.4.0-alpine",
        &Image::index(&["linux/amd64"], "alpine"),
    );
    case.manifest(&format!(
        "{CARET}alpine = {{ image = \"HOST/acme/redis\", version = \"~7.4\", variant = \"alpine\" }}\n\
         app = {{ image = \"HOST/acme/app\", tag-pattern = 'build-(?<n>\\d+)' }}\nsix = \"HOST/acme/redis:6.2.1\"\n"
    ));
    case.run("update").success();
    case
}

#[test]
fn list_shows_the_range_and_the_locked_tag() {
    let case = several();
    assert_snapshot!(case.run("list").success());
    assert_snapshot!(case.run("list --format json").success());
    let manifest = case.project.read("images.toml");
    let changed = manifest.replace("^7.2", "^8")
        + &case.text("new = { image = \"HOST/acme/new\", version = \"1\" }\n");
    case.project.file("images.toml", changed);
    assert_snapshot!(case.run("list").success());
}

#[test]
fn get_prints_what_was_chosen() {
    let case = several();
    assert_snapshot!(case.run("get cache alpine app").success());
    assert_snapshot!(case.run("get cache --field tag").success());
    assert_snapshot!(case.run("get --all --format json").success());
    case.project.file(
        "images.toml",
        case.project.read("images.toml").replace("^7.2", "^8"),
    );
    assert_snapshot!(case.run("get cache").exits(1));
    case.run("get cache --lock-only").success();
}

#[test]
fn diff_shows_a_tag_apart_from_a_digest_and_a_range_apart_from_both() {
    let case = several();
    case.project.commit("before");
    case.push(
        "acme/redis",
        "7.4.2",
        &Image::index(&["linux/amd64"], "two"),
    );
    case.push(
        "acme/app",
        "build-12",
        &Image::index(&["linux/amd64"], "moved"),
    );
    let manifest = case.project.read("images.toml");
    let changed = manifest.replace("\"~7.4\"", "\"~7.4.0\"").replace(
        &case.text("\"HOST/acme/redis:6.2.1\""),
        &case.text("{ image = \"HOST/acme/redis\", version = \"^6\" }"),
    );
    case.project.file("images.toml", changed);
    case.run("update").success();
    for format in ["human", "json", "markdown"] {
        assert_snapshot!(case.run(&format!("diff --format {format}")).success());
    }
}

#[test]
fn every_export_has_the_tag_that_was_chosen() {
    let case = several();
    for format in [
        "env cache",
        "json",
        "bake cache",
        "buildkit",
        "terraform cache",
        "helm --map cache=a.image",
    ] {
        assert_snapshot!(case.run(&format!("export {format}")).success());
    }
}

#[test]
fn a_compose_file_that_has_another_tag_of_the_range_is_to_be_fixed_first() {
    let case = locked();
    write(
        &case,
        "compose.yaml",
        "services:\n  r:\n    image: HOST/acme/redis:7.2.4\n",
    );
    assert_snapshot!(case.run("export compose --file compose.yaml").exits(1));
    case.run("check --fix").success();
    assert_snapshot!(case.run("export compose --file compose.yaml").success());
}

#[test]
fn import_reads_files_beside_a_lock_with_ranges_as_before() {
    let case = locked();
    case.run("check").success();
    let pinned = case.run("get cache").stdout;
    write(&case, "Dockerfile", &format!("FROM {pinned}"));
    case.project.file("old/images.lock", case.raw_lock());
    remove(&case, "images.toml");
    remove(&case, "images.lock");
    case.run("import Dockerfile").success();
    assert_eq!(
        case.run("get acme-redis").success().stdout.trim(),
        pinned.trim()
    );
}
