//! `images.seen` on the disk.

use std::path::{Path, PathBuf};

use super::{Seen, decode_seen, encode_seen};
use crate::files::{self, Trust};
use crate::lock::LockError;
use crate::lock::canonical::plain;
use crate::lock::file::{is_changed, read_source};

/// An `images.seen` as it was read, which may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFile {
    /// Its path, be it there or not.
    pub path: PathBuf,
    /// Its text; `None` where there is no file.
    pub text: Option<String>,
    /// Its records; without a file, none.
    pub seen: Seen,
}

impl SeenFile {
    /// Reads an `images.seen`. A missing file has no records, and so has a link to one.
    ///
    /// # Errors
    /// Where there is a file and it cannot be read, or is not one of this version, whole and valid.
    pub fn read(path: &Path, trust: Trust) -> Result<Self, LockError> {
        let path = path.to_owned();
        let source = read_source(&path, trust)?;
        let seen = source.as_ref().map(decode_seen).transpose()?;
        Ok(Self {
            path,
            text: source.map(|source| source.text),
            seen: seen.unwrap_or_default(),
        })
    }

    /// Tells whether new records have another text than these, line ends aside. Without records there is no file.
    pub fn would_change(&self, new: &Seen) -> bool {
        match &self.text {
            Some(old) => new.is_empty() || plain(old) != encode_seen(new),
            None => !new.is_empty(),
        }
    }

    /// Tells whether somebody else wrote the file since it was read.
    ///
    /// # Errors
    /// Where it cannot be read any more, or is no file that could be replaced.
    pub fn has_changed(&self) -> Result<bool, LockError> {
        is_changed(&self.path, self.text.as_deref())
    }

    /// Writes new records in place of these, where that changes them, and removes the file where there are none. Says
    /// whether it did.
    ///
    /// # Errors
    /// Where the file cannot be replaced or removed; it is then what it was.
    pub fn replace_if_different(&self, new: &Seen) -> Result<bool, LockError> {
        if !self.would_change(new) {
            return Ok(false);
        }
        if new.is_empty() {
            files::remove(&self.path)?;
        } else {
            files::replace(&self.path, encode_seen(new).as_bytes())?;
        }
        Ok(true)
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at the files behind the door's back"
)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::files::FileError;

    fn seen() -> Seen {
        let mut seen = Seen::default();
        let digest = format!("sha256:{}", "4f3c1a9e91be02d7".repeat(4));
        let (image, tag) = ("alpine".parse().unwrap(), "3.20".parse().unwrap());
        let day: crate::day::Day = "2026-11-23".parse().unwrap();
        seen.add(image, tag, digest.parse().unwrap(), day);
        seen
    }

    fn place() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.seen");
        (directory, path)
    }

    #[test]
    fn a_missing_file_has_no_records_and_is_created_with_the_first() {
        let (_directory, path) = place();
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert_eq!((&file.text, file.seen.is_empty()), (&None, true));
        assert!(!file.replace_if_different(&Seen::default()).unwrap());
        assert!(!path.exists(), "no records make no file");
        assert!(file.replace_if_different(&seen()).unwrap());
        assert_eq!(SeenFile::read(&path, Trust::Found).unwrap().seen, seen());
    }

    #[test]
    fn the_file_goes_with_its_last_record() {
        let (_directory, path) = place();
        for text in [encode_seen(&seen()), "version = 1\nseen = []\n".to_owned()] {
            fs::write(&path, text).unwrap();
            let file = SeenFile::read(&path, Trust::Found).unwrap();
            assert!(file.replace_if_different(&Seen::default()).unwrap());
            assert!(!path.exists());
        }
    }

    #[test]
    fn a_file_with_other_line_ends_is_left_alone_and_one_with_a_comment_is_not() {
        let (_directory, path) = place();
        let checkout = format!("\u{feff}{}", encode_seen(&seen()).replace('\n', "\r\n"));
        fs::write(&path, &checkout).unwrap();
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert!(!file.replace_if_different(&seen()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), checkout);
        fs::write(&path, format!("# ours\n{}", encode_seen(&seen()))).unwrap();
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert!(file.replace_if_different(&seen()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), encode_seen(&seen()));
    }

    #[test]
    fn what_is_not_ours_is_an_error_and_stays() {
        let (_directory, path) = place();
        fs::write(&path, "kind: ImagesSeen\n").unwrap();
        let error = SeenFile::read(&path, Trust::Found).unwrap_err();
        assert!(matches!(error, LockError::Seen(_)), "{error}");
    }

    #[test]
    fn what_somebody_else_writes_is_found_out() {
        let (_directory, path) = place();
        let missing = SeenFile::read(&path, Trust::Found).unwrap();
        assert!(!missing.has_changed().unwrap());
        fs::write(&path, encode_seen(&seen())).unwrap();
        assert!(missing.has_changed().unwrap());
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert!(!file.has_changed().unwrap());
        fs::remove_file(&path).unwrap();
        assert!(file.has_changed().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_within_the_repository_and_refused_out_of_it() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let (directory, path) = place();
        fs::create_dir(directory.path().join(".git")).unwrap();
        symlink("real.seen", &path).unwrap();
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert!(file.replace_if_different(&seen()).unwrap());
        let real = directory.path().join("real.seen");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        let mut more = seen();
        let other = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let (image, tag) = ("nginx".parse().unwrap(), "1".parse().unwrap());
        more.add(
            image,
            tag,
            other,
            "2026-11-24".parse::<crate::day::Day>().unwrap(),
        );
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert!(file.replace_if_different(&more).unwrap());
        assert!(path.is_symlink());
        let mode = fs::metadata(&real).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "the mode is kept");
        let file = SeenFile::read(&path, Trust::Found).unwrap();
        assert_eq!(file.seen, more);
        assert!(file.replace_if_different(&Seen::default()).unwrap());
        assert!(!real.exists() && path.is_symlink());

        let (_elsewhere, outside) = place();
        fs::write(&outside, encode_seen(&seen())).unwrap();
        fs::remove_file(&path).unwrap();
        symlink(&outside, &path).unwrap();
        let error = SeenFile::read(&path, Trust::Found).unwrap_err();
        assert!(
            matches!(error, LockError::File(FileError::Outside(..))),
            "{error}"
        );
        let hint = error.diagnosis().hint;
        assert_eq!(
            hint.as_deref(),
            Some("remove the link, or put the file itself there")
        );
    }

    #[test]
    fn what_is_larger_than_is_ever_read_is_refused() {
        let (_directory, path) = place();
        let text = encode_seen(&seen());
        let line = text.lines().nth(3).unwrap().to_owned() + "\n";
        let lines = line.repeat(files::MAX_SIZE / line.len() + 1);
        fs::write(&path, text.replace(&line, &lines)).unwrap();
        let error = SeenFile::read(&path, Trust::Found).unwrap_err();
        assert!(
            matches!(error, LockError::File(FileError::TooLarge(_))),
            "{error}"
        );
    }
}
