//! One process from its start to its end: time, memory, and what the registry saw of it.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

use crate::scene::Scene;
use crate::support::command::{Outcome, Run};

/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// What a run took, and what it brought.
#[derive(Debug, Clone)]
pub struct Measured {
    pub wall: Duration,
    /// CPU of the process and of all that it started.
    pub cpu: Duration,
    /// The most memory that the process had, in KiB, where the system tells.
    pub peak: Option<usize>,
    pub outcome: Outcome,
    pub requests: usize,
    /// Requests that were answered with 401.
    pub refused: usize,
    /// Connections, those to the token server among them.
    pub connections: usize,
    /// How many images it has the right digest of.
    pub right: usize,
    /// How many digests it has that are of no image, or of another one.
    pub wrong: usize,
}

impl Measured {
    /// Whether it says that all went well, and all is right.
    pub fn is_good(&self, images: usize) -> bool {
        self.outcome.code == Some(0) && self.right == images && self.wrong == 0
    }

    /// Seconds of the clock.
    pub fn seconds(&self) -> f64 {
        self.wall.as_secs_f64()
    }
}

/// What a run left that has digests in it.
#[derive(Debug)]
pub enum Results {
    /// A text for each image, by its number.
    Each(Vec<String>),
    /// A text that does not say which image a digest is of.
    All(String),
}

impl Results {
    /// Of a run that is not asked for any.
    pub fn none() -> Self {
        Self::All(String::new())
    }

    /// How many images they have the right digest of, and how many other digests they have.
    fn judged(&self, digests: &[String]) -> (usize, usize) {
        match self {
            Self::All(text) => judged(text, digests),
            Self::Each(texts) => {
                let images = texts.iter().zip(digests);
                let each = images.map(|(text, digest)| judged(text, std::slice::from_ref(digest)));
                each.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
            }
        }
    }
}

/// How many of these digests a text has, and how many others.
fn judged(text: &str, digests: &[String]) -> (usize, usize) {
    let found = found(text);
    let right = digests
        .iter()
        .filter(|digest| found.contains(digest.as_str()));
    let right = right.count();
    (right, found.len() - right)
}

/// Runs it, and reads its digests where it left them.
pub fn measure(scene: &Scene, run: Run<'_>, results: impl FnOnce(&Outcome) -> Results) -> Measured {
    scene.registry.clear_log();
    let (before, begin) = (cpu_of_children(), Instant::now());
    let child = run.spawn();
    let process = child.id();
    let memory = std::thread::spawn(move || peak(process));
    let outcome = scene.project.wait(child);
    let (wall, cpu) = (begin.elapsed(), cpu_of_children().saturating_sub(before));
    let (right, wrong) = results(&outcome).judged(&scene.digests);
    let statuses = scene.registry.requests();
    let refused = statuses
        .iter()
        .filter(|request| request.status == Some(401));
    Measured {
        wall,
        cpu,
        peak: memory.join().expect("it only looks"),
        requests: statuses.len(),
        refused: refused.count(),
        connections: scene.registry.connections(),
        right,
        wrong,
        outcome,
    }
}

/// The run in the middle by time. What is wrong in any of them is wrong in it.
pub fn median(mut runs: Vec<Measured>) -> Measured {
    let images = runs.iter().map(|run| run.right).max().unwrap_or_default();
    if let Some(bad) = runs.iter().position(|run| !run.is_good(images)) {
        return runs.swap_remove(bad);
    }
    runs.sort_unstable_by_key(|run| run.wall);
    runs.swap_remove(runs.len() / 2)
}

/// Every digest of a text, once.
fn found(text: &str) -> HashSet<&str> {
    let starts = text.match_indices("sha256:");
    starts
        .filter_map(|(start, _)| text.get(start..start + 71))
        .collect()
}

/// The most memory that a process has had until it ends. The system's own count of a child begins with what this
/// process has, so the process is looked at while it runs.
fn peak(process: u32) -> Option<usize> {
    let mut most = None;
    while let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) {
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let Some(line) = line else { break };
        let kibibytes = line.trim().trim_end_matches(" kB").parse().ok();
        most = most.max(kibibytes);
        std::thread::sleep(LOOK);
    }
    most
}

fn cpu_of_children() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let microseconds = |time: nix::sys::time::TimeVal| {
        let sum = time.tv_sec() * 1_000_000 + time.tv_usec();
        Duration::from_micros(u64::try_from(sum).unwrap_or_default())
    };
    microseconds(usage.user_time()) + microseconds(usage.system_time())
}
