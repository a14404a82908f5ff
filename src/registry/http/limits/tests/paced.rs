//! Hosts that limit requests, and whether they are asked as fast as they serve.

use super::*;

/// A host that answers so many requests in any second, and asks to wait for one otherwise.
struct Window {
    rate: usize,
    span: Duration,
    served: Vec<Instant>,
    refused: usize,
}

impl Window {
    fn of(rate: usize) -> Self {
        Self {
            rate,
            span: SECOND,
            served: Vec::new(),
            refused: 0,
        }
    }

    fn serves(&mut self) -> bool {
        let now = Instant::now();
        self.served.retain(|at| now - *at < self.span);
        let serves = self.served.len() < self.rate;
        if serves {
            self.served.push(now);
        } else {
            self.refused += 1;
        }
        serves
    }
}

/// Asks a host until so many requests are answered; it serves those for which the function says so. Returns how long
/// that took.
async fn ask(
    jobs: usize,
    requests: usize,
    serves: impl Fn() -> bool + Send + Sync + 'static,
) -> Duration {
    let gate = Limits::new(jobs, PATIENCE).gate("a", None);
    let serves = Arc::new(serves);
    let began_at = Instant::now();
    let asked = (0..requests).map(|_| {
        let (gate, serves) = (Arc::clone(&gate), Arc::clone(&serves));
        tokio::spawn(async move {
            loop {
                let permit = gate.enter().await.unwrap();
                let sent_at = Instant::now();
                tokio::time::sleep(SECOND / 100).await;
                let is_served = serves();
                tokio::time::sleep(SECOND / 100).await;
                drop(permit);
                if is_served {
                    return gate.answered();
                }
                gate.pause(sent_at, Some(SECOND)).unwrap();
            }
        })
    });
    for asked in asked.collect::<Vec<_>>() {
        asked.await.unwrap();
    }
    began_at.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_tight_limit_is_kept_without_bursts_and_nearly_used_up() {
    for jobs in [1, 8, 64, 128] {
        for (rate, requests) in [(20, 120), (10, 200), (20, 2000)] {
            let window = Arc::new(Mutex::new(Window::of(rate)));
            let served = Arc::clone(&window);
            let time = ask(jobs, requests, move || locked(&served).serves()).await;
            let refused = locked(&window).refused;
            let bound = SECOND.mul_f64(1.3 * requests as f64 / rate as f64);
            assert!(time < bound, "{jobs} jobs, {rate}/s: {time:?}");
            // The bursts before it is paced, and probes; in bursts alone each twenty answers would have one at least
            let bursts = 2 + jobs + jobs / 2;
            assert!(
                refused <= bursts + requests / 150,
                "{jobs} jobs, {rate}/s: {refused}"
            );
        }
    }
}

/// A host that saves so many requests up, and has so many more each second.
struct Bucket {
    rate: f64,
    most: f64,
    saved: f64,
    filled_at: Instant,
}

impl Bucket {
    fn of(rate: f64, most: f64) -> Self {
        Self {
            rate,
            most,
            saved: most,
            filled_at: Instant::now(),
        }
    }

    fn serves(&mut self) -> bool {
        let more = self.filled_at.elapsed().as_secs_f64() * self.rate;
        self.saved = self.most.min(self.saved + more);
        self.filled_at = Instant::now();
        let serves = self.saved >= 1.0;
        self.saved -= f64::from(u8::from(serves));
        serves
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_which_the_first_answers_show_little_is_found_soon() {
    for jobs in [1, 8, 128] {
        for (rate, most, requests, bound) in [
            (20.0, 1.0, 120, 2.0),
            (20.0, 1.0, 1000, 1.35),
            (10.0, 1.0, 200, 1.5),
            (20.0, 5.0, 120, 1.6),
            (20.0, 5.0, 1000, 1.3),
            (10.0, 5.0, 200, 1.35),
            (100.0, 5.0, 2000, 1.4),
        ] {
            // With one job it is asked no faster
            if rate > 50.0 && jobs == 1 {
                continue;
            }
            let bucket = Mutex::new(Bucket::of(rate, most));
            let time = ask(jobs, requests, move || locked(&bucket).serves()).await;
            let ratio = time.as_secs_f64() * rate / requests as f64;
            assert!(
                ratio < bound,
                "{jobs} jobs, {rate}/s, {most} saved: {ratio}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_limits_how_many_ask_at_once_is_asked_by_one_more_ever_more_rarely() {
    for (rate, bound) in [(4, 15), (10, 10)] {
        // As long as a request takes
        let span = SECOND / 50;
        let window = Mutex::new(Window {
            span,
            ..Window::of(rate)
        });
        let time = ask(128, 1000, move || locked(&window).serves()).await;
        assert!(time < bound * SECOND, "{rate} at once: {time:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_somebody_else_used_up_is_found_soon() {
    for jobs in [1, 8, 128] {
        let began_at = Instant::now();
        let windows = Mutex::new([Window::of(1), Window::of(20)]);
        let serves = move || {
            let is_left = began_at.elapsed() > SECOND * 21 / 10;
            locked(&windows)[usize::from(is_left)].serves()
        };
        let time = ask(jobs, 70, serves).await;
        assert!(time < 12 * SECOND, "{jobs} jobs: {time:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_limits_no_longer_is_not_asked_slowly_for_long() {
    for jobs in [8, 128] {
        let began_at = Instant::now();
        let window = Mutex::new(Window::of(2));
        let serves = move || began_at.elapsed() > 5 * SECOND || locked(&window).serves();
        let time = ask(jobs, 600, serves).await;
        assert!(time < 25 * SECOND, "{jobs} jobs: {time:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_at_random_slow_a_host_down_to_no_crawl() {
    for (percent, bound) in [(1, 100 * SECOND), (5, 250 * SECOND)] {
        // As good as random, and the same in each run
        let state = Mutex::new(1_u64);
        let serves = move || {
            let mut state = locked(&state);
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (*state >> 33) % 100 >= percent
        };
        let time = ask(128, 10_000, serves).await;
        assert!(time < bound, "{percent} %: {time:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_is_paced_after_its_second_pause_and_no_other_is() {
    let limits = Limits::new(16, PATIENCE);
    let (paced, other) = (limits.gate("a", None), limits.gate("b", None));
    for _ in 0..2 {
        // The last of them is refused
        for _ in 0..11 {
            assert!(is_soon(paced.enter()).await);
        }
        paced.pause(Instant::now(), Some(SECOND)).unwrap();
        tokio::time::advance(2 * SECOND).await;
    }
    let permit = paced.enter().await.unwrap();
    assert_eq!(permit.pace.unwrap().to_string(), "9.5 requests a second");
    let before = Instant::now();
    let waiting = tokio::spawn({
        let paced = Arc::clone(&paced);
        async move { paced.enter().await.map(drop) }
    });
    tokio::task::yield_now().await;
    // Who waits for its turn has no permit of the run
    assert_eq!(permits(&other).await.len(), 15);
    waiting.await.unwrap().unwrap();
    assert!(before.elapsed() >= SECOND / 10);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_paced_is_asked_by_fewer_for_each_further_pause_as_well() {
    let gate = Limits::new(16, PATIENCE).gate("a", None);
    // From the second pause on it is paced
    for (count, expected) in [(4, Some(8)), (4, None), (40, None)] {
        for _ in 0..count {
            drop(gate.enter().await.unwrap());
        }
        let pause = gate.pause(Instant::now(), Some(SECOND)).unwrap();
        assert_eq!(pause.concurrency, expected);
    }
    let mut under_way = Vec::new();
    while let Ok(permit) = timeout(10 * SECOND, gate.enter()).await {
        under_way.push(permit.unwrap());
    }
    assert_eq!(under_way.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_overloaded_is_left_alone_and_neither_given_up_nor_asked_by_fewer() {
    let gate = Limits::new(16, PATIENCE).gate("a", None);
    for _ in 0..10 {
        let pause = gate.rest(SECOND);
        assert_eq!((pause.wait, pause.concurrency), (SECOND, None));
        assert!(!is_soon(gate.enter()).await);
        tokio::time::advance(SECOND).await;
    }
    assert!(gate.pause(Instant::now(), Some(SECOND)).is_ok());
    tokio::time::advance(SECOND).await;
    assert_eq!(permits(&gate).await.len(), 8);
}
