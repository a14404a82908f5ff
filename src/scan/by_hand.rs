//! What to edit where what is locked cannot be written safely, in words.

use super::edits::{LockedPin, changed_tag, meant_by};
use super::mention::{Hindrance, Mention};
use super::read::Used;
use crate::reference::{Reference, Tag};

/// The most bytes of a file that is read again to find out what sets a variable.
const READ_MAX: usize = 64 << 10;
/// The most places of a tag that are tried.
const TRIED_MAX: usize = 2;

/// What to edit at a place; `None` where the reason says it, or nobody can tell.
pub fn by_hand(
    used: &Used,
    mention: &Mention,
    pin: LockedPin<'_>,
    hindrance: &Hindrance,
) -> Option<String> {
    let meant = meant_by(mention, Some(pin))?;
    let image = meant.familiar();
    let tag = changed_tag(mention, pin);
    let whole = || Some(format!("change this to `{image}` by hand"));
    match (hindrance, tag) {
        (Hindrance::Unresolved | Hindrance::Quotes, _) | (Hindrance::Tool(_), None) => None,
        (Hindrance::Variable(name), Some(tag)) => {
            let default = DefaultTag { used, mention, tag };
            Some(
                default
                    .change(name)
                    .unwrap_or_else(|| format!("change `{name}` so that this is `{image}`")),
            )
        }
        (Hindrance::SetElsewhere(name, _), _) => {
            Some(format!("change `{name}` so that this is `{image}`"))
        }
        (Hindrance::AppVersion, Some(tag)) => {
            Some(format!("change `appVersion` in Chart.yaml to `{tag}`"))
        }
        (Hindrance::Tag | Hindrance::Tool(_), Some(tag)) => {
            let default = DefaultTag { used, mention, tag };
            // Any line may have it
            let known = default.change("");
            Some(known.unwrap_or_else(|| format!("change the tag to `{tag}` by hand")))
        }
        (
            Hindrance::Variable(_)
            | Hindrance::AppVersion
            | Hindrance::Tag
            | Hindrance::Escapes
            | Hindrance::Shared
            | Hindrance::JobName
            | Hindrance::Unproven,
            _,
        ) => whole(),
    }
}

/// The tag of a mention of which a part comes from a variable, and the one that has to be there.
struct DefaultTag<'d> {
    used: &'d Used,
    mention: &'d Mention,
    tag: &'d Tag,
}

impl DefaultTag<'_> {
    /// What to change in a line that has this text before the tag.
    fn change(&self, before: &str) -> Option<String> {
        let (line, old, new) = (self.line(before)?, self.old()?, self.tag);
        Some(format!("change `{old}` in line {line} to `{new}`"))
    }

    fn old(&self) -> Option<&str> {
        let image = self.mention.image.as_ref().ok()?;
        Some(image.tag.as_ref()?.as_str())
    }

    /// The line of the old tag behind the name of the variable, if the new tag there changes this image, and no image
    /// of another repository.
    fn line(&self, name: &str) -> Option<usize> {
        let text = &self.used.source.text;
        let image = self.mention.image.as_ref().ok()?;
        let old = self.old()?;
        let starts = if text.len() > READ_MAX { "" } else { text };
        let starts = starts.match_indices(old).map(|(start, _)| start);
        let mut starts = starts.filter(|start| {
            let before = text[..*start].rfind('\n').map_or(0, |at| at + 1);
            text[before..*start].contains(name)
        });
        let start = starts.by_ref().take(TRIED_MAX).find(|start| {
            let end = start + old.len();
            let new = format!("{}{}{}", &text[..*start], self.tag, &text[end..]);
            self.is_right(image, new)
        })?;
        Some(self.used.source.position(start).0)
    }

    /// Whether a text names the image with the new tag, and each other one as before or, if it is of its repository,
    /// with that tag too.
    fn is_right(&self, image: &Reference, text: String) -> bool {
        let Some(again) = self.used.with_text(text) else {
            return false;
        };
        let changed = |old: &Reference| Reference {
            tag: Some(self.tag.clone()),
            ..old.clone()
        };
        let pairs = self.used.mentions.iter().zip(&again.mentions);
        self.used.mentions.len() == again.mentions.len()
            && pairs.into_iter().all(|(before, after)| {
                match (before.image.as_ref(), after.image.as_ref()) {
                    (Ok(_), Ok(new)) if before == self.mention => *new == changed(image),
                    (Ok(old), Ok(new)) => {
                        old == new || old.repository == image.repository && *new == changed(old)
                    }
                    (Err(_), Err(_)) => true,
                    (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
                }
            })
    }
}
