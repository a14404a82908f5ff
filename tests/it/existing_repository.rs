//! A repository that has Dockerfiles, compose files and the like, and no lock yet: from the first command to a green
//! gate.

use std::path::{Path, PathBuf};

use crate::support::case::Case;
use crate::support::registry::Image;

/// What `fixtures/repository` uses.
const IMAGES: [(&str, &str); 9] = [
    ("docker/dockerfile", "1"),
    ("library/golang", "1.23"),
    ("acme/tools", "2"),
    ("library/alpine", "3.20"),
    ("library/node", "20"),
    ("library/node", "22"),
    ("library/nginx", "1.27-alpine"),
    ("library/postgres", "16"),
    ("library/redis", "7"),
];

/// The repository, and a registry with all that it uses.
fn case() -> Case {
    let case = Case::new();
    for (repository, tag) in IMAGES {
        case.push(
            repository,
            tag,
            &Image::single("linux/amd64", &format!("{repository}:{tag}")),
        );
    }
    for (path, text) in files() {
        case.project.file(path, case.text(&text));
    }
    case.project.file(".gitignore", "vendor/\n");
    case.project.file("vendor/Dockerfile", "FROM nothing:1\n");
    case
}

/// The files of the fixture, by their paths.
fn files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/repository");
    let mut files = Vec::new();
    let mut directories = vec![root.clone()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).expect("the fixture is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                directories.push(path);
            } else {
                files.push((
                    path.strip_prefix(&root).expect("it is below").to_owned(),
                    read(&path),
                ));
            }
        }
    }
    files.sort();
    files
}

#[expect(clippy::disallowed_methods, reason = "fixtures are read as they are")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("it is text")
}

/// All that the project's files hold.
fn state(case: &Case) -> Vec<String> {
    let names = files().into_iter().map(|(path, _)| path);
    let others = ["images.toml", "images.lock", "images.override.yaml"].map(PathBuf::from);
    names
        .chain(others)
        .filter(|path| case.project.exists(path))
        .map(|path| case.project.read(path))
        .collect()
}

const CHAIN: [&str; 4] = [
    "update",
    "export compose web db --file compose.yaml --output images.override.yaml",
    "check --fix",
    "check",
];

#[test]
fn a_repository_has_its_lock_and_a_second_run_changes_no_byte() {
    let case = case();
    case.project.git(&["init", "-q"]);
    assert_snapshot!(case.run("init").success());
    assert_snapshot!(case.project.redacted(&case.project.read("images.toml")));
    let names = "library-nginx library-postgres library-redis";
    let chain = CHAIN.map(|command| command.replace("web db", names));
    for command in &chain {
        assert_snapshot!(case.run(command).success());
    }
    let before = state(&case);
    for command in &chain {
        case.run(command).success();
    }
    assert!(before == state(&case), "a second run changes a byte");
    for (path, _) in files() {
        assert_snapshot!(
            path.display().to_string().replace(['/', '.'], "_"),
            case.project.redacted(&case.project.read(&path))
        );
    }
}
