//! Writes the man pages into a directory: `imagelock.1`, and one for each command.
//!
//! ```sh
//! cargo run --example man -- target/man
//! man -l target/man/imagelock.1
//! ```
//!
//! The words are those of `--help`; what a page has beside them is here.
#![expect(
    clippy::disallowed_methods,
    reason = "an example is no part of the program, and writes where it is told to"
)]

use std::io;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// A file or a variable, and what is to say of it.
type Row = (&'static str, &'static str);

const PROJECT_FILES: [Row; 3] = [
    (
        "images.toml",
        "The images that a repository uses. People edit it.",
    ),
    (
        "images.lock",
        "Their digests, beside images.toml. imagelock writes it.",
    ),
    (
        "images.seen",
        "The day since which each tag names its digest, beside images.lock. It is there if an image has a `min-age`.",
    ),
];
/// What commands that ask registries read.
const MACHINE_FILES: [Row; 4] = [
    (
        "~/.config/imagelock/config.toml, /etc/imagelock/config.toml",
        "How this machine reaches registries: mirrors, certificates, limits. The first that exists is used.",
    ),
    (
        "~/.docker/config.json, ~/.config/containers/auth.json",
        "Credentials, as `docker login` and `podman login` write them.",
    ),
    (
        "~/.docker/certs.d, /etc/containers/certs.d, /etc/docker/certs.d",
        "Certificates of registries, as docker and podman keep them.",
    ),
    (
        "~/.cache/imagelock",
        "What registries asked for, and manifests that were fetched by digest. You may delete it at any time.",
    ),
];
/// The variables that they read.
const VARIABLES: [Row; 9] = [
    (
        "IMAGELOCK_CONFIG",
        "Path of config.toml. `--config` beats it.",
    ),
    (
        "IMAGELOCK_JOBS",
        "Number of HTTP requests at once. `--jobs` beats it.",
    ),
    (
        "IMAGELOCK_CACHE",
        "Directory in the place of ~/.cache/imagelock, by its absolute path.",
    ),
    (
        "XDG_CONFIG_HOME, XDG_CACHE_HOME",
        "Directories in the place of ~/.config and ~/.cache.",
    ),
    (
        "DOCKER_AUTH_CONFIG",
        "Credentials, with the content of a config.json.",
    ),
    (
        "DOCKER_CONFIG",
        "Directory of config.json, in the place of ~/.docker.",
    ),
    (
        "REGISTRY_AUTH_FILE",
        "File with credentials, in the place of podman's auth.json.",
    ),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "Proxies, and the hosts that are asked without one. Small letters do as well.",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "Authorities in the place of the machine's.",
    ),
];
/// The variable of every command.
const COLORS: Row = (
    "NO_COLOR",
    "If it is set and not empty, nothing is printed in colors.",
);

fn main() -> io::Result<()> {
    let Some(directory) = std::env::args_os().nth(1).map(PathBuf::from) else {
        let words = "name the directory to write to: cargo run --example man -- DIR";
        return Err(io::Error::other(words));
    };
    std::fs::create_dir_all(&directory)?;
    pages()?
        .into_iter()
        .try_for_each(|(name, page)| std::fs::write(directory.join(name), page))
}

/// The pages under the names of their files.
pub(crate) fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut program = imagelock::internals::cli::program();
    program.build();
    let first = program.render_help().to_string();
    let (_, statuses) = first.split_once("Exit status:\n").unwrap_or_default();
    let commands = std::iter::once(&program).chain(program.get_subcommands());
    let visible = commands.filter(|command| !command.is_hide_set());
    visible.map(|command| page(command, statuses)).collect()
}

