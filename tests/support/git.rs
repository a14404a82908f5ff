//! A git repository out of a project, without the configuration of who runs the tests.

use std::process::Command;

use super::command::Project;

impl Project {
    /// Runs git in the project.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(self.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin:/usr/local/bin")
            .env("HOME", self.home());
        git.args([
            "-c",
            "user.name=Somebody",
            "-c",
            "user.email=somebody@example.com",
            "-c",
            "init.defaultBranch=main",
        ]);
        let output = git.args(arguments).output().expect("there is git");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Commits all files; the first time it makes the repository.
    #[track_caller]
    pub fn commit(&self, message: &str) {
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
}
