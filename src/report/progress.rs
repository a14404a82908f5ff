//! The progress of a run: a line on a terminal while it waits, and the explanation of its steps afterwards.

mod course;
mod paces;
mod waits;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::explain::{explain, failure, waiting, warning};
use super::mirrors::MirrorLog;
use super::plain::plain_line;
use super::printer::Printer;
use super::quotas::Quotas;
use crate::error::LastFailure;
use crate::manifest::Manifest;
use crate::reference::{Registry, Repository};
use crate::registry::{Awaited, Event, Observer};
use crate::resolve::Step;
use course::RunCourse;
use paces::Paces;
use waits::Waits;

/// The time between two lines where nothing happens.
const TICK: Duration = Duration::from_millis(200);

/// The place of the line of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Progress {
    Auto,
    Never,
}

/// Watches a run that asks registries. When it is finished or dropped the line goes, the warnings come, and with `-v`
/// the steps are explained, also where a signal or the time limit ended the run.
pub struct Watch {
    printer: Printer,
    bar: ProgressBar,
    steps: Arc<Mutex<Vec<Event>>>,
    quotas: Arc<Mutex<Quotas>>,
    paces: Arc<Mutex<Paces>>,
    warnings: Arc<Mutex<BTreeSet<String>>>,
    counts_ages: Arc<AtomicBool>,
    last_failure: Arc<Mutex<Option<LastFailure>>>,
    waits: Arc<Mutex<Waits>>,
    mirrors: MirrorLog,
    course: Mutex<RunCourse>,
}

impl Watch {
    /// Watches a run that has not asked anything yet.
    pub fn new(printer: Printer, progress: Progress, mirrors: MirrorLog) -> Self {
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
            paces: Arc::default(),
            warnings: Arc::default(),
            counts_ages: Arc::default(),
            last_failure: Arc::default(),
            waits: Arc::default(),
            mirrors,
            course: Mutex::default(),
        }
    }

    /// To be told of every step.
    pub fn observer(&self) -> Observer {
        let (bar, is_verbose) = (self.bar.clone(), self.printer.is_verbose());
        let (steps, quotas) = (Arc::clone(&self.steps), Arc::clone(&self.quotas));
        let warnings = Arc::clone(&self.warnings);
        let counts_ages = Arc::clone(&self.counts_ages);
        let last_failure = Arc::clone(&self.last_failure);
        let (waits, paces) = (Arc::clone(&self.waits), Arc::clone(&self.paces));
        let mirrors = self.mirrors.clone();
        Arc::new(move |event| {
            locked(&waits).note(&event);
            locked(&paces).note(&event);
            mirrors.note(&event);
            if let Event::Waiting {
                host,
                wait,
                is_asked,
                concurrency,
            } = &event
            {
                bar.set_message(plain_line(&waiting(host, *wait, *is_asked, *concurrency)));
            }
            let name = |host: &str| locked(&waits).name(host);
            if let Some(failure) = failure(&event, name) {
                *locked(&last_failure) = Some(failure);
            }
            if let Some(warning) = warning(&event, counts_ages.load(Ordering::Relaxed)) {
                locked(&warnings).insert(warning);
                return;
            }
            match event {
                // With every answer, of which the least is told
                Event::Quota { host, quota } => locked(&quotas).note(&host, quota),
                // Of those of a host the last is told
                Event::Paced { .. } => {}
                Event::WaitBegan(_) | Event::WaitEnded(_) => {}
                event if is_verbose => locked(&steps).push(event),
                _ => {}
            }
        })
    }

    /// Notes whether an image of these has a cooldown, for which it matters what day it is.
    pub fn may_count_ages<'a>(&self, mut manifests: impl Iterator<Item = &'a Manifest>) {
        let has_age =
            |manifest: &Manifest| manifest.images.values().any(|it| !it.min_age.is_none());
        self.counts_ages
            .store(manifests.any(has_age), Ordering::Relaxed);
    }

    /// These will be asked now, one for each question.
    pub fn asks<'a>(&self, registries: impl Iterator<Item = &'a Registry>) {
        let mut course = locked(&self.course);
        let before = course.asked();
        registries.for_each(|registry| course.ask(registry));
        self.bar.set_length(course.asked() as u64);
        if course.asked() > before && !self.bar.is_hidden() {
            self.bar.enable_steady_tick(TICK);
        }
        self.tell_whom(&course);
    }

    /// Something has come of them.
    pub fn step(&self, step: Step<'_>) {
        match step {
            Step::Answered(question) => self.answered(&question.repository),
            Step::Listed(repository) => self.answered(repository),
            Step::Short(shortage) => {
                let warning = locked(&self.quotas).shortage(&shortage);
                // Above the line, and at once: who wants to log in first may still end the run
                self.bar.suspend(|| self.printer.warning(&warning));
            }
        }
    }

    /// Explains a step at once, to those who want to know.
    pub fn explain(&self, words: &str) {
        self.bar.suspend(|| self.printer.explain(words));
    }

    fn answered(&self, repository: &Repository) {
        let mut course = locked(&self.course);
        course.answer(repository.registry());
        self.tell_whom(&course);
        self.bar.inc(1);
    }

    /// Shows who is waited for, and who is asked slowly.
    fn tell_whom(&self, course: &RunCourse) {
        if self.bar.is_hidden() {
            return;
        }
        let (names, paces) = (course.names(), locked(&self.paces).to_string());
        self.bar.set_message(plain_line(&format!("{names}{paces}")));
    }

    /// Something keeps the run from asking; or does so no more.
    pub fn waits_for(&self, obstacle: Option<&str>) {
        locked(&self.course).wait_for(obstacle);
    }

    /// How far the run has come, for whoever ends it early. `None` where it waits for nobody.
    pub fn so_far(&self) -> Option<String> {
        let waits = locked(&self.waits);
        locked(&self.course).describe(|registry| waits.may_have_asked(registry))
    }

    /// The last failure that the run was trying to overcome.
    pub fn last_failure(&self) -> Option<LastFailure> {
        locked(&self.last_failure).clone()
    }

    /// Whom the run waits for.
    pub fn awaited(&self) -> Vec<Awaited> {
        locked(&self.waits).list()
    }

    /// Removes the line, explains the steps up to here, and gives each warning once.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        let (mut steps, quotas) = (
            std::mem::take(&mut *locked(&self.steps)),
            std::mem::take(&mut *locked(&self.quotas)),
        );
        steps.extend(quotas.steps());
        steps.extend(std::mem::take(&mut *locked(&self.paces)).steps());
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
