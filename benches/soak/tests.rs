//! The tests of the table, by cargo, as often as this.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use crate::Effort;
use crate::table::ROWS;

/// What the names of the tests of `tests/machine` begin with.
const MACHINE: &str = "machine::";

/// How often each test passed, by its name in the table. A test that this machine leaves out is not there.
pub type Passes = BTreeMap<&'static str, usize>;

/// Runs the tests of all rows so often. One that fails ends the soak.
pub fn run(effort: &Effort) -> Passes {
    let rounds = effort.rounds;
    let names: Vec<&str> = ROWS.iter().flat_map(|row| row.tests).copied().collect();
    let mut passes = Passes::new();
    for round in 1..=rounds {
        let (machine, own): (Vec<_>, Vec<_>) = names.iter().partition(|it| it.starts_with(MACHINE));
        count(&mut passes, &own, &test("it", &own));
        // Its harness takes one name
        for name in machine {
            count(&mut passes, &[name], &test("machine", &[name]));
        }
        eprintln!("{round} of {rounds}: the tests of {} faults", ROWS.len());
    }
    passes
}

/// Counts those of these tests that passed.
fn count(passes: &mut Passes, names: &[&'static str], output: &str) {
    for name in names {
        let line = format!("test {} ... ok", name.trim_start_matches(MACHINE));
        let is_passed = output.lines().any(|it| it == line);
        *passes.entry(name).or_default() += usize::from(is_passed);
    }
}

/// What cargo says of these tests.
fn test(target: &str, names: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--locked", "--test", target, "--", "--exact"]);
    cargo.args(names.iter().map(|name| name.trim_start_matches(MACHINE)));
    let output = cargo.stderr(Stdio::inherit()).output();
    let output = output.expect("cargo can be run");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    text
}
