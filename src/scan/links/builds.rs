//! What is said of a Dockerfile by those who build it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The scheme of an image in a context of a build; buildx minds its case
/// (<https://docs.docker.com/build/bake/reference/#targetcontexts>).
pub(in crate::scan) const IMAGE_SCHEME: &str = "docker-image://";
/// The name of a Dockerfile where a build names none.
pub(in crate::scan) const DOCKERFILE: &str = "Dockerfile";

/// The values of arguments that a build gives, by their names; `None` where nobody can tell.
pub(in crate::scan) type BuildArguments = BTreeMap<String, Option<String>>;

/// What a build puts into a Dockerfile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::scan) struct BuildInputs {
    /// The names that other things stand for.
    pub(in crate::scan) contexts: Arc<BTreeSet<String>>,
    /// The values of arguments.
    pub(in crate::scan) arguments: Arc<BuildArguments>,
    /// The values in which variables of a compose file have a part, as it writes them, by the names of arguments.
    pub(in crate::scan) interpolated: Arc<BTreeMap<String, String>>,
    /// The name of what is built, as it is written.
    pub(in crate::scan) name: Option<String>,
}

impl BuildInputs {
    /// What replaces names, and no more.
    pub(in crate::scan) fn of_contexts(contexts: BTreeSet<String>) -> Self {
        Self {
            contexts: Arc::new(contexts),
            ..Self::default()
        }
    }

    /// The addresses of what builds may share, by which those that say the same are told apart from others.
    pub(super) fn addresses(&self) -> [usize; 2] {
        let contexts = Arc::as_ptr(&self.contexts).addr();
        [contexts, Arc::as_ptr(&self.arguments).addr()]
    }
}

/// A build of a Dockerfile.
pub(super) struct DockerfileBuild {
    pub(super) inputs: BuildInputs,
    /// The file that says so, by its place, and as people are shown it.
    pub(super) by: Arc<(PathBuf, PathBuf)>,
}

/// A build of a Dockerfile, whose path begins at the file that says so, or where people run the tool: at the root.
pub(super) struct NamedBuild {
    pub(super) beside: PathBuf,
    pub(super) at_root: PathBuf,
    pub(super) build: DockerfileBuild,
}

/// A way to build a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) struct BuildWay {
    pub(in crate::scan) arguments: Arc<BuildArguments>,
    /// A file that says so, as people are shown it.
    pub(in crate::scan) file: String,
}
