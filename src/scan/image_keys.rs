//! The keys by which charts have an image in pieces. The reader of values and those of templates go by the same ones.

/// The keys of its name: a repository, and what charts call it that have a tag beside it.
pub(super) const NAMES: [&str; 4] = ["repository", "image", "imageRepository", "imageName"];
/// The key of a name in a mapping that is called an image itself.
pub(super) const NAME: &str = "name";
/// The keys of a tag beside a repository, and of one for an image whose name is in `image` (charts of Elastic).
pub(super) const TAGS: [&str; 2] = ["tag", "imageTag"];
/// The key of a tag beside `repository` and `image` (operators of NVIDIA: `imagePath` in `internal/image/image.go`).
pub(super) const VERSION: &str = "version";
/// The key of Istio for a registry, which it puts before names without a path alone.
pub(super) const HUB: &str = "hub";
/// The keys of a registry beside the name of an image.
pub(super) const REGISTRIES: [&str; 4] = ["registry", "imageRegistry", HUB, "defaultRegistry"];
/// The keys, in `global` or around images, that say where these come from.
pub(super) const REGISTRIES_AROUND: [&str; 7] = [
    "registry",
    "imageRegistry",
    HUB,
    "defaultRegistry",
    "containerRegistry",
    "dockerRegistry",
    "systemDefaultRegistry",
];
/// The registry that is meant where none is written, as charts write it.
pub(super) const DOCKER_HUB: &str = "docker.io";
