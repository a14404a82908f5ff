//! Who opens a connection and who waits for that of another, on a clock that does not run by itself.

use std::future::pending;

use hyper_util::client::legacy::connect::Connected;
use tokio::task::JoinSet;

use super::*;

struct FakeConnection(SpokenHttp);

impl Connection for FakeConnection {
    fn connected(&self) -> Connected {
        match self.0 {
            SpokenHttp::Http2 => Connected::new().negotiated_h2(),
            SpokenHttp::Unknown | SpokenHttp::Http1 | SpokenHttp::Nothing => Connected::new(),
        }
    }
}

/// Three requests at once to a server in TLS that was not asked before.
struct Requests {
    waiting: JoinSet<Opener>,
}

impl Requests {
    fn new() -> Self {
        let door = Opening::new(true).0;
        let mut waiting = JoinSet::new();
        for _ in 0..3 {
            let door = Arc::clone(&door);
            waiting.spawn(async move { door.enter().await });
        }
        Self { waiting }
    }

    /// Those that are about to open a connection by now.
    async fn openers(&mut self) -> Vec<Opener> {
        for _ in 0..4 {
            turns().await;
        }
        std::iter::from_fn(|| self.waiting.try_join_next())
            .map(|joined| joined.unwrap())
            .collect()
    }

    /// Opens the first connection, which has this to tell. Returns who is about to open the next ones.
    async fn after_the_first(&mut self, told: SpokenHttp) -> usize {
        let mut first = self.openers().await;
        assert_eq!(first.len(), 1);
        open(first.remove(0), told).await;
        self.openers().await.len()
    }
}

/// Opens a connection. Without an answer it fails.
async fn open(mut opener: Opener, told: SpokenHttp) {
    let is_good = told != SpokenHttp::Nothing;
    let outcome = is_good.then_some(FakeConnection(told)).ok_or(());
    if for_request(opener.open(async { outcome })).await.is_ok() {
        opener.linger();
    }
}

#[tokio::test(start_paused = true)]
async fn the_others_open_theirs_when_the_first_speaks_http_1_or_failed() {
    for told in [SpokenHttp::Http1, SpokenHttp::Nothing] {
        assert_eq!(Requests::new().after_the_first(told).await, 2, "{told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn with_http_2_the_next_is_opened_alone_as_well() {
    let mut requests = Requests::new();
    assert_eq!(requests.after_the_first(SpokenHttp::Http2).await, 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_long() {
    let mut requests = Requests::new();
    let _first = requests.openers().await;
    tokio::time::advance(OTHERS_MAX).await;
    assert_eq!(requests.openers().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn connections_of_announced_requests_are_opened_like_those_of_others() {
    for (told, more) in [
        (SpokenHttp::Http1, 2),
        (SpokenHttp::Http2, 0),
        (SpokenHttp::Nothing, 0),
    ] {
        let opening = Opening::new(true);
        let mut announced = JoinSet::new();
        for _ in 0..5 {
            if opening.announce(3) {
                let door = Arc::clone(&opening.0);
                announced.spawn(async move { door.enter_for_later().await });
            }
        }
        assert_eq!(announced.len(), 3, "as many as may be under way");
        let first = announced.join_next().await.unwrap().unwrap().unwrap();
        assert!(announced.try_join_next().is_none(), "the first one alone");
        open(first, told).await;
        let others = announced.join_all().await;
        assert_eq!(others.into_iter().flatten().count(), more, "{told:?}");
        assert!(!opening.announce(3), "{told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn none_is_opened_ahead_if_a_request_has_opened_one_by_itself() {
    let opening = Opening::new(true);
    assert!(opening.announce(3));
    let door = &opening.0;
    open(door.enter().await, SpokenHttp::Http1).await;
    assert!(door.enter_for_later().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_was_kept_is_given_to_one_request() {
    let door = Opening::new(true).0;
    door.keep(FakeConnection(SpokenHttp::Http2));
    assert!(door.enter().await.kept.is_some());
    assert!(door.enter().await.kept.is_none());
}

#[tokio::test(start_paused = true)]
async fn what_was_opened_ahead_in_vain_is_closed_and_no_other_is_opened() {
    for is_opened in [true, false] {
        let opening = Opening::new(true);
        assert!(opening.announce(3));
        let exchange = async {
            if !is_opened {
                pending::<()>().await;
            }
            opening.0.keep(FakeConnection(SpokenHttp::Http1));
        };
        opening.ahead(exchange).await;
        assert!(locked(&opening.0.counts).kept.is_empty());
        assert!(!opening.announce(3), "{is_opened}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_opened_ahead_and_is_used_is_no_reason_to_open_no_others() {
    let opening = Opening::new(true);
    assert!(opening.announce(3));
    let door = &opening.0;
    let exchange = async {
        door.keep(FakeConnection(SpokenHttp::Http1));
        assert!(door.enter().await.kept.is_some());
    };
    opening.ahead(exchange).await;
    assert!(opening.announce(3));
}

#[tokio::test(start_paused = true)]
async fn whoever_gets_no_connection_waits_for_another_one_if_there_were_any() {
    let door = Opening::new(false).0;
    for (before, waits) in [
        (SpokenHttp::Nothing, Duration::ZERO),
        (SpokenHttp::Http1, RETURN_MAX),
    ] {
        open(door.enter().await, before).await;
        let begun = tokio::time::Instant::now();
        door.enter().await.fail().await;
        assert_eq!(begun.elapsed(), waits, "{before:?}");
    }
}
