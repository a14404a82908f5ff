//! An `images.toml` that nobody has written yet.

use super::insert::pair;
use crate::manifest::ImageName;

/// Images that stand together, with what is to say of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The lines of the comment above, without `#`.
    pub comment: Vec<String>,
    /// The images in their order.
    pub images: Vec<Line>,
}

/// An image, and what is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: ImageName,
    /// Its reference.
    pub reference: String,
    /// The comment behind it, without `#`; none where it is empty.
    pub comment: String,
}

/// The text of a manifest: a comment, and groups of images below `[images]`, a blank line between them.
///
/// A group without images is a comment alone.
pub fn compose(comment: &[String], groups: &[Group]) -> String {
    let mut text = commented(comment);
    text.push_str("[images]\n");
    for (index, group) in groups.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "\n" });
        text.push_str(&commented(&group.comment));
        for Line { name, reference, comment } in &group.images {
            text.push_str(&pair(name, reference));
            match comment.as_str() {
                "" => text.push('\n'),
                _ => text.push_str(&format!("  {}", commented(std::slice::from_ref(comment)))),
            }
        }
    }
    text
}

/// Lines of a comment. What TOML has no place for there is left out, and none begins a line of its own.
fn commented(lines: &[String]) -> String {
    let line = |line: &String| {
        let line: String = line.chars().filter(|letter| !letter.is_control()).collect();
        format!("{}\n", format!("# {line}").trim_end())
    };
    lines.iter().map(line).collect()
}
