//! Expansions between the options of a command: whether one becomes more options, by what it is called.

use super::words::{MARK, ShellWord};

/// Parts of the names that people give to options, and to values that are options as a whole.
const OPTIONS: [&str; 16] = [
    "arg",
    "cap",
    "common",
    "env",
    "extra",
    "flag",
    "gpu",
    "interactive",
    "mount",
    "network",
    "opt",
    "param",
    "platform",
    "port",
    "tty",
    "volume",
];
/// Parts of the names that people give to images. Where a name has both, the last one counts: `IMAGE_ARGS`,
/// `EXTRA_IMAGE`.
const IMAGES: [&str; 7] = [
    "build",
    "container",
    "image",
    "img",
    "registry",
    "repo",
    "tag",
];
/// What is in a substitution by commands whose output is an image.
const PROGRAMS: [&str; 3] = ["docker", "podman", "nerdctl"];
/// What an expansion has in it that becomes options under a condition: `${CI:+-t}`, `$(if $(CI),-t)`.
const CONDITIONS: [&str; 4] = [":+-", "+-", ",-", "echo -"];
/// All arguments of a script.
const ARGUMENTS: [&str; 6] = ["$@", "$*", "\"$@\"", "\"$*\"", "${@}", "\"${@}\""];

/// Whether a word is an expansion, and by its name one that becomes options.
pub(super) fn may_be_options(text: &str, word: &ShellWord) -> bool {
    let written = text.get(word.span.clone());
    let Some(written) = written.filter(|_| word.text.chars().eq([MARK])) else {
        return false;
    };
    if ARGUMENTS.contains(&written) {
        return true;
    }
    let inner = written.trim_start_matches(['"', '$', '(', '{', ' ']);
    if CONDITIONS.iter().any(|it| inner.contains(it)) {
        return !PROGRAMS.iter().any(|it| inner.contains(it));
    }
    let name = name(inner).to_ascii_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|it| name.rfind(it)).max();
    last(&OPTIONS) > last(&IMAGES)
}

/// The name that an expansion begins with, of which the last part counts: `inputs.args`.
fn name(inner: &str) -> &str {
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.');
    let end = inner.find(|it| !is_of_name(it)).unwrap_or(inner.len());
    inner[..end].rsplit('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::readers::shell::words::{ShellDialect, commands};

    fn is_of_options(text: &str, dialect: ShellDialect) -> bool {
        let commands = commands(text, dialect);
        let words = commands.last().unwrap();
        may_be_options(text, words.last().unwrap())
    }

    #[test]
    fn an_expansion_is_options_by_its_name() {
        for text in [
            "a $OPTS",
            "a ${DOCKER_RUN_ARGS}",
            "a ${CONTAINER_OPTIONS:-}",
            "a \"${args[@]}\"",
            "a \"$@\"",
            "a ${CI:+-t}",
            "a $(test -t 1 && echo -it)",
            "a ${{ inputs.flags }}",
        ] {
            assert!(is_of_options(text, ShellDialect::Shell), "{text}");
        }
        for text in [
            "a $IMAGE",
            "a ${EXTRA_IMAGE}",
            "a $NAME",
            "a $(docker build -q . && echo -n)",
            "a -$OPTS",
            "a opts",
        ] {
            assert!(!is_of_options(text, ShellDialect::Shell), "{text}");
        }
        for (text, expected) in [
            ("a $(FLAGS)", true),
            ("a $(if $(TTY),-it)", true),
            ("a $$OPTS", true),
            ("a $(IMAGE)", false),
        ] {
            assert_eq!(is_of_options(text, ShellDialect::Make), expected, "{text}");
        }
    }
}
