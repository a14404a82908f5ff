//! What files say of each other: variables of `.env`, and files that only another one names.

use imagelock::internals::scan::{Basis, LockedPin, Scan, Used, find, rewrite, scan};
use imagelock::reference::Digest;
use proptest::prelude::*;

use crate::support::case::Case;
use crate::support::command::Project;

const INIT: [&str; 4] = ["init", "--dry-run", "--format", "json"];

/// A digest that stands in no file.
fn digest() -> Digest {
    format!("sha256:{}", "0123456789abcdef".repeat(4))
        .parse()
        .expect("it is one")
}

/// A repository with these files, all of them tracked.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::new();
    for (path, text) in files {
        project.file(path, text);
    }
    project.git(&["init", "-q"]);
    project.git(&["add", "-A", "-f"]);
    project
}

fn scanned(project: &Project) -> Scan {
    let root = project.path();
    let found = find(std::slice::from_ref(&root), &[], "images.toml").expect("git lists them");
    scan(&found)
}

/// The texts of files with a digest for every image that anybody can tell.
fn pinned(scan: &Scan) -> Vec<(&Used, String)> {
    let digest = digest();
    let pin = LockedPin {
        tag: None,
        digest: Some(&digest),
    };
    let text = |used: &Used| {
        let mentions = used.mentions.iter();
        let wanted: Vec<_> = mentions.map(|it| it.image.is_ok().then_some(pin)).collect();
        rewrite(used, &wanted).text
    };
    scan.used.iter().map(|used| (used, text(used))).collect()
}

#[test]
fn a_digest_goes_where_a_variable_is_set_that_is_an_image_alone() {
    let project = repository(&[
        (
            ".env",
            "# é\nWEB=\"nginx:1.27\" # web\r\nTAG=16\nPASSWORD=a:b\n",
        ),
        (
            "compose.yaml",
            "services:\n  a: {image: \"${WEB}\"}\n  b: {image: \"postgres:$TAG\"}\n",
        ),
    ]);
    let scan = scanned(&project);
    for (used, text) in pinned(&scan) {
        project.file(&used.path, text);
    }
    let expected = format!(
        "# é\nWEB=\"nginx:1.27@{}\" # web\r\nTAG=16\nPASSWORD=a:b\n",
        digest()
    );
    assert_eq!(project.read(".env"), expected);
    assert!(project.read("compose.yaml").contains("postgres:$TAG"));
}

#[test]
fn a_file_of_variables_that_git_does_not_track_is_not_read() {
    let project = repository(&[("compose.yaml", "services:\n  a: {image: \"${WEB}\"}\n")]);
    project.file(".env", "WEB=nginx:1.27\n");
    let scan = scanned(&project);
    let [used] = &scan.used[..] else {
        panic!("{:?}", scan.used);
    };
    assert!(used.path.ends_with("compose.yaml"));
    let reason = used.mentions[0]
        .image
        .as_ref()
        .err()
        .map(ToString::to_string);
    let reason = reason.expect("it is open");
    assert!(reason.contains("`.env` is not committed"), "{reason}");
}

#[test]
fn a_file_of_variables_may_begin_with_a_byte_order_mark() {
    let project = repository(&[
        (".env", "\u{feff}WEB=nginx:1.27\n"),
        ("compose.yaml", "services:\n  a: {image: \"${WEB}\"}\n"),
    ]);
    let scan = scanned(&project);
    let files: Vec<_> = scan.used.iter().map(|it| it.path.file_name()).collect();
    assert_eq!(files, [Some(".env".as_ref())]);
}

#[test]
fn a_file_of_variables_that_compose_refuses_is_named_and_no_line_of_it() {
    let project = repository(&[
        (".env", "WEB=nginx:1.27\nHunter2 secret\n"),
        ("compose.yaml", "services:\n  a: {image: \"${WEB}\"}\n"),
    ]);
    let said = project.run(INIT).stdout;
    assert!(said.contains("`.env` cannot be read as compose"), "{said}");
    assert!(!said.contains("unter2"), "{said}");
}

