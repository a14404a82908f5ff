//! The lines of a Dockerfile as they are read: continuations joined, comments dropped, heredocs skipped.
//!
//! Follows buildkit's `parser/parser.go`, for what is a line there decides what is a `FROM`: the crate that was tried
//! for it takes the text of a heredoc behind a command, `RUN cat <<EOF >file`, for instructions.

use super::heredoc::{self, Heredoc};
use super::written::{JoinedText, PlacedText};
use crate::document::{Problem, shown};

/// The longest line that docker reads, its end included (Go's `bufio.MaxScanTokenSize`).
const LINE_MAX: usize = 65_536;
/// All instructions, the one that is most likely meant first.
const INSTRUCTIONS: [&str; 18] = [
    "from",
    "run",
    "copy",
    "add",
    "arg",
    "env",
    "cmd",
    "entrypoint",
    "expose",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];
/// Those whose lines are shown where they are wrong: commands have passwords in them.
const SHOWN: [&str; 4] = ["from", "copy", "add", "workdir"];
/// The instructions whose lines may open heredocs.
const WITH_HEREDOCS: [&str; 3] = ["add", "copy", "run"];

/// A line that is not empty: its first word is the name of an instruction.
pub(super) struct Instruction {
    /// The first word, in lower case.
    pub(super) keyword: String,
    /// The first word as it is written.
    pub(super) name: PlacedText,
    pub(super) rest: PlacedText,
}

impl Instruction {
    /// Cuts a line at the white space behind its first word.
    pub(super) fn new(line: &PlacedText) -> Self {
        let line = line.trimmed();
        let (name, rest) = match line.split_once(is_space) {
            Some((name, rest)) => (name, rest.trimmed()),
            None => (line, PlacedText::default()),
        };
        Self {
            keyword: name.text().to_lowercase(),
            name,
            rest,
        }
    }

    pub(super) fn problem(&self, message: &str) -> Box<Problem> {
        Problem::at(self.name.span(), message)
    }

    /// The problem of a line that is no instruction. Its word is named where it is nearly one: another may be anything.
    pub(super) fn unknown(&self) -> Box<Problem> {
        let near = near(&self.keyword).map(str::to_uppercase);
        let Some(near) = near else {
            return self.problem("this is not a Dockerfile instruction");
        };
        let message = format!(
            "`{}` is not a Dockerfile instruction",
            shown(self.name.text())
        );
        Box::new(Problem::new(self.name.span(), message).help(format!("did you mean `{near}`?")))
    }

    /// Whether this is an instruction that may open heredocs, or defers one.
    fn may_open_heredocs(&self) -> bool {
        match self.keyword.as_str() {
            "onbuild" => WITH_HEREDOCS.contains(&Self::new(&self.rest).keyword.as_str()),
            keyword => WITH_HEREDOCS.contains(&keyword),
        }
    }
}

/// The instruction that differs from a word in one letter, or in two that are swapped.
fn near(keyword: &str) -> Option<&'static str> {
    let is_near = |known: &&str| strsim::osa_distance(keyword, known) == 1;
    INSTRUCTIONS.into_iter().find(is_near)
}

/// Whether a line of a Dockerfile may be shown: one that is, or was meant to be, an instruction whose words are
/// commonly no secrets. An `ENV` or a line in the place of an instruction may be anything.
pub(super) fn may_be_shown(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let word = word.to_lowercase();
    let meant = INSTRUCTIONS.into_iter().find(|known| *known == word);
    let meant = meant.or_else(|| near(&word));
    meant.is_some_and(|it| SHOWN.contains(&it))
}

/// The white space between the words of a line.
pub(super) fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\u{b}' | '\u{c}' | '\r')
}

/// The lines of a file, one after the other: all at once would be many times the file.
pub(super) struct Instructions<'t> {
    file: FileLines<'t>,
    escape: char,
}

impl<'t> Instructions<'t> {
    pub(super) fn of(text: &'t str, escape: char) -> Self {
        Self {
            file: FileLines { text, at: 0 },
            escape,
        }
    }

