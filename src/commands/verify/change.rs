//! `verify --base`: is what a change locks true, and does it weaken what its base demands?
//!
//! Manifest and lock of the change are somebody else's. What its base locks is believed, so that nothing that moved
//! meanwhile fails; everything else is asked, at registries that the base uses.

use std::collections::{BTreeMap, BTreeSet};

use super::options::{Allowance, BaseOptions};
use crate::context::Context;
use crate::lock::{Entry, Lock};
use crate::manifest::{Image, ImageName, Manifest, MinAge};
use crate::policy::{Weakening, declared_platforms};
use crate::project::Project;
use crate::project::base::BaseFiles;
use crate::reference::{Digest, Platform};
use crate::registry::{self, ImageOrArtifact, Target};
use crate::report::verify::{TagDigests, VerifyFinding};
use crate::resolve::plan::{Plan, asking};
use crate::resolve::{Answered, ManifestAnswer, Need};

/// The findings on each image.
pub(super) type Findings = BTreeMap<ImageName, Vec<VerifyFinding>>;

/// An entry that is none of those from which an update on the base goes on, though its age or its tag matters.
pub(super) struct ChangedEntry {
    /// The age that it must have.
    pub min_age: MinAge,
    /// The entries from which an update on each commit of the base goes on.
    pub locked: Vec<Entry>,
}

/// Plans what has to be asked of the entries that differ; what is known without asking goes to the findings. Those whose
/// age or whose tag matters are looked at again once their tags are known to name them.
pub(super) fn plan(
    project: &Project,
    head: &Lock,
    base: &BaseFiles,
    options: &BaseOptions,
    findings: &mut Findings,
) -> (Plan, BTreeMap<ImageName, ChangedEntry>) {
    let (registries, entries) = (base.registries(), base.entries(&project.manifest));
    let mut changed = BTreeMap::new();
    let (mut questions, mut claimed) = (Vec::new(), BTreeSet::new());
    for (name, image) in &project.manifest.images {
        let new = head.entries.get(name);
        let known = new
            .map(|new| base.vouchers(name, new, head, &mut claimed))
            .unwrap_or_default();
        let weakened = base.weakenings(name, image, &project.manifest, new);
        let list = findings.entry(name.clone()).or_default();
        let weakened = weakened.into_iter().map(|it| finding_of(it, options));
        list.extend(weakened);
        let stands = list.iter().any(VerifyFinding::is_satisfied);
        let is_known =
            |new: &&Entry, known: &[&Entry]| known.iter().any(|old| old.locks_the_same(new));
        let Some(new) = new.filter(|new| stands && !is_known(new, &known)) else {
            continue;
        };
        // An update goes on from what another name has locked, too
        let min_age = base.min_age(name, image, &project.manifest);
        let is_held = image.immutable || !min_age.is_none();
        let mut known = known;
        if is_held || !image.platforms.is_empty() {
            known.extend(entries.vouchers(name, image));
        }
        if is_known(&new, &known) {
            continue;
        }
        let registry = new.repository.registry();
        if !registries.contains(registry) && !options.registries.contains(registry) {
            list.push(VerifyFinding::RegistryNotAllowed(registry.clone()));
            continue;
        }
        // Nobody may change platforms that belong to another digest, which no registry can be asked about
        if new.platforms_are_stale() && !known.iter().any(|old| old.platforms == new.platforms) {
            let platforms = recorded(new).map(|(platform, _)| platform.clone());
            list.push(VerifyFinding::NotFromIndex(platforms.collect()));
        }
        let target = target(image, &known, new);
        if matches!(target, Target::Tag(_)) && is_held {
            let locked = entries.of(name, image).into_iter();
            let locked = locked.filter(|locked| !locked.names_same_digest(new));
            let locked = locked.cloned().collect();
            changed.insert(name.clone(), ChangedEntry { min_age, locked });
        }
        questions.push((name, new, target, need(image)));
    }
    (asking(questions), changed)
}

