//! The program as a process: on a port that was free, up to where it says that it listens.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::programs::program::{program, spawn};
use crate::support::files::read;

const PROGRAM: &str = "docker-registry";
/// How long it may take to listen, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a port may turn out to be taken.
const ATTEMPTS: usize = 5;
/// What it says of itself.
const LOG: &str = "log";
/// What it says of requests.
const ACCESS: &str = "access";

/// A running registry. Dropping it ends it.
pub(super) struct Process {
    child: Child,
    host: String,
    root: PathBuf,
}

impl Process {
    /// Starts it on a free port with what `configure` writes for a host into the file that it is given, and returns
    /// when it listens.
    pub(super) fn start(root: &Path, configure: impl Fn(&Path, &str)) -> Self {
        let configuration = root.join("config.yml");
        for _ in 0..ATTEMPTS {
            let host = free_host();
            configure(&configuration, &host);
            // In an empty environment: variables named REGISTRY_… would override the configuration
            let mut command = program(PROGRAM);
            command.arg("serve").arg(&configuration);
            command.stdout(Stdio::from(create(&root.join(ACCESS))));
            command.stderr(Stdio::from(create(&root.join(LOG))));
            let mut process = Self {
                child: spawn(&mut command),
                host,
                root: root.to_owned(),
            };
            if process.listens() {
                return process;
            }
        }
        panic!(
            "{PROGRAM} ended {ATTEMPTS} times: {}",
            read(&root.join(LOG))
        )
    }

    /// Where it listens, as `127.0.0.1:PORT`.
    pub(super) fn host(&self) -> String {
        self.host.clone()
    }

    /// What it answered, in order, as `GET /v2/ HTTP/1.1`. It notes an answer before it sends the end of it.
    pub(super) fn requests(&self) -> Vec<String> {
        let access = read(&self.root.join(ACCESS));
        access
            .lines()
            .filter_map(|line| line.split('"').nth(1))
            .map(str::to_owned)
            .collect()
    }

    /// Waits until it says that it listens; false where it ended instead, as it does where the port was taken
    /// meanwhile. A connection would prove nothing: whoever took the port answers as well.
    fn listens(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self
                .child
                .try_wait()
                .expect("a child can be asked for its status")
                .is_some()
            {
                return false;
            }
            if read(&self.root.join(LOG)).contains("listening on") {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!(
            "{PROGRAM} does not listen after {PATIENCE:?}: {}",
            read(&self.root.join(LOG))
        );
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error means that it has ended already; waiting for it lets its store be removed
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago, which is the best that can be said of one that another program binds.
fn free_host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener
        .local_addr()
        .expect("a bound socket has an address")
        .to_string()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a log is written as it comes"
)]
fn create(path: &Path) -> File {
    File::create(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
