//! `init` and `import`: a manifest, and a lock, out of what a repository uses.

use crate::support::command::Project;

const ONE: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
const TWO: &str = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

/// A repository of several kinds of files.
fn repository() -> Project {
    let project = Project::new();
    project.file(
        "Dockerfile",
        "FROM node:20 AS build\nFROM nginx:1.27-alpine\nCOPY --from=build /a /b\n",
    );
    project.file(
        "api/Dockerfile",
        "ARG VERSION\nFROM python:${VERSION}\nCOPY --from=ghcr.io/acme/tool:v2 /t /t\n",
    );
    project.file(
        "compose.yaml",
        "services:\n  web:\n    image: nginx:1.27-alpine\n  db:\n    image: postgres\n",
    );
    project.file(
        "deploy/app.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: node:22\n    - image: quay.io/acme/tool:v2\n",
    );
    project.file(
        ".github/workflows/ci.yml",
        format!("jobs:\n  a:\n    container: redis:7@{ONE}\n"),
    );
    project.file("ignored/Dockerfile", "FROM alpine:3.20\n");
    project.file(".gitignore", "ignored/\n");
    project
}

#[test]
fn init_names_what_a_repository_uses() {
    let project = repository();
    assert_snapshot!(project.run(["init"]).success());
    assert_snapshot!(project.read("images.toml"));
    assert!(!project.exists("images.lock"));
}

#[test]
fn a_dry_run_shows_the_manifest_and_writes_none() {
    let project = repository();
    assert_snapshot!(project.run(["init", "--dry-run"]).success());
    assert!(!project.exists("images.toml"));
}

#[test]
fn init_says_it_in_every_format() {
    for format in ["json", "markdown", "github"] {
        assert_snapshot!(repository().run(["init", "--format", format]).success());
    }
}

#[test]
fn the_order_in_which_files_are_named_changes_no_name() {
    let (one, other) = (repository(), repository());
    one.run(["init", "deploy", "Dockerfile"]).success();
    other.run(["init", "Dockerfile", "deploy"]).success();
    let keys = |project: &Project| {
        let text = project.read("images.toml");
        let mut keys: Vec<String> = text
            .lines()
            .filter(|line| line.contains('='))
            .map(str::to_owned)
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&one), keys(&other));
}

#[test]
fn a_manifest_that_is_there_is_never_written_over() {
    for there in ["images.toml", "images.lock"] {
        let project = repository();
        project.file(there, "mine\n");
        for command in [&["init"][..], &["init", "--dry-run"], &["import", "."]] {
            assert_snapshot!(
                format!("{there}_{}", command.join("_")),
                project.run(command).exits(2)
            );
        }
        assert_eq!(project.read(there), "mine\n");
    }
}

