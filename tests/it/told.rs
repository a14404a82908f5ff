//! Images that files only mention, in commands: they are told, and fail with a digest that is not the locked one alone.

use crate::support::case::Case;
use crate::support::schema::document;

/// A digest that nothing has.
const OTHER: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A project with `acme/base:1` and `acme/web:1` locked, whose digests are required, and a script with these lines.
fn case(script: &str) -> Case {
    let case = Case::locked();
    case.require_digests();
    case.project.file("deploy.sh", case.text(script));
    case
}

#[test]
fn a_command_needs_no_digest_and_no_line_in_images_toml() {
    let case = case("docker run HOST/acme/web:1\npodman pull HOST/acme/other:1\n");
    assert_snapshot!(case.run("check -v").success(), @"
    exit status: 0
    --- stdout ---
    deploy.sh
      1:12  registry.test/acme/web:1    only mentioned
      2:13  registry.test/acme/other:1  only mentioned
    no file was found that uses an image; 2 only mentioned
    --- stderr ---
    using images.toml
    using images.lock
    deploy.sh: a shell script
    warning: no file uses `base` of images.toml
    ");
    let uses = document(&case.run("check --format json").success())["uses"].clone();
    let roles = |key: &str| {
        uses.as_array()
            .expect("a list")
            .iter()
            .map(|it| it[key].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(roles("role"), ["mentioned", "mentioned"]);
    assert_eq!(roles("status"), ["mentioned", "mentioned"]);
    assert_eq!(
        roles("name"),
        [serde_json::json!("web"), serde_json::Value::Null]
    );
}

#[test]
fn a_command_with_the_old_tag_keeps_nobody_from_replacing_an_image() {
    let case = case("docker run HOST/acme/web:1\n");
    let dockerfile = case.text("FROM HOST/acme/web:2\n");
    case.project.file("Dockerfile", dockerfile);
    let outcome = case.run("check").exits(1);
    let hint = "--name web` to replace that one\n";
    assert!(outcome.stderr.contains(hint), "{outcome}");
}

#[test]
fn a_digest_in_a_command_is_the_locked_one_or_is_made_so() {
    let case = case(&format!(
        "docker run HOST/acme/web:1@{OTHER} # kept\ndocker run \"HOST/acme/\"web:1@{OTHER}\ndocker run HOST/acme/other:1@{OTHER}\n"
    ));
    assert_snapshot!(case.run("check"), @r#"
    exit status: 1
    --- stdout ---
    deploy.sh
    ! 1:12  registry.test/acme/web:1@aaaaaaaa
            the digest is aaaaaaaa, but 35fb3d34 is locked
    ! 2:12  registry.test/acme/web:1@aaaaaaaa
            the digest is aaaaaaaa, but 35fb3d34 is locked; it cannot be written
            here: it has escapes, or spans several lines
            → change this to
            `registry.test/acme/web:1@sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a`
            by hand
    2 of 2 images in 1 file do not pass; 1 only mentioned
    --- stderr ---
    error: 2 images that files use do not pass
    hint: run `imagelock check --fix` to write what is locked
    hint: this kind of file is new to imagelock in this version: a shell script; to leave it out, write `exclude = ["/deploy.sh"]` below `[files]` in images.toml
    warning: no file uses `base` of images.toml
    "#);
    assert_snapshot!(case.run("check --fix"), @r#"
    exit status: 1
    --- stdout ---
    deploy.sh
    + 1:12  registry.test/acme/web:1@aaaaaaaa  → 35fb3d34
    ! 2:12  registry.test/acme/web:1@aaaaaaaa
            the digest is aaaaaaaa, but 35fb3d34 is locked; it cannot be written
            here: it has escapes, or spans several lines
            → change this to
            `registry.test/acme/web:1@sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a`
            by hand
    deploy.sh was written
    1 of 2 images in 1 file does not pass; 1 with the locked digest, 1 only mentioned
    --- stderr ---
    error: 1 image that files use does not pass
    hint: this kind of file is new to imagelock in this version: a shell script; to leave it out, write `exclude = ["/deploy.sh"]` below `[files]` in images.toml
    warning: no file uses `base` of images.toml
    "#);
    let digest = case.run("get web --field digest").stdout;
    let first = case.project.read("deploy.sh");
    let expected = case.text(&format!(
        "docker run HOST/acme/web:1@{} # kept\n",
        digest.trim()
    ));
    assert!(first.starts_with(&expected), "{first}");
}

#[test]
fn a_command_uses_a_declared_image() {
    let case = case("docker run HOST/acme/web:1\n");
    case.project
        .file("Dockerfile", case.text("FROM HOST/acme/base:1\n"));
    let outcome = case.run("check --fix");
    assert!(!outcome.stderr.contains("no file uses"), "{outcome}");
    let listed = case.run("list --uses").success();
    assert!(listed.stdout.contains("deploy.sh:1:12"), "{listed}");
}

#[test]
fn init_adds_nothing_for_a_command() {
    let case = Case::new();
    case.project.file("Dockerfile", "FROM nginx:1\n");
    case.project
        .file("Makefile", "all:\n\t@docker run --rm redis:7\n");
    assert_snapshot!(case.run("init --dry-run -v").success(), @r#"
    exit status: 0
    --- stdout ---
    #:schema https://raw.githubusercontent.com/OWNER/imagelock/v0/docs/images.schema.json
    # The images that this repository uses. A key is the name of an image, and yours to
    # change. `imagelock update` locks what the tags name, and `imagelock check` holds
    # the files against it.
    [images]
    # Dockerfile
    nginx = "nginx:1"

    [files]
    require-digests = true

    Makefile
      2:19  redis:7  only mentioned
    images.toml would be written: 1 image of 1 file; 1 place only mentioned
    --- stderr ---
    Dockerfile: a Dockerfile
    Makefile: a Makefile
    "#);
    std::fs::remove_file(case.project.path().join("Dockerfile")).expect("it was there");
    assert_snapshot!(case.run("init --dry-run -v").exits(1), @"
    exit status: 1
    --- stdout ---
    Makefile
      2:19  redis:7  only mentioned
    images.toml was not written: no image was found that a file uses; 1 place only mentioned
    --- stderr ---
    Makefile: a Makefile
    error: no image was found that a file uses
    hint: name files or directories that use images, or add images by hand: `imagelock add IMAGE`
    ");
    let json = case.run("init --dry-run --format json").exits(1).stdout;
    assert!(
        json.contains(r#""docker.io/library/redis:7""#) || json.contains(r#""redis:7""#),
        "{json}"
    );
}

#[test]
fn a_script_that_cannot_be_read_matters_if_it_has_a_digest() {
    let case = case("true\n");
    case.project.file("Dockerfile", "FROM scratch\n");
    case.project.file("install.sh", b"docker run a:1\n\xff");
    case.run("check").success();
    case.project
        .file("install.sh", b"docker run a:1@sha256:\n\xff");
    case.run("check").exits(2);
}
