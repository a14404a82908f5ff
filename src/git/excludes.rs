//! The names that this user ignores everywhere, where a repository would put others in their place.

use std::ffi::OsString;
use std::path::Path;

use super::GitError;
use super::environment::default_excludes;
use super::run::{path, user_settings};
use crate::files::{Trust, read_bytes};

/// The words of a configuration that has a say in it, in small letters: the key, or another file.
const WORDS: [&[u8]; 2] = [b"excludesfile", b"include"];

/// The setting by which git reads this user's own list, if one of these files of a repository may name another.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn setting(root: &Path, configurations: &[&Path]) -> Result<Option<OsString>, GitError> {
    for configuration in configurations {
        let text = read_bytes(configuration, Trust::Kept).map_err(GitError::Configuration)?;
        if text.is_some_and(|text| has_a_say(&text.to_ascii_lowercase())) {
            let own = user_settings(root, "core.excludesFile")?;
            let own = own
                .last()
                .map_or_else(default_excludes, |value| path(value));
            let mut setting = OsString::from("core.excludesFile=");
            setting.push(own);
            return Ok(Some(setting));
        }
    }
    Ok(None)
}

fn has_a_say(text: &[u8]) -> bool {
    WORDS
        .iter()
        .any(|word| text.windows(word.len()).any(|part| part == *word))
}
