//! Variables in compose files (compose specification, "Interpolation"), where none is set.

/// How deep defaults may lie in defaults.
const DEPTH_MAX: usize = 16;

/// A text with the defaults of its variables.
///
/// # Errors
/// The first variable that has none.
pub(super) fn interpolated(text: &str) -> Result<String, String> {
    within(text, DEPTH_MAX)
}

fn within(text: &str, depth: usize) -> Result<String, String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('$') {
        out += before;
        rest = if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            after
        } else if let Some(after) = after.strip_prefix('{') {
            let name = || after[..name_length(after)].to_owned();
            let end = closing(after).filter(|_| depth > 0).ok_or_else(name)?;
            out += &braced(&after[..end], depth - 1)?;
            &after[end + 1..]
        } else {
            return Err(after[..name_length(after)].to_owned());
        };
    }
    Ok(out + rest)
}

/// What `NAME`, `NAME:-default` and the like stand for.
fn braced(text: &str, depth: usize) -> Result<String, String> {
    let (name, operation) = text.split_at(name_length(text));
    match operation.strip_prefix(':').unwrap_or(operation).split_at_checked(1) {
        Some(("-", default)) => within(default, depth),
        // What stands there is for a variable that is set
        Some(("+", _)) => Ok(String::new()),
        _ => Err(name.to_owned()),
    }
}

/// How long the name at the beginning is.
fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

/// Where the brace is that closes the one before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_taken() {
        let cases = [
            ("nginx:1.27", "nginx:1.27"),
            ("nginx:${TAG:-1.27}", "nginx:1.27"),
            ("nginx:${TAG-1.27}", "nginx:1.27"),
            ("${A:-${B:-docker.io}/}nginx:${C-1}-${D:-x}", "docker.io/nginx:1-x"),
            ("nginx${A:+:1.27}${B+x}", "nginx"),
            ("a$$b", "a$b"),
            ("${A:-}nginx", "nginx"),
        ];
        for (text, expected) in cases {
            assert_eq!(interpolated(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_variable_without_a_default_is_told() {
        let cases = [
            ("nginx:$TAG", "TAG"),
            ("nginx:${TAG}", "TAG"),
            ("nginx:${TAG:?set it}", "TAG"),
            ("nginx:${A:-${B}}", "B"),
            ("nginx:${A", "A"),
            ("nginx:$", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(interpolated(text), Err(expected.to_owned()), "{text}");
        }
        assert!(interpolated(&"${A:-".repeat(100_000)).is_err());
        assert!(interpolated(&("${A:-".repeat(100) + &"}".repeat(100))).is_err());
        assert_eq!(interpolated(&"$$".repeat(20_000)).unwrap().len(), 20_000);
    }
}
