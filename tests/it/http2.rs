//! Which HTTP is spoken: the server's choice, and many requests on one connection where it is HTTP/2.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use crate::support::command::Project;
use crate::support::hub::certificates::{Authorities, Certificate, Wants};
use crate::support::port;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

const DIGEST: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
/// How many images are asked for.
const IMAGES: usize = 50;

/// A registry that speaks TLS and these protocols, and whose tags all name one digest.
struct Server {
    host: String,
    authority: String,
    /// The version of each request, by connection.
    spoken: Arc<Mutex<Vec<Vec<Version>>>>,
    /// Serves until it is dropped.
    _runtime: Runtime,
}

impl Server {
    fn start(protocols: &[&str]) -> Self {
        let authorities = Authorities::new();
        let config = authorities.server("127.0.0.1", Certificate::Good, Wants::Nothing, protocols);
        let runtime = port::thread();
        let (listener, host) = port::bind(&runtime);
        let spoken: Arc<Mutex<Vec<Vec<Version>>>> = Arc::default();
        let (acceptor, log) = (TlsAcceptor::from(config), Arc::clone(&spoken));
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), Arc::clone(&log)));
            }
        });
        Self {
            host,
            authority: authorities.trusted.pem(),
            spoken,
            _runtime: runtime,
        }
    }

    /// Locks many images of this registry.
    fn lock_many(&self) {
        let project = Project::new();
        let line = |number: usize| format!("a{number} = \"{}/team/app{number}:1\"\n", self.host);
        project.file(
            "images.toml",
            format!("[images]\n{}", (0..IMAGES).map(line).collect::<String>()),
        );
        project.file("authority.pem", &self.authority);
        let config = format!(
            "[registries.\"{}\"]\nca-file = \"authority.pem\"\n",
            self.host
        );
        project.file("config.toml", config);
        project.run(["update", "--config", "config.toml"]).success();
        assert_eq!(project.read("images.lock").matches(DIGEST).count(), IMAGES);
    }

    fn spoken(&self) -> Vec<Vec<Version>> {
        self.spoken.lock().expect("no holder panics").clone()
    }
}

/// Serves one connection in the protocol that was agreed upon.
async fn serve(stream: TcpStream, acceptor: TlsAcceptor, log: Arc<Mutex<Vec<Vec<Version>>>>) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let number = {
        let mut connections = log.lock().expect("no holder panics");
        connections.push(Vec::new());
        connections.len() - 1
    };
    let answer = service_fn(move |request: Request<Incoming>| {
        log.lock().expect("no holder panics")[number].push(request.version());
        let answer = Response::builder().header("docker-content-digest", DIGEST);
        let answer = answer
            .body(Empty::<Bytes>::new())
            .expect("an answer is well-formed");
        std::future::ready(Ok::<_, Infallible>(answer))
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
