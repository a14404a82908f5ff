//! `export`: what is locked, as files for other tools. That these take them is for `tests/automation/export.py`.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::schema::document;

/// A digest that is easy to tell from others.
fn digest(digit: char) -> String {
    format!("sha256:{}", digit.to_string().repeat(64))
}

/// An entry of a lock.
fn entry(name: &str, image: &str, tag: &str, digit: char) -> String {
    let tag = if tag.is_empty() {
        String::new()
    } else {
        format!("tag = \"{tag}\"\n")
    };
    format!(
        "\n[images.\"{name}\"]\nimage = \"{image}\"\n{tag}digest = \"{}\"\n",
        digest(digit)
    )
}

/// A project with a lock and no manifest.
fn locked(entries: &[String]) -> Project {
    let project = Project::new();
    project.file("images.lock", format!("version = 1\n{}", entries.concat()));
    project
}

/// Images of every kind: of Docker Hub and elsewhere, with and without tag, with platforms, with odd names.
fn all_kinds() -> Project {
    let platforms = format!(
        "platforms-of = \"{}\"\n\n[images.web.platforms]\n\"linux/amd64\" = \"{}\"\n\"linux/arm64\" = \"{}\"\n",
        "2".repeat(16),
        digest('a'),
        digest('b')
    );
    locked(&[
        entry(
            "acme/node.20",
            "registry.example:5000/acme/node.js",
            "20",
            '1',
        ),
        entry("web", "docker.io/library/nginx", "1.27-alpine", '2') + &platforms,
        entry("frozen", "docker.io/acme/tool", "", '3'),
        entry("again", "docker.io/library/nginx", "1.27-alpine", '2'),
    ])
}

/// Runs an export of the lock alone.
fn export(project: &Project, arguments: &str) -> Outcome {
    project.run(format!("export {arguments} --lock-only").split(' '))
}

/// What helm is asked for where all have to answer.
const HELM: &str = "helm --map web=frontend.image --map again=again.image:registry,repository,tag,digest \
                    --map frozen=yes.frozen --map acme/node.20=node:reference --map web=init.image:repository,digest \
                    --map frozen=apart:repository,tag,digest --map frozen=on-its-own:registry,repository,tag";

/// The command of each format of the lock alone.
const TARGETS: [&str; 7] = [
    "env",
    "json",
    "kustomize",
    HELM,
    "bake",
    "buildkit",
    "terraform",
];

#[test]
fn every_format_has_all_images() {
    let project = all_kinds();
    for arguments in TARGETS {
        let name = arguments.split(' ').next().expect("it has a name");
        assert_snapshot!(
            format!("of_all_kinds_{name}"),
            export(&project, arguments).success()
        );
    }
}

#[test]
fn an_empty_lock_is_an_empty_file_of_each_format() {
    let project = locked(&[]);
    let outcomes = TARGETS
        .iter()
        .filter(|arguments| **arguments != HELM)
        .map(|arguments| {
            let outcome = export(&project, arguments).success();
            assert_eq!(outcome.stderr, "");
            format!("{arguments}:\n{}", outcome.stdout)
        });
    assert_snapshot!("of_nothing", outcomes.collect::<String>());
    assert_snapshot!(
        "of_nothing_helm",
        export(&project, "helm --map web=image").exits(2)
    );
}

