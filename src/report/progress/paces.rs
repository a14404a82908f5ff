//! The hosts that are asked at a pace.

use std::collections::BTreeMap;
use std::fmt;

use crate::registry::Event;
use crate::registry::http::pace::Pace;

/// The pace of each host that has one, as it was told last.
#[derive(Debug, Default)]
pub(super) struct Paces(BTreeMap<String, Pace>);

impl Paces {
    /// Takes note of a step, where it gives or ends a pace.
    pub(super) fn note(&mut self, event: &Event) {
        if let Event::Paced { host, pace } = event {
            self.0.insert(host.clone(), *pace);
        } else if let Event::Waiting {
            host,
            concurrency: Some(_),
            ..
        } = event
        {
            // Without a pace it is said how many may ask at once
            self.0.remove(host);
        }
    }

    /// A step for each host.
    pub(super) fn steps(self) -> impl Iterator<Item = Event> {
        let paced = |(host, pace)| Event::Paced { host, pace };
        self.0.into_iter().map(paced)
    }
}

/// What follows the names of those that are waited for.
impl fmt::Display for Paces {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut paces = self.0.iter();
        paces.try_for_each(|(host, pace)| write!(out, " ({host} gets {pace})"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_last_pace_of_a_host_is_told() {
        let mut paces = Paces::default();
        assert_eq!(paces.to_string(), "");
        for (host, millis) in [("b", 100), ("a", 2000), ("b", 50), ("c", 50)] {
            let pace = Pace::every(Duration::from_millis(millis));
            let host = host.to_owned();
            paces.note(&Event::Paced { host, pace });
        }
        for (host, concurrency) in [("b", None), ("c", Some(1))] {
            let (host, wait) = (host.to_owned(), Duration::ZERO);
            paces.note(&Event::Waiting {
                host,
                wait,
                is_asked: true,
                concurrency,
            });
        }
        let words = " (a gets 30 requests a minute) (b gets 20 requests a second)";
        assert_eq!(paces.to_string(), words);
    }
}
