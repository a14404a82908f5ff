//! A manifest with its lock as `verify` sees them: what is found of them, and the report of it.

use super::change::{self, Findings};
use super::claims::{ClaimFlaws, Claims};
use super::options::{Depth, VerifyOptions};
use crate::context::Context;
use crate::document::{Source, shown_path};
use crate::error::{Error, TimedOut};
use crate::exit::Status;
use crate::flow::check_clock;
use crate::lock::{Entry, Lock, LockFile, Seen, compare};
use crate::manifest::{Image, ImageName, MinAge};
use crate::policy::decision::{Fact, Facts};
use crate::project::base::BaseFiles;
use crate::project::{Project, ProjectFiles, SeenSources};
use crate::report::verify::{AgeWayOut, CheckedCount, RecordFinding, VerifyFinding};
use crate::report::{Report, VerifyReport};
use crate::resolve::plan::Plan;

/// A manifest with its lock.
pub(super) struct Subject {
    pub project: Project,
    pub lock: LockFile,
    pub findings: Findings,
    /// The questions on entries that differ from the base, until they are asked.
    pub change: Plan,
    /// What registries were asked for, and answered.
    pub checked: CheckedCount,
    /// The records that `update` believes.
    pub seen: Seen,
    /// What a change claims.
    claims: Option<Claims>,
    /// The findings on its records.
    pub records: Vec<RecordFinding>,
    base: Option<BaseFiles>,
    /// The findings on the manifest itself.
    policy: Vec<VerifyFinding>,
    /// Whether registries are to be asked anything.
    is_asked: bool,
}

impl Subject {
    /// Reads manifest and lock, and holds them against each other and against their base.
    pub(super) fn open(
        context: &Context,
        options: &VerifyOptions,
        sources: &SeenSources<'_>,
        place: ProjectFiles,
        base: Option<BaseFiles>,
    ) -> Result<Self, Error> {
        let project = place.open(context)?;
        let lock = project.existing_lock()?;
        let state = |(name, state)| (name, vec![VerifyFinding::State(state)]);
        let states = compare(&project.manifest, &lock.lock).into_iter();
        let policy = base.as_ref().zip(options.base.as_ref());
        let policy = policy.map(|(base, options)| change::policy(&project.manifest, base, options));
        let mut subject = Self {
            findings: states.map(state).collect(),
            policy: policy.unwrap_or_default(),
            project,
            lock,
            change: Plan::default(),
            checked: CheckedCount::default(),
            claims: None,
            seen: Seen::default(),
            records: Vec::new(),
            base,
            is_asked: options.depth != Depth::Offline,
        };
        let is_fresh = matches!(options.depth, Depth::Fresh | Depth::PresentAndFresh);
        if subject.base.is_some() || is_fresh {
            subject.compare_with_base(context, options, sources)?;
        }
        Ok(subject)
    }

    /// Reads the records, and plans what is asked of a change.
    fn compare_with_base(
        &mut self,
        context: &Context,
        options: &VerifyOptions,
        sources: &SeenSources<'_>,
    ) -> Result<(), Error> {
        let (project, base) = (&self.project, self.base.as_ref());
        check_clock(context.today, &project.manifest)?;
        let has_min_age =
            project.manifest.has_min_age() || base.is_some_and(BaseFiles::has_min_age);
        let file = project.files.seen_if(has_min_age)?;
        let others = sources.of(&project.files)?;
        self.seen = file.seen.clone();
        self.seen.merge(&others);
        if let Some((base, options)) = base.zip(options.base.as_ref()) {
            let (plan, changed) =
                change::plan(project, &self.lock.lock, base, options, &mut self.findings);
            let (records, trusted) = ((file, &project.manifest), (base, &others));
            let claims = Claims::new(changed, records, trusted, options, context.today);
            self.is_asked |= !plan.questions.is_empty() || !claims.asks_nothing();
            (self.change, self.claims) = (plan, Some(claims));
        }
        Ok(())
    }

    /// An image that is locked, and its entry.
    pub(super) fn both(&self, name: &ImageName) -> (&Image, &Entry) {
        let (images, entries) = (&self.project.manifest.images, &self.lock.lock.entries);
        (&images[name], &entries[name])
    }

    /// Whether an image may be asked about: at a registry that the base does not use nothing is asked, whatever the
    /// question.
    pub(super) fn may_be_asked(&self, name: &ImageName) -> bool {
        let is_not_allowed = |it: &_| matches!(it, VerifyFinding::RegistryNotAllowed(_));
        !self.findings[name].iter().any(is_not_allowed)
    }

    /// The images whose entries satisfy them: of the others it is known already that `update` would change them.
    pub(super) fn satisfied(&self) -> impl Iterator<Item = (&ImageName, &Image, &Entry)> {
        self.project
            .manifest
            .images
            .iter()
            .filter_map(|(name, image)| {
                let entry = self.lock.lock.entries.get(name)?;
                let mut findings = self.findings[name].iter();
                let is_satisfied = findings.any(VerifyFinding::is_satisfied);
                (self.may_be_asked(name) && is_satisfied).then_some((name, image, entry))
            })
    }

    /// What a change claims and may not be believed, or the facts that this depends on.
    pub(super) fn claim_flaws(&self, facts: &Facts) -> Result<ClaimFlaws, Vec<Fact>> {
        let (manifest, lock) = (&self.project.manifest, &self.lock.lock);
        let flaws = |claims: &Claims| claims.flaws(manifest, lock, &self.findings, facts);
        self.claims
            .as_ref()
            .map_or_else(|| Ok(ClaimFlaws::default()), flaws)
    }

