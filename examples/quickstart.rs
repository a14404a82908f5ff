//! The first day, without any network: files that use images, a registry on this machine, a lock, and a tag that moves.
//!
//! ```text
//! cargo run --release --example quickstart
//! ```
//!
//! Everything printed below a `$` is the program's own output. The registry is the one that the tests use, and does what
//! Docker Hub does. A `config.toml` names it as Docker Hub's mirror, so that `nginx:1.27` is a name as everywhere.
//! With arguments, the example is imagelock itself: it calls itself for each command, as a shell would.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example shows what it does, and makes its files"
)]

#[path = "../tests/it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "an example uses a part of it")]
mod support;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use support::registry::{Image, Registry};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];
const DOCKERFILE: &str = "FROM nginx:1.27\nCOPY public /usr/share/nginx/html\n";
const COMPOSE: &str = "services:\n  web:\n    build: .\n  cache:\n    image: redis:7.4\n";

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        return imagelock::run(std::env::args_os());
    }
    match show_the_first_day() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn show_the_first_day() -> Result<(), Box<dyn Error>> {
    let registry = Registry::builder().start();
    publish(&registry, "nginx", "1.27", "1.27.2");
    publish(&registry, "redis", "7.4", "7.4.1");
    let shell = Shell::new(&registry)?;

    println!("A repository uses two images:");
    shell.write("Dockerfile", DOCKERFILE)?;
    shell.write("compose.yaml", COMPOSE)?;

    println!("`init` finds them, and writes images.toml:");
    shell.run("init")?;
    shell.show("images.toml")?;
    println!("`update` asks the registry, and writes the digests into images.lock:");
    shell.run("update")?;
    shell.show("images.lock")?;
    println!("`check --fix` writes them into the files:");
    shell.run("check --fix")?;
    shell.show("Dockerfile")?;
    println!("`verify` and `check` are the gates for pull requests. They need no network:");
    shell.run("verify")?;
    shell.run("check")?;

    println!("The publisher moves a tag. The lock is still good, and `update` takes what is new:");
    publish(&registry, "nginx", "1.27", "1.27.3");
    shell.run("outdated")?;
    shell.run("update")?;
    shell.run("check --fix")?;
    println!("Scripts read the locked images:");
    shell.run("get nginx redis")
}

/// Makes a tag name an image of this version.
fn publish(registry: &Registry, name: &str, tag: &str, version: &str) {
    let image = Image::index(&PLATFORMS, &format!("{name} {version}"));
    registry.push(&format!("library/{name}"), tag, &image);
}

/// A directory to run commands in, with a home of its own.
struct Shell {
    directory: tempfile::TempDir,
}

impl Shell {
    /// A git repository, and a `config.toml` that leads Docker Hub's names to this registry.
    fn new(registry: &Registry) -> Result<Self, Box<dyn Error>> {
        let directory = tempfile::tempdir()?;
        fs::create_dir_all(directory.path().join("shop"))?;
        let config = format!(
            "[registries.\"docker.io\"]\nmirrors = [\"{}\"]\n",
            registry.host()
        );
        fs::write(directory.path().join("config.toml"), config)?;
        let shell = Self { directory };
        let git = Command::new("git")
            .args(["init", "-q"])
            .current_dir(shell.path())
            .status();
        match git {
            Ok(status) if status.success() => Ok(shell),
            _ => Err("git is needed: `init` and `check` let it list the files".into()),
        }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("shop")
    }

    /// Runs imagelock, which has to end well.
    fn run(&self, arguments: &str) -> Result<(), Box<dyn Error>> {
        println!("$ imagelock {arguments}");
        let home: &Path = self.directory.path();
        let status = Command::new(std::env::current_exe()?)
            .args(arguments.split(' '))
            .current_dir(self.path())
            .env("HOME", home)
            .env("DOCKER_CONFIG", home)
            .env("IMAGELOCK_CONFIG", home.join("config.toml"))
            .env("IMAGELOCK_CACHE", home.join("cache"))
            .status()?;
        println!();
        match status.success() {
            true => Ok(()),
            false => Err(format!("`imagelock {arguments}` ended with {status}").into()),
        }
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        fs::write(self.path().join(name), text)?;
        self.show(name)
    }

    fn show(&self, name: &str) -> Result<(), Box<dyn Error>> {
        let text = fs::read_to_string(self.path().join(name))?;
        println!("--- {name}\n{text}---\n");
        Ok(())
    }
}
