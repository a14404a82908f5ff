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

    /// How far the run has come; `None` where it waits for nobody.
    pub(super) fn describe(&self) -> Option<String> {
        if let Some(obstacle) = &self.obstacle {
            return Some(format!("still waiting for {obstacle}"));
        }
        let open: Vec<String> = self
            .open
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(registry, count)| format!("{count} from {registry}"))
            .collect();
        let Self {
            asked, answered, ..
        } = self;
        (!open.is_empty()).then(|| {
            format!(
                "{answered} of {asked} answers received, still waiting for {}",
                open.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(asked: usize, answered: usize, open: &[(&str, usize)]) -> Option<String> {
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
        .describe()
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
            course.describe().unwrap(),
            "still waiting for another imagelock"
        );
    }
}
