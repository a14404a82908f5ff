//! Asks a token server for a token (distribution `docs/spec/auth/token.md`, `oauth.md`).
//!
//! Service and realm are the challenge's, the scope is built from the canonical name: with a wrong service or a
//! short name Docker Hub issues a token all the same, and it grants nothing. Passwords are sent by GET, since Docker
//! Hub, zot and others know nothing else; identity tokens are only known to POST.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use url::{Url, form_urlencoded};

use super::no_token;
use super::probe::ProbeResult;
use super::refusal::Grants;
use super::rejection::is_rejection;
use super::token::{read_answer, renew_at};
use super::{
    AccessAttempt, AccessRefusal, Bearer, Credential, CredentialKind, SessionContext, Token,
    TokenSummary, UnusableHelper,
};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::event::Event;
use crate::registry::http::exchange::SecretForm;
use crate::registry::http::{Authorization, Guess, Method, Request, Response, Secret, authority};

/// The largest answer with a token, in bytes.
const BODY_MAX: usize = 256 * 1024;
/// The name of this program for token servers that want one (RFC 6749, 2.2).
const CLIENT_ID: &str = "imagelock";

pub struct TokenServer {
    /// The registry's host, for messages.
    pub host: String,
    pub bearer: Bearer,
    /// The helper that may know credentials and is not installed, for messages.
    pub unusable_helper: Option<UnusableHelper>,
    pub context: Arc<SessionContext>,
}

#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// The repository to pull from, under the name that it has on the asked host.
    pub repository: Repository,
    /// Scopes of other types that the registry asked for.
    pub other_scopes: Vec<String>,
    pub generation: u64,
    /// Whether it is kept until it is a second old.
    pub rests: bool,
    /// The grounds on which it is asked for, if the host has not said yet in this run that it wants one.
    pub guess: Option<Guess>,
}

impl TokenRequest {
    pub fn new(repository: &Repository) -> Self {
        Self {
            repository: repository.clone(),
            other_scopes: Vec::new(),
            generation: 0,
            rests: false,
            guess: None,
        }
    }

    fn scopes(&self) -> Vec<String> {
        let mut scopes = vec![self.repository.pull_scope()];
        scopes.extend_from_slice(&self.other_scopes);
        scopes
    }
}

impl TokenServer {
    pub async fn fetch_token(
        &self,
        credential: Option<Credential>,
        wanted: TokenRequest,
    ) -> Result<Token, Error> {
        let mut request = Request {
            guess: wanted.guess.clone(),
            ..self.request(credential.as_ref(), &wanted.scopes())
        };
        // Credentials are for the realm that was checked, and not for where it sends them on to
        let response = match &credential {
            Some(_) => self.context.transport.send(&mut request).await,
            None => self.context.transport.fetch(&mut request.clone()).await,
        };
        let response = response.map_err(|error| self.named(error))?;
        let asked = TokenSummary {
            realm: authority(&self.bearer.realm),
            service: self.bearer.service.as_deref().map(str::to_owned),
            scope: wanted.scopes().join(" "),
            login: credential
                .as_ref()
                .map(|credential| credential.origin.clone()),
            grants: Grants::Refused,
        };
        let answer = read_answer(&response.body);
        let is_said = || answer.is_err() && no_token::is_said(&request, &response);
        if !response.status.is_success() || is_said() {
            let refusal = self.refusal(&response, wanted.repository, asked);
            return Err(no_token::error(&self.host, &response, credential, refusal));
        }
        let protocol = |cause: &str| {
            let cause = format!("its token server {} {cause}", response.host());
            Error::protocol(self.host.clone(), cause)
        };
        let answer = answer.map_err(protocol)?;
        let token = self.token(request, answer, asked, wanted);
        token.ok_or_else(|| protocol("returned a token that is not allowed in an HTTP header"))
    }

    /// A failure with the part of who failed, if it is not the registry's own host: nobody may know it by its name.
    fn named(&self, error: Error) -> Error {
        let server = authority(&self.bearer.realm);
        if server == self.host {
            return error;
        }
        error.of_token_server(&server, &self.context.endpoint.registry)
    }

