//! Durations as people say them.

use std::time::Duration;

/// The units of waits, each with its length in seconds.
const UNITS: [(&str, u64); 4] = [("d", 24 * 60 * 60), ("h", 60 * 60), ("min", 60), ("s", 1)];
/// Beyond this many days nobody counts.
const DAYS_MAX: u64 = 365;

/// A duration in its two largest units: `12 s`, `2 h 10 min`. Rounded up to seconds, so that no wait is told as none.
pub fn in_words(duration: Duration) -> String {
    let mut seconds = duration
        .as_secs()
        .saturating_add(u64::from(duration.subsec_nanos() > 0));
    if seconds > DAYS_MAX * UNITS[0].1 {
        return "more than a year".to_owned();
    }
    let mut parts = Vec::new();
    for (unit, length) in UNITS {
        // A unit that is not there ends it as well: a day and a minute is a day
        if seconds >= length {
            parts.push(format!("{} {unit}", seconds / length));
        } else if !parts.is_empty() {
            break;
        }
        seconds %= length;
    }
    parts.truncate(2);
    if parts.is_empty() {
        "0 s".to_owned()
    } else {
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_its_two_largest_units() {
        let words = |seconds| in_words(Duration::from_secs(seconds));
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (61, "1 min 1 s"),
            (7800, "2 h 10 min"),
            (21600, "6 h"),
            (86_399, "23 h 59 min"),
            (86_460, "1 d"),
            (90_000, "1 d 1 h"),
            (365 * 86_400, "365 d"),
            (365 * 86_400 + 1, "more than a year"),
            (u64::MAX, "more than a year"),
        ] {
            assert_eq!(words(seconds), expected);
        }
    }

    #[test]
    fn the_rest_of_a_second_is_one() {
        assert_eq!(in_words(Duration::from_nanos(1)), "1 s");
        assert_eq!(in_words(Duration::from_millis(1200)), "2 s");
        assert_eq!(in_words(Duration::MAX), "more than a year");
    }
}
