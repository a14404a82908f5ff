//! Runs that are ended at any moment: by `kill -9`, SIGINT and SIGTERM.

use std::process::Child;
use std::time::{Duration, Instant};

use crate::Effort;
use crate::support::command::signal;
use crate::support::registry::Registry;
use crate::support::whole::{End, Whole};

const IMAGES: usize = 200;
const REPOSITORIES: usize = 20;
/// One refusal of access, a token for each repository.
const REQUESTS: usize = 1 + REPOSITORIES + IMAGES;
/// How long one turn waits after the last answer, when the lock is written.
const TURN: Duration = Duration::from_micros(40);
/// How much of the usual time of a run the moments are spread over: some come after its end.
const SPREAD_PERCENT: u32 = 110;

/// What became of the runs that were to be ended in one way.
pub struct Ends {
    pub how: &'static str,
    pub started: u32,
    /// The number of those that the signal ended: the others were done by then.
    pub ended: u32,
    /// The number of locks that were the old one and the new one.
    pub old: u32,
    pub new: u32,
    /// The number of runs that left a temporary file beside the lock, for the next one.
    pub left: u32,
}

/// Ends runs by each signal, half of them at moments that are spread over the whole run, half while it writes.
pub fn run(effort: &Effort) -> Vec<Ends> {
    let whole = Whole::start(Registry::builder().start(), IMAGES, REPOSITORIES);
    let usual = usual(&whole);
    let kill = |child: Child| whole.kill(child);
    let interrupt = |child: Child| {
        signal(&child, "INT");
        whole.ends(child, 130)
    };
    let terminate = |child: Child| {
        signal(&child, "TERM");
        whole.ends(child, 143)
    };
    vec![
        ended(&whole, usual, "kill -9", effort.kills, kill),
        ended(&whole, usual, "SIGINT", effort.signals, interrupt),
        ended(&whole, usual, "SIGTERM", effort.signals, terminate),
    ]
}

/// The usual time of a run that is not ended: the median of some.
fn usual(whole: &Whole) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let begin = Instant::now();
            whole.recovers();
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn ended(
    whole: &Whole,
    usual: Duration,
    how: &'static str,
    times: u32,
    end: impl Fn(Child) -> End,
) -> Ends {
    let (mut started, mut by_signal, mut new, mut left) = (0, 0, 0, 0);
    while by_signal < times {
        assert!(
            started < 10 * times,
            "{how} ends {by_signal} runs of {started}"
        );
        let child = whole.spawn();
        let turn = started / 2 % (times / 2);
        if started % 2 == 0 {
            std::thread::sleep(usual * SPREAD_PERCENT / 100 * turn / (times / 2));
        } else {
            whole.wait_for(REQUESTS);
            std::thread::sleep(TURN * turn);
        }
        let End {
            is_new,
            is_by_signal,
        } = end(child);
        started += 1;
        by_signal += u32::from(is_by_signal);
        new += u32::from(is_new);
        left += u32::from(whole.strangers() > 0);
        whole.recovers();
    }
    eprintln!("{how}: {by_signal} of {started} runs, {new} new locks");
    Ends {
        how,
        started,
        ended: by_signal,
        old: started - new,
        new,
        left,
    }
}
