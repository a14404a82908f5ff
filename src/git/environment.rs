//! What the environment says of who is asking, where git reads it too.

#![expect(
    clippy::disallowed_methods,
    reason = "git obeys these variables, and this room speaks for git"
)]

use std::env::var_os;
use std::ffi::OsString;
use std::path::PathBuf;

/// The directories of programs; where nothing names them, those of the system.
pub(super) fn search_path() -> OsString {
    var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into())
}

/// The number of the user who has become root by `sudo`.
pub(super) fn sudo_user() -> Option<u32> {
    var_os("SUDO_UID")?.to_str()?.parse().ok()
}

/// Whether git takes every repository for somebody else's, as its own tests have it.
pub(super) fn distrusts_all() -> bool {
    let value = var_os("GIT_TEST_ASSUME_DIFFERENT_OWNER").unwrap_or_default();
    matches!(value.to_str(), Some("1" | "true" | "yes" | "on"))
}

/// The file in which git looks for the names that this user ignores everywhere, if no `core.excludesFile` says
/// otherwise.
pub(super) fn default_excludes() -> PathBuf {
    let directory = var_os("XDG_CONFIG_HOME").filter(|value| !value.is_empty());
    // git knows whose home `~` is
    let directory = directory.unwrap_or_else(|| "~/.config".into());
    PathBuf::from(directory).join("git/ignore")
}
