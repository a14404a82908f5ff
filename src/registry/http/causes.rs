//! The causes behind an error of the HTTP client.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

/// All that an error comes from, the nearest cause first. An `io::Error` hides the error it carries from `source`, and
/// often carries another `io::Error`.
pub fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    successors(error.source(), |&error| {
        carried(error).or_else(|| error.source())
    })
}

fn carried<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let carried = error.downcast_ref::<io::Error>()?.get_ref()?;
    Some(carried)
}

/// The innermost cause, which is the one that says something.
pub fn root_cause(error: &reqwest::Error) -> String {
    // An error without a source would show the URL
    causes(error)
        .last()
        .map_or_else(|| "the connection failed".to_owned(), ToString::to_string)
}
