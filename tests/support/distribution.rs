//! Runs Debian's `docker-registry`, which is distribution 2.8: a registry that nobody here wrote.
//!
//! What the embedded registry claims about registries in general is worth as much as this one confirms.

mod push;
mod tokens;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::program::{Need, program, spawn};
use super::registry::Image;
use tokens::TokenServer;

/// The name of the user that both kinds of authentication know.
pub const USER: &str = "testuser";
/// The password of that user.
pub const PASSWORD: &str = "testpassword";

/// What `htpasswd -Bbn testuser testpassword` wrote; the program itself need not be installed.
const HTPASSWD: &str = "testuser:$2y$05$ZGy7Uk.ml6OXKg/X.lTmSeuXcNvaiKhsV0r7hV3SskmKStPlsHl4m\n";

const PROGRAM: &str = "docker-registry";
/// How long it may take to listen, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a port may turn out to be taken.
const ATTEMPTS: usize = 5;

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

/// A running registry, with an empty store of its own. Dropping it ends it.
pub struct Distribution {
    process: Child,
    host: String,
    mode: Mode,
    tokens: TokenServer,
    _root: TempDir,
}

impl Distribution {
    /// Starts it on a free port, and returns when it listens; nothing where the program is not installed, unless
    /// `IMAGELOCK_REQUIRE_DISTRIBUTION` is set.
    pub fn start(mode: Mode) -> Option<Self> {
        let root = TempDir::new().expect("a temporary directory can be made");
        let tokens = TokenServer::start();
        write(&root.path().join("htpasswd"), HTPASSWD);
        write(&root.path().join("roots.pem"), &tokens.certificate());
        for _ in 0..ATTEMPTS {
            let host = free_host();
            write(&root.path().join("config.yml"), &config(root.path(), &host, mode, &tokens));
            let mut process = start(root.path())?;
            if listens(&mut process, &root.path().join("log")) {
                return Some(Self { process, host, mode, tokens, _root: root });
            }
        }
        panic!("{PROGRAM} ended {ATTEMPTS} times: {}", read(&root.path().join("log")))
    }

    /// Where it listens, as `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.host.clone()
    }

    /// Where its token server listens; it is asked in [`Mode::Token`] alone.
    pub fn token_host(&self) -> String {
        self.tokens.host()
    }

    /// Pushes an image over the registry's own API, and returns its digest.
    #[track_caller]
    pub fn push(&self, repository: &str, tag: &str, image: &Image) -> String {
        let authorization = match self.mode {
            Mode::Open => None,
            Mode::Htpasswd => Some(basic()),
            Mode::Token => Some(format!("Bearer {}", self.tokens.sign(repository, &["pull", "push"]))),
        };
        push::Push { host: &self.host, repository, authorization }.image(tag, image)
    }
}

impl Drop for Distribution {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// The `Authorization` header of the user.
pub fn basic() -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{PASSWORD}")))
}

/// A port that was free a moment ago, which is the best that can be said of one that another program binds.
fn free_host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address").to_string()
}

/// The configuration. JSON is YAML, and quotes paths by itself.
fn config(root: &Path, host: &str, mode: Mode, tokens: &TokenServer) -> String {
    let mut config = serde_json::json!({
        "version": 0.1,
        "log": { "level": "info" },
        "storage": {
            "filesystem": { "rootdirectory": root.join("store") },
            "delete": { "enabled": true },
        },
        "http": { "addr": host },
    });
    match mode {
        Mode::Open => {}
        Mode::Htpasswd => {
            config["auth"]["htpasswd"] =
                serde_json::json!({ "realm": "tests", "path": root.join("htpasswd") });
        }
        Mode::Token => config["auth"]["token"] = tokens.configuration(&root.join("roots.pem")),
    }
    config.to_string()
}

/// Starts the program; nothing where it is not installed and need not be.
fn start(root: &Path) -> Option<Child> {
    // In an empty environment: variables named REGISTRY_… would override the configuration
    let mut command = program(PROGRAM);
    command.arg("serve").arg(root.join("config.yml")).stdout(Stdio::null());
    spawn(command.stderr(create(&root.join("log"))), Need::Required)
}

/// Waits until it says that it listens; false where it ended instead, as it does where the port was taken meanwhile. A
/// connection would prove nothing: whoever took the port answers as well.
fn listens(process: &mut Child, log: &Path) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if process.try_wait().expect("a child can be asked for its status").is_some() {
            return false;
        }
        if read(log).contains("listening on") {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    end(process);
    panic!("{PROGRAM} does not listen after {PATIENCE:?}: {}", read(log));
}

/// Ends the program and waits for it, so that its store can be removed.
fn end(process: &mut Child) {
    // An error means that it has ended already
    let _ = process.kill();
    let _ = process.wait();
}

#[expect(clippy::disallowed_methods, reason = "the rule is for the program; a test need not be atomic")]
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a temporary directory can be filled");
}

#[expect(clippy::disallowed_methods, reason = "the rule is for the program; a test reads what it finds")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the rule is for the program; a log is written as it comes")]
fn create(path: &Path) -> std::fs::File {
    std::fs::File::create(path).expect("a temporary directory can be filled")
}
