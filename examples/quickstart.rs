//! The main job, without any network: a registry on this machine, a manifest, a lock, and a tag that moves.
//!
//! ```text
//! cargo run --release --example quickstart
//! ```
//!
//! Everything printed below a `$` is the program's own output; the registry is the one that the tests use, and does
//! what Docker Hub does.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example shows what it does, and makes its files"
)]

#[path = "../tests/it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "an example uses a part of it")]
mod support;

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::process::ExitCode;

use support::registry::{Image, Registry};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

fn main() -> Result<(), Box<dyn Error>> {
    let registry = Registry::builder().start();
    registry.push(
        "library/nginx",
        "1.27",
        &Image::index(&PLATFORMS, "nginx 1.27.2"),
    );
    registry.push(
        "library/redis",
        "7.4",
        &Image::index(&PLATFORMS, "redis 7.4.1"),
    );

    let project = tempfile::tempdir()?;
    std::env::set_current_dir(project.path())?;
    let host = registry.host();
    println!(
        "A registry that does what Docker Hub does is at {host}. People name images in images.toml:\n"
    );
    write(
        "images.toml",
        &format!(
            r#"[images]
web = {{ image = "{host}/library/nginx:1.27", platforms = ["linux/amd64", "linux/arm64"] }}
cache = "{host}/library/redis:7.4"
"#
        ),
    )?;

    println!("`update` asks the registry and writes the digests into images.lock:");
    run(&["update", "--anonymous"]);
    show("images.lock")?;
    println!("`verify` is the gate for pull requests. It needs no network:");
    run(&["verify"]);

    println!(
        "The publisher moves the tag. The lock is still good, and only `--fresh` says what is new:"
    );
    registry.push(
        "library/nginx",
        "1.27",
        &Image::index(&PLATFORMS, "nginx 1.27.3"),
    );
    run(&["verify", "--fresh", "--anonymous"]);

    println!("`update` takes it, `-v` explains how:");
    run(&["update", "--anonymous", "-v"]);
    println!("Scripts take the pinned references from the lock:");
    run(&["get", "web", "cache"]);
    Ok(())
}

/// Runs the program in this process, and shows its exit status.
fn run(arguments: &[&str]) {
    println!("\n$ imagelock {}", arguments.join(" "));
    let status = imagelock::run(
        std::iter::once("imagelock")
            .chain(arguments.iter().copied())
            .map(OsString::from),
    );
    let code = (0..=u8::MAX)
        .find(|code| ExitCode::from(*code) == status)
        .unwrap_or_default();
    println!("(exit status {code})\n");
}

fn write(name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    fs::write(name, text)?;
    show(name)
}

fn show(name: &str) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(name)?;
    println!("--- {name}");
    print!("{text}");
    println!("---\n");
    Ok(())
}
