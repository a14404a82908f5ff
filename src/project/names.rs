//! Names of images as somebody types them, held against those that are there.

use std::path::Path;

use crate::error::{Error, RequestError};
use crate::manifest::ImageName;

/// The part of a name that may be mistyped for another to be suggested: a third, one letter at least.
const MISTYPED: usize = 3;
/// The length from which on the beginning of a name stands for it.
const BEGINNING_MIN: usize = 3;

/// A name that is not there, with a near one that is.
pub type UnknownName = (String, Option<ImageName>);

/// The names as names of images that are there.
pub fn known<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
    file: &Path,
) -> Result<Vec<ImageName>, Error> {
    match sort_out(names, there.clone()) {
        (known, unknown) if unknown.is_empty() => Ok(known),
        (_, names) => {
            let file = file.to_owned();
            let there = there.cloned().collect();
            Err(RequestError::UnknownNames { names, file, there }.into())
        }
    }
}

/// The names of images that are there, and those that are not.
pub fn sort_out<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
) -> (Vec<ImageName>, Vec<UnknownName>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match there.clone().find(|known| known.as_str() == name) {
            Some(name) => known.push(name.clone()),
            None => unknown.push((name.clone(), near(name, there.clone()))),
        }
    }
    (known, unknown)
}

/// The name that was meant: one that begins so, else one that differs in few letters.
fn near<'a>(name: &str, there: impl Iterator<Item = &'a ImageName>) -> Option<ImageName> {
    let length = name.chars().count();
    let is_begun = |known: &ImageName| length >= BEGINNING_MIN && known.as_str().starts_with(name);
    let judged = there.map(|known| {
        let distance = strsim::damerau_levenshtein(known.as_str(), name);
        (!is_begun(known), distance, known)
    });
    let (is_other, distance, best) =
        judged.min_by_key(|(other, distance, _)| (*other, *distance))?;
    (!is_other || distance <= (length / MISTYPED).max(1)).then(|| best.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_begins_so_or_differs_in_few_letters() {
        let cases = [
            ("ngin", "gin nginx", Some("nginx")),
            ("post", "pos postgres", Some("postgres")),
            ("redis", "redis-cache redis-7", Some("redis-7")),
            ("ngnix", "gin nginx", Some("nginx")),
            ("wbe", "base web", Some("web")),
            ("we", "base web-front", None),
            ("db", "app nginx", None),
        ];
        for (typed, there, expected) in cases {
            let there = there
                .split(' ')
                .map(|name| name.parse::<ImageName>().unwrap());
            let there: Vec<ImageName> = there.collect();
            let near = near(typed, there.iter());
            assert_eq!(near.as_ref().map(ImageName::as_str), expected, "{typed}");
        }
    }
}
