//! Nothing is lost: ten thousand images at a registry in trouble, runs that are ended at any moment, and the tests of
//! every fault of the table, again and again.
//!
//! ```text
//! cargo bench --bench soak                               a tenth of it, and prints what it has seen
//! IMAGELOCK_RENEW_PAGES=1 cargo bench --bench soak       all of it, and writes that into docs/reliability.md
//! ```
//!
//! All of it takes some minutes. It fails at the first lock that is not whole, and at the first test that does not
//! pass.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a soak prints what it has seen"
)]

mod ends;
mod page;
#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the soak uses a part of it")]
mod support;
#[path = "../../tests/it/faults/table.rs"]
#[expect(dead_code, reason = "the soak uses a part of it")]
mod table;
mod tests;
mod trouble;

/// How much is tried.
struct Effort {
    images: usize,
    repositories: usize,
    /// The number of times that all images are locked.
    locks: usize,
    kills: u32,
    /// The number of runs that each signal ends.
    signals: u32,
    /// The number of times that the tests of all faults are run.
    rounds: usize,
}

/// What the page tells of.
const ALL: Effort = Effort {
    images: 10_000,
    repositories: 1_000,
    locks: 3,
    kills: 500,
    signals: 100,
    rounds: 3,
};

/// For `cargo bench` without a name, which runs everything.
const TENTH: Effort = Effort {
    images: 1_000,
    repositories: 100,
    locks: 2,
    kills: 50,
    signals: 10,
    rounds: 1,
};

fn main() {
    let effort = if page::is_renewed() { ALL } else { TENTH };
    let runs = trouble::run(&effort);
    let ends = ends::run(&effort);
    let tests = tests::run(&effort);
    page::show(&page::tried(&effort, &runs, &ends, &tests));
}