#[test]
fn the_same_lock_is_the_same_bytes_however_it_is_written() {
    let project = all_kinds();
    let texts = || TARGETS.map(|arguments| export(&project, arguments).success().stdout);
    let expected = texts();
    let lock = project.read("images.lock");
    project.file(
        "images.lock",
        format!("\u{feff}# a comment\n{lock}").replace('\n', "\r\n"),
    );
    assert_eq!(texts(), expected);
    let (head, entries) = lock.split_once("\n[").expect("it has entries");
    let mut parts: Vec<&str> = entries.split("\n[images.\"").collect();
    parts.reverse();
    let last = parts.pop().expect("it has entries");
    let shuffled = format!("{head}\n[images.\"{}\n[{last}", parts.join("\n[images.\""));
    project.file("images.lock", &shuffled);
    assert_ne!(shuffled, lock);
    assert_eq!(texts(), expected);
    let maps: Vec<&str> = HELM.split(" --map ").collect();
    let reversed = format!(
        "helm --map {}",
        maps[1..]
            .iter()
            .rev()
            .copied()
            .collect::<Vec<_>>()
            .join(" --map ")
    );
    assert_eq!(export(&project, &reversed).success().stdout, expected[3]);
}

#[test]
fn names_choose_in_any_order_and_twice_is_once() {
    let project = all_kinds();
    let outcome = export(&project, "env web frozen").success();
    assert_eq!(
        outcome.stdout,
        export(&project, "env frozen web web").success().stdout
    );
    assert_snapshot!(outcome);
    assert_snapshot!(export(&project, "env web frezen").exits(2));
    assert_snapshot!(export(&project, "helm --map wbe=image").exits(2));
}

#[test]
fn names_that_would_be_one_variable_are_told() {
    let project = locked(&[
        entry("node-20", "docker.io/library/node", "20", '1'),
        entry("node.20", "docker.io/library/node", "20-slim", '2'),
        entry("Node/20", "docker.io/library/node", "20-alpine", '3'),
    ]);
    assert_snapshot!(export(&project, "env").exits(2));
    assert_snapshot!(export(&project, "bake node-20 node.20").exits(2));
    export(&project, "env node-20").success();
    let failure = document(&export(&project, "env --format json").exits(2));
    assert_eq!(failure["error"]["reason"], "bad-request");
}

#[test]
fn what_a_tool_cannot_tell_apart_is_told() {
    let project = locked(&[
        entry("new", "docker.io/library/node", "22", '1'),
        entry("old", "docker.io/library/node", "20", '2'),
        entry("other", "docker.io/library/node", "20", '3'),
    ]);
    assert_snapshot!(export(&project, "kustomize").exits(2));
    assert_snapshot!(export(&project, "buildkit").exits(2));
    export(&project, "kustomize old").success();
    export(&project, "buildkit new old").success();
}

#[test]
fn one_place_of_the_values_is_for_one_image() {
    let project = all_kinds();
    for maps in [
        "web=image again=image",
        "web=image:repository,digest again=image.digest:reference",
        "web=image.tag:reference again=image",
        "web=a.b.c again=a:reference",
        "web=image web=image:reference",
    ] {
        let arguments = maps
            .split(' ')
            .map(|map| format!(" --map {map}"))
            .collect::<String>();
        let outcome = export(&project, &format!("helm{arguments}")).exits(2);
        assert_snapshot!(
            format!(
                "one_place_{}",
                maps.replace(|it: char| !it.is_alphanumeric(), "_")
            ),
            outcome
        );
    }
}

#[test]
fn a_lock_that_does_not_satisfy_is_not_exported() {
    let case = Case::locked();
    case.manifest("web = \"HOST/acme/web:2\"\n");
    assert_snapshot!(case.run("export env --output images.env").exits(1));
    assert!(!case.project.exists("images.env"));
    assert_snapshot!(case.run("export env web --lock-only").success());
    let case = Case::new();
    case.manifest("web = \"HOST/acme/web:1\"\n");
    case.run("export env").exits(1);
    case.run("export env --lock-only").exits(1);
}

#[test]
fn stale_platforms_are_left_out_and_told() {
    let project = all_kinds();
    let lock = project
        .read("images.lock")
        .replace(&"2".repeat(16), &"4".repeat(16));
    project.file(
        "images.lock",
        lock.replacen(
            &format!("platforms-of = \"{}", "4".repeat(16)),
            "platforms-of = \"5555555555555555",
            1,
        ),
    );
    assert_snapshot!(export(&project, "json web").success());
    assert_eq!(export(&project, "json web -q").success().stderr, "");
}

