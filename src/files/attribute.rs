//! What Linux knows of a file and only `statx(2)` tells.

use std::path::Path;

/// The attributes of files that only root takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAttribute {
    /// `chattr +i`: neither its content nor its name changes.
    Immutable,
    /// `chattr +a`: it grows, and keeps its name; a directory keeps the names of its files.
    AppendOnly,
}

impl FileAttribute {
    /// The letter by which `chattr` knows it.
    pub fn letter(self) -> char {
        match self {
            Self::Immutable => 'i',
            Self::AppendOnly => 'a',
        }
    }
}

impl std::fmt::Display for FileAttribute {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Immutable => "immutable",
            Self::AppendOnly => "append-only",
        })
    }
}

/// The attribute of a file or directory that keeps a rename from taking its name, or the names in it.
#[cfg(target_os = "linux")]
pub(super) fn attribute(path: &Path) -> Option<FileAttribute> {
    use rustix::fs::StatxAttributes;
    let found = statx(path)?.stx_attributes;
    if found.contains(StatxAttributes::IMMUTABLE) {
        Some(FileAttribute::Immutable)
    } else {
        let is_append_only = found.contains(StatxAttributes::APPEND);
        is_append_only.then_some(FileAttribute::AppendOnly)
    }
}

/// Elsewhere a rename that fails says that it is not permitted.
#[cfg(not(target_os = "linux"))]
pub(super) fn attribute(_: &Path) -> Option<FileAttribute> {
    None
}

/// Whether something is mounted at just this path; `None` if the kernel does not say, before 5.8 and in gVisor.
#[cfg(target_os = "linux")]
pub(super) fn is_mount_root(path: &Path) -> Option<bool> {
    use rustix::fs::StatxAttributes;
    let found = statx(path)?;
    let is_known = found
        .stx_attributes_mask
        .contains(StatxAttributes::MOUNT_ROOT);
    is_known.then(|| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(target_os = "linux")]
fn statx(path: &Path) -> Option<rustix::fs::Statx> {
    use rustix::fs::{AtFlags, CWD, StatxFlags};
    rustix::fs::statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty()).ok()
}
