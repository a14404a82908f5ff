//! Why a lock does not pass, in words: findings with one cause as one, and the ways out.

use std::collections::{BTreeMap, BTreeSet};

use super::VerifyFinding;
use super::named::{NAMED_MAX, registries_hint};
use super::ways_out::WayOut;
use crate::document::first_listed;
use crate::exit::Reason;
use crate::lock::EntryState;
use crate::manifest::ImageName;
use crate::policy::PolicyRefusal;
use crate::reference::Registry;
use crate::report::grouped::grouped_by;
use crate::report::row::{Note, NoteKind};

/// How many causes are printed.
const CAUSES_MAX: usize = 20;

/// A cause, and the images that do not pass for it.
pub(super) struct Cause<'a> {
    finding: &'a VerifyFinding,
    pub(super) note: Note,
    names: Vec<&'a ImageName>,
}

/// The causes of what does not pass, in the order of their first images. What a registry did not answer is none of
/// them.
pub(super) fn causes(findings: &BTreeMap<ImageName, Vec<VerifyFinding>>) -> Vec<Cause<'_>> {
    let all = findings
        .iter()
        .flat_map(|(name, list)| list.iter().map(move |it| (name, it)));
    let failing = all.filter_map(|(name, finding)| {
        let note = finding.note().filter(|note| note.class.is_some())?;
        (note.kind != NoteKind::Failure).then_some((name, finding, note))
    });
    let groups = grouped_by(failing, |(_, finding, note)| {
        (note.reason, note.message.clone(), WayOut::of(finding))
    });
    groups.into_iter().filter_map(Cause::of).collect()
}

/// The first of many causes, and how many more there are.
pub(super) fn first_causes(mut words: Vec<String>) -> Vec<String> {
    let more = words.len().saturating_sub(CAUSES_MAX);
    words.truncate(CAUSES_MAX);
    words.extend((more > 0).then(|| format!("and {more} more; `--format json` lists them all")));
    words
}

impl<'a> Cause<'a> {
    /// The cause of images whose notes say the same.
    fn of(group: Vec<(&'a ImageName, &'a VerifyFinding, Note)>) -> Option<Self> {
        let mut names: Vec<_> = group.iter().map(|(name, _, _)| *name).collect();
        // Two questions may find the same
        names.dedup();
        let (_, finding, note) = group.into_iter().next()?;
        Some(Self {
            finding,
            note,
            names,
        })
    }

    /// The cause in a sentence that names the images.
    pub(super) fn words(&self) -> String {
        let named = first_listed(self.names.iter(), NAMED_MAX);
        let count = self.names.len();
        match self.finding {
            VerifyFinding::State(EntryState::Missing) if count == 1 => {
                format!("{named} is not locked")
            }
            VerifyFinding::State(EntryState::Missing) => {
                format!("{count} images are not locked: {named}")
            }
            VerifyFinding::RegistryNotAllowed(registry) if count == 1 => {
                format!("{named} uses `{registry}`, which the base does not use")
            }
            VerifyFinding::RegistryNotAllowed(registry) => {
                format!("{count} images use `{registry}`, which the base does not use: {named}")
            }
            VerifyFinding::State(
                EntryState::Satisfied
                | EntryState::Stale(_)
                | EntryState::Unsatisfied(_)
                | EntryState::Undeclared,
            )
            | VerifyFinding::Present
            | VerifyFinding::Gone
            | VerifyFinding::PlatformsGone(_)
            | VerifyFinding::Moved(_)
            | VerifyFinding::OtherTag(_)
            | VerifyFinding::NoMatch(_)
            | VerifyFinding::Refused(_)
            | VerifyFinding::Failed(_)
            | VerifyFinding::PlatformsFailed { .. }
            | VerifyFinding::NotFromTag(_)
            | VerifyFinding::NotFromIndex(_)
            | VerifyFinding::NotPublic { .. }
            | VerifyFinding::Held(_)
            | VerifyFinding::TooYoung(_)
            | VerifyFinding::Weakened { .. } => format!("{named}: {}", self.note.message),
        }
    }

    /// The registry that the base does not use, if that is the cause.
    fn registry(&self) -> Option<&'a Registry> {
        let VerifyFinding::RegistryNotAllowed(registry) = self.finding else {
            return None;
        };
        Some(registry)
    }
}

/// The ways out of these causes, each once.
pub(super) fn hints(causes: &[Cause<'_>]) -> Vec<String> {
    let registries = causes.iter().filter_map(|cause| cause.registry());
    let registries: BTreeSet<&Registry> = registries.collect();
    let of_registries = (!registries.is_empty()).then(|| registries_hint(&registries));
    let mut named: BTreeMap<WayOut, BTreeSet<&ImageName>> = BTreeMap::new();
    let mut others = BTreeSet::new();
    for cause in causes.iter().filter(|cause| cause.registry().is_none()) {
        let note = &cause.note;
        let is_own = matches!(note.reason, Reason::NotAnImage | Reason::TagMoved)
            || matches!(
                cause.finding,
                VerifyFinding::Refused(PolicyRefusal::LockedPlatformsMissing { .. })
            );
        let is_general = note.kind == NoteKind::Refusal && !is_own;
        if let Some(way) = WayOut::of(cause.finding) {
            named.entry(way).or_default().extend(&cause.names);
        } else if !is_general {
            others.extend(note.hint.clone());
        }
    }
    let named = named.into_iter().map(|(way, names)| way.words(&names));
    of_registries
        .into_iter()
        .chain(named)
        .chain(others)
        .collect()
}
