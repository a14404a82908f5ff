//! Names of images without a registry, which a tool completes by settings of its own.

/// What completes the names that podman gets
/// (<https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md>).
pub(super) const PODMAN: &str = "`registries.conf` of each machine";
/// What completes the names of packages (`--registry` of Crossplane).
pub(super) const CROSSPLANE: &str = "Crossplane's `--registry`";
/// The registry of images that podman has built itself.
const LOCAL: &str = "localhost";

/// Whether a reference names no registry: what stands before its first slash has neither a dot nor a port.
pub(super) fn is_short(reference: &str) -> bool {
    match reference.split_once('/') {
        Some((host, _)) => !host.contains(['.', ':']) && host != LOCAL,
        None => true,
    }
}

/// Whether a reference is of an image that podman has built on this machine.
pub(super) fn is_local(reference: &str) -> bool {
    let host = reference.split_once('/').map(|(host, _)| host);
    host == Some(LOCAL)
}
