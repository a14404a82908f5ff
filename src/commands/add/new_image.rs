//! An image that is to be in `images.toml`.

use crate::context::Context;
use crate::manifest::{Choice, Image};
use crate::reference::{ParsedReference, Reference, Surprise, Tag};

/// An image that is to be there.
pub(super) struct NewImage {
    /// As it is written into `images.toml`.
    pub written: String,
    pub reference: Reference,
    pub surprise: Option<Surprise>,
}

impl NewImage {
    /// `images.toml` gets `latest` written out if a reference has no tag.
    pub(super) fn of(context: &Context, text: String, parsed: ParsedReference) -> Self {
        let ParsedReference {
            mut reference,
            surprise,
        } = parsed;
        let mut written = text;
        if reference.tag.is_none() && reference.digest.is_none() {
            let tagged = format!("{written}:{}", reference.tag.insert(Tag::latest()));
            let words = format!("`{written}` names no tag, so `{tagged}` is added");
            context.printer.warning(&words);
            written = tagged;
        }
        Self {
            written,
            reference,
            surprise,
        }
    }

    /// True if an image is the same, chosen in the same way.
    pub(super) fn is(&self, image: &Image) -> bool {
        self.reference.repository == image.repository
            && Choice::of(self.reference.clone()) == image.choice
    }
}

/// `` `7.4` ``, with the beginning of the digest of a pin: `` `7.4@4f3c1a9e` ``.
pub(super) fn brief(reference: &Reference) -> String {
    let tag = reference.tag.iter().map(ToString::to_string);
    let digest = reference.digest.iter();
    let digest = digest.map(|digest| format!("@{}", digest.short()));
    format!("`{}`", tag.chain(digest).collect::<String>())
}
