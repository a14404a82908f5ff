//! The reasons for which a request is sent once more after it was refused, and tokens that are too fresh.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;

use super::refusal::INSUFFICIENT_SCOPE;
use super::token::{LIFETIME_MIN, TokenFuture};
use super::{SessionContext, Token, challenge, own_challenges};
use crate::reference::Repository;
use crate::registry::event::Event;
use crate::registry::http::{Response, StatusCode};

/// The age at which a token is shown that replaces a fresh one: the clock of who checks it may be a second behind that
/// of who issued it. A new token that is shown at once would be as early as the one before.
const REST: Duration = Duration::from_millis(1100);

/// How often a request is sent anew since its token had expired when it arrived: it may have waited for its turn each
/// time.
const EXPIRIES_MAX: usize = 8;

/// The reason for which a request is sent once more, each at most once, but for what expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Nothing was presented.
    Authentication,
    /// The token is from another token server, or for another service, than the repository names.
    OwnChallenge,
    /// The token is fresh, and called invalid.
    TooFresh,
    /// The token is older than a clock may be behind, and called invalid by a host that takes tokens: it lives for a
    /// shorter time than it should.
    Expired,
    /// The token was refused for any other reason. It may have expired.
    Replacement,
}

impl Renewal {
    /// Whether a request may be sent for this reason after it was sent for those.
    pub fn may_follow(self, earlier: &[Self]) -> bool {
        let most = match self {
            Self::Expired => EXPIRIES_MAX,
            Self::Authentication | Self::OwnChallenge | Self::TooFresh | Self::Replacement => 1,
        };
        earlier.iter().filter(|reason| **reason == self).count() < most
    }
}

/// Whether an answer calls a fresh token invalid (RFC 6750, 3.1). One that is older may have expired.
pub fn is_too_fresh(token: &Token, response: &Response) -> bool {
    response.status == StatusCode::UNAUTHORIZED
        && !response.is_redirected()
        && challenge::is_invalid_token(&response.headers)
        && is_fresh(token)
}

/// Whether a token is too old for a clock that is a second behind to be the reason of its refusal.
pub fn is_aged(token: &Token) -> bool {
    let rests = if token.has_rested { 2 } else { 1 };
    token.issued_at.elapsed() >= REST * rests
}

fn is_fresh(token: &Token) -> bool {
    token.issued_at.elapsed() < LIFETIME_MIN
}

/// Whether no other token can be better than one that is refused and was never taken: the token server that the
/// repository names cannot be asked, or it is the one that this is from, for all that is asked for.
pub fn is_final(token: &Token, response: &Response) -> bool {
    if own_challenges::fault(token, response).is_some() {
        return true;
    }
    let error = challenge::error_code(&response.headers);
    let has_scope = |scope: &String| token.asked.scope.split(' ').any(|asked| asked == scope);
    let has_all = challenge::other_scopes(&response.headers)
        .iter()
        .all(has_scope);
    let is_same = is_fresh(token) && own_challenges::names_the_same(token, response);
    let is_about_it = !names_other_scope(token, response);
    is_about_it && has_all && (is_same || error.as_deref() == Some(INSUFFICIENT_SCOPE))
}

/// Whether a challenge names a scope that is not about the repository of the token. Who mixes them up once may not do
/// so again.
fn names_other_scope(token: &Token, response: &Response) -> bool {
    let own: Vec<&str> = token.asked.scope.split(' ').collect();
    let own_names: Vec<_> = own
        .iter()
        .filter_map(|scope| repository_of(scope))
        .collect();
    let is_own = |scope: &str| {
        own.contains(&scope) || repository_of(scope).is_some_and(|name| own_names.contains(&name))
    };
    let offered = challenge::challenges(&response.headers);
    let scopes = offered.iter().filter_map(|raw| raw.parameter("scope"));
    let mut named = scopes.flat_map(str::split_whitespace);
    named.any(|scope| !is_own(scope))
}

/// The repository that a scope is about.
fn repository_of(scope: &str) -> Option<&str> {
    let (name, _actions) = scope.strip_prefix("repository:")?.rsplit_once(':')?;
    Some(name)
}

/// Whether an answer refuses the second of two fresh tokens.
pub fn is_second_refusal(token: &Token, response: &Response) -> bool {
    token.has_rested && is_too_fresh(token, response)
}

/// Keeps a token for a repository until it is a second old, and tells of that.
pub fn rested(
    context: Arc<SessionContext>,
    host: String,
    repository: &Repository,
    token: TokenFuture,
) -> TokenFuture {
    let path = repository.path();
    let cause = format!(
        "it calls a fresh token for `{path}` invalid, so the next one is kept for a second"
    );
    let rested = async move {
        (context.observer)(Event::Retrying {
            host,
            cause,
            hint: None,
        });
        let token = token.await?;
        tokio::time::sleep(REST).await;
        Ok(Token {
            has_rested: true,
            ..token
        })
    };
    rested.boxed()
}
