//! `verify --present`: is every locked digest still there, of the images and of their platforms?

use std::collections::BTreeMap;

use super::subject::Subject;
use crate::exit::Class;
use crate::lock::Entry;
use crate::manifest::ImageName;
use crate::reference::{Digest, Repository};
use crate::registry::{Error, Target};
use crate::report::verify::{PlatformManifest, VerifyFinding};
use crate::resolve::plan::{self, Plan};
use crate::resolve::{Answered, ManifestQuestion};

/// The digests that a run has asked about, whatever the question was: each is asked about once.
#[derive(Debug, Default)]
pub(super) struct AskedDigests(BTreeMap<Repository, BTreeMap<Digest, Result<(), Error>>>);

impl AskedDigests {
    /// Keeps an answer in mind. A tag that names a digest says that it is there.
    pub(super) fn add(&mut self, question: &ManifestQuestion, answer: &Answered) {
        let digest = match (answer, &question.target) {
            (Ok(answer), _) => &answer.digest,
            (Err(_), Target::Digest(digest)) => digest,
            (Err(_), Target::Tag(_)) => return,
        };
        let answer = answer.as_ref().map(|_| ()).map_err(Error::clone);
        let digests = self.0.entry(question.repository.clone()).or_default();
        digests.insert(digest.clone(), answer);
    }

    /// Keeps in mind that a digest is there.
    pub(super) fn add_there(&mut self, repository: Repository, digest: Digest) {
        self.0.entry(repository).or_default().insert(digest, Ok(()));
    }

    /// Whether a digest is there; `None` where it was not asked about.
    fn answer(&self, repository: &Repository, digest: &Digest) -> Option<Result<(), &Error>> {
        let answer = self.0.get(repository)?.get(digest)?;
        Some(answer.as_ref().copied())
    }
}

/// Asks for all locked digests of which it is not known yet whether they are there.
pub(super) fn presence(subject: &Subject, asked: &AskedDigests) -> Plan {
    let is_open =
        |repository: &Repository, digest: &Digest| asked.answer(repository, digest).is_none();
    plan::presence(entries(subject), is_open)
}

/// The findings on all locked digests, by name.
pub(super) fn presence_findings(
    subject: &Subject,
    asked: &AskedDigests,
) -> Vec<(ImageName, VerifyFinding)> {
    let all = |(name, entry): (&ImageName, &Entry)| {
        let found = findings_of(entry, asked).into_iter();
        found
            .map(|finding| (name.clone(), finding))
            .collect::<Vec<_>>()
    };
    entries(subject).flat_map(all).collect()
}

/// The entries that may be asked about.
fn entries(subject: &Subject) -> impl Iterator<Item = (&ImageName, &Entry)> {
    let entries = subject.lock.lock.entries.iter();
    entries.filter(|(name, _)| subject.may_be_asked(name))
}

/// The findings on the digests of one entry. Where its own is gone, nobody needs to know more; nor where a registry
/// that fails for all of it fails for a platform, too.
fn findings_of(entry: &Entry, asked: &AskedDigests) -> Vec<VerifyFinding> {
    let error = |digest: &Digest| asked.answer(&entry.repository, digest)?.err();
    let of_all = error(&entry.digest);
    let own = of_all.map(own_finding);
    if own == Some(VerifyFinding::Gone) {
        return own.into_iter().collect();
    }
    let mut digests = entry.digests();
    digests.remove(&entry.digest);
    let of_platforms = digests.into_iter().filter_map(|digest| {
        let error = error(digest).filter(|error| of_all != Some(error))?;
        Some(platform_finding(entry, digest, error))
    });
    own.into_iter().chain(of_platforms).collect()
}

/// The finding on the digest of an entry that a registry did not answer for.
pub(super) fn own_finding(error: &Error) -> VerifyFinding {
    match error.class() {
        Class::No => VerifyFinding::Gone,
        Class::WrongQuestion | Class::NoAnswer => VerifyFinding::Failed(error.clone()),
    }
}

/// The same of one of its platforms.
fn platform_finding(entry: &Entry, digest: &Digest, error: &Error) -> VerifyFinding {
    let manifest = PlatformManifest {
        platforms: entry.platforms_of(digest).into_iter().cloned().collect(),
        repository: entry.repository.clone(),
        digest: digest.clone(),
        is_pinned: entry.tag.is_none(),
    };
    match error.class() {
        Class::No => VerifyFinding::PlatformsGone(manifest),
        Class::WrongQuestion | Class::NoAnswer => VerifyFinding::PlatformsFailed {
            manifest,
            error: error.clone(),
        },
    }
}
