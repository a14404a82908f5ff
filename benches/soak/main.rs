//! Nothing is lost: ten thousand images at a registry in trouble, runs that are ended at any moment, and the tests of every
//! fault of the table, again and again.
//!
//! ```text
//! cargo bench --bench soak                               all of it, and prints what docs/reliability.md says of it
//! IMAGELOCK_RENEW_PAGES=1 cargo bench --bench soak       writes that into the page as well
//! ```
//!
//! It takes some minutes, and fails at the first lock that is not whole, and at the first test that does not pass.

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

fn main() {
    let runs = trouble::run();
    let ends = ends::run();
    let tests = tests::run();
    page::show(&page::tried(&runs, &ends, &tests));
}
