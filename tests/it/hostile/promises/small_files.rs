//! A process whose files may not grow.

use std::path::Path;

use crate::support::case::Case;
use crate::support::command::Project;
use crate::support::registry::Image;

/// What writes, and the file that it would write.
const COMMANDS: [(&str, &str); 6] = [
    ("export env --output images.env", "images.env"),
    (
        "init --manifest-path new/images.toml new",
        "new/images.toml",
    ),
    (
        "import --manifest-path new/images.toml new",
        "new/images.toml",
    ),
    ("update web", "images.lock"),
    ("remove base", "images.toml"),
    ("check --fix", "Dockerfile"),
];

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("it is there");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("it is there")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_that_may_not_grow_is_an_error_and_nothing_is_left_of_it() {
    let case = Case::locked();
    case.require_digests();
    case.project
        .file("Dockerfile", case.text("FROM HOST/acme/web:1\n"));
    let digest = case.run("get web --field digest").stdout;
    case.project.file(
        "new/Dockerfile",
        case.text(&format!("FROM HOST/acme/web:1@{digest}\n")),
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "moved"));
    for (command, file) in COMMANDS {
        let path = case.project.path().join(file);
        let directory = path.parent().expect("it is in a directory");
        let text = || case.project.exists(file).then(|| case.project.read(file));
        let before = (names(directory), text());
        let outcome = case
            .project
            .without_growth(&case.text(command))
            .run()
            .exits(2);
        assert!(
            outcome.stderr.contains("File too large"),
            "{command}: {outcome}"
        );
        assert_eq!((names(directory), text()), before, "{command}: {outcome}");
    }
}

#[test]
fn an_images_toml_whose_lock_cannot_be_written_is_taken_back() {
    let project = Project::new();
    let digest = format!("sha256:{}", "1".repeat(64));
    let lines = (0..20).map(|number| format!("FROM a{number}:1@{digest}\n"));
    project.file("Dockerfile", lines.collect::<String>());
    let (before, import) = (names(&project.path()), "import Dockerfile");
    let outcome = project.with_files_up_to(4, import).run().exits(2);
    assert!(outcome.stderr.contains("images.lock"), "{outcome}");
    assert_eq!(names(&project.path()), before);
    project.run(import.split(' ')).success();
    let lengths = ["images.toml", "images.lock"].map(|file| project.read(file).len());
    assert!(lengths[0] < 2048 && lengths[1] > 2048, "{lengths:?}");
}

#[test]
fn comments_that_cannot_be_written_leave_no_images_toml() {
    let project = Project::new();
    project.file("a/Dockerfile", "FROM alpine:3.20\nFROM $A\n");
    let long = format!("FROM $A\n{}", "# a comment\n".repeat(200));
    project.file("b/Dockerfile", long.clone());
    let init = "init --ignore-open";
    assert_snapshot!(project.with_files_up_to(4, init).run().exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    note: the comments that were written into `a/Dockerfile` stay
    error: cannot write `b/Dockerfile`
    caused by: File too large (os error 27)
    ");
    assert!(!project.exists("images.toml"));
    assert_eq!(project.read("b/Dockerfile"), long);
    let outcome = project.run(init.split(' ')).success();
    assert!(outcome.stdout.contains("b/Dockerfile:1"), "{outcome}");
}

#[test]
fn a_file_that_a_fix_cannot_write_is_told_as_that() {
    let case = Case::locked();
    case.require_digests();
    let text = case.text("FROM HOST/acme/web:1\n") + &"# a comment\n".repeat(200);
    case.project.file("Dockerfile", &text);
    let fix = || {
        case.project
            .with_files_up_to(4, "check --fix")
            .run()
            .exits(2)
    };
    assert_snapshot!(fix(), @"
    exit status: 2
    --- stdout ---
    Dockerfile
    ! 1:6  registry.test/acme/web:1
           there is no digest, but `require-digests` is on
    1 of 1 image in 1 file does not pass, and 1 file cannot be written; 1 without a digest
    --- stderr ---
    error: cannot write `Dockerfile`
    caused by: File too large (os error 27)
    error: 1 image that files use does not pass
    warning: no file uses `base` of images.toml
    ");
    case.project.file("broken/compose.yaml", "services: [\n");
    let both = fix();
    assert!(
        both.stdout
            .contains(", 1 file cannot be read, and 1 cannot be written;"),
        "{both}"
    );
    let fix_in_markdown = || {
        let run = case
            .project
            .with_files_up_to(4, "check --fix --format markdown");
        run.run().exits(2)
    };
    let markdown = fix_in_markdown();
    assert!(
        markdown.stdout.contains("#### Cannot be read or written\n"),
        "{markdown}"
    );
    std::fs::remove_dir_all(case.project.path().join("broken")).expect("it is there");
    let markdown = fix_in_markdown();
    assert!(
        markdown.stdout.contains("#### Cannot be written\n"),
        "{markdown}"
    );
}
