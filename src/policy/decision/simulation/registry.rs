//! One repository of a registry, whose tags move by hand.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::decision::{Fact, Facts, RepositoryFacts};
use crate::reference::{Digest, Platform, Repository, Tag};
use crate::registry::{Error, ImageOrArtifact, ImagePlatforms};
use crate::resolve::{Answered, ManifestAnswer};

/// The host that answers.
const HOST: &str = "registry.example";

/// The tags of one repository, each with the body that it names.
///
/// A body is a text. With `=` it is an index: `amd64=a arm64=b` has the manifests `a` and `b`, and `note=x` is an
/// attestation. Any other text is a single manifest of `linux/amd64`.
#[derive(Debug, Clone, Default)]
pub(in crate::policy) struct FakeRegistry {
    pub tags: BTreeMap<String, String>,
    pub bodies: BTreeSet<String>,
    /// The bodies that are gone.
    pub gone: BTreeSet<String>,
    /// The bodies about which there is no answer now.
    pub failing: BTreeSet<String>,
    /// The bodies that it does not give to us now.
    pub refusing: BTreeSet<String>,
}

/// The digest of a body.
pub(in crate::policy) fn digest(body: &str) -> Digest {
    Digest::sha256(body.as_bytes())
}

/// The platforms of an index.
pub(in crate::policy) fn image_platforms(body: &str) -> ImagePlatforms {
    let parts = body.split(' ').filter_map(|part| part.split_once('='));
    let parts = parts.filter(|(platform, _)| *platform != "note");
    let pair = |(platform, child): (&str, &str)| {
        let platform: Platform = format!("linux/{platform}").parse().unwrap();
        (platform, digest(child))
    };
    parts.map(pair).collect()
}

/// The content of a body, as an answer about platforms has it.
fn content(body: &str) -> ImageOrArtifact {
    ImageOrArtifact::Image(match body.contains('=') {
        true => image_platforms(body),
        false => [("linux/amd64".parse().unwrap(), digest(body))]
            .into_iter()
            .collect(),
    })
}

impl FakeRegistry {
    /// Makes a tag name a body.
    pub fn push(&mut self, tag: &str, body: &str) {
        self.tags.insert(tag.to_owned(), body.to_owned());
        self.bodies.insert(body.to_owned());
        self.gone.remove(body);
    }

    /// The answer about a tag, with the platforms.
    pub fn tag(&self, tag: &Tag) -> Answered {
        let body = self.tags.get(tag.as_str()).ok_or(Error::NoSuchTag {
            host: HOST.to_owned(),
            message: None,
            is_web_page: false,
        })?;
        self.body(body)
    }

    /// The answer about a digest, with the platforms.
    pub fn digest(&self, wanted: &Digest) -> Answered {
        let body = self
            .known(wanted)
            .filter(|body| !self.gone.contains::<str>(body));
        let body = body.ok_or(Error::NoSuchDigest {
            host: HOST.to_owned(),
            message: None,
        })?;
        self.body(body)
    }

    /// The body with a digest, be it gone or not.
    pub fn known(&self, wanted: &Digest) -> Option<&str> {
        let body = self.bodies.iter().find(|body| digest(body) == *wanted);
        body.map(String::as_str)
    }

    fn body(&self, body: &str) -> Answered {
        let host = HOST.to_owned();
        if self.refusing.contains(body) {
            return Err(Error::NoTokens {
                server: host.clone(),
                host,
                status: 403,
                message: None,
                remedy: None,
            });
        }
        if self.failing.contains(body) {
            return Err(Error::Unreachable {
                host,
                attempts: 1,
                cause: "it is not there".to_owned(),
            });
        }
        Ok(ManifestAnswer {
            digest: digest(body),
            platforms: Some(content(body)),
        })
    }

    /// Answers a question.
    pub fn learn(&self, fact: Fact, facts: &mut Facts) {
        match fact {
            Fact::Tag(repository, tag) => {
                let answer = self.tag(&tag).map(without_platforms);
                of(facts, repository).tags.insert(tag, answer);
            }
            Fact::Index(repository, digest) => {
                let index = |answer: ManifestAnswer| {
                    let ImageOrArtifact::Image(platforms) = answer.platforms? else {
                        return None;
                    };
                    let is_single = platforms.iter().any(|(_, own)| *own == digest);
                    (!is_single).then_some(platforms)
                };
                let answer = self.digest(&digest).map(index);
                of(facts, repository).indexes.insert(digest, answer);
            }
            Fact::Presence(repository, digest) => {
                let answer = self.digest(&digest).map(without_platforms);
                of(facts, repository).presence.insert(digest, answer);
            }
            Fact::Platforms(repository, digest) => {
                let answer = self.digest(&digest);
                of(facts, repository).platforms.insert(digest, answer);
            }
        }
    }
}

fn of(facts: &mut Facts, repository: Repository) -> &mut RepositoryFacts {
    facts.repositories.entry(repository).or_default()
}

/// The answer to a HEAD.
pub(super) fn without_platforms(answer: ManifestAnswer) -> ManifestAnswer {
    ManifestAnswer {
        platforms: None,
        ..answer
    }
}
