//! The rows of the table that says what becomes of an image: the first one that fits.
//!
//! 1 nothing of it was locked before: lock it. 2 the tag names the locked digest: nothing. 3 the same for the declared
//! platforms: nothing, but lock it if the locked one is gone. 4 `immutable`: refuse it. 5 no `min-age`, or ignored:
//! lock it. 6 an index that is equal to one that was seen before: it has that one's day. 7 old enough: lock it. 8 too
//! young: hold it. 9 never seen before: note the day, and hold it.

use super::candidates::candidates;
use super::contents::Contents;
use super::known::{KnownFacts, Pending};
use super::{AskedTag, Case, DecisionNote, Facts, Settled, age};
use crate::lock::{Entry, diff};
use crate::policy::{Held, Outcome, PolicyRefusal};
use crate::reference::{Digest, Tag};
use crate::resolve::ManifestAnswer;

/// The rows of one image, whose tag names a digest.
pub(super) struct Rows<'a> {
    case: &'a Case<'a>,
    known: KnownFacts<'a>,
    contents: Contents<'a>,
    digest: &'a Digest,
    asked: Vec<(Tag, AskedTag)>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(case: &'a Case<'a>, answer: &'a ManifestAnswer, facts: &'a Facts) -> Self {
        let known = KnownFacts::new(&case.image.repository, facts);
        Self {
            case,
            known,
            contents: Contents::new(case, answer, known),
            digest: &answer.digest,
            asked: Vec::new(),
        }
    }

    pub(super) fn settle(&mut self) -> Result<Settled, Pending> {
        let (Some(locked), Some(tag)) = (self.case.locked, self.case.chosen) else {
            return self.settle_first();
        };
        self.note_tag(tag, self.digest);
        let is_same_tag = locked.tag.as_ref() == Some(tag);
        // Row 2
        if is_same_tag && *self.digest == locked.digest {
            let outcome = self.lock(Some(tag), self.digest)?;
            return Ok(self.settled(outcome, None));
        }
        if is_same_tag && self.contents.is_same(self.digest, locked)? {
            return self.settle_noise(tag, locked);
        }
        if let Some(refusal) = self.moved(tag, locked)? {
            return Ok(self.settled(Outcome::Refused(refusal), None));
        }
        // Row 5
        if self.case.image.min_age.is_none() || self.case.leniency.ignores_min_age {
            let outcome = self.lock(Some(tag), self.digest)?;
            return Ok(self.settled(outcome, None));
        }
        self.settle_by_age(tag, locked)
    }

    /// Row 1: nothing of it was locked before.
    fn settle_first(&mut self) -> Result<Settled, Pending> {
        if let Some(tag) = self.case.chosen {
            self.note_tag(tag, self.digest);
        }
        let outcome = self.lock(self.case.chosen, self.digest)?;
        let is_unaged = !self.case.image.min_age.is_none() && self.case.chosen.is_some();
        Ok(self.settled(outcome, is_unaged.then_some(DecisionNote::NotAged)))
    }

    /// Row 3: the index is another one, but not for the declared platforms.
    fn settle_noise(&mut self, tag: &Tag, locked: &Entry) -> Result<Settled, Pending> {
        if self.case.leniency.takes_same_index || !self.known.is_present(&locked.digest)? {
            let outcome = self.lock(Some(tag), self.digest)?;
            return Ok(self.settled(outcome, None));
        }
        let outcome = self.lock(Some(tag), &locked.digest)?;
        let note = DecisionNote::SameForPlatforms(self.digest.clone());
        Ok(self.settled(outcome, Some(note)))
    }

    /// Row 4: the locked tag must not move. Where another tag was chosen it is asked as well.
    fn moved(&mut self, tag: &Tag, locked: &Entry) -> Result<Option<PolicyRefusal>, Pending> {
        let Some(locked_tag) = locked.tag.as_ref().filter(|_| self.case.image.immutable) else {
            return Ok(None);
        };
        let now = match locked_tag == tag {
            true => Some(self.digest),
            false => self.moved_beside(locked_tag, locked)?,
        };
        let Some(now) = now.filter(|now| **now != locked.digest) else {
            return Ok(None);
        };
        Ok(Some(PolicyRefusal::TagMoved {
            tag: locked_tag.clone(),
            locked: locked.digest.clone(),
            now: now.clone(),
        }))
    }

    /// What the locked tag names now, where another one was chosen and it is not the same for the declared platforms. A
    /// tag that is gone has not moved.
    fn moved_beside(&mut self, tag: &Tag, locked: &Entry) -> Result<Option<&'a Digest>, Pending> {
        let Some(now) = self.known.tag(tag)? else {
            self.note(tag, AskedTag::Gone);
            return Ok(None);
        };
        self.note_tag(tag, now);
        let has_moved = *now != locked.digest && !self.contents.is_same(now, locked)?;
        Ok(has_moved.then_some(now))
    }

    /// Rows 6 to 9, and then the records of other tags that are old enough.
    fn settle_by_age(&mut self, tag: &'a Tag, locked: &'a Entry) -> Result<Settled, Pending> {
        let seen = age::since(self.case, self.known, &self.contents, tag, self.digest)?;
        let since = seen.unwrap_or(self.case.today);
        let days = age::held(self.case, tag, locked, since);
        self.note(tag, AskedTag::names(self.digest, Some(days)));
        if age::is_old_enough(self.case, since) {
            let outcome = self.lock(Some(tag), self.digest)?;
            let note = self.seen_for(since);
            return Ok(self.settled(outcome, Some(note)));
        }
        for candidate in candidates(self.case, tag, locked) {
            if let Some(settled) = self.settle_candidate(candidate, locked)? {
                return Ok(settled);
            }
        }
        let held = Held {
            tag: tag.clone(),
            digest: self.digest.clone(),
            since,
            until: since.plus(self.case.image.min_age.days().into()),
            change: None,
        };
        let outcome = self.hold(locked, held)?;
        let note = age::is_held_long(self.case, days).then_some(DecisionNote::HeldSince(days.held));
        Ok(self.settled(outcome, note))
    }

    /// Takes another tag through the rows 6 to 9: nothing where it is not locked.
    fn settle_candidate(
        &mut self,
        tag: &'a Tag,
        locked: &Entry,
    ) -> Result<Option<Settled>, Pending> {
        if !self.known.is_listed(tag) {
            self.note(tag, AskedTag::Gone);
            return Ok(None);
        }
        if !age::may_be_old_enough(self.case, tag) {
            return Ok(None);
        }
        let Some(digest) = self.known.tag(tag)? else {
            self.note(tag, AskedTag::Gone);
            return Ok(None);
        };
        let since = age::since(self.case, self.known, &self.contents, tag, digest)?;
        let since = since.unwrap_or(self.case.today);
        let days = age::held(self.case, tag, locked, since);
        self.note(tag, AskedTag::names(digest, Some(days)));
        if !age::is_old_enough(self.case, since) {
            return Ok(None);
        }
        // One that lacks a platform is passed over
        let outcome = match self.lock(Some(tag), digest)? {
            Outcome::Refused(_) => return Ok(None),
            outcome => outcome,
        };
        let note = self.seen_for(since);
        Ok(Some(self.settled(outcome, Some(note))))
    }

    /// The outcome of locking what a tag names, if all declared platforms are there.
    fn lock(&self, tag: Option<&Tag>, digest: &Digest) -> Result<Outcome, Pending> {
        Ok(match self.contents.entry(tag, digest)? {
            Ok(entry) => Outcome::of(self.case.own, Some(&entry)),
            Err(refusal) => Outcome::Refused(refusal),
        })
    }

    /// The outcome of going on with the locked digest, if all declared platforms are there.
    fn hold(&self, locked: &Entry, held: Held) -> Result<Outcome, Pending> {
        Ok(
            match self.contents.entry(locked.tag.as_ref(), &locked.digest)? {
                Ok(entry) => Outcome::Held(Box::new(Held {
                    change: diff(self.case.own, Some(&entry)),
                    ..held
                })),
                Err(PolicyRefusal::MissingPlatforms { missing, .. }) => {
                    Outcome::Refused(PolicyRefusal::LockedPlatformsMissing {
                        locked: locked.digest.clone(),
                        missing,
                        held: Box::new(held),
                    })
                }
                Err(refusal) => Outcome::Refused(refusal),
            },
        )
    }

    fn seen_for(&self, since: crate::day::Day) -> DecisionNote {
        DecisionNote::SeenFor(self.case.today.days_since(since))
    }

    /// Notes what a tag names, with the record that it has.
    fn note_tag(&mut self, tag: &Tag, digest: &Digest) {
        let days = self
            .case
            .seen
            .days(&self.case.image.repository, tag, digest);
        self.note(tag, AskedTag::names(digest, days));
    }

    /// Notes what came of a tag, if that matters for the records: an image without a `min-age` begins none, but ends
    /// those that others have of a digest that the tag does not name. Of two notes on one tag the later holds.
    fn note(&mut self, tag: &Tag, came: AskedTag) {
        let (image, seen) = (self.case.image, self.case.seen);
        if image.min_age.is_none() && seen.of_tag(&image.repository, tag).next().is_none() {
            return;
        }
        match self.asked.iter_mut().find(|(asked, _)| asked == tag) {
            Some((_, earlier)) => *earlier = came,
            None => {
                // Most images ask one tag, and there may be many images
                self.asked.reserve_exact(1);
                self.asked.push((tag.clone(), came));
            }
        }
    }

    /// What is certain of the tags that were asked if the image fails. One that names a digest without a record may
    /// name an index that is equal to one with a record (row 6), which is to have its day once somebody can tell.
    pub(super) fn asked_for_certain(self) -> Vec<(Tag, AskedTag)> {
        let locked = self.case.locked.map(|locked| &locked.digest);
        let is_certain = |came: &AskedTag| match came {
            AskedTag::Gone => true,
            AskedTag::Names { digest, days } => days.is_some() || locked == Some(digest),
        };
        let mut asked = self.asked;
        asked.retain(|(_, came)| is_certain(came));
        asked
    }

    fn settled(&mut self, outcome: Outcome, note: Option<DecisionNote>) -> Settled {
        // What is refused was not locked, whatever its age
        let is_refused = matches!(outcome, Outcome::Refused(_));
        Settled {
            note: note.filter(|_| !is_refused),
            outcome,
            chosen: self.case.chosen.cloned(),
            asked: std::mem::take(&mut self.asked),
        }
    }
}
