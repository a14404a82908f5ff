//! A shell in a project, with the program on its `PATH`.

use std::path::PathBuf;

use super::command::{Project, Run, program};

impl Project {
    /// A shell that runs this script, before it starts.
    pub fn shell(&self, script: &str) -> Run<'_> {
        self.command_of("/bin/sh".into(), ["-c", script])
    }

    /// The directory that has the program as `imagelock`, and nothing else.
    #[track_caller]
    pub fn program_on_path(&self) -> PathBuf {
        let directory = self.home().join("program");
        let link = directory.join("imagelock");
        if !link.exists() {
            std::fs::create_dir_all(&directory).expect("a temporary directory can be filled");
            std::os::unix::fs::symlink(program(), link).expect("a link can be made");
        }
        directory
    }
}
