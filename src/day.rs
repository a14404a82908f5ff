//! A day of the calendar, by which the age of what was seen is counted: whole days in UTC, the same on every machine.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use time::{Date, Month};

/// The seconds of a day.
const DAY_SECONDS: u64 = 24 * 60 * 60;
/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;
/// The first year in which there were images.
const FIRST_YEAR: i32 = 2013;

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The reason why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// It has another form.
    #[error("expected a day, like `2026-11-23`")]
    Form,
    /// It has the form of one, but the calendar lacks it.
    #[error("the calendar has no such day")]
    NotInCalendar,
}

impl Day {
    /// The day of a time in UTC. A clock that stands before 1970 has the first day of that year.
    pub fn of(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH);
        let days = since.unwrap_or_default().as_secs() / DAY_SECONDS;
        Self::from_julian(EPOCH.saturating_add_unsigned(at_most(days)))
    }

    /// Whether there were images on this day already. A clock that was never set stands in a year before them.
    pub fn has_images(self) -> bool {
        self.0.year() >= FIRST_YEAR
    }

    /// How many days after an earlier day this one is; negative if it is before it.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.0.to_julian_day()) - i64::from(earlier.0.to_julian_day())
    }

    /// The day this many days later; at most the last one that can be written, 9999-12-31.
    pub fn plus(self, days: u32) -> Self {
        Self::from_julian(self.0.to_julian_day().saturating_add_unsigned(days))
    }

    fn from_julian(day: i32) -> Self {
        Self(Date::from_julian_day(day).unwrap_or(Date::MAX))
    }
}

fn at_most(days: u64) -> u32 {
    days.try_into().unwrap_or(u32::MAX)
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads `2026-11-23`, and no other way of writing it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(DayError::Form);
        };
        let year = number(&[*y1, *y2, *y3, *y4])?;
        let (month, day) = (number(&[*m1, *m2])?, number(&[*d1, *d2])?);
        let month = u8::try_from(month)
            .ok()
            .and_then(|it| Month::try_from(it).ok());
        let month = month.ok_or(DayError::NotInCalendar)?;
        let day = u8::try_from(day).map_err(|_| DayError::NotInCalendar)?;
        let date = Date::from_calendar_date(year.into(), month, day);
        date.map(Self).map_err(|_| DayError::NotInCalendar)
    }
}

/// A number of four digits at most.
fn number(digits: &[u8]) -> Result<u16, DayError> {
    digits.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + u16::from(byte - b'0')),
        _ => Err(DayError::Form),
    })
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(out, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        let at = |seconds| Day::of(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), day("1970-01-01"));
        assert_eq!(at(DAY_SECONDS - 1), day("1970-01-01"));
        assert_eq!(at(DAY_SECONDS), day("1970-01-02"));
        // date -u -d 2026-11-23T23:59:59 +%s
        assert_eq!(at(1_795_478_399), day("2026-11-23"));
        assert_eq!(at(1_795_478_400), day("2026-11-24"));
    }

    #[test]
    fn a_broken_clock_has_a_day_too() {
        let second = Duration::from_secs(1);
        assert_eq!(Day::of(SystemTime::UNIX_EPOCH - second), day("1970-01-01"));
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(u32::MAX.into()) * 1000;
        assert_eq!(Day::of(late), day("9999-12-31"));
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        for (later, earlier, days) in [
            ("2026-11-30", "2026-11-23", 7),
            ("2026-11-23", "2026-11-23", 0),
            ("2026-11-22", "2026-11-23", -1),
            ("2028-03-01", "2028-02-28", 2),
            ("2027-03-01", "2027-02-28", 1),
            ("9999-12-31", "0000-01-01", 3_652_424),
        ] {
            assert_eq!(day(later).days_since(day(earlier)), days, "{later}");
        }
        assert_eq!(day("2026-12-30").plus(3), day("2027-01-02"));
        assert_eq!(day("9999-12-30").plus(u32::MAX), day("9999-12-31"));
    }

    #[test]
    fn only_a_day_of_the_calendar_in_one_form_is_read() {
        for text in [
            "0000-00-00",
            "2026-02-30",
            "2026-13-01",
            "2027-02-29",
            "2026-11-00",
        ] {
            assert_eq!(text.parse::<Day>(), Err(DayError::NotInCalendar), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-1-1",
            "26-11-23",
            "2026-11-23T00:00:00Z",
            "2026/11/23",
            "+026-11-23",
            "-026-11-23",
            "2026-11-23 ",
            "2026-11-2x",
            "٢٠٢٦-١١-٢٣",
        ] {
            assert_eq!(text.parse::<Day>(), Err(DayError::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_the_same(days in 0u32..3_652_425) {
            let day = day("0000-01-01").plus(days);
            prop_assert_eq!(day.to_string().parse(), Ok(day));
            prop_assert_eq!(day.days_since(self::day("0000-01-01")), i64::from(days));
        }
    }
}
