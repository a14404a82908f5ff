//! Runs Debian's `docker-registry`, which is distribution 2.8: a registry that nobody here wrote.
//!
//! What the embedded registry claims about registries in general is worth as much as this one confirms.

mod authority;
mod builder;
mod process;
mod push;
mod signer;
mod tokens;

use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

use crate::support::registry::Image;
pub use builder::Builder;
use process::Process;
pub use tokens::IDENTITY_TOKEN;
use tokens::TokenServer;

/// The name of the user that both kinds of authentication know.
pub const USER: &str = "testuser";
/// The password of that user.
pub const PASSWORD: &str = "testpassword";
/// A user whom Basic knows as well, whose password has colons, spaces and a letter that is not ASCII.
pub const TRICKY: (&str, &str) = ("tricky", "pass: wörd: with spaces");

/// What `htpasswd -Bbn` wrote for the two; the program itself need not be installed.
const HTPASSWD: &str = "testuser:$2y$05$ZGy7Uk.ml6OXKg/X.lTmSeuXcNvaiKhsV0r7hV3SskmKStPlsHl4m
tricky:$2y$04$L0P.0CxqcouPPCSp7AJ0NOaNMbv7oYcGgMj.gAaIi1nfQO4mevMQW
";

/// How clients prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Not at all.
    Open,
    /// Basic: [`USER`] and [`PASSWORD`], for everything.
    Htpasswd,
    /// Bearer: everybody may pull, but from `private/…` [`USER`] alone.
    Token,
}

/// To whom a registry speaks over TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clients {
    /// To everybody.
    Anybody,
    /// To those with a certificate of its authority.
    WithCertificate,
}

/// A running registry. Dropping it ends it.
pub struct Distribution {
    process: Process,
    mode: Mode,
    tokens: TokenServer,
    store: Arc<TempDir>,
    root: TempDir,
}

impl Distribution {
    /// Starts one that speaks HTTP and has an empty store of its own.
    pub fn start(mode: Mode) -> Self {
        Self::builder(mode).start()
    }

    /// One that can be more than that.
    pub fn builder(mode: Mode) -> Builder {
        Builder::new(mode)
    }

    /// Where it listens, as `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.process.host()
    }

    /// What it answered, in order, as `GET /v2/ HTTP/1.1`.
    pub fn requests(&self) -> Vec<String> {
        self.process.requests()
    }

    /// The certificate of the authority that vouches for it where it speaks TLS, in a file.
    pub fn authority(&self) -> PathBuf {
        self.root.path().join("authority.pem")
    }

    /// A client's certificate and its key in files, by the same authority.
    pub fn client_certificate(&self) -> [PathBuf; 2] {
        ["client.cert", "client.key"].map(|file| self.root.path().join(file))
    }

    /// Where its token server listens; it is asked in [`Mode::Token`] alone.
    pub fn token_host(&self) -> String {
        self.tokens.host()
    }

    /// What its token server was sent, in order, as it came.
    pub fn token_requests(&self) -> Vec<String> {
        self.tokens.requests()
    }

    /// Pushes an image over the registry's own API, which has to speak HTTP, and returns its digest.
    #[track_caller]
    pub fn push(&self, repository: &str, tag: &str, image: &Image) -> String {
        let authorization = match self.mode {
            Mode::Open => None,
            Mode::Htpasswd => Some(basic()),
            Mode::Token => Some(format!(
                "Bearer {}",
                self.tokens.sign(repository, &["pull", "push"])
            )),
        };
        push::Push {
            host: &self.host(),
            repository,
            authorization,
        }
        .image(tag, image)
    }
}

/// The `Authorization` header of the user.
pub fn basic() -> String {
    use base64::Engine as _;
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{PASSWORD}"))
    )
}
