//! A project whose images are in one embedded registry, shown as `registry.test`; its token server, where it has one,
//! as `tokens.test`.

use std::process::Child;

use super::command::{Outcome, Project, Run};
use super::hub::{Hub, Names};
use super::registry::{Authorization, Builder, Image, Registry};

/// A registry and a project that names its images.
pub struct Case {
    pub registry: Registry,
    pub project: Project,
    hub: Option<Hub>,
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
        if registry.token_host() != registry.host() {
            project.redact(&registry.token_host(), "tokens.test");
        }
        project.redact(&registry.host(), "registry.test");
        Self {
            registry,
            project,
            hub: None,
        }
    }

    /// The same behind these names, by which alone the program reaches it.
    pub fn named(mut self, names: impl FnOnce(&Registry) -> Names) -> Self {
        self.hub = Some(names(&self.registry).start());
        self
    }

    /// What leads the names to the registry.
    #[track_caller]
    pub fn hub(&self) -> &Hub {
        self.hub.as_ref().expect("the case has names")
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

    /// Has `check` fail for a use without a digest.
    pub fn require_digests(&self) {
        let manifest = self.project.read("images.toml");
        let key = "[files]\nrequire-digests = true\n";
        self.project.file("images.toml", manifest + key);
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
        let run = self
            .project
            .command(self.text(arguments).split_whitespace());
        match &self.hub {
            Some(hub) => hub.reached_by(run),
            None => run,
        }
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

    /// A reference in the registry.
    pub fn reference(&self, image: &str) -> String {
        format!("{}/{image}", self.registry.host())
    }

    /// Declares these images of the registry, each under its own reference, and nothing else.
    pub fn images<I: AsRef<str>>(&self, images: impl IntoIterator<Item = I>) {
        let line = |image: &str| {
            format!(
                "\"{}\" = \"{}\"\n",
                image.replace([':', '@'], "-"),
                self.reference(image)
            )
        };
        let lines: String = images
            .into_iter()
            .map(|image| line(image.as_ref()))
            .collect();
        self.project
            .file("images.toml", format!("[images]\n{lines}"));
    }

    /// Puts docker's credentials into the home directory: what stands for `HOST` is the registry's host.
    pub fn docker_config(&self, json: &str) {
        let path = self.project.home().join(".docker/config.json");
        self.project
            .file(path, json.replace("HOST", &self.registry.host()));
    }

    /// Resolves an image of the registry by `imagelock resolve`.
    pub fn resolve(&self, image: &str) -> Outcome {
        self.resolving(image, &[]).run()
    }

    /// The same with these arguments, before it starts.
    pub fn resolving(&self, image: &str, arguments: &[&str]) -> Run<'_> {
        let reference = self.reference(image);
        self.project
            .command(["resolve", &reference].iter().chain(arguments))
    }
}

/// The repository of the path of a manifest, a blob or a list of tags.
pub fn repository_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/v2/")?;
    rest.rsplit_once("/manifests/")
        .or_else(|| rest.rsplit_once("/blobs/"))
        .or_else(|| rest.rsplit_once("/tags/list"))
        .map(|(repository, _)| repository)
}

/// Asserts that every token was shown for the repository that it was issued for, and that nothing was shown that
/// this registry did not issue or `user` does not know.
#[track_caller]
pub fn assert_shown_only_its_own(registry: &Registry, user: Option<&str>) {
    for request in registry.requests() {
        let is_own = match &request.authorization {
            None => true,
            Some(Authorization::Bearer { repository }) => {
                repository_of(&request.path) == Some(repository.as_str())
            }
            Some(Authorization::Basic { user: shown }) => user == Some(shown.as_str()),
            Some(Authorization::Other) => false,
        };
        assert!(
            is_own,
            "{request} at {} was sent with {:?}",
            request.host, request.authorization
        );
    }
}
