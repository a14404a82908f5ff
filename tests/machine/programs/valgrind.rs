//! Instructions of a run, as valgrind's callgrind counts them: the same on every machine, however busy it is.

use std::ffi::{OsStr, OsString};

use crate::support::command::{Project, program as program_under_test};

/// How a run was counted.
#[derive(Debug)]
pub struct Counted {
    /// The exit status.
    pub code: Option<i32>,
    /// How many instructions it took.
    pub instructions: u64,
}

impl Project {
    /// Runs the program in the project's directory and counts its instructions, not those of programs that it starts.
    #[track_caller]
    pub fn count<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Counted {
        let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"].map(OsString::from);
        let arguments = arguments
            .into_iter()
            .map(|argument| argument.as_ref().to_owned());
        let arguments = options
            .into_iter()
            .chain([program_under_test()])
            .chain(arguments);
        let outcome = self.command_of("valgrind".into(), arguments).run();
        let count = outcome
            .stderr
            .lines()
            .find_map(|line| line.split_once("Collected : "));
        let (_, count) = count.unwrap_or_else(|| panic!("callgrind counts nothing:\n{outcome}"));
        let instructions = count.trim().parse().expect("a number of instructions");
        Counted {
            code: outcome.code,
            instructions,
        }
    }
}
