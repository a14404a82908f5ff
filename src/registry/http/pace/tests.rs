//! What a host was seen to serve, on a clock that does not run by itself.

use tokio::time::advance;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// Asks, and so many times more at this distance, the last time in vain; then a pause of so long. Returns the pace that
/// is told after it.
async fn stretch(
    pacemaker: &mut Pacemaker,
    (count, distance): (u32, Duration),
    wait: Duration,
) -> Option<String> {
    // The first request of all but the first stretch went out at the end of the one before
    if pacemaker.stretch.served == 0 {
        pacemaker.ask(Instant::now());
    }
    for _ in 0..count {
        advance(distance).await;
        pacemaker.ask(Instant::now());
    }
    pacemaker.pause(Instant::now(), Instant::now() + wait);
    advance(wait).await;
    let pace = pacemaker.ask(Instant::now())?;
    Some(pace.to_string())
}

const BURST: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn a_burst_is_of_the_time_that_the_host_asks_to_wait_and_of_a_second_up_to_two() {
    for (wait, pace) in [
        (Duration::ZERO, "19 requests a second"),
        (SECOND, "19 requests a second"),
        (2 * SECOND, "19 requests a second"),
        (5 * SECOND, "3.8 requests a second"),
        (60 * SECOND, "19 requests a minute"),
    ] {
        let mut pacemaker = Pacemaker::new(Instant::now());
        assert_eq!(stretch(&mut pacemaker, (20, BURST), wait).await, None);
        let told = stretch(&mut pacemaker, (20, BURST), wait).await;
        assert_eq!(told.as_deref(), Some(pace), "{wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_asked_one_by_one_is_seen_to_serve_as_much() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    let twenty = (20, SECOND / 50);
    stretch(&mut pacemaker, twenty, SECOND).await;
    let told = stretch(&mut pacemaker, twenty, SECOND).await;
    assert_eq!(told.unwrap(), "19 requests a second");
}

/// The distances of so many requests that go out as soon as they may.
async fn distances(pacemaker: &mut Pacemaker, count: u32) -> Vec<Duration> {
    let mut distances = Vec::new();
    for _ in 0..count {
        let distance = pacemaker.next_at().unwrap() - Instant::now();
        advance(distance).await;
        pacemaker.ask(Instant::now());
        distances.push(distance);
    }
    distances
}

#[tokio::test(start_paused = true)]
async fn a_host_that_served_few_at_first_is_asked_ever_faster_and_nobody_is_told() {
    for (served, first) in [(1, SECOND / 5), (10, SECOND / 10)] {
        let mut pacemaker = Pacemaker::new(Instant::now());
        let told = stretch(&mut pacemaker, (served, BURST), SECOND).await;
        assert_eq!(told, None);
        let distances = distances(&mut pacemaker, 10).await;
        assert_eq!(distances[0], first);
        assert!(distances.is_sorted_by(|a, b| a > b), "{distances:?}");
        assert!(distances[9] < distances[0] / 3, "{distances:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_served_some_at_first_may_serve_as_many_at_once_again() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    stretch(&mut pacemaker, (16, BURST), SECOND).await;
    assert_eq!(pacemaker.next_at(), None);
}

#[tokio::test(start_paused = true)]
async fn what_a_bucket_had_saved_is_not_taken_for_its_rate() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    stretch(&mut pacemaker, (5, BURST), SECOND).await;
    // Five are saved, and ten more come in half a second
    let told = stretch(&mut pacemaker, (15, SECOND / 30), SECOND).await;
    assert_eq!(told.unwrap(), "19 requests a second");
}

#[tokio::test(start_paused = true)]
async fn the_best_counts_for_three_stretches() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    let mut paces = Vec::new();
    for (count, distance) in [(40, 1), (20, 1), (200, 100), (200, 100), (200, 100)] {
        let requests = (count, Duration::from_millis(distance));
        paces.push(stretch(&mut pacemaker, requests, SECOND).await);
    }
    let told = |pace: &str| Some(pace.to_owned());
    let expected = [
        None,
        told("38 requests a second"),
        None,
        told("19 requests a second"),
        told("9.5 requests a second"),
    ];
    assert_eq!(paces, expected);
}

#[tokio::test(start_paused = true)]
async fn a_pace_is_told_anew_if_it_differs_by_a_fifth_from_what_was_told() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    let mut paces = Vec::new();
    for (count, distance) in [(10, 1), (10, 1), (200, 91), (200, 80)] {
        let requests = (count, Duration::from_millis(distance));
        paces.push(stretch(&mut pacemaker, requests, SECOND).await);
    }
    let told = |pace: &str| Some(pace.to_owned());
    let (first, next) = (told("9.5 requests a second"), told("12 requests a second"));
    assert_eq!(paces, [None, first, None, next]);
}

#[tokio::test(start_paused = true)]
async fn a_pace_that_makes_waits_no_rarer_is_given_up_until_the_next_two() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    let mut paces = Vec::new();
    for (count, distance) in [(20, 1), (20, 1), (30, 50), (10, 1), (10, 1)] {
        let requests = (count, Duration::from_millis(distance));
        paces.push(stretch(&mut pacemaker, requests, SECOND).await);
    }
    let told = |pace: &str| Some(pace.to_owned());
    let (before, after) = (told("19 requests a second"), told("9.5 requests a second"));
    assert_eq!(paces, [None, before, None, None, after]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_brought_no_answer_says_nothing_of_the_rate() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    stretch(&mut pacemaker, (20, BURST), SECOND).await;
    let told = stretch(&mut pacemaker, (0, BURST), SECOND).await;
    assert_eq!(told.unwrap(), "19 requests a second");
    for _ in 0..5 {
        assert_eq!(stretch(&mut pacemaker, (0, BURST), SECOND).await, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_nobody_had_anything_to_ask_is_not_slow() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    let seldom = (4, 100 * SECOND);
    stretch(&mut pacemaker, seldom, SECOND).await;
    let told = stretch(&mut pacemaker, seldom, SECOND).await;
    assert_eq!(told.unwrap(), "46 requests a minute");
}

#[tokio::test(start_paused = true)]
async fn the_pace_doubles_the_sooner_the_fewer_requests_have_shown_it() {
    for (count, doubled) in [(1, 2 * SECOND), (8, 4 * SECOND), (100, 20 * SECOND)] {
        let mut pacemaker = Pacemaker::new(Instant::now());
        stretch(&mut pacemaker, (count, BURST), SECOND).await;
        stretch(&mut pacemaker, (count, BURST), SECOND).await;
        let mut rates = Vec::new();
        for _ in 0..3 {
            let rate = pacemaker.pace(Instant::now()).unwrap().per_second();
            rates.push((rate / f64::from(count) * 100.0).round());
            advance(doubled / 2).await;
        }
        assert_eq!(rates, [95.0, 101.0, 190.0], "{count}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_finds_nothing_new_is_made_later_each_time() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    stretch(&mut pacemaker, (8, BURST), SECOND).await;
    stretch(&mut pacemaker, (8, BURST), SECOND).await;
    let mut probes = vec![pacemaker.probe];
    // The third is a little more
    for (count, distance) in [(32, 125), (64, 125), (70, 114), (160, 25)] {
        let requests = (count, Duration::from_millis(distance));
        stretch(&mut pacemaker, requests, SECOND).await;
        probes.push(pacemaker.probe);
    }
    assert_eq!(probes[..4], [4, 12, 20, 20].map(|it| it * SECOND));
    // Five times as much is something new
    assert!(probes[4] < 20 * SECOND, "{probes:?}");
}

#[tokio::test(start_paused = true)]
async fn requests_that_come_late_do_not_make_those_after_them_late() {
    let mut pacemaker = Pacemaker::new(Instant::now());
    stretch(&mut pacemaker, (20, BURST), SECOND).await;
    stretch(&mut pacemaker, (20, BURST), SECOND).await;
    let first = pacemaker.next_at().unwrap();
    advance(first - Instant::now() + LATE_MAX / 2).await;
    pacemaker.ask(Instant::now());
    let second = pacemaker.next_at().unwrap();
    assert!(second < Instant::now() + SECOND / 19, "on time again");
    advance(10 * SECOND).await;
    pacemaker.ask(Instant::now());
    let third = pacemaker.next_at().unwrap();
    assert!(
        third > Instant::now(),
        "and what was missed is not made up for"
    );
}
