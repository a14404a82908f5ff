//! The keys of objects below which there are images.

/// The keys of lists of containers in a pod.
pub(super) const CONTAINER_LISTS: [&str; 3] =
    ["containers", "initContainers", "ephemeralContainers"];
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
