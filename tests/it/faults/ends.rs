//! Runs that end at any moment: by `kill -9` and by signals. The soak does the same some hundred times.

use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};

use crate::support::command::signal;
use crate::support::registry::{Image, Registry};
use crate::support::whole::{End, Whole};

/// How many images the runs lock.
const IMAGES: usize = 20;

/// A lock that is old, and what a run makes of it.
fn whole() -> Whole {
    let registry = Registry::builder().open().start();
    Whole::start(registry, IMAGES, 5)
}

/// Sends the signal at once: a `kill` that has to be started comes when the file is written.
fn terminate(child: &Child) {
    let sent = kill_process(Pid::from_child(child), Signal::TERM);
    sent.expect("it is a child that was not waited for");
}

/// A run that no signal ended was done by then.
#[track_caller]
fn assert_ended(end: &End) {
    assert!(end.is_by_signal || end.is_new);
}

#[test]
fn a_kill_after_any_number_of_requests_leaves_the_old_lock_or_the_new_one() {
    let whole = whole();
    for requests in 0..=IMAGES {
        let child = whole.spawn();
        whole.wait_for(requests);
        assert_ended(&whole.kill(child));
        whole.recovers();
    }
}

#[test]
fn a_kill_after_the_last_answer_leaves_the_old_lock_or_the_new_one() {
    let whole = whole();
    for _ in 0..20 {
        let mut child = whole.spawn();
        whole.wait_for(IMAGES);
        whole.wait_for_file(&mut child);
        assert_ended(&whole.kill(child));
        whole.recovers();
    }
}

#[test]
fn a_signal_after_any_number_of_requests_leaves_the_old_lock_or_the_new_one_and_nothing_else() {
    let whole = whole();
    for requests in 0..=IMAGES {
        let (name, status) = [("INT", 130), ("TERM", 143)][requests % 2];
        let child = whole.spawn();
        whole.wait_for(requests);
        signal(&child, name);
        assert_ended(&whole.ends(child, status));
        whole.recovers();
    }
}

#[test]
fn a_signal_after_the_last_answer_leaves_the_old_lock_or_the_new_one_and_nothing_else() {
    let whole = whole();
    for _ in 0..20 {
        let mut child = whole.spawn();
        whole.wait_for(IMAGES);
        if whole.wait_for_file(&mut child) {
            terminate(&child);
        }
        assert_ended(&whole.ends(child, 143));
        whole.recovers();
    }
}

#[test]
fn what_a_run_makes_of_the_lock_is_another_one() {
    let whole = whole();
    let child = whole.spawn();
    let outcome = whole.project.wait(child).success();
    assert!(whole.is_new(), "{outcome}");
    let image = Image::single("linux/amd64", "another");
    whole.registry.push("team/app0", "t0", &image);
    whole.project.run(["update"]).success();
    let torn = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| whole.is_new()));
    assert!(torn.is_err(), "a third content is neither");
}
