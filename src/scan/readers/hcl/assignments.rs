//! How many assignments a text of HCL has, before it is parsed.

use memchr::{memchr, memmem};

/// The longest beginning of a heredoc, in bytes.
const WORD_MAX: usize = 256;

/// What a place of a text is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenPart {
    Code,
    /// A text in quotes, which may have code.
    Text,
}

/// The number of signs that may assign something: those in comments and in texts without code do not.
pub(super) fn count(text: &str) -> usize {
    let mut counter = AssignmentCounter {
        bytes: text.as_bytes(),
        at: 0,
        open: Vec::new(),
        count: 0,
    };
    while counter.at < counter.bytes.len() {
        match counter.open.last() {
            Some(OpenPart::Text) => counter.text(),
            Some(OpenPart::Code) | None => counter.code(),
        }
    }
    counter.count
}

struct AssignmentCounter<'t> {
    bytes: &'t [u8],
    at: usize,
    /// What is open around the place, innermost last.
    open: Vec<OpenPart>,
    count: usize,
}

impl AssignmentCounter<'_> {
    fn text(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += match rest {
            [b'\\', _, ..] => 2,
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => 3,
            [b'$' | b'%', b'{', ..] => {
                self.open.push(OpenPart::Code);
                2
            }
            // None goes on behind its line
            [b'"' | b'\n', ..] => {
                self.open.pop();
                1
            }
            _ => 1,
        };
    }

    fn code(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += match rest {
            [b'#', ..] | [b'/', b'/', ..] => memchr(b'\n', rest).unwrap_or(rest.len()),
            [b'/', b'*', ..] => memmem::find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4),
            [b'<', b'<', ..] => self.heredoc(rest),
            [first, ..] => {
                match first {
                    b'"' => self.open.push(OpenPart::Text),
                    b'{' => self.open.push(OpenPart::Code),
                    b'}' => drop(self.open.pop()),
                    b'=' | b':' => self.count += 1,
                    _ => {}
                }
                1
            }
            [] => 1,
        };
    }

    /// The length of the heredoc that begins here. All signs of one with code count.
    fn heredoc(&mut self, rest: &[u8]) -> usize {
        let Some(line_end) = memchr(b'\n', &rest[..rest.len().min(WORD_MAX)]) else {
            return 2;
        };
        let word = rest[2..line_end].trim_ascii_end();
        let word = word.strip_prefix(b"-").unwrap_or(word);
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if word.is_empty() || !word.iter().all(is_part) {
            return 2;
        }
        let lines = rest[line_end..].split_inclusive(|byte| *byte == b'\n');
        let lines = lines.take_while(|line| line.trim_ascii() != word);
        let length = line_end + lines.map(<[u8]>::len).sum::<usize>();
        let body = &rest[..length];
        let has_code = memmem::find(body, b"${").is_some() || memmem::find(body, b"%{").is_some();
        if has_code {
            let signs = body.iter().filter(|byte| matches!(byte, b'=' | b':'));
            self.count += signs.count();
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn what_assigns_nothing_does_not_count() {
        let cases = [
            ("a = 1\nb { c = [{d: 1}] }", 3),
            ("# ====\n// a = b\n/* = \n = */ a = 1 # =", 1),
            ("a = \"= # \\\" = /*\"\nb = 1", 2),
            ("a = \"${f({ \"#\" = 1, b: \"=\" })} =\"\nb = 1", 4),
            ("a = \"$${ = }\"\nb = 1", 2),
            ("a = <<E\n= \" /* #\nE\nb = 1", 2),
            ("a = <<-E\n = ${b}\n  E\nb = 1", 3),
            ("/*/ = */ a = 1", 1),
            ("a = 1 << 2\nb = \"unclosed =\nc = 1", 3),
        ];
        for (text, expected) in cases {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn a_comment_of_many_signs_is_read() {
        let text = format!("# {}\na = 1\n", "=".repeat(10_001));
        let source = crate::document::Source::new("main.tf", text);
        assert!(super::super::parse(&source).is_ok());
    }
}
