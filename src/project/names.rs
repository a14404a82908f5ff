//! Names of images as somebody types them, held against those that are there.

use std::path::Path;

use crate::error::{Error, RequestError};
use crate::manifest::ImageName;

/// The part of a name that may be mistyped for another to be suggested: a third, one letter at least.
const MISTYPED: usize = 3;

/// A name that is not there, with a near one that is.
pub type UnknownName = (String, Option<ImageName>);

/// The names as names of images that are there.
pub fn known<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
    file: &Path,
) -> Result<Vec<ImageName>, Error> {
    match sort_out(names, there) {
        (known, unknown) if unknown.is_empty() => Ok(known),
        (_, names) => {
            let file = file.to_owned();
            Err(RequestError::UnknownNames { names, file }.into())
        }
    }
}

/// The names of images that are there, and those that are not.
pub fn sort_out<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
) -> (Vec<ImageName>, Vec<UnknownName>) {
    let near = |name: &String| {
        let distance = |known: &&ImageName| strsim::damerau_levenshtein(known.as_str(), name);
        let best = there.clone().min_by_key(distance)?;
        (distance(&best) <= (name.chars().count() / MISTYPED).max(1)).then(|| best.clone())
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match there.clone().find(|known| known.as_str() == name) {
            Some(name) => known.push(name.clone()),
            None => unknown.push((name.clone(), near(name))),
        }
    }
    (known, unknown)
}