    /// # Errors
    /// Where a heredoc has no end, or docker reads no line as long.
    pub(super) fn next(&mut self) -> Result<Option<Instruction>, Box<Problem>> {
        let Some(written) = logical(&mut self.file, self.escape)? else {
            return Ok(None);
        };
        let line = Instruction::new(&written);
        if line.may_open_heredocs() {
            for heredoc in heredoc::opened(written.text()) {
                skip(&mut self.file, &heredoc, &line)?;
            }
        }
        Ok(Some(line))
    }
}

/// The next line with those that continue it; a comment or an empty line between them is dropped.
fn logical(file: &mut FileLines<'_>, escape: char) -> Result<Option<PlacedText>, Box<Problem>> {
    let mut written = JoinedText::default();
    while let Some((start, line)) = file.next()? {
        let indented = line.trim_start();
        if is_comment(line) || indented.is_empty() {
            continue;
        }
        let mut continued = continued(indented, escape);
        let indentation = line.len() - indented.len();
        written.push(start + indentation, continued.unwrap_or(indented));
        while continued.is_some()
            && let Some((start, line)) = file.next()?
        {
            if !is_comment(line) && !line.trim().is_empty() {
                continued = self::continued(line, escape);
                written.push(start, continued.unwrap_or(line));
            }
        }
        return Ok(Some(written.finish()));
    }
    Ok(None)
}

/// Reads to the line that ends a heredoc.
fn skip(
    file: &mut FileLines<'_>,
    heredoc: &Heredoc,
    line: &Instruction,
) -> Result<(), Box<Problem>> {
    while let Some((_, text)) = file.next()? {
        if heredoc.is_ended_by(text) {
            return Ok(());
        }
    }
    let name = shown(&heredoc.name);
    Err(line.problem(&format!(
        "no line `{name}` ends the heredoc that this opens"
    )))
}

/// A line without the escape at its end, that joins it with the next. One before which another stands is none.
fn continued(line: &str, escape: char) -> Option<&str> {
    let before = line.trim_end_matches([' ', '\t']).strip_suffix(escape);
    before.filter(|before| !before.ends_with(escape))
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// The lines as they stand in the file.
struct FileLines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> FileLines<'t> {
    /// The next line without its end, and where it starts.
    fn next(&mut self) -> Result<Option<(usize, &'t str)>, Box<Problem>> {
        let start = self.at;
        let Some(line) = self.text[start..].split_inclusive('\n').next() else {
            return Ok(None);
        };
        if line.len() > LINE_MAX {
            let message = format!(
                "this line has more than the {LINE_MAX} bytes that docker reads; break it with `\\`"
            );
            return Err(Problem::at(start..start, message));
        }
        self.at += line.len();
        Ok(Some((start, line.trim_end_matches(['\r', '\n']))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Instruction>, Box<Problem>> {
        let mut lines = Instructions::of(text, '\\');
        std::iter::from_fn(|| lines.next().transpose()).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        let lines = read(text).unwrap();
        lines
            .iter()
            .map(|line| format!("{}|{}", line.keyword, line.rest.text()))
            .collect()
    }

    #[test]
    fn lines_are_joined_as_docker_joins_them() {
        let cases: [(&str, &[&str]); 10] = [
            ("FROM a\r\n\r\nRUN b\r\n", &["from|a", "run|b"]),
            ("FR\\\nOM \\\n  a", &["from|a"]),
            ("RUN a \\\n# FROM b\n\n  c", &["run|a   c"]),
            ("RUN a \\ \t\nb", &["run|a b"]),
            // Two escapes are none
            ("RUN dir c:\\\\\nFROM b", &["run|dir c:\\\\", "from|b"]),
            ("# FROM a \\\nFROM b", &["from|b"]),
            (
                "RUN cat <<EOF >f\nFROM a\nEOF\nFROM b",
                &["run|cat <<EOF >f", "from|b"],
            ),
            (
                "RUN <<A <<-B\nA\n\tFROM a\n\tB\nFROM b",
                &["run|<<A <<-B", "from|b"],
            ),
            (
                "ONBUILD COPY <<a /\nFROM\na\nCMD <<b\n",
                &["onbuild|COPY <<a /", "cmd|<<b"],
            ),
            ("\\\nFROM a", &["from|a"]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_docker_cannot_read_is_refused() {
        assert!(read("RUN <<EOF\nFROM a\n").is_err());
        assert!(read(&format!("RUN {}", "a".repeat(LINE_MAX))).is_err());
    }
}
