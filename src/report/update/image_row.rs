//! The row of an image in an update: its outcome, and the notes on it.

use std::borrow::Cow;

use super::UpdateReport;
use crate::exit::Reason;
use crate::lock::{Entry, EntryChange};
use crate::manifest::{Image, ImageName, written_rule};
use crate::policy::{Outcome, PolicyRefusal};
use crate::registry::Error;
use crate::report::choice::{note_on_latest, note_on_unlisted, notes_on};
use crate::report::decision::{note_on_decision, note_on_held};
use crate::report::list::waiting::waiting;
use crate::report::no_match::note_on_request;
use crate::report::row::{LatestVersion, Note, NoteKind, Row, RowStatus};
use crate::report::waiting::{HeldDigest, WaitingDigest};
use crate::resolve::{ChosenTag, NoMatch};

/// What to do about a tag that a list has and the registry does not.
const LISTED: &str =
    "the list of tags has it, so it may have been deleted meanwhile; run the command again";

/// Where else a tag may have to be corrected.
const USES: &str = "`imagelock list --uses` shows which files use each image";

/// The outcome of an image: its status, its entries before and afterwards, and the note on what kept it from being
/// locked.
type OutcomeView<'a> = (
    RowStatus,
    Option<&'a Entry>,
    Option<&'a Entry>,
    Option<Note>,
);

