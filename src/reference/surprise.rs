//! Readings that follow the grammar to a surprising place, and the question to ask about them.

use std::fmt;

use super::name::{ParsedName, Repository};
use super::registry::is_port;
use super::tag::Tag;

/// A reading that follows the grammar and surprises people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surprise {
    /// `localhost:5000`: without a slash it is an image of Docker Hub, and the port is its tag.
    HostAsImage {
        /// The text that looks like a registry.
        host: String,
        /// The meaning of the whole.
        reading: String,
    },
    /// `Owner/repo`: an upper-case first word is the name of a registry.
    UpperCaseRegistry {
        /// The word.
        registry: String,
        /// The reference that was probably meant.
        meant: String,
    },
}

impl fmt::Display for Surprise {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostAsImage { host, reading } => write!(
                out,
                "`{host}` looks like a registry, but is read as the Docker Hub image `{reading}`; \
                 did you mean a repository in it, like `{host}/NAME`?"
            ),
            Self::UpperCaseRegistry { registry, meant } => write!(
                out,
                "`{registry}` is read as the name of a registry because of its upper-case letters; did you mean `{meant}`?"
            ),
        }
    }
}

/// The surprise in `name[:tag]`, if there is one. `written` is the name before it was read.
pub(super) fn find(written: &str, name: &ParsedName, tag: Option<&Tag>) -> Option<Surprise> {
    if name.has_registry {
        upper_case_registry(&name.repository)
    } else if is_like_a_host(written) {
        Some(host_as_image(written, &name.repository, tag))
    } else {
        None
    }
}

fn is_like_a_host(name: &str) -> bool {
    !name.contains('/') && (name == "localhost" || name.contains('.'))
}

fn host_as_image(written: &str, repository: &Repository, tag: Option<&Tag>) -> Surprise {
    let suffix = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
    let is_port = tag.is_some_and(|tag| is_port(tag.as_str()));
    let port = if is_port { &suffix } else { "" };
    Surprise::HostAsImage {
        host: format!("{written}{port}"),
        reading: format!("{repository}{suffix}"),
    }
}

fn upper_case_registry(repository: &Repository) -> Option<Surprise> {
    let registry = repository.registry();
    // Without dot and colon it was taken for a registry by its case alone, unless it is `localhost`
    let by_case_alone = !registry.as_str().contains(['.', ':']) && registry.as_str() != "localhost";
    (by_case_alone || registry.is_docker_hub_in_upper_case()).then(|| Surprise::UpperCaseRegistry {
        registry: registry.to_string(),
        meant: format!(
            "{}/{}",
            registry.as_str().to_ascii_lowercase(),
            repository.path()
        ),
    })
}
