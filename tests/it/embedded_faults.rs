//! The scripted faults and the log of the tests' registry, tested: what they hide, no other test would find.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::support::http::{exchange, send};
use crate::support::raw::Raw;
use crate::support::registry::{Authorization, Fault, Image, Registry, digest, percentile, seeded};

const ALPINE: &str = "/v2/library/alpine/manifests/3.20";
const INDEX: (&str, &str) = ("Accept", "application/vnd.oci.image.index.v1+json");

fn index() -> Image {
    Image::index(&["linux/amd64", "linux/arm64/v8"], "seed")
}

fn open() -> Registry {
    let registry = Registry::builder().open().start();
    registry.push("library/alpine", "3.20", &index());
    registry
}

#[test]
fn faults_happen_in_their_order_and_as_often_as_scripted() {
    let registry = open();
    registry.fault(
        Fault::on("HEAD", ALPINE)
            .status(429)
            .header("Retry-After", "7")
            .after(1),
    );
    registry.fault(
        Fault::on("*", "/v2/library/*")
            .times(2)
            .status(503)
            .body("down"),
    );
    for _ in 0..4 {
        send(&registry.host(), "HEAD", ALPINE, &[INDEX]);
    }
    let statuses: Vec<_> = registry
        .requests()
        .iter()
        .filter_map(|request| request.status)
        .collect();
    assert_eq!(statuses, [503, 429, 503, 200]);
}

#[test]
fn a_true_answer_can_be_altered() {
    let registry = open();
    registry.fault(Fault::on("GET", ALPINE).without_header("Docker-Content-Digest"));
    registry.fault(
        Fault::on("GET", ALPINE)
            .replace_header("docker-content-digest", "sha256:0")
            .body("other"),
    );
    let get = || send(&registry.host(), "GET", ALPINE, &[INDEX]);
    let without = get();
    assert_eq!(
        (
            without.header("docker-content-digest"),
            digest(&without.body)
        ),
        ("", index().digest())
    );
    let other = get();
    assert_eq!(
        (other.header("docker-content-digest"), other.text().as_str()),
        ("sha256:0", "other")
    );
    assert_eq!(get().header("docker-content-digest"), index().digest());
}

