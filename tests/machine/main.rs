//! The tests that need what a machine may lack: Debian's docker-registry, skopeo, docker, valgrind, the rights of root,
//! mounts, networks of one's own.
//! Where it is missing they are ignored, and the name of what is missing stands in front of them.
//!
//! A test is a function and its name in the list of its module, [`trials!`]; one that is in no list is not used, which
//! the compiler says. Everything else is as in `tests/it`, and `support` is the same.

/// The tests of a module by what they need: `trials! { [Need::Skopeo] => [a_test, another] }`.
macro_rules! trials {
    ($($needs:tt => [$($test:ident),* $(,)?]),* $(,)?) => {
        pub fn trials() -> Vec<libtest_mimic::Trial> {
            vec![$($($crate::needs::trial(module_path!(), stringify!($test), &$needs, $test),)*)*]
        }
    };
}

mod attributes;
mod cost;
mod disks;
mod distribution;
mod mounts;
mod needs;
mod networks;
mod ownership;
mod programs;
mod real_registry;
mod real_registry_support;
#[path = "../it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "these tests use a part of it")]
mod support;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let trials = [
        attributes::trials(),
        cost::all(),
        disks::trials(),
        mounts::trials(),
        networks::trials(),
        ownership::trials(),
        real_registry::all(),
        real_registry_support::trials(),
    ];
    let trials = trials.into_iter().flatten().collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
