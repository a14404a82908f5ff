//! Faults by table: a locked image whose next `update` meets one. Held against the row of the fault in [`table`]: exit
//! status, message, requests; and the lock is what it was or what a run without faults makes of it, nothing in between.
//! `docs/reliability.md` shows the same rows, and `cargo bench --bench soak` counts how often each was tried.

mod ends;
mod places;
mod refusals;
mod server;
pub mod table;
mod wire;

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Builder, Image};

/// A registry whose one image is locked, and whose tag names another one since.
fn moved(builder: Builder) -> Case {
    let case = Case::with(builder);
    let image = |seed| Image::index(&["linux/amd64"], seed);
    case.push("team/app", "main", &image("old"));
    let app =
        "app = { image = \"HOST/team/app\", tag = \"main\", platforms = [\"linux/amd64\"] }\n";
    case.manifest(app);
    case.run("update").success();
    case.push("team/app", "main", &image("new"));
    case.registry.clear_log();
    case
}

/// Runs `update` with these arguments, and holds it against the row of the fault. The lock has to be what it was.
#[track_caller]
fn meets(case: &Case, fault: &str, arguments: &str) {
    let before = case.raw_lock();
    let outcome = case.run(&format!("update {arguments}"));
    fits(fault, &outcome, case.registry.requests().len());
    assert_eq!(case.raw_lock(), before, "{fault}: {outcome}");
    assert_eq!(case.strangers(), [""; 0], "{fault}");
}

/// Holds a run against the row of a fault.
#[track_caller]
fn fits(fault: &str, outcome: &Outcome, requests: usize) {
    let row = table::row(fault);
    let status = outcome.code.map(|code| code.to_string());
    assert_eq!(status.as_deref(), Some(row.status), "{fault}: {outcome}");
    assert!(outcome.to_string().contains(row.says), "{fault}: {outcome}");
    assert_eq!(requests.to_string(), row.requests, "{fault}: {outcome}");
}
