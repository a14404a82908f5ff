//! Registries that serve a few requests a second, and registries that fail now and then.

use std::time::Duration;

use crate::measure::Measured;
use crate::progress;
use crate::scene::{Scene, Setting};
use crate::tool::{Memory, Tool, imagelock};

/// How many requests at once imagelock is held to.
const JOBS: [&str; 4] = ["1", "8", "64", "128"];
/// How many percent of all requests fail in the runs with faults.
pub const FAILING: u64 = 5;

/// A run under a limit, or with faults.
pub struct Row {
    pub who: String,
    pub setting: Setting,
    pub run: Measured,
}

impl Row {
    /// 1.3 × (R + N) / r.
    pub fn bound(&self) -> Duration {
        let Setting {
            images,
            repositories,
            rate,
            ..
        } = self.setting;
        let requests = u32::try_from(images + repositories).expect("few");
        let rate = u32::try_from(rate.unwrap_or(1)).expect("few");
        Duration::from_millis(1300) * requests / rate
    }

    /// Whether it is a run of imagelock.
    pub fn is_ours(&self) -> bool {
        self.who.starts_with("imagelock")
    }

    /// Whether it got all of them.
    pub fn is_good(&self) -> bool {
        self.run.is_good(self.setting.images)
    }
}

/// All of them side by side: who waits needs no processor, and imagelock ends before the others begin.
pub fn rows(tools: &[Tool]) -> Vec<Row> {
    progress("a tight limit");
    let limits = [(20, 20), (20, 100), (10, 20), (10, 100)];
    let settings = limits.map(|(rate, repositories)| Setting {
        rate: Some(rate),
        ..Setting::new(100, repositories, 20)
    });
    let ours = settings
        .into_iter()
        .flat_map(|setting| JOBS.map(|jobs| (setting, jobs)));
    let mut rows = side_by_side(ours.collect(), |(setting, jobs)| Row {
        who: format!("imagelock, `--jobs {jobs}`"),
        setting,
        run: imagelock(&Scene::new(setting), Memory::None, &["--jobs", jobs]),
    });
    rows.extend(side_by_side(installed(tools), |tool| {
        other(settings[0], tool)
    }));
    rows
}

fn installed(tools: &[Tool]) -> Vec<&Tool> {
    tools.iter().filter(|tool| tool.version.is_some()).collect()
}

/// One run of each where one request in twenty is answered with 503.
pub fn faults(tools: &[Tool]) -> Vec<Row> {
    progress("faults");
    let setting = Setting {
        failing: FAILING,
        ..Setting::new(100, 20, 20)
    };
    let mut rows = vec![Row {
        who: "imagelock".to_owned(),
        setting,
        run: imagelock(&Scene::new(setting), Memory::None, &[]),
    }];
    rows.extend(
        installed(tools)
            .into_iter()
            .map(|tool| other(setting, tool)),
    );
    rows
}

fn other(setting: Setting, tool: &Tool) -> Row {
    Row {
        who: tool.name.to_owned(),
        setting,
        run: tool.run(&Scene::new(setting)),
    }
}

fn side_by_side<T: Send, R: Send>(items: Vec<T>, run: impl Fn(T) -> R + Sync) -> Vec<R> {
    std::thread::scope(|scope| {
        let run = &run;
        let threads: Vec<_> = items
            .into_iter()
            .map(|item| scope.spawn(move || run(item)))
            .collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .map(|ended| ended.expect("a run is measured, however it ends"))
            .collect()
    })
}
