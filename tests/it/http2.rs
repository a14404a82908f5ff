//! Which HTTP is spoken: the server's choice, many requests on one connection where it is HTTP/2, and never more
//! connections than requests.

mod one_at_a_time;

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::command::Project;
use crate::support::hub::certificates::{Authorities, Certificate, Wants};
use crate::support::port;
use crate::support::registry::seeded;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::http::response::Builder;
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

const DIGEST: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
/// How many images are asked for, each of a repository of its own.
const IMAGES: usize = 200;
/// How many requests may be under way.
const JOBS: usize = 16;
/// The longest time that a server takes for an answer, so that requests are under way at once.
const LATENCY_MAX: Duration = Duration::from_millis(12);

/// The version of each request, by connection.
type Spoken = Arc<Mutex<Vec<Vec<Version>>>>;
/// A server, and how many connections it has to have before another one answers.
type Awaited = (Spoken, usize);

/// A registry whose tags all name one digest. It speaks TLS and these protocols.
struct Server {
    host: String,
    authority: String,
    registry: Spoken,
    token_host: String,
    tokens: Spoken,
    /// Serves until it is dropped.
    _runtime: Runtime,
}

impl Server {
    fn start(protocols: &[&str]) -> Self {
        Self::start_as(protocols, false, 0)
    }

    /// The same, with tokens from a server of its own.
    fn start_with_tokens(protocols: &[&str]) -> Self {
        Self::start_as(protocols, true, 0)
    }

    /// Issues tokens only once the registry has so many connections.
    fn start_as(protocols: &[&str], wants_tokens: bool, connections: usize) -> Self {
        let authorities = Authorities::new();
        let config = authorities.server("127.0.0.1", Certificate::Good, Wants::Nothing, protocols);
        let runtime = port::thread();
        let (registry, tokens) = (Spoken::default(), Spoken::default());
        let awaited = (Arc::clone(&registry), connections);
        let token_host = listen(&runtime, &config, &tokens, None, awaited);
        let realm = wants_tokens.then(|| format!("https://{token_host}/token"));
        Self {
            host: listen(&runtime, &config, &registry, realm, Awaited::default()),
            authority: authorities.trusted.pem(),
            registry,
            token_host,
            tokens,
            _runtime: runtime,
        }
    }

    /// Locks many images of this registry.
    fn lock_many(&self) {
        self.lock_many_in(&Project::new());
    }

    /// The same in a project, which remembers what registries ask for.
    fn lock_many_in(&self, project: &Project) {
        let images = (0..IMAGES).map(|number| format!("team/app{number}:1"));
        configure(project, images, (&self.host, &self.token_host));
        project.file("authority.pem", &self.authority);
        let jobs = JOBS.to_string();
        let options = ["--config", "config.toml", "--timeout", "60"];
        let arguments = ["update", "--jobs", &jobs].into_iter().chain(options);
        let run = project.command(arguments);
        let cache = project.home().join("cache");
        run.env("IMAGELOCK_CACHE", cache).run().success();
        assert_eq!(project.read("images.lock").matches(DIGEST).count(), IMAGES);
    }

    /// The versions that the registry was asked in, by connection.
    fn spoken(&self) -> Vec<Vec<Version>> {
        self.registry.lock().expect("no holder panics").clone()
    }

    /// How many connections there were to the registry and to its token server.
    fn connections(&self) -> [usize; 2] {
        [&self.registry, &self.tokens].map(|it| it.lock().expect("no holder panics").len())
    }
}

/// Lets a project ask for these images of a host, which is trusted by `authority.pem` and has its tokens from another
/// one.
fn configure(
    project: &Project,
    images: impl Iterator<Item = String>,
    (host, token_host): (&str, &str),
) {
    let lines = images.enumerate();
    let lines = lines.map(|(number, image)| format!("a{number} = \"{host}/{image}\"\n"));
    let images: String = lines.collect();
    project.file("images.toml", format!("[images]\n{images}"));
    let config = format!(
        "[registries.\"{host}\"]\nca-file = \"authority.pem\"\ntrusted-realms = [\"{token_host}\"]\n"
    );
    project.file("config.toml", config);
}

