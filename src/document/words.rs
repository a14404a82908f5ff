//! Words of messages: lists and counts.

use std::fmt::Display;

/// `` `a`, `b` ``: each name in backticks, with commas between them.
pub fn listed<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let names = names.into_iter().map(|name| format!("`{name}`"));
    names.collect::<Vec<_>>().join(", ")
}

/// `` `a`, `b` and 3 more ``: the first names, and the number of the others.
pub fn first_listed<T: Display>(
    names: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    max: usize,
) -> String {
    let names = names.into_iter();
    let count = names.len();
    first_of(names.take(max), count)
}

/// The same of the first names of so many.
pub fn first_of<T: Display>(
    first: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    count: usize,
) -> String {
    let first = first.into_iter();
    let more = count.saturating_sub(first.len());
    let first = listed(first);
    match more {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// `image` for one, `images` for any other number.
pub fn plural(count: usize, one: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{one}{ending}")
}

/// `1 image`, `2 images`.
pub fn count_of(count: usize, one: &str) -> String {
    format!("{count} {}", plural(count, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(
            [
                count_of(0, "image"),
                count_of(1, "image"),
                count_of(2, "image")
            ],
            ["0 images", "1 image", "2 images"]
        );
    }
}
