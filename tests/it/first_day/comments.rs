//! The comments of `init --ignore-open`: only they are new, and the files say the same otherwise.

use crate::support::command::{Outcome, Project};

/// What a file reads after `init --ignore-open`, and what that says of it; there is an image besides, so that there is
/// something to begin with.
#[track_caller]
fn commented(path: &str, text: &str) -> (String, Outcome) {
    let project = Project::new();
    project.file("other/Dockerfile", "FROM alpine:3.20\n");
    project.file(path, text);
    let outcome = project.run(["init", "--ignore-open"]).success();
    (project.read(path), outcome)
}

#[test]
fn a_comment_goes_above_each_open_place_and_nothing_else_changes() {
    for (path, text, expected) in [
        (
            "Dockerfile",
            "# syntax=docker/dockerfile:1\n# escape=`\nARG A\nFROM $A\n",
            "# syntax=docker/dockerfile:1\n# escape=`\nARG A\n# imagelock: ignore\nFROM $A\n",
        ),
        (
            "Dockerfile",
            "FROM $A\r\n",
            "# imagelock: ignore\r\nFROM $A\r\n",
        ),
        (
            "Dockerfile",
            "\u{feff}FROM $A",
            "\u{feff}# imagelock: ignore\nFROM $A",
        ),
        (
            "Dockerfile",
            "FROM a:1\nRUN --mount=type=cache,target=/a \\\n    --mount=type=bind,from=$B,target=/b make\n",
            "FROM a:1\nRUN --mount=type=cache,target=/a \\\n    # imagelock: ignore\n    \
             --mount=type=bind,from=$B,target=/b make\n",
        ),
        (
            "compose.yaml",
            "services:\n  c:\n    image:\n      c:${D}\n",
            "services:\n  c:\n    image:\n      # imagelock: ignore\n      c:${D}\n",
        ),
        (
            "compose.yaml",
            "services: {\n  a: {image: $A},\n  b: {user: a,\n    image: $B}}\n",
            "services: {\n  # imagelock: ignore\n  a: {image: $A},\n  b: {user: a,\n    # imagelock: ignore\n    \
             image: $B}}\n",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1 AS a\n        \
             COPY --from=b:c:d / /\n",
            "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1 AS a\n        \
             # imagelock: ignore\n        COPY --from=b:c:d / /\n",
        ),
        (
            "docker-bake.hcl",
            "target \"a\" {\n  contexts = {\n    b = \"docker-image://b:${c()}\"\n  }\n}\n",
            "target \"a\" {\n  contexts = {\n    # imagelock: ignore\n    b = \"docker-image://b:${c()}\"\n  }\n}\n",
        ),
        (
            "deploy/pod.yaml.j2",
            "kind: Pod\n{% if a %}\nimage: {{ b }}\n{% endif %}\n",
            "kind: Pod\n{% if a %}\n# imagelock: ignore\nimage: {{ b }}\n{% endif %}\n",
        ),
    ] {
        let (commented, outcome) = commented(path, text);
        assert_eq!(commented, expected, "{path}: {text}");
        assert!(
            outcome.stdout.contains(" left out by a comment\n"),
            "{outcome}"
        );
        assert!(!outcome.stdout.contains("left open"), "{outcome}");
    }
}

#[test]
fn where_a_comment_would_change_something_there_is_none() {
    for (path, text) in [
        (
            "Dockerfile",
            "# syntax=a:1:2\n# escape=`\nFROM alpine:3.20\n",
        ),
        (
            "docker-bake.json",
            "{\"target\": {\"a\": {\"contexts\": {\"b\":\n\"docker-image://b:${c()}\"}}}}\n",
        ),
        (
            "pod.json",
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [{\"image\":\n\"a:b:c\"}]}}\n",
        ),
        (
            "compose.yaml",
            "services:\n  b: {command: \"d\n    e\", image: $E}\n",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    image: >-\n      a:${B}\n",
        ),
        (
            "compose.yaml",
            "services: {a: {image: $A}, b: {image: \"b:1\"}}\n",
        ),
        (
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          \
             build-contexts: |\n            a=docker-image://a:1\n            b=docker-image://b:${{ env.B }}\n",
        ),
        (
            "deploy/pod.yaml.j2",
            "kind: Pod\n{% if a -%}\nimage: {{ b }}\n{% endif %}\n",
        ),
        (
            "deploy/map.yaml",
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  pod: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n      \
             containers:\n        - image: $B\n",
        ),
        (
            "deploy/map.yaml.j2",
            "kind: ConfigMap\ndata:\n  pod: |\n    image: {{ b }}\n",
        ),
    ] {
        let (commented, outcome) = commented(path, text);
        assert_eq!(commented, text, "{path}: {text}");
        let is_open = |line: &str| line.starts_with("~ ");
        let open = outcome.stdout.split(&format!("{path}\n")).nth(1);
        assert!(open.is_some_and(is_open), "{outcome}");
        assert!(
            outcome.stdout.contains("; 1 place left open\n"),
            "{outcome}"
        );
    }
}

#[test]
fn where_there_can_be_no_comment_the_line_that_excludes_the_file_is_printed() {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    project.file(
        "ci/docker-bake.json",
        "{\"target\": {\"a\": {\"contexts\": {\"b\": \"docker-image://b:${c()}\"}}}}\n",
    );
    let outcome = project.run(["init", "--ignore-open"]).success();
    let words = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let line = "exclude = [\"ci/docker-bake.json\"]";
    assert!(
        words.contains(&format!(
            "leave the file out by `{line}` below `[files]` in images.toml"
        )),
        "{outcome}"
    );
    // The line is right: with it nothing is left
    let manifest = project.read("images.toml");
    project.file(
        "images.toml",
        manifest.replace("[files]\n", &format!("[files]\n{line}\n")),
    );
    let outcome = project.run(["check", "-v"]);
    assert!(
        outcome.stderr.contains("Dockerfile: a Dockerfile"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("docker-bake.json:"), "{outcome}");
}

#[test]
fn nothing_is_written_into_files_where_images_toml_cannot_be() {
    let project = Project::new();
    project.file("Dockerfile", "FROM $A\n");
    let outcome = project.run(["init", "--ignore-open"]).exits(1);
    let without = project.run(["init"]).exits(1);
    assert_eq!(outcome.stdout, without.stdout);
    assert_eq!(project.read("Dockerfile"), "FROM $A\n");
    project.file("Dockerfile", "FROM $A\nFROM alpine:3.20\n");
    project.file("images.lock", "version = 1\n");
    project.run(["init", "--ignore-open"]).exits(2);
    assert_eq!(project.read("Dockerfile"), "FROM $A\nFROM alpine:3.20\n");
}
