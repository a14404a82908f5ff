//! `check`: what files use, held against manifest and lock, and digests written into them.

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::Image;

/// A digest that nothing has.
const OTHER: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A registry with `acme/web:1` and `acme/base:1`, locked as `web` and `base`.
fn locked() -> Case {
    let case = Case::new();
    // As an annotation of GitHub has it
    case.project
        .redact(&case.registry.host().replace(':', "%3A"), "registry.test");
    case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "base"),
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.manifest(
        "base = { image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }\nweb = \"HOST/acme/web:1\"\n",
    );
    case.run("update").success();
    case.registry.clear_log();
    case
}

/// The same, where a use without a digest fails.
fn required() -> Case {
    let case = locked();
    case.require_digests();
    case
}

fn file(case: &Case, path: &str, text: &str) {
    case.project.file(path, case.text(text));
}

/// What a file reads, with the registry shown as `HOST` and the locked digests by their names.
fn read(case: &Case, path: &str) -> String {
    let text = case
        .project
        .read(path)
        .replace(&case.registry.host(), "HOST");
    text.replace(&digest(case, "web"), "WEB")
        .replace(&digest(case, "base"), "BASE")
}

fn digest(case: &Case, name: &str) -> String {
    case.run(&format!("get {name} --field digest"))
        .stdout
        .trim()
        .to_owned()
}

#[test]
fn what_is_declared_passes_with_the_locked_digest_and_without_one() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(
        &case,
        "compose.yaml",
        "services:\n  web:\n    image: HOST/acme/web:1@WEB\n"
            .replace("WEB", &digest(&case, "web"))
            .as_str(),
    );
    assert_snapshot!(case.run("check").success(), @"
    exit status: 0
    --- stdout ---
    2 images in 2 files are those of images.lock; 1 with the locked digest, 1 without a digest
    --- stderr ---
    ");
    assert_snapshot!(case.run("check -v").success(), @"
    exit status: 0
    --- stdout ---
    Dockerfile
      1:6  registry.test/acme/base:1  without a digest
    compose.yaml
      3:12  registry.test/acme/web:1@35fb3d34  as it is locked
    2 images in 2 files are those of images.lock; 1 with the locked digest, 1 without a digest
    --- stderr ---
    using images.toml
    using images.lock
    Dockerfile: a Dockerfile
    compose.yaml: a compose file
    ");
    assert!(case.registry.requests().is_empty(), "no registry is asked");
}

#[test]
fn a_file_is_listed_as_known_by_its_contents_only_if_they_say_what_it_is() {
    let case = locked();
    file(
        &case,
        "deploy/settings.yaml",
        "apiVersion: v1\nkind: ConfigMap\n",
    );
    file(&case, "openapi.yaml", "openapi: 3.1.0\n");
    file(&case, "package.json", "{\"name\": \"a\"}\n");
    let outcome = case.run("check -v").success();
    assert!(
        outcome
            .stderr
            .contains("deploy/settings.yaml: known by its contents"),
        "{outcome}"
    );
    assert_eq!(outcome.stderr.matches("known by").count(), 1, "{outcome}");
}

#[test]
fn everything_that_does_not_pass_is_told_with_its_place() {
    let case = locked();
    case.manifest(
        "base = \"HOST/acme/base:1\"\nweb = \"HOST/acme/web:1\"\nnew = \"HOST/acme/new:1\"\n",
    );
    file(
        &case,
        "Dockerfile",
        &format!(
            "ARG TAG\nFROM HOST/acme/base:1@{OTHER}\nFROM HOST/acme/base:$TAG\nFROM HOST/acme/base:2\nFROM node:20\nFROM HOST/acme/new:1\nFROM HOST/acme/web@{OTHER}\n"
        ),
    );
    for format in ["human", "json", "markdown", "github"] {
        assert_snapshot!(case.run(&format!("check --format {format}")).exits(1));
    }
    assert_snapshot!(case.run("check -q").exits(1));
}

#[test]
fn another_tag_is_told_with_the_declared_one_and_what_breaks_no_other_place() {
    let case = locked();
    let hint = |dockerfile: &str, manifest: &str| {
        case.manifest(manifest);
        file(&case, "Dockerfile", dockerfile);
        case.run("lock").success();
        let outcome = case.run("check").exits(1);
        let hints = outcome.stderr.lines().filter(|it| it.starts_with("hint: "));
        hints.map(|it| format!("{it}\n")).collect::<String>()
    };
    case.push("acme/web", "2", &Image::single("linux/amd64", "web2"));
    let one = "web = \"HOST/acme/web:1\"\n";
    assert_snapshot!(hint("FROM HOST/acme/web:3\n", one), @"hint: write `registry.test/acme/web:1` there, run `imagelock add registry.test/acme/web:3` to add this one, or `imagelock add registry.test/acme/web:3 --name web` to replace that one");
    assert_snapshot!(hint("FROM HOST/acme/web:3\nFROM HOST/acme/web:1\n", one), @"hint: write `registry.test/acme/web:1` there, or run `imagelock add registry.test/acme/web:3` to add this one");
    assert_snapshot!(hint("FROM HOST/acme/web:3\nFROM HOST/acme/web:4\n", one), @"
    hint: write `registry.test/acme/web:1` there, or run `imagelock add registry.test/acme/web:3` to add this one
    hint: write `registry.test/acme/web:1` there, or run `imagelock add registry.test/acme/web:4` to add this one
    ");
    let two = "web = \"HOST/acme/web:1\"\nnext = \"HOST/acme/web:2\"\n";
    assert_snapshot!(hint("FROM HOST/acme/web:3\n", two), @"hint: write one of `registry.test/acme/web:2`, `registry.test/acme/web:1` there, or run `imagelock add registry.test/acme/web:3` to add this one");
    assert_snapshot!(case.run("check").exits(1).stdout);
}

#[test]
fn a_platforms_digest_is_a_locked_one() {
    let case = locked();
    let digest = case
        .run("get base --platform linux/amd64 --field digest")
        .stdout;
    file(
        &case,
        "Dockerfile",
        &format!("FROM HOST/acme/base:1@{}\n", digest.trim()),
    );
    case.run("check").success();
}

#[test]
fn a_place_may_be_left_out_by_a_comment() {
    let case = locked();
    file(
        &case,
        "Dockerfile",
        "# imagelock: ignore (built by the job before)\nFROM node:20\n",
    );
    file(
        &case,
        "compose.yaml",
        "services:\n  a:\n    image: \"app:${TAG}\"  # imagelock: ignore\n  b:\n    image: HOST/acme/web:1\n",
    );
    assert_snapshot!(case.run("check").success(), @"
    exit status: 0
    --- stdout ---
    1 image in 2 files is one of images.lock; 1 without a digest, 2 left out by a comment
    --- stderr ---
    warning: no file uses `base` of images.toml
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_never_skipped() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(
        &case,
        "compose.yaml",
        "services:\n  web:\n    image: [HOST/acme/web:1\n",
    );
    file(
        &case,
        "deploy/app.yaml",
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a, image: b}]}\n",
    );
    case.project.file(".gitlab-ci.yml", b"image: \xff\n");
    for format in ["human", "json", "markdown", "github"] {
        assert_snapshot!(case.run(&format!("check --format {format}")).exits(2));
    }
}

