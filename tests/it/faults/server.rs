//! A registry that answers HEAD with a digest that moved, and does one thing wrong with what it is asked.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::command::{Outcome, Project};
use crate::support::registry::digest;

/// The size of the body that nobody wants.
const TWO_GIB: u64 = 2 << 30;
/// An index, as far as a reader of it gets.
const BODY: &str = r#"{"schemaVersion":2,"manifests":[]}"#;
/// The time between two bytes.
const DRIP: Duration = Duration::from_millis(50);

/// What becomes of a request. The last four are of the body: HEAD is answered rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mishap {
    Reset,
    HalfClosed,
    Dripping,
    Silent,
    /// The connection ends in the middle of the body.
    Truncated,
    /// The length is that of a part of the body.
    WrongLength,
    TwoGib,
    /// The body is not what the digest in the headers says.
    LyingDigest,
}

/// The server, and a project that has an older digest of its image locked.
pub(super) struct Server {
    pub(super) project: Project,
    /// The lock before the run.
    before: String,
    seen: Arc<Seen>,
}

/// What came in and went out.
#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    bytes: AtomicU64,
}

impl Server {
    /// It ends with the process.
    pub(super) fn start(mishap: Mishap) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr();
        let host = address.expect("a bound socket has an address").to_string();
        let seen = Arc::new(Seen::default());
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&shared);
                // It ends with an error where the client leaves
                std::thread::spawn(move || seen.answer(stream, mishap));
            }
        });
        Self::asking(&host, seen)
    }

    /// Nobody listens there.
    pub(super) fn refusing() -> Self {
        Self::asking("127.0.0.1:1", Arc::default())
    }

    fn asking(host: &str, seen: Arc<Seen>) -> Self {
        let project = Project::new();
        project.redact(host, "registry.test");
        let app = format!("app = {{ image = \"{host}/team/app\", tag = \"main\" }}\n");
        let platforms = "[defaults]\nplatforms = [\"linux/amd64\"]\n\n";
        project.file("images.toml", format!("{platforms}[images]\n{app}"));
        let before = lock(host);
        project.file("images.lock", &before);
        project.run(["verify"]).success();
        Self {
            project,
            before,
            seen,
        }
    }

    /// Runs `update` with these arguments, and holds it against the row of the fault.
    #[track_caller]
    pub(super) fn meets(&self, fault: &str, arguments: &[&str]) -> Outcome {
        let outcome = self.project.run(["update"].iter().chain(arguments));
        let requests = self.seen.requests.load(Ordering::SeqCst);
        super::fits(fault, &outcome, requests);
        assert_eq!(self.project.read("images.lock"), self.before, "{outcome}");
        let files = std::fs::read_dir(self.project.path()).expect("it is there");
        // `.git`, `images.toml`, `images.lock`
        assert_eq!(files.count(), 3, "{fault}");
        outcome
    }

    /// The bytes of bodies that the system took.
    pub(super) fn sent(&self) -> u64 {
        self.seen.bytes.load(Ordering::SeqCst)
    }
}

impl Seen {
    fn answer(&self, mut stream: TcpStream, mishap: Mishap) -> std::io::Result<()> {
        if mishap == Mishap::Reset {
            // What is closed with something unread is reset
            stream.peek(&mut [0])?;
            self.requests.fetch_add(1, Ordering::SeqCst);
            return Ok(());
        }
        let is_head = read_head(&mut stream)?.starts_with(b"HEAD ");
        self.requests.fetch_add(1, Ordering::SeqCst);
        match mishap {
            Mishap::Reset => Ok(()),
            Mishap::HalfClosed => {
                stream.shutdown(Shutdown::Write)?;
                until_it_leaves(&mut stream)
            }
            Mishap::Silent => until_it_leaves(&mut stream),
            Mishap::Dripping => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nX-Drip: ")?;
                loop {
                    stream.write_all(b"x")?;
                    std::thread::sleep(DRIP);
                }
            }
            Mishap::Truncated if !is_head => {
                stream.write_all(head(BODY.len() as u64).as_bytes())?;
                stream.write_all(&BODY.as_bytes()[..BODY.len() / 2])
            }
            Mishap::WrongLength if !is_head => {
                stream.write_all(head(BODY.len() as u64 / 2).as_bytes())?;
                stream.write_all(BODY.as_bytes())
            }
            Mishap::TwoGib if !is_head => self.send_two_gib(&mut stream),
            Mishap::LyingDigest if !is_head => {
                stream.write_all(head(BODY.len() as u64 + 1).as_bytes())?;
                stream.write_all(format!("{BODY}\n").as_bytes())
            }
            Mishap::Truncated | Mishap::WrongLength | Mishap::TwoGib | Mishap::LyingDigest => {
                stream.write_all(head(BODY.len() as u64).as_bytes())
            }
        }
    }

    fn send_two_gib(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        stream.write_all(head(TWO_GIB).as_bytes())?;
        let part = vec![b' '; 1 << 16];
        for _ in 0..TWO_GIB >> 16 {
            stream.write_all(&part)?;
            self.bytes.fetch_add(1 << 16, Ordering::SeqCst);
        }
        Ok(())
    }
}

/// The head of an answer with the digest of the body.
fn head(length: u64) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.oci.image.index.v1+json\r\n\
         Docker-Content-Digest: {}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n",
        digest(BODY.as_bytes())
    )
}

fn read_head(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    Ok(head)
}

/// Keeps the connection open as long as the client does.
fn until_it_leaves(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.read_to_end(&mut Vec::new()).map(drop)
}

/// A lock with an older digest of the image.
fn lock(host: &str) -> String {
    let head = "# This file is generated by imagelock. It is not intended for manual editing.";
    let (index, manifest) = ("a".repeat(64), "b".repeat(64));
    format!(
        "{head}\nversion = 1\n\n[images.app]\nimage = \"{host}/team/app\"\ntag = \"main\"\n\
         digest = \"sha256:{index}\"\nplatforms-of = \"{}\"\n\n[images.app.platforms]\n\
         \"linux/amd64\" = \"sha256:{manifest}\"\n",
        &index[..16]
    )
}
