//! Pauses that a host asks for.

use tokio::time::Instant;

use super::Transport;
use crate::registry::error::{Error, RateLimit};
use crate::registry::http::failure::ExchangeFailure;
use crate::registry::http::limits::Gate;
use crate::registry::http::{Request, Response, authority, quota, retry, said};

impl Transport {
    /// Lets everybody wait for a server that says how long it is overloaded, unless it was asked by a guess that may be
    /// wrong about it.
    pub(super) fn rest(&self, gate: &Gate, request: &Request, failure: &ExchangeFailure) {
        if let Some(wait) = failure.overload()
            && !request.is_to_guessed_server()
        {
            self.tell_pause(request, gate.rest(wait));
        }
    }

    /// Obeys a 429, or says why that is no use.
    pub(super) fn pause(
        &self,
        gate: &Gate,
        sent_at: Instant,
        request: &Request,
        response: &Response,
    ) -> Result<(), Error> {
        let asked = retry::retry_after(&response.headers, (self.clock)());
        let is_logged_in = request.is_logged_in();
        let limited = |reason| Error::RateLimited {
            host: authority(&request.url),
            reason,
            message: said(response),
            is_logged_in,
        };
        // The host is not given up: HEAD, which costs nothing, may still be answered
        if quota::is_used_up(response.quota.as_ref(), asked, &response.body) {
            return Err(limited(RateLimit::Quota {
                quota: response.quota.map(Box::new),
                wait: asked,
            }));
        }
        let reason = match asked {
            Some(wait) if wait > retry::WAIT_MAX => RateLimit::LongWait(wait),
            asked => match gate.pause(sent_at, asked) {
                Ok(pause) => {
                    self.tell_pause(request, pause);
                    return Ok(());
                }
                Err(limit) => limit,
            },
        };
        let error = limited(reason);
        // Whoever does not want what was guessed may say anything
        if request.guess.is_none() {
            gate.close(error.clone());
        }
        Err(error)
    }
}
