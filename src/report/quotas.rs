//! The quotas of pulls by host: what is left is told with `-v`, and a warning where it is little.

use std::collections::{BTreeMap, BTreeSet};

use crate::registry::Event;
use crate::registry::http::quota::Quota;
use crate::resolve::Shortage;

/// The least that every host said is left.
#[derive(Debug, Default)]
pub struct Quotas {
    lowest: BTreeMap<String, Quota>,
    /// The hosts that were warned of already.
    told: BTreeSet<String>,
}

impl Quotas {
    /// Notes what an answer says. The least is remembered, since answers come in any order.
    pub fn note(&mut self, host: &str, quota: Quota) {
        let lowest = self.lowest.entry(host.to_owned()).or_insert(quota);
        if quota.remaining < lowest.remaining {
            *lowest = quota;
        }
    }

    /// A step for each host.
    pub fn steps(&self) -> impl Iterator<Item = Event> {
        self.lowest.iter().map(|(host, quota)| Event::Quota {
            host: host.clone(),
            quota: *quota,
        })
    }

    /// The warning that the pulls that are left will not do. It is the only one of its host.
    pub fn shortage(&mut self, shortage: &Shortage) -> String {
        let Shortage {
            host,
            quota,
            needed,
        } = shortage;
        self.told.insert(host.clone());
        format!(
            "{}, but this run needs at least {needed} more; with `--keep-going`, `update` and `lock` write the images that \
             succeed{}",
            left(host, quota),
            remedy(quota)
        )
    }

    /// A line for each host that has little left, with what to do about it.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let is_new = |host: &String, quota: &Quota| quota.is_low() && !self.told.contains(host);
        let low = self
            .lowest
            .iter()
            .filter(move |(host, quota)| is_new(host, quota));
        low.map(|(host, quota)| format!("{}{}", left(host, quota), remedy(quota)))
    }
}

/// The rest of a quota, in words.
pub fn left(host: &str, quota: &Quota) -> String {
    format!("{host} has {quota} left")
}

fn remedy(quota: &Quota) -> &'static str {
    if quota.is_logged_in {
        ""
    } else {
        "; logging in with `docker login` raises the quota"
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::explain::explain;

    fn quotas(of: &[(&str, u64, bool)]) -> Quotas {
        let mut quotas = Quotas::default();
        for (host, remaining, is_logged_in) in of.iter().copied() {
            let window = Some(Duration::from_secs(21600));
            quotas.note(
                host,
                Quota {
                    limit: Some(100),
                    remaining,
                    window,
                    is_logged_in,
                },
            );
        }
        quotas
    }

    #[test]
    fn of_each_host_the_least_is_told_whatever_the_order() {
        let quotas = quotas(&[
            ("b", 76, false),
            ("a", 50, false),
            ("b", 75, false),
            ("b", 77, false),
        ]);
        let lines = explain(quotas.steps().collect());
        assert_eq!(
            lines,
            [
                "a has 50 of 100 pulls in 6 h left",
                "b has 75 of 100 pulls in 6 h left"
            ]
        );
        assert_eq!(quotas.warnings().count(), 0);
    }

    #[test]
    fn little_is_a_warning_with_what_to_do() {
        let quotas = quotas(&[("a", 10, false), ("b", 9, false), ("c", 0, true)]);
        let warnings: Vec<String> = quotas.warnings().collect();
        assert_eq!(
            warnings,
            [
                "b has 9 of 100 pulls in 6 h left; logging in with `docker login` raises the quota",
                "c has 0 of 100 pulls in 6 h left",
            ]
        );
    }
}
