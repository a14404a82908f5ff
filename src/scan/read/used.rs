//! A file that uses images, with those that it asks to leave out.

use std::path::PathBuf;

use super::text::read_around;
use crate::document::Source;
use crate::scan::chart::decided_alone;
use crate::scan::find::Candidate;
use crate::scan::ignore::Comments;
use crate::scan::kind::FileKind;
use crate::scan::mention::{Mention, MentionRole};
use crate::scan::surroundings::Surroundings;

/// A file that uses images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The path, as people are shown it.
    pub path: PathBuf,
    /// The kind that the name says.
    pub kind: FileKind,
    /// What is known of it beside its text.
    pub surroundings: Surroundings,
    /// Its text, without a byte order mark.
    pub source: Source,
    /// The images that it uses, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The images that it uses and asks to leave out.
    pub ignored: Vec<Mention>,
}

impl Used {
    /// A file with the images that were read of its text and what surrounds it.
    pub(super) fn new(
        candidate: &Candidate,
        surroundings: Surroundings,
        source: Source,
        mentions: Vec<Mention>,
    ) -> Self {
        let (path, kind) = (candidate.path.clone(), candidate.kind);
        let (mentions, ignored) = (mentions, Vec::new());
        let used = Self {
            path,
            kind,
            surroundings,
            source,
            mentions,
            ignored,
        };
        used.sorted()
    }

    /// The places at which it uses images, without those that it only tells of and those that it asks to leave out.
    pub fn uses(&self) -> impl Iterator<Item = &Mention> {
        let mentions = self.mentions.iter();
        mentions.filter(|mention| mention.role == MentionRole::Used)
    }

    /// Whether it does more than to tell of images.
    pub fn has_uses(&self) -> bool {
        let mut all = self.mentions.iter().chain(&self.ignored);
        all.any(|mention| mention.role == MentionRole::Used)
    }

    /// The same file with another text; `None` if that is no such file.
    pub(in crate::scan) fn with_text(&self, text: String) -> Option<Self> {
        let source = Source::new(self.source.name.clone(), text);
        let mentions = read_around(self.kind, &source, &self.surroundings).ok()?;
        let used = Self {
            path: self.path.clone(),
            kind: self.kind,
            surroundings: self.surroundings.clone(),
            source,
            mentions,
            ignored: Vec::new(),
        };
        Some(used.sorted())
    }

    /// Takes what the chart says, and sorts out what comments ask to leave out.
    fn sorted(mut self) -> Self {
        let comments = Comments::of(&self.source);
        let mentions = std::mem::take(&mut self.mentions);
        let mentions = match (self.surroundings.chart.as_deref(), self.kind) {
            (Some(chart), _) => chart.complete(&self.source, mentions),
            (None, FileKind::Template) => decided_alone(&self.source, mentions),
            (None, _) => mentions,
        };
        let mentions = mentions.into_iter();
        let surroundings = &self.surroundings;
        let is_built = |it: &Mention| it.image.is_ok() && surroundings.is_built(&it.written);
        let mentions = mentions.map(|mention| match is_built(&mention) {
            true => mention.built(),
            false => mention,
        });
        let (ignored, mentions) = mentions.partition(|mention| comments.leave_out(&mention.span));
        Self {
            mentions,
            ignored,
            ..self
        }
    }
}
