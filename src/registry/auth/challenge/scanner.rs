//! Reads the value of a `WWW-Authenticate` header, of which nothing can be expected.

/// One challenge as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawChallenge {
    /// The scheme, in lower case.
    pub scheme: String,
    /// The parameters in their order, names in lower case.
    pub parameters: Vec<(String, String)>,
}

impl RawChallenge {
    /// The first parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

pub fn scan(value: &[u8]) -> Vec<RawChallenge> {
    let mut found: Vec<RawChallenge> = Vec::new();
    let mut rest = Scanner { rest: value };
    let mut after_comma = true;
    while let Some(&byte) = rest.rest.first() {
        match byte {
            b',' => after_comma = true,
            b'"' => {
                rest.quoted();
                continue;
            }
            byte if is_token(byte) => {
                let word = rest.token();
                if rest.equals() {
                    let value = rest.value();
                    if let (Some(challenge), Some(value)) = (found.last_mut(), value) {
                        challenge.parameters.push((word, value));
                    }
                } else if after_comma {
                    found.push(RawChallenge {
                        scheme: word,
                        parameters: Vec::new(),
                    });
                }
                after_comma = false;
                continue;
            }
            _ => {}
        }
        rest.skip();
    }
    found
}

struct Scanner<'a> {
    rest: &'a [u8],
}

impl Scanner<'_> {
    fn skip(&mut self) {
        self.rest = &self.rest[1..];
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> String {
        let end = self.rest.iter().position(|&byte| !accept(byte));
        let end = end.unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        String::from_utf8_lossy(taken).into_owned()
    }

    fn token(&mut self) -> String {
        self.take_while(is_token).to_ascii_lowercase()
    }

    /// White space, `=` and white space, which makes the word before it a parameter. Nothing is taken without `=`.
    fn equals(&mut self) -> bool {
        let Some(rest) = self.rest.trim_ascii_start().strip_prefix(b"=") else {
            return false;
        };
        self.rest = rest.trim_ascii_start();
        true
    }

    /// A token, a quoted string, or what people write without quotes: a URL (zot). `None` where it is empty or has
    /// no end.
    fn value(&mut self) -> Option<String> {
        if self.rest.first() == Some(&b'"') {
            return self.quoted();
        }
        let value = self.take_while(|byte| byte != b',' && !byte.is_ascii_whitespace());
        // `abc==` is a token68, not a parameter
        (!value.is_empty() && !value.starts_with('=')).then_some(value)
    }

    fn quoted(&mut self) -> Option<String> {
        self.skip();
        let mut value = Vec::new();
        while let Some(&byte) = self.rest.first() {
            self.skip();
            match byte {
                b'"' => return Some(String::from_utf8_lossy(&value).into_owned()),
                b'\\' => {
                    value.push(*self.rest.first()?);
                    self.skip();
                }
                byte => value.push(byte),
            }
        }
        None
    }
}

/// `tchar` (RFC 9110, 5.6.2).
pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
