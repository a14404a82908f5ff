//! What all templates of a chart say of the images in its values.

use std::collections::BTreeSet;

use super::before::{self, PrintedName};
use super::fallback::{self, FALLBACKS_MAX, TagFallback};
use super::other_parts::{self, USES_MAX};
use super::values_path::ValuesPath;
use super::{tag_uses, unprinted};
use crate::document::Source;

/// What the templates of a chart say of images.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TemplateParts {
    /// What they put in the place of an empty tag.
    pub(super) fallbacks: Vec<TagFallback>,
    /// The names of images that they print.
    pub(super) names: Vec<PrintedName>,
    /// The tags that they use for something else than their images.
    pub(super) tag_uses: BTreeSet<ValuesPath>,
    /// The keys beside names that they use.
    pub(super) uses: BTreeSet<ValuesPath>,
    /// Whether all of them are known, and none has a word for a digest.
    pub(super) lack_digests: bool,
}

impl TemplateParts {
    /// What these templates say; nothing where that is more than anybody writes.
    pub(super) fn read(templates: impl Iterator<Item = Source>) -> Self {
        let mut parts = Self {
            lack_digests: true,
            ..Self::default()
        };
        for template in templates {
            parts.fallbacks.extend(fallback::read(&template.text));
            parts.names.extend(before::read(&template.text));
            parts.tag_uses.extend(tag_uses::read(&template.text));
            parts.uses.extend(other_parts::read(&template.text));
            parts.lack_digests &= unprinted::lacks_digests(&template.text);
            let most = parts.fallbacks.len().max(parts.names.len());
            if most > FALLBACKS_MAX || parts.uses.len() > USES_MAX {
                return Self::default();
            }
        }
        parts
    }
}
