//! An `images.toml` that nobody has written yet.

use super::insert::pair;
use crate::exclude::{Exclude, Pattern};
use crate::manifest::ImageName;

/// Images that stand together, with what is to say of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageGroup {
    /// The lines of the comment above, without `#`.
    pub comment: Vec<String>,
    /// The images in their order.
    pub images: Vec<ImageLine>,
}

/// An image, and what is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageLine {
    /// Its key below `[images]`.
    pub name: ImageName,
    /// Its reference as it is written.
    pub reference: String,
    /// The comment behind it, without `#`; none where it is empty.
    pub comment: String,
}

/// The text of a manifest: a comment, groups of images below `[images]`, a blank line between them, and what is excluded
/// below `[files]`.
///
/// A group without images is a comment alone.
pub fn compose(comment: &[String], groups: &[ImageGroup], exclude: &Exclude) -> String {
    let mut text = commented(comment);
    text.push_str("[images]\n");
    for (index, group) in groups.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "\n" });
        text.push_str(&commented(&group.comment));
        for ImageLine {
            name,
            reference,
            comment,
        } in &group.images
        {
            text.push_str(&pair(name, reference));
            match comment.as_str() {
                "" => text.push('\n'),
                _ => text.push_str(&format!("  {}", commented(std::slice::from_ref(comment)))),
            }
        }
    }
    if !exclude.is_empty() {
        let patterns: Vec<&str> = exclude.patterns().iter().map(Pattern::as_str).collect();
        text.push_str(&format!("\n[files]\n{}\n", exclude_line(&patterns)));
    }
    text
}

/// The line that excludes these patterns: `exclude = ["testdata/"]`.
pub fn exclude_line<S: AsRef<str>>(patterns: &[S]) -> String {
    let strings: Vec<String> = patterns
        .iter()
        .map(|pattern| string(pattern.as_ref()))
        .collect();
    format!("exclude = [{}]", strings.join(", "))
}

/// A string of TOML. What is neither ASCII nor a letter is written with escapes: it may hide or turn what is around it.
fn string(text: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        ' '..='~' => letter.to_string(),
        letter if letter.is_alphanumeric() => letter.to_string(),
        letter => format!("\\U{:08X}", u32::from(letter)),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

/// Lines of a comment. What TOML has no place for there is left out, and none begins a line of its own.
fn commented(lines: &[String]) -> String {
    let line = |line: &String| {
        let line: String = line.chars().filter(|letter| !letter.is_control()).collect();
        format!("{}\n", format!("# {line}").trim_end())
    };
    lines.iter().map(line).collect()
}
