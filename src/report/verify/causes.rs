//! Why a lock does not pass, in words: findings with one cause as one, and the ways out.

use std::collections::{BTreeMap, BTreeSet};

use super::VerifyFinding;
use crate::document::first_listed;
use crate::exit::Reason;
use crate::lock::EntryState;
use crate::manifest::ImageName;
use crate::reference::Registry;
use crate::report::grouped::grouped_by;
use crate::report::row::{Note, NoteKind};

/// How many causes are printed.
const CAUSES_MAX: usize = 20;
/// How many images of one cause are named, and how many registries of one hint.
const NAMED_MAX: usize = 10;

/// A cause, and the images that do not pass for it.
pub(super) struct Cause<'a> {
    finding: &'a VerifyFinding,
    pub(super) note: Note,
    names: Vec<&'a ImageName>,
}

/// The causes of what does not pass, in the order of their first images. What a registry did not answer is none of them.
pub(super) fn causes(findings: &BTreeMap<ImageName, Vec<VerifyFinding>>) -> Vec<Cause<'_>> {
    let all = findings
        .iter()
        .flat_map(|(name, list)| list.iter().map(move |it| (name, it)));
    let failing = all.filter_map(|(name, finding)| {
        let note = finding.note().filter(|note| note.class.is_some())?;
        (note.kind != NoteKind::Failure).then_some((name, finding, note))
    });
    let groups = grouped_by(failing, |(_, _, note)| (note.reason, note.message.clone()));
    groups.into_iter().filter_map(Cause::of).collect()
}

/// The causes in words: the first ones, and how many more there are.
pub(super) fn in_words(causes: &[Cause<'_>]) -> Vec<String> {
    let shown = causes.iter().take(CAUSES_MAX).map(Cause::words);
    let more = causes.len().saturating_sub(CAUSES_MAX);
    let more = (more > 0).then(|| format!("and {more} more; `--format json` lists them all"));
    shown.chain(more).collect()
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
    fn words(&self) -> String {
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
                | EntryState::Stale
                | EntryState::Unsatisfied(_)
                | EntryState::Undeclared,
            )
            | VerifyFinding::Present
            | VerifyFinding::Gone
            | VerifyFinding::PlatformsGone { .. }
            | VerifyFinding::Moved { .. }
            | VerifyFinding::Refused(_)
            | VerifyFinding::Failed(_)
            | VerifyFinding::NotFromTag { .. }
            | VerifyFinding::NotFromIndex(_)
            | VerifyFinding::NotPublic { .. }
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
    let names = |reason: Reason| {
        let causes = causes.iter().filter(move |it| it.note.reason == reason);
        let names = causes.flat_map(|it| it.names.iter().copied());
        Some(names.collect::<BTreeSet<&ImageName>>()).filter(|names| !names.is_empty())
    };
    let registries = causes.iter().filter_map(|cause| cause.registry());
    let registries: BTreeSet<&Registry> = registries.collect();
    let others = causes.iter().filter(|it| {
        let own = [
            Reason::DigestNotFromTag,
            Reason::RegistryNotAllowed,
            Reason::PlatformGone,
            Reason::DigestOfPart,
        ];
        let is_general = it.note.kind == NoteKind::Refusal && it.note.reason != Reason::NotAnImage;
        !is_general && !own.contains(&it.note.reason)
    });
    let others: BTreeSet<String> = others.filter_map(|it| it.note.hint.clone()).collect();
    let of_tags = names(Reason::DigestNotFromTag).map(|names| update_hint(&names));
    let of_platforms = names(Reason::PlatformGone).map(|names| platforms_hint(&names));
    let of_registries = (!registries.is_empty()).then(|| registries_hint(&registries));
    let of_parts = names(Reason::DigestOfPart).map(|names| part_hint(&names));
    let own = of_registries.into_iter().chain(of_tags);
    let own = own.chain(of_parts).chain(of_platforms);
    own.chain(others).collect()
}

fn update_hint(moved: &BTreeSet<&ImageName>) -> String {
    let tags = if moved.len() == 1 {
        "the tag"
    } else {
        "the tags"
    };
    format!("if {tags} moved since, run `{}`", update_command(moved))
}

fn part_hint(names: &BTreeSet<&ImageName>) -> String {
    let tags = match names.len() {
        1 => "the tag names",
        _ => "the tags name",
    };
    format!("run `{}` to lock what {tags}", update_command(names))
}

/// An update helps only where the tag names another index than the one that a clean-up left in part.
fn platforms_hint(names: &BTreeSet<&ImageName>) -> String {
    let (images, tags, name) = match names.len() {
        1 => ("the image", "its tag", "names"),
        _ => ("the images", "their tags", "name"),
    };
    let update = update_command(names);
    format!(
        "if {tags} {name} something else by now, run `{update}`; else a clean-up has deleted a part: push {images} again"
    )
}

/// The command that locks what the tags of these images name; without names where there are many.
fn update_command(names: &BTreeSet<&ImageName>) -> String {
    let list = names.iter().map(|name| format!(" {name}"));
    let list: String = list.take_while(|_| names.len() <= NAMED_MAX).collect();
    format!("imagelock update{list}")
}

fn registries_hint(registries: &BTreeSet<&Registry>) -> String {
    if registries.len() > NAMED_MAX {
        return "if that is meant, pass `--allow-registry HOST` for each of them".to_owned();
    }
    let options = registries.iter().map(|it| format!("--allow-registry {it}"));
    let options = options.collect::<Vec<_>>().join(" ");
    format!("if that is meant, pass `{options}`")
}
