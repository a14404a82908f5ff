//! Where the blocks of a page run: a git repository, registries under their public names, and a `PATH` with the
//! program.
//!
//! `docker` is a stand-in always, since the blocks must not meet the daemon of who runs the tests. Other programs are
//! stood in for where they are not installed: a stand-in reads what it is given, and does nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::command::Project;
use crate::support::hub::{Certificate, Face, Hub, Names, docker_hub};
use crate::support::registry::{Image, Registry};

use super::page::Step;

/// What Docker Hub has.
const DOCKER_HUB: &[&str] = &[
    "bitnamilegacy/redis:7.4.1-debian-12-r10",
    "bitnamilegacy/redis:7.4.1-debian-12-r2",
    "library/alpine:3.20",
    "library/alpine:3.20.3",
    "library/alpine:3.20.6",
    "library/alpine:3.21.3",
    "library/alpine:20250108",
    "library/debian:bookworm-20241223-slim",
    "library/debian:bookworm-20250113-slim",
    "library/debian:bookworm-slim",
    "library/eclipse-temurin:21-jre",
    "library/eclipse-temurin:21.0.5_11-jre",
    "library/eclipse-temurin:21.0.6_7-jre",
    "library/eclipse-temurin:23.0.2_7-jre",
    "library/eclipse-temurin:8u442-b06-jre",
    "library/nginx:1.26.3-alpine",
    "library/nginx:1.27",
    "library/nginx:1.28",
    "library/nginx:1.28.0-alpine",
    "library/nginx:1.28.0-alpine-slim",
    "library/nginx:1.28.0-alpine3.21",
    "library/nginx:1.29.0-alpine",
    "library/node:22-slim",
    "library/node:22.11.0-slim",
    "library/node:22.12.0-bookworm-slim",
    "library/node:22.12.0-slim",
    "library/node:23.4.0-slim",
    "library/node:lts-slim",
    "library/postgres:17.2-alpine3.20",
    "library/postgres:17.2-alpine3.21",
    "library/postgres:17.2-bookworm",
    "library/postgres:18.0-alpine3.22",
    "library/postgres:18beta1-alpine3.22",
    "library/python:3.12.7-slim-bookworm",
    "library/python:3.12.8-slim-bookworm",
    "library/python:3.13.1-slim-bookworm",
    "library/python:3.14.0a3-slim-bookworm",
    "library/redis:7.2",
    "library/redis:7.2.4-alpine",
    "library/redis:7.4",
    "library/redis:7.4.1",
    "library/redis:7.4.1-alpine",
    "library/redis:8.0.1-alpine",
    "library/redis:latest",
    "library/ubuntu:22.04",
    "library/ubuntu:24.04",
    "library/ubuntu:24.10",
    "library/ubuntu:noble",
    "valkey/valkey:8",
    "valkey/valkey:8.0",
    "valkey/valkey:8.0.1",
    "valkey/valkey:8.0.2",
    "valkey/valkey:8.0.2-alpine",
    "valkey/valkey:8.1.0-rc1",
];
/// What other registries have.
const OTHERS: &[(&str, &[&str])] = &[(
    "ghcr.io",
    &[
        "acme/api:2.3",
        "acme/app:main",
        "acme/app:main-128",
        "acme/app:main-41",
        "acme/app:main-9",
        "acme/app:sha-4f3c1a9",
    ],
)];
const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];
/// Programs of the pages that need not be installed.
const STOOD_IN_FOR: [&str; 3] = ["helm", "jq", "kubectl"];
/// Between the output of two commands: ASCII's separator of records, which no program here prints.
const MARK: char = '\x1e';

/// The place of one page.
pub struct Sandbox {
    docker_hub: Registry,
    others: Registry,
    hub: Hub,
    /// How often another image was published under a tag.
    moves: BTreeMap<String, usize>,
    project: Option<Project>,
}

impl Sandbox {
    /// The registries, and no repository yet.
    pub fn new() -> Self {
        let docker_hub = docker_hub().start();
        for reference in DOCKER_HUB {
            publish(&docker_hub, reference, &Image::index(&PLATFORMS, reference));
        }
        let others = Registry::builder().open().start();
        let mut names = Names::docker_hub(&docker_hub);
        for (host, references) in OTHERS {
            names = names.lead(host, &others.host(), Face::Tls(Certificate::Good));
            for reference in *references {
                publish(&others, reference, &Image::index(&PLATFORMS, reference));
            }
        }
        Self {
            docker_hub,
            others,
            hub: names.start(),
            moves: BTreeMap::new(),
            project: None,
        }
    }

