//! A git repository out of a project, without the configuration of who runs the tests.

use std::process::Command;

use super::command::Project;

impl Project {
    /// Runs git in the project, and gives what it prints.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_at(None, arguments)
    }

    /// The same at a time, in seconds since a day in 2001.
    #[track_caller]
    fn git_at(&self, seconds: Option<u32>, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.current_dir(self.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin:/usr/local/bin")
            .env("HOME", self.home());
        if let Some(seconds) = seconds {
            git.env(
                "GIT_COMMITTER_DATE",
                format!("{} +0000", 1_000_000_000 + seconds),
            );
        }
        git.args([
            "-c",
            "user.name=Somebody",
            "-c",
            "user.email=somebody@example.com",
            "-c",
            "init.defaultBranch=main",
        ]);
        let output = git.args(arguments).output().expect("there is git");
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// A commit of all files as they are, with these parents, made at a time; no branch names it. Gives its name.
    #[track_caller]
    pub fn commit_onto(&self, parents: &[&str], seconds: u32) -> String {
        self.git(&["add", "-A"]);
        let tree = self.git(&["write-tree"]);
        let parents = parents.iter().flat_map(|parent| ["-p", parent]);
        let arguments = ["commit-tree", &tree, "-m", "a commit"]
            .into_iter()
            .chain(parents);
        self.git_at(Some(seconds), &arguments.collect::<Vec<_>>())
    }

    /// Commits all files; the first time it makes the repository.
    #[track_caller]
    pub fn commit(&self, message: &str) {
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
}
