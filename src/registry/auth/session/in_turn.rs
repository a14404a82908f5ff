//! Requests that show the newest token there is when their turn has come: they may wait for that longer than a token
//! lives, or begin to wait before the host has said that it wants one.

use std::sync::Mutex;

use super::{Sent, Session};
use crate::reference::Repository;
use crate::registry::auth::presented::Presented;
use crate::registry::auth::token::NewestToken;
use crate::registry::error::Error;
use crate::registry::http::{Request, locked};

impl Session {
    /// Sends with what was chosen, or with what is newer when its turn has come, whenever that is to be had.
    pub(super) async fn send_newest(
        &self,
        repository: &Repository,
        request: &Request,
        mut chosen: Presented,
    ) -> Result<Sent, Error> {
        loop {
            if let Some(sent) = self.send_in_turn(repository, request, chosen).await? {
                return Ok(sent);
            }
            chosen = self.login.present(repository, request).await?;
        }
    }

    /// Sends with what was chosen, or with what is newer when its turn has come. Nothing is sent if that is still to be
    /// had: nobody may wait for a token with a permit in hand. Somebody was refused then since this was chosen, so that
    /// choosing anew comes to an end.
    pub(super) async fn send_in_turn(
        &self,
        repository: &Repository,
        request: &Request,
        chosen: Presented,
    ) -> Result<Option<Sent>, Error> {
        if let Presented::Credential(_) | Presented::Unusable(_) = &chosen {
            let response = self.send(repository, request, &chosen).await?;
            return Ok(Some((response, chosen)));
        }
        let was_challenged = self.login.is_challenged();
        let mut request = Request {
            authorization: chosen.authorization(),
            ..request.clone()
        };
        let shown = Mutex::new(chosen);
        let choose = |request: &mut Request| {
            let mut shown = locked(&shown);
            let Presented::Token(token) = &*shown else {
                return was_challenged || !self.login.is_challenged();
            };
            match self.login.newest(repository, token) {
                NewestToken::Same => true,
                NewestToken::Awaited => false,
                NewestToken::Newer(token) => {
                    request.authorization = Some(token.authorization.clone());
                    *shown = Presented::Token(*token);
                    true
                }
            }
        };
        let transport = &self.context.transport;
        let Some(response) = transport.fetch_in_turn(&mut request, &choose).await? else {
            return Ok(None);
        };
        let shown = locked(&shown).clone();
        self.login.note_accepted(repository, &shown, &response);
        Ok(Some((response, shown)))
    }
}
