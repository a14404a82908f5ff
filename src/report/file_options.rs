//! The options that name the files of a run, for the commands in its hints.

use std::path::Path;

use crate::document::shown_path;
use crate::files::shell_word;

/// The beginning of a command in a message.
const COMMAND: &str = "`imagelock ";
/// The files of a run, as they were named on its command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileOptions<'a> {
    /// `--manifest-path`.
    pub manifest: Option<&'a Path>,
    /// `--lock-path`.
    pub lock: Option<&'a Path>,
    /// `--config`.
    pub config: Option<&'a Path>,
}

impl FileOptions<'_> {
    /// The commands that read or write a lock.
    pub const LOCKING: [&'static str; 12] = [
        "add", "check", "diff", "export", "get", "import", "list", "lock", "outdated", "remove",
        "update", "verify",
    ];
    /// The commands that ask registries, for which `config.toml` matters.
    pub const ASKING: [&'static str; 7] = [
        "add", "lock", "outdated", "resolve", "tags", "update", "verify",
    ];

    /// The text with these options in each of its commands that takes them.
    pub(super) fn add_to(&self, text: &str) -> String {
        let mut parts = text.split(COMMAND);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            out.push_str(COMMAND);
            let command = part.split('`').next().unwrap_or_default();
            if names_files(command) {
                out.push_str(part);
                continue;
            }
            let name_length = command.find(' ').unwrap_or(command.len());
            let (name, rest) = part.split_at(name_length);
            out.push_str(name);
            out.push_str(&self.of(name));
            out.push_str(rest);
        }
        out
    }

    /// The options for a command, each behind a space.
    fn of(&self, command: &str) -> String {
        let option = |name: &str, path: Option<&Path>| {
            let word = |path: &Path| format!(" {name} {}", shell_word(&shown_path(path)));
            path.map(word).unwrap_or_default()
        };
        let is_locking = Self::LOCKING.contains(&command);
        let manifest = self.manifest.filter(|_| is_locking || command == "init");
        let lock = self.lock.filter(|_| is_locking);
        let config = self.config.filter(|_| Self::ASKING.contains(&command));
        option("--manifest-path", manifest)
            + &option("--lock-path", lock)
            + &option("--config", config)
    }
}

/// Whether a command says already which `images.toml` it is about. To `get`, `--all` means all images.
fn names_files(command: &str) -> bool {
    let mut words = command.split(' ');
    let is_get = words.next() == Some("get");
    words.any(|word| match word {
        "--manifest-path" => true,
        "--all" => !is_get,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> FileOptions<'static> {
        FileOptions {
            manifest: Some(Path::new("sub dir/images.toml")),
            lock: Some(Path::new("x.lock")),
            config: Some(Path::new("c.toml")),
        }
    }

    #[test]
    fn each_command_gets_the_options_that_it_takes() {
        let cases = [
            (
                "run `imagelock lock`",
                "run `imagelock lock --manifest-path 'sub dir/images.toml' --lock-path x.lock --config c.toml`",
            ),
            (
                "`imagelock get web` or `imagelock init`",
                "`imagelock get --manifest-path 'sub dir/images.toml' --lock-path x.lock web` or \
                 `imagelock init --manifest-path 'sub dir/images.toml'`",
            ),
            (
                "`imagelock verify --all --base HEAD`",
                "`imagelock verify --all --base HEAD`",
            ),
            (
                "`imagelock add web --allow-registry x`",
                "`imagelock add --manifest-path 'sub dir/images.toml' --lock-path x.lock --config c.toml web --allow-registry x`",
            ),
            (
                "`imagelock get --all`",
                "`imagelock get --manifest-path 'sub dir/images.toml' --lock-path x.lock --all`",
            ),
            (
                "`imagelock lock --manifest-path a`",
                "`imagelock lock --manifest-path a`",
            ),
            (
                "`imagelock resolve web`",
                "`imagelock resolve --config c.toml web`",
            ),
            ("no command", "no command"),
        ];
        for (text, expected) in cases {
            assert_eq!(files().add_to(text), expected);
        }
    }

    #[test]
    fn files_that_were_not_named_are_not_named_again() {
        let text = "run `imagelock update web`, or `imagelock lock`";
        assert_eq!(FileOptions::default().add_to(text), text);
    }
}
