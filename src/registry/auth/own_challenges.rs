//! The token servers that repositories name for themselves.
//!
//! Most registries have one token server, and what one repository names does for all: that is a guess. Artifactory in
//! path mode has one for each of its repositories (`/artifactory/api/docker/REPOSITORY/v2/token`), and the one that a
//! repository names in its own challenge is obeyed.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Mutex;

use super::challenge::{self, ChallengeError};
use super::{Bearer, Challenge, Token};
use crate::reference::Repository;
use crate::registry::http::{Response, authority, locked};

/// The challenges of repositories.
#[derive(Default)]
pub struct OwnChallenges(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_path: BTreeMap<String, OwnChallenge>,
    /// Whether the host has more than one token server, or its first one looks like that of one repository.
    differ: bool,
}

struct OwnChallenge {
    bearer: Bearer,
    /// Whether it took the place of another one. It does so once: who is sent from one to the next would never arrive.
    is_corrected: bool,
}

impl OwnChallenges {
    pub fn is_known(&self, repository: &Repository) -> bool {
        locked(&self.0).by_path.contains_key(repository.path())
    }

    /// Whether what one repository names is a bad guess about the next one.
    pub fn differ(&self) -> bool {
        locked(&self.0).differ
    }

    /// The token server to ask for a repository, if it or one beside it below the same first name has named any.
    pub fn nearest(&self, repository: &Repository) -> Option<Bearer> {
        let own = &locked(&self.0).by_path;
        let first = first_name(repository.path());
        let beside = || {
            let below = [first, "/"].concat();
            let from = (Bound::Included(below.as_str()), Bound::Unbounded);
            let (path, known) = own.range::<str, _>(from).next()?;
            path.starts_with(&below).then_some(known)
        };
        let known = own.get(repository.path());
        let known = known.or_else(|| own.get(first)).or_else(beside);
        known.map(|known| known.bearer.clone())
    }

    /// Whether a repository is known to name another token server or service than this one.
    pub fn is_other(&self, repository: &Repository, used: &Bearer) -> bool {
        let own = &locked(&self.0).by_path;
        let known = own.get(repository.path());
        known.is_some_and(|known| !known.bearer.is_same(used))
    }

    /// Keeps the token server that an answer to a question without a token names; the first one stays.
    ///
    /// # Errors
    /// If it names one that cannot be asked.
    pub fn learn(
        &self,
        repository: &Repository,
        response: &Response,
        is_repeated: impl Fn(&[u8]) -> bool,
    ) -> Result<(), ChallengeError> {
        if let Some(bearer) = offered(response, is_repeated).transpose()? {
            self.keep(repository, bearer);
        }
        Ok(())
    }

    /// Keeps the token server of a repository; the first one stays.
    pub fn keep(&self, repository: &Repository, bearer: Bearer) {
        let own = OwnChallenge {
            bearer,
            is_corrected: false,
        };
        let mut known = locked(&self.0);
        if !known.by_path.contains_key(repository.path()) {
            known.keep(repository, own);
        }
    }

    /// Learns from an answer that refuses a token. Returns whether the repository names another token server or
    /// service, whose token may be better.
    ///
    /// What the repository named before it was shown a token stays where another host is named now: NVIDIA's registry
    /// leads to one that nobody can use anonymously (nvidia-container-toolkit#1945).
    pub fn correct(&self, repository: &Repository, token: &Token, response: &Response) -> bool {
        let used = &token.bearer;
        let is_repeated = |text: &[u8]| token.is_repeated_in(text);
        let Some(Ok(bearer)) = offered(response, is_repeated) else {
            return false;
        };
        let mut own = locked(&self.0);
        let is_other = match own.by_path.get(repository.path()) {
            // Somebody else has learned it in the meantime
            Some(known) if !known.bearer.is_same(used) => return true,
            Some(known) if known.is_corrected || is_elsewhere(&bearer, used) => return false,
            Some(_) | None => !bearer.is_same(used),
        };
        let known = OwnChallenge {
            bearer,
            is_corrected: is_other,
        };
        own.keep(repository, known);
        is_other
    }
}

impl Known {
    fn keep(&mut self, repository: &Repository, own: OwnChallenge) {
        self.differ = self.differ
            || names(&own.bearer, repository)
            || self
                .by_path
                .values()
                .any(|known| !known.bearer.is_same(&own.bearer));
        self.by_path.insert(repository.path().to_owned(), own);
    }
}

/// Whether the address of a token server has the first name of a repository in it.
fn names(bearer: &Bearer, repository: &Repository) -> bool {
    let mut segments = bearer.realm.path_segments().into_iter().flatten();
    segments.any(|segment| segment == first_name(repository.path()))
}

fn first_name(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

/// The reason for which the token server cannot be asked that a repository names where it refuses a token.
pub fn fault(token: &Token, response: &Response) -> Option<ChallengeError> {
    offered(response, |text| token.is_repeated_in(text))?.err()
}

/// Whether a repository that refuses a token sends for another one to where it is from.
pub fn names_the_same(token: &Token, response: &Response) -> bool {
    let named = offered(response, |text| token.is_repeated_in(text));
    matches!(named, Some(Ok(bearer)) if bearer.is_same(&token.bearer))
}

fn is_elsewhere(bearer: &Bearer, used: &Bearer) -> bool {
    authority(&bearer.realm) != authority(&used.realm)
}

/// The token server that an answer names to who was shown something, or the reason for which it cannot be asked.
fn offered(
    response: &Response,
    is_repeated: impl Fn(&[u8]) -> bool,
) -> Option<Result<Bearer, ChallengeError>> {
    if response.status.as_u16() != 401 || response.is_redirected() {
        return None;
    }
    match challenge::offered(response, is_repeated)? {
        Ok(Challenge::Bearer(bearer)) => Some(Ok(bearer)),
        Err(cause @ (ChallengeError::Realm(_) | ChallengeError::Repeated)) => Some(Err(cause)),
        Ok(Challenge::Basic) | Err(ChallengeError::NoRealm | ChallengeError::Schemes(_)) => None,
    }
}
