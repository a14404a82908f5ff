//! A lock that is whole after a run was ended: it has its old bytes or its new ones.

use std::process::Child;

use super::command::{Outcome, Project};
use super::registry::{Image, Registry};

/// What became of a run that was to be ended.
pub struct End {
    /// Whether the lock is the new one.
    pub is_new: bool,
    /// Whether the signal ended the run, which may have been done by then.
    pub is_by_signal: bool,
}

/// A project whose lock is old, the lock that a run makes of it, and the registry for it.
pub struct Whole {
    pub registry: Registry,
    pub project: Project,
    old: String,
    new: String,
}

impl Whole {
    /// So many images in so many repositories, all of which have moved since they were locked.
    pub fn start(registry: Registry, images: usize, repositories: usize) -> Self {
        let project = Project::new();
        project.redact(&registry.host(), "registry.test");
        let names = (0..images).map(|number| {
            let (repository, tag) = (number % repositories, number / repositories);
            (format!("team/app{repository}"), format!("t{tag}"))
        });
        let names: Vec<(String, String)> = names.collect();
        let push = |seed: &str| {
            for (repository, tag) in &names {
                let image = Image::single("linux/amd64", &format!("{repository}:{tag}:{seed}"));
                registry.push(repository, tag, &image);
            }
        };
        let host = registry.host();
        let line = |(number, (repository, tag)): (usize, &(String, String))| {
            format!("image{number:05} = \"{host}/{repository}:{tag}\"\n")
        };
        let lines: String = names.iter().enumerate().map(line).collect();
        project.file("images.toml", format!("[images]\n{lines}"));
        push("old");
        project.run(["update"]).success();
        let old = project.read("images.lock");
        push("new");
        project.run(["update"]).success();
        let new = project.read("images.lock");
        assert_ne!(old, new);
        let whole = Self {
            registry,
            project,
            old,
            new,
        };
        whole.reset();
        whole
    }

    /// Makes the lock old again.
    fn reset(&self) {
        self.project.file("images.lock", &self.old);
        self.registry.clear_log();
    }

    /// Starts a run.
    pub fn spawn(&self) -> Child {
        self.project.command(["update"]).spawn()
    }

    /// Waits until this many requests have arrived.
    pub fn wait_for(&self, requests: usize) {
        while self.registry.count("*", "/") < requests {
            std::thread::yield_now();
        }
    }

    /// Waits until a file is beside the lock, which is the new one that is written. Returns whether the run got so far
    /// before it ended.
    pub fn wait_for_file(&self, child: &mut Child) -> bool {
        let mut is_running = || child.try_wait().expect("it is a child").is_none();
        while self.strangers() == 0 {
            if !is_running() {
                return false;
            }
            std::thread::yield_now();
        }
        true
    }

    /// Ends a run by `kill -9`, if it has not ended by then. The lock has to be whole.
    #[track_caller]
    pub fn kill(&self, mut child: Child) -> End {
        // One that has ended is not there any more, which is no mistake
        let _ = child.kill();
        let outcome = self.project.wait(child);
        End {
            is_new: self.is_new(),
            is_by_signal: outcome.code.is_none(),
        }
    }

    /// Waits for a run that was sent a signal: it ends with the status of the signal or was done by then, says rightly
    /// what it wrote, and leaves no temporary file.
    #[track_caller]
    pub fn ends(&self, child: Child, status: i32) -> End {
        let outcome = self.project.wait(child);
        let is_new = self.is_new();
        match outcome.code {
            Some(0) => assert!(is_new, "{outcome}"),
            Some(code) if code == status => {
                let nothing = outcome.stderr.contains("nothing was written");
                assert_eq!(nothing, !is_new, "{outcome}");
            }
            // The signal came before anything was done
            None => assert!(!is_new, "{outcome}"),
            Some(_) => panic!("neither done nor ended by the signal: {outcome}"),
        }
        assert_eq!(self.strangers(), 0, "{outcome}");
        End {
            is_new,
            is_by_signal: outcome.code != Some(0),
        }
    }

    /// Tells whether the lock is the new one. Anything but the old and the new one is a failure.
    #[track_caller]
    pub fn is_new(&self) -> bool {
        let lock = self.project.read("images.lock");
        assert!(
            lock == self.old || lock == self.new,
            "the lock is neither the old one nor the new one:\n{lock}"
        );
        lock == self.new
    }

    /// Runs once more to the end, which leaves the new lock and nothing else, and makes the lock old again.
    #[track_caller]
    pub fn recovers(&self) -> Outcome {
        // A run that has nothing to write does not look for what a kill left
        self.reset();
        let outcome = self.project.run(["update"]).success();
        assert!(self.is_new(), "{outcome}");
        assert_eq!(self.strangers(), 0, "{outcome}");
        self.reset();
        outcome
    }

    /// The number of files in the project's directory beside `.git`, `images.toml` and `images.lock`.
    pub fn strangers(&self) -> usize {
        let files = std::fs::read_dir(self.project.path()).expect("the project is there");
        files.count() - 3
    }
}
