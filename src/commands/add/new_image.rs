//! An image that is to be in `images.toml`.

use crate::context::Context;
use crate::files::shell_word;
use crate::manifest::{Choice, Image, written_rule};
use crate::reference::{Digest, ParsedReference, Reference, Surprise, Tag};
use crate::select::TagRule;

/// An image that is to be there.
pub(super) struct NewImage {
    /// As it is written into `images.toml`.
    pub written: String,
    pub reference: Reference,
    pub choice: Choice,
    pub surprise: Option<Surprise>,
}

impl NewImage {
    /// `images.toml` gets `latest` written out if a reference has no tag, and no rule chooses one.
    pub(super) fn of(
        context: &Context,
        text: String,
        parsed: ParsedReference,
        rule: Option<&TagRule>,
    ) -> Self {
        let ParsedReference {
            mut reference,
            surprise,
            ..
        } = parsed;
        let mut written = text;
        if reference.is_bare() && rule.is_none() {
            let tagged = format!("{written}:{}", reference.tag.insert(Tag::latest()));
            let words = format!("`{written}` names no tag, so `{tagged}` is added");
            context.printer.warning(&words);
            written = tagged;
        }
        let choice = match rule {
            Some(rule) => Choice::Newest(rule.clone()),
            None => Choice::of(reference.clone()),
        };
        Self {
            written,
            reference,
            choice,
            surprise,
        }
    }

    /// True if an image is the same, chosen in the same way.
    pub(super) fn is(&self, image: &Image) -> bool {
        self.reference.repository == image.repository && self.choice == image.choice
    }

    /// The arguments of `imagelock add` for it.
    pub(super) fn arguments(&self) -> String {
        let written = &self.written;
        match self.choice.rule() {
            Some(TagRule::Version { range, variant }) => {
                let range = shell_word(&range.to_string());
                let variant = variant
                    .iter()
                    .map(|variant| format!(" --variant {}", shell_word(&variant.to_string())));
                format!("{written} --range {range}{}", variant.collect::<String>())
            }
            Some(TagRule::Pattern(_)) | None => written.clone(),
        }
    }

    /// The reference that names are made of: with what a range and a variant begin with as its tag.
    pub(super) fn named(&self) -> Reference {
        let Some(TagRule::Version { range, variant }) = self.choice.rule() else {
            return self.reference.clone();
        };
        let range = range.to_string();
        let version = range.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let end = version.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
        let version = version[..end.unwrap_or(version.len())]
            .trim_end_matches('.')
            .to_owned();
        let variant = variant.as_ref().map(|it| it.to_string().replace('*', ""));
        let parts: Vec<String> = [Some(version), variant].into_iter().flatten().collect();
        Reference {
            tag: parts.join("-").parse().ok(),
            ..self.reference.clone()
        }
    }
}

/// `` `7.4` ``, with the beginning of the digest of a pin: `` `7.4@4f3c1a9e` ``; or what is written of a rule.
pub(super) fn brief(choice: &Choice) -> String {
    match choice {
        Choice::Tag(tag) => format!("`{tag}`"),
        Choice::Pin { tag, digest } => {
            let tag = tag.iter().map(ToString::to_string).collect::<String>();
            format!("`{tag}@{}`", Digest::short(digest))
        }
        Choice::Newest(rule) => format!("`{}`", written_rule(rule)),
    }
}
