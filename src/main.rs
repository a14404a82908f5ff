//! The doorway: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    imagelock::run(std::env::args_os())
}
