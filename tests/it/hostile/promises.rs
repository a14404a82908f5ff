//! Signals, few open files, what a kill left, and a file that is replaced meanwhile.

#[cfg(unix)]
mod edits;
#[cfg(unix)]
mod few_files;
#[cfg(unix)]
mod leftovers;
#[cfg(unix)]
mod small_files;

use crate::support::command::Project;

#[test]
fn who_asks_no_registry_however_long_it_takes_promises_no_time_limit() {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    for command in ["check", "init", "import"] {
        let before: &[&str] = &["--timeout", "5", command, "Dockerfile"];
        let behind: &[&str] = &[command, "Dockerfile", "--timeout", "5"];
        let joined: &[&str] = &[command, "--timeout=0.5", "Dockerfile"];
        for arguments in [before, behind, joined] {
            let outcome = project.run(arguments).exits(2);
            let words = format!(
                "error: `imagelock {command}` asks no registry, so it takes no `--timeout`\n"
            );
            assert!(
                outcome.stderr.starts_with(&words),
                "{arguments:?}: {outcome}"
            );
        }
        for help in [[command, "--help"], ["help", command]] {
            let help = project.run(help).success().stdout;
            let usage = format!("Usage: imagelock {command}");
            assert!(help.contains(&usage), "{help}");
            assert!(!help.contains("--timeout"), "{help}");
        }
    }
    assert!(!project.exists("images.toml"));
    let asked = project.command(["--", "imagelock", "check", "--"]);
    let offered = asked.env("IMAGELOCK_COMPLETE", "fish").run().success();
    assert!(offered.stdout.contains("--fix"), "{offered}");
    assert!(!offered.stdout.contains("--timeout"), "{offered}");
}
