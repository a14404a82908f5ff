//! The first day: from a repository with unpinned images to a check that passes, and what each open place is told to
//! do.

mod chart;
mod comments;
mod unread;

use crate::support::case::Case;
use crate::support::registry::Image;

/// Text that a test finds in none of the files.
const COMMENT: &str = "# imagelock: ignore";

/// A repository of Dockerfiles, a compose file that builds, and a chart in the shape that `helm create` gives it.
fn repository() -> Case {
    let case = Case::new();
    for (repository, tag) in [
        ("acme/node", "20"),
        ("acme/web", "1.27"),
        ("acme/db", "16"),
        ("acme/db", "17"),
        ("acme/api", "1.16.0"),
        ("acme/probe", "latest"),
    ] {
        case.push(repository, tag, &Image::single("linux/amd64", tag));
    }
    let files = [
        (
            "Dockerfile",
            "ARG RUNTIME\nFROM HOST/acme/node:20 AS build\nRUN make\nFROM HOST/acme/web:1.27\n\
             COPY --from=build /out /srv\nCOPY --from=${RUNTIME} /bin /bin\n",
        ),
        (
            "compose.yaml",
            "services:\n  shop:\n    build: .\n    image: HOST/acme/shop:dev\n  worker:\n    image: HOST/acme/shop:dev\n  \
             db:\n    image: HOST/acme/db:16\n  cache:\n    image: HOST/acme/cache:${CACHE}\n",
        ),
        (
            "chart/Chart.yaml",
            "apiVersion: v2\nname: api\nversion: 0.1.0\nappVersion: \"1.16.0\"\n",
        ),
        (
            "chart/values.yaml",
            "replicaCount: 1\n\nimage:\n  repository: HOST/acme/api\n  pullPolicy: IfNotPresent\n  \
             # The chart's appVersion if empty\n  tag: \"\"\n\nservice:\n  type: ClusterIP\n  port: 80\n",
        ),
        (
            "chart/templates/_helpers.tpl",
            "{{- define \"api.labels\" -}}\napp.kubernetes.io/version: {{ .Chart.AppVersion | quote }}\n{{- end }}\n",
        ),
        (
            "chart/templates/deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n  labels:\n    \
             {{- include \"api.labels\" . | nindent 4 }}\nspec:\n  template:\n    spec:\n      containers:\n        \
             - name: {{ .Chart.Name }}\n          \
             image: \"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"\n          \
             imagePullPolicy: {{ .Values.image.pullPolicy }}\n",
        ),
        (
            "chart/templates/tests/test-connection.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\nspec:\n  containers:\n    - name: wget\n      \
             image: HOST/acme/probe\n      command: ['wget']\n",
        ),
    ];
    for (path, text) in files {
        case.project.file(path, case.text(text));
    }
    case.project.commit("a repository without a lock");
    case
}

#[test]
fn each_open_place_is_told_what_to_do_and_init_and_check_say_it_alike() {
    let case = repository();
    let init = case.run("init").success();
    case.run("update").success();
    case.run("check --fix").exits(1);
    let check = case.run("check").exits(1);
    assert_snapshot!(init);
    assert_snapshot!(check);
    // An advice may go over two lines
    let advice = |text: &str| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let parts: Vec<String> = words
            .split("→ ")
            .skip(1)
            .map(|it| it.chars().take(40).collect())
            .collect();
        parts
    };
    assert_eq!(advice(&init.stdout), advice(&check.stdout));
    assert!(!check.stdout.contains("pull_policy"), "{check}");
}

#[test]
fn open_places_are_left_out_by_comments_and_all_that_follows_passes() {
    let case = repository();
    assert_snapshot!(case.run("init --ignore-open").success());
    case.run("update").success();
    case.run("check --fix").success();
    case.run("check").success();
    case.run("verify").success();
    let diff = case.project.git(&["diff", "--unified=0"]);
    let added = diff
        .lines()
        .filter(|line| line.starts_with('+') && !line.starts_with("+++"));
    let comments = added.filter(|line| line.trim_start_matches('+').trim() == COMMENT);
    assert_eq!(comments.count(), 2, "{diff}");
    // The tag of a chart stays its appVersion
    assert!(
        case.project
            .read("chart/values.yaml")
            .contains("  tag: \"\"\n")
    );
    let before = case.project.git(&["diff"]);
    case.run("check --fix").success();
    assert_eq!(case.project.git(&["diff"]), before);
}

#[test]
fn a_moved_tag_goes_into_files_too() {
    let case = repository();
    case.run("init --ignore-open").success();
    case.run("update").success();
    case.run("check --fix").success();
    case.project.commit("locked");
    case.push("acme/web", "1.27", &Image::single("linux/amd64", "moved"));
    case.run("update").success();
    case.run("check --fix").success();
    case.run("verify").success();
    case.run("check").success();
}

#[test]
fn a_dry_run_shows_the_comments_and_writes_none() {
    let case = repository();
    let outcome = case.run("init --ignore-open --dry-run").success();
    assert!(outcome.stdout.contains("compose.yaml:10"), "{outcome}");
    assert!(outcome.stdout.contains(COMMENT), "{outcome}");
    assert_eq!(case.project.git(&["status", "--porcelain"]), "");
}

#[test]
fn init_warns_once_of_all_images_without_a_tag() {
    let case = Case::new();
    case.project.file(
        "Dockerfile",
        "FROM alpine\nFROM busybox:latest\nFROM node:20\nFROM debian\n",
    );
    let outcome = case.run("init").success();
    assert_eq!(
        outcome
            .stderr
            .lines()
            .filter(|line| line.starts_with("warning: "))
            .collect::<Vec<_>>(),
        ["warning: no tag is set for `alpine`, `debian`, so images.toml has `latest`, which moves"]
    );
}

#[test]
fn a_tag_that_is_bumped_in_images_toml_goes_into_files_too() {
    let case = repository();
    case.run("init --ignore-open").success();
    case.run("update").success();
    case.run("check --fix").success();
    case.project.commit("locked");
    let manifest = case.project.read("images.toml");
    case.project
        .file("images.toml", manifest.replace("acme/db:16", "acme/db:17"));
    case.run("lock").success();
    case.run("check --fix").success();
    case.run("verify").success();
    case.run("check").success();
    assert!(
        case.project
            .read("compose.yaml")
            .contains("acme/db:17@sha256:")
    );
}
