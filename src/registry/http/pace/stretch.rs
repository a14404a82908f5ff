//! What a host serves between two pauses.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// The time in which the pace doubles, for each request that was served in the wait: the fewer they are, the less they
/// say.
const PROBE_EACH: Duration = Duration::from_millis(500);
/// The least time that a sample is of, since limits are of seconds and minutes.
const SPAN_MIN: Duration = Duration::from_secs(1);
/// The least part of a second by which a rate is known: requests come early or late by some of it.
const PART_MIN: Duration = Duration::from_millis(100);
/// The longest wait that is taken for the least: two seconds, which one is rounded up to, and the time in which the
/// refusals of a burst arrive.
const ROUNDED_MAX: Duration = Duration::from_millis(2500);

/// The time between two pauses.
#[derive(Debug)]
pub struct Stretch {
    pub began_at: Instant,
    last_at: Instant,
    /// Without the time in which nobody had anything to ask.
    busy: Duration,
    /// The requests that were not refused. Counted when they go out, since a slow host answers them long after.
    pub served: u32,
    /// Those that were refused.
    refused: u32,
    /// When those of the last second went out.
    recent: VecDeque<Instant>,
    /// The pause that ends it, from when to when.
    pub pause: Option<(Instant, Instant)>,
}

/// What a stretch has shown.
#[derive(Debug)]
pub struct StretchSample {
    /// The requests a second that were served.
    pub rate: f64,
    /// The same for each second of the wait at its end.
    pub worth: f64,
    /// The time of which a burst is a sample.
    span: Duration,
    /// Whether it ended with a pace above the rate that was seen before.
    pub is_probe: bool,
}

impl Stretch {
    pub fn new(now: Instant) -> Self {
        Self {
            began_at: now,
            last_at: now,
            busy: Duration::ZERO,
            served: 0,
            refused: 0,
            recent: VecDeque::new(),
            pause: None,
        }
    }

    /// Notes a request that goes out at this distance from the next.
    pub fn note(&mut self, now: Instant, distance: Option<Duration>) {
        let distance = distance.map_or(SPAN_MIN, |distance| distance.max(SPAN_MIN));
        self.busy += (now - self.last_at).min(distance);
        self.last_at = now;
        self.served = self.served.saturating_add(1);
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|at| now - *at >= SPAN_MIN) {
            self.recent.pop_front();
        }
    }

    /// Notes that one of its requests was refused: the host asks to wait until then. Returns whether that is the first
    /// one.
    pub fn refuse(&mut self, now: Instant, open_at: Instant) -> bool {
        self.served = self.served.saturating_sub(1);
        self.refused = self.refused.saturating_add(1);
        let began_at = self.pause.map(|(began_at, _)| began_at);
        self.pause = Some((began_at.unwrap_or(now), open_at));
        began_at.is_none()
    }

    /// What it has shown, with a wait at its end. A bucket had saved no more than a burst.
    pub fn sample(&self, wait: Duration, is_probe: bool, burst: u32) -> StretchSample {
        let is_short = wait <= ROUNDED_MAX;
        let span = if is_short { SPAN_MIN } else { wait };
        let served = f64::from(self.served);
        let average = served / span.max(self.time()).as_secs_f64();
        let rate = if is_probe && is_short {
            // The average of a pace that rose is too low
            average.max(self.filled(burst))
        } else {
            average
        };
        StretchSample {
            rate,
            worth: served / span.as_secs_f64(),
            span,
            is_probe,
        }
    }

    /// Its length, with a distance after the last request as after all others.
    fn time(&self) -> Duration {
        let distances = self.served.saturating_add(self.refused).saturating_sub(1);
        self.busy + self.busy.checked_div(distances).unwrap_or_default()
    }

    /// The least rate at which a bucket was filled that had saved a burst, by what it served in any part of the last
    /// second.
    fn filled(&self, burst: u32) -> f64 {
        let not_filled = f64::from(burst) + f64::from(self.refused);
        let later = (1..=self.recent.len()).rev();
        let rates = self.recent.iter().zip(later).map(|(at, count)| {
            let time = (self.last_at - *at).max(PART_MIN);
            (count as f64 - not_filled) / time.as_secs_f64()
        });
        rates.fold(0.0, f64::max)
    }
}

impl StretchSample {
    /// The time in which the pace doubles where nothing but this is known of it.
    pub fn probe(&self) -> Duration {
        PROBE_EACH.mul_f64(self.rate * self.span.as_secs_f64())
    }
}
