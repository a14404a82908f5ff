//! The keys of objects below which there are images.

use crate::scan::readers::helm::is_image_key;

/// The keys of lists of containers in a pod.
pub(super) const CONTAINER_LISTS: [&str; 3] = ["containers", "initContainers", EPHEMERAL];
/// The containers that no kustomization changes.
pub(super) const EPHEMERAL: &str = "ephemeralContainers";
/// The keys of containers, or of lists of them, in objects of others: workflows of Argo, tasks of Tekton, disks of
/// `KubeVirt`.
pub(super) const STEP_KEYS: [&str; 6] = [
    "container",
    "containerDisk",
    "script",
    "sidecars",
    "stepTemplate",
    "steps",
];
/// The key of the volumes of a pod.
pub(super) const VOLUMES: &str = "volumes";
/// The key of an image, and the key of the image of a volume in it.
pub(super) const IMAGE: &str = "image";
pub(super) const REFERENCE: &str = "reference";
/// The keys of an image as a whole in a mapping that is called an image.
const WHOLE: [&str; 2] = ["name", "reference"];

/// Whether a key names images by its own: `image`, `solrImage`; `name` in a mapping that is called an image.
pub(super) fn names_image(holder: &str, key: &str) -> bool {
    is_image_key(key) || is_image_key(holder) && WHOLE.contains(&key)
}
