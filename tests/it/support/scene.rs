//! A registry and a project whose images are in it.

use super::command::{Outcome, Project, Run};
use super::registry::{Authorization, Builder, Registry};

/// A registry and a project.
pub struct Scene {
    /// The registry, shown as `registry.test`; its token server, where it has one, as `tokens.test`.
    pub registry: Registry,
    /// The project.
    pub project: Project,
}

impl Scene {
    /// Starts the registry, beside an empty project.
    pub fn new(builder: Builder) -> Self {
        let (registry, project) = (builder.start(), Project::new());
        if registry.token_host() != registry.host() {
            project.redact(&registry.token_host(), "tokens.test");
        }
        project.redact(&registry.host(), "registry.test");
        Self { registry, project }
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

/// The repository of a manifest's or a blob's path.
pub fn repository_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/v2/")?;
    rest.rsplit_once("/manifests/")
        .or_else(|| rest.rsplit_once("/blobs/"))
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
