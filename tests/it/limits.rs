//! Rate limits, retries, bounds, redirects. What takes its time waits in parallel.

mod paces;
mod redirects;

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::registry::{Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/main";

/// A registry that asks for nothing and has one image.
fn open() -> Case {
    let case = Case::with(Registry::builder().open());
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

fn resolve_with(case: &Case, fault: Fault) -> Outcome {
    case.registry.fault(fault);
    case.resolve("team/app:main")
}

fn heads(case: &Case) -> usize {
    case.registry.count("HEAD", MANIFEST)
}

/// So many images of one repository.
fn many(case: &Case, count: usize) {
    let tags = (0..count).map(|number| format!("t{number}"));
    for tag in tags.clone() {
        case.registry
            .push("team/app", &tag, &Image::single("linux/amd64", "a"));
    }
    case.images(tags.map(|tag| format!("team/app:{tag}")));
}

#[test]
fn a_registry_that_asks_to_wait_is_waited_for() {
    let case = open();
    let in_a_second = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(1));
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    let waits = [
        Some("0"),
        Some("1"),
        Some(in_a_second.as_str()),
        Some(past),
        Some("-1"),
        Some("soon"),
        None,
    ];
    for wait in waits {
        let fault = Fault::on("HEAD", MANIFEST).status(429);
        case.registry.clear_log();
        resolve_with(
            &case,
            wait.map_or(fault.clone(), |wait| fault.header("retry-after", wait)),
        )
        .success();
        assert_eq!(heads(&case), 2, "{wait:?}");
    }
}

#[test]
fn a_registry_that_asks_again_and_again_is_waited_for_five_times() {
    let case = open();
    let limited = || Fault::on("HEAD", MANIFEST).status(429);
    case.registry
        .fault(limited().times(5).header("retry-after", "0"));
    let last = limited().header("retry-after", "30");
    let outcome = resolve_with(&case, last).exits(3);
    assert_eq!(heads(&case), 6);
    assert_snapshot!(outcome, @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test limits requests: it kept asking to wait and answered nothing in between; now it asks for 30 s
    hint: try again later; logging in there may raise the limit
    ");
}

#[test]
fn many_answers_to_requests_under_way_are_one_pause() {
    let case = Case::with(
        Registry::builder()
            .open()
            .latency(|_| Duration::from_millis(20)),
    );
    many(&case, 40);
    // The first request is alone; then all others are under way, and all of them are told to wait
    case.registry.fault(
        Fault::on("HEAD", "/v2/*")
            .after(1)
            .times(39)
            .status(429)
            .header("retry-after", "1"),
    );
    let outcome = case.project.run(["update", "-v"]).success();
    assert_eq!(case.registry.count("HEAD", "/v2/"), 79, "{outcome}");
    let expected = "registry.test asks to wait 1 s, and then gets 64 requests at a time\n";
    assert_eq!(outcome.stderr.matches("at a time").count(), 1, "{outcome}");
    assert!(outcome.stderr.contains(expected), "{outcome}");
}

#[test]
fn a_host_that_asked_to_wait_is_asked_by_half_as_many() {
    let case = Case::with(
        Registry::builder()
            .open()
            .latency(|_| Duration::from_millis(20)),
    );
    // Few enough that none more are allowed by the end
    many(&case, 16);
    case.registry.fault(
        Fault::on("HEAD", "/v2/*")
            .status(429)
            .header("retry-after", "0"),
    );
    let outcome = case
        .project
        .command(["update", "-v", "--jobs", "8"])
        .run()
        .success();
    assert!(
        case.registry.high_water() <= 4,
        "{}: {outcome}",
        case.registry.high_water()
    );
    assert!(
        outcome
            .stderr
            .contains("and then gets 4 requests at a time"),
        "{outcome}"
    );
}

#[test]
fn a_longer_wait_than_a_minute_fails_at_once_for_all_and_says_until_when() {
    let case = open();
    many(&case, 40);
    case.registry.fault(
        Fault::on("HEAD", "/v2/*")
            .always()
            .status(429)
            .header("retry-after", "61"),
    );
    let outcome = case.project.run(["update"]).exits(3);
    assert_eq!(case.registry.requests().len(), 1);
    let mut lines = outcome.stderr.lines();
    assert!(
        lines
            .next()
            .is_some_and(|line| line.starts_with("error: cannot resolve 40 images: ")),
        "{outcome}"
    );
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            "caused by: registry.test limits requests: it asks to wait 1 min 1 s, which is longer than \
             imagelock waits",
            "hint: logging in there may raise the limit",
        ]
    );
}