#[test]
fn a_closed_connection_gets_no_byte_and_has_no_status() {
    let registry = open();
    registry.fault(Fault::on("GET", "/v2/").close());
    assert_eq!(
        exchange(&registry.host(), b"GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        b""
    );
    assert_eq!(registry.sequence(), ["GET /v2/ -"]);
}

#[test]
fn a_connection_that_is_reset_is_no_end_of_an_answer() {
    let registry = open();
    registry.fault(Fault::on("GET", "/v2/").reset());
    let mut stream = TcpStream::connect(registry.host()).expect("the registry listens");
    stream
        .write_all(b"GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n")
        .expect("the registry reads");
    let read = stream.read_to_end(&mut Vec::new());
    let reset = read.expect_err("a connection that is closed is read to its end");
    assert_eq!(reset.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(registry.sequence(), ["GET /v2/ -"]);
}

#[test]
fn trouble_comes_by_the_number_of_the_request_and_after_what_is_scripted() {
    let even = |number: u64| {
        let refused = Fault::on("*", "*").status(503);
        number.is_multiple_of(2).then_some(refused)
    };
    let registry = Registry::builder().open().trouble(even).start();
    registry.fault(Fault::on("GET", "/v2/").status(429));
    let statuses = (0..4).map(|_| send(&registry.host(), "GET", "/v2/", &[]).status);
    assert_eq!(statuses.collect::<Vec<_>>(), [429, 200, 503, 200]);
    let chosen = |seed| (0..10_000).filter(move |number| percentile(seed, *number) < 2);
    assert!((150..250).contains(&chosen(1).count()));
    assert!(chosen(1).eq(chosen(1)) && !chosen(1).eq(chosen(2)));
}

#[test]
fn a_token_is_good_until_it_is_too_old() {
    let registry = Registry::builder().token_age(Duration::ZERO).start();
    registry.push("library/alpine", "3.20", &index());
    let scope = "service=registry.docker.io&scope=repository:library/alpine:pull";
    let token = format!("/token?{scope}");
    let issued = send(&registry.token_host(), "GET", &token, &[]).json();
    let bearer = format!("Bearer {}", issued["token"].as_str().expect("it is text"));
    let shown = send(
        &registry.host(),
        "HEAD",
        ALPINE,
        &[INDEX, ("authorization", &bearer)],
    );
    assert_eq!(shown.status, 401);
}

#[test]
fn a_held_request_ends_with_the_registry() {
    let registry = open();
    registry.fault(Fault::on("GET", "/v2/").hold());
    let mut stream = held(&registry);
    drop(registry);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert_eq!(answer, b"");
}

/// Sends a request, and returns when it has arrived.
fn held(registry: &Registry) -> TcpStream {
    let arrived = registry.requests().len();
    let mut stream = TcpStream::connect(registry.host()).expect("the registry listens");
    stream
        .write_all(b"GET /v2/ HTTP/1.1\r\nHost: h\r\n\r\n")
        .expect("the registry reads");
    while registry.requests().len() == arrived {
        std::thread::yield_now();
    }
    stream
}

#[test]
fn the_high_water_mark_counts_requests_in_flight() {
    let registry = open();
    for _ in 0..3 {
        send(&registry.host(), "GET", "/v2/", &[]);
    }
    assert_eq!(registry.high_water(), 1);
    registry.fault(Fault::on("GET", "/v2/").times(3).hold());
    let _streams = [held(&registry), held(&registry), held(&registry)];
    assert_eq!(registry.high_water(), 3);
    registry.clear_log();
    assert_eq!((registry.requests().len(), registry.high_water()), (0, 3));
}

#[test]
fn dropping_a_registry_with_an_unused_fault_panics() {
    let panics = |fault: Fault| {
        let registry = open();
        registry.fault(fault);
        send(&registry.host(), "GET", "/v2/", &[]);
        catch_unwind(AssertUnwindSafe(move || drop(registry))).is_err()
    };
    assert!(panics(Fault::on("GET", "/v2/").times(2).status(500)));
    assert!(panics(Fault::on("HEAD", "/v2/").always().status(500)));
    assert!(!panics(Fault::on("GET", "/v2/").always().status(500)));
    assert!(!panics(Fault::on("GET", "/v2/*").status(500)));
}

#[test]
fn the_log_tells_who_asked_for_what_and_how_it_ended() {
    let registry = Registry::builder()
        .digest_in_head(false)
        .latency(seeded(1, Duration::from_millis(1)))
        .start();
    registry.push("library/alpine", "3.20", &index());
    send(&registry.host(), "HEAD", ALPINE, &[INDEX]);
    let query = "service=registry.docker.io&scope=repository:library/alpine:pull";
    let issued = send(
        &registry.token_host(),
        "GET",
        &format!("/token?{query}"),
        &[],
    )
    .json();
    let token = format!(
        "bearer {}",
        issued["token"].as_str().expect("a token is text")
    );
    let head = send(
        &registry.host(),
        "HEAD",
        ALPINE,
        &[INDEX, ("authorization", &token)],
    );
    assert_eq!(
        (head.status, head.header("docker-content-digest")),
        (200, "")
    );
    let expected = [
        "HEAD /v2/library/alpine/manifests/3.20 401",
        "GET /token?service=registry.docker.io&scope=repository:library/alpine:pull 200",
        "HEAD /v2/library/alpine/manifests/3.20 200",
    ];
    assert_eq!(registry.sequence(), expected);
    let last = registry.requests().remove(2);
    let issued = Authorization::Bearer {
        repository: "library/alpine".to_owned(),
    };
    assert_eq!(
        (last.authorization, last.accept.as_str()),
        (Some(issued), INDEX.1)
    );
    assert_eq!(
        (
            registry.count("HEAD", "/v2/"),
            registry.count("*", "/token")
        ),
        (2, 1)
    );
}

#[test]
fn a_raw_server_answers_as_scripted_and_closes() {
    let raw = Raw::start(vec![b"HTTP/1.1 200 OK\r\nbroken".to_vec()]);
    let answers = [
        exchange(&raw.host(), b"GET /a\r\n\r\n"),
        exchange(&raw.host(), b"GET /b\r\n\r\n"),
    ];
    assert_eq!(answers, [b"HTTP/1.1 200 OK\r\nbroken".to_vec(), Vec::new()]);
    assert_eq!(raw.requests(), ["GET /a\r\n\r\n", "GET /b\r\n\r\n"]);
}
