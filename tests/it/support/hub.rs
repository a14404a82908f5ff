//! Docker Hub under its own names: a proxy on loopback through which `registry-1.docker.io:443` and
//! `auth.docker.io:443` lead to the embedded registry, over TLS that the program can trust.
//!
//! The program is told of it as it would be told of any proxy and any private authority: by `HTTPS_PROXY` and
//! `SSL_CERT_FILE`. Every connection is noted with the host it was asked for, and every request with what it showed.

pub mod certificates;
mod seen;
mod socks;
mod tunnel;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::command::Run;
use super::port;
use super::registry::{Builder, Registry};
pub use certificates::Certificate;
use certificates::{Authorities, Pair, Wants};
pub use seen::{Connection, Seen};
use tunnel::Shared;

/// Where Docker Hub's manifests are.
pub const REGISTRY: &str = "registry-1.docker.io";
/// Where Docker Hub's tokens come from.
pub const TOKENS: &str = "auth.docker.io";

/// The file of the authority that the machine trusts.
const AUTHORITY: &str = "authority.pem";
/// The file of the one that it has to be told of.
const PRIVATE_AUTHORITY: &str = "private.pem";

/// What is behind a name.
#[derive(Debug, Clone)]
struct Backend {
    /// Where the decrypted bytes go.
    address: String,
    /// What the server shows of itself.
    face: Face,
}

/// What a server shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// TLS with this certificate.
    Tls(Certificate),
    /// TLS with a good certificate, for clients that show what is wanted.
    Mutual(Wants),
    /// An alert of this number, whatever the client says.
    Alert(u8),
    /// HTTP, on the port where TLS is expected.
    Plain,
}

/// A proxy that knows some names, until it is dropped.
pub struct Hub {
    shared: Arc<Shared>,
    proxy: String,
    directory: TempDir,
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Chooses the names; [`start`](Names::start) starts the proxy.
#[derive(Default)]
pub struct Names(BTreeMap<String, Backend>);

impl Names {
    /// Docker Hub's two names for this registry and its token server.
    pub fn docker_hub(registry: &Registry) -> Self {
        let face = Face::Tls(Certificate::Good);
        let names = Self::default().lead(REGISTRY, &registry.host(), face);
        names.lead(TOKENS, &registry.token_host(), face)
    }

    /// Leads a name to a server on loopback, which is reached as this face says. A port other than 443 is named.
    pub fn lead(mut self, name: &str, address: &str, face: Face) -> Self {
        self.0.insert(
            name.to_owned(),
            Backend {
                address: address.to_owned(),
                face,
            },
        );
        self
    }

    /// Starts the proxy.
    pub fn start(self) -> Hub {
        Hub::start(self.0)
    }
}

/// A registry whose challenge names Docker Hub's token server.
pub fn docker_hub() -> Builder {
    Registry::builder()
        .token_server_elsewhere(true)
        .realm(&format!("https://{TOKENS}/token"))
}

impl Hub {
    fn start(backends: BTreeMap<String, Backend>) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        let (listener, address) = port::bind(&runtime);
        let authorities = Authorities::new();
        let directory = TempDir::new().expect("a temporary directory can be made");
        write(
            &directory.path().join(AUTHORITY),
            &authorities.trusted.pem(),
        );
        write(
            &directory.path().join(PRIVATE_AUTHORITY),
            &authorities.private.pem(),
        );
        let shared = Arc::new(Shared {
            backends,
            authorities,
            connections: Mutex::default(),
        });
        runtime.spawn(tunnel::serve(Arc::clone(&shared), listener, None));
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            // Ends when the proxy is dropped, by the message or by its channel; the runtime ends with it
            let _ = runtime.block_on(stopped);
        });
        let proxy = format!("http://{address}");
        Self {
            shared,
            proxy,
            directory,
            runtime: handle,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Leads a port of its own on loopback to a server, which is reached as this face says. Returns where.
    pub fn listen(&self, address: &str, face: Face) -> String {
        let backend = Backend {
            address: address.to_owned(),
            face,
        };
        let listener =
            std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let host = listener
            .local_addr()
            .expect("a bound socket has an address")
            .to_string();
        listener
            .set_nonblocking(true)
            .expect("a socket can be one for a runtime");
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("the runtime takes a socket");
            tunnel::serve(shared, listener, Some(backend)).await;
        });
        host
    }

    /// The certificate of the authority that the machine trusts, in a file.
    pub fn authority(&self) -> PathBuf {
        self.directory.path().join(AUTHORITY)
    }

    /// The certificate of the private authority, in a file.
    pub fn private_authority(&self) -> PathBuf {
        self.directory.path().join(PRIVATE_AUTHORITY)
    }

    /// The certificates that are their own authorities, in PEM: the one that is valid, and the one that was.
    pub fn own_certificates(&self) -> [String; 2] {
        [
            self.shared.authorities.own.pem(),
            self.shared.authorities.own_expired.pem(),
        ]
    }

    /// A client's certificate of the private authority, which servers want that want one.
    pub fn client(&self) -> Pair {
        self.shared.authorities.private.client("tester")
    }

    /// The proxy, as a variable names it.
    pub fn proxy(&self) -> &str {
        &self.proxy
    }

    /// Lets a run of the program reach these names, and trust this authority alone.
    pub fn reached_by<'a>(&self, run: Run<'a>) -> Run<'a> {
        run.env("HTTPS_PROXY", &self.proxy)
            .env("SSL_CERT_FILE", self.authority())
            .env("SSL_CERT_DIR", "")
    }

    /// All connections that were asked for, those to unknown names included.
    pub fn connections(&self) -> Vec<Connection> {
        self.shared
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The hosts that were shown a client's certificate, each once, in the order of names.
    pub fn shown_a_certificate(&self) -> Vec<String> {
        let shown = self
            .connections()
            .into_iter()
            .filter(|connection| connection.has_certificate);
        let hosts: std::collections::BTreeSet<_> =
            shown.map(|connection| connection.host()).collect();
        hosts.into_iter().collect()
    }

    /// The hosts that connections were asked for, each once, in the order of names.
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<_> = self
            .connections()
            .into_iter()
            .map(|connection| connection.host())
            .collect();
        hosts.sort();
        hosts.dedup();
        hosts
    }

    /// All requests, by connection.
    pub fn requests(&self) -> Vec<Seen> {
        self.connections()
            .iter()
            .flat_map(Connection::requests)
            .collect()
    }

    /// The requests to one host.
    pub fn requests_to(&self, host: &str) -> Vec<Seen> {
        self.requests()
            .into_iter()
            .filter(|request| request.host == host)
            .collect()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(
            std::thread::panicking() || !matches!(ended, Some(Err(_))),
            "the proxy's thread panicked"
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test need not be atomic"
)]
fn write(path: &std::path::Path, text: &str) {
    std::fs::write(path, text).expect("a temporary directory can be filled");
}