#[test]
fn a_repository_without_images_has_no_manifest() {
    let project = Project::new();
    project.file("notes.txt", "FROM node:20\n");
    assert_snapshot!(project.run(["init"]).exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: found no file of a kind that imagelock reads
    hint: name files or directories that use images, or add images by hand: `imagelock add IMAGE`
    ");
    assert!(!project.exists("images.toml"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_others_are_taken() {
    let project = repository();
    project.file("broken/compose.yaml", "services: [\n");
    // There is no images.toml in which to exclude it
    let outcome = project.run(["init", "--dry-run"]).exits(2);
    let way_out = "hint: correct it; or, to leave it out, run `imagelock init --exclude broken/compose.yaml`\n";
    assert!(outcome.stderr.contains(way_out), "{outcome}");
    assert_snapshot!(project.run(["init"]).exits(2));
    assert!(project.exists("images.toml"));
}

#[test]
fn import_keeps_the_digests_of_docker_lock() {
    let project = Project::new();
    let hex = |digest: &str| digest.trim_start_matches("sha256:").to_owned();
    let lock = format!(
        "{{\n\t\"dockerfiles\": {{\n\t\t\"Dockerfile\": [\n\t\t\t{{\"name\": \"node\", \"tag\": \"20\", \"digest\": \"{}\"}},\n\
         \t\t\t{{\"name\": \"ghcr.io/acme/app\", \"tag\": \"\", \"digest\": \"{}\"}}\n\t\t]\n\t}},\n\
         \t\"composefiles\": {{\"compose.yaml\": [{{\"name\": \"redis\", \"tag\": \"7\", \"digest\": \"\", \"service\": \"cache\"}}]}}\n}}\n",
        hex(ONE),
        hex(TWO)
    );
    project.file("docker-lock.json", lock);
    assert_snapshot!(project.run(["import", "docker-lock.json"]).success(), @"
    exit status: 0
    --- stdout ---
    + acme-app  ghcr.io/acme/app@22222222  docker-lock.json:5:13
    + node      node:20@11111111           docker-lock.json:4:13
    + redis     redis:7                    docker-lock.json:8:45
    images.toml and images.lock were written: 3 images of 1 file, 2 with a digest
    --- stderr ---
    next: `imagelock lock` locks the others
    ");
    assert_snapshot!(project.read("images.toml"), @r#"
    #:schema https://raw.githubusercontent.com/OWNER/imagelock/v0/docs/images.schema.json
    # The images that this repository uses. A key is the name of an image, and yours to
    # change. `imagelock update` locks what the tags name, and `imagelock check` holds
    # the files against it.
    [images]
    # docker-lock.json
    node = "node:20"
    acme-app = "ghcr.io/acme/app@sha256:2222222222222222222222222222222222222222222222222222222222222222"
    redis = "redis:7"

    [files]
    require-digests = true
    "#);
    assert_snapshot!(project.read("images.lock"), @r#"
    # This file is generated by imagelock. It is not intended for manual editing.
    version = 1

    [images.acme-app]
    image = "ghcr.io/acme/app"
    digest = "sha256:2222222222222222222222222222222222222222222222222222222222222222"

    [images.node]
    image = "docker.io/library/node"
    tag = "20"
    digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
    "#);
}

#[test]
fn import_keeps_the_digests_of_imgpkg_and_kbld() {
    let project = Project::new();
    let lock = format!(
        "apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\nimages:\n\
         - image: index.docker.io/library/nginx@{ONE}\n  annotations:\n    kbld.carvel.dev/id: nginx:1.27\n\
         - image: ghcr.io/acme/app@{TWO}\n  annotations:\n    kbld.carvel.dev/id: ghcr.io/acme/app\n    kbld.carvel.dev/origins: |\n      - resolved:\n          tag: v3\n          url: ghcr.io/acme/app:v3\n\
         - image: quay.io/acme/tool@{TWO}\n"
    );
    project.file("images.yml", lock);
    let config = format!(
        "apiVersion: kbld.k14s.io/v1alpha1\nkind: Config\nminimumRequiredVersion: 0.30.0\noverrides:\n\
         - image: redis:7\n  newImage: index.docker.io/library/redis@{TWO}\n  preresolved: true\n"
    );
    project.file("kbld.lock.yml", config);
    assert_snapshot!(
        project
            .run(["import", "images.yml", "kbld.lock.yml"])
            .success(),
        @"
    exit status: 0
    --- stdout ---
    + acme-app   ghcr.io/acme/app:v3@22222222                 images.yml:7:10
    + acme-tool  quay.io/acme/tool@22222222                   images.yml:14:10
    + nginx      index.docker.io/library/nginx:1.27@11111111  images.yml:4:10
    + redis      index.docker.io/library/redis:7@22222222     kbld.lock.yml:6:13
    images.toml and images.lock were written: 4 images of 2 files, 4 with a digest
    --- stderr ---
    next: `imagelock verify --present` checks that the registries have the digests
    "
    );
    assert_snapshot!(project.read("images.toml"), @r#"
    #:schema https://raw.githubusercontent.com/OWNER/imagelock/v0/docs/images.schema.json
    # The images that this repository uses. A key is the name of an image, and yours to
    # change. `imagelock update` locks what the tags name, and `imagelock check` holds
    # the files against it.
    [images]
    # images.yml
    nginx = "nginx:1.27"
    acme-app = "ghcr.io/acme/app:v3"
    acme-tool = "quay.io/acme/tool@sha256:2222222222222222222222222222222222222222222222222222222222222222"

    # kbld.lock.yml
    redis = "redis:7"

    [files]
    require-digests = true
    "#);
    assert_snapshot!(project.read("images.lock"));
    project.run(["verify"]).success();
}

#[test]
fn import_keeps_the_digests_of_files_that_are_pinned_in_place() {
    let project = Project::new();
    project.file(
        "Dockerfile",
        format!("FROM node:20@{ONE}\nFROM nginx@{TWO}\nFROM redis:7\nFROM alpine:3.20@{ONE}\nFROM alpine:3.20@{TWO}\n"),
    );
    assert_snapshot!(project.run(["import", "."]).success(), @"
    exit status: 0
    --- stdout ---
    + alpine  alpine:3.20@11111111  Dockerfile:4:6 and 1 more place
    + nginx   nginx@22222222        Dockerfile:2:6
    + node    node:20@11111111      Dockerfile:1:6
    + redis   redis:7               Dockerfile:3:6
    Dockerfile
    ~ 4:6  alpine:3.20@11111111
           another place has 22222222 for the same tag, so neither digest is kept
    ~ 5:6  alpine:3.20@22222222
           another place has 11111111 for the same tag, so neither digest is kept
    images.toml and images.lock were written: 4 images of 1 file, 2 with a digest
    --- stderr ---
    next: `imagelock lock` locks the others
    ");
    assert_snapshot!(project.read("images.toml"), @r#"
    #:schema https://raw.githubusercontent.com/OWNER/imagelock/v0/docs/images.schema.json
    # The images that this repository uses. A key is the name of an image, and yours to
    # change. `imagelock update` locks what the tags name, and `imagelock check` holds
    # the files against it.
    [images]
    # Dockerfile
    node = "node:20"
    nginx = "nginx@sha256:2222222222222222222222222222222222222222222222222222222222222222"
    redis = "redis:7"
    alpine = "alpine:3.20"

    [files]
    require-digests = true
    "#);
    assert_snapshot!(project.read("images.lock"), @r#"
    # This file is generated by imagelock. It is not intended for manual editing.
    version = 1

    [images.nginx]
    image = "docker.io/library/nginx"
    digest = "sha256:2222222222222222222222222222222222222222222222222222222222222222"

    [images.node]
    image = "docker.io/library/node"
    tag = "20"
    digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
    "#);
}

#[test]
fn a_lock_that_is_none_of_those_is_a_wrong_question() {
    let project = Project::new();
    project.file("docker-lock.json", "{\"name\": \"app\"}\n");
    assert_snapshot!(project.run(["import", "docker-lock.json"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: this is not a lock file of docker-lock
    --> docker-lock.json:1:1
     = help: expected `dockerfiles`, `composefiles` or `kubernetesfiles`
    ");
    project.file(
        "images.yml",
        "apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\nimages:\n- name: x\n",
    );
    assert_snapshot!(project.run(["import", "images.yml"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: expected a string `image`
    --> images.yml:4:3
    ");
    assert_snapshot!(project.run(["import", "nowhere.json"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `nowhere.json` does not exist
    ");
    assert!(!project.exists("images.toml") && !project.exists("images.lock"));
}

#[test]
fn names_of_files_cannot_end_a_comment() {
    let project = Project::new();
    project.file(
        "a\n[images]\nevil = \"node:1\"\n/Dockerfile",
        "FROM node:20\n",
    );
    project.run(["init"]).success();
    let text = project.read("images.toml");
    assert!(!text.lines().any(|line| line.starts_with("evil")), "{text}");
}

#[test]
fn the_name_of_a_file_may_have_the_sign_of_a_user() {
    let project = Project::new();
    project.file("web@.container", "[Container]\nImage=quay.io/acme/web:1\n");
    project.file("a@b/Dockerfile", "FROM node:20\nFROM $A\n");
    let json = project.run(["init", "--dry-run", "--format", "json"]);
    assert!(
        json.stdout.contains(r#""file": "web@.container""#),
        "{json}"
    );
    let outcome = project.run(["init"]).success();
    let text = project.read("images.toml");
    for (shown, name) in [
        (&text, "# web@.container\n"),
        (&text, "# a@b/Dockerfile\n"),
        (&outcome.stdout, "web@.container:2:7"),
        (&outcome.stdout, "a@b/Dockerfile\n"),
    ] {
        assert!(shown.contains(name), "{shown}");
    }
}

#[test]
fn where_nothing_can_be_told_every_place_is_listed() {
    let project = Project::new();
    project.file("Dockerfile", "ARG X\nFROM $X\n");
    assert_snapshot!(project.run(["init"]).exits(1), @"
    exit status: 1
    --- stdout ---
    Dockerfile
    ~ 2:6  $X
           cannot determine the image: the variable `X` has no default here
           → give it a default, `ARG X=…`, or put `# imagelock: ignore` on the line
           above
    images.toml was not written: cannot determine the image at 1 place
    --- stderr ---
    error: the image cannot be determined at any place
    ");
    assert_snapshot!(project.run(["init", "--format", "json"]).exits(1));
    assert!(!project.exists("images.toml"));
}

#[test]
fn a_manifest_above_is_told() {
    let project = repository();
    project.file("images.toml", "[images]\na = \"alpine:3\"\n");
    project.file("api/notes.txt", "");
    assert_snapshot!(project.command(["init"]).current_dir("api").run().success(), @"
    exit status: 0
    --- stdout ---
    + acme-tool  ghcr.io/acme/tool:v2  Dockerfile:3:13
    Dockerfile
    ~ 2:6  python:${VERSION}
           cannot determine the image: the variable `VERSION` has no default here
           → give it a default, `ARG VERSION=…`, or put `# imagelock: ignore` on the
           line above
    images.toml was written: 1 image of 1 file; 1 place left open
    --- stderr ---
    note: `../images.toml` in a directory above is left as it is
    next: `imagelock update` asks the registries and locks what they answer
    ");
}

#[test]
fn what_has_a_manifest_of_its_own_is_not_taken() {
    let project = repository();
    project.file("api/images.toml", "[images]\npython = \"python:3.12\"\n");
    assert_snapshot!(project.run(["init"]).success());
    assert!(!project.read("images.toml").contains("ghcr.io/acme/tool"));
}

#[cfg(unix)]
#[test]
fn nobody_waits_for_a_pipe_that_nobody_writes() {
    let project = Project::new();
    let made = std::process::Command::new("mkfifo")
        .arg(project.path().join("docker-lock.json"))
        .status();
    assert!(made.expect("there is a `mkfifo`").success());
    let outcome = project.run(["import", "docker-lock.json"]).exits(2);
    assert!(outcome.stderr.contains("not a regular file"), "{outcome}");
}
