//! What is read of a part of an object, by the object's kind and the key that holds the part.

use super::keys::STEP_KEYS;
use crate::scan::readers::{helm, kustomize, skaffold};
use crate::yaml::Node;

/// The key of the objects in a list.
const LIST: &str = "items";
/// The keys of what is said of an object: an image there is a note.
const METADATA: [&str; 3] = ["annotations", "labels", "metadata"];
/// The kind whose objects are schemas, in which anything may be called an image.
const SCHEMA: &str = "CustomResourceDefinition";
/// Kinds whose objects are data.
const DATA_KINDS: [&str; 2] = ["ConfigMap", "Secret"];
/// The kind that holds values of Helm in `values`.
const HELM_RELEASE: &str = "HelmRelease";
/// The kinds of Argo CD that hold options of kustomize and Helm; others have kinds by these names, too.
const APPLICATIONS: [&str; 2] = ["Application", "ApplicationSet"];
/// The group of Argo's objects.
const ARGO: &str = "argoproj.io/";
/// The kinds of k3s and RKE2 that hold values of Helm as a text (<https://docs.k3s.io/helm>), and their group.
const HELM_CHARTS: [&str; 2] = ["HelmChart", "HelmChartConfig"];
const K3S: &str = "helm.cattle.io/";
/// The kind of Flux that names repositories in which it looks for tags: those are no images.
const IMAGE_REPOSITORY: &str = "ImageRepository";

/// The parts of an object that are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ObjectContent {
    /// Containers and volumes, as an example may have them.
    Schema,
    /// Containers and volumes, and manifests in texts.
    Data,
    /// Whatever is called an image, too.
    Images,
    /// The same, and values of Helm.
    Values,
    /// The same as images, and the options of kustomize and Helm.
    Options,
    /// The same as images, in objects of kustomize, whose texts have a reader of their own.
    Patches,
    /// The same as images, apart from those that Skaffold deploys.
    Artifacts,
}

impl ObjectContent {
    /// What is read of an object; `unsaid` is its kind where it says none.
    pub(super) fn of(object: Node<'_>, unsaid: Option<&str>) -> Self {
        let text = |key| object.get(key).and_then(Node::as_str);
        let is_of = |group| text("apiVersion").is_some_and(|it| it.starts_with(group));
        if skaffold::is_document(object) {
            return Self::Artifacts;
        }
        match text("kind").or(unsaid).unwrap_or_default() {
            SCHEMA => Self::Schema,
            IMAGE_REPOSITORY => Self::Data,
            kind if DATA_KINDS.contains(&kind) => Self::Data,
            HELM_RELEASE => Self::Values,
            kind if kustomize::KINDS.contains(&kind) => Self::Patches,
            kind if kustomize::TRANSFORMERS.contains(&kind) => Self::Patches,
            kind if APPLICATIONS.contains(&kind) && is_of(ARGO) => Self::Options,
            kind if HELM_CHARTS.contains(&kind) && is_of(K3S) => Self::Options,
            _ => Self::Images,
        }
    }

    /// Whether what is called an image is taken for one if it looks like one.
    pub(super) fn has_images(self) -> bool {
        match self {
            Self::Schema | Self::Data => false,
            Self::Images | Self::Values | Self::Options | Self::Patches | Self::Artifacts => true,
        }
    }

    /// Whether texts may be manifests.
    pub(super) fn has_texts(self) -> bool {
        match self {
            Self::Schema | Self::Patches | Self::Artifacts => false,
            Self::Data | Self::Images | Self::Values | Self::Options => true,
        }
    }
}

/// The place of a part of an object, as far as it decides what is read of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ObjectPlace {
    pub(super) content: ObjectContent,
    pub(super) holder: HolderKind,
}

/// The key that holds a part of an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HolderKind {
    /// The list of objects in a list.
    Items,
    /// A container of others.
    Step,
    /// An image that may have pieces.
    Image,
    /// What is said of an object, and not to whoever runs it.
    Metadata,
    Other,
}

impl HolderKind {
    pub(super) fn of(key: &str) -> Self {
        match key {
            LIST => Self::Items,
            _ if STEP_KEYS.contains(&key) => Self::Step,
            _ if METADATA.contains(&key) => Self::Metadata,
            _ if helm::is_image_key(key) => Self::Image,
            _ => Self::Other,
        }
    }
}
