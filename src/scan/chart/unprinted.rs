//! Keys for digests in values that no template of the chart prints.

use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};

/// The words of templates that print digests.
const DIGEST_WORDS: [&str; 4] = ["digest", "Digest", ".sha", "sha256"];
/// The reason why a digest in values has no effect.
const UNPRINTED: &str = "no template of the chart prints `digest`";

/// Whether a template says nothing of digests.
pub(super) fn lacks_digests(template: &str) -> bool {
    !DIGEST_WORDS.iter().any(|word| template.contains(word))
}

/// The same mention, where nothing comes of a digest in a key of its own: one that is there counts for nothing, and a
/// new one is written behind the tag, which is printed.
pub(super) fn without_digest_key(mention: Mention) -> Mention {
    let Pinning::Digest(place) = &mention.pinning else {
        return mention;
    };
    let pinning = match &mention.tag_place {
        Some(tag) if place.is_empty() => Pinning::Tag(tag.clone()),
        _ => Pinning::Unsafe(Hindrance::Tool(UNPRINTED)),
    };
    if place.is_empty() {
        return Mention {
            pinning,
            tag_place: None,
            ..mention
        };
    }
    let printed = mention.written.split('@').next().unwrap_or_default();
    let image = Mention::read(mention.span.clone(), printed, pinning);
    let has_tag = image.image.as_ref().is_ok_and(|it| it.tag.is_some());
    let image = match has_tag || image.image.is_err() {
        true => image,
        false => Mention::unresolved(mention.span, printed, Obstacle::NoTag),
    };
    Mention {
        values: mention.values,
        ..image
    }
}
