//! The pace of a host that limits requests: the rate that it was seen to serve, and a slow probe upwards.
//!
//! Between two pauses lies a stretch. What a host serves in one is a sample of its limit: a burst that is cut short
//! shows how much it serves in the time that it asks to wait. Few things are known of real limits (a window that slides
//! or that begins with the minute, a bucket that fills, a share that others use as well), and the best of the last few
//! samples fits all of them. A sample that is too high costs a pause, in which the next one is taken.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

/// The number of pauses before a host is paced: the first may be an accident.
const PAUSES_BEFORE: u32 = 2;
/// The number of stretches that are remembered.
const SAMPLES: usize = 3;
/// The part of the rate that is asked for. Requests come early or late by a part of their distance.
const MARGIN: f64 = 0.95;
/// The time in which the pace has risen to about what was seen. A probe that fails costs a pause.
const PROBE: Duration = Duration::from_secs(10);
/// The least time that a sample is of, since limits are of seconds and minutes.
const SPAN_MIN: Duration = Duration::from_secs(1);
/// The longest wait that is taken for the least: two seconds, which one is rounded up to, and the time in which the refusals
/// of a burst arrive.
const ROUNDED_MAX: Duration = Duration::from_millis(2500);
/// How late a request may be without those after it coming later as well. It uses half of what the margin spares in a second;
/// the way to the host may need the other half.
const LATE_MAX: Duration = Duration::from_millis(25);
/// How many times the requests a wait has to be worth with a pace than without. Who refuses one request in a hundred, whenever
/// it comes, does so at any pace, and would be asked ever more slowly.
const HELP: f64 = 4.0;
/// The change of a pace that is worth a word.
const NEWS: f64 = 0.2;

/// The distance of two requests to a host, as its pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pace(Duration);

/// Keeps the pace of one host.
#[derive(Debug)]
pub struct Pacemaker {
    pauses: u32,
    stretch: Stretch,
    /// The rates of the last stretches, in requests a second; the oldest first.
    seen: [f64; SAMPLES],
    next_at: Option<Instant>,
    told: Option<Pace>,
}

/// The time between two pauses.
#[derive(Debug)]
struct Stretch {
    began_at: Instant,
    last_at: Instant,
    /// Without the time in which nobody had anything to ask.
    busy: Duration,
    /// The requests that were not refused. Counted when they go out, since a slow host answers them long after.
    served: u32,
    /// The pause that ends it, from when to when.
    pause: Option<(Instant, Instant)>,
}

/// What a stretch has shown.
#[derive(Debug)]
struct StretchSample {
    /// The requests a second that were served.
    rate: f64,
    /// The same for each second of the wait at its end.
    worth: f64,
}

impl Pace {
    /// One request every so often.
    pub fn every(distance: Duration) -> Self {
        Self(distance)
    }

    fn per_second(self) -> f64 {
        1.0 / self.0.as_secs_f64()
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.per_second();
        let (rate, unit) = if rate < 1.0 {
            (rate * 60.0, "minute")
        } else {
            (rate, "second")
        };
        let digits = usize::from(rate < 9.95);
        write!(out, "{rate:.digits$} requests a {unit}")
    }
}

impl Pacemaker {
    pub fn new(now: Instant) -> Self {
        Self {
            pauses: 0,
            stretch: Stretch::new(now),
            seen: [0.0; SAMPLES],
            next_at: None,
            told: None,
        }
    }

    /// A refusal: the host asks to wait until then. Whoever asked before the pause may have to wait for longer.
    pub fn pause(&mut self, now: Instant, open_at: Instant) {
        self.stretch.served = self.stretch.served.saturating_sub(1);
        let (began_at, _) = *self.stretch.pause.get_or_insert_with(|| {
            self.pauses += 1;
            (now, open_at)
        });
        self.stretch.pause = Some((began_at, open_at));
    }

    /// Whether the host is paced, if not yet then from the next request on.
    pub fn is_pacing(&self) -> bool {
        self.pauses >= PAUSES_BEFORE && (self.stretch.served > 0 || self.best() > 0.0)
    }

    /// The time of the next request; `None` while the host is not paced.
    pub fn next_at(&self) -> Option<Instant> {
        self.next_at
    }

    /// Notes a request that goes out now. Returns the pace from here on, where that is news.
    pub fn ask(&mut self, now: Instant) -> Option<Pace> {
        let is_new = self.end_stretch(now);
        let pace = self.pace(now);
        self.stretch.note(now, pace);
        let pace = pace?;
        let on_time = self.next_at.unwrap_or(now).max(now - LATE_MAX);
        self.next_at = Some(on_time + pace.0);
        let is_news = |told: Pace| (pace.per_second() / told.per_second() - 1.0).abs() > NEWS;
        let news = (is_new && self.told.is_none_or(is_news)).then_some(pace);
        self.told = news.or(self.told);
        news
    }

    /// Begins another stretch where a pause has ended the last one.
    fn end_stretch(&mut self, now: Instant) -> bool {
        let Some((began_at, open_at)) = self.stretch.pause else {
            return false;
        };
        // One that brought nothing says nothing
        if self.stretch.served > 0 {
            self.learn(self.stretch.sample(open_at - began_at));
        }
        self.stretch = Stretch::new(now);
        self.next_at = None;
        true
    }

    fn learn(&mut self, sample: StretchSample) {
        if self.next_at.is_some() && sample.worth < HELP * self.best() {
            // As many waits as without a pace: whatever it is that refuses, it counts no requests
            (self.pauses, self.seen, self.told) = (0, [0.0; SAMPLES], None);
        } else {
            self.seen.rotate_left(1);
            self.seen[SAMPLES - 1] = sample.rate;
        }
    }

    fn best(&self) -> f64 {
        self.seen.iter().copied().fold(0.0, f64::max)
    }

    fn pace(&self, now: Instant) -> Option<Pace> {
        let seen = self.best();
        let is_known = self.pauses >= PAUSES_BEFORE && seen > 0.0;
        let probed = (now - self.stretch.began_at).div_duration_f64(PROBE);
        // Hardly near what is known to be served, and ever faster beyond it
        let rate = seen * MARGIN * (1.0 + (1.0 - MARGIN) * probed.powi(4));
        is_known.then(|| Pace::every(Duration::from_secs_f64(1.0 / rate)))
    }
}

impl Stretch {
    fn new(now: Instant) -> Self {
        Self {
            began_at: now,
            last_at: now,
            busy: Duration::ZERO,
            served: 0,
            pause: None,
        }
    }

    /// Notes a request that goes out at this pace.
    fn note(&mut self, now: Instant, pace: Option<Pace>) {
        let distance = pace.map_or(SPAN_MIN, |pace| pace.0.max(SPAN_MIN));
        self.busy += (now - self.last_at).min(distance);
        self.last_at = now;
        self.served = self.served.saturating_add(1);
    }

    /// What it has shown, with a wait at its end.
    fn sample(&self, wait: Duration) -> StretchSample {
        let wait = if wait > ROUNDED_MAX { wait } else { SPAN_MIN };
        let served = f64::from(self.served);
        StretchSample {
            rate: served / wait.max(self.busy).as_secs_f64(),
            worth: served / wait.as_secs_f64(),
        }
    }
}

#[cfg(test)]
mod tests;
