//! What the soak has seen, as `docs/reliability.md` has it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::Effort;
use crate::ends::Ends;
use crate::table::{ROWS, Row};
use crate::tests::Passes;
use crate::trouble::Run;

const PAGE: &str = "docs/reliability.md";
/// Set to write into the page, as for all pages.
const RENEW: &str = "IMAGELOCK_RENEW_PAGES";

/// The part about how often all of it was tried.
pub fn tried(effort: &Effort, runs: &[Run], ends: &[Ends], passes: &Passes) -> String {
    let build = if cfg!(debug_assertions) {
        "a build for tests"
    } else {
        "an optimized build"
    };
    let mut text = format!("On {}, on {}, by {build}:\n\n", day(), machine());
    let (images, repositories) = (grouped(effort.images), grouped(effort.repositories));
    let _ = write!(
        text,
        "{images} images in {repositories} repositories were locked {} times at a registry that answers 2 % of all requests with\n\
         `503` and 1 % with `429`, resets 1 %, and lets a token live for two seconds. Exit status 0 each time, no image lost, the\n\
         same bytes, and `verify` passes:\n\n",
        runs.len()
    );
    text += "| run | seconds | requests | `503` | resets | `429` | `401` | tokens |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (number, run) in runs.iter().enumerate() {
        text += &row_of_run(number + 1, run);
    }
    text += "\nRuns of 200 images were to be ended, half of them at moments that are spread over the whole run, half while the lock is\n\
             written; some were done by then. No lock was anything but the old one or the new one, and the next run left nothing\n\
             else:\n\n";
    text += "| by | runs | ended by it | old lock | new lock | a file left for the next run |\n| --- | --- | --- | --- | --- | --- |\n";
    for Ends {
        how,
        started,
        ended,
        old,
        new,
        left,
    } in ends
    {
        let _ = writeln!(
            text,
            "| {how} | {started} | {ended} | {old} | {new} | {left} |"
        );
    }
    text += "\nThe tests of each fault passed so often, and failed never; one that this machine cannot run is not counted. `cargo test\n\
             --test it NAME` runs one; the names that begin with `machine::` are those of `--test machine`, without that word:\n\n";
    text += "| fault | passed | tests |\n| --- | --- | --- |\n";
    text.extend(ROWS.iter().map(|row| row_of_fault(row, passes)));
    text
}

/// A number with a comma before its last three digits.
fn grouped(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

fn row_of_run(number: usize, run: &Run) -> String {
    let Run {
        requests,
        failures,
        resets,
        refusals,
        unauthorized,
        tokens,
        ..
    } = run;
    let seconds = run.duration.as_secs();
    format!(
        "| {number} | {seconds} | {requests} | {failures} | {resets} | {refusals} | {unauthorized} | {tokens} |\n"
    )
}

fn row_of_fault(row: &Row, passes: &Passes) -> String {
    let counted = |name: &&&'static str| passes.get(**name).copied().unwrap_or_default();
    let times: usize = row.tests.iter().map(|name| counted(&name)).sum();
    let times = match times {
        0 => "left out on this machine".to_owned(),
        times => times.to_string(),
    };
    format!("| {} | {times} | {} |\n", row.fault, row.names())
}

/// Whether the page is to be written.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a soak may be told by its environment"
)]
pub fn is_renewed() -> bool {
    std::env::var_os(RENEW).is_some()
}

/// Prints the part, and writes it and the rows of the table into the page if that is wanted.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a soak may leave half a page"
)]
pub fn show(tried: &str) {
    println!("{tried}");
    if !is_renewed() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let rows: String = ROWS.iter().map(Row::line).collect();
    let head = "| fault | what happens | what imagelock does | exit status | requests |\n| --- | --- | --- | --- | --- |\n";
    let page = replaced(&page, "faults", &format!("{head}{rows}"));
    let page = replaced(&page, "tried", tried);
    std::fs::write(&path, page).expect("the page can be written");
}

/// The page with another part between the two comments of this name.
fn replaced(page: &str, name: &str, part: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = page.split_once(&begin).expect("the part begins");
    let (_, after) = rest.split_once(&end).expect("the part ends");
    format!("{before}{begin}\n{part}\n{end}{after}")
}

fn day() -> String {
    output(Command::new("date").args(["-u", "+%F"]))
}

/// The number of cores, the processor, and the system.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let lines =
        output(Command::new("sh").args(["-c", "grep -m1 '^model name' /proc/cpuinfo || true"]));
    let model = lines
        .split_once(": ")
        .map_or("an unknown processor", |(_, model)| model);
    let system = output(Command::new("uname").arg("-sr"));
    // Who built the kernel stands behind its version
    let system = system.split('-').next().unwrap_or_default();
    format!("{cores} cores of {model}, {system}")
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("the program is there");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
