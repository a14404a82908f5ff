//! Scalars: what they say, and the bytes that say it.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use granit_parser::{ScalarStyle, Tag};

/// The namespace of YAML's own tags, which `!!` stands for.
const NAMESPACE: &str = "tag:yaml.org,2002:";
/// The tag of a text that is written in base64 (<https://yaml.org/type/binary.html>), in that namespace.
const BINARY: &str = "binary";

/// A text of a document, however it is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text that it stands for.
    pub text: String,
    /// Whether it is neither quoted nor a block, so that it may be a number, a boolean or null.
    pub is_plain: bool,
    /// The bytes between the quotes, where they say just what the text says; `None` where there are escapes or folded
    /// lines, so that nothing may be put in their place.
    pub verbatim: Option<Range<usize>>,
}

impl Scalar {
    /// A scalar at a place of a file.
    pub(super) fn new(
        file: &str,
        text: String,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: &Range<usize>,
    ) -> Self {
        let is_plain = style == ScalarStyle::Plain;
        if let Some(decoded) = tag.and_then(|tag| decoded(tag, &text)) {
            return Self {
                text: decoded,
                is_plain: false,
                verbatim: None,
            };
        }
        let is_quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let quote = usize::from(is_quoted);
        let inner = span.start + quote..span.end.saturating_sub(quote).max(span.start + quote);
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let says_it = !is_block && file.get(inner.clone()) == Some(text.as_str());
        Self {
            text,
            is_plain,
            verbatim: says_it.then_some(inner),
        }
    }
}

/// The text of a scalar that is written in base64.
fn decoded(tag: &Tag, text: &str) -> Option<String> {
    let suffix = tag.suffix_in_namespace(NAMESPACE);
    suffix.filter(|suffix| suffix == BINARY)?;
    let letters: String = text.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(letters).ok()?).ok()
}
