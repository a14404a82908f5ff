//! The words of the commands of a shell (POSIX, Shell Command Language, "Token Recognition"), with their places.
//!
//! Nothing is expanded: a word of which an expansion is a part has a mark for it. What stands in a here-document is
//! data, and is not read. Each byte is looked at once; what is not closed ends the text.

mod expansion;
mod frame;
#[cfg(test)]
mod tests;
mod word;

use frame::{CommandFrame, FrameEnd, OpenWord, RedirectionKind};
pub(super) use word::{MARK, ShellCommand, ShellWord};

/// How deep substitutions may be in each other: nobody writes more than a few.
const DEPTH_MAX: usize = 64;
/// The most words of a command that are kept: a command with more names no image.
const WORDS_MAX: usize = 4096;

/// The function of make by which commands are run.
pub(super) const MAKE_SHELL: &str = "$(shell ";

/// The language around the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShellDialect {
    Shell,
    /// A recipe of make: `$(NAME)` is a variable of make, and `$$` the dollar of the shell (GNU make, "Using Variables
    /// in Recipes").
    Make,
}

/// The commands of a text, those within substitutions among them, which come before the one around them.
pub(super) fn commands(text: &str, dialect: ShellDialect) -> Vec<ShellCommand> {
    let mut reader = WordReader {
        text,
        dialect,
        at: 0,
        frames: vec![CommandFrame::new(FrameEnd::Text)],
        heredocs: Vec::new(),
        commands: Vec::new(),
    };
    while reader.step().is_some() {}
    // What is not closed is no command
    if reader.frames.len() == 1 && reader.at == text.len() {
        reader.end_command();
    }
    reader.commands
}

struct WordReader<'t> {
    text: &'t str,
    dialect: ShellDialect,
    at: usize,
    /// The frames, the innermost last; there is always one.
    frames: Vec<CommandFrame>,
    /// The delimiters of the here-documents that begin at the next line.
    heredocs: Vec<(String, bool)>,
    commands: Vec<ShellCommand>,
}

