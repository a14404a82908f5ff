//! The tools: where they come from, and how their users run them on a hundred images.

use std::process::Command;

use crate::measure::{Measured, Results, measure};
use crate::scene::{Scene, Transport};
use crate::support::command::Outcome;
use crate::support::files::read;

/// Where a tool leaves digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// On stdout.
    Output,
    /// In the Dockerfiles that it was given.
    Dockerfiles,
    /// In a file of its own.
    File(&'static str),
}

/// Whether a tool takes all images at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One process asks for all.
    Bulk,
    /// One process an image, 32 of them at once.
    OneByOne,
}

/// A tool that is no imagelock.
#[derive(Debug)]
pub struct Tool {
    pub name: &'static str,
    /// Where it comes from, for who has to fetch it.
    pub source: &'static str,
    pub way: Way,
    /// The line of shell. `FLAGS` is what plain HTTP needs, and nothing otherwise.
    pub script: &'static str,
    flags: &'static str,
    place: Place,
    /// The version that is installed; nothing if it is not.
    pub version: Option<String>,
}

/// All that are compared, those that are missing too.
pub fn installed() -> Vec<Tool> {
    let tool = |name, source, way, script, flags, place| Tool {
        name,
        source,
        way,
        script,
        flags,
        place,
        version: version(name),
    };
    use Place::{Dockerfiles, File, Output};
    use Way::{Bulk, OneByOne};
    vec![
        tool(
            "docker-lock",
            "by hand, from the source of `github.com/safe-waters/docker-lock`",
            Bulk,
            "docker-lock lock generate --dockerfile-recursive",
            "",
            File("docker-lock.json"),
        ),
        tool(
            "frizbee",
            "`go install github.com/stacklok/frizbee@latest`",
            Bulk,
            "frizbee image \"$PWD/apps\"",
            "",
            Dockerfiles,
        ),
        tool(
            "crane",
            "`go install github.com/google/go-containerregistry/cmd/crane@latest`",
            OneByOne,
            "xargs -P 32 -n 1 crane digest < images.txt",
            "",
            Output,
        ),
        tool(
            "regctl",
            "`go install github.com/regclient/regclient/cmd/regctl@latest`",
            OneByOne,
            "xargs -P 32 -n 1 regctl image digest FLAGS < images.txt",
            "--host reg=HOST,tls=disabled",
            Output,
        ),
        tool(
            "oras",
            "`go install oras.land/oras/cmd/oras@latest`",
            OneByOne,
            "xargs -P 32 -n 1 oras resolve FLAGS < images.txt",
            "--plain-http",
            Output,
        ),
        tool(
            "skopeo",
            "Debian's package `skopeo`",
            OneByOne,
            "xargs -P 32 -I IMAGE skopeo inspect FLAGS --no-tags --format '{{.Digest}}' docker://IMAGE < images.txt",
            "--tls-verify=false",
            Output,
        ),
    ]
}

impl Tool {
    /// Runs it on all images, after its files were written anew.
    pub fn run(&self, scene: &Scene) -> Measured {
        scene.write_inputs();
        let flags = match scene.setting.transport {
            Transport::Plain => self.flags.replace("HOST", &scene.registry.host()),
            Transport::Tls | Transport::Http2 | Transport::DockerHub => String::new(),
        };
        let script = self.script.replace("FLAGS", &flags);
        measure(scene, scene.shell(&script), |outcome| {
            self.results(scene, outcome)
        })
    }

    /// The line of shell as a page shows it.
    pub fn shown(&self) -> String {
        self.script.replace(" FLAGS", "")
    }

    fn results(&self, scene: &Scene, outcome: &Outcome) -> Results {
        match self.place {
            Place::Output => Results::All(outcome.stdout.clone()),
            Place::File(name) if !scene.project.exists(name) => Results::none(),
            Place::File(name) => Results::All(scene.project.read(name)),
            Place::Dockerfiles => {
                let numbers = 0..scene.setting.images;
                let files = numbers.map(|number| format!("apps/{number}/Dockerfile"));
                Results::Each(files.map(|file| scene.project.read(file)).collect())
            }
        }
    }
}

/// Runs `imagelock update` without a lock: the first time on a machine, or with what the last run remembered.
pub fn imagelock(scene: &Scene, memory: Memory, arguments: &[&str]) -> Measured {
    forget(&scene.project.path().join("images.lock"));
    if memory == Memory::None {
        forget(&scene.cache());
    }
    update(scene, arguments)
}

/// Runs `imagelock update` with the lock that is there.
pub fn update(scene: &Scene, arguments: &[&str]) -> Measured {
    let arguments: Vec<&str> = ["update", "-q"].iter().chain(arguments).copied().collect();
    measure(scene, scene.imagelock(&arguments), |_| locked(scene))
}

/// What an earlier run left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    None,
    Challenge,
}

/// The lines of the lock that name digests of images, image by image.
fn locked(scene: &Scene) -> Results {
    let path = scene.project.path().join("images.lock");
    let lock = if path.is_file() {
        read(&path)
    } else {
        String::new()
    };
    let mut images = vec![String::new(); scene.setting.images];
    for entry in lock.split("[images.image").skip(1) {
        let number = entry
            .split([']', '.'])
            .next()
            .and_then(|number| number.parse().ok());
        let number: usize = number.expect("an image of the manifest");
        let lines = entry.lines().filter(|line| line.starts_with("digest = "));
        images[number].extend(lines);
    }
    Results::Each(images)
}

fn forget(path: &std::path::Path) {
    let gone = if path.is_dir() {
        std::fs::remove_dir_all(path)
    } else {
        std::fs::remove_file(path)
    };
    let _ = gone;
}

/// The version in the program's own words or in those of the Go that built it; nothing if the program is not there.
fn version(name: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let program = std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())?;
    let said = |command: &mut Command| {
        let output = command.output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let built = said(Command::new("go").args(["version", "-m"]).arg(&program)).unwrap_or_default();
    let module = built
        .lines()
        .find_map(|line| line.trim().strip_prefix("mod\t"));
    let module = module
        .and_then(|module| module.split('\t').nth(1))
        .filter(|version| *version != "(devel)");
    let own = || {
        let text = said(Command::new(&program).arg("--version"))?;
        text.split_whitespace()
            .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
            .map(str::to_owned)
    };
    Some(
        module
            .map(str::to_owned)
            .or_else(own)
            .unwrap_or_else(|| "of unknown version".to_owned()),
    )
}