#[test]
fn a_wait_without_end_fails_at_once() {
    let case = open();
    for (wait, words) in [
        ("99999999999999999999", "more than a year"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "more than a year"),
    ] {
        case.registry.clear_log();
        let fault = Fault::on("HEAD", MANIFEST)
            .status(429)
            .header("retry-after", wait);
        let outcome = resolve_with(&case, fault).exits(3);
        assert!(
            outcome
                .stderr
                .contains(&format!("it asks to wait {words}, which")),
            "{outcome}"
        );
        assert_eq!(heads(&case), 1);
    }
}

#[test]
fn an_overloaded_server_that_asks_for_more_than_a_minute_is_not_waited_for_and_it_is_said_until_when()
 {
    let case = open();
    let fault = Fault::on("HEAD", MANIFEST).status(503);
    let outcome = resolve_with(&case, fault.header("retry-after", "3600")).exits(3);
    let cause = "caused by: registry.test answered 503; it asks to wait 1 h, which is longer than imagelock waits\n";
    assert!(outcome.stderr.contains(cause), "{outcome}");
    assert_eq!(heads(&case), 1);
}

#[test]
fn who_refuses_and_asks_for_no_wait_is_not_said_to_have_asked_for_one() {
    let case = open();
    case.push("team/app", "main", &Image::single("linux/amd64", "a"));
    case.images(["team/app:main".to_owned()]);
    let refusal = || Fault::on("HEAD", "/v2/*").status(429);
    case.registry.fault(refusal());
    let outcome = case.project.run(["update", "-v"]).success();
    let wait = "\nregistry.test refuses for now; waiting ";
    assert!(outcome.stderr.contains(wait), "{outcome}");
    case.registry.fault(refusal());
    let short = ["update", "--format", "json", "--timeout", "0.5"];
    let outcome = case.project.run(short).exits(3);
    let cause = "it keeps refusing, and the next wait would make more than 1 s in all";
    assert!(outcome.stdout.contains(cause), "{outcome}");
    let no_wait = r#""wait_seconds": null"#;
    assert!(outcome.stdout.contains(no_wait), "{outcome}");
}

#[test]
fn a_rate_that_is_too_high_is_waited_for_whatever_is_said_of_it() {
    let case = open();
    for body in [
        "Too Many Requests (HAP429)",
        r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"Rate exceeded"}]}"#,
        r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: 880.092µs, allowed: 44000/minute"}]}"#,
    ] {
        case.registry.clear_log();
        case.registry.fault(Fault::on("HEAD", MANIFEST).status(405));
        let rate = Fault::on("GET", MANIFEST)
            .status(429)
            .header("retry-after", "0")
            .body(body);
        resolve_with(&case, rate).success();
        assert_eq!(case.registry.count("GET", MANIFEST), 2, "{body}");
    }
    // GitLab counts requests in a minute by the header that Docker Hub counts pulls by
    let rate = Fault::on("HEAD", MANIFEST)
        .status(429)
        .header("ratelimit-remaining", "0");
    resolve_with(&case, rate.header("retry-after", "1")).success();
}

#[test]
fn a_quota_that_is_used_up_fails_at_once_and_says_that_logging_in_raises_it() {
    let case = open();
    let body = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}"#;
    case.registry.fault(Fault::on("HEAD", MANIFEST).status(405));
    let quota = Fault::on("GET", MANIFEST)
        .status(429)
        .header("retry-after", "7")
        .body(body);
    let outcome = resolve_with(&case, quota).exits(3);
    assert_snapshot!(outcome, @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test limits requests: the quota of pulls is used up for another 7 s (it says: TOOMANYREQUESTS: You have reached your pull rate limit.)
    hint: logging in there may raise the limit
    "#);
    let empty = Fault::on("HEAD", MANIFEST)
        .status(429)
        .header("ratelimit-remaining", "0;w=21600");
    let outcome = resolve_with(&case, empty).exits(3);
    assert!(
        outcome
            .stderr
            .contains("the quota of pulls in 6 h is used up\n"),
        "{outcome}"
    );
}

#[test]
fn what_has_failed_is_tried_four_times_more_and_the_error_says_so() {
    let case = open();
    let outcome = resolve_with(&case, Fault::on("HEAD", MANIFEST).always().status(503)).exits(3);
    assert!(
        outcome
            .stderr
            .contains("registry.test answered 503 after 5 attempts"),
        "{outcome}"
    );
    assert_eq!(heads(&case), 5);
}

#[test]
fn a_connection_that_breaks_is_tried_four_times_more_and_the_error_says_so() {
    let case = open();
    let outcome = resolve_with(&case, Fault::on("HEAD", MANIFEST).always().close()).exits(3);
    assert!(
        outcome
            .stderr
            .contains("registry.test did not answer after 5 attempts"),
        "{outcome}"
    );
    assert_eq!(heads(&case), 5);
}

