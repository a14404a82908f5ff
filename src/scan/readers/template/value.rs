//! A value that may be an image, where a template writes it.

use std::ops::Range;

use crate::document::Source;
use crate::scan::actions::{first_word, has_action};
use crate::scan::mention::{Hindrance, Mention, Pinning};
use crate::scan::readers::kubernetes::{INJECTED, is_no_image, is_of_schema, is_placeholder};

/// The word of the labels and annotations that Istio injects by: it puts an image in the place of `auto`.
const ISTIO: &str = "istio.io/";

/// Whether Istio may inject images into a file.
pub(super) fn has_istio(source: &Source) -> bool {
    source.text.contains(ISTIO)
}

/// A value that is named, where it stands.
pub(super) enum TemplateValue {
    /// It says what is written.
    Verbatim(Range<usize>),
    /// It says what is written, but for escapes and line ends.
    Changed(Range<usize>),
    /// Nobody can tell what it says.
    Undecided(Range<usize>),
}

impl TemplateValue {
    pub(super) fn span(&self) -> &Range<usize> {
        match self {
            Self::Verbatim(span) | Self::Changed(span) | Self::Undecided(span) => span,
        }
    }

    /// The mention of its image; `None` where it is none, as where Istio injects one into the file.
    pub(super) fn mention(self, source: &Source, has_istio: bool) -> Option<Mention> {
        let span = self.span().clone();
        let text = &source.text[span.clone()];
        if let Self::Undecided(_) = self {
            // What is behind it may be something else
            let word = first_word(text.trim_start_matches(':'));
            let shown = if word.is_empty() { text } else { word };
            return Some(Mention::undecided(span, shown));
        }
        if has_action(text) {
            return Some(Mention::undecided(span, text));
        }
        if text == INJECTED && has_istio {
            return None;
        }
        // Without quotes, it is an alias of YAML
        let is_alias = text.starts_with('*') && !source.text[..span.start].ends_with(['"', '\'']);
        if (is_no_image(text) || is_of_schema(text)) && !is_alias {
            return None;
        }
        if is_placeholder(text) || is_alias {
            return Some(Mention::undecided(span, text));
        }
        let pinning = match self {
            Self::Verbatim(span) => Pinning::Reference(span),
            _ => Pinning::Unsafe(Hindrance::Escapes),
        };
        Some(Mention::read(span, text.to_owned(), pinning))
    }
}

/// A place without the white space around it.
pub(super) fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let written = &text[place.clone()];
    let start = place.end - written.trim_start().len();
    start..start + written.trim().len()
}
