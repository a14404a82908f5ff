//! Heredocs: the texts behind a line, whose lines are no instructions.
//!
//! Follows buildkit's `heredocsFromLine`, whose escape is the backslash, whatever the file's is.

/// A heredoc that a line opens.
#[derive(Debug, PartialEq)]
pub(super) struct Heredoc {
    /// The line that ends it.
    pub(super) name: String,
    /// Whether tabs may stand before the end: `<<-`.
    may_be_indented: bool,
}

impl Heredoc {
    /// Whether a line is the end.
    pub(super) fn is_ended_by(&self, line: &str) -> bool {
        let is_tab = |letter| self.may_be_indented && letter == '\t';
        line.trim_start_matches(is_tab) == self.name
    }

    /// Reads a word of a line: `<<EOF`, `3<<-"EOF"`.
    fn parse(word: &str) -> Option<Self> {
        let word = word
            .trim_start_matches(|letter: char| letter.is_ascii_digit())
            .strip_prefix("<<")?;
        let indented = word.strip_prefix('-');
        let word = indented.unwrap_or(word);
        let name = unquoted(word.trim_start());
        (!word.contains('<') && !name.is_empty()).then_some(Self {
            name,
            may_be_indented: indented.is_some(),
        })
    }
}

/// The heredocs that a line opens, in the order of their texts. A quote that is not closed opens none.
pub(super) fn opened(line: &str) -> Vec<Heredoc> {
    if !line.contains("<<") {
        return Vec::new();
    }
    words(line)
        .unwrap_or_default()
        .into_iter()
        .filter_map(Heredoc::parse)
        .collect()
}

/// The words of a line with their quotes; white space behind `<<` separates none.
fn words(line: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '\'' => drop(letters.find(|(_, letter)| *letter == '\'')?),
            '"' => while_quoted(&mut letters)?,
            '<' if letters.next_if(|(_, next)| *next == '<').is_some() => {
                while letters
                    .next_if(|(_, next)| matches!(next, ' ' | '\t' | '\r'))
                    .is_some()
                {}
            }
            _ if letter.is_whitespace() => {
                words.push(&line[start..at]);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    words.push(&line[start..]);
    Some(words)
}

/// Reads to the end of a double quote.
fn while_quoted(letters: &mut impl Iterator<Item = (usize, char)>) -> Option<()> {
    loop {
        match letters.next()?.1 {
            '"' => return Some(()),
            '\\' => drop(letters.next()?),
            _ => {}
        }
    }
}

/// A word without quotes and escapes.
fn unquoted(word: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut letters = word.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (_, Some(open)) if letter == open => quote = None,
            ('\\', None | Some('"')) => out.extend(letters.next()),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heredocs_are_opened_where_docker_opens_them() {
        let cases: [(&str, &[&str]); 15] = [
            ("RUN <<EOF", &["EOF"]),
            ("RUN cat <<EOF >/etc/a && b", &["EOF"]),
            ("RUN cat << 'E F' -", &["E F"]),
            ("COPY <<\"a\" <<-b /", &["a", "b"]),
            ("RUN 3<<EOF cat", &["EOF"]),
            ("RUN <<E\\OF", &["EOF"]),
            ("RUN cat <<<EOF", &[]),
            ("RUN echo '<<EOF'", &[]),
            ("RUN echo \"\\\" <<EOF\"", &[]),
            ("RUN echo $((1<<3))", &[]),
            ("RUN echo $(( 1 << 3 ))", &["3"]),
            ("RUN echo it's <<EOF", &[]),
            ("RUN a <<", &[]),
            ("RUN a <<''", &[]),
            ("RUN a<<EOF", &[]),
        ];
        for (line, expected) in cases {
            let names: Vec<_> = opened(line)
                .into_iter()
                .map(|heredoc| heredoc.name)
                .collect();
            assert_eq!(names, expected, "{line}");
        }
    }

    #[test]
    fn only_a_dash_lets_tabs_stand_before_the_end() {
        let ends = |line: &str| opened(line)[0].is_ended_by("\tEOF");
        assert!(ends("RUN <<-EOF") && !ends("RUN <<EOF"));
    }
}