#[test]
fn what_works_the_fourth_time_is_an_answer() {
    let case = open();
    case.registry.fault(Fault::on("HEAD", MANIFEST).status(502));
    case.registry.fault(Fault::on("HEAD", MANIFEST).status(408));
    resolve_with(&case, Fault::on("HEAD", MANIFEST).close()).success();
    assert_eq!(heads(&case), 4);
}

#[test]
fn a_host_that_cannot_be_reached_fails_for_all_after_the_retries_of_one() {
    // No port that the system gives to anybody
    let closed = "127.0.0.1:1";
    let project = Project::new();
    let lines: String = (0..200)
        .map(|number| format!("a{number} = \"{closed}/team/r{number}:t\"\n"))
        .collect();
    project.file("images.toml", format!("[images]\n{lines}"));
    project.redact(closed, "closed.test");
    // One after the other they would take ten minutes
    let outcome = project
        .run(["update", "--jobs", "1", "--timeout", "60"])
        .exits(3);
    assert!(
        outcome
            .stderr
            .starts_with("error: cannot resolve 200 images: "),
        "{outcome}"
    );
    assert!(
        outcome
            .stderr
            .contains("caused by: closed.test cannot be reached after 5 attempts: "),
        "{outcome}"
    );
}

/// A server that says at once to every connection that it speaks HTTP, and counts them.
fn without_tls() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener
        .local_addr()
        .expect("a bound socket has an address");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            // A client that has gone has counted all the same
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    (address, count)
}

#[test]
fn a_host_without_tls_is_asked_once_for_all_and_never_without_it() {
    let (address, connections) = without_tls();
    let project = Project::new();
    let lines: String = (0..40)
        .map(|number| format!("a{number} = \"{address}/team/app:t{number}\"\n"))
        .collect();
    project.file("images.toml", format!("[images]\n{lines}"));
    project.file(
        "config.toml",
        format!("[registries.\"{address}\"]\nplain-http = false\n"),
    );
    let outcome = project.run(["update", "--config", "config.toml"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("cannot be reached securely: it does not speak TLS"),
        "{outcome}"
    );
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[test]
fn a_first_request_that_fails_strands_nobody() {
    let case = Case::new();
    many(&case, 500);
    case.registry
        .fault(Fault::on("HEAD", "/v2/*").times(5).status(503));
    let outcome = case.project.run(["update", "--keep-going"]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("registry.test answered 503 after 5 attempts"),
        "{outcome}"
    );
    assert_eq!(
        case.project
            .read("images.lock")
            .matches("digest = ")
            .count(),
        499
    );
    assert_eq!(case.registry.count("GET", "/token"), 1);
}

#[test]
fn a_registry_in_trouble_is_given_up_in_bounded_time() {
    let case = open();
    many(&case, 500);
    case.registry
        .fault(Fault::on("*", "/v2/*").always().status(503));
    case.project.run(["update", "--timeout", "100"]).exits(3);
    assert_eq!(case.registry.requests().len(), 2500);
}

#[test]
fn a_token_server_in_trouble_is_not_asked_for_each_image() {
    let case = Case::new();
    many(&case, 500);
    case.registry
        .fault(Fault::on("GET", "/token").always().status(503));
    let outcome = case.project.run(["update", "--timeout", "100"]).exits(3);
    assert!(outcome.stderr.contains("500 images"), "{outcome}");
    assert!(
        case.registry.count("GET", "/token") <= 30,
        "{}",
        case.registry.count("GET", "/token")
    );
}

#[test]
fn a_manifest_beyond_all_bounds_is_not_read_and_not_tried_again() {
    let case = open();
    case.registry.fault(Fault::on("HEAD", MANIFEST).status(405));
    let outcome =
        resolve_with(&case, Fault::on("GET", MANIFEST).body(vec![b' '; 5 << 20])).exits(3);
    assert!(
        outcome
            .stderr
            .contains("its answer is larger than 4194304 bytes"),
        "{outcome}"
    );
    assert_eq!(case.registry.count("GET", MANIFEST), 1);
}

#[test]
fn of_an_error_the_beginning_is_read() {
    let case = open();
    case.registry.fault(Fault::on("HEAD", MANIFEST).status(405));
    let body = format!("no room\n{}", "x".repeat(1 << 20));
    let outcome = resolve_with(&case, Fault::on("GET", MANIFEST).status(400).body(body)).exits(3);
    assert!(
        outcome.stderr.contains("it answered 400 (no room)"),
        "{outcome}"
    );
}
