//! What the servers of tests stand on: a thread of their own, and ports on loopback.

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

/// A thread that serves until this is dropped.
pub fn thread() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).enable_all().build();
    runtime.expect("a runtime starts")
}

/// A free port, and where it is: `127.0.0.1:PORT`.
pub fn bind(runtime: &Runtime) -> (TcpListener, String) {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
    let listener = listener.expect("loopback has a free port");
    let address = listener.local_addr();
    let host = address.expect("a bound socket has an address").to_string();
    (listener, host)
}
