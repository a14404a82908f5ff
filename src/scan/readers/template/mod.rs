//! Templates of charts and of other files: read by lines, since they are no YAML before they are rendered.

use std::ops::Range;

use crate::document::Source;
use crate::scan::chart::decided_alone;
use crate::scan::filled::{filled_lines, restored, writes_lines};
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Mention, Mentions};
use crate::scan::name::rendered_name;
use crate::scan::readers::{dockerfile, nomad, quadlet};
use crate::yaml::{old_line_end, old_line_end_problem};

mod above;
mod bases;
mod comments;
mod images;
mod keys;
mod value;

pub(in crate::scan) use above::take_comments;
pub(in crate::scan) use comments::{
    without_engine as without_engine_comments, without_lines as without_comment_lines,
};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a template",
    all: None,
    // By what it becomes, or where it is
    is_named: |_| false,
    reader: KindReader::Text(mentions, CommentRule::Template),
    is_new: false,
};

/// Names of files whose images stand in `FROM`.
const DOCKERFILE_WORDS: [&str; 2] = ["dockerfile", "containerfile"];
/// The endings of files that are YAML once they are rendered.
const MANIFEST_ENDINGS: [&str; 3] = [".yaml", ".yml", ".json"];

/// The endings of files that are jobs of Nomad once they are rendered.
const JOB_ENDINGS: [&str; 2] = [".nomad", ".nomad.hcl"];

/// The endings of files that are units of podman once they are rendered.
const UNIT_ENDINGS: [&str; 3] = [".container", ".image", ".volume"];

/// What a template is once it is rendered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rendered {
    Manifest,
    Dockerfile,
    Job,
    Unit,
    /// Pieces of manifests, and any other text.
    Other,
}

/// The images that lines of a template name, with the places at which the values of a chart may decide. What is no line
/// of that kind is nobody's mistake.
///
/// # Errors
/// Where readers of YAML differ on where a line ends.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    if let Some(at) = old_line_end(&source.text) {
        return Err(old_line_end_problem(&source.text, at));
    }
    Ok(told(source, comments::without(&source.text)))
}

/// The same without the places that values decide, and with the images in the comments of a template engine, for a file
/// that does not say that it is a template: what begins and ends as a comment may be text there.
pub(in crate::scan) fn with_comments(source: &Source) -> Vec<Mention> {
    let mentions = told(source, comments::without_lines(&source.text));
    decided_alone(source, mentions)
}

/// All places of images, also those about which nothing is told in this file.
pub(in crate::scan) fn places(source: &Source) -> Vec<Mention> {
    read(source, comments::without(&source.text))
}

fn told(source: &Source, text: String) -> Vec<Mention> {
    let mut mentions = read(source, text);
    if rendered(source) == Rendered::Other {
        // What decides is where they are put, but for what they name themselves
        mentions.retain(|mention| mention.image.is_ok());
    }
    mentions
}

fn rendered(source: &Source) -> Rendered {
    let name = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let rendered = rendered_name(&name).unwrap_or(&name);
    let has_end = |ends: &[&str]| ends.iter().any(|end| rendered.ends_with(end));
    if has_end(&MANIFEST_ENDINGS) {
        Rendered::Manifest
    } else if DOCKERFILE_WORDS.iter().any(|word| name.contains(word)) {
        Rendered::Dockerfile
    } else if has_end(&JOB_ENDINGS) {
        Rendered::Job
    } else if has_end(&UNIT_ENDINGS) {
        Rendered::Unit
    } else {
        Rendered::Other
    }
}

fn read(source: &Source, text: String) -> Vec<Mention> {
    let lines = lines(&text);
    let values = match rendered(source) {
        Rendered::Unit => return of_unit(source),
        Rendered::Job => return nomad::of_template(&Source::new(source.name.clone(), text)),
        Rendered::Dockerfile => match of_dockerfile(source) {
            Some(mentions) => return mentions,
            None => bases::bases(&text, &lines),
        },
        Rendered::Manifest => {
            let images = images::images(&text, &source.text, &lines).into_iter();
            images.chain(keys::written_by_actions(&text)).collect()
        }
        Rendered::Other => images::images(&text, &source.text, &lines),
    };
    let has_istio = value::has_istio(source);
    let mentions = values.into_iter();
    mentions
        .filter_map(|it| it.mention(source, has_istio))
        .collect()
}

/// The images of a template of a unit of podman, as the reader of that finds them.
fn of_unit(source: &Source) -> Vec<Mention> {
    let text = filled_lines(&comments::without_engine(&source.text));
    let filled = Source::new(source.name.clone(), text);
    let mentions = quadlet::of_template(&filled).into_iter();
    mentions.map(|it| restored(source, it)).collect()
}

/// The images of a template of a Dockerfile, as the reader of that finds them; `None` if that cannot tell its lines.
pub(in crate::scan) fn of_dockerfile(source: &Source) -> Option<Vec<Mention>> {
    let without_comments = comments::without_engine(&source.text);
    let text = filled_lines(&without_comments);
    let filled = Source::new(source.name.clone(), text);
    let decides = writes_lines(&without_comments);
    let mentions = dockerfile::leniently(&filled, decides).ok()?.into_iter();
    Some(mentions.map(|it| restored(source, it)).collect())
}

/// The lines of a text by their places, without line ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |written: &str| {
        let line = start..start + written.trim_end_matches(['\r', '\n']).len();
        start += written.len();
        line
    };
    text.split_inclusive('\n').map(line).collect()
}