    /// The age that the digest of a changed entry must have.
    pub(super) fn min_age(&self, name: &ImageName) -> MinAge {
        let claims = self.claims.as_ref();
        let changed = claims.and_then(|claims| claims.entries.get(name));
        changed.map(|changed| changed.min_age).unwrap_or_default()
    }

    /// Notes of an image that its age was not checked either.
    pub(super) fn hide_age(&mut self, name: &ImageName) {
        for finding in self.findings.get_mut(name).into_iter().flatten() {
            if let VerifyFinding::NotPublic { hides_age, .. } = finding {
                *hides_age = true;
            }
        }
    }

    /// The way out of a changed entry whose age counts.
    pub(super) fn age_way_out(&self, name: &ImageName) -> Option<AgeWayOut> {
        let (min_age, own) = (self.min_age(name), self.both(name).0.min_age);
        if own < min_age {
            return Some(AgeWayOut::PolicyFirst(min_age));
        }
        let base = self.base.as_ref().filter(|_| !min_age.is_none())?;
        Some(AgeWayOut::Anew(base.way_back()))
    }

    /// Whether a trusted record has the digest of an entry.
    pub(super) fn is_recorded(&self, name: &ImageName) -> bool {
        let (_, entry) = self.both(name);
        let claims = self.claims.as_ref();
        claims.is_some_and(|claims| claims.trust(entry))
    }

    /// Adds a finding, once: a registry that does not answer is the same by tag and by digest.
    pub(super) fn add(&mut self, name: &ImageName, finding: VerifyFinding) {
        let list = self.findings.entry(name.clone()).or_default();
        if !list.contains(&finding) {
            list.push(finding);
        }
    }

    /// Adds findings on several images.
    pub(super) fn add_all(&mut self, findings: Vec<(ImageName, VerifyFinding)>) {
        for (name, finding) in findings {
            self.add(&name, finding);
        }
    }

    /// The report, where the time may have been over before all was asked.
    pub(super) fn report(
        self,
        options: &VerifyOptions,
        timed_out: Option<&TimedOut>,
    ) -> Result<Report, Error> {
        let unfinished = timed_out.filter(|_| self.is_asked).cloned();
        let depth = match unfinished {
            None => options.depth,
            Some(_) => Depth::Offline,
        };
        let is_compared = self.base.is_some() && unfinished.is_none();
        let (project, lock, findings) = (self.project, self.lock, self.findings);
        let is_finished = unfinished.is_none();
        let difference = lock.difference.as_ref();
        let mut report = VerifyReport {
            manifest_path: project.files.shown(),
            lock_path: shown_path(&project.files.lock_path),
            seen_path: shown_path(&project.files.seen_path),
            checked: Some(self.checked)
                .filter(|_| is_finished)
                .unwrap_or_default(),
            not_asked: not_asked(depth, is_compared, &lock.lock, &findings),
            base: self.base.map(|base| base.into_lock(&lock.lock)),
            difference: difference.map(|it| (it.line, masked_line(&lock, it.line))),
            manifest: project.manifest,
            lock: lock.lock,
            findings,
            policy: self.policy,
            records: self.records,
            unfinished: None,
        };
        match unfinished {
            // What is known without an answer weighs more than that there is none; where nothing is, that is all there is
            Some(timed_out) if report.status() == Status::Done => return Err(timed_out.into()),
            unfinished => report.unfinished = unfinished.map(Error::from),
        }
        Ok(Report::Verify(Box::new(report)))
    }
}

/// A line of the lock as it may be shown: somebody may have hidden anything there.
fn masked_line(lock: &LockFile, number: usize) -> String {
    let source = Source::new("", lock.text.as_deref().unwrap_or_default());
    let text = source.masked_text();
    let line = text.split('\n').nth(number - 1);
    line.unwrap_or_default().trim().to_owned()
}

/// The questions that a reader of the report must not take for answered.
fn not_asked(
    depth: Depth,
    is_compared: bool,
    lock: &Lock,
    findings: &Findings,
) -> Vec<&'static str> {
    let has_platforms = lock.entries.values().any(|entry| entry.platforms.is_some());
    let is_moved = |finding: &VerifyFinding| matches!(finding, VerifyFinding::Moved(_));
    let offline = if is_compared {
        "entries that do not differ from the base"
    } else {
        "digests were not compared with any registry (see `--present`, `--fresh`)"
    };
    let tags = "whether tags still name these digests (see `--fresh`)";
    let gone = "whether the registries still have the digests whose tags moved (see `--present`)";
    let gone = findings.values().flatten().any(is_moved).then_some(gone);
    let is_stale = lock.entries.values().any(Entry::platforms_are_stale);
    let stale =
        "whether the registries still have the platforms that are stale (see `imagelock lock`)";
    let stale = is_stale.then_some(stale);
    let platforms = "whether the digests of the platforms match their index";
    let platforms = has_platforms.then_some(platforms);
    let questions = match depth {
        Depth::Offline => [Some(offline), None, None],
        Depth::Present => [Some(tags), stale, platforms],
        Depth::Fresh => [gone, None, platforms],
        Depth::PresentAndFresh => [None, stale, platforms],
    };
    questions.into_iter().flatten().collect()
}
