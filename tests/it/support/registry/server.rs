//! Connections: each request is noted, delayed, and answered truly or as a fault says.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::Response;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use super::Builder;
use super::faults::{Effect, Faults};
use super::log::{Authorization, Presented, Request, joined};
use super::routes::{self, Question};
use super::store::Store;
use super::tokens::Tokens;

/// What all connections share.
pub(super) struct Shared {
    pub(super) rules: Builder,
    /// The realm of the challenges.
    pub(super) realm: String,
    state: Mutex<State>,
}

/// What changes while the registry runs.
#[derive(Default)]
pub(super) struct State {
    pub(super) store: Store,
    pub(super) tokens: Tokens,
    pub(super) faults: Faults,
    pub(super) log: Vec<Request>,
    pub(super) in_flight: usize,
    pub(super) high_water: usize,
    pub(super) connections: usize,
    arrived: u64,
    /// When the requests of the last second were served, where there is a limit.
    served: VecDeque<Instant>,
}

/// One port.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) host: String,
    pub(super) role: Role,
}

/// What a port is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Registry,
    Tokens,
    Both,
}

/// The connection is to end without an answer.
#[derive(Debug)]
enum Ended {
    Closed,
    Reset,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ended by a scripted fault")
    }
}

impl std::error::Error for Ended {}

impl Shared {
    pub(super) fn new(rules: Builder, token_host: &str) -> Self {
        let scheme = if rules.tls.is_some() { "https" } else { "http" };
        let realm = rules
            .realm
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{token_host}/token"));
        Self {
            rules,
            realm,
            state: Mutex::default(),
        }
    }

    /// The state. A panic elsewhere must not hide behind a second one here.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    /// The refusal of a request that is one too many in a second.
    fn refusal(&mut self, rate: usize) -> Option<Effect> {
        if rate == usize::MAX {
            return None;
        }
        let now = Instant::now();
        self.served.retain(|at| now - *at < Duration::from_secs(1));
        if self.served.len() < rate {
            self.served.push_back(now);
            return None;
        }
        Some(Effect::refusal())
    }
}

/// Accepts connections for ever.
pub(super) async fn serve(shared: Arc<Shared>, listener: TcpListener, place: Place) {
    loop {
        // An accepted connection that is gone already is the client's affair
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        shared.state().connections += 1;
        tokio::spawn(connection(Arc::clone(&shared), stream, place.clone()));
    }
}

/// Answers the requests of one connection.
async fn connection(shared: Arc<Shared>, stream: TcpStream, place: Place) {
    // Answers are small, and waiting for more to send would be measured as the client's slowness
    let _ = stream.set_nodelay(true);
    match shared.rules.tls.clone() {
        Some(config) => encrypted(shared, stream, config, &place).await,
        None => plain(shared, stream, &place).await,
    }
}

async fn plain(shared: Arc<Shared>, stream: TcpStream, place: &Place) {
    let service =
        service_fn(|request| Box::pin(respond(Arc::clone(&shared), place.clone(), request)));
    let mut serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // It ends with an error where the client leaves, or where a fault ends it
    let served = poll_fn(|context| serving.poll_without_shutdown(context)).await;
    let stream = serving.into_parts().io.into_inner();
    if served.is_err_and(|error| is_reset(&error)) {
        // What is closed without lingering is reset
        let _ = stream.set_zero_linger();
    }
}

/// Ends with an error where the client leaves or does not trust the certificate, or where a fault ends it.
async fn encrypted(
    shared: Arc<Shared>,
    stream: TcpStream,
    config: Arc<ServerConfig>,
    place: &Place,
) {
    let Ok(stream) = TlsAcceptor::from(config).accept(stream).await else {
        return;
    };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let service = service_fn(|request| respond(Arc::clone(&shared), place.clone(), request));
    let stream = TokioIo::new(stream);
    let _ = if is_http2 {
        let builder = http2::Builder::new(TokioExecutor::new());
        builder.serve_connection(stream, service).await
    } else {
        let builder = http1::Builder::new();
        builder.serve_connection(stream, service).await
    };
}

/// Whether a connection ended since a fault resets it.
fn is_reset(error: &hyper::Error) -> bool {
    let ended = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    matches!(ended, Some(Ended::Reset))
}

/// Answers one request.
async fn respond(
    shared: Arc<Shared>,
    place: Place,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Ended> {
    let (flight, effect) = Flight::arrive(&shared, &place, &request);
    tokio::time::sleep((shared.rules.latency)(flight.number)).await;
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Ended::Closed)?.to_bytes();
    flight.brought(&body);
    let question = Question::read(&head, &body);
    let truly = || routes::answer(&shared, place.role, &question);
    let answer = match effect {
        None => truly(),
        Some(Effect::Alter(alteration)) => alteration.apply(truly),
        Some(Effect::Close) => return Err(Ended::Closed),
        Some(Effect::Reset) => return Err(Ended::Reset),
        Some(Effect::Hold) => std::future::pending().await,
    };
    flight.answered(answer.status);
    Ok(answer.into_response(&head.method))
}

/// A request between its arrival and its answer.
struct Flight<'a> {
    shared: &'a Shared,
    number: u64,
}

impl<'a> Flight<'a> {
    /// Notes the request, and uses up the fault that fits it.
    fn arrive(
        shared: &'a Shared,
        place: &Place,
        request: &hyper::Request<Incoming>,
    ) -> (Self, Option<Effect>) {
        let mut state = shared.state();
        let number = state.arrived;
        state.arrived += 1;
        state.in_flight += 1;
        state.high_water = state.high_water.max(state.in_flight);
        let entry = note(&state.tokens, place, request, number);
        let effect = state.faults.take(&entry.method, &entry.path);
        let effect = effect.or_else(|| (shared.rules.trouble)(number).map(Effect::of));
        let effect = effect.or_else(|| state.refusal(shared.rules.rate));
        state.log.push(entry);
        (Self { shared, number }, effect)
    }

    /// Notes the body.
    fn brought(&self, body: &[u8]) {
        self.note(|entry| entry.body = String::from_utf8_lossy(body).into_owned());
    }

    /// Notes the status.
    fn answered(&self, status: u16) {
        self.note(|entry| entry.status = Some(status));
    }

    /// Adds to the entry of the log, unless that was cleared since.
    fn note(&self, add: impl FnOnce(&mut Request)) {
        let mut state = self.shared.state();
        if let Some(entry) = state
            .log
            .iter_mut()
            .rev()
            .find(|entry| entry.number == self.number)
        {
            add(entry);
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.shared.state().in_flight -= 1;
    }
}

/// The entry of the log for a request that is not answered yet.
fn note(
    tokens: &Tokens,
    place: &Place,
    request: &hyper::Request<Incoming>,
    number: u64,
) -> Request {
    let headers = request.headers().clone();
    let authorization = match Presented::read(&headers) {
        Presented::Nothing => None,
        Presented::Basic { user, .. } => Some(Authorization::Basic { user }),
        Presented::Bearer(token) => {
            let repository = tokens.repository_of(&token);
            Some(
                repository.map_or(Authorization::Other, |repository| Authorization::Bearer {
                    repository,
                }),
            )
        }
        Presented::Other => Some(Authorization::Other),
    };
    Request {
        host: place.host.clone(),
        method: request.method().to_string(),
        path: request
            .uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string),
        authorization,
        accept: joined(&headers, "accept"),
        headers,
        body: String::new(),
        status: None,
        number,
    }
}
