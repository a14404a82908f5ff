//! Programs of a repository that are called like those that are run.

use std::path::Path;

use super::{FEW, repository};

/// Values of `PATH` of which a part means the current directory, or one below it.
const PATHS: [&str; 8] = [
    ":/usr/bin:/bin",
    ".:/usr/bin:/bin",
    "./:/usr/bin:/bin",
    "bin:/usr/bin:/bin",
    "./bin:/usr/bin:/bin",
    "deploy/../bin::/usr/bin:/bin",
    "/nowhere::/usr/bin:/bin",
    "../:../bin:/usr/bin:/bin:",
];

#[test]
fn a_git_of_the_repository_is_never_run() {
    let project = repository();
    let canary = project.home().join("canary");
    for name in ["git", "bin/git", "deploy/git"] {
        project.script(
            name,
            &format!("touch {}; exec /usr/bin/git \"$@\"", canary.display()),
        );
    }
    let run = |directory: &Path, command: &str, path: &str| {
        project
            .command(command.split(' '))
            .current_dir(directory)
            .env("PATH", path)
            .run()
    };
    for directory in [
        project.path(),
        project.path().join("deploy"),
        project.path().join("bin"),
    ] {
        for command in FEW {
            let expected = run(&directory, command, "/usr/bin:/bin");
            for path in PATHS {
                let outcome = run(&directory, command, path);
                assert_eq!(
                    (outcome.code, &outcome.stdout),
                    (expected.code, &expected.stdout),
                    "{path}: {outcome}"
                );
                assert!(!canary.exists(), "{command} with {path} ran it");
            }
        }
    }
    for path in ["", ":", ".", "bin", "./bin:deploy"] {
        let outcome = run(&project.path(), "check", path).exits(2);
        assert!(
            outcome
                .stderr
                .starts_with("error: cannot run `git`\ncaused by: No such file"),
            "{outcome}"
        );
        assert!(!canary.exists(), "{path} ran it");
    }
}

#[test]
fn what_is_called_git_and_is_no_program_is_passed_over() {
    let project = repository();
    let places = project.home().join("places");
    project.file(places.join("directory/git/file"), "");
    project.file(places.join("text/git"), "");
    let path = format!("{0}/directory:{0}/text:/usr/bin:/bin", places.display());
    let expected = project.run(["verify", "--base", "HEAD", "--all"]);
    let outcome = project
        .command(["verify", "--base", "HEAD", "--all"])
        .env("PATH", path)
        .run();
    assert_eq!(
        (outcome.code, &outcome.stdout),
        (expected.code, &expected.stdout),
        "{outcome}"
    );
    let path = format!("{}/text", places.display());
    let outcome = project.command(["check"]).env("PATH", path).run().exits(2);
    assert!(
        outcome.stderr.contains("cannot run `git`") && outcome.stderr.contains("denied"),
        "{outcome}"
    );
}
