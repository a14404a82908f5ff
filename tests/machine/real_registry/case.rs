//! A running real registry, and a project to ask it from.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::distribution::{Distribution, Mode};
use crate::support::command::{Outcome, Project};

/// What `Case` is of the embedded registry: its host is shown as `registry.test`, its token server's as `tokens.test`.
pub(super) struct RealCase {
    pub(super) registry: Distribution,
    pub(super) project: Project,
}

impl RealCase {
    pub(super) fn start(mode: Mode) -> Self {
        Self::of(Distribution::start(mode))
    }

    /// An empty project beside this registry.
    pub(super) fn of(registry: Distribution) -> Self {
        let project = Project::new();
        project.redact(&registry.host(), "registry.test");
        project.redact(&registry.token_host(), "tokens.test");
        Self { registry, project }
    }

    /// The reference of an image of this registry, in full.
    pub(super) fn reference(&self, image: &str) -> String {
        format!("{}/{image}", self.registry.host())
    }

    /// Writes the manifest; `HOST` stands for the registry.
    pub(super) fn manifest(&self, images: &str) -> &Self {
        let images = images.replace("HOST", &self.registry.host());
        self.project
            .file("images.toml", format!("[images]\n{images}\n"));
        self
    }

    /// Writes what the machine's configuration says of this registry; `TOKENS` stands for its token server's host.
    pub(super) fn config(&self, settings: &str) -> &Self {
        let settings = settings.replace("TOKENS", &self.registry.token_host());
        self.config_of(&self.registry.host(), &settings)
    }

    /// Writes what the machine's configuration says of a registry.
    pub(super) fn config_of(&self, registry: &str, settings: &str) -> &Self {
        let text = format!("[registries.\"{registry}\"]\n{settings}\n");
        self.project.file(
            self.project.home().join(".config/imagelock/config.toml"),
            text,
        );
        self
    }

    /// Copies a file into the home directory.
    pub(super) fn copy(&self, file: &Path, to: &str) -> &Self {
        self.project
            .file(self.project.home().join(to), self.project.read(file));
        self
    }

    /// Where docker keeps a file of this name for this registry, below the home directory.
    pub(super) fn kept_by_docker(&self, file: &str) -> String {
        format!(".docker/certs.d/{}/{file}", self.registry.host())
    }

    pub(super) fn run(&self, arguments: &str) -> Outcome {
        self.project.run(arguments.split_whitespace())
    }

    /// Where docker's configuration is in this case.
    pub(super) fn docker_directory(&self) -> PathBuf {
        self.project.home().join("docker")
    }

    /// Runs with docker's configuration in a directory of its own, whatever it says.
    pub(super) fn run_with_docker(&self, arguments: &str) -> Outcome {
        self.project
            .command(arguments.split_whitespace())
            .env("DOCKER_CONFIG", self.docker_directory())
            .run()
    }

    /// Writes docker's configuration, with this entry for a registry.
    pub(super) fn docker_entry(&self, key: &str, entry: &serde_json::Value) -> &Self {
        let file = self.docker_directory().join("config.json");
        self.project
            .file(file, json!({ "auths": { key: entry } }).to_string());
        self
    }

    /// Runs with a configuration of docker that knows this user of the registry.
    pub(super) fn run_as(&self, (user, password): (&str, &str), arguments: &str) -> Outcome {
        let auth = STANDARD.encode(format!("{user}:{password}"));
        self.docker_entry(&self.registry.host(), &json!({ "auth": auth }))
            .run_with_docker(arguments)
    }

    pub(super) fn lock(&self) -> String {
        self.project.read("images.lock")
    }

    pub(super) fn forget_lock(&self) {
        std::fs::remove_file(self.project.path().join("images.lock"))
            .expect("the lock is there and ours");
    }
}

/// Asserts that each of the words is in the text.
#[track_caller]
pub(super) fn says(outcome: &Outcome, words: &[&str]) {
    for expected in words {
        assert!(
            outcome.stderr.contains(expected),
            "no `{expected}` in {outcome}"
        );
    }
}
