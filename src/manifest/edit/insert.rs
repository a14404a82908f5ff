//! One more image: a line, or what stands for one in the form that the file has.

use super::form::{self, ImagesForm, is_header, members};
use super::lines::{self, Splice};
use crate::document::{Table, TableEntry};
use crate::manifest::ImageName;

/// The change that puts an image behind the last one.
pub(super) fn insertion(root: Table<'_>, text: &str, name: &ImageName, reference: &str) -> Splice {
    let pair = pair(name, reference);
    match ImagesForm::of(root, text) {
        ImagesForm::Nowhere => at_the_end(text, &pair),
        ImagesForm::Inline(images) => within(images, &pair),
        ImagesForm::Below(images) => {
            let last = last(images, text);
            let at = last.map_or(images.span.end, form::end) - 1;
            let indentation = last.map(|image| lines::indentation(text, image.key_span.start));
            below(
                text,
                at,
                &[format!("{}{pair}", indentation.unwrap_or_default())],
            )
        }
        ImagesForm::Dotted(images) => {
            let last = last(images, text);
            below(
                text,
                last.map_or(images.key_span.end, form::end) - 1,
                &[format!("images.{pair}")],
            )
        }
        ImagesForm::Headers(images) => section(images, text, name, reference),
    }
}

/// The image that ends last of those without a header of their own.
fn last<'d>(images: &'d TableEntry<'d>, text: &str) -> Option<&'d TableEntry<'d>> {
    members(images)
        .iter()
        .filter(|image| !is_header(image, text))
        .max_by_key(|image| form::end(image))
}

/// `web = "nginx:1.27"`, without a line end. A reference has no character that a string of TOML would mind.
pub(super) fn pair(name: &ImageName, reference: &str) -> String {
    format!("{} = \"{reference}\"", key(name))
}

/// The name as a key.
fn key(name: &ImageName) -> String {
    if name.is_bare() {
        name.to_string()
    } else {
        format!("\"{name}\"")
    }
}

/// A table of images where there is none.
fn at_the_end(text: &str, pair: &str) -> Splice {
    if text.is_empty() {
        return Splice {
            range: 0..0,
            text: format!("[images]\n{pair}\n"),
        };
    }
    let is_set_apart = lines::is_blank(&text[lines::start(text, text.len() - 1)..]);
    let header = ["[images]".to_owned(), pair.to_owned()];
    let gap = (!is_set_apart).then(String::new);
    below(
        text,
        text.len() - 1,
        &gap.into_iter().chain(header).collect::<Vec<_>>(),
    )
}

/// Behind the last member of an inline table.
fn within(images: &TableEntry<'_>, pair: &str) -> Splice {
    match members(images).last() {
        Some(last) => {
            let end = form::end(last);
            Splice {
                range: end..end,
                text: format!(", {pair}"),
            }
        }
        None => Splice {
            range: images.span.start + 1..images.span.end - 1,
            text: format!(" {pair} "),
        },
    }
}

/// A table of its own below the last one and the comments that are about it, as far from it as what follows.
fn section(images: &TableEntry<'_>, text: &str, name: &ImageName, reference: &str) -> Splice {
    let last = members(images)
        .iter()
        .map(form::end)
        .max()
        .unwrap_or(images.span.end)
        - 1;
    let ends_apart = |end| lines::below(text, end).is_none_or(|next| lines::is_blank(&text[next]));
    let end = lines::end(text, last);
    let behind_comments = lines::end_of_comments(text, end);
    // Comments directly above the next header are about that
    let at = if ends_apart(behind_comments) {
        behind_comments - 1
    } else {
        last
    };
    let is_apart = ends_apart(lines::end(text, at));
    let gap = is_apart.then(String::new);
    let table = [
        format!("[images.{}]", key(name)),
        format!("image = \"{reference}\""),
    ];
    below(text, at, &gap.into_iter().chain(table).collect::<Vec<_>>())
}

/// These lines below the one that has a byte. Where that one ends with the text, the new last one does so.
fn below(text: &str, at: usize, new: &[String]) -> Splice {
    let ending = lines::ending(text, at);
    let end = lines::end(text, at);
    let new = if text[..end].ends_with('\n') {
        new.iter().map(|line| format!("{line}{ending}")).collect()
    } else {
        new.iter().map(|line| format!("{ending}{line}")).collect()
    };
    Splice {
        range: end..end,
        text: new,
    }
}