    /// Goes to a fresh copy of a repository, whose one commit is `origin/main` too.
    fn enter(&mut self, name: &str) {
        let project = Project::new();
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/pages")
            .join(name);
        assert!(from.is_dir(), "there is no fixtures/pages/{name}");
        copy(&project, &from, Path::new(""));
        let identity =
            "[user]\nname = Somebody\nemail = somebody@example.com\n[init]\ndefaultBranch = main\n";
        project.file(project.home().join(".gitconfig"), identity);
        project.commit("Begin");
        project.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        project.script(stand_ins(&project, "first").join("docker"), "exit 0");
        for program in STOOD_IN_FOR {
            project.script(stand_ins(&project, "last").join(program), "cat >/dev/null");
        }
        self.project = Some(project);
    }

    /// Does what a comment of a page asks for; nothing for a block.
    pub fn prepare(&mut self, step: &Step) {
        match step {
            Step::Repository(name) => self.enter(name),
            Step::Moved(reference) => {
                *self.moves.entry(reference.clone()).or_default() += 1;
                self.publish_again(reference, |image| image);
            }
            Step::Signed(reference) => {
                self.publish_again(reference, |image| image.annotated("signed", "yes"));
            }
            Step::Today(day) => self.begin(day),
            Step::Block(_) => {}
        }
    }

    /// Publishes what a tag names after its moves, changed by this.
    fn publish_again(&self, reference: &str, changed: impl FnOnce(Image) -> Image) {
        let other = |host: &str| reference.strip_prefix(&format!("{host}/"));
        let (registry, full) = match OTHERS.iter().find_map(|(host, _)| other(host)) {
            Some(reference) => (&self.others, reference.to_owned()),
            None => (&self.docker_hub, format!("library/{reference}")),
        };
        let seed = match self.moves.get(reference) {
            None => full.clone(),
            Some(1) => format!("{full} again"),
            Some(times) => format!("{full} again {times}"),
        };
        publish(registry, &full, &changed(Image::index(&PLATFORMS, &seed)));
    }

    /// Has the commands that count days take this one for today.
    fn begin(&self, day: &str) {
        let project = self.project.as_ref().expect("a repository is above a day");
        let program = project.program_on_path().join("imagelock");
        let program = program.display();
        let text = format!(
            "command=\"$1\"; shift\n\
             case \"$command\" in update|outdated|verify|list) set -- --now {day} \"$@\";; esac\n\
             exec {program} \"$command\" \"$@\""
        );
        project.script(stand_ins(project, "first").join("imagelock"), &text);
    }

    /// Runs the commands in one shell: what each prints on both outputs, and the status that it ends with.
    #[track_caller]
    pub fn run(&self, place: &str, commands: &[&str]) -> Vec<(String, i32)> {
        let mark =
            format!("{{ at=$?; printf '\\n{MARK}%s{MARK}' \"$at\"; (exit \"$at\"); }} 2>&1\n");
        let script: String = commands
            .iter()
            .map(|command| format!("{command}\n{mark}"))
            .collect();
        let project = self.project.as_ref().unwrap_or_else(|| {
            panic!("{place}: a comment `<!-- repository: NAME -->` above says where it is run")
        });
        let printed = self.shell(project, &format!("exec 2>&1\n{script}"));
        let mut parts = printed.split(MARK);
        let mut done = Vec::new();
        while let (Some(output), Some(status)) = (parts.next(), parts.next()) {
            let output = output.strip_suffix('\n').unwrap_or(output);
            done.push((shortened(output), status.parse().expect("a status")));
        }
        assert_eq!(done.len(), commands.len(), "{place}: {printed}");
        done
    }

    /// What a shell prints that runs this script.
    fn shell(&self, project: &Project, script: &str) -> String {
        let path = [
            stand_ins(project, "first"),
            project.program_on_path(),
            "/usr/bin".into(),
            "/bin".into(),
            stand_ins(project, "last"),
        ];
        let path = std::env::join_paths(path).expect("no path has a colon");
        let run = self.hub.reached_by(project.shell(script));
        run.env("PATH", path).run().stdout
    }
}

/// A directory for programs that are stood in for, by whether they go before what is installed.
fn stand_ins(project: &Project, when: &str) -> PathBuf {
    project.home().join("stand-ins").join(when)
}

/// Makes a tag name an image.
fn publish(registry: &Registry, reference: &str, image: &Image) {
    let (repository, tag) = reference.rsplit_once(':').expect("a tag");
    registry.push(repository, tag, image);
}

/// The text with each digest as a page shows it.
fn shortened(text: &str) -> String {
    let mut parts = text.split("sha256:");
    let mut shortened = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (digest, rest) = part.split_at(digits);
        shortened.push_str("sha256:");
        shortened.push_str(digest.get(..8).unwrap_or(digest));
        shortened.push_str(if digits == 64 { "…" } else { "" });
        shortened.push_str(rest);
    }
    shortened
}

/// Copies the files of a directory into the project, at the same places.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test copies what it has"
)]
fn copy(project: &Project, from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("the directory is there") {
        let path = entry.expect("it can be listed").path();
        let to = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(project, &path, &to);
        } else {
            project.file(to, std::fs::read(&path).expect("a file can be read"));
        }
    }
}