/// What a file is known by while nobody replaces it.
#[cfg(unix)]
fn inode(project: &Project, path: &str) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(project.path().join(path))
        .expect("it is there")
        .ino()
}

#[cfg(unix)]
#[test]
fn a_file_is_written_where_that_changes_it() {
    let case = Case::locked();
    assert_snapshot!(case.run("export env --output images.env").success());
    assert_eq!(
        case.project.read("images.env"),
        case.text(
            &case
                .run("export env")
                .success()
                .stdout
                .replace("registry.test", "HOST")
        )
    );
    let before = inode(&case.project, "images.env");
    assert_snapshot!(case.run("export env -o images.env").success());
    assert_eq!(
        inode(&case.project, "images.env"),
        before,
        "it was written again"
    );
    let quiet = case.run("export env base -o images.env -q").success();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    assert_ne!(inode(&case.project, "images.env"), before);
    assert_eq!(
        case.run("export env --output -").success().stdout,
        case.run("export env").success().stdout
    );
    assert!(case.registry.requests().is_empty());
}

#[test]
fn sources_are_not_written_over() {
    let case = Case::locked();
    let before = (case.raw_lock(), case.project.read("images.toml"));
    #[cfg(unix)]
    std::os::unix::fs::symlink("images.lock", case.project.path().join("link"))
        .expect("it can be made");
    let outputs = ["images.lock", "images.toml", "./images.toml", "link"];
    for output in outputs.iter().take(if cfg!(unix) { 4 } else { 3 }) {
        for more in ["", " --lock-only"] {
            let outcome = case
                .run(&format!("export env --output {output}{more}"))
                .exits(2);
            assert!(outcome.stderr.contains("is what is exported"), "{outcome}");
        }
    }
    assert_snapshot!(case.run("export env --output images.lock").exits(2));
    assert_snapshot!(case.run("export env --output none/images.env").exits(2));
    assert_snapshot!(case.run("export env --output .").exits(2));
    assert_eq!((case.raw_lock(), case.project.read("images.toml")), before);
}

