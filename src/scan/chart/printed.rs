//! The pieces of images that templates print, by their paths.

use std::collections::BTreeSet;

use crate::scan::image_keys::{DOCKER_HUB, NAMES, REGISTRIES, TAGS};

/// The keys of other pieces, beside those of registries.
const DIGESTS: [&str; 2] = ["digest", "sha"];
/// The end of the names of keys that are images.
const IMAGE_END: &str = "Image";
/// The functions that print nothing but what they are given.
const FUNCTIONS: [&str; 30] = [
    "printf",
    "print",
    "default",
    "coalesce",
    "ternary",
    "quote",
    "squote",
    "toString",
    "trim",
    "and",
    "or",
    "not",
    "empty",
    "eq",
    "ne",
    "hasKey",
    "list",
    "join",
    "compact",
    "merge",
    "mustMerge",
    "mergeOverwrite",
    "mustMergeOverwrite",
    "deepCopy",
    "toYaml",
    "toJson",
    "indent",
    "nindent",
    "true",
    "false",
];
/// The tag that is meant where none is written; a missing one is told where it is missing.
const LATEST: &str = "latest";
/// The algorithm that stands before a `sha`.
const ALGORITHM: &str = "sha256:";
/// The most different pieces of one image.
const PATHS_MAX: usize = 64;

/// The pieces that a template prints: where names of images come from, and where their tags do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PrintedPaths {
    /// The mappings that names are in, as paths to them.
    names: BTreeSet<String>,
    tags: BTreeSet<String>,
    /// Whether the name of an image is in a mapping that is called one, or whole.
    has_image: bool,
    /// Whether the version of the chart is printed, which values do not show.
    has_version: bool,
}

impl PrintedPaths {
    /// Notes a path; `false` if it leads to no piece of an image, or is one of too many.
    pub(super) fn note(&mut self, path: &str) -> bool {
        let last = last_key(path);
        let mapping = &path[..path.len() - last.len()];
        if NAMES.contains(&last) || last.ends_with(IMAGE_END) {
            let is_called_image = last_key(mapping.trim_end_matches('.')).to_lowercase();
            self.has_image |= is_called_image.ends_with("image") && last == "repository";
            self.names.insert(mapping.to_owned());
        } else if TAGS.contains(&last) {
            self.tags.insert(mapping.to_owned());
        } else if !REGISTRIES.contains(&last) && !DIGESTS.contains(&last) {
            return false;
        }
        self.names.len() + self.tags.len() <= PATHS_MAX
    }

    /// Notes that the version of the chart is printed.
    pub(super) fn note_version(&mut self) {
        self.has_version = true;
    }

    /// Takes those of a template that is included; `false` if they are too many.
    pub(super) fn extend(&mut self, other: Self) -> bool {
        self.names.extend(other.names);
        self.tags.extend(other.tags);
        self.has_image |= other.has_image;
        self.has_version |= other.has_version;
        self.names.len() + self.tags.len() <= PATHS_MAX
    }

    /// Whether the reader of values sees the image: its name is there, and a tag is beside it, unless the mapping tells by
    /// its key that it is an image without one.
    pub(super) fn are_of_one_image(&self) -> bool {
        let is_variable = |path: &String| path.starts_with('$') && !path.starts_with("$.");
        let has_common = !self.names.is_disjoint(&self.tags);
        let has_variable = self.names.iter().chain(&self.tags).any(is_variable);
        let is_whole = self.tags.is_empty() && !self.has_version;
        let is_tagged = is_whole || has_common || has_variable || self.has_image;
        !self.names.is_empty() && is_tagged
    }
}

/// The last key of a path.
pub(super) fn last_key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Whether a key is one of a piece.
pub(super) fn is_piece_key(key: &str) -> bool {
    let keys = [&NAMES[..], &TAGS[..], &REGISTRIES[..], &DIGESTS[..]];
    keys.iter().any(|keys| keys.contains(&key)) || key.ends_with(IMAGE_END)
}

/// Whether a word is a function that prints nothing of its own.
pub(super) fn is_function(word: &str) -> bool {
    FUNCTIONS.contains(&word)
}

/// Whether a word is the number of spaces before a line.
pub(super) fn is_indentation<W: AsRef<str>>(words: &[W], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let is_number = words[at].as_ref().bytes().all(|byte| byte.is_ascii_digit());
    is_number && before.is_some_and(|word| matches!(word.as_ref(), "indent" | "nindent"))
}

/// Whether a text is one that may stand between the pieces of an image, or says what is meant without it too.
pub(super) fn is_allowed_text(text: &str) -> bool {
    let text = text
        .replace("%s", "")
        .replace("%v", "")
        .replace(ALGORITHM, "");
    let is_sign = |letter: char| {
        letter.is_whitespace() || matches!(letter, '/' | ':' | '@' | '"' | '\'' | '`')
    };
    let word = text.trim_matches(is_sign);
    word.is_empty() || word == DOCKER_HUB || text.trim_matches(['"', '`']) == LATEST
}

/// Whether a text is a default that changes nothing of what is read from the values: a missing tag is told there. Any
/// other would be an image that stands nowhere else.
pub(super) fn is_default<W: AsRef<str>>(words: &[W], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", AsRef::as_ref);
    let before = |count: usize| word(at.checked_sub(count));
    let piece = match before(2) {
        "|" => before(3 + usize::from(before(3) == ")")),
        _ => word(Some(at + 1)),
    };
    let is_harmless = matches!(
        last_key(piece),
        "tag" | "imageTag" | "digest" | "AppVersion"
    );
    before(1) == "default" && is_harmless
}