#[test]
fn what_cannot_be_read_as_a_whole_is_annotated_at_its_file() {
    let case = locked();
    case.project.file("ci/.gitlab-ci.yml", b"image: \xff\n");
    case.project.file("ci/compose.yaml", "#".repeat(17 << 20));
    std::os::unix::fs::symlink("/etc/passwd", case.project.path().join("ci/Dockerfile")).unwrap();
    for (command, status) in [("check", 2), ("init --dry-run --manifest-path new.toml", 2)] {
        let annotated = case
            .run(&format!("{command} --format github"))
            .exits(status)
            .stdout;
        for name in [".gitlab-ci.yml", "compose.yaml", "Dockerfile"] {
            assert!(
                annotated.contains(&format!("::error file=ci/{name}::`ci/{name}` ")),
                "{annotated}"
            );
        }
        let body = case
            .run(&format!("{command} --format markdown"))
            .exits(status)
            .stdout;
        // Before there is an images.toml, nothing can be written into it
        let way_out = match command.starts_with("init") {
            true => [
                "`imagelock init ",
                "--exclude ci/.gitlab-ci.yml",
                "--exclude ci/Dockerfile",
            ],
            false => [
                "to leave them out, write ",
                "\"ci/.gitlab-ci.yml",
                "\"ci/Dockerfile",
            ],
        };
        assert!(way_out.iter().all(|part| body.contains(part)), "{body}");
    }
    let annotated = case
        .run("check ci/Dockerfile images.lock --format github")
        .exits(2)
        .stdout;
    assert!(
        annotated.contains("::error file=images.lock::"),
        "{annotated}"
    );
    case.project.file("images.lock", b"\xff");
    let annotated = case.run("verify --format github").exits(2).stdout;
    assert!(
        annotated.starts_with("::error file=images.lock::`images.lock` is not UTF-8"),
        "{annotated}"
    );
    case.project.file("images.toml", b"\xff");
    for command in ["verify", "verify --all"] {
        let annotated = case
            .run(&format!("{command} --format github"))
            .exits(2)
            .stdout;
        assert!(
            annotated.starts_with("::error file=images.toml::`images.toml` is not UTF-8"),
            "{annotated}"
        );
    }
}

#[test]
fn the_way_out_has_room_in_a_body_however_many_files_cannot_be_read() {
    let case = locked();
    for number in 0..300 {
        case.project.file(
            format!("{}/{number}/compose.yaml", "a".repeat(200)),
            "- a\n",
        );
    }
    let body = case.run("check --format markdown").exits(2).stdout;
    assert!(
        body.len() < 65_536 && body.contains(", and so on for 280 more below"),
        "{body}"
    );
}

