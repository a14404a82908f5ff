//! A text that a server repeats as HTML, JSON and forms write it, each resolved, but for the escapes of URLs.

/// An escape at the beginning of a text: what it stands for, and its length.
type Escape = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

/// The signs that HTML has names for, among those that a secret may have.
const NAMED: [(&str, u8); 5] = [
    ("&amp;", b'&'),
    ("&lt;", b'<'),
    ("&gt;", b'>'),
    ("&quot;", b'"'),
    ("&apos;", b'\''),
];
/// The longest number of a letter, in digits.
const DIGITS_MAX: usize = 7;

/// The text in each reading that is not the text itself.
pub(super) fn readings(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let escapes: [Escape; 3] = [of_form, of_html, of_json];
    let readings = escapes
        .into_iter()
        .map(move |escape| resolved(text, escape));
    readings.filter(move |reading| reading != text)
}

fn resolved(text: &[u8], escape: Escape) -> Vec<u8> {
    let mut resolved = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = match escape(rest) {
            Some((letters, length)) => {
                resolved.extend(letters);
                &rest[length..]
            }
            None => {
                resolved.push(*first);
                after
            }
        };
    }
    resolved
}

/// A blank of a form.
fn of_form(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    text.starts_with(b"+").then(|| (vec![b' '], 1))
}

/// `&quot;`, `&#34;`, `&#x22;`.
fn of_html(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let named = NAMED
        .iter()
        .find(|(name, _)| text.starts_with(name.as_bytes()));
    if let Some((name, sign)) = named {
        return Some((vec![*sign], name.len()));
    }
    let rest = text.strip_prefix(b"&#")?;
    let length = rest
        .iter()
        .take(DIGITS_MAX + 1)
        .position(|byte| *byte == b';')?;
    let letter = match &rest[..length] {
        [b'x' | b'X', digits @ ..] => number(digits, 16),
        digits => number(digits, 10),
    };
    Some((bytes(letter?)?, "&#;".len() + length))
}

/// `\/`, `\u002f`, and `\x2f` as other languages have it.
fn of_json(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let digits = match text.strip_prefix(b"\\")? {
        [b'u', rest @ ..] => rest.get(..4)?,
        [b'x', rest @ ..] => rest.get(..2)?,
        [sign, ..] if !sign.is_ascii_alphanumeric() => return Some((vec![*sign], 2)),
        _ => return None,
    };
    Some((bytes(number(digits, 16)?)?, 2 + digits.len()))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

fn bytes(letter: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(letter)?.to_string().into_bytes())
}