impl UpdateReport {
    pub(super) fn row<'a>(&'a self, name: &'a ImageName, outcome: &'a Outcome) -> Row<'a> {
        let (status, old, new, note) = self.view(name, outcome);
        let waiting = self.waiting(name, outcome, new);
        let held = outcome.held();
        let held = held.map(|held| match &self.seen {
            Some(seen) => HeldDigest::of(held, &waiting, seen.today),
            None => HeldDigest::from(held),
        });
        let note = match held.filter(|_| status == RowStatus::Held) {
            Some(held) => Some(note_on_held(held)),
            None => note,
        };
        let is_settled = matches!(
            outcome,
            Outcome::Unchanged | Outcome::Changed(_) | Outcome::Held(_)
        );
        let chosen = self.chosen.get(name).filter(|_| !is_settled);
        let image = self.manifest.images.get(name);
        let decision = image.zip(self.decision_notes.get(name));
        let decision = decision.map(|(image, note)| note_on_decision(name, image, note));
        let beside = self.notes_beside(name, is_settled);
        // Why there is no answer is told once
        let beside = beside
            .into_iter()
            .filter(|it| note.is_none() || it.kind != NoteKind::Failure);
        Row {
            name,
            image,
            old: old.map(Cow::Borrowed),
            new: new.map(Cow::Borrowed),
            status,
            notes: note
                .clone()
                .into_iter()
                .chain(decision)
                .chain(beside)
                .collect(),
            details: self.details.get(name),
            latest: self.latest(name),
            chosen: chosen.map(ChosenTag::asked),
            held,
            waiting,
        }
    }

    /// All that an image waits for, the newest tag first.
    fn waiting<'a>(
        &'a self,
        name: &ImageName,
        outcome: &'a Outcome,
        entry: Option<&'a Entry>,
    ) -> Vec<WaitingDigest<'a>> {
        let Some(held) = outcome.held() else {
            return Vec::new();
        };
        let image = self.manifest.images.get(name);
        // Of a fixed tag there is one
        let ranged = image.filter(|image| image.rule().is_some()).zip(entry);
        match (ranged, &self.seen) {
            (Some((image, entry)), Some(all)) => waiting(image, entry, &all.seen),
            _ => vec![held.into()],
        }
    }

    fn view<'a>(&'a self, name: &'a ImageName, outcome: &'a Outcome) -> OutcomeView<'a> {
        let kept = self.old.entries.get(name);
        match outcome {
            // It was in the manifest alone
            Outcome::Unchanged if kept.is_none() && !self.manifest.images.contains_key(name) => {
                (RowStatus::Removed, None, None, None)
            }
            Outcome::Unchanged => (RowStatus::Unchanged, kept, kept, None),
            Outcome::Changed(EntryChange::Added(new)) => (RowStatus::Added, None, Some(new), None),
            Outcome::Changed(EntryChange::Removed(old)) => {
                (RowStatus::Removed, Some(old), None, None)
            }
            Outcome::Changed(EntryChange::Updated { old, new }) => {
                (RowStatus::Updated, Some(old), Some(new), None)
            }
            Outcome::Held(held) => {
                let new = match &held.change {
                    Some(EntryChange::Added(new) | EntryChange::Updated { new, .. }) => Some(new),
                    Some(EntryChange::Removed(_)) => None,
                    None => kept,
                };
                (RowStatus::Held, kept, new, None)
            }
            Outcome::Refused(refusal) => {
                let note = self.refusal(name, refusal);
                (RowStatus::Refused, kept, kept, Some(note))
            }
            Outcome::Failed(error) => {
                let note = self.failure(name, error);
                (RowStatus::Failed, kept, kept, Some(note))
            }
            Outcome::NoMatch(no_match) => {
                let note = self.no_match(no_match);
                (RowStatus::Failed, kept, kept, Some(note))
            }
        }
    }

    /// The notes on what lists have beside the tag of an image. What became of a locked tag that a list lacks is known
    /// once the image is settled.
    fn notes_beside(&self, name: &ImageName, is_settled: bool) -> Vec<Note> {
        let image = self.manifest.images.get(name);
        let choice = self.chosen.get(name).zip(image.and_then(Image::rule));
        let unlisted = choice.filter(|_| is_settled);
        let unlisted = unlisted.and_then(|(chosen, _)| note_on_unlisted(chosen));
        let choice = choice.map(|(chosen, rule)| notes_on(chosen, rule));
        let fixed = image.and_then(Image::tag);
        let latest = self.latest(name).zip(fixed);
        let latest = latest.and_then(|(latest, fixed)| note_on_latest(latest, fixed));
        let choice = choice.unwrap_or_default().into_iter();
        unlisted.into_iter().chain(choice).chain(latest).collect()
    }

    /// The note on a failure. A tag that is gone was declared for some file, unless it was given to `add`, or a list
    /// has it.
    fn failure(&self, name: &ImageName, error: &Error) -> Note {
        let note = Note::from(error);
        match &note.hint {
            Some(_) if note.reason == Reason::NoSuchTag && self.chosen.contains_key(name) => {
                note.hint(LISTED.to_owned())
            }
            Some(hint) if note.reason == Reason::NoSuchTag && self.edited().is_none() => {
                let hint = format!("{hint}; {USES}");
                note.hint(hint)
            }
            _ => note,
        }
    }

    /// The note on a refusal. What was not added has no line yet to write anything in.
    fn refusal(&self, name: &ImageName, refusal: &PolicyRefusal) -> Note {
        let note = Note::from(refusal);
        if let PolicyRefusal::LockedDigestGone { .. } = refusal {
            return note.hint(format!(
                "wait until what the tag names is old enough, or run `imagelock update --ignore-min-age {name}`"
            ));
        }
        if let PolicyRefusal::LockedPlatformsMissing { missing, held, .. } = refusal {
            return note.hint(format!(
                "wait until {}, run `imagelock update --ignore-min-age {name}`, or declare `platforms` without {missing} \
                 for it in `images.toml`",
                held.until
            ));
        }
        match self.manifest.images.get(name) {
            Some(image) if self.edited().is_some() => {
                let (name, reference) = (name.key(), image.reference());
                let rule = image.rule().map(|rule| format!(", {}", written_rule(rule)));
                let rule = rule.unwrap_or_default();
                let line = format!("{name} = {{ image = \"{reference}\"{rule}, platforms = [] }}");
                note.hint(refusal.hint_with(&format!("write `{line}` in `images.toml`")))
            }
            _ => note,
        }
    }

    /// The latest version of an image, by its rule or beside its tag.
    fn latest(&self, name: &ImageName) -> Option<LatestVersion<'_>> {
        let latest = self.latest.as_ref()?;
        if let Some(chosen) = self.chosen.get(name) {
            let tag = chosen.newer_outside.as_ref().unwrap_or(chosen.asked());
            return Some(LatestVersion::Known(tag));
        }
        Some(match latest.get(name)? {
            Ok(tag) => LatestVersion::Known(tag),
            Err(error) => LatestVersion::Unknown(error),
        })
    }

    /// The note on a rule that no tag matches: one that the command line gives is not in the manifest.
    fn no_match(&self, no_match: &NoMatch) -> Note {
        match self.edited() {
            Some(_) => note_on_request(no_match),
            None => Note::from(no_match),
        }
    }
}
