//! Whether a file is a mount point of its own, as `docker run -v FILE:FILE` makes it.

use std::path::Path;

/// Whether something is mounted at just this path, which is no link.
#[cfg(target_os = "linux")]
pub(super) fn is_mount_point(path: &Path) -> bool {
    super::attribute::is_mount_root(path).unwrap_or_else(|| list::is_listed(path))
}

/// Nothing is known of mounts elsewhere before a rename fails.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_mount_point(_: &Path) -> bool {
    false
}

/// The list of mounts: proc_pid_mountinfo(5).
#[cfg(target_os = "linux")]
mod list {
    use std::ffi::OsString;
    use std::fs::File;
    use std::io::{self, Read as _};
    use std::os::unix::ffi::OsStringExt as _;
    use std::path::{Path, PathBuf};

    use crate::files::{MAX_SIZE, parent};

    const MOUNTS: &str = "/proc/self/mountinfo";
    /// The field that has the mount point.
    const MOUNT_POINT: usize = 4;

    pub(super) fn is_listed(path: &Path) -> bool {
        let Ok(list) = read() else {
            return false;
        };
        let directory = parent(path).canonicalize().ok();
        let place = directory.zip(path.file_name());
        place.is_some_and(|(directory, name)| is_mounted_in(&list, &directory.join(name)))
    }

    fn read() -> io::Result<Vec<u8>> {
        let mut list = Vec::new();
        let file = File::open(MOUNTS)?;
        file.take(MAX_SIZE as u64).read_to_end(&mut list)?;
        Ok(list)
    }

    /// Whether the last that is mounted at a path or above it is mounted at the path: what came before is hidden.
    fn is_mounted_in(list: &[u8], path: &Path) -> bool {
        let points = list.split(|byte| *byte == b'\n').filter_map(mount_point);
        let mut covering = points.filter(|point| path.starts_with(point));
        covering.next_back().is_some_and(|point| point == path)
    }

    /// The mount point of a line, in which the kernel writes blanks, line ends and backslashes in octal.
    fn mount_point(line: &[u8]) -> Option<PathBuf> {
        let field = line.split(|byte| *byte == b' ').nth(MOUNT_POINT)?;
        let mut path = Vec::with_capacity(field.len());
        let mut rest = field;
        while let [byte, after @ ..] = rest {
            let octal = (*byte == b'\\').then(|| octal(after)).flatten();
            path.push(octal.unwrap_or(*byte));
            rest = if octal.is_some() { &after[3..] } else { after };
        }
        Some(OsString::from_vec(path).into())
    }

    /// The byte that three digits stand for.
    fn octal(digits: &[u8]) -> Option<u8> {
        let digits = std::str::from_utf8(digits.get(..3)?).ok()?;
        u8::from_str_radix(digits, 8).ok()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const LIST: &str = r"22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
60 22 254:0 /home/me/a /src/images.lock rw,relatime - ext4 /dev/vda rw
61 22 254:0 /home/me/b /a\040b\134c/images.lock rw,relatime shared:3 - ext4 /dev/vda rw
62 22 254:0 /home/me/c /hidden/images.lock rw - ext4 /dev/vda rw
63 22 254:0 /home/me /hidden rw - ext4 /dev/vda rw
64 22 254:0 /home/me/d /twice/images.lock rw - ext4 /dev/vda rw
65 64 254:0 /home/me/e /twice/images.lock rw - ext4 /dev/vda rw
";

        #[test]
        fn a_mount_point_is_found_in_the_list_unless_another_hides_it() {
            let cases = [
                ("/src/images.lock", true),
                ("/src/images.lock.other", false),
                ("/src", false),
                (r"/a b\c/images.lock", true),
                ("/hidden/images.lock", false),
                ("/hidden", true),
                ("/twice/images.lock", true),
            ];
            for (path, expected) in cases {
                let found = is_mounted_in(LIST.as_bytes(), Path::new(path));
                assert_eq!(found, expected, "{path}");
            }
        }
    }
}
