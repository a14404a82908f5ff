//! The course of a run: how many questions and answers there are, and whom the run waits for.

use std::collections::BTreeMap;

use crate::reference::Registry;

/// The course of a run.
#[derive(Debug, Default)]
pub(super) struct RunCourse {
    asked: usize,
    answered: usize,
    /// How many answers of each registry are waited for.
    open: BTreeMap<Registry, usize>,
    /// The obstacle that keeps the run from asking anything.
    obstacle: Option<String>,
}

impl RunCourse {
    /// One more question to a registry.
    pub(super) fn ask(&mut self, registry: &Registry) {
        self.asked += 1;
        *self.open.entry(registry.clone()).or_default() += 1;
    }

    /// An answer of a registry.
    pub(super) fn answer(&mut self, registry: &Registry) {
        self.answered += 1;
        if let Some(open) = self.open.get_mut(registry) {
            *open -= 1;
        }
    }

    /// How many questions there are.
    pub(super) fn asked(&self) -> usize {
        self.asked
    }

    pub(super) fn wait_for(&mut self, obstacle: Option<&str>) {
        self.obstacle = obstacle.map(str::to_owned);
    }

    /// The registries that are waited for.
    pub(super) fn names(&self) -> String {
        let open = self.open.iter().filter(|(_, count)| **count > 0);
        open.map(|(registry, _)| registry.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// How far the run has come; `None` where it waits for nobody. A registry that got no request is not waited for.
    pub(super) fn describe(&self, may_have_asked: impl Fn(&Registry) -> bool) -> Option<String> {
        if let Some(obstacle) = &self.obstacle {
            return Some(format!("still waiting for {obstacle}"));
        }
        let open = self.open.iter().filter(|(_, count)| **count > 0);
        let (asked, unasked): (Vec<_>, Vec<_>) =
            open.partition(|(registry, _)| may_have_asked(registry));
        // Of a run that has asked nobody at all, whom it is about to ask says more
        let (awaited, later) = if asked.is_empty() {
            (unasked, asked)
        } else {
            (asked, unasked)
        };
        if awaited.is_empty() {
            return None;
        }
        let later = match counts(&later) {
            counts if counts.is_empty() => counts,
            counts => format!(", {counts} not asked yet"),
        };
        Some(format!(
            "{} of {} answers received{later}, still waiting for {}",
            self.answered,
            self.asked,
            counts(&awaited)
        ))
    }
}

fn counts(open: &[(&Registry, &usize)]) -> String {
    let counts: Vec<String> = open
        .iter()
        .map(|(registry, count)| format!("{count} from {registry}"))
        .collect();
    counts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(asked: usize, answered: usize, open: &[(&str, usize)]) -> Option<String> {
        described(asked, answered, open, "")
    }

    /// Where one of the registries got no request.
    fn described(
        asked: usize,
        answered: usize,
        open: &[(&str, usize)],
        unasked: &str,
    ) -> Option<String> {
        let open = open
            .iter()
            .map(|(registry, count)| (registry.parse().unwrap(), *count))
            .collect();
        RunCourse {
            asked,
            answered,
            open,
            obstacle: None,
        }
        .describe(|registry| registry.as_str() != unasked)
    }

    #[test]
    fn a_run_that_is_ended_early_says_whom_it_waited_for() {
        let words = course(5, 2, &[("quay.io", 1), ("docker.io", 2), ("ghcr.io", 0)]).unwrap();
        assert_eq!(
            words,
            "2 of 5 answers received, still waiting for 2 from docker.io, 1 from quay.io"
        );
    }

    #[test]
    fn a_registry_that_got_no_request_is_not_waited_for() {
        let open = [("quay.io", 1), ("docker.io", 2)];
        assert_eq!(
            described(5, 2, &open, "docker.io").unwrap(),
            "2 of 5 answers received, 2 from docker.io not asked yet, still waiting for 1 from quay.io"
        );
        // It is about to be
        assert_eq!(
            described(2, 0, &open[1..], "docker.io").unwrap(),
            "0 of 2 answers received, still waiting for 2 from docker.io"
        );
    }

    #[test]
    fn a_run_that_waits_for_nobody_says_nothing() {
        assert_eq!(course(0, 0, &[]), None);
        assert_eq!(course(1, 1, &[("quay.io", 0)]), None);
    }

    #[test]
    fn what_stands_in_the_way_is_what_is_waited_for() {
        let course = RunCourse {
            obstacle: Some("another imagelock".to_owned()),
            ..RunCourse::default()
        };
        assert_eq!(
            course.describe(|_| true).unwrap(),
            "still waiting for another imagelock"
        );
    }
}
