//! Names of files: the words in them, and the directories above; and names of images as they are written.

use std::ffi::OsStr;
use std::path::{Component, Path};

/// The endings of files that a template engine turns into what the rest of the name says.
const TEMPLATE_ENDINGS: [&str; 18] = [
    ".ejs",
    ".erb",
    ".gotmpl",
    ".hbs",
    ".in",
    ".j2",
    ".jinja",
    ".jinja2",
    ".liquid",
    ".m4",
    ".mustache",
    ".njk",
    ".template",
    ".tftpl",
    ".tmpl",
    ".tpl",
    ".tt",
    ".twig",
];
/// The directories in which forges look for workflows.
const FORGES: [&str; 3] = [".github", ".gitea", ".forgejo"];
/// The directories of roles of Ansible that have tasks in YAML.
const TASKS: [&str; 2] = ["tasks", "handlers"];
/// The file that Helm shows to people.
const NOTES: &str = "notes.txt";
/// Endings of files that are no text.
const NO_TEXTS: [&str; 8] = [
    ".gif", ".gz", ".ico", ".jpeg", ".jpg", ".png", ".tgz", ".zip",
];

/// The shells whose scripts are read.
const SHELLS: [&str; 5] = ["ash", "bash", "dash", "ksh", "sh"];
/// The most words of a first line in which the shell is looked for.
const INTERPRETER_MAX: usize = 4;

/// The name of the file that a template engine makes of the one with this name in lower case, which is its template.
pub(super) fn rendered_name(name: &str) -> Option<&str> {
    let mut endings = TEMPLATE_ENDINGS.iter();
    endings.find_map(|ending| name.strip_suffix(ending))
}

/// The name of a file in lower case, and where the file lies.
pub(super) struct FileName<'p> {
    path: &'p Path,
    pub(super) whole: &'p str,
    /// The name before its last dot.
    pub(super) stem: &'p str,
    /// The name behind its last dot; empty where there is none.
    pub(super) ending: &'p str,
}

impl<'p> FileName<'p> {
    pub(super) fn new(path: &'p Path, whole: &'p str) -> Self {
        let (stem, ending) = whole.rsplit_once('.').unwrap_or((whole, ""));
        Self {
            path,
            whole,
            stem,
            ending,
        }
    }

    pub(super) fn is_yaml(&self) -> bool {
        matches!(self.ending, "yaml" | "yml")
    }

    /// Whether it lies right in a directory whose workflows a forge runs.
    pub(super) fn is_of_forge(&self) -> bool {
        let above = self.path.ancestors().skip(1);
        let mut names = above.filter_map(Path::file_name);
        let is_forge = |name: &OsStr| FORGES.iter().any(|forge| name == *forge);
        names.next().is_some_and(|name| name == "workflows") && names.next().is_some_and(is_forge)
    }

    /// Whether it lies right in a directory in which Ansible looks for tasks.
    pub(super) fn is_of_role(&self) -> bool {
        let directory = self.path.parent().and_then(Path::file_name);
        directory.is_some_and(|name| TASKS.iter().any(|it| name == *it))
    }

    /// Whether it lies in a directory of this name, however deep.
    pub(super) fn is_below(&self, directory: &str) -> bool {
        let above = self.path.parent().into_iter();
        let mut parts = above.flat_map(Path::components);
        parts.any(|part| part == Component::Normal(directory.as_ref()))
    }
}

/// The name of a file in lower case.
pub(super) fn lower_name(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().to_ascii_lowercase())
}

/// The name of an image without its tag and digest, as it is written.
pub(super) fn image_name(written: &str) -> &str {
    let name = written.split('@').next().unwrap_or_default();
    match name.rsplit_once(':') {
        Some((before, tag)) if !tag.contains('/') => before,
        _ => name,
    }
}

/// Whether a name is this word, or begins with it and a separator.
pub(super) fn begins_with_word(name: &str, word: &str) -> bool {
    name.strip_prefix(word)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
}

/// Whether a name ends with a separator and this word.
pub(super) fn ends_with_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word)
        .is_some_and(|rest| rest.ends_with(['.', '-', '_']))
}

/// Whether Helm renders a file of `templates` into manifests: it does whatever the name is, but for the notes
/// (`notesFileSuffix` in Helm's `pkg/action/action.go`).
pub(super) fn is_rendered(name: &str) -> bool {
    !name.ends_with(NOTES) && !NO_TEXTS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text begins with the line by which a system runs it as a script of a shell: `#!/bin/sh`,
/// `#!/usr/bin/env bash`.
pub(super) fn is_of_shell(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next();
    let line = line.and_then(|line| line.strip_prefix(b"#!"));
    let line = line.and_then(|line| std::str::from_utf8(line).ok());
    let words = line.unwrap_or_default().split_whitespace();
    let names = words.take(INTERPRETER_MAX);
    let names = names.map(|word| word.rsplit('/').next().unwrap_or_default());
    let mut names = names.filter(|name| *name != "env" && !name.starts_with('-'));
    names.next().is_some_and(|name| SHELLS.contains(&name))
}

/// Whether a file has a format with comments: all but JSON have.
pub(super) fn has_comments(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    !rendered_name(&name).unwrap_or(&name).ends_with(".json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_known_by_its_first_line() {
        for text in [
            "#!/bin/sh",
            "#!/usr/bin/env bash\n",
            "#! /usr/bin/env -S bash -e\r\n",
            "#!/usr/local/bin/dash -eu\nx",
        ] {
            assert!(is_of_shell(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "#!",
            "# /bin/sh",
            "#!/usr/bin/env python3",
            "#!/bin/shx",
            "\n#!/bin/sh",
        ] {
            assert!(!is_of_shell(text.as_bytes()), "{text}");
        }
    }
}