/// The page of a command, or of the program itself.
fn page(command: &Command, statuses: &str) -> io::Result<(String, Vec<u8>)> {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    // clap_mangen would list each option in the synopsis, and each possible value in a line of its own
    let command = &command.clone().override_usage(usage).mut_args(with_values);
    let man = Man::new(command.clone());
    let title = man.get_filename().trim_end_matches(".1").to_uppercase();
    // A release has no day of its own here, so that the same source makes the same page
    let version = env!("CARGO_PKG_VERSION");
    let title = format!(".TH {title} 1 \"\" \"{PROGRAM} {version}\" \"User Commands\"\n");
    let mut page = title.into_bytes();
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let help = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let (rest, examples) = help.split_once("Examples:\n").unwrap_or((&help, ""));
    let mut sections = Roff::new();
    section(&mut sections, "DESCRIPTION", &format!("{about}.\n\n{rest}"));
    if command.has_subcommands() {
        command_list(&mut sections, command);
    }
    sections.to_writer(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut sections = Roff::new();
    section(&mut sections, "EXIT STATUS", statuses);
    surroundings(&mut sections, command);
    section(&mut sections, "EXAMPLES", examples);
    see_also(&mut sections, command);
    sections.to_writer(&mut page)?;
    Ok((man.get_filename(), page))
}

/// The argument with its possible values behind its help, in a section that is about options by its name.
fn with_values(argument: Arg) -> Arg {
    let argument = match argument.get_help_heading() {
        Some("Files") => argument.help_heading("File options"),
        Some("Network") => argument.help_heading("Network options"),
        Some("Output") => argument.help_heading("Output options"),
        _ => argument,
    };
    let values = argument.get_possible_values();
    if values.is_empty() || argument.is_hide_possible_values_set() {
        return argument;
    }
    let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let help = argument.get_help().map(ToString::to_string);
    let help = format!("{}: {}", help.unwrap_or_default(), values.join(", "));
    argument.help(help).hide_possible_values(true)
}

/// A section of text, if there is any: lines that are indented keep their breaks.
fn section(roff: &mut Roff, name: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    roff.control("SH", [name]);
    let mut is_literal = false;
    for line in text.trim_end().lines() {
        if line.starts_with("  ") != is_literal {
            is_literal = !is_literal;
            roff.control(if is_literal { "EX" } else { "EE" }, []);
        }
        match line {
            "" => roff.control("PP", []),
            line => roff.text([roman(line)]),
        };
    }
    if is_literal {
        roff.control("EE", []);
    }
}

fn command_list(roff: &mut Roff, program: &Command) {
    roff.control("SH", ["COMMANDS"]);
    for command in program.get_subcommands() {
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        roff.control("TP", []);
        let name = format!("{PROGRAM}-{}", command.get_name());
        roff.text([bold(name), roman("(1)")]);
        roff.text([roman(about + ".")]);
    }
}

/// The files and the variables that a command reads; the program's page has all of them.
fn surroundings(roff: &mut Roff, command: &Command) {
    let is_whole = command.has_subcommands();
    let takes = |id: &str| is_whole || command.get_arguments().any(|it| it.get_id() == id);
    let project = takes("manifest_path").then_some(&PROJECT_FILES[..]);
    let machine = takes("jobs").then_some(&MACHINE_FILES[..]);
    let files = [project, machine].into_iter().flatten().flatten();
    rows(roff, "FILES", files);
    let variables = takes("jobs")
        .then_some(&VARIABLES[..])
        .into_iter()
        .flatten();
    let colors = takes("color").then_some(&COLORS);
    rows(roff, "ENVIRONMENT", variables.chain(colors));
}

fn rows<'r>(roff: &mut Roff, name: &str, rows: impl Iterator<Item = &'r Row>) {
    for (index, (key, text)) in rows.enumerate() {
        if index == 0 {
            roff.control("SH", [name]);
        }
        roff.control("TP", []);
        roff.text([italic(*key)]);
        roff.text([roman(*text)]);
    }
}

fn see_also(roff: &mut Roff, command: &Command) {
    roff.control("SH", ["SEE ALSO"]);
    if !command.has_subcommands() {
        roff.text([bold(PROGRAM), roman("(1)")]);
        roff.control("PP", []);
    }
    let address = concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/docs");
    roff.text([roman(address)]);
}
