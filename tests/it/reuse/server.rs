//! A registry behind a balancer that lets a connection be used once, over plain HTTP, TLS or HTTP/2.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::support::hub::certificates::{Authorities, Certificate, Wants};
use crate::support::port;

/// An index with one platform.
const INDEX: &str = r#"{"schemaVersion":2,"manifests":[{"digest":"sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7","platform":{"os":"linux","architecture":"amd64"}}]}"#;
const DIGEST: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";

/// What becomes of a connection that is used again, or that is not to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is reset.
    Reset,
    /// It is closed in an orderly way, and without an answer.
    Closed,
    /// It is reset in the middle of an answer.
    HalfBody,
    /// It brings bytes that are no answer.
    LeftOver,
}

/// What is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Plain,
    Tls,
    Http2,
}

/// What connections share.
struct Rules {
    fate: Fate,
    /// Whether the second connection is not answered either, nor any after it.
    answers_once: bool,
    /// The host whose token server this is as well, if it wants tokens.
    tokens: Option<String>,
    /// The number of requests over each connection.
    requests: Mutex<Vec<usize>>,
}

pub(super) struct Server {
    pub(super) host: String,
    pub(super) layer: Layer,
    /// The authority of its certificate, in PEM.
    pub(super) authority: String,
    rules: Arc<Rules>,
    /// Serves until it is dropped.
    _runtime: Runtime,
}

impl Server {
    pub(super) fn start(layer: Layer, fate: Fate) -> Self {
        Self::serving(layer, fate, false, false)
    }

    /// A registry that wants tokens, which it issues itself.
    pub(super) fn with_tokens(fate: Fate) -> Self {
        Self::serving(Layer::Plain, fate, false, true)
    }

    /// A registry that answers one request, and resets all connections from then on.
    pub(super) fn answering_once() -> Self {
        Self::serving(Layer::Plain, Fate::Reset, true, false)
    }

    fn serving(layer: Layer, fate: Fate, answers_once: bool, has_tokens: bool) -> Self {
        let runtime = port::thread();
        let (listener, host) = port::bind(&runtime);
        let rules = Arc::new(Rules {
            fate,
            answers_once,
            tokens: has_tokens.then(|| host.clone()),
            requests: Mutex::default(),
        });
        let authorities = Authorities::new();
        let protocols: &[&str] = match layer {
            Layer::Plain | Layer::Tls => &["http/1.1"],
            Layer::Http2 => &["h2"],
        };
        let config = authorities.server("127.0.0.1", Certificate::Good, Wants::Nothing, protocols);
        let (acceptor, shared) = (TlsAcceptor::from(config), Arc::clone(&rules));
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, layer, acceptor.clone(), Arc::clone(&shared)));
            }
        });
        Self {
            host,
            layer,
            authority: authorities.trusted.pem(),
            rules,
            _runtime: runtime,
        }
    }

    /// The number of requests over each connection that had one.
    pub(super) fn requests(&self) -> Vec<usize> {
        let requests = self.rules.requests().clone();
        requests.into_iter().filter(|count| *count > 0).collect()
    }
}

impl Rules {
    fn requests(&self) -> MutexGuard<'_, Vec<usize>> {
        self.requests.lock().expect("no holder panics")
    }

    /// Notes a request. Returns whether it is answered.
    fn answers(&self, connection: usize) -> bool {
        let mut requests = self.requests();
        requests[connection] += 1;
        requests[connection] == 1 && (connection == 0 || !self.answers_once)
    }

    fn answer(&self, head: &str) -> String {
        let body_of = |length: usize, more: &str, body: &str| {
            format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{more}\r\n{body}")
        };
        let is_named = head.to_ascii_lowercase().contains("\r\nauthorization: ");
        match &self.tokens {
            Some(_) if head.contains(" /token") => body_of(13, "", "{\"token\":\"x\"}"),
            Some(host) if !is_named => format!(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\
                 WWW-Authenticate: Bearer realm=\"http://{host}/token\",service=\"s\"\r\n\r\n"
            ),
            _ if head.starts_with("HEAD ") => {
                body_of(0, &format!("Docker-Content-Digest: {DIGEST}\r\n"), "")
            }
            _ => body_of(INDEX.len(), "", INDEX),
        }
    }
}

async fn serve(stream: TcpStream, layer: Layer, acceptor: TlsAcceptor, rules: Arc<Rules>) {
    let number = {
        let mut requests = rules.requests();
        requests.push(0);
        requests.len() - 1
    };
    // It ends with an error where the client leaves
    let _ = match layer {
        Layer::Plain => by_hand(stream, number, &rules, |stream| stream).await,
        Layer::Tls => match acceptor.accept(stream).await {
            Ok(stream) => by_hand(stream, number, &rules, |stream| stream.get_ref().0).await,
            Err(error) => Err(error),
        },
        Layer::Http2 => match acceptor.accept(stream).await {
            Ok(stream) => http2(stream, number, rules).await,
            Err(error) => Err(error),
        },
    };
}

/// Answers the first request, and has the second one meet its fate.
async fn by_hand<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    number: usize,
    rules: &Rules,
    socket: impl Fn(&S) -> &TcpStream,
) -> io::Result<()> {
    loop {
        let head = read(&mut stream).await?;
        if rules.answers(number) {
            stream.write_all(rules.answer(&head).as_bytes()).await?;
            stream.flush().await?;
            continue;
        }
        match rules.fate {
            Fate::Reset => {}
            Fate::Closed => return stream.shutdown().await,
            Fate::HalfBody => {
                let half = &rules.answer(&head)[..60];
                stream.write_all(half.as_bytes()).await?;
                return stream.shutdown().await;
            }
            Fate::LeftOver => {
                stream.write_all(b"{\"errors\":[]}\r\n\r\n").await?;
                return stream.shutdown().await;
            }
        }
        return socket(&stream).set_zero_linger();
    }
}

/// The head of a request; its body, if it has one, is in the same bytes.
async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<String> {
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    while !head.windows(4).any(|part| part == b"\r\n\r\n") {
        match stream.read(&mut buffer).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => head.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// The same in HTTP/2: with the second request, all that are under way are lost.
async fn http2(stream: TlsStream<TcpStream>, number: usize, rules: Arc<Rules>) -> io::Result<()> {
    let over = Arc::new(Notify::new());
    let ends = Arc::clone(&over);
    let answer = service_fn(move |_: Request<Incoming>| {
        let (is_answered, ends) = (rules.answers(number), Arc::clone(&ends));
        async move {
            if !is_answered {
                ends.notify_one();
                std::future::pending::<()>().await;
            }
            let answer = Response::builder().header("docker-content-digest", DIGEST);
            let answer = answer.body(Empty::<Bytes>::new());
            Ok::<_, Infallible>(answer.expect("an answer is well-formed"))
        }
    });
    let serving = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), answer);
    tokio::select! {
        _ = serving => {}
        () = over.notified() => {}
    }
    Ok(())
}
