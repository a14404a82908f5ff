//! An `images.toml` that nobody has written yet.

use super::exclude_list::exclude_line;
use super::insert::pair;
use crate::exclude::{Exclude, Pattern};
use crate::manifest::ImageName;
use crate::select::TagRule;

/// Where files of the repository are read, without its owner and name.
const RAW_FILES: &str = "https://raw.githubusercontent.com";
/// The line by which a use without a digest fails `check`.
const REQUIRE_DIGESTS: &str = "require-digests = true\n";
/// The comment at the top of a new `images.toml`, without `#`.
pub const NEW_COMMENT: [&str; 3] = [
    "The images that this repository uses. A key is the name of an image, and yours to",
    "change. `imagelock update` locks what the tags name, and `imagelock check` holds",
    "the files against it.",
];

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
    /// The rule by which its tag is chosen, if the reference has none.
    pub rule: Option<TagRule>,
    /// The comment behind it, without `#`; none where it is empty.
    pub comment: String,
}

/// The line by which editors find the schema of the file: that of the newest imagelock with this major version. They
/// ask for it, and imagelock never does.
fn schema_line() -> String {
    let repository = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com");
    let major = env!("CARGO_PKG_VERSION_MAJOR");
    format!("#:schema {RAW_FILES}{repository}/v{major}/docs/images.schema.json\n")
}

/// The text of a manifest: the line for editors, a comment, groups of images below `[images]`, a blank line between
/// them, and below `[files]` what is excluded, and that digests are required.
///
/// A group without images is a comment alone.
pub fn compose(comment: &[String], groups: &[ImageGroup], exclude: &Exclude) -> String {
    let mut text = schema_line() + &commented(comment);
    text.push_str("[images]\n");
    for (index, group) in groups.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "\n" });
        text.push_str(&commented(&group.comment));
        for image in &group.images {
            text.push_str(&pair(&image.name, &image.reference, image.rule.as_ref()));
            match image.comment.as_str() {
                "" => text.push('\n'),
                comment => text.push_str(&format!("  {}", comment_line(comment))),
            }
        }
    }
    text.push_str("\n[files]\n");
    if !exclude.is_empty() {
        let patterns: Vec<&str> = exclude.patterns().iter().map(Pattern::as_str).collect();
        text.push_str(&format!("{}\n", exclude_line(&patterns)));
    }
    text.push_str(REQUIRE_DIGESTS);
    text
}

/// The text of a new `images.toml` that has no images yet.
pub fn without_images() -> String {
    schema_line() + &commented(&NEW_COMMENT.map(str::to_owned)) + "[images]\n"
}

fn commented(lines: &[String]) -> String {
    lines.iter().map(|line| comment_line(line)).collect()
}

/// A line of a comment. What TOML has no place for there is left out, and none begins a line of its own.
fn comment_line(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    format!("{}\n", format!("# {text}").trim_end())
}
