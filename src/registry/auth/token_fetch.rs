//! A token on its way: the realm is checked first, a credential is shown to it by one request alone until it is known
//! to be right, and a token server that was guessed is left for the one that the repository names.

use std::future::{Future, ready};
use std::pin::pin;
use std::sync::Arc;

use futures::FutureExt;

use super::discovery::Discovery;
use super::probe::{CredentialProbe, ProbeResult};
use super::renewal::rested;
use super::token::TokenFuture;
use super::token_server::{self, TokenRequest, TokenServer};
use super::{Bearer, Credential, SessionContext, Token, realm, rejection};
use crate::registry::error::Error;
use crate::registry::http::{Request, authority};

/// What a token is fetched with. Its futures own what they need: whoever polls them first may leave.
pub struct TokenFetch {
    pub context: Arc<SessionContext>,
    pub discovery: Arc<Discovery>,
    pub credential: Option<Credential>,
    pub wanted: TokenRequest,
    /// The request that the token is for. It presents nothing.
    pub question: Request,
    /// What the token server has refused it with already, before the host named it.
    pub refusal: Option<Error>,
}

impl TokenFetch {
    /// Fetches a token of a token server, or of the one that the repository names where that is another one.
    pub fn start(self, bearer: Bearer) -> TokenFuture {
        if self.wanted.guess.is_some() {
            return self.fetch(bearer);
        }
        if !self.wanted.rests {
            return self.obey(bearer).boxed();
        }
        let context = Arc::clone(&self.context);
        let (host, repository) = (context.endpoint.host(), self.wanted.repository.clone());
        rested(context, host, &repository, self.obey(bearer).boxed())
    }

    async fn obey(self, bearer: Bearer) -> Result<Token, Error> {
        let answer = match self.refusal.clone() {
            Some(refusal) => Err(refusal),
            None => self.fetch(bearer.clone()).await,
        };
        let error = match answer {
            Err(error) if self.may_be_of_guess(&bearer, &error) => error,
            token => return token,
        };
        let repository = &self.wanted.repository;
        let own = self.discovery.fetch_own(
            repository,
            &bearer,
            &self.question,
            self.credential.as_ref(),
        );
        match own.await? {
            Some(own) => self.fetch(own).await,
            None => Err(error),
        }
    }

    /// Whether a failure may be that of asking the token server of another repository. A 404 beside Basic has another
    /// way in, and a credential that nobody has taken yet is not shown to one after the other.
    fn may_be_of_guess(&self, bearer: &Bearer, error: &Error) -> bool {
        let is_right = || self.probe(bearer).is_some_and(|probe| probe.is_right());
        let is_of_realm = match error {
            Error::NoTokens { status, .. } => *status != 404 || !bearer.or_basic,
            Error::CredentialsRejected { .. } | Error::NoIdentityTokens { .. } => is_right(),
            // It is this machine that fails
            error => !matches!(error, Error::Certificates { .. } | Error::Setup { .. }),
        };
        is_of_realm
            && !self.discovery.is_known(&self.wanted.repository)
            && !self.discovery.is_for_all(bearer)
    }

    fn fetch(&self, bearer: Bearer) -> TokenFuture {
        let (endpoint, credentials) = (&self.context.endpoint, &self.context.credentials);
        let allowed = match &self.credential {
            Some(_) => realm::check_with_credentials(endpoint, &bearer.realm),
            None => realm::check(endpoint, &bearer.realm),
        };
        if let Err(error) = allowed {
            return ready(Err(error)).boxed();
        }
        let server = TokenServer {
            host: endpoint.host(),
            bearer: bearer.clone(),
            unusable_helper: credentials.unusable_helper(&endpoint.registry),
            context: Arc::clone(&self.context),
        };
        let (credential, wanted) = (self.credential.clone(), self.wanted.clone());
        match self.probe(&bearer) {
            None => async move { fetch_ahead(&server, credential, wanted).await }.boxed(),
            Some(probe) => on_its_own(probed(probe, server, credential, wanted)).boxed(),
        }
    }

    /// The probe of the credential. Where each repository has a token server of its own, all of one host know the same
    /// users.
    fn probe(&self, bearer: &Bearer) -> Option<Arc<CredentialProbe>> {
        let place = format!("the token servers of {}", authority(&bearer.realm));
        let credential = self.credential.as_ref()?;
        Some(self.context.credentials.probe(&place, &credential.kind))
    }
}

/// Fetches a token with a credential that is shown by one request alone until it is known to be right.
async fn probed(
    probe: Arc<CredentialProbe>,
    server: TokenServer,
    credential: Option<Credential>,
    wanted: TokenRequest,
) -> Result<Token, Error> {
    let registry = wanted.repository.registry().clone();
    let origin = credential.as_ref().map(|it| it.origin.clone());
    let is_guess = wanted.guess.is_some();
    let answer = async {
        // While it is the proof, all others wait for it, and so do their questions
        if probe.is_right() {
            fetch_ahead(&server, credential, wanted).await
        } else {
            server.fetch_token(credential, wanted).await
        }
    };
    let judge = |answer: &_| match token_server::judge(&server.bearer, answer) {
        // It was tried once, and tokens that are asked for are tried for as long as any
        ProbeResult::Unanswered(_) | ProbeResult::Failed(_) if is_guess => ProbeResult::Nothing,
        finding => finding,
    };
    let token = probe.show(answer, judge).await;
    token.map_err(|error| match origin {
        Some(origin) => rejection::told_to(&registry, &origin, error),
        None => error,
    })
}

/// Fetches a token. The connection for the question that it is for is opened meanwhile.
async fn fetch_ahead(
    server: &TokenServer,
    credential: Option<Credential>,
    wanted: TokenRequest,
) -> Result<Token, Error> {
    let token = pin!(server.fetch_token(credential, wanted));
    let transport = &server.context.transport;
    transport.before_request(&server.bearer.realm, token).await
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
