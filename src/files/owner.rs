//! Whose a file is, and who asks.

use std::io;
use std::path::Path;

/// The number of the user to whom a file belongs, or a link where it is one; `None` where users have no numbers.
///
/// # Errors
/// Where nothing is there, or it cannot be looked at.
#[cfg(unix)]
pub fn owner(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(Some(path.symlink_metadata()?.uid()))
}

/// The number of the user whose rights this process has.
#[cfg(unix)]
pub fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Users have no numbers elsewhere.
#[cfg(not(unix))]
pub fn owner(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Nobody is asked for theirs elsewhere.
#[cfg(not(unix))]
pub fn user() -> u32 {
    0
}