#[test]
fn no_value_that_is_no_image_is_shown() {
    let project = repository(&[
        (
            ".env",
            "A=Hunter2:secret\nB='Hunter2 secret'\nC=\"Hunter2\n",
        ),
        ("sub/.env", "A=Hunter2:secret\nB='Hunter2 secret'\n"),
        ("compose.yaml", "services:\n  a: {image: \"${A}\"}\n"),
        (
            "sub/compose.yaml",
            "services:\n  a: {image: \"${A}\"}\n  b: {image: \"x:${B}\"}\n  d: {build: \
             {dockerfile_inline: \"FROM ${A}\"}}\n",
        ),
    ]);
    for format in ["human", "json", "markdown", "github"] {
        let outcome = project.run(["init", "--dry-run", "-v", "--format", format]);
        assert!(outcome.stdout.contains("compose.yaml"), "{outcome}");
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!said.contains("unter2"), "{said}");
    }
}

#[test]
fn a_file_that_is_named_is_read_as_in_a_run_over_everything() {
    let project = repository(&[
        (
            "compose.yaml",
            "services:\n  a: {build: {context: ., additional_contexts: {base: ./b}}}\n",
        ),
        ("Dockerfile", "FROM base\nFROM node:22\n"),
        (".env", "WEB=nginx:1.27\n"),
        ("sub/compose.yaml", "include: [more]\n"),
        ("sub/other.yaml", "services:\n  a: {image: \"${WEB}\"}\n"),
        ("sub/.env", "WEB=redis:7.4\n"),
    ]);
    let whole = project.run(INIT).stdout;
    assert!(whole.contains("docker.io/library/redis"), "{whole}");
    let named = project
        .run([&INIT[..], &["Dockerfile", "sub/other.yaml"]].concat())
        .stdout;
    assert!(named.contains("docker.io/library/node"), "{named}");
    for said in [whole, named] {
        assert!(!said.contains("docker.io/library/base"), "{said}");
        assert!(!said.contains("${WEB}"), "{said}");
    }
}

/// A pipeline that includes files with many variables and jobs, each of which uses some of them.
#[test]
fn pipelines_of_many_files_come_to_an_end() {
    let file = |number: usize| {
        let lines = (0..100).map(|it| {
            format!(
                "  V{number}_{it}: \"$V{}_{it}$V{}_{it}\"\n",
                number + 1,
                number + 1
            )
        });
        let jobs = (0..100).map(|it| {
            format!(
                "j{number}_{it}: {{image: $V0_{it}, script: [\"x $V{it}_1\"], extends: .b{it}}}\n"
            )
        });
        let next = format!("include: [ci/{}.yml, ci/*.yml]\n", (number + 1) % 100);
        let (lines, jobs): (String, String) = (lines.collect(), jobs.collect());
        format!("{next}variables:\n{lines}{jobs}")
    };
    let project = Project::new();
    project.file(".gitlab-ci.yml", "include: ci/**.yml\n.b1: {image: a:1}\n");
    for number in 0..100 {
        project.file(format!("ci/{number}.yml"), file(number));
    }
    project.git(&["init", "-q"]);
    project.git(&["add", "-A"]);
    let scan = scanned(&project);
    assert!(scan.unreadable.is_empty());
    assert_eq!(scan.used.len(), 101);
}

#[test]
fn a_compose_file_that_is_named_brings_in_what_nobody_would_read_without_it() {
    let project = repository(&[
        (
            "compose.yaml",
            "include: [base.txt]\nservices:\n  a: {image: \"${WEB}\"}\n",
        ),
        (
            "base.txt",
            "services:\n  b: {build: {context: ., dockerfile: df.txt}}\n  c: {image: \"redis:7.4\"}\n",
        ),
        ("df.txt", "FROM node:22\n"),
        (".env", "WEB=nginx:1.27\nPASSWORD=Hunter2\n"),
        ("Dockerfile", "FROM alpine:3.20\n"),
        (
            "other/compose.yaml",
            "services:\n  a: {image: \"${WEB}\"}\n",
        ),
        ("other/.env", "WEB=caddy:2\n"),
    ]);
    let said = project.run([&INIT[..], &["compose.yaml"]].concat()).stdout;
    for (name, is_there) in [
        ("nginx", true),
        ("redis", true),
        ("node", true),
        ("alpine", false),
        ("caddy", false),
    ] {
        let image = format!("docker.io/library/{name}");
        assert_eq!(said.contains(&image), is_there, "{name}: {said}");
    }
}

