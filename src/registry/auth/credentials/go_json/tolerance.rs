//! What Go takes in JSON and `serde_json` does not: half a surrogate pair, which becomes U+FFFD, and numbers out of range,
//! which nobody reads here. Each is replaced by something of the same length, so that errors keep their places.

use std::borrow::Cow;

/// What stands for half a pair, as an escape.
const REPLACEMENT: &[u8] = b"\\ufffd";
/// The digits that a number in range may have before its point.
const DIGITS_MAX: usize = 18;

/// The same JSON without them.
pub(super) fn tolerated(text: &str) -> Cow<'_, str> {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    let mut is_in_string = false;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'"' => {
                is_in_string = !is_in_string;
                1
            }
            b'\\' if is_in_string => escape(&mut bytes[at..]),
            byte if !is_in_string && byte.is_ascii_digit() => number(&mut bytes[at..]),
            _ => 1,
        };
    }
    match String::from_utf8(bytes) {
        Ok(tolerated) => Cow::Owned(tolerated),
        Err(_) => Cow::Borrowed(text),
    }
}

/// Replaces the escape at the beginning if it is half a pair. Gives its length.
fn escape(text: &mut [u8]) -> usize {
    match code(text) {
        Some(0xd800..=0xdbff) if matches!(text.get(6..).and_then(code), Some(0xdc00..=0xdfff)) => {
            2 * REPLACEMENT.len()
        }
        Some(0xd800..=0xdfff) => {
            text[..REPLACEMENT.len()].copy_from_slice(REPLACEMENT);
            REPLACEMENT.len()
        }
        Some(_) => REPLACEMENT.len(),
        None => 2,
    }
}

/// The number of `\u1234`.
fn code(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u16::from_str_radix(digits, 16).ok()
}

/// Puts a zero in the place of the number at the beginning if it may be out of range. Gives its length.
fn number(text: &mut [u8]) -> usize {
    let whole = match text {
        [b'0', ..] => 1,
        _ => count_digits(text),
    };
    let fraction = fraction(&text[whole..]);
    let exponent = exponent(&text[whole + fraction..]);
    let length = whole + fraction + exponent;
    if whole > DIGITS_MAX || exponent > 0 {
        text[..length].fill(b' ');
        text[0] = b'0';
    }
    length
}

/// The length of a point with digits behind it.
fn fraction(text: &[u8]) -> usize {
    let digits = text.strip_prefix(b".").map_or(0, count_digits);
    if digits == 0 { 0 } else { 1 + digits }
}

/// The length of an exponent, signs included; 0 where there is none that is whole.
fn exponent(text: &[u8]) -> usize {
    let [b'e' | b'E', rest @ ..] = text else {
        return 0;
    };
    let sign = usize::from(matches!(rest, [b'+' | b'-', ..]));
    match count_digits(&rest[sign..]) {
        0 => 0,
        digits => 1 + sign + digits,
    }
}

fn count_digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::tolerated;

    #[test]
    fn what_go_takes_is_replaced_and_all_else_is_kept() {
        for (json, expected) in [
            (r#"{"a":"\ud800"}"#, r#"{"a":"\ufffd"}"#),
            (
                r#"["\udc00\ud800x\ud83d\ude00"]"#,
                r#"["\ufffd\ufffdx\ud83d\ude00"]"#,
            ),
            (r#""\\ud800""#, r#""\\ud800""#),
            (
                r#""\ud800\ud83d\ude00 1e400""#,
                r#""\ufffd\ud83d\ude00 1e400""#,
            ),
            ("[1e400, -2.5E-7]", "[0    , -0     ]"),
            ("[1234567890123456789012.5]", "[0                       ]"),
            (
                "[true, 0.5, 1e, 1.e5, 1e+, 00e1]",
                "[true, 0.5, 1e, 1.e5, 1e+, 00  ]",
            ),
            ("\"\\", "\"\\"),
            ("\"\\u12", "\"\\u12"),
        ] {
            assert_eq!(tolerated(json), expected, "{json}");
        }
    }
}
