//! What a run waits for: a line on a terminal while it waits, and the explanation of its steps afterwards.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Printer;
use super::explain::explain;
use crate::registry::{Event, Observer};

/// How often the line is drawn where nothing happens.
const TICK: Duration = Duration::from_millis(200);

/// Whether progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// On a terminal.
    Auto,
    /// Not at all.
    Never,
}

/// Watches a run that asks registries. When it is dropped the line goes and, with `-v`, the steps are explained, also
/// where a signal or the time limit ended the run.
pub struct Watch {
    printer: Printer,
    bar: ProgressBar,
    steps: Arc<Mutex<Vec<Event>>>,
}

impl Watch {
    /// Watches for the answers to so many questions.
    pub fn new(printer: Printer, progress: Progress, questions: usize) -> Self {
        let bar = if progress == Progress::Auto && printer.is_for_progress() {
            let bar = ProgressBar::with_draw_target(Some(questions as u64), ProgressDrawTarget::stderr());
            bar.set_style(style());
            bar.enable_steady_tick(TICK);
            bar
        } else {
            ProgressBar::hidden()
        };
        Self { printer, bar, steps: Arc::default() }
    }

    /// To be told of every step.
    pub fn observer(&self) -> Observer {
        let (bar, steps, is_verbose) = (self.bar.clone(), Arc::clone(&self.steps), self.printer.is_verbose());
        Arc::new(move |event| {
            if let Event::Waiting { host, wait } = &event {
                bar.set_message(super::printer::plain(&format!("{host} asks to wait {} s", wait.as_secs())));
            }
            if is_verbose || matches!(event, Event::MirrorFailed { .. }) {
                steps.lock().unwrap_or_else(PoisonError::into_inner).push(event);
            }
        })
    }

    /// One more question has its answer.
    pub fn answered(&self) {
        self.bar.set_message("");
        self.bar.inc(1);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        let steps = std::mem::take(&mut *self.steps.lock().unwrap_or_else(PoisonError::into_inner));
        for line in explain(steps) {
            self.printer.explain(&line);
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {pos}/{len} images  {per_sec}  {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
