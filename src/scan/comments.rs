//! Comments that leave out places, put into a text so that it says the same otherwise.
//!
//! The file is read again with the comments in it, by the same reader: it has to name the same images, and to have left
//! out just those below a comment. What the reader does not look at, and a comment may change too, is compared besides.

use super::ignore::COMMENT;
use super::kind::FileKind;
use super::kind::row::CommentRule;
use super::lines::LineEnds;
use super::mention::Mention;
use super::name::has_comments;
use super::read::Used;
use super::readers::{dockerfile, template};
use crate::document::Source;
use crate::yaml::Yaml;

/// The file with a comment above each of the lines that begin at these places; `None` where that would change more than
/// that what is on these lines is left out.
pub(super) fn commented(used: &Used, lines: &[usize]) -> Option<Used> {
    let old = &used.source;
    if lines.is_empty() || !has_comments(&used.path) || !lines.iter().all(|it| is_free(old, *it)) {
        return None;
    }
    let comments = NewLines::above(&old.text, lines);
    let new = used.with_text(comments.text())?;
    let is_same = comments.expected(used) == found(&new);
    (is_same && says_the_same(used, &new.source, lines)).then_some(new)
}

/// Whether a line is no comment itself: in a Dockerfile it is a directive, and a comment ends these.
fn is_free(source: &Source, line: usize) -> bool {
    !source.text[line..].trim_start().starts_with('#')
}

/// Comments on lines of their own, above lines of a text.
struct NewLines<'t> {
    text: &'t str,
    /// The beginnings of the lines below them.
    below: &'t [usize],
    comments: Vec<String>,
}

impl<'t> NewLines<'t> {
    /// Comments that are indented as the lines below them, with the line end of the text.
    fn above(text: &'t str, below: &'t [usize]) -> Self {
        let end = match text.find('\n') {
            Some(end) if text[..end].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let comment = |line: &usize| {
            let written = &text[*line..];
            let indentation = written.len() - written.trim_start_matches([' ', '\t']).len();
            format!("{}{COMMENT}{end}", &written[..indentation])
        };
        Self {
            text,
            below,
            comments: below.iter().map(comment).collect(),
        }
    }

    /// The text with them.
    fn text(&self) -> String {
        let (mut new, mut at) = (String::new(), 0);
        for (line, comment) in self.below.iter().zip(&self.comments) {
            new.push_str(&self.text[at..*line]);
            new.push_str(comment);
            at = *line;
        }
        new + &self.text[at..]
    }

    /// The places of a file that have to be found in the text with them.
    fn expected(&self, used: &Used) -> Vec<FoundPlace> {
        let ends = LineEnds::of(self.text);
        let mut length = 0;
        let lengths = self.comments.iter().map(|comment| {
            length += comment.len();
            length
        });
        let lengths: Vec<usize> = lengths.collect();
        let moved = |(start, written, image, is_ignored): FoundPlace| {
            let above = self.below.partition_point(|line| *line <= start);
            let shift = above.checked_sub(1).map_or(0, |above| lengths[above]);
            let is_below = self.below.binary_search(&ends.line(start).start).is_ok();
            (start + shift, written, image, is_ignored || is_below)
        };
        found(used).into_iter().map(moved).collect()
    }
}

/// A place as it has to be found: where it begins, what is written there and means, and whether it is left out.
type FoundPlace = (usize, String, String, bool);

fn place(start: usize, mention: &Mention, is_left_out: bool) -> FoundPlace {
    let image = format!("{:?} {:?}", mention.image, mention.basis);
    (start, mention.written.clone(), image, is_left_out)
}

/// The places of a file, in order.
fn found(used: &Used) -> Vec<FoundPlace> {
    let kept = used.mentions.iter();
    let kept = kept.map(|it| place(it.span.start, it, false));
    let ignored = used.ignored.iter();
    let ignored = ignored.map(|it| place(it.span.start, it, true));
    let mut all: Vec<FoundPlace> = kept.chain(ignored).collect();
    all.sort();
    all
}

/// Whether the texts say the same to whoever uses the file.
fn says_the_same(used: &Used, new: &Source, lines: &[usize]) -> bool {
    let old = &used.source;
    match used.kind.comments() {
        CommentRule::Lines => true,
        CommentRule::Never => false,
        CommentRule::Dockerfile => dockerfile::says_the_same(&old.text, &new.text),
        CommentRule::Template => template::take_comments(&old.text, lines),
        CommentRule::YamlWithFiles => yaml_says_the_same(old, new, |one, other| {
            // A text of an object is data of whoever mounts it, who sees a comment in it
            let is_data = used.kind == FileKind::Kubernetes;
            one == other || !is_data && without_comments(one) == without_comments(other)
        })
        .unwrap_or_else(|| template::take_comments(&old.text, lines)),
        CommentRule::Yaml => {
            yaml_says_the_same(old, new, |one, other| one == other).unwrap_or(false)
        }
    }
}

/// Whether both are YAML and say the same; `None` where the old text is none.
fn yaml_says_the_same(
    old: &Source,
    new: &Source,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<bool> {
    let old = Yaml::parse(old).ok()?;
    Some(Yaml::parse(new).is_ok_and(|new| old.says_the_same(&new, is_same)))
}

/// A text without the lines that were put into it.
fn without_comments(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines.filter(|line| line.trim() != COMMENT).collect()
}
