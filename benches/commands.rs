//! How long whole runs of the program take on a registry of this machine, and how many requests they send.
//!
//! ```text
//! cargo bench --bench commands
//! ```
//!
//! Times are medians of whole processes. The registry runs on the same cores, so the first column is of the two
//! together. Memory is better asked of the system, by `/usr/bin/time -v`: what it counts for a child of this process
//! is this process's own.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[path = "../tests/it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "a benchmark uses a part of it")]
mod support;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use support::command::Project;
use support::registry::{Image, Registry};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

fn main() {
    println!("{:56} {:>9} {:>9} {:>9}", "", "median", "cpu", "requests");
    for images in [10, 10_000] {
        let (_registry, project) = locked(images, images.div_ceil(10));
        row(
            &format!("verify, {images} images"),
            9,
            &project,
            &["verify"],
            || 0,
        );
    }
    let (_registry, project) = locked(10_000, 1_000);
    project.commit("locked");
    project.file(
        "images.lock",
        project.read("images.lock").replace("0\"\n", "1\"\n"),
    );
    row(
        "diff, 10000 images, a tenth differs, since a commit",
        9,
        &project,
        &["diff"],
        || 0,
    );
    let project = files(1_000);
    row(
        "init, 5000 files",
        9,
        &project,
        &["init", "--dry-run"],
        || 0,
    );
    for (images, repositories) in [(100, 20), (1_000, 100), (10_000, 1_000)] {
        let (registry, project) = locked(images, repositories);
        let name = format!("{images} images in {repositories} repositories");
        let requests = || {
            let count = registry.count("*", "/");
            registry.clear_log();
            count
        };
        requests();
        row(
            &format!("update, nothing moved, {name}"),
            3,
            &project,
            &["update"],
            requests,
        );
        std::fs::remove_file(project.path().join("images.lock")).expect("the lock is there");
        row(
            &format!("update, cold, {name}"),
            1,
            &project,
            &["update"],
            requests,
        );
    }
    latency(Duration::from_millis(50), 320, 64, 32);
    for jobs in [1, 128] {
        limit(20, 100, 20, jobs);
    }
}

/// A repository of five files a service, one of which uses no image.
fn files(services: usize) -> Project {
    let project = Project::new();
    for service in 0..services {
        let file = |name: &str, text: &str| project.file(format!("service{service}/{name}"), text);
        file(
            "Dockerfile",
            "FROM golang:1.23 AS build\nRUN go build\nFROM alpine:3.20\nCOPY --from=build /app /app\n",
        );
        file(
            "compose.yaml",
            "services:\n  a:\n    image: nginx:1.27\n    ports: [80]\n",
        );
        let pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: redis:7\n---\n";
        file("deploy.yaml", &pod.repeat(4));
        file(
            "chart/values.yaml",
            &format!("image:\n  repository: nginx\n  tag: \"1.27\"\n{}", values()),
        );
        file("config.yaml", &values());
    }
    project
}

fn values() -> String {
    (0..60).fold(String::new(), |text, key| {
        text + &format!("key{key}: value\n")
    })
}

/// Against the bound of 1.2 × (1 + ⌈R/J⌉ + ⌈N/J⌉) × L.
fn latency(latency: Duration, images: usize, repositories: usize, jobs: usize) {
    let registry = Registry::builder().latency(move |_| latency).start();
    let project = fill(&registry, images, repositories, &[]);
    let bound = latency
        * u32::try_from(1 + repositories.div_ceil(jobs) + images.div_ceil(jobs)).expect("few")
        * 6
        / 5;
    let name = format!(
        "update, cold, {} ms an answer, bound {} ms",
        latency.as_millis(),
        bound.as_millis()
    );
    row(
        &name,
        1,
        &project,
        &["update", "--jobs", &jobs.to_string()],
        || registry.count("*", "/"),
    );
}

/// A registry that serves so many requests in any second, against the bound of 1.3 × (R + N) / rate.
fn limit(rate: usize, images: usize, repositories: usize, jobs: usize) {
    let registry = Registry::builder()
        .rate(rate)
        .latency(|_| Duration::from_millis(20))
        .start();
    let project = fill(&registry, images, repositories, &[]);
    let bound = 1300 * (images + repositories) / rate;
    let name = format!("update, {jobs} jobs, {rate} requests a second, bound {bound} ms");
    let jobs = jobs.to_string();
    let requests = || registry.count("*", "/");
    row(&name, 1, &project, &["update", "--jobs", &jobs], requests);
}

fn locked(images: usize, repositories: usize) -> (Registry, Project) {
    let registry = Registry::builder().start();
    let project = fill(&registry, images, repositories, &PLATFORMS[..1]);
    project.run(["update"]).success();
    (registry, project)
}

fn fill(registry: &Registry, images: usize, repositories: usize, platforms: &[&str]) -> Project {
    let project = Project::new();
    let mut manifest = format!("[defaults]\nplatforms = {platforms:?}\n\n[images]\n");
    for image in 0..images {
        let (repository, tag) = (
            format!("team/app{}", image % repositories),
            format!("1.{}", image / repositories),
        );
        registry.push(
            &repository,
            &tag,
            &Image::index(&PLATFORMS, &format!("{repository}:{tag}")),
        );
        let _ = writeln!(
            manifest,
            "image{image} = \"{}/{repository}:{tag}\"",
            registry.host()
        );
    }
    project.file("images.toml", manifest);
    project
}

fn row(
    name: &str,
    runs: usize,
    project: &Project,
    arguments: &[&str],
    requests: impl Fn() -> usize,
) {
    let mut times: Vec<(Duration, Duration)> =
        (0..runs).map(|_| time(project, arguments)).collect();
    times.sort_unstable();
    let (wall, cpu) = times[runs / 2];
    println!(
        "{name:56} {:>6.1} ms {:>6.1} ms {:>9}",
        wall.as_secs_f64() * 1000.0,
        cpu.as_secs_f64() * 1000.0,
        requests() / runs,
    );
}

fn time(project: &Project, arguments: &[&str]) -> (Duration, Duration) {
    let (before, begin) = (cpu_of_children(), Instant::now());
    project.run(arguments.iter().copied()).success();
    (begin.elapsed(), cpu_of_children() - before)
}

fn cpu_of_children() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let microseconds = |time: nix::sys::time::TimeVal| {
        Duration::from_micros(
            u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).unwrap_or_default(),
        )
    };
    microseconds(usage.user_time()) + microseconds(usage.system_time())
}
