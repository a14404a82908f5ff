//! Reads Rust as far as the rules of the house need it: code without comments, texts and unit tests, and its paths.

/// The code without comments, and with empty texts: what is left names what it uses.
pub fn code(source: &str) -> String {
    let (mut code, mut rest) = (String::new(), source);
    while let Some(first) = rest.chars().next() {
        let (kept, length) = match skipped(rest, code.chars().next_back()) {
            Some((shown_as, length)) => (shown_as.to_owned(), length),
            None => (first.to_string(), first.len_utf8()),
        };
        code.push_str(&kept);
        rest = &rest[length..];
    }
    code
}

/// How long a comment or a text is that begins here, and what stands for it.
fn skipped(rest: &str, before: Option<char>) -> Option<(&'static str, usize)> {
    let to = |from: usize, end: &str| {
        rest[from..]
            .find(end)
            .map_or(rest.len(), |at| from + at + end.len())
    };
    let is_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if rest.starts_with("//") {
        return Some(("", rest.find('\n').unwrap_or(rest.len())));
    }
    if rest.starts_with("/*") {
        return Some((" ", to(2, "*/")));
    }
    if let Some(raw) = rest.strip_prefix('r').filter(|_| !is_word) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            return Some(("\"\"", to(hashes + 2, &format!("\"{}", "#".repeat(hashes)))));
        }
    }
    match rest.as_bytes()[0] {
        b'"' => Some(("\"\"", quoted(rest))),
        // A letter between quotes is a text, a lifetime is not
        b'\'' if rest[1..].starts_with('\\') => Some(("''", to(3, "'"))),
        b'\'' => {
            let letter = rest[1..].chars().next()?;
            let end = 1 + letter.len_utf8();
            rest[end..].starts_with('\'').then_some(("''", end + 1))
        }
        _ => None,
    }
}

/// How long the text is that begins here, with its quotes.
fn quoted(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The code without its modules for tests.
pub fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let (mut kept, mut rest) = (String::new(), code);
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let item = &rest[at + MARK.len()..];
        rest = &item[end_of_item(item)..];
    }
    kept + rest
}

/// Where an item ends: at a semicolon, or at the brace that closes its first one.
fn end_of_item(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in item.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

/// All paths that the code names, groups in braces taken apart: `a::{b, c::d}` is `a::b` and `a::c::d`. A macro's
/// name ends in `!`.
pub fn paths(code: &str) -> Vec<String> {
    let tokens = tokens(code);
    let (mut paths, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        at = path(&tokens, at, "", &mut paths);
    }
    paths
}

/// Reads one path, or steps over a token that is none; returns what comes behind it.
fn path(tokens: &[&str], mut at: usize, prefix: &str, paths: &mut Vec<String>) -> usize {
    let mut name = prefix.to_owned();
    while let Some(word) = tokens.get(at).filter(|token| is_word(token)) {
        name.push_str(word);
        at += 1;
        if tokens.get(at) == Some(&"!") && tokens.get(at + 1) != Some(&"=") {
            name.push('!');
        }
        if tokens.get(at) != Some(&"::") {
            paths.push(name);
            return at;
        }
        name.push_str("::");
        at += 1;
    }
    match tokens.get(at) {
        Some(&"{") if name.ends_with("::") => group(tokens, at + 1, &name, paths),
        Some(&"*") if name.ends_with("::") => {
            paths.push(name + "*");
            at + 1
        }
        _ => at + 1,
    }
}

/// Reads what is in braces behind a path.
fn group(tokens: &[&str], mut at: usize, prefix: &str, paths: &mut Vec<String>) -> usize {
    while let Some(token) = tokens.get(at) {
        at = match *token {
            "}" => return at + 1,
            "," => at + 1,
            // `x as y`: the new name is not a path of its own
            "as" => at + 2,
            _ => path(tokens, at, prefix, paths),
        };
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// Words, `::`, and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let (mut tokens, mut rest) = (Vec::new(), code.trim_start());
    while let Some(first) = rest.chars().next() {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let length = match first {
            letter if is_part(letter) => rest.find(|letter| !is_part(letter)).unwrap_or(rest.len()),
            _ if rest.starts_with("::") => 2,
            sign => sign.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}
