//! Where a program is that is known by its name alone.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// A program in the directories of a `PATH`. Those that are relative or empty do not count, as in Go's tools: a
/// checkout would bring its own program. One that may be run, by this user and where it lies, goes before one that only
/// has the name.
pub fn find_program(directories: &OsStr, name: &OsStr) -> Option<PathBuf> {
    let programs = || absolute(directories).map(|directory| directory.join(name));
    programs()
        .find(|path| may_be_run(path))
        .or_else(|| programs().find(|path| path.symlink_metadata().is_ok()))
}

/// A `PATH` without its relative and empty parts, for a program that starts others.
pub fn without_relative(directories: &OsStr) -> OsString {
    // What was split can be joined
    std::env::join_paths(absolute(directories)).unwrap_or_default()
}

fn absolute(directories: &OsStr) -> impl Iterator<Item = PathBuf> {
    std::env::split_paths(directories).filter(|directory| directory.is_absolute())
}

fn may_be_run(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file())
        && access(path, Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, create_dir, set_permissions, write};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn programs_are_found_in_absolute_directories_alone() {
        let root = tempfile::tempdir().unwrap();
        let directory = |name: &str| {
            let path = root.path().join(name);
            create_dir(&path).unwrap();
            path
        };
        let (named, other, good) = (directory("named"), directory("other"), directory("good"));
        create_dir(named.join("tool")).unwrap();
        write(other.join("tool"), "").unwrap();
        write(good.join("tool"), "").unwrap();
        set_permissions(good.join("tool"), Permissions::from_mode(0o755)).unwrap();
        let find = |text: String| find_program(OsStr::new(&text), OsStr::new("tool"));
        let (named, other, good) = (named.display(), other.display(), good.display());
        assert_eq!(
            find(format!("{named}:{other}:{good}")),
            Some(format!("{good}/tool").into())
        );
        assert_eq!(
            find(format!(":.:{other}")),
            Some(format!("{other}/tool").into())
        );
        assert_eq!(find("/nowhere".to_owned()), None);
        // The tests run where `src` has files
        assert_eq!(
            find_program(OsStr::new(":.:src:./src"), OsStr::new("main.rs")),
            None
        );
        assert_eq!(find_program(OsStr::new("src"), OsStr::new("main.rs")), None);
        assert_eq!(without_relative(OsStr::new(":a:/b::./c:/d:")), "/b:/d");
    }
}
