//! Lists of tags, in the manners of the registries that there are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::answer::Answer;
use super::image::digest;
use super::store::Repository;

/// The manner in which a registry lists tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// Distribution 3: pages of at most so many, sorted bytewise.
    Paged(usize),
    /// Distribution 2.8: all at once and unsorted, whatever was asked for.
    Distribution2,
    /// Docker Hub: as many as was asked for, or all.
    DockerHub,
    /// GHCR: the oldest first, a hundred where nobody says how many.
    Ghcr,
    /// Quay: the oldest first, a hundred at most.
    Quay,
    /// ECR: unsorted, behind an absolute link with a token; refuses to give more than a thousand.
    Ecr,
    /// ACR: does not look at a number above a thousand.
    Acr,
    /// Google's registries: all at once, beside more about each.
    Google,
    /// Artifactory: its links have lost the name of a virtual repository.
    Artifactory,
    /// Nexus: its links lead to a path of its own, which is none of the registry.
    Nexus,
    /// zot: knows no tag to go on behind that is gone.
    Zot,
    /// A registry that refuses to be told how many tags are wanted.
    RefusesNumbers,
}

/// The question for a page.
pub(super) struct PageQuestion<'a> {
    /// `http://127.0.0.1:PORT`, as it was asked.
    pub(super) origin: String,
    pub(super) path: &'a str,
    pub(super) number: Option<&'a str>,
    pub(super) last: Option<&'a str>,
}

impl Lists {
    /// The page that is asked for.
    pub(super) fn page(self, repository: &Repository, question: &PageQuestion) -> Answer {
        let Ok(number) = question.number.map(str::parse).transpose() else {
            return invalid_number("invalid number of results requested");
        };
        let Some(size) = self.size(number) else {
            return self.refusal();
        };
        let tags = self.sorted(repository);
        let start = match question.last.map(|last| self.place_behind(&tags, last)) {
            Some(None) => return Answer::error(404, "NAME_UNKNOWN", "the last tag is not found"),
            Some(Some(start)) => start,
            None => 0,
        };
        let rest = &tags[start..];
        let page = &rest[..size.min(rest.len())];
        let answer = self.answer(question, page);
        match page.last() {
            Some(last) if page.len() < rest.len() => {
                let query = self.query(last, start + page.len(), size, question.number);
                let target = self.target(question, &query);
                answer.with("link", format!("<{target}>; rel=\"next\""))
            }
            _ => answer,
        }
    }

    /// How many tags a page has if so many are asked for; nothing if that is refused.
    fn size(self, number: Option<usize>) -> Option<usize> {
        let most = match self {
            Self::RefusesNumbers if number.is_some() => return None,
            Self::Ecr if number.is_some_and(|number| number > 1000) => return None,
            Self::Distribution2 | Self::Google => return Some(usize::MAX),
            Self::Paged(most) => most,
            Self::Quay => 100,
            Self::Acr if number.is_some_and(|number| number > 1000) => 100,
            Self::DockerHub | Self::Zot | Self::RefusesNumbers => usize::MAX,
            Self::Ghcr | Self::Ecr | Self::Acr | Self::Artifactory | Self::Nexus => 1000,
        };
        let unsaid = match self {
            Self::Ghcr | Self::Acr => 100,
            _ => most,
        };
        Some(number.unwrap_or(unsaid).min(most))
    }

    /// The refusal of a number.
    fn refusal(self) -> Answer {
        match self {
            Self::Ecr => {
                let words = "Invalid parameter at 'maxResults' failed to satisfy constraint";
                Answer::error(405, "UNSUPPORTED", words)
            }
            _ => invalid_number("number of results is not supported"),
        }
    }

    fn sorted(self, repository: &Repository) -> Vec<&str> {
        match self {
            Self::Ghcr | Self::Quay => repository.tags_by_age().collect(),
            Self::Ecr | Self::Distribution2 => {
                let mut tags: Vec<&str> = repository.tags().collect();
                tags.sort_by_cached_key(|tag| digest(tag.as_bytes()));
                tags
            }
            _ => repository.tags().collect(),
        }
    }

    /// Where the page behind a tag or a token begins.
    fn place_behind(self, tags: &[&str], last: &str) -> Option<usize> {
        let place = || tags.iter().position(|tag| *tag == last);
        match self {
            Self::Ecr => {
                let token = URL_SAFE_NO_PAD.decode(last).ok()?;
                String::from_utf8(token).ok()?.parse().ok()
            }
            Self::Zot => place().map(|place| place + 1),
            Self::Ghcr | Self::Quay => Some(place().map_or(0, |place| place + 1)),
            _ => Some(tags.partition_point(|tag| *tag <= last)),
        }
    }

    fn query(self, last: &str, place: usize, size: usize, number: Option<&str>) -> String {
        match (self, number) {
            (Self::Ecr, _) => {
                let token = URL_SAFE_NO_PAD.encode(place.to_string());
                format!("n={size}&last={token}")
            }
            (Self::Acr, _) => format!("last={last}&n={size}&orderby="),
            (Self::Artifactory, _) => format!("last={last}&n={size}"),
            (Self::Ghcr, Some(number)) => format!("last={last}&n={number}"),
            (_, _) => format!("last={last}&n={size}"),
        }
    }

    /// Where the link leads.
    fn target(self, question: &PageQuestion, query: &str) -> String {
        let PageQuestion { origin, path, .. } = question;
        match self {
            Self::Ecr => format!("{origin}/v2/{path}/tags/list?{query}"),
            Self::Artifactory => {
                let (_, path) = path.split_once('/').unwrap_or_default();
                format!("/v2/{path}/tags/list?{query}")
            }
            Self::Nexus => format!("{origin}/repository/docker/v2/{path}/tags/list?{query}"),
            _ => format!("/v2/{path}/tags/list?{query}"),
        }
    }

    fn answer(self, question: &PageQuestion, page: &[&str]) -> Answer {
        let mut list = json!({ "name": question.path, "tags": page });
        if self == Self::Google {
            let manifest = |tag: &&str| {
                let about = json!({ "imageSizeBytes": "1", "tag": [tag], "timeUploadedMs": "1" });
                (digest(tag.as_bytes()), about)
            };
            list["child"] = json!([]);
            list["manifest"] = Value::Object(page.iter().map(manifest).collect());
        }
        let answer = Answer::json(200, &list);
        let body = answer.body.clone();
        match self {
            Self::Ecr => answer.with_body("text/plain; charset=utf-8", &body),
            _ => answer,
        }
    }
}

fn invalid_number(words: &str) -> Answer {
    Answer::error(400, "PAGINATION_NUMBER_INVALID", words)
}
