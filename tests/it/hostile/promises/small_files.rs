//! A process whose files may not grow.

use std::path::Path;

use crate::support::case::Case;
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
