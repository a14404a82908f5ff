//! Places where no other tag can be written: `check` says what to edit, and `init --ranges` writes no range for them.

use super::{digest, locked, redis, write};
use crate::support::registry::Image;

/// Files in which no tag can be written, with what `check` says to edit there. With 7.4.1 for 7.2.4 they pass.
const FILES: [(&str, &str, &str); 8] = [
    (
        "Dockerfile",
        "ARG V=7.2.4\nFROM HOST/acme/redis:$V\n",
        "change `7.2.4` in line 1 to `7.4.1`",
    ),
    (
        "Dockerfile",
        "# V is 7.2.4\nARG V=7.2.4\nFROM HOST/acme/redis:${V} AS a\nFROM HOST/acme/redis:${V}\n",
        "change `7.2.4` in line 2 to `7.4.1`",
    ),
    (
        "Dockerfile",
        "ARG V=7.2.4\nFROM HOST/acme/redis:$V@DIGEST\n",
        "change `7.2.4` in line 1 to `7.4.1`",
    ),
    (
        "compose.yaml",
        "services:\n  a:\n    image: HOST/acme/redis:${RV:-7.2.4}\n",
        "change `7.2.4` in line 3 to `7.4.1`",
    ),
    (
        ".gitlab-ci.yml",
        "variables: {RV: \"7.2.4\"}\na:\n  image: HOST/acme/redis:$RV\n  script: [x]\n",
        "change `7.2.4` in line 1 to `7.4.1`",
    ),
    (
        "Dockerfile",
        "ARG IMAGE=HOST/acme/redis\nFROM $IMAGE:7.2.4\n",
        "change `7.2.4` in line 2 to `7.4.1`",
    ),
    (
        "compose.yaml",
        "services:\n  a:\n    build: {context: ., dockerfile_inline: \"FROM HOST/acme/redis:7.2.4\\nRUN x\"}\n",
        "change this to `HOST/acme/redis:7.4.1` by hand",
    ),
    (
        "pod.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: >-\n      HOST/acme/redis:7.2.4\n",
        "change this to `HOST/acme/redis:7.4.1` by hand",
    ),
];

#[test]
fn what_cannot_be_written_is_told_as_an_edit_that_works() {
    for (path, text, told) in FILES {
        let case = locked();
        let text = text.replace("DIGEST", &digest(&case, "cache"));
        write(&case, path, &text);
        let told = case.project.redacted(&case.text(told));
        let fixed = case.run("check --fix").exits(1);
        let words: Vec<&str> = fixed.stdout.split_whitespace().collect();
        assert!(words.join(" ").contains(&format!("→ {told}")), "{fixed}");
        let json = case.run("check --format json").exits(1);
        let hint = format!("\"hint\": \"{told}\"");
        assert!(json.stdout.contains(&hint), "{json}");
        write(&case, path, &text.replace("7.2.4", "7.4.1"));
        case.run("check").success();
    }
}

#[test]
fn a_variable_that_other_images_have_too_is_not_told_to_be_just_changed() {
    let case = locked();
    write(
        &case,
        "Dockerfile",
        "ARG V=7.2.4\nFROM HOST/acme/redis:$V\nFROM HOST/acme/web:$V\n",
    );
    let outcome = case.run("check").exits(1);
    let words: Vec<&str> = outcome.stdout.split_whitespace().collect();
    let told = "→ change `V` so that this is `HOST/acme/redis:7.4.1`";
    let told = case.project.redacted(&case.text(told));
    assert!(words.join(" ").contains(&told), "{outcome}");
}

#[test]
fn no_range_is_written_for_an_image_that_could_not_follow_it() {
    let case = redis();
    for tag in ["1.2.3", "1.2.4"] {
        case.push("acme/web", tag, &Image::single("linux/amd64", tag));
    }
    let text = "ARG V=7.2.4\nFROM HOST/acme/redis:$V AS a\nFROM HOST/acme/redis:7.2.4\nFROM HOST/acme/web:1.2.3\n";
    write(&case, "Dockerfile", text);
    assert_snapshot!(case.run("init --ranges").success());
    let manifest = case.project.read("images.toml");
    assert!(
        manifest.contains(&case.text("\"HOST/acme/redis:7.2.4\"\n")),
        "{manifest}"
    );
    assert!(manifest.contains("version = \"~1.2.3\""), "{manifest}");
    case.run("update").success();
    case.run("check --fix").success();
    case.run("check").success();
}
