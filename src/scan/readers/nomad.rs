//! Jobs of Nomad: images of tasks whose driver runs containers.
//!
//! Nomad takes away a digest that stands behind a tag before it pulls (`parseDockerImage` of
//! `drivers/docker/utils.go`): there, the tag counts, and no digest is written. A file that Levant or Nomad Pack
//! renders first is read by its lines.

use std::collections::BTreeSet;

use hcl_edit::structure::{Block, Body};

use crate::document::Source;
use crate::scan::actions::shortened;
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::scan::readers::hcl::{self, HclScope, HclText, LENGTH_MAX, ResolvedText, attribute};
use crate::scan::readers::short_name;

/// The drivers that run images of registries. Others have files there.
const DRIVERS: [&str; 3] = ["containerd-driver", "docker", "podman"];
/// The driver that asks the settings of its machine for the registry of a short name.
const PODMAN: &str = "podman";
/// What begins a part that Levant or Nomad Pack renders.
const RENDERED: &str = "[[";
/// The scheme that podman's driver takes.
const SCHEME: &str = "docker://";
/// The beginning of what Nomad downloads as an archive, and of archives.
const OTHERS: [&str; 3] = ["docker-archive:", "oci-archive:", "s3::"];
const IGNORES_DIGEST: &str = "Nomad ignores a digest behind a tag";

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a job of Nomad",
    all: Some("Nomad jobs"),
    is_named: |file| matches!(file.ending, "nomad" | "hcl"),
    reader: KindReader::Text(mentions, CommentRule::Lines),
    is_new: true,
};

/// The images of a job.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    let text = &source.text;
    if !text.lines().any(begins_job) || !hcl::may_say(text, "image") {
        return Ok(Vec::new());
    }
    let body = match hcl::parse(source) {
        Ok(body) => body,
        Err(_) if text.contains(RENDERED) => return Ok(of_lines(source)),
        Err(problem) => return Err(problem),
    };
    let mut job = NomadJob {
        text,
        scope: hcl::settings(text, &body),
        tasks: Vec::new(),
    };
    job.tasks(&body);
    let images = job.tasks.iter().map(|task| &task.image);
    job.scope.images = hcl::images(&job.scope, images, "");
    let tasks = job.tasks.iter();
    Ok(tasks.filter_map(|task| job.mention(task)).collect())
}

/// The images of a template of a job.
pub(in crate::scan) fn of_template(source: &Source) -> Vec<Mention> {
    match source.text.lines().any(begins_job) {
        true => of_lines(source),
        false => Vec::new(),
    }
}

/// Whether a line begins a job: other files in HCL have other blocks.
fn begins_job(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix("job");
    rest.is_some_and(|rest| rest.starts_with([' ', '\t', '"']) && rest.contains(['"', '{']))
}

struct NomadJob<'s> {
    text: &'s str,
    scope: HclScope,
    tasks: Vec<NomadTask>,
}

struct NomadTask {
    image: HclText,
    is_podman: bool,
}

impl NomadJob<'_> {
    /// Takes the tasks in a body, however deep: in a job, or in its groups. The parser bounds the depth.
    fn tasks(&mut self, body: &Body) {
        for block in body.blocks() {
            if block.has_ident("task") {
                self.task(block);
            } else {
                self.tasks(&block.body);
            }
        }
    }

    fn task(&mut self, task: &Block) {
        let driver = attribute(&task.body, "driver").and_then(|driver| driver.as_str());
        if driver.is_some_and(|driver| !DRIVERS.contains(&driver)) {
            return;
        }
        for config in task.body.get_blocks("config") {
            if let Some(image) = attribute(&config.body, "image") {
                self.tasks.push(NomadTask {
                    image: HclText::of_expression(self.text, image),
                    is_podman: driver == Some(PODMAN),
                });
            }
        }
    }

    fn mention(&self, task: &NomadTask) -> Option<Mention> {
        let text = &task.image;
        let span = text.span.clone();
        let written = self.text.get(span.clone()).unwrap_or_default();
        let mut pieces = ResolvedText::of(&self.scope, &BTreeSet::new(), text, LENGTH_MAX);
        let unset = text.variable("").filter(|_| pieces.is_empty());
        let unset = unset.map(|name| Obstacle::Variable(name.to_owned()));
        if let Some(obstacle) = pieces.obstacle.take().or(unset) {
            let obstacle = hcl::undefined(obstacle);
            return Some(Mention::unresolved(span, written, obstacle));
        }
        let image = pieces.text();
        if image.contains(RENDERED) {
            return Some(Mention::undecided(span, shortened(&image)));
        }
        if image.is_empty() || OTHERS.iter().any(|other| image.starts_with(other)) {
            return None;
        }
        let (start, bare) = match image.strip_prefix(SCHEME) {
            Some(bare) => (SCHEME.len(), bare),
            None => (0, image.as_str()),
        };
        if task.is_podman && short_name::is_short(bare) {
            let obstacle = Obstacle::NoRegistry(short_name::PODMAN);
            return Some(Mention::unresolved(span, bare, obstacle));
        }
        pieces.strip(start);
        let pinning = pieces.pinning(&self.scope);
        Some(pulled(span, bare, pinning).with_defaults(text.has_variables()))
    }
}

/// The image that Nomad pulls for a text.
fn pulled(span: std::ops::Range<usize>, text: &str, pinning: Pinning) -> Mention {
    let mention = Mention::read(span.clone(), text, pinning);
    let Ok(image) = &mention.image else {
        return mention;
    };
    if image.tag.is_none() && image.digest.is_some() {
        return mention;
    }
    let pinning = match mention.pinning {
        Pinning::Unsafe(hindrance) => Pinning::Unsafe(hindrance),
        _ => Pinning::Unsafe(Hindrance::Tool(IGNORES_DIGEST)),
    };
    let tagged = text.split_once('@').map_or(text, |(tagged, _)| tagged);
    Mention::read(span, tagged, pinning)
}

/// The images of a file that is no HCL before it is rendered: the values of `image` that lines show.
fn of_lines(source: &Source) -> Vec<Mention> {
    let mut start = 0;
    let lines = source.text.split_inclusive('\n');
    let found = lines.filter_map(|line| {
        let here = start;
        start += line.len();
        let rest = line.trim_start().strip_prefix("image")?.trim_start();
        let rest = rest.strip_prefix('=')?.trim_start();
        let (at, value) = (here + line.len() - rest.len(), rest.trim_end());
        if value.is_empty() {
            return None;
        }
        let quoted = value.strip_prefix('"').and_then(|it| it.split_once('"'));
        let literal = quoted.filter(|(text, _)| !text.contains(['$', '[', '{', '\\']));
        Some(match (literal, quoted) {
            (Some((text, _)), _) => {
                let span = at + 1..at + 1 + text.len();
                pulled(span.clone(), text, Pinning::Reference(span))
            }
            (None, Some((text, _))) => {
                Mention::undecided(at + 1..at + 1 + text.len(), shortened(text))
            }
            (None, None) => Mention::undecided(at..at + value.len(), shortened(value)),
        })
    });
    found.collect()
}
