//! What a network and a server can do to one answer.

use super::server::{Mishap, Server};

/// What a client may have taken of two gigabytes: 4 MiB, and what the buffers of the system hold.
const TAKEN_MAX: u64 = 64 << 20;

#[test]
fn a_connection_that_is_refused() {
    Server::refusing().meets("refused", &[]);
}

#[test]
fn a_connection_that_is_reset() {
    Server::start(Mishap::Reset).meets("reset", &[]);
}

#[test]
fn a_connection_that_is_half_closed() {
    Server::start(Mishap::HalfClosed).meets("half-closed", &[]);
}

#[test]
fn an_answer_that_drips() {
    Server::start(Mishap::Dripping).meets("dripping", &["--timeout", "2"]);
}

#[test]
fn a_server_that_is_silent() {
    Server::start(Mishap::Silent).meets("silent", &["--timeout", "2"]);
}

#[test]
fn a_body_that_is_cut_off() {
    Server::start(Mishap::Truncated).meets("truncated", &[]);
}

#[test]
fn a_body_of_another_length_than_is_said() {
    Server::start(Mishap::WrongLength).meets("wrong length", &[]);
}

#[test]
fn a_body_of_two_gigabytes_is_not_taken() {
    let server = Server::start(Mishap::TwoGib);
    server.meets("2 GiB", &[]);
    assert!(server.sent() < TAKEN_MAX, "{}", server.sent());
}

#[test]
fn a_digest_that_is_a_lie() {
    Server::start(Mishap::LyingDigest).meets("lying digest", &[]);
}
