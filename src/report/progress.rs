//! The progress of a run: a line on a terminal while it waits, and the explanation of its steps afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::explain::{explain, waiting, warning};
use super::plain::plain_line;
use super::printer::Printer;
use super::quotas::Quotas;
use crate::reference::Registry;
use crate::registry::{Event, Observer};
use crate::resolve::{ManifestQuestion, Step};

/// The time between two lines where nothing happens.
const TICK: Duration = Duration::from_millis(200);

/// The place of the line of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// On a terminal.
    Auto,
    /// Not at all.
    Never,
}

/// Watches a run that asks registries. When it is finished or dropped the line goes, the warnings come, and with `-v`
/// the steps are explained, also where a signal or the time limit ended the run.
pub struct Watch {
    printer: Printer,
    bar: ProgressBar,
    steps: Arc<Mutex<Vec<Event>>>,
    quotas: Arc<Mutex<Quotas>>,
    warnings: Arc<Mutex<BTreeSet<String>>>,
    course: Mutex<Course>,
}

/// How far a run has come.
#[derive(Debug, Default)]
struct Course {
    asked: usize,
    answered: usize,
    /// How many answers of each registry are waited for.
    open: BTreeMap<Registry, usize>,
    /// The obstacle that keeps the run from asking anything.
    obstacle: Option<String>,
}

impl Watch {
    /// Watches a run that has not asked anything yet.
    pub fn new(printer: Printer, progress: Progress) -> Self {
        let bar = if progress == Progress::Auto && printer.is_for_progress() {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            bar.set_style(style());
            bar
        } else {
            ProgressBar::hidden()
        };
        Self {
            printer,
            bar,
            steps: Arc::default(),
            quotas: Arc::default(),
            warnings: Arc::default(),
            course: Mutex::default(),
        }
    }

    /// To be told of every step.
    pub fn observer(&self) -> Observer {
        let (bar, is_verbose) = (self.bar.clone(), self.printer.is_verbose());
        let (steps, quotas) = (Arc::clone(&self.steps), Arc::clone(&self.quotas));
        let warnings = Arc::clone(&self.warnings);
        Arc::new(move |event| {
            if let Event::Waiting {
                host,
                wait,
                concurrency,
            } = &event
            {
                bar.set_message(plain_line(&waiting(host, *wait, *concurrency)));
            }
            if let Some(warning) = warning(&event) {
                locked(&warnings).insert(warning);
                return;
            }
            match event {
                // With every answer, of which the least is told
                Event::Quota { host, quota } => locked(&quotas).note(&host, quota),
                event if is_verbose => locked(&steps).push(event),
                _ => {}
            }
        })
    }

    /// These will be asked now.
    pub fn asks(&self, questions: &[ManifestQuestion]) {
        let mut course = locked(&self.course);
        course.asked += questions.len();
        for question in questions {
            *course
                .open
                .entry(question.repository.registry().clone())
                .or_default() += 1;
        }
        self.bar.set_length(course.asked as u64);
        if !questions.is_empty() && !self.bar.is_hidden() {
            self.bar.enable_steady_tick(TICK);
        }
        self.bar.set_message(course.names());
    }

    /// Something has come of them.
    pub fn step(&self, step: Step<'_>) {
        match step {
            Step::Answered(question) => self.answered(question),
            Step::Short(shortage) => {
                let warning = locked(&self.quotas).shortage(&shortage);
                // Above the line, and at once: who wants to log in first may still end the run
                self.bar.suspend(|| self.printer.warning(&warning));
            }
        }
    }

    fn answered(&self, question: &ManifestQuestion) {
        let mut course = locked(&self.course);
        course.answered += 1;
        if let Some(open) = course.open.get_mut(question.repository.registry()) {
            *open -= 1;
        }
        self.bar.set_message(course.names());
        self.bar.inc(1);
    }

    /// Something keeps the run from asking; or does so no more.
    pub fn waits_for(&self, obstacle: Option<&str>) {
        locked(&self.course).obstacle = obstacle.map(str::to_owned);
    }

    /// How far the run has come, for whoever ends it early. `None` where it waits for nobody.
    pub fn so_far(&self) -> Option<String> {
        locked(&self.course).describe()
    }

    /// Removes the line, explains the steps up to here, and gives each warning once.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        let (mut steps, quotas) = (
            std::mem::take(&mut *locked(&self.steps)),
            std::mem::take(&mut *locked(&self.quotas)),
        );
        steps.extend(quotas.steps());
        for line in explain(steps) {
            self.printer.explain(&line);
        }
        for warning in std::mem::take(&mut *locked(&self.warnings))
            .into_iter()
            .chain(quotas.warnings())
        {
            self.printer.warning(&warning);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Course {
    /// The registries that are waited for.
    fn names(&self) -> String {
        let open = self.open.iter().filter(|(_, count)| **count > 0);
        open.map(|(registry, _)| registry.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn describe(&self) -> Option<String> {
        if let Some(obstacle) = &self.obstacle {
            return Some(format!("it waited for {obstacle}"));
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
                "{answered} of {asked} answers came, and it waited for {}",
                open.join(", ")
            )
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {pos}/{len} answers  {rate}  {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
            // A closed terminal is nobody's business here
            let _ = write!(out, "{:.0}/s", state.per_sec());
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(asked: usize, answered: usize, open: &[(&str, usize)]) -> Option<String> {
        let open = open
            .iter()
            .map(|(registry, count)| (registry.parse().unwrap(), *count))
            .collect();
        Course {
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
            "2 of 5 answers came, and it waited for 2 from docker.io, 1 from quay.io"
        );
    }

    #[test]
    fn a_run_that_waits_for_nobody_says_nothing() {
        assert_eq!(course(0, 0, &[]), None);
        assert_eq!(course(1, 1, &[("quay.io", 0)]), None);
    }

    #[test]
    fn what_stands_in_the_way_is_what_is_waited_for() {
        let course = Course {
            obstacle: Some("another imagelock".to_owned()),
            ..Course::default()
        };
        assert_eq!(
            course.describe().unwrap(),
            "it waited for another imagelock"
        );
    }
}
