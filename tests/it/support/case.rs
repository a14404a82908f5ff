//! A project whose images are in one embedded registry, shown as `registry.test`.

use std::process::Child;

use super::command::{Outcome, Project, Run};
use super::registry::{Builder, Image, Registry};

/// A registry and a project that names its images.
pub struct Case {
    pub registry: Registry,
    pub project: Project,
}

impl Case {
    /// A registry that answers as Docker Hub does, and an empty project.
    pub fn new() -> Self {
        Self::with(Registry::builder())
    }

    /// A registry with rules of its own.
    pub fn with(builder: Builder) -> Self {
        let registry = builder.start();
        let project = Project::new();
        project.redact(&registry.host(), "registry.test");
        Self { registry, project }
    }

    /// A registry with `acme/base:1` for two platforms and `acme/web:1` for one, both locked.
    pub fn locked() -> Self {
        let case = Self::new();
        case.push(
            "acme/base",
            "1",
            &Image::index(&["linux/amd64", "linux/arm64"], "base"),
        );
        case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
        case.manifest(
            "base = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\nweb = \"HOST/acme/web:1\"\n",
        );
        case.run("update").success();
        case.registry.clear_log();
        case
    }

    /// Makes a tag name an image.
    pub fn push(&self, repository: &str, tag: &str, image: &Image) -> String {
        self.registry.push(repository, tag, image)
    }

    /// Writes `images.toml`, where `HOST` stands for the registry.
    pub fn manifest(&self, images: &str) {
        self.project
            .file("images.toml", self.text(&format!("[images]\n{images}")));
    }

    /// A text in which `HOST` stands for the registry.
    pub fn text(&self, text: &str) -> String {
        text.replace("HOST", &self.registry.host())
    }

    /// Runs the program with these arguments, split at spaces.
    pub fn run(&self, arguments: &str) -> Outcome {
        self.command(arguments).run()
    }

    /// A run that can still be changed.
    pub fn command(&self, arguments: &str) -> Run<'_> {
        self.project
            .command(self.text(arguments).split_whitespace())
    }

    /// The lock, with the registry shown as `registry.test`.
    pub fn lock(&self) -> String {
        self.project.redacted(&self.raw_lock())
    }

    /// The bytes of the lock.
    pub fn raw_lock(&self) -> String {
        self.project.read("images.lock")
    }

    /// Changes the lock as a person or a bot would.
    pub fn edit_lock(&self, from: &str, to: &str) {
        let lock = self.raw_lock();
        assert!(lock.contains(from), "{lock} does not contain {from}");
        self.project.file("images.lock", lock.replace(from, to));
    }

    /// Waits until this many requests have arrived; the test's own time limit is the bound.
    pub fn wait_for_requests(&self, count: usize) {
        while self.registry.requests().len() < count {
            std::thread::yield_now();
        }
    }

    /// Sends a signal to a program that was started here.
    pub fn signal(&self, child: &Child, signal: &str) {
        super::command::signal(child, signal);
    }

    /// The files of the project's directory that are no file of its own.
    pub fn strangers(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.project.path()).expect("the project is there");
        let names = files.map(|file| {
            file.expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        });
        let mut names: Vec<String> = names
            .filter(|name| !matches!(name.as_str(), ".git" | "images.toml" | "images.lock"))
            .collect();
        names.sort();
        names
    }
}
