//! The only place that speaks HTTP: bounded bodies, retries and pauses, redirects by hand.

mod pauses;
mod telling;
mod wait;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::SystemTime;

use futures::poll;
use tokio::time::Instant;
use url::Url;

use super::answer::read;
use super::clients::Clients;
use super::connections::{ConnectionUse, UsedConnections};
use super::failure::{ExchangeFailure, FailureKind};
use super::guess::Guess;
use super::limits::{Gate, Limits, Permit};
use super::opening::for_request;
use super::prepared::prepared;
use super::redirect::{is_other_origin, led_by, redirect};
use super::retry::{self, RetryVerdict};
use super::{Request, Response, authority};
use crate::registry::error::Error;
use crate::registry::event::{Event, Observer};
use crate::registry::host::Endpoint;
use crate::registry::settings::Settings;

/// The number of redirects that are followed.
const REDIRECTS_MAX: u32 = 5;

/// Gives a request whose turn has come what it is to show by now; `false` if that is still to be had.
pub type Choose<'a> = &'a (dyn Fn(&mut Request) -> bool + Sync);

/// The HTTP client of a run, as one conversation uses it.
#[derive(Clone)]
pub struct Transport {
    clients: Arc<Clients>,
    used: Arc<UsedConnections>,
    limits: Arc<Limits>,
    observer: Observer,
    clock: fn() -> SystemTime,
    /// The host of the conversation; its certificates are trusted where a redirect leads, too.
    peer: Option<Endpoint>,
}

/// What a response is by its status.
enum Weighed {
    Answer,
    /// The host asks everybody to wait.
    Pause,
    Failure(ExchangeFailure),
}

impl Transport {
    /// Sends as the settings say, and tells the observer of waits.
    pub fn new(settings: &Settings, observer: Observer) -> Self {
        Self {
            clients: Arc::new(Clients::new(settings.timeouts)),
            used: Arc::default(),
            limits: Arc::new(Limits::new(settings.jobs, settings.patience)),
            observer,
            clock: settings.clock,
            peer: None,
        }
    }

    pub fn to(&self, endpoint: &Endpoint) -> Self {
        Self {
            peer: Some(endpoint.clone()),
            ..self.clone()
        }
    }

    /// Sets how many requests may be under way to the host of a URL, before the first one is.
    pub fn limit(&self, url: &Url, limit: usize) {
        self.limits.gate(&authority(url), Some(limit));
    }

    /// Waits for an answer that a request to the host of the conversation needs. Its connection is opened meanwhile, if
    /// it is another server that answers: over the same one's connection goes the next request, too.
    pub async fn before_request<T>(&self, asked: &Url, wait: impl Future<Output = T>) -> T {
        let mut wait = pin!(wait);
        if let Poll::Ready(outcome) = poll!(wait.as_mut()) {
            return outcome;
        }
        if let Some(peer) = self.peer.as_ref().filter(|peer| !peer.is_at(asked)) {
            let url = peer.root_url();
            let most = self.limits.gate(&authority(&url), None).concurrency();
            self.clients.announce(&Request::get(url, 0), peer, most);
        }
        wait.await
    }

    /// Asks, waits where the host says so, tries again where that may help, and follows redirects.
    ///
    /// # Errors
    /// Where there is no answer. An answer with a bad status is one.
    pub async fn fetch(&self, request: &mut Request) -> Result<Response, Error> {
        let first = self.send(request).await?;
        self.follow(request, first).await
    }

    /// The same with what is chosen when the turn of the request has come. Nothing is sent if that is still to be had.
    ///
    /// # Errors
    /// As [`Transport::fetch`].
    pub async fn fetch_in_turn(
        &self,
        request: &mut Request,
        choose: Choose<'_>,
    ) -> Result<Option<Response>, Error> {
        let gate = self.limits.gate(&authority(&request.url), None);
        let Some(permit) = gate.enter_if(|| choose(request)).await? else {
            return Ok(None);
        };
        let first = self.send_now(request, choose, &gate, permit).await?;
        self.follow(request, first).await.map(Some)
    }

    /// Follows the redirects of the first answer.
    async fn follow(
        &self,
        request: &mut Request,
        mut response: Response,
    ) -> Result<Response, Error> {
        let (asked, mut redirected_by) = (authority(&request.url), None);
        for redirects in 0..=REDIRECTS_MAX {
            response.redirected_by.clone_from(&redirected_by);
            let Some(next) = redirect(&response)? else {
                return Ok(response);
            };
            if is_other_origin(&request.url, &next) {
                request.authorization = None;
                redirected_by = Some(asked.clone());
                request.led_by = led_by(request, &response);
            }
            request.url = next;
            if redirects < REDIRECTS_MAX {
                response = self.send(request).await?;
            }
        }
        let cause = format!("it redirects more than {REDIRECTS_MAX} times");
        Err(Error::protocol(authority(&request.url), cause))
    }

    pub async fn send(&self, request: &mut Request) -> Result<Response, Error> {
        let gate = self.limits.gate(&authority(&request.url), None);
        let permit = gate.enter().await?;
        self.send_now(request, &|_| true, &gate, permit).await
    }

