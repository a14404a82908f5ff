//! The token that is presented before the host has asked for one.

use super::Login;
use crate::reference::Repository;
use crate::registry::auth::Challenge;
use crate::registry::auth::foreseen::ForeseenChallenge;
use crate::registry::auth::presented::Presented;
use crate::registry::auth::token_server::TokenRequest;
use crate::registry::http::{Request, Response};

impl Login {
    /// The token to present with a question to a host that has not said so far what it wants, and is known to want that
    /// all the same. Credentials are shown to nobody whom the host has not named in this run, but for Docker Hub.
    pub async fn present_foreseen(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Option<(Presented, &ForeseenChallenge)> {
        let foreseen = self.discovery.foreseen()?;
        let credential = self.credential(repository).await.ok()?;
        if credential.is_some() && !foreseen.is_built_in {
            return None;
        }
        let wanted = TokenRequest {
            guess: Some(foreseen.guess.clone()),
            ..TokenRequest::new(repository)
        };
        let challenge = Challenge::Bearer(foreseen.bearer.clone());
        let presented = self
            .meet(challenge, credential, request, wanted, None)
            .await;
        match presented {
            Ok(presented) => return Some((presented, foreseen)),
            Err(_) if self.is_challenged() => {}
            Err(_) => self.discovery.suspend(foreseen),
        }
        None
    }

    /// Whether a bad answer to such a question is no answer before the host has said how it wants to be asked.
    pub fn is_in_doubt(
        &self,
        repository: &Repository,
        presented: &Presented,
        response: Option<&Response>,
    ) -> bool {
        match presented {
            Presented::Token(token) => self.discovery.is_in_doubt(repository, token, response),
            Presented::Nothing | Presented::Unusable(_) | Presented::Credential(_) => false,
        }
    }

    /// Whether a bad answer to such a question can be believed.
    pub fn is_as_foreseen(
        &self,
        repository: &Repository,
        (presented, foreseen): (&Presented, &ForeseenChallenge),
    ) -> bool {
        let is_token = matches!(presented, Presented::Token(_));
        !is_token || self.discovery.is_as_foreseen(repository, foreseen)
    }
}