#[test]
fn fix_writes_the_locked_digests_and_nothing_else() {
    let case = required();
    let dockerfile = format!(
        "\u{feff}# syntax=HOST/acme/web:1\r\nARG BASE=\"HOST/acme/base:1\"\r\nFROM --platform=linux/amd64 ${{BASE}} AS build\r\nFROM HOST/acme/base:1@{OTHER}  \r\nCOPY --from=HOST/acme/web:1 /a /b"
    );
    file(&case, "Dockerfile", &dockerfile);
    file(
        &case,
        "compose.yaml",
        "x-web: &web  {image:   'HOST/acme/web:1',   ports: [80]} # é\nservices:\n    web: *web\n    base:\n        image: &b \"HOST/acme/base:1\"\n    again: {image: *b}\n",
    );
    file(
        &case,
        "values.yaml",
        "image:\r\n  repository: HOST/acme/web\r\n  tag: \"1\"   # which\r\n",
    );
    assert_snapshot!(case.run("check --fix").success());
    assert_snapshot!(read(&case, "Dockerfile").escape_debug().to_string(), @r#"\u{feff}# syntax=HOST/acme/web:1@WEB\r\nARG BASE=\"HOST/acme/base:1@BASE\"\r\nFROM --platform=linux/amd64 ${BASE} AS build\r\nFROM HOST/acme/base:1@BASE  \r\nCOPY --from=HOST/acme/web:1@WEB /a /b"#);
    assert_snapshot!(read(&case, "compose.yaml"), @r#"
    x-web: &web  {image:   'HOST/acme/web:1@WEB',   ports: [80]} # é
    services:
        web: *web
        base:
            image: &b "HOST/acme/base:1@BASE"
        again: {image: *b}
    "#);
    assert_snapshot!(read(&case, "values.yaml").escape_debug().to_string(), @r#"image:\r\n  repository: HOST/acme/web\r\n  tag: \"1@WEB\"   # which\r\n"#);
    let before = ["Dockerfile", "compose.yaml", "values.yaml"].map(|path| case.project.read(path));
    let again: Outcome = case.run("check --fix").success();
    assert!(!again.stdout.contains("was written"), "{again}");
    assert_eq!(
        before,
        ["Dockerfile", "compose.yaml", "values.yaml"].map(|path| case.project.read(path))
    );
    case.run("check").success();
}

#[test]
fn what_cannot_be_rewritten_is_listed_and_left() {
    let case = required();
    let dockerfile = case.text("ARG TAG=1\nFROM HOST/acme/base:${TAG}\nFROM HOST/acme/web:1\n");
    case.project.file("Dockerfile", &dockerfile);
    assert_snapshot!(case.run("check --fix").success(), @"
    exit status: 0
    --- stdout ---
    Dockerfile
    ~ 2:6  registry.test/acme/base:1
           no digest can be written here: a part of the reference comes from `TAG`
    + 3:6  registry.test/acme/web:1  → 35fb3d34
    Dockerfile was written
    2 images in 1 file are those of images.lock; 1 with the locked digest, 1 where none can be written
    not checked: whether a build argument, the environment or the like replaces the defaults in 1 image
    --- stderr ---
    ");
    assert_eq!(
        read(&case, "Dockerfile"),
        "ARG TAG=1\nFROM HOST/acme/base:${TAG}\nFROM HOST/acme/web:1@WEB\n"
    );
}

#[test]
fn a_wrong_digest_that_cannot_be_rewritten_stays_a_no() {
    let case = locked();
    file(
        &case,
        "compose.yaml",
        &format!("services:\n  web:\n    image: \"HOST/acme/web:\\x31@{OTHER}\"\n"),
    );
    assert_snapshot!(case.run("check --fix").exits(1), @"
    exit status: 1
    --- stdout ---
    compose.yaml
    ! 3:12  registry.test/acme/web:1@aaaaaaaa
            the digest is aaaaaaaa, but 35fb3d34 is locked; it cannot be written
            here: it has escapes, or spans several lines
            → change this to
            `registry.test/acme/web:1@sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a`
            by hand
    1 of 1 image in 1 file does not pass
    --- stderr ---
    error: 1 image that files use does not pass
    warning: no file uses `base` of images.toml
    ");
}

#[test]
fn what_is_ignored_by_git_is_not_looked_at_unless_it_is_committed() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(&case, "build/Dockerfile", "FROM node:20\n");
    file(&case, ".gitignore", "build/\n");
    case.run("check").success();
    case.project.git(&["init", "-q"]);
    case.run("check").success();
    case.project.git(&["add", "-f", "build/Dockerfile"]);
    case.run("check").exits(1);
}

#[test]
fn only_what_is_named_is_looked_at() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(&case, "other/Dockerfile", "FROM node:20\n");
    case.run("check Dockerfile").success();
    case.run("check other").exits(1);
    assert_snapshot!(case.run("check nowhere").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `nowhere` does not exist
    ");
    assert_snapshot!(case.run("check images.toml").exits(2), @"
    exit status: 2
    --- stdout ---
    0 images in 0 files, and 1 file cannot be read
    --- stderr ---
    error: `images.toml` is not a kind of file that imagelock reads
    hint: imagelock reads Dockerfiles, compose files, Kubernetes manifests, Ansible, kustomizations, Helm values and templates, workflows, GitLab CI, Bake files, CircleCI, Azure Pipelines, Woodpecker, Drone, Buildkite, Google Cloud Build, Jenkinsfiles, devcontainer.json, Quadlet units, Nomad jobs and Terraform, and knows them by their names
    ");
}

#[test]
fn of_a_broken_dockerfile_the_line_is_shown_unless_it_may_be_a_secret() {
    let case = locked();
    let shown = |text: &str| {
        file(&case, "Dockerfile", text);
        case.run("check").exits(2).stderr
    };
    let unknown = shown("FORM nginx:1\n");
    for part in [
        "error: `FORM` is not a Dockerfile instruction\n",
        "1 | FORM nginx:1\n  | ^^^^\n",
        "help: did you mean `FROM`?\n",
        "hint: correct it; or, to leave it out, write `exclude = [\"/Dockerfile\"]` below",
    ] {
        assert!(unknown.contains(part), "{part}: {unknown}");
    }
    let heredoc = shown("FROM nginx:1\nCOPY <<EOF /a\ntrue\n");
    assert!(heredoc.contains("2 | COPY <<EOF /a\n"), "{heredoc}");
    let command = shown("FROM nginx:1\nRUN curl -u me:hunter2 <<EOF\ntrue\n");
    assert!(!command.contains("hunter2"), "{command}");
    let masked = shown("FORM user:hunter2@registry.test/x:1\n");
    assert!(masked.contains("1 | FORM ****"), "{masked}");
    for text in [
        "FROM nginx:1\nENVV PW hunter2\n",
        "FROM nginx:1\nhunter2 PW\n",
        "ENV PW hunter2\nFROM nginx:1\n",
        "FORM user:hunter2@registry.test/x:1\n",
    ] {
        let said = shown(text);
        assert!(!said.contains("hunter2"), "{said}");
    }
    file(&case, ".env", "A='hunter2\n");
    assert!(!case.run("check").exits(2).to_string().contains("hunter2"));
}

#[test]
fn kinds_that_are_new_in_this_version_are_named_where_they_fail() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/other:1\n");
    file(&case, ".drone.yml", "steps: [{ image: HOST/acme/web:1 }]\n");
    let known = case.run("check").exits(1);
    assert!(!known.stderr.contains("in this version"), "{known}");
    file(
        &case,
        ".circleci/config.yml",
        "jobs: {a: {docker: [{image: HOST/acme/other:2}]}}\n",
    );
    file(&case, "azure-pipelines.yml", "jobs: [\n");
    let hint = "these kinds of files are new to imagelock in this version: a CircleCI configuration, an Azure pipeline; \
        to leave it out, write `exclude = [\".circleci/config.yml\"]` below `[files]` in images.toml";
    for format in ["human", "json", "markdown", "github"] {
        let outcome = case.run(&format!("check --format {format}")).exits(2);
        let all = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(all.contains("in this version"), "{format}: {outcome}");
    }
    let outcome = case.run("check").exits(2);
    assert!(outcome.stderr.contains(hint), "{outcome}");
}

#[test]
fn an_image_that_another_file_names_is_told_with_that_file() {
    let case = locked();
    file(&case, "Dockerfile", "ARG BASE\nFROM $BASE\n");
    file(
        &case,
        "compose.yaml",
        "services:\n  web:\n    build:\n      context: .\n      args: { BASE: \"HOST/acme/other:1\" }\n",
    );
    let words = "`images.toml` does not name this image; `BASE` in `compose.yaml` decides it";
    let outcome = case.run("check --format github").exits(1);
    assert!(outcome.stdout.contains(words), "{outcome}");
    assert!(
        outcome.stdout.contains("file=Dockerfile,line=2"),
        "{outcome}"
    );
}

#[test]
fn files_are_found_from_below_too() {
    let case = locked();
    file(&case, "Dockerfile", "FROM node:20\n");
    file(&case, "sub/notes.txt", "");
    assert_snapshot!(case.command("check").current_dir("sub").run().exits(1), @"
    exit status: 1
    --- stdout ---
    ../Dockerfile
    ! 1:6  node:20
           `images.toml` does not name this image
    1 of 1 image in 1 file does not pass
    --- stderr ---
    error: 1 image that files use does not pass
    hint: run `imagelock add node:20`
    note: using `../images.toml`, found by search
    ");
}

#[test]
fn without_a_lock_nothing_passes() {
    let case = Case::new();
    case.manifest("web = \"HOST/acme/web:1\"\n");
    file(&case, "Dockerfile", "FROM HOST/acme/web:1\n");
    assert_snapshot!(case.run("check").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not exist
    hint: run `imagelock lock` to create it
    ");
}

#[test]
fn a_link_out_of_the_repository_is_not_followed() {
    let case = locked();
    let outside = case.project.home().join("secret");
    case.project.file(&outside, "FROM password-of-somebody\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, case.project.path().join("Dockerfile"))
        .expect("a link can be made");
    let outcome = case.run("check --fix").exits(2);
    assert!(!outcome.to_string().contains("password"), "{outcome}");
}

#[test]
fn with_several_manifests_a_file_is_held_against_the_nearest() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(
        &case,
        "web/images.toml",
        "[images]\nweb = \"HOST/acme/web:1\"\n[files]\nrequire-digests = true\n",
    );
    file(
        &case,
        "web/src/Dockerfile",
        "FROM HOST/acme/web:1\nFROM HOST/acme/base:1\n",
    );
    file(
        &case,
        "jobs/images.toml",
        "[images]\nweb = \"HOST/acme/web:1\"\n",
    );
    file(&case, "jobs/compose.yaml", "services: [\n");
    case.run("lock --all").success();
    assert_snapshot!(case.run("check --all").exits(2));
    assert_snapshot!(case.run("check --all --format json").exits(2));
    let outcome = case.run("check --all --fix web").exits(1);
    assert_eq!(
        read(&case, "web/src/Dockerfile"),
        "FROM HOST/acme/web:1@WEB\nFROM HOST/acme/base:1\n",
        "{outcome}"
    );
}

#[test]
fn with_v_what_is_not_read_is_listed_whole_and_never_as_looked_into() {
    let case = locked();
    let manifest = "[images]\nbase = \"HOST/acme/base:1\"\n[files]\nexclude = [\"old/\"]\n";
    file(&case, "images.toml", manifest);
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(&case, "old/Dockerfile", "FROM HOST/acme/base:0\n");
    case.run("lock").success();
    file(&case, ".cirrus.yml", "docker: [{image: node:20}]\n");
    for place in ["a", "b", "c"] {
        file(&case, &format!("{place}/Earthfile"), "FROM a\n");
    }
    assert_snapshot!(case.run("check -v").success());
    assert_snapshot!(case.run("check").success());
}

#[test]
fn that_no_digest_can_be_written_is_a_notice() {
    let case = required();
    file(
        &case,
        "compose.yaml",
        "services:\n  web:\n    image: HOST/acme/web:${TAG:-1}\n",
    );
    let outcome = case.run("check --format github").success();
    let notice = "::notice file=compose.yaml,line=3,";
    assert!(outcome.stdout.contains(notice), "{outcome}");
    assert!(!outcome.stdout.contains("::warning"), "{outcome}");
}

#[test]
fn markdown_lists_what_was_written_below_what_is_left() {
    let case = required();
    let text = format!(
        "FROM HOST/acme/base:1\nFROM HOST/acme/web:1@{OTHER}\nFROM HOST/acme/web\nFROM HOST/acme/web@{OTHER}\n"
    );
    file(&case, "Dockerfile", &text);
    assert_snapshot!(case.run("check --fix --format markdown").exits(1).stdout);
    // Nothing is left to write
    let again = case.run("check --fix --format markdown").exits(1).stdout;
    assert!(!again.contains("Written"), "{again}");
}

#[test]
fn quiet_runs_name_the_first_ten_places_that_fail() {
    let case = locked();
    file(&case, "Dockerfile", "ARG NONE\nFROM $NONE\nFROM node:20\n");
    for command in ["check -q", "check --fix -q"] {
        assert_snapshot!(case.run(command).exits(1));
    }
    file(&case, "Dockerfile", &"FROM node:20\n".repeat(12));
    let outcome = case.run("check -q").exits(1);
    let cause = "caused by: Dockerfile:10:6: node:20: `images.toml` does not name this image\ncaused by: and 2 more\n";
    assert!(outcome.stderr.contains(cause), "{outcome}");
    // Whoever reads the report reads the places there
    for command in ["check", "check -q --format json"] {
        let outcome = case.run(command).exits(1);
        assert!(!outcome.stderr.contains("caused by"), "{outcome}");
    }
}

#[test]
fn ten_thousand_places_are_read_in_their_order() {
    let case = required();
    let lines = "FROM HOST/acme/base:1\n".repeat(10_000);
    file(&case, "Dockerfile", &lines);
    case.run("check --fix").success();
    assert_eq!(
        read(&case, "Dockerfile"),
        "FROM HOST/acme/base:1@BASE\n".repeat(10_000)
    );
}

#[test]
fn a_link_within_the_repository_is_followed() {
    let case = required();
    file(&case, "sub/other", "FROM HOST/acme/base:1\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("other", case.project.path().join("sub/Dockerfile"))
        .expect("a link can be made");
    case.run("check --fix").success();
    assert_eq!(
        read(&case, "sub/other"),
        "FROM HOST/acme/base:1@BASE\n",
        "a link is followed"
    );
    assert!(case.project.path().join("sub/Dockerfile").is_symlink());
}

#[test]
fn no_password_of_a_file_is_printed() {
    let case = locked();
    file(&case, "Dockerfile", "FROM user:hunter2@HOST/acme/web:1\n");
    file(
        &case,
        "compose.yaml",
        "services:\n  a:\n    image: https://user:hunter2@reg.example/x:1\n  b: {image: \"user:hunter2@${X}/y\"}\n",
    );
    file(
        &case,
        ".github/workflows/ci.yml",
        "jobs:\n  a:\n    container: user:hunter2@reg.example/x:1\n    steps: [{uses: \"docker://aws:hunter2@reg.example/x:1\"}]\n",
    );
    file(
        &case,
        ".gitlab-ci.yml",
        "image: https://u:hunter2@reg.example/x:1\n",
    );
    file(
        &case,
        "values.yaml",
        "image: {repository: \"u:hunter2@reg.example/x\", tag: \"1\"}\n",
    );
    file(
        &case,
        "docker-bake.hcl",
        "target \"a\" {\n  contexts = { b = \"docker-image://u:hunter2@reg.example/x:1\" }\n}\n",
    );
    file(
        &case,
        "broken/compose.yaml",
        "services:\n  a:\n    environment:\n      PW: hunter2: x\n",
    );
    file(&case, "broken/docker-bake.hcl", "PW = \"hunter2\" \"x\"\n");
    file(
        &case,
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nstringData: {a: \"hunter2\", a: b}\n",
    );
    for format in ["human", "json", "markdown", "github"] {
        for command in ["check", "check -v", "check --fix"] {
            let outcome = case.run(&format!("{command} --format {format}")).exits(2);
            assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
            assert!(outcome.to_string().contains("secret.yaml"), "{outcome}");
        }
    }
    let outcome = case.run("init --manifest-path new.toml").exits(2);
    assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
}

#[test]
fn what_has_a_manifest_of_its_own_is_left_to_it_and_told() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(&case, "web/images.toml", "[images]\nnode = \"node:20\"\n");
    file(&case, "web/Dockerfile", "FROM node:20\n");
    assert_snapshot!(case.run("check").success(), @"
    exit status: 0
    --- stdout ---
    1 image in 1 file is one of images.lock; 1 without a digest
    not checked: files that belong to `web/images.toml` (see `--all`)
    --- stderr ---
    warning: no file uses `web` of images.toml
    ");
    assert_snapshot!(case.run("check web/Dockerfile").exits(1), @"
    exit status: 1
    --- stdout ---
    web/Dockerfile
    ! 1:6  node:20
           `images.toml` does not name this image
    1 of 1 image in 1 file does not pass
    --- stderr ---
    error: 1 image that files use does not pass
    hint: run `imagelock add node:20`
    ");
}

#[test]
fn with_all_manifests_no_file_of_the_repository_is_forgotten() {
    let case = locked();
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it is there");
    file(&case, "Dockerfile", "FROM node:20\n");
    file(
        &case,
        "web/images.toml",
        "[images]\nweb = \"HOST/acme/web:1\"\n",
    );
    file(&case, "web/Dockerfile", "FROM HOST/acme/web:1\n");
    case.run("lock --all").success();
    assert_snapshot!(case.run("check --all").exits(1), @"
    exit status: 1
    --- stdout ---
    web/images.toml:
    1 image in 1 file is one of web/images.lock; 1 without a digest

    images.toml:
    ! failed
    --- stderr ---
    in images.toml:
    error: there is no `images.toml` beside or above a file that uses an image
    caused by: Dockerfile:1:6
    hint: create it there with `imagelock init`, or name files that have one
    ");
    assert_snapshot!(
        case.command("check --all")
            .current_dir("web")
            .run()
            .exits(1),
        @"
    exit status: 1
    --- stdout ---
    images.toml:
    1 image in 1 file is one of images.lock; 1 without a digest

    ../images.toml:
    ! failed
    --- stderr ---
    in ../images.toml:
    error: there is no `images.toml` beside or above a file that uses an image
    caused by: ../Dockerfile:1:6
    hint: create it there with `imagelock init --manifest-path ../images.toml`, or name files that have one
    "
    );
}

#[test]
fn where_no_manifest_is_above_a_file_the_order_of_manifests_decides_nothing() {
    let case = locked();
    file(
        &case,
        "web/images.toml",
        "[images]\nweb = \"HOST/acme/web:1\"\n",
    );
    file(
        &case,
        "jobs/images.toml",
        "[images]\nbase = \"HOST/acme/base:1\"\n",
    );
    file(&case, "shared/Dockerfile", "FROM HOST/acme/base:1\n");
    case.run("lock --all").success();
    let [web, jobs] = [
        "--manifest-path web/images.toml",
        "--manifest-path jobs/images.toml",
    ];
    case.run(&format!("check {web} {jobs} shared")).exits(1);
    case.run(&format!("check {jobs} {web} shared")).exits(1);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_told_and_those_within_are_what_they_lead_to() {
    use std::os::unix::fs::symlink;
    let case = locked();
    let project = case.project.path();
    case.project.file(
        case.project.home().join("out/Dockerfile"),
        case.text("FROM HOST/acme/base:1\n"),
    );
    file(&case, "real/Dockerfile", "FROM HOST/acme/base:1\n");
    symlink("real", project.join("within")).expect("a link can be made");
    case.run("check").success();
    symlink(case.project.home().join("out"), project.join("out")).expect("a link can be made");
    assert_snapshot!(case.run("check").exits(2), @r#"
    exit status: 2
    --- stdout ---
    1 image in 1 file, and 1 file cannot be read; 1 without a digest
    --- stderr ---
    error: `out` leads outside of `[PROJECT]`
    hint: replace the links with the files themselves
    hint: correct it; or, to leave it out, write `exclude = ["/out"]` below `[files]` in images.toml
    "#);
    symlink(
        case.project.home().join("out/Dockerfile"),
        project.join("Dockerfile.out"),
    )
    .expect("a link can be made");
    case.run("check --fix Dockerfile.out").exits(2);
    assert_eq!(
        case.project
            .read(case.project.home().join("out/Dockerfile")),
        case.text("FROM HOST/acme/base:1\n")
    );
    let fifo = std::process::Command::new("mkfifo")
        .arg(project.join("Dockerfile.fifo"))
        .status();
    assert!(fifo.expect("there is a `mkfifo`").success());
    case.run("check Dockerfile.fifo").exits(2);
}

#[test]
fn a_named_file_in_which_nothing_is_looked_for_is_a_wrong_question() {
    let case = locked();
    file(&case, "settings.yml", "a: b\n");
    assert_snapshot!(case.run("check settings.yml").exits(2), @"
    exit status: 2
    --- stdout ---
    0 images in 0 files, and 1 file cannot be read
    --- stderr ---
    error: `settings.yml` is not a kind of file that imagelock reads
    hint: imagelock reads Dockerfiles, compose files, Kubernetes manifests, Ansible, kustomizations, Helm values and templates, workflows, GitLab CI, Bake files, CircleCI, Azure Pipelines, Woodpecker, Drone, Buildkite, Google Cloud Build, Jenkinsfiles, devcontainer.json, Quadlet units, Nomad jobs and Terraform, and knows them by their names
    ");
    file(
        &case,
        "service.yaml",
        "apiVersion: v1\nkind: Service\nspec: {}\n",
    );
    case.run("check service.yaml").success();
    file(&case, "stack.yml", "services:\n  a:\n    build: .\n");
    case.run("check stack.yml").success();
}

#[test]
fn a_workflow_learns_that_something_does_not_pass() {
    let case = locked();
    file(&case, "Dockerfile", "FROM node:20\nFROM redis:7\n");
    let output = case.project.file("output", "");
    case.command("check --github-output")
        .env("GITHUB_OUTPUT", &output)
        .run()
        .exits(1);
    let text = case.project.read("output");
    assert!(
        text.contains("failed<<") && text.contains("\n2\n"),
        "{text}"
    );
}

#[test]
fn a_tag_that_is_not_written_is_written_with_its_digest() {
    let case = Case::new();
    case.push("acme/web", "latest", &Image::single("linux/amd64", "web"));
    case.manifest("web = \"HOST/acme/web\"\n[files]\nrequire-digests = true\n");
    case.run("update").success();
    file(
        &case,
        "Dockerfile",
        &format!("FROM HOST/acme/web\nFROM HOST/acme/web@{OTHER}\n"),
    );
    case.run("check --fix").success();
    let digest = digest(&case, "web");
    let text = case.project.read("Dockerfile");
    assert_eq!(
        text,
        case.text(&format!(
            "FROM HOST/acme/web:latest@{digest}\nFROM HOST/acme/web@{digest}\n"
        ))
    );
}

#[test]
fn no_path_begins_a_line_of_its_own() {
    let case = locked();
    file(
        &case,
        "x\n::error::pwn\n/Dockerfile",
        "FROM HOST/acme/base:1\n",
    );
    file(
        &case,
        "y\n::error::pwn\n/images.toml",
        "[images]\nweb = \"HOST/acme/web:1\"\n",
    );
    for command in [
        "check",
        "check --fix",
        "lock --all",
        "verify --all",
        "list --all",
        "check --all -v",
        "init --manifest-path n.toml",
    ] {
        for format in ["human", "github", "markdown"] {
            let outcome = case.run(&format!("{command} --format {format}"));
            let is_injected = |line: &str| line.trim_start().starts_with("::error::pwn");
            assert!(
                !outcome.stdout.lines().any(is_injected),
                "{command} {format}: {outcome}"
            );
            assert!(
                !outcome.stderr.lines().any(is_injected),
                "{command} {format}: {outcome}"
            );
        }
    }
}

#[test]
fn declared_images_that_no_file_uses_are_one_warning() {
    let case = locked();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    let warning = "warning: no file uses `web` of images.toml\n";
    let outcome = case.run("check").success();
    assert_eq!(outcome.stderr, warning);
    let outcome = case.run("check --all").success();
    assert_eq!(outcome.stderr.matches(warning).count(), 1, "{outcome}");
    let json = case.run("check --format json").success();
    let document = crate::support::schema::document(&json);
    assert_eq!(document["unused"], serde_json::json!(["web"]));
    // Who names paths does not ask about the others
    case.run("check -q").success();
    assert_eq!(case.run("check Dockerfile").success().stderr, "");
    assert_eq!(case.run("check .").success().stderr, "");
}

#[test]
fn what_people_leave_out_hides_no_unused_image() {
    let case = locked();
    let manifest = "[images]\nbase = \"HOST/acme/base:1\"\nweb = \"HOST/acme/web:1\"\n[files]\nexclude = [\"old/\"]\n";
    file(&case, "images.toml", manifest);
    file(&case, "old/Dockerfile", "FROM HOST/acme/web:1\n");
    case.run("lock").success();
    // If no file uses any image, that is no news of one of them
    assert_eq!(case.run("check").success().stderr, "");
    let listed = case.run("list --uses").success().stdout;
    assert_eq!(listed.matches("  no file uses it").count(), 2, "{listed}");
    let text = "ARG ANY\nFROM HOST/acme/base:1\n# imagelock: ignore\nFROM $ANY\n";
    file(&case, "Dockerfile", text);
    let warning = "warning: no file uses `web` of images.toml\n";
    assert_eq!(case.run("check").success().stderr, warning);
    let listed = case.run("list --uses").success().stdout;
    assert!(listed.ends_with("  no file uses it\n"), "{listed}");
    assert!(!listed.contains("no use found"), "{listed}");
    for command in ["check", "list --uses"] {
        let json = case.run(&format!("{command} --format json")).success();
        let document = crate::support::schema::document(&json);
        assert_eq!(document["unused"], serde_json::json!(["web"]), "{command}");
    }
}

#[test]
fn an_image_may_be_used_where_nobody_can_see_it() {
    let case = locked();
    let silent = |status: i32| {
        let outcome = case.run("check").exits(status);
        assert!(!outcome.stderr.contains("no file uses"), "{outcome}");
        // And `list` is as careful
        let listed = case.run("list --uses");
        assert!(!listed.stdout.contains("no file uses"), "{listed}");
        assert!(listed.stdout.contains("  no use found"), "{listed}");
    };
    // A comment leaves the place out, and it is used all the same
    let ignored = "FROM HOST/acme/base:1\n# imagelock: ignore\nFROM HOST/acme/web:1\n";
    file(&case, "Dockerfile", ignored);
    silent(0);
    // Nobody can tell which image it is
    file(
        &case,
        "Dockerfile",
        "ARG ANY\nFROM HOST/acme/base:1\nFROM $ANY\n",
    );
    silent(1);
    // It is used with another tag, which fails
    file(
        &case,
        "Dockerfile",
        "FROM HOST/acme/base:1\nFROM HOST/acme/web:2\n",
    );
    silent(1);
    // Some files cannot be read, or nobody reads them
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(&case, ".gitlab-ci.yml", "image: [\n");
    silent(2);
    std::fs::remove_file(case.project.path().join(".gitlab-ci.yml")).expect("it is there");
    let job = "jobs: {a: {docker: [{image: \"HOST/acme/web:1\"}]}}\n";
    file(&case, ".cirrus.yml", job);
    silent(0);
}

#[test]
fn a_use_without_a_digest_fails_where_one_is_required() {
    let case = required();
    file(&case, "Dockerfile", "FROM HOST/acme/base:1\n");
    file(
        &case,
        "compose.yaml",
        "services:\n  web:\n    image: \"HOST/acme/web:${TAG:-1}\"\n",
    );
    assert_snapshot!(case.run("check").exits(1), @"
    exit status: 1
    --- stdout ---
    Dockerfile
    ! 1:6  registry.test/acme/base:1
           there is no digest, but `require-digests` is on
    compose.yaml
    ~ 3:13  registry.test/acme/web:1
            no digest can be written here: a part of the reference comes from `TAG`
    1 of 2 images in 2 files does not pass; 1 without a digest, 1 where none can be written
    not checked: whether a build argument, the environment or the like replaces the defaults in 1 image
    --- stderr ---
    error: 1 image that files use does not pass
    hint: run `imagelock check --fix` to write what is locked
    ");
    assert_snapshot!(case.run("check --fix").success(), @"
    exit status: 0
    --- stdout ---
    Dockerfile
    + 1:6  registry.test/acme/base:1  → c6eeabd3
    compose.yaml
    ~ 3:13  registry.test/acme/web:1
            no digest can be written here: a part of the reference comes from `TAG`
    Dockerfile was written
    2 images in 2 files are those of images.lock; 1 with the locked digest, 1 where none can be written
    not checked: whether a build argument, the environment or the like replaces the defaults in 1 image
    --- stderr ---
    ");
    assert_eq!(read(&case, "Dockerfile"), "FROM HOST/acme/base:1@BASE\n");
}
