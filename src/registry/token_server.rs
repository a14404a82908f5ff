//! Asks a token server for a token (distribution `docs/spec/auth/token.md`).
//!
//! Service and realm are the challenge's, the scope is built from the canonical name: with a wrong service or a
//! short name Docker Hub issues a token all the same, and it grants nothing.

use std::sync::Arc;

use reqwest::Method;
use url::Url;

use super::challenge::Bearer;
use super::credentials::{Credential, Origin};
use super::error::Error;
use super::event::{Event, Observer};
use super::exchange::{Request, Response, authority};
use super::message::said;
use super::refusal::{Asked, AskedToken, Grants, Refusal};
use super::secret::Authorization;
use super::token::{Token, read_answer, renew_at};
use super::transport::Transport;
use crate::reference::Repository;

/// How large a token may be with all that is around it, in bytes.
const BODY_MAX: usize = 256 * 1024;

/// The token server of one registry.
pub struct TokenServer {
    /// The registry's host, for messages.
    pub host: String,
    /// What the registry's challenge said.
    pub bearer: Bearer,
    /// Whether the run was told to show no credentials, for messages.
    pub is_anonymous: bool,
    /// The helper that may know credentials and is not installed, for messages.
    pub missing_helper: Option<Origin>,
    /// How it is reached.
    pub transport: Arc<Transport>,
    /// Who is told.
    pub observer: Observer,
}

impl TokenServer {
    /// Asks for a token that may pull from one repository.
    ///
    /// # Errors
    /// Where none is issued.
    pub async fn ask(
        &self,
        credential: Option<Credential>,
        repository: Repository,
        generation: u64,
    ) -> Result<Token, Error> {
        let scope = repository.pull_scope();
        let authorization = credential.as_ref().and_then(Credential::authorization);
        let request = Request {
            method: Method::GET,
            url: self.url(&scope),
            accept: None,
            authorization,
            body_max: BODY_MAX,
        };
        // Credentials are for the realm that was checked, and not for where it sends them on to
        let response = match &credential {
            Some(_) => self.transport.send(&request).await?,
            None => self.transport.fetch(request).await?,
        };
        let asked = AskedToken {
            realm: authority(&self.bearer.realm),
            service: self.bearer.service.clone(),
            scope,
            is_logged_in: credential.is_some(),
            grants: Grants::Refused,
        };
        if !response.status.is_success() {
            return Err(self.refused(&response, credential, repository, asked));
        }
        self.token(&response, asked, repository, generation)
    }

    /// The realm may have a query of its own, which stays (go-containerregistry and containers/image do the same).
    fn url(&self, scope: &str) -> Url {
        let mut url = self.bearer.realm.clone();
        let has_service = url.query_pairs().any(|(name, _)| name == "service");
        let mut query = url.query_pairs_mut();
        if let Some(service) = self.bearer.service.as_ref().filter(|_| !has_service) {
            query.append_pair("service", service);
        }
        query.append_pair("scope", scope);
        drop(query);
        url
    }

    fn token(
        &self,
        response: &Response,
        asked: AskedToken,
        repository: Repository,
        generation: u64,
    ) -> Result<Token, Error> {
        let protocol = |cause: &str| Error::Protocol { host: self.host.clone(), cause: cause.to_owned() };
        let (secret, lifetime) = read_answer(&response.body).map_err(protocol)?;
        let asked = AskedToken { grants: Grants::of(secret.expose()), ..asked };
        let authorization = Authorization::bearer(&secret, asked.is_logged_in)
            .ok_or_else(|| protocol("its token server returned a token that no header may hold"))?;
        (self.observer)(Event::Token { repository, asked: asked.clone(), lifetime });
        Ok(Token { authorization, asked, renew_at: renew_at(lifetime), generation })
    }

    fn refused(
        &self,
        response: &Response,
        credential: Option<Credential>,
        repository: Repository,
        asked: AskedToken,
    ) -> Error {
        let (host, message) = (response.host(), said(response));
        match (response.status.as_u16(), credential) {
            (401, Some(Credential { origin, .. })) => Error::CredentialsRejected { host, origin, message },
            (status @ (401 | 403), _) => Error::Refused(Box::new(Refusal {
                host,
                repository,
                status,
                challenge_error: None,
                message,
                asked: Asked::Token(asked),
                is_anonymous: self.is_anonymous,
                missing_helper: self.missing_helper.clone(),
            })),
            (status, _) => Error::Protocol {
                host: self.host.clone(),
                cause: format!("its token server {host} answered {status}"),
            },
        }
    }
}
