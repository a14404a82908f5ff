//! Whose a repository is. git asks this itself where it finds one, and not where it is told: so it is asked here.

use std::path::{Path, PathBuf};

use super::GitError;
use super::environment::{distrusts_all, sudo_user};
use super::run::{path, user_settings};
use crate::files::{owner, user};

const ROOT: u32 = 0;

/// Refuses a repository one of whose parts belongs to somebody else, unless this user has named it in `safe.directory`.
///
/// # Errors
/// Where it does, or nobody can tell.
pub(super) fn check(root: &Path, parts: &[&Path]) -> Result<(), GitError> {
    for part in parts {
        let unreadable = |source| GitError::Unreadable(part.to_path_buf(), source);
        let owner = owner(part).map_err(unreadable)?;
        let is_ours = owner.is_none_or(|owner| is_trusted(owner, user(), sudo_user()));
        if is_ours && !distrusts_all() {
            continue;
        }
        if is_named_safe(root)? {
            break;
        }
        let (root, part) = (root.to_owned(), part.to_path_buf());
        return Err(GitError::Owner { root, part });
    }
    Ok(())
}

/// Whether what belongs to this owner may be believed: it is this user's, root's, or, for root, of the user who has
/// become root.
fn is_trusted(owner: u32, user: u32, before_sudo: Option<u32>) -> bool {
    owner == ROOT || owner == user || (user == ROOT && before_sudo == Some(owner))
}

/// Whether this user's own configuration, and not that of the repository, allows it.
fn is_named_safe(root: &Path) -> Result<bool, GitError> {
    let allowed = user_settings(root, "safe.directory")?;
    // One that is empty takes back those before it
    let valid = allowed.rsplit(|value| value.is_empty()).next().into_iter();
    Ok(valid.flatten().any(|value| names(value, root)))
}

/// Whether a value of `safe.directory` names a directory: each, those below one, or one.
fn names(value: &[u8], root: &Path) -> bool {
    if value == b"*" {
        return true;
    }
    if let Some(above) = value.strip_suffix(b"/*") {
        let above = path(above);
        return root != real(&above) && root.starts_with(real(&above));
    }
    real(&path(value)) == root
}

/// Links resolved, since the root is known that way.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_believed_if_it_is_of_this_user_of_root_or_of_who_became_root() {
        let cases = [
            (1000, 1000, None, true),
            (0, 1000, None, true),
            (0, 0, None, true),
            (1001, 1000, None, false),
            (1000, 0, None, false),
            (1000, 0, Some(1000), true),
            (1001, 0, Some(1000), false),
            // Who is not root cannot have become it
            (1001, 1000, Some(1001), false),
        ];
        for (owner, user, before_sudo, expected) in cases {
            assert_eq!(
                is_trusted(owner, user, before_sudo),
                expected,
                "{owner} {user} {before_sudo:?}"
            );
        }
    }

    #[test]
    fn a_safe_directory_is_named_alone_by_what_is_above_it_or_with_all() {
        let root = Path::new("/srv/one/two");
        for value in ["/srv/one/two", "*", "/srv/one/*", "/srv/*", "/*"] {
            assert!(names(value.as_bytes(), root), "{value}");
        }
        for value in [
            "/srv/one",
            "/srv/one/two/*",
            "/srv/on/*",
            "/srv/one/twofold",
            "two",
            ".",
        ] {
            assert!(!names(value.as_bytes(), root), "{value}");
        }
    }
}
