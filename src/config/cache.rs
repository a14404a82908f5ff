//! The directory in which this program remembers things from run to run.

use std::path::{Path, PathBuf};

use super::directory::{directory, of_user};
use crate::document::shown_path;
use crate::files;

/// The variable that names it.
const VARIABLE: &str = "IMAGELOCK_CACHE";

/// The cache directory: that of the variable, else the user's; `None` where there is no place for it.
///
/// # Errors
/// In words, where it is in a place in which somebody else may have written it.
pub fn locate() -> Result<Option<PathBuf>, String> {
    let own = || place(directory("XDG_CACHE_HOME"), directory("HOME"));
    let Some(cache) = directory(VARIABLE).or_else(own) else {
        return Ok(None);
    };
    if !cache.is_absolute() {
        return Err(format!(
            "`{VARIABLE}` is not used: `{}` is not an absolute path",
            shown_path(&cache)
        ));
    }
    match repository_of(&cache) {
        None => Ok(Some(cache)),
        Some(root) => Err(format!(
            "the cache `{}` is not used: it is in the repository `{}`; name another directory in `{VARIABLE}`",
            shown_path(&cache),
            shown_path(&root)
        )),
    }
}

/// The directory of a user.
fn place(cache_home: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    let below = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    of_user(cache_home, home, below).map(|caches| caches.join("imagelock"))
}

/// The repository that a directory is in which may not be there yet, by its path and by where links lead.
fn repository_of(directory: &Path) -> Option<PathBuf> {
    let directory = files::normal(directory);
    let mut there = directory
        .ancestors()
        .filter_map(|it| it.canonicalize().ok());
    let led = there.next().and_then(|it| files::repository_root(&it));
    files::repository_root(&directory).or(led)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_is_that_of_the_users_caches_and_a_relative_one_is_none() {
        let path = |text: &str| Some(PathBuf::from(text));
        let below = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        let of_home = Path::new("/home/ana").join(below).join("imagelock");
        assert_eq!(place(path("/c"), path("/home/ana")), path("/c/imagelock"));
        assert_eq!(place(None, path("/home/ana")), Some(of_home.clone()));
        assert_eq!(place(path("c"), path("/home/ana")), Some(of_home));
        assert_eq!(place(None, path("home")), None);
        assert_eq!(place(None, None), None);
    }
}
