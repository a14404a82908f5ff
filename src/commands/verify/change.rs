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
use crate::project::base::{BaseEntries, BaseFiles};
use crate::reference::{Digest, Platform, Registry};
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

/// Plans what has to be asked of the entries that differ; what is known without asking goes to the findings. Those
/// whose age or whose tag matters are looked at again once their tags are known to name them.
pub(super) fn plan(
    project: &Project,
    head: &Lock,
    base: &BaseFiles,
    options: &BaseOptions,
    findings: &mut Findings,
) -> (Plan, BTreeMap<ImageName, ChangedEntry>) {
    let mut review = ChangeReview {
        manifest: &project.manifest,
        head,
        base,
        options,
        registries: base.registries(),
        entries: base.entries(&project.manifest),
        claimed: BTreeSet::new(),
        changed: BTreeMap::new(),
    };
    let mut questions = Vec::new();
    for (name, image) in &project.manifest.images {
        let list = findings.entry(name.clone()).or_default();
        questions.extend(review.question(name, image, list));
    }
    (asking(questions), review.changed)
}

/// A change as it is held against its base, image by image.
struct ChangeReview<'a> {
    manifest: &'a Manifest,
    head: &'a Lock,
    base: &'a BaseFiles,
    options: &'a BaseOptions,
    /// The registries and the entries of the base.
    registries: BTreeSet<&'a Registry>,
    entries: BaseEntries<'a>,
    /// The entries of the base that an image of the change had already.
    claimed: BTreeSet<&'a ImageName>,
    changed: BTreeMap<ImageName, ChangedEntry>,
}

impl<'a> ChangeReview<'a> {
    /// The question on an image, if there is one; what is known without it goes to the findings.
    fn question(
        &mut self,
        name: &'a ImageName,
        image: &Image,
        findings: &mut Vec<VerifyFinding>,
    ) -> Option<(&'a ImageName, &'a Entry, Target, Need)> {
        let new = self.head.entries.get(name);
        let known = new.map(|new| self.base.vouchers(name, new, self.head, &mut self.claimed));
        let mut known = known.unwrap_or_default();
        let weakened = self.base.weakenings(name, image, self.manifest, new);
        let weakened = weakened.into_iter().map(|it| finding_of(it, self.options));
        findings.extend(weakened);
        let new = new.filter(|_| findings.iter().any(VerifyFinding::is_satisfied))?;
        if is_known(new, &known) {
            return None;
        }
        // An update goes on from what another name has locked, too
        let min_age = self.base.min_age(name, image, self.manifest);
        let is_held = image.immutable || !min_age.is_none();
        if is_held || !image.platforms.is_empty() {
            known.extend(self.entries.vouchers(name, image));
        }
        if is_known(new, &known) {
            return None;
        }
        let registry = new.repository.registry();
        if !self.registries.contains(registry) && !self.options.registries.contains(registry) {
            findings.push(VerifyFinding::RegistryNotAllowed(registry.clone()));
            return None;
        }
        findings.extend(false_platforms(new, &known));
        let target = target(image, &known, new);
        if matches!(target, Target::Tag(_)) && is_held {
            let locked = self.locked(name, image, new);
            self.changed
                .insert(name.clone(), ChangedEntry { min_age, locked });
        }
        Some((name, new, target, need(image)))
    }

    /// The entries of the base from which an update goes on, and that have another digest.
    fn locked(&self, name: &ImageName, image: &Image, new: &Entry) -> Vec<Entry> {
        let locked = self.entries.of(name, image).into_iter();
        let locked = locked.filter(|locked| !locked.names_same_digest(new));
        locked.cloned().collect()
    }
}

fn is_known(new: &Entry, known: &[&Entry]) -> bool {
    known.iter().any(|old| old.locks_the_same(new))
}

/// The finding on platforms that belong to another digest: nobody may change them, and no registry can be asked about
/// them.
fn false_platforms(new: &Entry, known: &[&Entry]) -> Option<VerifyFinding> {
    let is_old = known.iter().any(|old| old.platforms == new.platforms);
    (new.platforms_are_stale() && !is_old).then(|| {
        let platforms = recorded(new).map(|(platform, _)| platform.clone());
        VerifyFinding::NotFromIndex(platforms.collect())
    })
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

/// The tag or digest to ask for. A tag has to name the locked digest. An image that is pinned is asked for by its
/// digest, and so is an entry that differs in its platforms alone: the base has its digest, whatever the tag names by
/// now.
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
