//! Many images at a registry that fails, resets, refuses, and lets a token live for two seconds.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::Effort;
use crate::support::command::Project;
use crate::support::registry::{Fault, Image, Registry, percentile, seeded};

const TOKEN_AGE: Duration = Duration::from_secs(2);
/// The longest time that an answer takes, so that no two runs get them in the same order.
const LATENCY_MAX: Duration = Duration::from_millis(5);

/// What one run met.
pub struct Run {
    pub duration: Duration,
    pub requests: usize,
    pub failures: usize,
    pub resets: usize,
    pub refusals: usize,
    /// Answers that ask for another token.
    pub unauthorized: usize,
    pub tokens: usize,
}

/// Locks all images again and again from nothing, which has to give the same bytes.
pub fn run(effort: &Effort) -> Vec<Run> {
    let &Effort { images, locks, .. } = effort;
    let registry = Registry::builder()
        .token_age(TOKEN_AGE)
        .latency(seeded(1, LATENCY_MAX))
        .trouble(trouble)
        .start();
    let (project, digests) = fill(&registry, effort);
    let mut first = None;
    let runs = (1..=locks).map(|time| {
        registry.clear_log();
        let lock = project.path().join("images.lock");
        let _ = std::fs::remove_file(&lock);
        let begin = Instant::now();
        project.run(["update"]).success();
        let run = Run {
            duration: begin.elapsed(),
            ..seen(&registry)
        };
        let text = project.read("images.lock");
        for digest in &digests {
            assert!(text.contains(digest), "{digest} is lost");
        }
        project.run(["verify"]).success();
        assert_eq!(first.get_or_insert_with(|| text.clone()), &text);
        eprintln!("{time} of {locks}: {images} images in {:?}", run.duration);
        run
    });
    runs.collect()
}

/// Of a hundred requests two fail, one is reset, and one is refused.
fn trouble(number: u64) -> Option<Fault> {
    let fault = Fault::on("*", "*");
    match percentile(2, number) {
        0 | 1 => Some(fault.status(503)),
        2 => Some(fault.reset()),
        3 => Some(fault.status(429).header("retry-after", "0")),
        _ => None,
    }
}

/// A project with all images, and their digests.
fn fill(registry: &Registry, effort: &Effort) -> (Project, Vec<String>) {
    let (project, host) = (Project::new(), registry.host());
    let (mut manifest, mut digests) = ("[images]\n".to_owned(), Vec::new());
    for image in 0..effort.images {
        let repository = format!("team/app{}", image % effort.repositories);
        let tag = format!("1.{}", image / effort.repositories);
        let content = Image::single("linux/amd64", &format!("{repository}:{tag}"));
        digests.push(registry.push(&repository, &tag, &content));
        let _ = writeln!(manifest, "image{image} = \"{host}/{repository}:{tag}\"");
    }
    project.file("images.toml", manifest);
    (project, digests)
}

/// What the registry's log says of a run.
fn seen(registry: &Registry) -> Run {
    let log = registry.requests();
    let with = |status| log.iter().filter(|it| it.status == status).count();
    Run {
        duration: Duration::ZERO,
        requests: log.len(),
        failures: with(Some(503)),
        resets: with(None),
        refusals: with(Some(429)),
        unauthorized: with(Some(401)),
        tokens: registry.count("GET", "/token"),
    }
}
