//! Parts of sentences that several errors have.

use crate::document::{listed, shown};
use crate::exit::Signal;
use crate::manifest::ImageName;
use crate::signals::EndedBySignal;

/// The names, each with a near one that is there.
pub(super) fn unknown(names: &[(String, Option<ImageName>)]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|(name, near)| match near {
            Some(near) => format!("`{}` (did you mean `{near}`?)", shown(name)),
            None => format!("`{}`", shown(name)),
        })
        .collect();
    names.join(", ")
}

/// The names with commas between them.
pub(super) fn list(names: &[ImageName]) -> String {
    listed(names)
}

/// What else there is to say.
pub(super) fn but(so_far: Option<&str>) -> String {
    so_far
        .map(|so_far| format!(": {so_far}"))
        .unwrap_or_default()
}

/// By which signal a run was ended, and what it had done before.
pub(super) fn ended(
    EndedBySignal {
        signal,
        files_written,
    }: EndedBySignal,
) -> String {
    let signal = match signal {
        Signal::Interrupt => "SIGINT",
        Signal::Terminate => "SIGTERM",
    };
    match files_written {
        0 => format!("ended by {signal}, and nothing was written"),
        1 => format!("ended by {signal}, after 1 file was written"),
        count => format!("ended by {signal}, after {count} files were written"),
    }
}
