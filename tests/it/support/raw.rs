//! A server of bytes, for what is not well-formed HTTP, and for servers too small to need more.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a client may take to finish its request, before it is answered as it is.
const PATIENCE: Duration = Duration::from_secs(10);

/// A TCP server on loopback that answers each connection once and closes it. Dropping it ends it.
pub struct Raw {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Raw {
    /// Answers the first connection with the first of these, and so on; later connections get no byte.
    pub fn start(answers: Vec<Vec<u8>>) -> Self {
        let mut answers = VecDeque::from(answers);
        Self::answering(move |_| answers.pop_front().unwrap_or_default())
    }

    /// Answers each connection with what the function makes of the bytes of its request.
    pub fn answering(answer: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static) -> Self {
        Self::answering_at("127.0.0.1", answer)
    }

    /// The same at an address of this machine.
    pub fn answering_at(
        address: &str,
        mut answer: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((address, 0)).expect("the address has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let (log, stop) = (Arc::clone(&requests), Arc::clone(&stopped));
        let thread = std::thread::spawn(move || {
            for stream in listener
                .incoming()
                .flatten()
                .take_while(|_| !stop.load(Ordering::SeqCst))
            {
                answer_one(stream, &log, &mut answer);
            }
        });
        Self {
            address,
            requests,
            stopped,
            thread: Some(thread),
        }
    }

    /// Where it listens, as `ADDRESS:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// The requests that came, in order, as they came.
    pub fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock().expect("no holder panics");
        requests
            .iter()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect()
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Only a connection wakes a thread that waits for one
        let _ = TcpStream::connect(self.address);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(
            std::thread::panicking() || !matches!(ended, Some(Err(_))),
            "the answering function panicked"
        );
    }
}

/// Reads a request, notes it, answers it; a client that went away is no failure of the server.
fn answer_one(
    mut stream: TcpStream,
    log: &Mutex<Vec<Vec<u8>>>,
    answer: &mut impl FnMut(&[u8]) -> Vec<u8>,
) {
    let request = read_request(&mut stream);
    log.lock().expect("no holder panics").push(request.clone());
    let _ = stream.write_all(&answer(&request));
    let _ = stream.flush();
}

/// The bytes up to the end of the request, or up to where the client stopped.
fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    request
}

/// Whether the head is there, and as much of a body as it promises.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]);
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    request.len() - end - 4 >= length
}
