//! Registries that send their clients on to another one, which wants a token of its own: lscr.io leads to ghcr.io.
//!
//! Nothing is shown there that was meant for the first: the other registry is asked anonymously, by its own challenge,
//! for the repository that the redirect names (go-containerregistry#2333, #2337, #2359).

use std::sync::Arc;

use futures::FutureExt;
use url::Url;

use super::challenge::{ChallengeError, Distrust};
use super::renewal::{self, rested};
use super::token_server::{TokenRequest, TokenServer};
use super::{
    AccessAttempt, AccessRefusal, Bearer, Challenge, SessionContext, Token, Tokens, challenge,
    realm,
};
use crate::reference::{Repository, parse_repository};
use crate::registry::error::Error;
use crate::registry::event::Event;
use crate::registry::http::{Request, Response, address, authority};

pub struct RedirectTarget {
    context: Arc<SessionContext>,
    tokens: Tokens,
}

impl RedirectTarget {
    pub fn new(context: Arc<SessionContext>) -> Self {
        Self {
            context,
            tokens: Tokens::default(),
        }
    }

    /// Sends a request once more where a redirect led to, with the token that is wanted there; the same answer where
    /// that cannot be met.
    pub async fn fetch(&self, request: &Request, refused: Response) -> Result<Response, Error> {
        let Some((repository, bearer)) = wanted(&refused)? else {
            return Ok(refused);
        };
        if !realm::is_for_guests(&refused.url, &bearer.realm) {
            self.tell_near(&refused, &bearer);
            return Ok(refused);
        }
        let mut token = self.token(&refused, &bearer, &repository, None).await?;
        let mut response = self.send(request, &refused, &token).await?;
        let key = repository.to_string();
        if renewal::is_too_fresh(&token, &response) && self.tokens.may_rest(&key, &token) {
            token = self
                .token(&refused, &bearer, &repository, Some(token.generation))
                .await?;
            response = self.send(request, &refused, &token).await?;
        }
        let is_second_token = renewal::is_second_refusal(&token, &response);
        response.redirected_by = refused.redirected_by;
        if response.status.as_u16() == 401 {
            let asked = AccessAttempt::Guest(token.asked.as_ref().clone());
            return Err(Error::Refused(Box::new(AccessRefusal {
                challenge_error: challenge::error_code(&response.headers)
                    .filter(|word| !token.is_repeated_in(word.as_bytes())),
                is_anonymous: self.context.credentials.is_anonymous(),
                is_second_token,
                ..AccessRefusal::of(&response, repository, asked)
            })));
        }
        self.tokens.accepted(&key, token.generation);
        Ok(response)
    }

    /// Tells of a realm that nobody is sent to from where a redirect led.
    fn tell_near(&self, refused: &Response, bearer: &Bearer) {
        let near = address::of(&bearer.realm).map(Distrust::Near);
        let words = near.map(|near| near.of(&authority(&bearer.realm)));
        (self.context.observer)(Event::Challenge {
            registry: self.context.endpoint.registry.clone(),
            host: refused.host(),
            challenge: words.unwrap_or_default(),
        });
    }

    async fn send(
        &self,
        request: &Request,
        refused: &Response,
        token: &Token,
    ) -> Result<Response, Error> {
        let mut request = Request {
            url: refused.url.clone(),
            led_by: refused.led_by.clone(),
            authorization: Some(token.authorization.clone()),
            ..request.clone()
        };
        self.context.transport.fetch(&mut request).await
    }

    /// The token for a repository; not again one that is too fresh.
    async fn token(
        &self,
        refused: &Response,
        bearer: &Bearer,
        repository: &Repository,
        too_fresh: Option<u64>,
    ) -> Result<Token, Error> {
        let server = TokenServer {
            host: authority(&refused.url),
            bearer: bearer.clone(),
            unusable_helper: None,
            context: Arc::clone(&self.context),
        };
        let context = Arc::clone(&self.context);
        let fetch = |generation| {
            let wanted = TokenRequest {
                generation,
                ..TokenRequest::new(repository)
            };
            let token = async move { server.fetch_token(None, wanted).await }.boxed();
            match too_fresh {
                Some(_) => rested(context, authority(&refused.url), repository, token),
                None => token,
            }
        };
        self.tokens
            .get(&repository.to_string(), too_fresh, fetch)
            .await
    }
}

/// The token that the registry wants which a redirect led to: one for the repository of its URL.
///
/// # Errors
/// If its token server cannot be asked.
fn wanted(refused: &Response) -> Result<Option<(Repository, Bearer)>, Error> {
    let offered = challenge::challenges(&refused.headers);
    let bearer = match challenge::choose(&offered, &refused.url) {
        Some(Ok(Challenge::Bearer(bearer))) => bearer,
        Some(Err(cause @ (ChallengeError::NoRealm | ChallengeError::Realm(_)))) => {
            let host = refused.host();
            return Err(Error::Challenge { host, cause });
        }
        Some(Ok(Challenge::Basic) | Err(ChallengeError::Schemes(_) | ChallengeError::Repeated))
        | None => return Ok(None),
    };
    Ok(repository(&refused.url).map(|repository| (repository, bearer)))
}

/// The repository of the URL of a manifest, a blob or a list of tags.
fn repository(url: &Url) -> Option<Repository> {
    let path = url.path().strip_prefix("/v2/")?;
    let of_part = |middle| path.rsplit_once(middle).map(|(path, _)| path);
    let path = of_part("/manifests/")
        .or_else(|| of_part("/blobs/"))
        .or_else(|| path.strip_suffix("/tags/list"))?;
    let repository = parse_repository(&format!("{}/{path}", authority(url))).ok()?;
    // A host of one word would be read as a part of the path
    (repository.path() == path).then_some(repository)
}
