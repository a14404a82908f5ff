//! Why the system does not start a program that is there.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use rustix::fs::{Access, access};
use rustix::io::Errno;

use crate::files::{FileError, Trust, read_pieces};

/// The lacks of a machine that are no fault of the program.
const LACKS: [Errno; 5] = [
    Errno::AGAIN,
    Errno::NOMEM,
    Errno::MFILE,
    Errno::NFILE,
    Errno::TOOBIG,
];
/// The part of a script that Linux looks for an interpreter in, in bytes (`BINPRM_BUF_SIZE`).
const HEAD_MAX: usize = 256;

/// The reason why the system does not start a program that is there; `None` where the machine is the reason.
pub fn refusal(program: &Path, error: &io::Error) -> Option<String> {
    let errno = Errno::from_io_error(error);
    if errno.is_some_and(|errno| LACKS.contains(&errno)) {
        return None;
    }
    let head = head(program);
    if let Err(kind @ (FileError::Dangling(..) | FileError::Directory(_))) = head {
        return Some(kind.to_string());
    }
    let interpreter = head.ok().and_then(|head| interpreter(&head));
    let may_be_executed = access(program, Access::EXEC_OK).is_ok();
    let program = program.display();
    Some(match (errno, interpreter) {
        (Some(Errno::NOENT), Some(name)) if name.ends_with("\\r") => format!(
            "the interpreter `{name}` of `{program}` does not exist: its lines end as on Windows"
        ),
        (Some(Errno::NOENT), Some(name)) => {
            format!("the interpreter `{name}` of `{program}` does not exist")
        }
        (Some(Errno::NOENT), None) => {
            format!("`{program}` is built for another system: its loader does not exist")
        }
        (Some(Errno::NOEXEC), _) => format!(
            "`{program}` is neither built for this kind of machine nor a script that begins with `#!`: {error}"
        ),
        (Some(Errno::ACCESS), _) if !may_be_executed => {
            format!("`{program}` may not be executed: {error}")
        }
        (_, Some(name)) => format!("`{program}`, or its interpreter `{name}`: {error}"),
        (_, None) => format!("`{program}`: {error}"),
    })
}

/// The beginning of a program.
fn head(program: &Path) -> Result<String, FileError> {
    let mut head = String::new();
    read_pieces(program, Trust::Kept, |piece| {
        head = String::from_utf8_lossy(&piece[..piece.len().min(HEAD_MAX)]).into_owned();
        ControlFlow::Break(())
    })?;
    Ok(head)
}

/// The program that a script names in its first line, as it can be shown.
fn interpreter(head: &str) -> Option<String> {
    let line = head.strip_prefix("#!")?.split('\n').next()?;
    let name = line
        .trim_start_matches([' ', '\t'])
        .split([' ', '\t'])
        .next()?;
    (!name.is_empty()).then(|| name.escape_debug().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_lacks_is_no_fault_of_the_helper_and_all_else_is() {
        let refused = |errno: Errno| refusal(Path::new("/bin/sh"), &errno.into());
        for lack in LACKS {
            assert_eq!(refused(lack), None, "{lack}");
        }
        for fault in [
            Errno::NOEXEC,
            Errno::ACCESS,
            Errno::TXTBSY,
            Errno::LOOP,
            Errno::INVAL,
        ] {
            assert!(refused(fault).is_some(), "{fault}");
        }
    }

    #[test]
    fn the_interpreter_is_the_first_word_of_the_first_line_of_a_script() {
        for (head, expected) in [
            ("#!/bin/sh\nexit", Some("/bin/sh")),
            ("#! \t/usr/bin/env -S python3 -u\n", Some("/usr/bin/env")),
            ("#!/bin/sh\r\n", Some("/bin/sh\\r")),
            ("#!/bin/sh", Some("/bin/sh")),
            ("#!\n/bin/sh", None),
            ("\n#!/bin/sh", None),
            ("\u{7f}ELF", None),
            ("", None),
        ] {
            assert_eq!(interpreter(head).as_deref(), expected, "{head:?}");
        }
    }
}
