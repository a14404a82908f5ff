//! Permits and pauses, on a clock that does not run by itself.

mod paced;

use std::future::Future;

use tokio::time::timeout;

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(600);

fn error() -> Error {
    Error::Setup {
        cause: "closed".to_owned(),
    }
}

/// Whether it is done within half a second of the clock that is paused.
async fn is_soon<T>(future: impl Future<Output = T>) -> bool {
    timeout(SECOND / 2, future).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_all_requests_to_its_host_and_no_others() {
    let limits = Limits::new(4, PATIENCE);
    let (paused, other) = (limits.gate("a", None), limits.gate("b", None));
    paused.pause(Instant::now(), Some(SECOND)).unwrap();
    assert!(!is_soon(paused.enter()).await);
    assert!(is_soon(other.enter()).await);
    let before = Instant::now();
    paused.enter().await.unwrap();
    assert_eq!(before.elapsed(), SECOND / 2);
}

#[tokio::test(start_paused = true)]
async fn who_queued_when_the_pause_began_waits_as_well_and_holds_no_permit() {
    let limits = Limits::new(1, PATIENCE);
    let (paused, other) = (limits.gate("a", None), limits.gate("b", None));
    let permit = paused.enter().await.unwrap();
    let queued = tokio::spawn({
        let paused = Arc::clone(&paused);
        async move { paused.enter().await.map(drop) }
    });
    tokio::task::yield_now().await;
    paused.pause(Instant::now(), Some(SECOND)).unwrap();
    drop(permit);
    tokio::task::yield_now().await;
    assert!(is_soon(other.enter()).await);
    assert!(!queued.is_finished());
    queued.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn answers_to_requests_from_before_a_pause_belong_to_it() {
    let gate = Limits::new(32, PATIENCE).gate("a", None);
    let sent_at = Instant::now();
    tokio::time::advance(SECOND).await;
    let first = gate.pause(sent_at, None).unwrap().wait;
    assert!(
        first >= Duration::from_millis(800) && first <= Duration::from_millis(1200),
        "{first:?}"
    );
    for _ in 0..31 {
        assert_eq!(gate.pause(sent_at, None).unwrap().wait, first);
    }
    let second = gate.pause(Instant::now() + SECOND, None).unwrap().wait;
    assert!(
        second > first && second <= Duration::from_millis(2400),
        "{second:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_may_pause_five_times_without_an_answer_in_between() {
    let gate = Limits::new(1, PATIENCE).gate("a", None);
    for _ in 0..5 {
        for _ in 0..5 {
            assert!(gate.pause(Instant::now(), Some(SECOND)).is_ok());
            tokio::time::advance(SECOND * 2).await;
        }
        gate.answered();
    }
    for _ in 0..5 {
        assert!(gate.pause(Instant::now(), Some(SECOND)).is_ok());
        tokio::time::advance(SECOND * 2).await;
    }
    let refused = gate.pause(Instant::now(), Some(SECOND));
    assert_eq!(refused, Err(RateLimit::TooOften(Some(SECOND))));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_answers_in_between_is_waited_for_as_long_as_patience_lasts() {
    let gate = Limits::new(9, 10 * SECOND).gate("a", None);
    let sent_at = Instant::now();
    tokio::time::advance(SECOND).await;
    for _ in 0..9 {
        // One pause of four seconds, and not nine
        assert!(gate.pause(sent_at, Some(4 * SECOND)).is_ok());
    }
    gate.answered();
    tokio::time::advance(5 * SECOND).await;
    assert!(gate.pause(Instant::now(), Some(6 * SECOND)).is_ok());
    gate.answered();
    tokio::time::advance(7 * SECOND).await;
    let (wait, most) = (Some(SECOND / 10), 10 * SECOND);
    let refused = gate.pause(Instant::now(), wait);
    assert_eq!(refused, Err(RateLimit::TooLong { wait, most }));
}

#[tokio::test(start_paused = true)]
async fn who_asked_for_no_wait_is_not_said_to_have_asked_for_one() {
    for asked in [None, Some(Duration::ZERO)] {
        let gate = Limits::new(9, 2 * SECOND).gate("a", None);
        assert!(!gate.pause(Instant::now(), asked).unwrap().is_asked);
        let (mut limit, most) = (None, 2 * SECOND);
        while limit.is_none() {
            tokio::time::advance(30 * SECOND).await;
            gate.answered();
            limit = gate.pause(Instant::now(), None).err();
        }
        assert_eq!(limit, Some(RateLimit::TooLong { wait: None, most }));
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_asks_for_no_wait_and_refuses_again_is_given_some_time() {
    let gate = Limits::new(1, PATIENCE).gate("a", None);
    let mut waits = Vec::new();
    for _ in 0..5 {
        tokio::time::advance(2 * SECOND).await;
        let pause = gate.pause(Instant::now(), Some(Duration::ZERO)).unwrap();
        waits.push(pause.wait);
    }
    assert_eq!(waits[0], Duration::ZERO);
    assert!(waits[1] >= SECOND / 10, "{waits:?}");
    assert!(waits.is_sorted(), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn after_four_rounds_of_answers_one_request_more_may_be_under_way() {
    let gate = Limits::new(8, PATIENCE).gate("a", None);
    let out = permits(&gate).await;
    gate.pause(Instant::now(), Some(Duration::ZERO)).unwrap();
    for _ in 0..15 {
        gate.answered();
    }
    drop(out);
    assert_eq!(permits(&gate).await.len(), 4);
    gate.answered();
    assert_eq!(permits(&gate).await.len(), 5);
    for _ in 0..1000 {
        gate.answered();
    }
    assert_eq!(permits(&gate).await.len(), 8);
}

#[tokio::test(start_paused = true)]
async fn after_each_further_pause_one_more_takes_twice_as_many_rounds() {
    let gate = Limits::new(16, PATIENCE).gate("a", None);
    for _ in 0..2 {
        tokio::time::advance(SECOND).await;
        gate.pause(Instant::now(), Some(Duration::ZERO)).unwrap();
    }
    tokio::time::advance(SECOND).await;
    for _ in 0..31 {
        gate.answered();
    }
    assert_eq!(gate.concurrency(), 4);
    gate.answered();
    assert_eq!(gate.concurrency(), 5);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_host_that_is_given_up_fails_with_its_error() {
    let gate = Limits::new(1, PATIENCE).gate("a", None);
    let permit = gate.enter().await.unwrap();
    gate.close(error());
    gate.close(Error::Setup {
        cause: "later".to_owned(),
    });
    let queued = gate.enter();
    drop(permit);
    assert_eq!(queued.await.map(drop), Err(error()));
}

#[tokio::test(start_paused = true)]
async fn a_host_has_its_own_limit_within_that_of_the_run() {
    let limits = Limits::new(2, PATIENCE);
    let (narrow, wide) = (limits.gate("a", Some(1)), limits.gate("b", Some(9)));
    let one = narrow.enter().await.unwrap();
    assert!(!is_soon(narrow.enter()).await);
    let two = wide.enter().await.unwrap();
    assert!(!is_soon(wide.enter()).await);
    drop((one, two));
    assert!(is_soon(wide.enter()).await && is_soon(narrow.enter()).await);
}

#[tokio::test(start_paused = true)]
async fn who_sleeps_in_a_pause_wakes_when_the_run_gives_up_on_the_host() {
    let gate = Limits::new(1, PATIENCE).gate("a", None);
    gate.pause(Instant::now(), Some(60 * SECOND)).unwrap();
    let asleep = tokio::spawn({
        let gate = Arc::clone(&gate);
        async move { gate.enter().await.map(drop) }
    });
    tokio::task::yield_now().await;
    let before = Instant::now();
    gate.close(error());
    assert_eq!(asleep.await.unwrap(), Err(error()));
    assert_eq!(before.elapsed(), Duration::ZERO);
}

/// As many permits as there are, taken at once.
async fn permits(gate: &Arc<Gate>) -> Vec<Permit> {
    let mut permits = Vec::new();
    while let Ok(permit) = timeout(SECOND / 2, gate.enter()).await {
        permits.push(permit.unwrap());
    }
    permits
}

#[tokio::test(start_paused = true)]
async fn a_pause_halves_how_many_may_ask_its_host_and_no_others() {
    for (pauses, expected) in [(1, 4), (2, 2), (3, 1), (4, 1)] {
        let limits = Limits::new(9, PATIENCE);
        let (paused, other) = (limits.gate("a", None), limits.gate("b", None));
        let mut concurrency = None;
        for _ in 0..pauses {
            let pause = paused.pause(Instant::now(), Some(Duration::ZERO)).unwrap();
            concurrency = pause.concurrency;
            tokio::time::advance(SECOND).await;
        }
        assert_eq!(concurrency, Some(expected));
        assert_eq!(permits(&paused).await.len(), expected);
        assert_eq!(permits(&other).await.len(), 9);
    }
}

#[tokio::test(start_paused = true)]
async fn the_limit_of_a_host_is_halved_and_not_that_of_the_run() {
    let gate = Limits::new(32, PATIENCE).gate("a", Some(8));
    assert_eq!(
        gate.pause(Instant::now(), Some(Duration::ZERO))
            .unwrap()
            .concurrency,
        Some(4)
    );
    assert_eq!(permits(&gate).await.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_answers_halves_once() {
    let gate = Limits::new(32, PATIENCE).gate("a", None);
    let sent_at = Instant::now();
    tokio::time::advance(SECOND).await;
    for _ in 0..32 {
        assert_eq!(
            gate.pause(sent_at, Some(Duration::ZERO))
                .unwrap()
                .concurrency,
            Some(16)
        );
    }
    assert_eq!(permits(&gate).await.len(), 16);
}

#[tokio::test(start_paused = true)]
async fn permits_that_are_out_are_forgotten_when_they_come_back() {
    let gate = Limits::new(8, PATIENCE).gate("a", None);
    let mut out = permits(&gate).await;
    assert_eq!(out.len(), 8);
    gate.pause(Instant::now(), Some(Duration::ZERO)).unwrap();
    out.truncate(4);
    assert!(
        !is_soon(gate.enter()).await,
        "four are under way, and no more may be"
    );
    out.truncate(3);
    assert_eq!(permits(&gate).await.len(), 1);
    drop(out);
    assert_eq!(permits(&gate).await.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_waiting_for_the_run_takes_no_permit_along() {
    let limits = Limits::new(2, PATIENCE);
    let (gate, other) = (limits.gate("a", None), limits.gate("b", None));
    let busy = permits(&other).await;
    // Holds a permit of the host, and waits for one of the run
    assert!(!is_soon(gate.enter()).await);
    gate.pause(Instant::now(), Some(Duration::ZERO)).unwrap();
    drop(busy);
    assert_eq!(permits(&gate).await.len(), 1);
}
