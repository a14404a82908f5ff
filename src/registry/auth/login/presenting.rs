//! The choice of what a request presents: nothing, a credential, or a token that is asked for first.

use std::sync::Arc;

use super::Login;
use crate::reference::Repository;
use crate::registry::auth::presented::Presented;
use crate::registry::auth::renewal::Renewal;
use crate::registry::auth::token_fetch::TokenFetch;
use crate::registry::auth::token_server::TokenRequest;
use crate::registry::auth::turn::Turn;
use crate::registry::auth::{Bearer, Challenge, Credential, CredentialKind, Token, challenge};
use crate::registry::error::Error;
use crate::registry::event::Event;
use crate::registry::http::{Request, Response};

impl Login {
    /// Waits while the first question about a repository is under way that shows the token of a doubtful token server,
    /// if this is one as well. What is to be presented then may be another token.
    pub async fn wait_for_guess(
        &self,
        repository: &Repository,
        request: &Request,
        presented: Presented,
    ) -> Result<(Presented, Option<Turn>), Error> {
        let Presented::Token(token) = &presented else {
            return Ok((presented, None));
        };
        let is_accepted = || self.tokens.is_accepted(repository.path(), token.generation);
        let discovery = &self.discovery;
        if !discovery.is_doubtful() || discovery.is_known(repository) || is_accepted() {
            return Ok((presented, None));
        }
        let turn = self.discovery.turn_of(repository).await;
        if !self.discovery.is_other(repository, &token.bearer) {
            return Ok((presented, turn));
        }
        let wanted = TokenRequest::new(repository);
        let own = self.choose(request, wanted, Some(token.generation)).await;
        own.map(|own| (own, turn))
    }

    /// The credential to present with a request about a repository, as far as it is known how the host wants to be
    /// asked.
    pub async fn present(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Result<Presented, Error> {
        let wanted = TokenRequest::new(repository);
        self.choose(request, wanted, None).await
    }

    /// The credential to present after an answer that asks for another one; not again the token that was refused.
    pub async fn present_anew(
        &self,
        repository: &Repository,
        request: &Request,
        (presented, response): (&Presented, &Response),
        reason: Renewal,
    ) -> Result<Presented, Error> {
        let mut wanted = TokenRequest::new(repository);
        wanted.other_scopes = challenge::other_scopes(&response.headers);
        // A registry that repeats what it was shown does not get to have it printed or sent on
        let is_new = |scope: &String| !presented.is_repeated_in(scope.as_bytes());
        wanted.other_scopes.retain(is_new);
        wanted.rests = reason == Renewal::TooFresh;
        self.choose(request, wanted, presented.generation()).await
    }

    /// The token of generation `refused` is not chosen again.
    async fn choose(
        &self,
        request: &Request,
        wanted: TokenRequest,
        refused: Option<u64>,
    ) -> Result<Presented, Error> {
        let repository = &wanted.repository.clone();
        let Some(challenge) = self.discovery.challenge_of(repository) else {
            return Ok(Presented::Nothing);
        };
        let credential = self.credential(repository).await?;
        self.meet(challenge, credential, request, wanted, refused)
            .await
    }

    /// The answer to a challenge.
    pub(super) async fn meet(
        &self,
        challenge: Challenge,
        credential: Option<Credential>,
        request: &Request,
        wanted: TokenRequest,
        refused: Option<u64>,
    ) -> Result<Presented, Error> {
        let is_registry_token =
            |credential: &Credential| matches!(credential.kind, CredentialKind::RegistryToken(_));
        let (bearer, credential) = match (challenge, credential) {
            (Challenge::Basic, None) => return Ok(Presented::Nothing),
            (Challenge::Basic, Some(password)) if password.is_password() => {
                return Ok(Presented::Credential(password));
            }
            (Challenge::Basic, Some(other)) => return Ok(Presented::Unusable(other)),
            (Challenge::Bearer(_), Some(token)) if is_registry_token(&token) => {
                return Ok(Presented::Credential(token));
            }
            (Challenge::Bearer(bearer), credential) => (bearer, credential),
        };
        let or_basic = bearer.or_basic;
        let token = self.token(bearer, credential.as_ref(), request, wanted, refused);
        match (token.await, credential) {
            // It offers tokens and has no token server (image-factory#573). No other failure leads from Bearer to
            // Basic (harbor#18856)
            (Err(Error::NoTokens { status: 404, .. }), Some(password))
                if or_basic && password.is_password() =>
            {
                self.discovery
                    .settle_for_basic("offers tokens, but its token server issues none");
                Ok(Presented::Credential(password))
            }
            (token, _) => token.map(Presented::Token),
        }
    }

    async fn token(
        &self,
        bearer: Bearer,
        credential: Option<&Credential>,
        request: &Request,
        wanted: TokenRequest,
        refused: Option<u64>,
    ) -> Result<Token, Error> {
        let repository = wanted.repository.clone();
        let (path, is_guess) = (repository.path(), wanted.guess.is_some());
        let refusal = match is_guess {
            true => None,
            false => self.tokens.settle_guess(path, &bearer).await,
        };
        let guessed = is_guess.then(|| bearer.clone());
        // That was not about more scopes
        let refusal = refusal.filter(|_| wanted.other_scopes.is_empty());
        let fetch = |generation| {
            let fetch = TokenFetch {
                refusal,
                context: Arc::clone(&self.context),
                discovery: Arc::clone(&self.discovery),
                credential: credential.cloned(),
                wanted: TokenRequest {
                    generation,
                    ..wanted
                },
                question: request.clone(),
            };
            fetch.start(bearer)
        };
        match guessed {
            Some(bearer) => self.tokens.guess(path, bearer, fetch).await,
            None => self.tokens.get(path, refused, fetch).await,
        }
    }

    pub(super) async fn credential(
        &self,
        repository: &Repository,
    ) -> Result<Option<Credential>, Error> {
        let credential = self.context.credentials.of(repository).await?;
        let origin = credential.as_ref().map(|credential| &credential.origin);
        let source = origin.map(ToString::to_string);
        (self.context.observer)(Event::Credentials {
            registry: self.context.endpoint.registry.clone(),
            source,
        });
        Ok(credential)
    }
}