#[test]
fn programs_are_told_the_same() {
    let case = Case::locked();
    let printed = document(&case.run("export env --format json").success());
    assert_eq!(
        printed["export"]["text"],
        case.text(
            &case
                .run("export env")
                .success()
                .stdout
                .replace("registry.test", "HOST")
        )
        .replace(&case.registry.host(), "registry.test")
    );
    assert_eq!(printed["export"]["target"], "env");
    assert_eq!(
        (&printed["export"]["file"], &printed["export"]["written"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    for written in ["yes", "unneeded"] {
        let document = document(&case.run("export env --format json -o images.env").success());
        assert_eq!(
            (&document["export"]["file"], &document["export"]["written"]),
            (&"images.env".into(), &written.into())
        );
    }
    case.run("export env --format markdown").exits(2);
    case.manifest("web = \"HOST/acme/web:2\"\n");
    let failure = document(&case.run("export env --format json").exits(1));
    assert_eq!(failure["error"]["reason"], "lock-unsatisfied");
    assert!(failure.get("export").is_none());
}

/// A compose file with services of every kind.
const COMPOSE: &str = "\
version: \"3.8\"
x-common: &common
  image: nginx:1.27-alpine
  restart: always
services:
  web:
    <<: *common
  short: {image: 'nginx:1.27-alpine'}
  default:
    image: \"${REGISTRY:-docker.io}/nginx:${TAG:-1.27-alpine}\"
  digest:
    image: acme/tool@DIGEST
  tag-and-digest:
    image: acme/tool:1@DIGEST
  node: { image: registry.example:5000/acme/node.js:20 }
  built: { build: ., image: \"acme/app:dev\" }
  child: { extends: { service: web } }
  grandchild: { extends: child }
  child-of-built: { extends: { service: built } }
  \"7.on\": { image: library/nginx:1.27-alpine }
  provided: { provider: { type: model } }
";

/// All kinds of images, and a compose file.
fn composed(compose: &str) -> Project {
    let project = all_kinds();
    project.file("compose.yaml", compose.replace("DIGEST", &digest('3')));
    project
}

#[test]
fn an_override_has_every_service_that_is_not_built() {
    let project = composed(COMPOSE);
    let outcome = export(&project, "compose --file compose.yaml").success();
    let dos = project.read("compose.yaml").replace('\n', "\r\n");
    project.file("compose.yaml", format!("\u{feff}{dos}"));
    assert_eq!(
        export(&project, "compose --file compose.yaml")
            .success()
            .stdout,
        outcome.stdout
    );
    assert_snapshot!(outcome);
    assert_snapshot!(export(&project, "compose frozen --file compose.yaml").success());
    let project = composed("services:\n  built:\n    build: .\n");
    assert_snapshot!(export(&project, "compose --file compose.yaml").success());
    assert_snapshot!(export(&project, "compose web --file compose.yaml").success());
}

#[test]
fn a_service_that_is_not_locked_is_a_no() {
    let project = composed(
        "services:\n  web: { image: \"nginx:1.27-alpine\" }\n  db: { image: \"postgres:17\" }\n  \
         latest: { image: nginx }\n  other: { image: \"nginx:1.27-alpine@sha256:WRONG\" }\n  \
         variable: { image: \"nginx:${TAG}\" }\n  none: {}\n  elsewhere: { extends: { file: a.yaml, service: b } }\n  \
         circle: { extends: circle }\n  secret: { image: \"me:hunter2@registry.example/app\" }\n"
            .replace("WRONG", &"9".repeat(64))
            .as_str(),
    );
    let outcome = export(&project, "compose --file compose.yaml").exits(1);
    assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    assert_snapshot!(outcome);
    assert_snapshot!(export(&project, "compose web --file compose.yaml").success());
    let failure = document(&export(&project, "compose --file compose.yaml --format json").exits(1));
    assert_eq!(failure["error"]["reason"], "not-locked");
}

#[test]
fn what_is_no_compose_file_is_told_with_its_place() {
    for (name, text) in [
        ("syntax", "services: [\n"),
        ("no_services", "web:\n  image: nginx\n"),
        ("empty", ""),
        ("include", "include: [other.yaml]\nservices: {}\n"),
        ("name", "services:\n  'a b': {image: nginx}\n"),
    ] {
        let project = composed(text);
        assert_snapshot!(
            format!("no_compose_{name}"),
            export(&project, "compose --file compose.yaml").exits(2)
        );
    }
    let project = composed(COMPOSE);
    assert_snapshot!(
        "no_compose_file",
        export(&project, "compose --file none.yaml").exits(2)
    );
    let outcome = export(
        &project,
        "compose --file compose.yaml --output compose.yaml",
    )
    .exits(2);
    assert!(outcome.stderr.contains("is what is exported"), "{outcome}");
}

#[test]
fn one_reference_for_several_digests_is_told() {
    let project = locked(&[
        entry("one", "docker.io/library/node", "20", '1'),
        entry("two", "docker.io/library/node", "20", '2'),
    ]);
    project.file("compose.yaml", "services:\n  web:\n    image: node:20\n");
    assert_snapshot!(export(&project, "compose --file compose.yaml").exits(2));
    export(&project, "compose two --file compose.yaml").success();
}

#[test]
fn each_format_has_its_own_arguments() {
    let project = Project::new();
    let cases = [
        ("nothing", ""),
        ("unknown", "yaml"),
        ("map_elsewhere", "env --map web=image"),
        ("file_elsewhere", "env --file compose.yaml"),
        ("compose_without_file", "compose"),
        ("helm_without_map", "helm"),
        ("helm_with_names", "helm web --map web=image"),
        ("map_without_path", "helm --map web"),
        ("map_without_key", "helm --map web=a..b"),
        ("map_with_unknown_part", "helm --map web=image:tags"),
        ("map_that_pins_nothing", "helm --map web=image:tag"),
    ];
    for (name, arguments) in cases {
        let outcome = project
            .run(format!("export {arguments}").split_whitespace())
            .exits(2);
        assert_snapshot!(format!("arguments_{name}"), outcome);
    }
}

#[test]
fn a_lock_alone_has_its_own_flag() {
    let project = all_kinds();
    let outcome = project.run(["export", "env"]).exits(2);
    assert!(
        outcome.stderr.contains("error: there is no `images.toml`"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("`--lock-only`"), "{outcome}");
    let empty = Project::new().run(["export", "env"]).exits(2);
    assert!(!empty.stderr.contains("--lock-only"), "{empty}");
}

#[test]
fn names_that_are_none_are_told_as_such() {
    let project = all_kinds();
    let outcome = export(&project, "helm --map =a").exits(2);
    assert!(
        outcome.stderr.contains("a mapping is written `NAME=PATH`"),
        "{outcome}"
    );
    let outcome = export(&project, "env nothing nobody").exits(2);
    assert!(
        outcome.stderr.contains("has no images `nothing`, `nobody`"),
        "{outcome}"
    );
}

#[test]
fn kustomize_cannot_tell_tags_apart_either() {
    let project = locked(&[
        entry("one", "docker.io/library/node", "20", '1'),
        entry("same", "docker.io/library/node", "20", '1'),
        entry("two", "docker.io/library/node", "20.1", '1'),
    ]);
    let outcome = export(&project, "kustomize").exits(2);
    assert!(
        outcome
            .stderr
            .contains("they are all `docker.io/library/node`, with different tags"),
        "{outcome}"
    );
    let outcome = export(&project, "kustomize one same").success();
    assert!(
        outcome
            .stdout
            .contains("name: \"index\\\\.docker\\\\.io/library/node\""),
        "{outcome}"
    );
}

#[test]
fn a_default_that_is_fixed_from_now_on_is_told() {
    let project = composed("services:\n  web:\n    image: \"nginx:${TAG:-1.27-alpine}\"\n");
    let outcome = export(&project, "compose --file compose.yaml").success();
    let words = "warning: service `web`: the variable `TAG` decides nothing any more";
    assert!(outcome.stderr.contains(words), "{outcome}");
}

#[test]
fn an_old_digest_of_a_locked_tag_is_for_check_to_mend() {
    let old = digest('9');
    let project = composed(&format!(
        "services:\n  web: {{ image: \"nginx:1.27-alpine@{old}\" }}\n"
    ));
    let outcome = export(&project, "compose --file compose.yaml").exits(1);
    let words =
        "service `web`: `docker.io/library/nginx:1.27-alpine` is locked with another digest";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert!(
        outcome.stderr.contains("hint: run `imagelock check --fix`"),
        "{outcome}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_file_of_its_own_is_not_written() {
    let project = all_kinds();
    std::os::unix::fs::symlink("/dev/stdout", project.path().join("link")).expect("it can be made");
    std::os::unix::fs::symlink("/proc/self/fd/1", project.path().join("fd"))
        .expect("it can be made");
    for output in [
        "/dev/stdout",
        "/dev/fd/1",
        "/proc/self/fd/1",
        "/dev/null",
        "link",
        "fd",
    ] {
        let held = std::fs::OpenOptions::new()
            .write(true)
            .open(project.file("held", ""));
        let held = held.expect("it is there");
        let before = inode(&project, "held");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_imagelock"));
        command
            .args(["export", "env", "--lock-only", "--output", output])
            .current_dir(project.path());
        command
            .stdin(std::process::Stdio::null())
            .stdout(held)
            .stderr(std::process::Stdio::piped());
        let outcome = project.wait(command.spawn().expect("it starts")).exits(2);
        assert!(
            outcome.stderr.contains("hint: print it with `--output -`"),
            "{output}: {outcome}"
        );
        assert_eq!(inode(&project, "held"), before, "{output}");
    }
}

#[test]
fn files_of_others_are_not_written_over() {
    let project = all_kinds();
    for (target, other) in [
        ("env", "SECRET=hunter2\n"),
        ("env", "{\"version\": 1, \"images\": {}}\n"),
        ("kustomize", "apiVersion: v1\n"),
        ("json", "{\"version\": 1, \"images\": {}, \"more\": 1}\n"),
        ("json", "[]"),
        ("buildkit", "{\"rules\": [], \"more\": 1}"),
        (
            "buildkit",
            "# This file is generated by `imagelock export`. It is not intended for manual editing.\n",
        ),
    ] {
        project.file("out", other);
        let outcome = export(&project, &format!("{target} --output out")).exits(2);
        assert!(
            outcome
                .stderr
                .contains("`out` was not written by imagelock"),
            "{outcome}"
        );
        assert_eq!(project.read("out"), other);
    }
    for target in TARGETS {
        // What mktemp makes has nothing to lose
        project.file("out", "");
        export(&project, &format!("{target} --output out")).success();
        let text = project.read("out");
        let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        project.file("out", marked + "\n");
        export(&project, &format!("{target} --output out")).success();
        assert_eq!(project.read("out"), text, "{target}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_not_written() {
    let project = all_kinds();
    let elsewhere = project.file("../elsewhere.env", "");
    project.file("../plain/file", "");
    for (target, name) in [
        (elsewhere.as_path(), "out"),
        (&elsewhere, "../plain/out"),
        ("inside.env".as_ref(), "within"),
    ] {
        std::os::unix::fs::symlink(target, project.path().join(name)).expect("it can be made");
    }
    let outcome = export(&project, "env --output out").exits(2);
    assert!(
        outcome.stderr.contains("`out` leads out of the files of"),
        "{outcome}"
    );
    assert!(
        outcome
            .stderr
            .contains("hint: name the file that it leads to"),
        "{outcome}"
    );
    assert_eq!(project.read("../elsewhere.env"), "");
    export(&project, "env --output within").success();
    assert!(project.exists("inside.env"));
    // In no repository it is its owner's
    export(&project, "env --output ../plain/out").success();
    assert_ne!(project.read("../elsewhere.env"), "");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_directory_out_of_the_repository_is_not_written_through() {
    let project = all_kinds();
    project.file("../other/.git/file", "");
    project.file("../other/deep/file", "");
    project.file("deploy/file", "");
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, project.path().join(name)).expect("it can be made");
    };
    link("..", "out");
    link("../other", "other");
    link("../../other/deep", "deploy/deep");
    link("deploy", "within");
    let absolute = project.path().join("out/images.env").display().to_string();
    for output in [
        "out/images.env",
        "./out/images.env",
        "deploy/../out/images.env",
        "out/../images.env",
        "other/images.env",
        "other/deep/images.env",
        "deploy/deep/images.env",
        "within/deep/images.env",
        "out/project/out/images.env",
        &absolute,
    ] {
        let outcome = export(&project, &format!("env --output {output}")).exits(2);
        assert!(
            outcome.stderr.contains("` leads out of the files of `"),
            "{output}: {outcome}"
        );
        for place in ["..", "../..", "../other", "../other/deep"] {
            assert!(
                !project.path().join(place).join("images.env").exists(),
                "{output}"
            );
        }
    }
    for output in [
        "within/images.env",
        "../images.env",
        "../other/deep/images.env",
        "out/project/images.env",
    ] {
        export(&project, &format!("env --output {output}")).success();
    }
}