impl WordReader<'_> {
    fn frame(&mut self) -> &mut CommandFrame {
        if self.frames.is_empty() {
            self.frames.push(CommandFrame::new(FrameEnd::Text));
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Reads on by a letter or more; `None` at the end, or where something is not closed.
    fn step(&mut self) -> Option<()> {
        let letter = self.rest().chars().next()?;
        let is_in_quotes = self.frame().is_in_quotes;
        match letter {
            '\\' => self.escape(is_in_quotes),
            '"' => {
                self.open_word().quotes += 1;
                self.frame().is_in_quotes = !is_in_quotes;
                self.at += 1;
            }
            '$' => return self.dollar(),
            '`' => return self.backtick(),
            _ if is_in_quotes => self.letter(letter),
            '\'' => return self.single_quotes(),
            '#' if self.frame().word.is_none() => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            }
            '\n' => {
                self.end_command();
                self.at += 1;
                self.skip_heredocs();
            }
            ';' | '|' => {
                self.end_command();
                self.at += 1;
            }
            '&' => self.ampersand(),
            '<' | '>' => return self.redirect(letter),
            '(' if self.rest().starts_with("((") => return self.skip_pair(0, ('(', ')')),
            // Behind the name of a function
            '(' if self.rest().starts_with("()") => {
                self.end_command();
                self.at += 2;
            }
            '(' => return self.begin(FrameEnd::Parenthesis, 1),
            ')' => self.parenthesis(),
            _ if letter.is_whitespace() => {
                self.end_word();
                self.at += letter.len_utf8();
            }
            _ => self.letter(letter),
        }
        Some(())
    }

    fn open_word(&mut self) -> &mut OpenWord {
        let start = self.at;
        let open = || OpenWord {
            text: String::new(),
            start,
            quotes: 0,
            is_changed: false,
        };
        self.frame().word.get_or_insert_with(open)
    }

    fn letter(&mut self, letter: char) {
        self.open_word().text.push(letter);
        self.at += letter.len_utf8();
    }

    /// A backslash hides the letter behind it, and a line end with it. In quotes it does so before a few letters alone.
    fn escape(&mut self, is_in_quotes: bool) {
        let next = self.rest()[1..].chars().next();
        let is_end = matches!(next, Some('\n')) || self.rest()[1..].starts_with("\r\n");
        if is_end {
            if let Some(word) = &mut self.frame().word {
                word.is_changed = true;
            }
            self.at += 1 + self.rest()[1..].find('\n').map_or(0, |at| at + 1);
            return;
        }
        let is_hidden = next.filter(|it| !is_in_quotes || matches!(it, '$' | '`' | '"' | '\\'));
        self.open_word().is_changed = true;
        self.at += 1;
        match is_hidden {
            Some(hidden) => self.letter(hidden),
            None => self.open_word().text.push('\\'),
        }
    }

    fn single_quotes(&mut self) -> Option<()> {
        let length = self.rest()[1..].find('\'')?;
        let (start, end) = (self.at + 1, self.at + 1 + length);
        let word = self.open_word();
        word.quotes += 2;
        let inner = self.text[start..end].to_owned();
        self.open_word().text.push_str(&inner);
        self.at = end + 1;
        Some(())
    }

    fn backtick(&mut self) -> Option<()> {
        if self.frame().end == FrameEnd::Backtick {
            self.leave();
            self.at += 1;
            return Some(());
        }
        self.begin(FrameEnd::Backtick, 1)
    }

    /// Begins commands within the word that is open, or a word of their own.
    fn begin(&mut self, end: FrameEnd, length: usize) -> Option<()> {
        if self.frames.len() >= DEPTH_MAX {
            return None;
        }
        let is_expansion = length > 1 || end == FrameEnd::Backtick || self.frame().word.is_some();
        if is_expansion {
            self.mark(length);
        } else {
            self.end_command();
            self.at += length;
        }
        self.frames.push(CommandFrame::new(end));
        Some(())
    }

    fn parenthesis(&mut self) {
        match self.frame().end {
            FrameEnd::Parenthesis => self.leave(),
            // The end of a pattern of `case`
            FrameEnd::Text | FrameEnd::Backtick => self.end_command(),
        }
        self.at += 1;
    }

    fn leave(&mut self) {
        self.end_command();
        self.frames.pop();
    }

    /// `&` ends a command, but for those of `>&` and `&>`.
    fn ampersand(&mut self) {
        if self.rest()[1..].starts_with('>') {
            self.end_word();
        } else {
            self.end_command();
        }
        self.at += 1;
    }

    fn redirect(&mut self, letter: char) -> Option<()> {
        // The number of what is redirected
        let word = self.frame().word.take();
        let is_number = |it: &OpenWord| it.text.bytes().all(|byte| byte.is_ascii_digit());
        self.frame().word = word.filter(|it| it.quotes > 0 || !is_number(it));
        self.end_word();
        let rest = self.rest();
        if rest[1..].starts_with('(') {
            return self.begin_process();
        }
        let (kind, length) = if rest.starts_with("<<<") {
            (RedirectionKind::File, 3)
        } else if rest.starts_with("<<-") {
            (RedirectionKind::Heredoc { has_tabs: true }, 3)
        } else if rest.starts_with("<<") {
            (RedirectionKind::Heredoc { has_tabs: false }, 2)
        } else {
            let behind = rest[letter.len_utf8()..].starts_with(['>', '&', '|']);
            (RedirectionKind::File, 1 + usize::from(behind))
        };
        self.frame().redirection = Some(kind);
        self.at += length;
        Some(())
    }

    /// `<(…)` is a word of the command.
    fn begin_process(&mut self) -> Option<()> {
        self.mark(1);
        self.begin(FrameEnd::Parenthesis, 1)
    }

    fn end_word(&mut self) {
        let at = self.at;
        let Some(word) = self.frame().word.take() else {
            return;
        };
        match self.frame().redirection.take() {
            None => {}
            Some(RedirectionKind::File) => return,
            Some(RedirectionKind::Heredoc { has_tabs }) => {
                self.heredocs.push((word.text, has_tabs));
                return;
            }
        }
        let word = word.closed(self.text, at);
        let frame = self.frame();
        frame.is_too_long |= frame.words.len() >= WORDS_MAX;
        if !frame.is_too_long {
            frame.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        let frame = self.frame();
        frame.redirection = None;
        let words = std::mem::take(&mut frame.words);
        if !std::mem::take(&mut frame.is_too_long) && !words.is_empty() {
            self.commands.push(words);
        }
    }

    /// Skips the here-documents that begin at this line.
    fn skip_heredocs(&mut self) {
        for (delimiter, has_tabs) in std::mem::take(&mut self.heredocs) {
            loop {
                let line = self.rest().split('\n').next().unwrap_or_default();
                let end = self.at + line.len();
                let line = line.trim_end_matches('\r');
                let line = if has_tabs {
                    line.trim_start_matches('\t')
                } else {
                    line
                };
                let is_last = line == delimiter || end == self.text.len();
                self.at = (end + 1).min(self.text.len());
                if is_last {
                    break;
                }
            }
        }
    }
}