#[test]
fn a_file_that_another_one_names_may_be_named() {
    let project = repository(&[
        (
            "compose.yaml",
            "include: [base.txt]\nservices:\n  a: {image: \"${WEB}\"}\n",
        ),
        ("base.txt", "services:\n  c: {image: \"redis:7.4\"}\n"),
        (".env", "WEB=nginx:1.27\nPASSWORD=Hunter2\n"),
        ("sub/.env", "WEB=caddy:2\n"),
    ]);
    for (file, image) in [
        ("base.txt", "redis"),
        (".env", "nginx"),
        ("./.env", "nginx"),
    ] {
        let said = project.run([&INIT[..], &[file]].concat()).stdout;
        assert!(
            said.contains(&format!("docker.io/library/{image}")),
            "{file}: {said}"
        );
        assert!(!said.contains("unter2"), "{said}");
    }
}

#[test]
fn check_of_a_named_file_is_that_of_a_run_over_everything() {
    let case = Case::locked();
    case.require_digests();
    let project = &case.project;
    project.file("compose.yaml", "services:\n  a: {image: \"${WEB}\"}\n");
    project.file(".env", case.text("WEB=HOST/acme/web:1\n"));
    project.file("sub/.env", "WEB=caddy:2\n");
    project.file("notes.txt", "redis:7.4\n");
    project.git(&["init", "-q"]);
    project.git(&["add", "-A", "-f"]);
    let said = case.run("check compose.yaml").exits(1).stdout;
    for arguments in ["check .env", "check compose.yaml .env"] {
        assert_eq!(case.run(arguments).exits(1).stdout, said, "{arguments}");
    }
    case.run("check sub/.env").success();
    let unknown = case.run("check notes.txt").exits(2).stderr;
    assert!(unknown.contains("`notes.txt` is not a kind"), "{unknown}");
    case.run("check --fix compose.yaml").success();
    assert!(project.read(".env").contains("@sha256:"));
}

