//! All hosts of a conversation: a port each, and one place in the script.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::request::{self, Said};
use super::script::{Exchange, Script};
use crate::support::port;

/// What is answered to what the script does not know: nothing that is tried again.
const UNEXPECTED: u16 = 418;

/// The hosts of a conversation, until it is dropped.
pub(super) struct Server {
    places: BTreeMap<String, String>,
    state: Arc<Mutex<State>>,
    /// Ends with this.
    _runtime: Runtime,
}

/// How far the conversation has come.
struct State {
    /// What did not happen so far.
    pending: Vec<Exchange>,
    /// The stage of what comes next.
    stage: watch::Sender<usize>,
    /// How many requests came.
    count: usize,
    problems: Vec<String>,
}

impl Server {
    /// A port for every host that the script speaks to.
    pub(super) fn start(script: &Script) -> Self {
        let runtime = port::thread();
        let pending = script.exchanges.clone();
        let hosts = pending.iter().map(|exchange| exchange.request.host.clone());
        let state = State {
            pending: pending.clone(),
            stage: watch::Sender::new(0),
            count: 0,
            problems: Vec::new(),
        };
        let (state, mut places) = (Arc::new(Mutex::new(state)), BTreeMap::new());
        for host in hosts {
            places
                .entry(host.clone())
                .or_insert_with(|| listen(&runtime, &state, host));
        }
        Self {
            places,
            state,
            _runtime: runtime,
        }
    }

    /// Where each host is reached.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, &str)> {
        self.places
            .iter()
            .map(|(host, address)| (host.as_str(), address.as_str()))
    }

    /// What went otherwise, when the program has ended.
    pub(super) fn problems(&self) -> Vec<String> {
        let state = locked(&self.state);
        let missing = state.pending.iter().map(|exchange| {
            let lines = exchange.request.lines();
            format!(
                "this did not happen (line {}):\n{}",
                exchange.line,
                request::difference(&lines, &[])
            )
        });
        state.problems.iter().cloned().chain(missing).collect()
    }
}

impl State {
    /// The answer to a request, where it is one of those that come next.
    fn answer(&mut self, came: &Said) -> Option<Exchange> {
        self.count += 1;
        let (stage, came) = (
            self.pending.first().map(|exchange| exchange.stage),
            came.lines(),
        );
        let is_next = |exchange: &Exchange| Some(exchange.stage) == stage;
        let found = self
            .pending
            .iter()
            .position(|next| is_next(next) && next.request.lines() == came);
        match found {
            Some(at) => {
                let answered = self.pending.remove(at);
                let next = self.pending.first();
                self.stage
                    .send_replace(next.map_or(usize::MAX, |exchange| exchange.stage));
                Some(answered)
            }
            None => {
                let next = self.pending.iter().filter(|exchange| is_next(exchange));
                let problem = unexpected(self.count, next, &came);
                self.problems.push(problem);
                None
            }
        }
    }
}

/// Says of a request what should have come instead.
fn unexpected<'a>(
    count: usize,
    next: impl Iterator<Item = &'a Exchange>,
    came: &[String],
) -> String {
    let mut text = String::new();
    for exchange in next {
        let difference = request::difference(&exchange.request.lines(), came);
        text += &format!(
            "request {count} is not that of line {}:\n{difference}",
            exchange.line
        );
    }
    if text.is_empty() {
        text = format!(
            "request {count} is one too many:\n{}",
            request::difference(&[], came)
        );
    }
    text
}

fn listen(runtime: &Runtime, state: &Arc<Mutex<State>>, host: String) -> String {
    let (listener, address) = port::bind(runtime);
    let state = Arc::clone(state);
    runtime.spawn(async move {
        loop {
            // An accepted connection that is gone already is the client's affair
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            tokio::spawn(connection(Arc::clone(&state), host.clone(), stream));
        }
    });
    address
}

async fn connection(state: Arc<Mutex<State>>, host: String, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| respond(&state, &host, request));
    // It ends with an error where the client leaves
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(
    state: &Mutex<State>,
    host: &str,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let came = request::came(
        head.method.as_str(),
        &format!("https://{host}{path}"),
        &head.headers,
        &body,
    );
    let Some(exchange) = came.and_then(|came| locked(state).answer(&came)) else {
        return Ok(Response::builder()
            .status(UNEXPECTED)
            .body(Full::default())
            .expect("it is an answer"));
    };
    if exchange.is_held {
        let mut stage = locked(state).stage.subscribe();
        // The stage is told as long as there is a state
        let _ = stage.wait_for(|now| *now > exchange.stage).await;
    }
    let mut response =
        Response::builder().status(exchange.status.ok_or(io::ErrorKind::ConnectionAborted)?);
    for (name, value) in exchange.headers {
        response = response.header(name, value.as_bytes());
    }
    Ok(response
        .body(Full::from(exchange.body.join("\n")))
        .expect("the script's headers are headers"))
}

/// The content of a mutex. A panic elsewhere must not hide behind a second one here.
fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
