//! Why a lock does not pass, in words: findings with one cause as one, and the ways out.

use std::collections::{BTreeMap, BTreeSet};

use super::VerifyFinding;
use crate::document::first_listed;
use crate::exit::Reason;
use crate::lock::EntryState;
use crate::manifest::ImageName;
use crate::reference::Registry;
use crate::report::row::{Note, NoteKind};

/// How many images of one cause are named.
const NAMED_MAX: usize = 10;

/// A cause, and the images that do not pass for it.
pub(super) struct Cause<'a> {
    finding: &'a VerifyFinding,
    pub(super) note: Note,
    names: Vec<&'a ImageName>,
}

/// The causes of what does not pass, in the order of their first images. What a registry did not answer is none of them.
pub(super) fn causes(findings: &BTreeMap<ImageName, Vec<VerifyFinding>>) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let all = findings.iter();
    for (name, finding) in all.flat_map(|(name, list)| list.iter().map(move |it| (name, it))) {
        let note = finding.note().filter(|note| note.class.is_some());
        let Some(note) = note.filter(|note| note.kind != NoteKind::Failure) else {
            continue;
        };
        match causes
            .iter_mut()
            .find(|it| it.note.reason == note.reason && it.note.message == note.message)
        {
            Some(cause) => cause.names.push(name),
            None => causes.push(Cause {
                finding,
                note,
                names: vec![name],
            }),
        }
    }
    causes
}

impl Cause<'_> {
    /// The cause in a sentence that names the images.
    pub(super) fn words(&self) -> String {
        let named = first_listed(self.names.iter(), NAMED_MAX);
        let count = self.names.len();
        match (self.finding, count) {
            (VerifyFinding::State(EntryState::Missing), 1) => format!("{named} is not locked"),
            (VerifyFinding::State(EntryState::Missing), _) => {
                format!("{count} images are not locked: {named}")
            }
            (VerifyFinding::RegistryNotAllowed(registry), 1) => {
                format!("{named} uses `{registry}`, which the base does not use")
            }
            (VerifyFinding::RegistryNotAllowed(registry), _) => {
                format!("{count} images use `{registry}`, which the base does not use: {named}")
            }
            _ => format!("{named}: {}", self.note.message),
        }
    }
}

/// The ways out of these causes, each once.
pub(super) fn hints(causes: &[Cause<'_>]) -> Vec<String> {
    let of = |reason: Reason| causes.iter().filter(move |it| it.note.reason == reason);
    let moved = of(Reason::DigestNotFromTag).flat_map(|it| &it.names);
    let moved: BTreeSet<&ImageName> = moved.copied().collect();
    let registries = causes.iter().filter_map(|cause| match cause.finding {
        VerifyFinding::RegistryNotAllowed(registry) => Some(registry),
        _ => None,
    });
    let registries: BTreeSet<&Registry> = registries.collect();
    let others = causes.iter().filter(|it| {
        let own = [Reason::DigestNotFromTag, Reason::RegistryNotAllowed];
        it.note.kind == NoteKind::Finding && !own.contains(&it.note.reason)
    });
    let others: BTreeSet<String> = others.filter_map(|it| it.note.hint.clone()).collect();
    let of_tags = (!moved.is_empty()).then(|| update_hint(&moved));
    let of_registries = (!registries.is_empty()).then(|| registries_hint(&registries));
    let own = of_registries.into_iter().chain(of_tags);
    own.chain(others).collect()
}

fn update_hint(moved: &BTreeSet<&ImageName>) -> String {
    let names = moved.iter().map(|name| format!(" {name}"));
    let names: String = names.take_while(|_| moved.len() <= NAMED_MAX).collect();
    let tags = if moved.len() == 1 {
        "the tag"
    } else {
        "the tags"
    };
    format!("if {tags} moved since, run `imagelock update{names}`")
}

fn registries_hint(registries: &BTreeSet<&Registry>) -> String {
    let options = registries.iter().map(|it| format!("--allow-registry {it}"));
    let options = options.collect::<Vec<_>>().join(" ");
    format!("if that is meant, pass `{options}`")
}
