//! What a host is presented: the credential that is stored for it, or a token that its token server gives for that.

use std::future::{Future, ready};
use std::sync::Arc;

use crate::registry::http::StatusCode;
use futures::FutureExt;

use super::challenge::{Bearer, Challenge};
use super::credentials::{Credential, CredentialKind, Credentials};
use super::discovery::Discovery;
use super::presented::PresentedCredential;
use super::realm;
use super::token::{TokenFuture, Tokens};
use super::token_server::{self, TokenRequest, TokenServer};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::event::{Event, Observer};
use crate::registry::host::Endpoint;
use crate::registry::http::exchange::{Response, authority};
use crate::registry::http::transport::Transport;

/// What one host is presented over a run.
pub struct Login {
    endpoint: Endpoint,
    transport: Arc<Transport>,
    observer: Observer,
    /// Who is asking.
    pub credentials: Arc<Credentials>,
    /// How the host wants to be asked.
    pub discovery: Discovery,
    /// What its token server gave.
    pub tokens: Tokens,
}

/// What was refused, where something was.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    /// The token's.
    pub generation: Option<u64>,
    /// The scopes of other types that the refusal named.
    pub other_scopes: Vec<String>,
}

impl Login {
    /// Nothing is presented yet.
    pub fn new(
        endpoint: Endpoint,
        transport: Arc<Transport>,
        credentials: Arc<Credentials>,
        observer: Observer,
    ) -> Self {
        let discovery = Discovery::new(
            endpoint.clone(),
            Arc::clone(&transport),
            Arc::clone(&observer),
        );
        Self {
            endpoint,
            transport,
            observer,
            credentials,
            discovery,
            tokens: Tokens::default(),
        }
    }

    /// What to show for a repository; not again what was refused.
    ///
    /// # Errors
    /// Where a credential or a token cannot be had.
    pub async fn show(
        &self,
        repository: &Repository,
        refused: Option<Refused>,
    ) -> Result<PresentedCredential, Error> {
        let Some(challenge) = self.discovery.challenge() else {
            return Ok(PresentedCredential::Nothing);
        };
        let credential = self.credential(repository).await?;
        let is_registry_token =
            |credential: &Credential| matches!(credential.kind, CredentialKind::RegistryToken(_));
        match (challenge, credential) {
            (Challenge::Basic, None) => Ok(PresentedCredential::Nothing),
            (Challenge::Basic, Some(password)) if password.is_password() => {
                Ok(PresentedCredential::Credential(password))
            }
            (Challenge::Basic, Some(other)) => Ok(PresentedCredential::Unusable(other)),
            (Challenge::Bearer(_), Some(token)) if is_registry_token(&token) => {
                Ok(PresentedCredential::Credential(token))
            }
            (Challenge::Bearer(bearer), credential) => {
                self.show_token(bearer, credential, repository, refused.unwrap_or_default())
                    .await
            }
        }
    }

    async fn show_token(
        &self,
        bearer: Bearer,
        credential: Option<Credential>,
        repository: &Repository,
        refused: Refused,
    ) -> Result<PresentedCredential, Error> {
        let Refused {
            generation: refused,
            other_scopes,
        } = refused;
        let ask = |generation| {
            let wanted = TokenRequest {
                repository: repository.clone(),
                other_scopes,
                generation,
            };
            self.ask_token(bearer.clone(), credential.clone(), wanted)
        };
        match (
            self.tokens.get(repository.path(), refused, ask).await,
            credential,
        ) {
            // It offers tokens and has no token server (image-factory#573). No other failure leads from Bearer to
            // Basic (harbor#18856)
            (Err(Error::NoTokens { status: 404, .. }), Some(password))
                if bearer.or_basic && password.is_password() =>
            {
                self.discovery
                    .settle_for_basic("tokens that its token server does not give");
                Ok(PresentedCredential::Credential(password))
            }
            (token, _) => token.map(PresentedCredential::Token),
        }
    }

    async fn credential(&self, repository: &Repository) -> Result<Option<Credential>, Error> {
        let credential = self.credentials.of(repository).await?;
        let source = credential
            .as_ref()
            .map(|credential| credential.origin.to_string());
        (self.observer)(Event::Credentials {
            registry: self.endpoint.registry.clone(),
            source,
        });
        Ok(credential)
    }

    /// Asks the token server. The future owns what it needs: whoever polls it first may leave.
    fn ask_token(
        &self,
        bearer: Bearer,
        credential: Option<Credential>,
        wanted: TokenRequest,
    ) -> TokenFuture {
        let root = self.endpoint.root_url();
        let server = TokenServer {
            host: authority(&root),
            bearer: bearer.clone(),
            is_anonymous: self.credentials.is_anonymous(),
            missing_helper: self.credentials.missing_helper(&self.endpoint.registry),
            transport: Arc::clone(&self.transport),
            observer: Arc::clone(&self.observer),
        };
        let allowed = match &credential {
            Some(_) => realm::check_with_credentials(&self.endpoint, &bearer.realm),
            None => realm::check(&self.endpoint, &bearer.realm),
        };
        if let Err(error) = allowed {
            return ready(Err(error)).boxed();
        }
        let Some(credential) = credential else {
            return async move { server.ask(None, wanted).await }.boxed();
        };
        let place = format!("{}{}", authority(&bearer.realm), bearer.realm.path());
        let probe = self.credentials.probes().of(&place, &credential);
        let asked = async move {
            let asked = server.ask(Some(credential), wanted);
            probe
                .show(asked, |answer| token_server::judge(&bearer, answer))
                .await
        };
        on_its_own(asked).boxed()
    }

    /// Whether a host that refuses and does not say how it wants to be asked may be presented a password: Amazon's private
    /// registry was known to do that (krustlet#665).
    ///
    /// # Errors
    /// Where it cannot be found out whether there is one.
    pub async fn may_guess(
        &self,
        repository: &Repository,
        response: &Response,
    ) -> Result<bool, Error> {
        if response.status != StatusCode::UNAUTHORIZED || response.is_redirected() {
            return Ok(false);
        }
        let credential = self.credential(repository).await?;
        let has_password = credential.is_some_and(|credential| credential.is_password());
        // Another may have learned better while this one looked
        if has_password && self.discovery.challenge().is_none() {
            self.discovery.settle_for_basic("nothing and refuses");
        }
        Ok(has_password)
    }
}

/// Runs a future whether or not anybody waits for it: it may hold what others wait for, and not itself.
async fn on_its_own<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(future).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // The run is over
        Err(_) => std::future::pending().await,
    }
}
