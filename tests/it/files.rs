//! The door to the disk, tried with real files, links, FIFOs, limits and locks.

#![expect(
    clippy::disallowed_methods,
    reason = "tests look at the files behind the door's back"
)]
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml frees tests of this, but not their helpers"
)]

use std::fs;
use std::path::{Path, PathBuf};

use imagelock::internals::files::{
    Exclusive, FileError, MAX_SIZE, Trust, check_writable, create, find_upward, read_text, replace,
    repository_root,
};
use tempfile::TempDir;

/// A directory, links on the way to it resolved.
fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().canonicalize().unwrap();
    (directory, path)
}

/// A file with what is above it, as a path below `root`.
fn write(root: &Path, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_nearest_file_of_a_name_is_found() {
    let (_guard, root) = directory();
    let top = write(&root, "images.toml", "");
    let near = write(&root, "a/images.toml", "");
    fs::create_dir_all(root.join("a/b/c")).unwrap();
    fs::create_dir_all(root.join("z")).unwrap();
    assert_eq!(find_upward(&root.join("a/b/c"), "images.toml"), Some(near));
    assert_eq!(find_upward(&root.join("z"), "images.toml"), Some(top));
    assert_eq!(find_upward(&root, "no-such-file.toml"), None);
}

#[test]
fn a_repository_is_known_by_a_git_directory_or_file() {
    let (_guard, root) = directory();
    fs::create_dir_all(root.join(".git")).unwrap();
    write(&root, "worktree/.git", "gitdir: ../.git/worktrees/worktree");
    fs::create_dir_all(root.join("worktree/deep")).unwrap();
    fs::create_dir_all(root.join("deep")).unwrap();
    assert_eq!(repository_root(&root.join("deep")), Some(root.clone()));
    assert_eq!(
        repository_root(&root.join("worktree/deep")),
        Some(root.join("worktree"))
    );
}

#[test]
fn a_file_is_read_and_a_missing_one_is_none() {
    let (_guard, root) = directory();
    let path = write(&root, "images.toml", "[images]\n");
    for trust in [Trust::Named, Trust::Found] {
        assert_eq!(
            read_text(&path, trust).unwrap().as_deref(),
            Some("[images]\n")
        );
        assert_eq!(read_text(&root.join("other.toml"), trust).unwrap(), None);
        assert_eq!(
            read_text(&root.join("no/such/directory.toml"), trust).unwrap(),
            None
        );
    }
}

#[test]
fn a_directory_is_not_a_file() {
    let (_guard, root) = directory();
    for trust in [Trust::Named, Trust::Found] {
        let error = read_text(&root, trust).unwrap_err();
        assert!(matches!(error, FileError::Directory(_)), "{error}");
    }
    assert!(matches!(
        check_writable(&root),
        Err(FileError::Directory(_))
    ));
}

#[test]
fn a_file_of_the_largest_size_is_read_and_a_larger_one_is_not() {
    let (_guard, root) = directory();
    let path = write(&root, "images.toml", vec![b'#'; MAX_SIZE]);
    assert_eq!(
        read_text(&path, Trust::Found)
            .unwrap()
            .map(|text| text.len()),
        Some(MAX_SIZE)
    );
    write(&root, "images.toml", vec![b'#'; MAX_SIZE + 1]);
    for trust in [Trust::Named, Trust::Found] {
        assert_eq!(
            read_text(&path, trust).unwrap_err().to_string(),
            format!("`{}` is larger than 16 MiB", path.display())
        );
    }
}

#[test]
fn what_is_not_text_is_refused_with_its_place_and_without_its_content() {
    let (_guard, root) = directory();
    for (content, line, column) in [
        (&b"one\nsecr\xc3\xa9t\xff"[..], 2, 7),
        (b"\xff\xfei\0", 1, 1),
        (b"\xef\xbb\xbfab\x80", 1, 3),
        (b"one\n\xe2\x82", 2, 1),
    ] {
        let path = write(&root, "images.toml", content);
        assert_eq!(
            read_text(&path, Trust::Found).unwrap_err().to_string(),
            format!(
                "`{}` is not UTF-8 text: line {line}, column {column}",
                path.display()
            )
        );
    }
}

#[test]
fn a_file_is_replaced_and_nothing_else_is_left() {
    let (_guard, root) = directory();
    let path = root.join("images.lock");
    replace(&path, b"first").unwrap();
    replace(&path, b"second").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "second");
    assert_eq!(names(&root), ["images.lock"]);
}