    /// Sends with this permit, and tells whom is waited for.
    async fn send_now(
        &self,
        request: &mut Request,
        choose: Choose<'_>,
        gate: &Arc<Gate>,
        permit: Permit,
    ) -> Result<Response, Error> {
        let awaited = self.begin_wait(request);
        let outcome = self
            .send_until_answered(request, choose, gate, permit)
            .await;
        self.end_wait(awaited);
        outcome
    }

    /// Sends as often as it takes, the first time with this permit, and later with what is chosen then.
    async fn send_until_answered(
        &self,
        request: &mut Request,
        choose: Choose<'_>,
        gate: &Arc<Gate>,
        mut permit: Permit,
    ) -> Result<Response, Error> {
        let (mut attempts, mut connection) = (0, ConnectionUse::Kept);
        loop {
            if let Some(error) = request.guess.as_ref().and_then(Guess::failure) {
                return Err(error);
            }
            self.tell_pace(request, permit.pace);
            let sent_at = Instant::now();
            let outcome = self.exchange(request, connection).await;
            drop(permit);
            let failure = match outcome? {
                Ok(response) => match self.weigh(gate, sent_at, request, &response)? {
                    Weighed::Answer => return Ok(response),
                    Weighed::Pause => None,
                    Weighed::Failure(failure) => Some(failure),
                },
                Err(failure) => Some(failure),
            };
            if let Some(failure) = failure {
                // The next one after it is over a new connection, which counts in any case
                attempts += u32::from(!failure.is_of_used_connection());
                connection = failure.next_connection();
                self.recover(gate, request, failure, attempts).await?;
            }
            permit = gate.enter().await?;
            // What is not to be had yet is asked for if this is refused
            let _ = choose(request);
        }
    }

    /// Finds out by its status whether an answer is one, and tells all who ask the host what it says of that.
    fn weigh(
        &self,
        gate: &Gate,
        sent_at: Instant,
        request: &Request,
        response: &Response,
    ) -> Result<Weighed, Error> {
        match retry::verdict(response.status) {
            RetryVerdict::Answer => {
                gate.answered();
                self.tell_quota(request, response);
                Ok(Weighed::Answer)
            }
            RetryVerdict::Pause if !request.is_to_guessed_server() => {
                self.pause(gate, sent_at, request, response)?;
                Ok(Weighed::Pause)
            }
            RetryVerdict::Pause | RetryVerdict::Again => {
                let failure = ExchangeFailure::of_status(response, (self.clock)());
                self.rest(gate, request, &failure);
                Ok(Weighed::Failure(failure))
            }
        }
    }

    /// Waits after a failure, if another try may help.
    async fn recover(
        &self,
        gate: &Gate,
        request: &Request,
        failure: ExchangeFailure,
        attempts: u32,
    ) -> Result<(), Error> {
        let host = authority(&request.url);
        if let Some(guess) = &request.guess
            && !failure.is_of_used_connection()
        {
            return Err(guess.fail(failure.into_error(host, attempts)));
        }
        let asks_for_less = request.asks_for_much && failure.is_of_size();
        if failure.is_last(attempts) && !asks_for_less {
            return Err(give_up(host, gate, failure, attempts));
        }
        (self.observer)(Event::Retrying {
            host: host.clone(),
            cause: failure.cause(),
            hint: failure.clone().into_error(host.clone(), attempts).hint(),
        });
        if asks_for_less {
            return Err(failure.into_error(host, attempts));
        }
        tokio::time::sleep(failure.wait(attempts)).await;
        Ok(())
    }

    /// One request and its answer. The outer error is this machine's, the inner one the exchange's.
    async fn exchange(
        &self,
        request: &Request,
        connection: ConnectionUse,
    ) -> Result<Result<Response, ExchangeFailure>, Error> {
        let (client, route) = self
            .clients
            .client(request, self.peer.as_ref(), connection)?;
        self.tell_proxy(request, &route);
        // In its place from the first: what is moved is copied
        let exchange = pin!(async {
            match for_request(prepared(&client, request).send()).await {
                Ok(mut answer) => {
                    let is_used = self.used.note(&answer);
                    let address = self.clients.address(&answer, &request.url, &route);
                    let response = read(&mut answer, request, &route, address).await;
                    (response, is_used)
                }
                Err(error) => {
                    let failure = ExchangeFailure::of(&error, &route);
                    (Err(failure), self.used.have(&error))
                }
            }
        });
        let (outcome, is_used) = match &request.guess {
            Some(guess) => guess.in_time(exchange).await.unwrap_or_else(|| {
                let failure = ExchangeFailure::new(FailureKind::Silent, &route);
                (Err(failure), false)
            }),
            None => exchange.await,
        };
        let is_used = is_used && connection == ConnectionUse::Kept;
        Ok(outcome.map_err(|failure| failure.on_used_connection(is_used)))
    }
}

fn give_up(host: String, gate: &Gate, failure: ExchangeFailure, attempts: u32) -> Error {
    let is_of_host = failure.is_of_host();
    let failure = if gate.has_answered() {
        failure.of_known_server()
    } else {
        failure
    };
    let error = failure.into_error(host, attempts);
    if is_of_host {
        gate.close(error.clone());
    }
    error
}