    fn request(&self, credential: Option<&Credential>, scopes: &[String]) -> Request {
        let mut request = Request {
            is_for_token: true,
            ..Request::get(Url::clone(&self.bearer.realm), BODY_MAX)
        };
        match credential.map(|credential| &credential.kind) {
            Some(CredentialKind::IdentityToken(token)) => {
                request.method = Method::POST;
                request.form = Some(self.form(token, scopes));
                return request;
            }
            Some(CredentialKind::Password { username, password }) => {
                request.authorization = Some(Authorization::basic(username, password));
            }
            // That is for the registry itself
            Some(CredentialKind::RegistryToken(_)) | None => {}
        }
        let mut query = request.url.query_pairs_mut();
        query.extend_pairs(self.service());
        query.extend_pairs(scopes.iter().map(|scope| ("scope", scope)));
        drop(query);
        request
    }

    fn form(&self, token: &Secret, scopes: &[String]) -> SecretForm {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(self.service()).extend_pairs([
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT_ID),
            ("scope", &scopes.join(" ")),
            ("refresh_token", token.expose()),
        ]);
        SecretForm {
            body: Secret::new(body.finish()),
            secret: token.clone(),
        }
    }

    /// The realm may have a query of its own, which stays (go-containerregistry and containers/image do the same).
    fn service(&self) -> Option<(&'static str, &str)> {
        let Bearer { realm, service, .. } = &self.bearer;
        let has_service = realm.query_pairs().any(|(name, _)| name == "service");
        let service = service.as_deref().filter(|_| !has_service);
        service.map(|service| ("service", service))
    }

    /// The token of an answer; `None` if no header may have it.
    fn token(
        &self,
        request: Request,
        (secret, lifetime): (Secret, Duration),
        asked: TokenSummary,
        wanted: TokenRequest,
    ) -> Option<Token> {
        let asked = TokenSummary {
            grants: Grants::of(secret.expose()),
            ..asked
        };
        let authorization = Authorization::bearer(&secret, asked.login.is_some())?;
        (self.context.observer)(Event::Token {
            repository: wanted.repository,
            asked: asked.clone(),
            lifetime,
        });
        Some(Token {
            authorization,
            question: Arc::new(request),
            asked: Arc::new(asked),
            bearer: Arc::new(self.bearer.clone()),
            issued_at: Instant::now(),
            renew_at: renew_at(lifetime),
            generation: wanted.generation,
            has_rested: false,
        })
    }

    fn refusal(
        &self,
        response: &Response,
        repository: Repository,
        asked: TokenSummary,
    ) -> AccessRefusal {
        AccessRefusal {
            is_anonymous: self.context.credentials.is_anonymous(),
            unusable_helper: self.unusable_helper.clone(),
            ..AccessRefusal::of(response, repository, AccessAttempt::Token(asked))
        }
    }
}

/// Judges by the answer of a token server whether the credential is right that it was shown. A 403 may be about the
/// credential (GHCR) or about the repository (GitLab).
pub fn judge(bearer: &Bearer, answer: &Result<Token, Error>) -> ProbeResult {
    match answer {
        // It may be the repository that it means
        Err(Error::CredentialsRejected {
            status: 403,
            message,
            ..
        }) if !is_rejection(message.as_deref().unwrap_or_default()) => ProbeResult::Nothing,
        Err(error @ (Error::CredentialsRejected { .. } | Error::NoIdentityTokens { .. })) => {
            ProbeResult::Wrong(error.clone())
        }
        // Nobody need try it again where there is another way in
        Err(error @ Error::NoTokens { status: 404, .. }) if bearer.or_basic => {
            ProbeResult::Wrong(error.clone())
        }
        Ok(_) => ProbeResult::Right,
        // Some call a wrong password a bad request, or send to a page where one logs in
        Err(
            Error::Refused(_)
            | Error::NoTokens { .. }
            | Error::Compressed { .. }
            | Error::Protocol { .. }
            | Error::NotHttp { .. },
        ) => ProbeResult::Nothing,
        // It may be one repository that it has trouble with
        Err(error @ Error::Server { .. }) => ProbeResult::Unanswered(error.clone()),
        Err(
            error @ (Error::Unreachable { .. }
            | Error::Tls { .. }
            | Error::Proxy { .. }
            | Error::Broken { .. }
            | Error::RateLimited { .. }
            | Error::UntrustedRealm { .. }
            | Error::CredentialsFile { .. }
            | Error::Certificates { .. }
            | Error::Helper { .. }
            | Error::Challenge { .. }
            | Error::NoSuchTag { .. }
            | Error::NoSuchRepository { .. }
            | Error::TagList { .. }
            | Error::NoSuchDigest { .. }
            | Error::WrongDigest { .. }
            | Error::BehindMirrors { .. }
            | Error::Mirrors { .. }
            | Error::Setup { .. }),
        ) => ProbeResult::Failed(error.clone()),
    }
}
