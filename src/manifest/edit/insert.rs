//! One more image: a line, or what stands for one in the form that the file has.

use std::ops::Range;

use super::form::{self, is_header, members};
use super::lines;
use crate::document::{Table, TableEntry};
use crate::manifest::{ImageName, rule_pairs, written_rule};
use crate::select::TagRule;

/// A place of a text, and what is written there.
pub(super) type Insertion = (Range<usize>, String);

/// What is above an image that is put behind the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// It begins a group of its own, if the images stand in groups.
    New,
    /// It goes to the last image.
    Last,
}

/// The change that puts an image behind the last one.
pub(super) fn insertion(
    root: Table<'_>,
    text: &str,
    name: &ImageName,
    (reference, rule): (&str, Option<&TagRule>),
    group: Group,
) -> Insertion {
    let pair = pair(name, reference, rule);
    let Some(images) = root.get("images") else {
        return at_the_end(text, &pair);
    };
    match last(images, text) {
        // `images = { … }`
        _ if text[images.span.clone()].starts_with('{') => within(images, &pair),
        // Below a header `[images]`
        last if is_header(images, text) => {
            let at = last.map_or(images.span.end, form::end) - 1;
            let indentation = last.map(|image| lines::indentation(text, image.key_span.start));
            let indentation = indentation.unwrap_or_default();
            let gap = gap(images, text, at, group);
            below(
                text,
                at,
                gap.into_iter().chain([format!("{indentation}{pair}")]),
            )
        }
        // `images.web = …` at the top of the file
        Some(last) => {
            let at = form::end(last) - 1;
            let gap = gap(images, text, at, group);
            below(text, at, gap.into_iter().chain([format!("images.{pair}")]))
        }
        // With headers alone, `[images.web]`
        None => section(images, text, name, (reference, rule)),
    }
}

/// The blank line above a new group. Else the comment above the last group would seem to be about it, too.
fn gap(images: &TableEntry<'_>, text: &str, at: usize, group: Group) -> Option<String> {
    let next = lines::below(text, lines::end(text, at));
    let is_end = next.is_none_or(|next| lines::is_blank(&text[next]));
    (group == Group::New && is_end && is_grouped(images, text)).then(String::new)
}

/// Whether there are blank lines between images.
fn is_grouped(images: &TableEntry<'_>, text: &str) -> bool {
    let images = members(images).iter();
    let images = images.filter(|image| !is_header(image, text));
    images.skip(1).any(|image| {
        let line = lines::start(text, image.key_span.start);
        let above = lines::above(text, lines::first_of_comments(text, line));
        above.is_some_and(|above| lines::is_blank(&text[above]))
    })
}

/// The image that ends last of those without a header of their own.
fn last<'d>(images: &'d TableEntry<'d>, text: &str) -> Option<&'d TableEntry<'d>> {
    let images = members(images).iter();
    let images = images.filter(|image| !is_header(image, text));
    images.max_by_key(|image| form::end(image))
}

/// `web = "nginx:1.27"`, or `web = { image = "nginx", version = "^1.27" }`, without a line end. A reference has no
/// character that a string of TOML would mind.
pub(super) fn pair(name: &ImageName, reference: &str, rule: Option<&TagRule>) -> String {
    match rule {
        None => format!("{} = \"{reference}\"", name.key()),
        Some(rule) => format!("{} = {}", name.key(), inline_table(reference, rule)),
    }
}

/// `{ image = "nginx", version = "^1.27" }`.
pub(super) fn inline_table(repository: &str, rule: &TagRule) -> String {
    format!("{{ image = \"{repository}\", {} }}", written_rule(rule))
}

/// A table of images where there is none.
fn at_the_end(text: &str, pair: &str) -> Insertion {
    let Some(last) = text.len().checked_sub(1) else {
        return (0..0, format!("[images]\n{pair}\n"));
    };
    let is_set_apart = lines::is_blank(&text[lines::start(text, last)..]);
    let gap = (!is_set_apart).then(String::new);
    let table = ["[images]".to_owned(), pair.to_owned()];
    below(text, last, gap.into_iter().chain(table))
}

/// Behind the last member of an inline table.
fn within(images: &TableEntry<'_>, pair: &str) -> Insertion {
    let Some(last) = members(images).last() else {
        let inner = images.span.start + 1..images.span.end - 1;
        return (inner, format!(" {pair} "));
    };
    let end = form::end(last);
    (end..end, format!(", {pair}"))
}

/// A table of its own below the last one and the comments that are about it, as far from it as what follows.
fn section(
    images: &TableEntry<'_>,
    text: &str,
    name: &ImageName,
    (reference, rule): (&str, Option<&TagRule>),
) -> Insertion {
    let last = form::end(images) - 1;
    let ends_apart = |end| lines::below(text, end).is_none_or(|next| lines::is_blank(&text[next]));
    let end = lines::end(text, last);
    let behind_comments = lines::end_of_comments(text, end);
    // Comments directly above the next header are about that
    let at = if ends_apart(behind_comments) {
        behind_comments - 1
    } else {
        last
    };
    let gap = ends_apart(lines::end(text, at)).then(String::new);
    let header = format!("[images.{}]", name.key());
    let table = [header, format!("image = \"{reference}\"")];
    let keys = rule.into_iter().flat_map(rule_pairs);
    below(text, at, gap.into_iter().chain(table).chain(keys))
}

/// These lines below the one that has a byte. Where that one ends with the text, the new last one does so.
pub(super) fn below(text: &str, at: usize, new: impl IntoIterator<Item = String>) -> Insertion {
    let ending = lines::ending(text, at);
    let end = lines::end(text, at);
    let is_ended = text[..end].ends_with('\n');
    let line = |line: String| match is_ended {
        true => format!("{line}{ending}"),
        false => format!("{ending}{line}"),
    };
    (end..end, new.into_iter().map(line).collect())
}