#[test]
fn a_name_that_some_builds_replace_is_open() {
    let project = repository(&[
        (
            "compose.yaml",
            "services:\n  a: {build: {context: ., additional_contexts: {base: ./b, both: ./c}}}\n  \
             b: {build: {context: ., additional_contexts: {both: ./c}}}\n",
        ),
        ("Dockerfile", "FROM base\nFROM both\nFROM node:22\n"),
    ]);
    let scan = scanned(&project);
    let [used] = &scan.used[..] else {
        panic!("{:?}", scan.used);
    };
    let found = used.mentions.iter().map(|mention| {
        let reason = mention.image.as_ref().err().map(ToString::to_string);
        (
            mention.written.as_str(),
            reason.is_some_and(|it| it.contains("compose.yaml")),
        )
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [("base", true), ("node:22", false)]
    );
}

#[test]
fn what_compose_builds_is_built_in_the_files_beside_it_too() {
    let project = repository(&[
        (
            "compose.yaml",
            "services:\n  a: {image: acme/web, build: .}\n  b: {image: \"acme/base:1\", build: ./b}\n",
        ),
        (
            "compose.prod.yaml",
            "services:\n  a: {image: \"acme/web:latest\"}\n  c: {image: \"acme/web:2\"}\n",
        ),
        ("Dockerfile", "FROM acme/base:1\nFROM node:22\n"),
        ("sub/compose.yaml", "services:\n  a: {image: acme/web}\n"),
    ]);
    let scan = scanned(&project);
    let all = scan.used.iter().flat_map(|used| {
        let name = used.path.strip_prefix(project.path()).expect("it is below");
        let mentions = used.mentions.iter();
        mentions.map(move |it| (name.display().to_string(), it.written.clone(), it.basis))
    });
    let found = |basis| {
        let found = all.clone().filter(move |(_, _, it)| *it == basis);
        let shown = found.map(|(name, written, _)| format!("{name} {written}"));
        shown.collect::<Vec<_>>()
    };
    assert_eq!(
        found(Basis::Build),
        [
            "Dockerfile acme/base:1",
            "compose.prod.yaml acme/web:latest",
            "compose.yaml acme/web",
            "compose.yaml acme/base:1",
        ]
    );
    assert_eq!(
        found(Basis::Text),
        [
            "Dockerfile node:22",
            "compose.prod.yaml acme/web:2",
            "sub/compose.yaml acme/web",
        ]
    );
}

/// Digests for all images change nothing else, and a second time nothing at all.
fn changes_references_alone(project: &Project) -> Result<(), TestCaseError> {
    let before = scanned(project);
    for (used, text) in pinned(&before) {
        let pin = format!("@{}", digest());
        prop_assert_eq!(&text.replace(&pin, ""), &used.source.text);
        project.file(&used.path, used.source.file_with(&text));
    }
    let after = scanned(project);
    let images = |scan: &Scan| -> Vec<(usize, usize)> {
        scan.used
            .iter()
            .map(|it| {
                (
                    it.mentions.len(),
                    it.mentions.iter().filter(|it| it.image.is_ok()).count(),
                )
            })
            .collect()
    };
    prop_assert_eq!(images(&before), images(&after));
    for (used, text) in pinned(&after) {
        prop_assert_eq!(&text, &used.source.text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pipelines_and_their_variables_are_changed_in_their_references_alone(
        variables in prop::collection::vec((0..6_usize, 0..5_usize, 0..4_usize, 0..4_usize), 1..6),
        newline in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let mut files = ["include: ci/a.yml", "include: [ci/b.yml]", "include: {local: ci/*.yml}", "# é"]
            .map(|first| (format!("{first}{newline}variables:{newline}  X: x{newline}"), String::new()));
        for (index, (image, form, set, used)) in variables.iter().enumerate() {
            let image = ["node:22", "node:20", "ghcr.io/a/b:1", "localhost:5000/a:2", "1.27:1", "a b"][*image];
            let value = [image.to_owned(), format!("\"{image}\"  # {image}"), format!("'{image}'"), "$V0".to_owned(), format!("{{value: {image}}}")];
            files[*set].0 += &format!("  V{index}: {}{newline}", value[*form]);
            let key = ["image: V", "image: {name: V}", "image: x:V", "script: [push V]"][(*form + *set) % 4];
            files[*used].1 += &format!("j{index}:{newline}  {}{newline}", key.replace('V', &format!("\"$V{index}\"")).replace("x:\"", "\"x:").replace("push \"", "\"push "));
        }
        let [root, a, b, c] = files.map(|(variables, jobs)| variables + &jobs);
        let project = repository(&[(".gitlab-ci.yml", &root), ("ci/a.yml", &a), ("ci/b.yml", &b), ("ci/c.yml", &c)]);
        prop_assert!(scanned(&project).unreadable.is_empty());
        changes_references_alone(&project)?;
    }

    #[test]
    fn compose_files_and_their_variables_are_changed_in_their_references_alone(
        variables in prop::collection::vec((0..6_usize, 0..5_usize, 0..3_usize), 1..6),
        newline in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let (mut environment, mut compose) = (format!("# é{newline}"), format!("services:{newline}"));
        for (index, (image, form, used)) in variables.iter().enumerate() {
            let image = ["node:22", "node:20", "ghcr.io/a/b:1", "localhost:5000/a:2", "1.27:1", "a b"][*image];
            let assignment = [
                format!("V{index}={image}"),
                format!("export V{index} = \"{image}\"  # {image}"),
                format!("V{index}: '{image}'"),
                format!("V{index}={image} # x"),
                format!("V{index}=${{V0}}"),
            ];
            environment += &format!("{}{newline}", assignment[*form]);
            let uses = ["${V}", "x:$V", "${V:-a:1}"];
            let written = uses[*used].replace('V', &format!("V{index}"));
            compose += &format!("  s{index}:{newline}    image: \"{written}\"{newline}");
        }
        let project = repository(&[(".env", &environment), ("compose.yaml", &compose)]);
        changes_references_alone(&project)?;
    }
}