#[test]
fn asking_whether_a_file_can_be_written_changes_nothing() {
    let (_guard, root) = directory();
    let path = root.join("images.lock");
    check_writable(&path).unwrap();
    assert_eq!(names(&root), [""; 0]);
    write(&root, "images.lock", "old");
    check_writable(&path).unwrap();
    assert_eq!(names(&root), ["images.lock"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn a_missing_directory_is_named_before_anything_is_written() {
    let (_guard, root) = directory();
    let path = root.join("no/images.lock");
    for result in [check_writable(&path), replace(&path, b"")] {
        assert!(
            matches!(result, Err(FileError::NoDirectory(..))),
            "{result:?}"
        );
    }
}

#[test]
fn writers_exclude_each_other_until_the_first_is_done() {
    let (_guard, root) = directory();
    let path = write(&root, "images.toml", "");
    let first = Exclusive::try_acquire(&path, Trust::Found)
        .unwrap()
        .unwrap();
    assert!(first.is_locked());
    assert!(
        Exclusive::try_acquire(&path, Trust::Found)
            .unwrap()
            .is_none()
    );
    drop(first);
    assert!(
        Exclusive::try_acquire(&path, Trust::Found)
            .unwrap()
            .is_some()
    );
    let missing = Exclusive::try_acquire(&root.join("missing"), Trust::Found).unwrap_err();
    assert!(matches!(missing, FileError::Read(..)), "{missing}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn fifo(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    fn refused(path: &Path) {
        let error = read_text(path, Trust::Found).unwrap_err();
        assert!(matches!(error, FileError::Outside(..)), "{error}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }

    #[test]
    fn a_link_within_the_repository_is_followed() {
        let (_guard, root) = directory();
        fs::create_dir(root.join(".git")).unwrap();
        write(&root, "shared/images.toml", "shared");
        fs::create_dir(root.join("service")).unwrap();
        symlink("../shared/images.toml", root.join("service/images.toml")).unwrap();
        let text = read_text(&root.join("service/images.toml"), Trust::Found).unwrap();
        assert_eq!(text.as_deref(), Some("shared"));
    }

    #[test]
    fn a_found_link_out_of_the_repository_is_refused() {
        let (_guard, root) = directory();
        write(&root, "outside/credentials", "secret");
        fs::create_dir_all(root.join("repository/.git")).unwrap();
        let path = root.join("repository/images.toml");
        symlink("../outside/credentials", &path).unwrap();
        refused(&path);
        assert_eq!(
            read_text(&path, Trust::Named).unwrap().as_deref(),
            Some("secret")
        );
    }

    #[test]
    fn a_found_chain_of_links_is_judged_by_its_end() {
        let (_guard, root) = directory();
        write(&root, "outside/credentials", "secret");
        fs::create_dir_all(root.join("repository/.git")).unwrap();
        symlink("../outside", root.join("repository/inside")).unwrap();
        symlink("inside/credentials", root.join("repository/second")).unwrap();
        symlink("second", root.join("repository/images.toml")).unwrap();
        refused(&root.join("repository/images.toml"));
    }

    #[test]
    fn without_a_repository_a_found_link_stays_in_its_directory() {
        let (_guard, root) = directory();
        write(&root, "secret.toml", "secret");
        write(&root, "project/real.toml", "real");
        symlink("real.toml", root.join("project/near.toml")).unwrap();
        symlink("../secret.toml", root.join("project/far.toml")).unwrap();
        let near = read_text(&root.join("project/near.toml"), Trust::Found).unwrap();
        assert_eq!(near.as_deref(), Some("real"));
        refused(&root.join("project/far.toml"));
    }

    #[test]
    fn what_git_keeps_for_itself_is_not_in_the_repository() {
        let (_guard, root) = directory();
        write(&root, ".git/config", "secret");
        symlink(".git/config", root.join("images.toml")).unwrap();
        refused(&root.join("images.toml"));
    }

    #[test]
    fn a_found_link_to_nothing_says_where_it_points_and_one_to_the_outside_does_not() {
        let (_guard, root) = directory();
        fs::create_dir_all(root.join("repository/.git")).unwrap();
        let path = root.join("repository/images.toml");
        symlink("real.toml", &path).unwrap();
        for trust in [Trust::Named, Trust::Found] {
            let expected = format!(
                "`{}` is a link to `real.toml`, which does not exist",
                path.display()
            );
            assert_eq!(read_text(&path, trust).unwrap_err().to_string(), expected);
        }
        fs::remove_file(&path).unwrap();
        symlink("../missing.toml", &path).unwrap();
        refused(&path);
    }

    #[test]
    fn links_in_a_circle_are_an_error() {
        let (_guard, root) = directory();
        let path = root.join("images.lock");
        symlink("images.lock", &path).unwrap();
        assert!(matches!(
            read_text(&path, Trust::Found),
            Err(FileError::Links(_))
        ));
        assert!(matches!(
            read_text(&path, Trust::Named),
            Err(FileError::Read(..))
        ));
        assert!(matches!(check_writable(&path), Err(FileError::Links(_))));
    }

    #[test]
    fn a_found_fifo_is_refused_without_waiting_for_its_writer() {
        let (_guard, root) = directory();
        let path = root.join("images.toml");
        fifo(&path);
        assert!(matches!(
            read_text(&path, Trust::Found),
            Err(FileError::Irregular(_))
        ));
        assert!(matches!(
            check_writable(&path),
            Err(FileError::Irregular(_))
        ));
        assert!(
            !Exclusive::try_acquire(&path, Trust::Found)
                .unwrap()
                .unwrap()
                .is_locked()
        );
    }

    #[test]
    fn a_named_fifo_is_read() {
        let (_guard, root) = directory();
        let path = root.join("images.toml");
        fifo(&path);
        let writer = std::thread::spawn({
            let path = path.clone();
            move || fs::write(path, "from a process").unwrap()
        });
        assert_eq!(
            read_text(&path, Trust::Named).unwrap().as_deref(),
            Some("from a process")
        );
        writer.join().unwrap();
    }

    #[test]
    fn a_named_thing_without_end_is_read_up_to_the_bound() {
        let error = read_text(Path::new("/dev/zero"), Trust::Named).unwrap_err();
        assert!(matches!(error, FileError::TooLarge(_)), "{error}");
    }

    /// With a FIFO of its own and no device: were the check to go, a test that runs as root would replace a device
    /// of the machine.
    #[test]
    fn what_is_no_regular_file_is_not_replaced_by_one() {
        use std::os::unix::fs::FileTypeExt;
        let (_guard, root) = directory();
        let path = root.join("images.lock");
        fifo(&path);
        let result = replace(&path, b"");
        assert!(matches!(result, Err(FileError::Irregular(_))), "{result:?}");
        assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_the_system_refuses_is_the_source_of_the_error() {
        use std::error::Error;
        let error = read_text(Path::new("/proc/self/mem"), Trust::Named).unwrap_err();
        assert_eq!(error.to_string(), "cannot read `/proc/self/mem`");
        assert!(error.source().is_some());
        let error = check_writable(Path::new("/proc/images.lock")).unwrap_err();
        assert!(matches!(error, FileError::Create(..)), "{error}");
        assert!(error.source().is_some());
    }

    #[test]
    fn the_mode_of_the_old_file_is_kept() {
        let (_guard, root) = directory();
        let path = write(&root, "images.lock", "old");
        for expected in [0o600, 0o444, 0o664, 0o777] {
            fs::set_permissions(&path, PermissionsExt::from_mode(expected)).unwrap();
            replace(&path, b"new").unwrap();
            assert_eq!(mode(&path), expected);
        }
    }

    #[test]
    fn a_new_file_has_the_mode_that_any_program_gives() {
        let (_guard, root) = directory();
        let ordinary = write(&root, "ordinary", "");
        let path = root.join("images.lock");
        replace(&path, b"new").unwrap();
        assert_eq!(mode(&path), mode(&ordinary));
    }

    #[test]
    fn a_chain_of_links_is_followed_and_kept() {
        let (_guard, root) = directory();
        let real = write(&root, "deep/real.lock", "old");
        symlink("deep/real.lock", root.join("second.lock")).unwrap();
        symlink("second.lock", root.join("images.lock")).unwrap();
        replace(&root.join("images.lock"), b"new").unwrap();
        assert_eq!(fs::read_to_string(real).unwrap(), "new");
        assert!(root.join("images.lock").is_symlink() && root.join("second.lock").is_symlink());
        assert_eq!(names(&root.join("deep")), ["real.lock"]);
    }

    #[test]
    fn the_target_of_a_link_to_nothing_is_created() {
        let (_guard, root) = directory();
        fs::create_dir(root.join("deep")).unwrap();
        symlink("deep/real.lock", root.join("images.lock")).unwrap();
        replace(&root.join("images.lock"), b"new").unwrap();
        assert_eq!(
            fs::read_to_string(root.join("deep/real.lock")).unwrap(),
            "new"
        );
        assert!(root.join("images.lock").is_symlink());
    }

    /// Where [`replaces_a_file_under_a_limit`] finds its target.
    const TARGET: &str = "TEST_TARGET";
    /// More than the limit below, in whichever unit the shell counts.
    const NEW_SIZE: usize = 1024 * 1024;

    /// Not a test of its own: what the one below runs, in a process of which the kernel limits the files.
    #[test]
    #[ignore = "run by `a_kernel_that_stops_a_write_leaves_the_old_file_whole`"]
    fn replaces_a_file_under_a_limit() {
        if let Some(target) = std::env::var_os(TARGET) {
            replace(Path::new(&target), &vec![b'n'; NEW_SIZE]).unwrap();
        }
    }

    /// The status of a run of the helper, where a file may have 8 blocks of the shell's, after `before`.
    fn run_limited(before: &str, target: &Path) -> std::process::ExitStatus {
        let script = format!("ulimit -c 0; ulimit -f 8; {before} exec \"$0\" \"$@\"");
        let helper = [
            "--exact",
            "--ignored",
            "files::unix::replaces_a_file_under_a_limit",
        ];
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", &script])
            .arg(program)
            .args(helper)
            .env(TARGET, target);
        command.output().unwrap().status
    }

    #[test]
    fn a_kernel_that_stops_a_write_leaves_the_old_file_whole() {
        use std::os::unix::process::ExitStatusExt;
        let (_guard, root) = directory();
        let path = write(&root, "images.lock", "old");

        let killed = run_limited("", &path);
        assert!(killed.signal().is_some(), "{killed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        // The kill was in the middle: what had been written is there, under another name
        let left: Vec<_> = names(&root)
            .into_iter()
            .filter(|name| name != "images.lock")
            .collect();
        assert_eq!(left.len(), 1, "{left:?}");
        let size = fs::metadata(root.join(&left[0])).unwrap().len();
        assert!((1..NEW_SIZE as u64).contains(&size), "{size}");
        fs::remove_file(root.join(&left[0])).unwrap();

        let failed = run_limited("trap '' XFSZ;", &path);
        assert!(failed.code().is_some_and(|code| code != 0), "{failed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(&root), ["images.lock"]);
    }
}

#[test]
fn what_is_created_takes_the_place_of_nothing() {
    let (_guard, root) = directory();
    create(&root.join("new"), b"new").unwrap();
    assert_eq!(fs::read_to_string(root.join("new")).unwrap(), "new");
    let there = create(&root.join("new"), b"other");
    assert!(matches!(there, Err(FileError::Exists(_))), "{there:?}");
    assert_eq!(fs::read_to_string(root.join("new")).unwrap(), "new");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("elsewhere", root.join("link")).unwrap();
        let link = create(&root.join("link"), b"other");
        assert!(matches!(link, Err(FileError::Exists(_))), "{link:?}");
        assert!(!root.join("elsewhere").exists());
    }
}