/// The findings on the manifest as a whole: what the change weakens of it.
pub(super) fn policy(
    head: &Manifest,
    base: &BaseFiles,
    options: &BaseOptions,
) -> Vec<VerifyFinding> {
    let weakenings = base.file_weakenings(head).into_iter();
    weakenings.map(|it| finding_of(it, options)).collect()
}

pub(super) fn finding_of(weakening: Weakening, options: &BaseOptions) -> VerifyFinding {
    VerifyFinding::Weakened {
        weakening,
        is_allowed: options.policy_change == Allowance::Granted,
    }
}

/// The tag or digest to ask for. A tag has to name the locked digest. An image that is pinned is asked for by its digest,
/// and so is an entry that differs in its platforms alone: the base has its digest, whatever the tag names by now.
fn target(image: &Image, known: &[&Entry], new: &Entry) -> Target {
    let is_known = image.is_pinned() || known.iter().any(|old| old.names_same_digest(new));
    match &new.tag {
        Some(tag) if !is_known => Target::Tag(tag.clone()),
        _ => Target::Digest(new.digest.clone()),
    }
}

/// Platforms that are declared are demanded also where a bot has changed the digest alone.
fn need(image: &Image) -> Need {
    if image.platforms.is_empty() {
        Need::Digest
    } else {
        Need::Platforms
    }
}

fn recorded(entry: &Entry) -> impl Iterator<Item = (&Platform, &Digest)> {
    let platforms = entry.platforms.iter();
    platforms.flat_map(|platforms| &platforms.digests)
}

/// The finding that an answer makes of an entry of the change.
pub(super) fn finding(
    context: &Context,
    options: &BaseOptions,
    (image, entry): (&Image, &Entry),
    answer: &Answered,
) -> VerifyFinding {
    match answer {
        Ok(answer) if answer.digest != entry.digest => VerifyFinding::NotFromTag(TagDigests {
            tag: entry.tag.clone(),
            locked: entry.digest.clone(),
            now: answer.digest.clone(),
            part: answer.part(&entry.digest),
            way_out: None,
        }),
        Ok(ManifestAnswer {
            platforms: Some(present),
            ..
        }) => platforms_finding(image, entry, present),
        Ok(_) => VerifyFinding::Present,
        Err(error) if matches!(error.own(), registry::Error::NoSuchDigest { .. }) => {
            VerifyFinding::Gone
        }
        Err(error) => unanswered(context, options, error),
    }
}

/// The finding that there is no answer.
pub(super) fn unanswered(
    context: &Context,
    options: &BaseOptions,
    error: &registry::Error,
) -> VerifyFinding {
    let error = error.clone();
    if context.is_anonymous && matches!(error.own(), registry::Error::Refused(_)) {
        let is_allowed = options.unasked == Allowance::Granted;
        return VerifyFinding::NotPublic {
            error,
            is_allowed,
            hides_age: false,
        };
    }
    VerifyFinding::Failed(error)
}

/// Whether an image has a manifest for a platform, which need not be the only one: it may be undeclared.
fn is_of(present: &ImageOrArtifact, platform: &Platform, digest: &Digest) -> bool {
    match present {
        ImageOrArtifact::Image(platforms) => platforms.get(platform).contains(digest),
        ImageOrArtifact::Artifact(_) => false,
    }
}

/// Those that are declared must be there, and those that are locked must be what is there.
fn platforms_finding(image: &Image, entry: &Entry, present: &ImageOrArtifact) -> VerifyFinding {
    if let Err(refusal) = declared_platforms(&image.platforms, present) {
        return VerifyFinding::Refused(refusal);
    }
    let is_false = |(platform, digest): &(&Platform, &Digest)| !is_of(present, platform, digest);
    let wrong = recorded(entry).filter(is_false);
    let wrong: BTreeSet<Platform> = wrong.map(|(platform, _)| platform.clone()).collect();
    if wrong.is_empty() || entry.platforms_are_stale() {
        VerifyFinding::Present
    } else {
        VerifyFinding::NotFromIndex(wrong)
    }
}
