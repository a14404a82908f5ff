//! The pace of a host that limits requests: the rate that it was seen to serve, and a slow probe upwards.
//!
//! Between two pauses lies a stretch. What a host serves in one is a sample of its limit: a burst that is cut short
//! shows how much it serves in the time that it asks to wait. Few things are known of real limits (a window that slides
//! or that begins with the minute, a bucket that fills, a share that others use as well), and the best of the last few
//! samples fits all of them. A sample that is too high costs a pause, in which the next one is taken. One that is too
//! low (somebody else used the limit up, or a bucket holds little) is found by the probe: soon where few requests have
//! shown the rate, later each time that a refusal has confirmed it. Where the first burst brought few, a second one
//! would bring as few: the host is asked slowly in its place, and faster by each request, until it refuses.

mod stretch;

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use stretch::{Stretch, StretchSample};

/// The number of pauses before a host is paced: the first may be an accident.
const PAUSES_BEFORE: u32 = 2;
/// The number of requests that are few to be served before the first pause.
const FEW: u32 = 16;
/// The least rate at which a host is asked first that served few, in requests a second.
const START: f64 = 5.0;
/// How many times as fast it is asked after each of these requests.
const GROWTH: f64 = 1.15;
/// The number of stretches that are remembered.
const SAMPLES: usize = 3;
/// The part of the rate that is asked for. Requests come early or late by a part of their distance.
const MARGIN: f64 = 0.95;
/// The least and the most time in which the pace doubles. A probe that fails costs a pause.
const PROBE_MIN: Duration = Duration::from_secs(2);
const PROBE_MAX: Duration = Duration::from_secs(20);
/// How many times as long it is after a refusal that showed nothing new.
const PROBE_LATER: u32 = 3;
/// How many times the best rate is something new.
const NEW: f64 = 1.3;
/// The part by which a pace has risen that is a probe.
const PROBING: f64 = 0.025;
/// How late a request may be without those after it coming later as well. It uses half of what the margin spares in a
/// second; the way to the host may need the other half.
const LATE_MAX: Duration = Duration::from_millis(25);
/// How many times the requests a wait has to be worth with a pace than without. Who refuses one request in a hundred,
/// whenever it comes, does so at any pace, and would be asked ever more slowly.
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
    /// The number of requests that were served before the first pause: a bucket had saved no more of them.
    burst: u32,
    /// Whether it served few of them, and is asked ever faster until it refuses.
    is_starting: bool,
    /// The rates of the last stretches, in requests a second; the oldest first.
    seen: [f64; SAMPLES],
    /// The time in which the pace doubles.
    probe: Duration,
    next_at: Option<Instant>,
    told: Option<Pace>,
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
            burst: 0,
            is_starting: false,
            seen: [0.0; SAMPLES],
            probe: PROBE_MIN,
            next_at: None,
            told: None,
        }
    }

    /// A refusal: the host asks to wait until then. Whoever asked before the pause may have to wait for longer.
    pub fn pause(&mut self, now: Instant, open_at: Instant) {
        self.pauses += u32::from(self.stretch.refuse(now, open_at));
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
        self.stretch.note(now, pace.map(|pace| pace.0));
        let pace = pace?;
        let on_time = self.next_at.unwrap_or(now);
        // A clock that has just begun has no time before it
        let earliest = now.checked_sub(LATE_MAX).unwrap_or(now);
        self.next_at = Some(on_time.max(earliest) + pace.0);
        let is_news = |told: Pace| (pace.per_second() / told.per_second() - 1.0).abs() > NEWS;
        let is_new = is_new && !self.is_starting;
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
            if self.pauses == 1 || self.burst == 0 {
                self.burst = self.stretch.served;
            }
            let is_probe = self.is_starting || self.risen(began_at) > PROBING;
            self.learn(&(self.stretch).sample(open_at - began_at, is_probe, self.burst));
            self.is_starting = self.pauses == 1 && self.burst < FEW;
        }
        self.stretch = Stretch::new(now);
        self.next_at = None;
        true
    }

    fn learn(&mut self, sample: &StretchSample) {
        let is_paced = self.next_at.is_some();
        if is_paced && !sample.is_probe && sample.worth < HELP * self.best() {
            // As many waits as without a pace: whatever it is that refuses, it counts no requests
            (self.pauses, self.seen, self.told) = (0, [0.0; SAMPLES], None);
        } else {
            let is_old = is_paced && !self.is_starting && sample.rate < NEW * self.best();
            let probe = if is_old {
                self.probe * PROBE_LATER
            } else {
                sample.probe()
            };
            self.probe = probe.clamp(PROBE_MIN, PROBE_MAX);
            self.seen.rotate_left(1);
            self.seen[SAMPLES - 1] = sample.rate;
        }
    }

    fn best(&self) -> f64 {
        self.seen.iter().copied().fold(0.0, f64::max)
    }

    /// By which part the pace has risen in this stretch: hardly near what is known to be served, and ever faster beyond
    /// it.
    fn risen(&self, now: Instant) -> f64 {
        let probed = (now - self.stretch.began_at).div_duration_f64(self.probe);
        probed.powi(4)
    }

    fn pace(&self, now: Instant) -> Option<Pace> {
        let seen = self.best();
        let rate = if self.is_starting {
            seen.max(START) * GROWTH.powf(f64::from(self.stretch.served))
        } else if self.pauses >= PAUSES_BEFORE && seen > 0.0 {
            seen * MARGIN * (1.0 + self.risen(now))
        } else {
            return None;
        };
        Some(Pace::every(Duration::from_secs_f64(1.0 / rate)))
    }
}

#[cfg(test)]
mod tests;
