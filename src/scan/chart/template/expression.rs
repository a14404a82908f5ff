//! Expressions within the actions of Go's templates (<https://pkg.go.dev/text/template#hdr-Pipelines>).

/// The deepest parentheses that are followed.
const DEPTH_MAX: usize = 32;
/// The longest literal that is kept, in bytes: none that has a part in an image is nearly as long.
const LITERAL_MAX: usize = 1024;

/// An expression, in which a pipe is the last argument of the next function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// A string or a number.
    Literal(String),
    /// What the dot is.
    Dot,
    /// A variable, with its dollar.
    Variable(String),
    /// A field of a field of something.
    Field(Box<Expression>, Vec<String>),
    /// A function, with what it is given.
    Call(String, Vec<Expression>),
    /// What is not followed.
    Unknown,
}

impl Expression {
    /// Reads the words of one.
    pub(super) fn of(words: &[&str]) -> Self {
        let mut reader = ExpressionReader { words, depth: 0 };
        let read = reader.pipeline();
        match reader.words {
            [] => read,
            _ => Self::Unknown,
        }
    }
}

struct ExpressionReader<'w, 't> {
    words: &'w [&'t str],
    depth: usize,
}

impl<'t> ExpressionReader<'_, 't> {
    /// Commands up to the end, or up to what closes a parenthesis.
    fn pipeline(&mut self) -> Expression {
        let mut result = self.command(None);
        while self.words.first() == Some(&"|") {
            self.words = &self.words[1..];
            result = self.command(Some(result));
        }
        result
    }

    fn command(&mut self, piped: Option<Expression>) -> Expression {
        let is_function = self.words.first().is_some_and(|word| is_name(word));
        let mut operands = Vec::new();
        while let Some(operand) = self.operand() {
            operands.push(operand);
        }
        if !is_function {
            let is_one = operands.len() == 1 && piped.is_none();
            return operands
                .pop()
                .filter(|_| is_one)
                .unwrap_or(Expression::Unknown);
        }
        let mut operands = operands.into_iter();
        match operands.next() {
            Some(Expression::Call(name, _)) => {
                Expression::Call(name, operands.chain(piped).collect())
            }
            _ => Expression::Unknown,
        }
    }

    fn operand(&mut self) -> Option<Expression> {
        let (word, rest) = self.words.split_first()?;
        let read = match word.as_bytes().first()? {
            b')' | b'|' => return None,
            b'(' => return Some(self.group(rest)),
            b'"' | b'`' | b'\'' => literal(word),
            b'.' => fields(Expression::Dot, word),
            b'$' => {
                let end = word.find('.').unwrap_or(word.len());
                fields(Expression::Variable(word[..end].to_owned()), &word[end..])
            }
            _ if is_name(word) => Expression::Call((*word).to_owned(), Vec::new()),
            _ => Expression::Literal((*word).to_owned()),
        };
        self.words = rest;
        Some(read)
    }

    /// What is in parentheses, with a field of it behind them.
    fn group(&mut self, rest: &[&'t str]) -> Expression {
        self.words = &self.words[self.words.len() - rest.len()..];
        if self.depth >= DEPTH_MAX {
            self.words = &[];
            return Expression::Unknown;
        }
        self.depth += 1;
        let inner = self.pipeline();
        self.depth -= 1;
        let Some((close, behind)) = self.words.split_first().filter(|(it, _)| **it == ")") else {
            self.words = &[];
            return Expression::Unknown;
        };
        self.words = behind;
        let is_behind = |word: &&&str| {
            let end = close.as_ptr().wrapping_add(close.len());
            std::ptr::eq(end, word.as_ptr()) && word.starts_with('.')
        };
        match self.words.first().filter(is_behind) {
            Some(word) => {
                self.words = &self.words[1..];
                fields(inner, word)
            }
            None => inner,
        }
    }
}

/// The fields of something that a word names: `.a.b`.
fn fields(base: Expression, word: &str) -> Expression {
    let names = word.split('.').filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    match names[..] {
        [] => base,
        _ => Expression::Field(Box::new(base), names),
    }
}

/// Whether a word is the name of a function.
fn is_name(word: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let is_constant = matches!(word, "true" | "false" | "nil");
    word.starts_with(|it: char| it.is_ascii_alphabetic())
        && word.chars().all(is_letter)
        && !is_constant
}

fn literal(word: &str) -> Expression {
    let quote = word.chars().next().unwrap_or_default();
    let inner = word
        .strip_prefix(quote)
        .and_then(|it| it.strip_suffix(quote));
    match inner {
        Some(inner) if inner.len() > LITERAL_MAX => Expression::Unknown,
        Some(inner) if quote == '`' || !inner.contains('\\') => {
            Expression::Literal(inner.to_owned())
        }
        _ => Expression::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::chart::tokens::tokens;

    fn parse(text: &str) -> Expression {
        Expression::of(&tokens(text))
    }

    fn call(name: &str, arguments: Vec<Expression>) -> Expression {
        Expression::Call(name.to_owned(), arguments)
    }

    fn field(base: Expression, names: &[&str]) -> Expression {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Expression::Field(Box::new(base), names)
    }

    #[test]
    fn a_pipe_is_the_last_argument_of_the_next_function() {
        let tag = field(Expression::Dot, &["Values", "tag"]);
        let version = field(
            Expression::Variable("$".to_owned()),
            &["Chart", "AppVersion"],
        );
        let expected = call("quote", vec![call("default", vec![version, tag])]);
        let read = parse(".Values.tag | default $.Chart.AppVersion | quote");
        assert_eq!(read, expected);
    }

    #[test]
    fn a_field_of_what_is_in_parentheses_is_told_from_another_argument() {
        let global = field(Expression::Dot, &["global"]);
        let read = parse("(.global).registry");
        assert_eq!(read, field(global.clone(), &["registry"]));
        let read = parse("default (.global) .registry");
        let registry = field(Expression::Dot, &["registry"]);
        assert_eq!(read, call("default", vec![global, registry]));
    }

    #[test]
    fn what_nobody_can_follow_is_unknown() {
        for text in ["", "(", "(.a", ".a .b", "| .a", "\"a", "\"\\x41\"", "a )"] {
            assert_eq!(parse(text), Expression::Unknown, "{text}");
        }
        let deep = "(".repeat(100_000) + ".a";
        assert_eq!(parse(&deep), Expression::Unknown);
    }
}