/// Listens on a port of its own.
fn listen(
    runtime: &Runtime,
    config: &Arc<ServerConfig>,
    log: &Spoken,
    realm: Option<String>,
    awaited: Awaited,
) -> String {
    let (listener, host) = port::bind(runtime);
    let (acceptor, log) = (TlsAcceptor::from(Arc::clone(config)), Arc::clone(log));
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let log = Arc::clone(&log);
            let (acceptor, realm, awaited) = (acceptor.clone(), realm.clone(), awaited.clone());
            tokio::spawn(serve(stream, acceptor, log, realm, awaited));
        }
    });
    host
}

/// Serves one connection in the protocol that was agreed upon.
async fn serve(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    log: Spoken,
    realm: Option<String>,
    awaited: Awaited,
) {
    let number = {
        let mut connections = log.lock().expect("no holder panics");
        connections.push(Vec::new());
        connections.len() - 1
    };
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut connections = log.lock().expect("no holder panics");
        connections[number].push(request.version());
        let requests: usize = connections.iter().map(Vec::len).sum();
        let latency = seeded(7, LATENCY_MAX)(requests as u64);
        let answer = answer(&request, realm.as_deref());
        let (connections, awaited) = awaited.clone();
        async move {
            tokio::time::sleep(latency).await;
            while connections.lock().expect("no holder panics").len() < awaited {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let stream = TokioIo::new(stream);
    // It ends with an error where the program has ended
    let _ = if is_http2 {
        hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(stream, answer)
            .await
    } else {
        hyper::server::conn::http1::Builder::new()
            .serve_connection(stream, answer)
            .await
    };
}

fn answer(request: &Request<Incoming>, realm: Option<&str>) -> Response<Full<Bytes>> {
    let with = |head: Builder, body: &'static str| {
        head.body(Full::from(body))
            .expect("an answer is well-formed")
    };
    let head = Response::builder();
    match realm {
        _ if request.uri().path() == "/token" => with(head, r#"{"token":"any"}"#),
        Some(realm) if !request.headers().contains_key("authorization") => {
            let challenge = format!("Bearer realm=\"{realm}\",service=\"tests\"");
            with(head.status(401).header("www-authenticate", challenge), "")
        }
        _ => with(head.header("docker-content-digest", DIGEST), ""),
    }
}

#[test]
fn a_server_that_offers_http2_is_asked_everything_on_one_connection() {
    let server = Server::start(&["h2", "http/1.1"]);
    server.lock_many();
    assert_eq!(server.spoken(), [vec![Version::HTTP_2; IMAGES]]);
}

#[test]
fn a_server_that_does_not_is_spoken_to_in_http_1() {
    for protocols in [&["http/1.1"][..], &[]] {
        let server = Server::start(protocols);
        server.lock_many();
        let spoken: Vec<Version> = server.spoken().into_iter().flatten().collect();
        assert_eq!(spoken, vec![Version::HTTP_11; IMAGES]);
    }
}

#[test]
fn over_http_2_a_registry_and_its_token_server_get_one_connection_each() {
    let server = Server::start_with_tokens(&["h2", "http/1.1"]);
    server.lock_many();
    assert_eq!(server.connections(), [1, 1]);
}

#[test]
fn it_is_one_each_too_where_tokens_are_asked_for_before_the_registry() {
    let server = Server::start_with_tokens(&["h2", "http/1.1"]);
    let project = Project::new();
    for runs in 1..=2 {
        server.lock_many_in(&project);
        assert_eq!(server.connections(), [runs, runs]);
    }
    assert_eq!(server.spoken()[1].len(), IMAGES, "none is refused");
}

#[test]
fn over_http_1_there_are_no_more_connections_than_requests_may_be_under_way() {
    let server = Server::start_with_tokens(&["http/1.1"]);
    let project = Project::new();
    for runs in 1..=2 {
        server.lock_many_in(&project);
        let connections = server.connections();
        let most = runs * JOBS;
        assert!(connections.iter().all(|it| *it <= most), "{connections:?}");
    }
}

#[test]
fn connections_to_a_registry_are_opened_while_its_tokens_are_under_way() {
    let server = Server::start_as(&["http/1.1"], true, JOBS);
    server.lock_many();
    assert_eq!(server.connections()[0], JOBS);
}
