//! The rules of the house, held against its source: who uses whom, who touches the world, how large a file is, how
//! files may be called.
//!
//! A crate of its own, since it needs no more of the program than its text: `cargo test --test architecture`.

mod circles;
mod names;
mod planted;
mod source;
mod table;
mod types;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use table::Table;

/// How many lines a file of the program may have.
const LINES_MAX: usize = 350;

/// A file of the program.
struct File {
    /// Below `src/`, with slashes.
    path: String,
    text: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// The modules that lead to the file from the crate.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        path.split('/').collect()
    }

    /// The paths that it names outside of its unit tests.
    fn paths(&self) -> Vec<String> {
        source::paths(&source::without_tests(&source::code(&self.text)))
    }

    /// A path from the crate on, where it begins with `crate` or `super`.
    fn absolute<'a>(&'a self, path: &'a str) -> Option<Vec<&'a str>> {
        let parts: Vec<&str> = path.split("::").collect();
        match parts.iter().take_while(|part| **part == "super").count() {
            0 => (parts[0] == "crate").then(|| parts[1..].to_vec()),
            supers => {
                let module = self.module();
                let above = &module[..module.len().saturating_sub(supers)];
                Some([above, &parts[supers..]].concat())
            }
        }
    }
}

/// What only some places may name.
struct Reserved {
    /// A path that begins so is one; it ends where a part of a path ends, or in `*`.
    beginnings: &'static [&'static str],
    /// The only places that may: files, or directories with a slash.
    places: &'static [&'static str],
}

const RESERVED: [Reserved; 9] = [
    Reserved {
        beginnings: &["reqwest", "hyper", "hyper_util"],
        places: &["registry/http/"],
    },
    // Others have the data types of what was asked, and ask nobody
    Reserved {
        beginnings: &["crate::registry::Client"],
        places: &["registry/", "resolve/", "flow/"],
    },
    Reserved {
        beginnings: &["std::fs", "fs", "tokio::fs", "tempfile"],
        places: &["files/"],
    },
    Reserved {
        beginnings: &[
            "print!",
            "println!",
            "eprint!",
            "eprintln!",
            "dbg!",
            "std::io::stdout",
            "io::stdout",
            "std::io::stderr",
            "io::stderr",
            "anstream::stdout",
            "anstream::stderr",
            "anstream::print*",
            "anstream::eprint*",
            "anstream::AutoStream",
            "indicatif",
        ],
        places: &["report/"],
    },
    // A helper's and git's own are pipes to this program
    Reserved {
        beginnings: &["stdout", "stderr"],
        places: &["report/", "registry/auth/credentials/helper.rs", "git/"],
    },
    // No other program is run than who knows credentials, and git
    Reserved {
        beginnings: &["std::process::Command", "tokio::process"],
        places: &["registry/auth/credentials/helper.rs", "git/"],
    },
    Reserved {
        beginnings: &[
            "std::env::var*",
            "env::var*",
            "std::env::set_var",
            "std::env::remove_var",
        ],
        places: &[
            "cli/environment.rs",
            "config.rs",
            "config/environment.rs",
            "git/environment.rs",
            "registry/auth/credentials/",
        ],
    },
    // The clock of a run, and that of a client without one; everybody else is given it
    Reserved {
        beginnings: &["SystemTime::now", "std::time::SystemTime::now"],
        places: &["cli/mod.rs", "registry/settings.rs"],
    },
    // Pauses and lives of tokens are measured
    Reserved {
        beginnings: &[
            "Instant::now",
            "std::time::Instant::now",
            "tokio::time::Instant::now",
        ],
        places: &["registry/"],
    },
];

impl Reserved {
    fn allows(&self, file: &File) -> bool {
        self.places
            .iter()
            .any(|place| match place.strip_suffix('/') {
                Some(_) => file.path.starts_with(place),
                None => file.path == *place,
            })
    }

    fn names(&self, path: &str) -> bool {
        self.beginnings
            .iter()
            .any(|beginning| match beginning.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => path == *beginning || path.starts_with(&format!("{beginning}::")),
            })
    }
}

/// The room that a path from the crate leads to: an inner one where the table names it, else the first part.
fn room(parts: &[&str], table: &Table) -> Option<String> {
    let inner = parts.get(..2).map(|two| two.join("/"));
    let inner = inner.filter(|inner| table.contains_key(inner));
    inner.or_else(|| Some((*parts.first()?).to_owned()))
}

/// Where a file uses a room that its own may not. A room may use its inner ones; these may use of other rooms what
/// their own may, and of their own what the table says. Names that their own room exports are for others.
fn wrong_imports(file: &File, table: &Table) -> BTreeSet<String> {
    let module = file.module();
    let own = room(&module, table).expect("a file has a path");
    let may = |from: &str, to: &str| table.get(from).is_some_and(|allowed| allowed.contains(to));
    let is_wrong = |parts: &[&str], other: &str| {
        if parts[0] != module[0] {
            return !may(module[0], parts[0]);
        }
        let is_export = |name: &&str| name.starts_with(char::is_uppercase);
        let is_inner = own != module[0] && own != other;
        is_inner && (!may(&own, other) || parts.get(1).is_some_and(is_export))
    };
    let mut found = BTreeSet::new();
    for path in &file.paths() {
        let parts = file.absolute(path).unwrap_or_default();
        if let Some(other) = room(&parts, table).filter(|other| is_wrong(&parts, other)) {
            found.insert(format!("src/{}: `{own}` may not use `{other}`", file.path));
        }
    }
    found
}

/// Where a command uses another one: what they have in common is a module of its own, or a room.
fn uses_of_other_commands(file: &File, commands: &BTreeSet<String>) -> BTreeSet<String> {
    let own = file.module().get(1).copied().unwrap_or_default();
    let paths = file.paths();
    let used = paths.iter().filter_map(|path| {
        let path = file.absolute(path)?;
        (path[0] == "commands").then(|| path.get(1).copied())?
    });
    let is_other = |used: &&str| *used != own && commands.contains(*used) && commands.contains(own);
    used.filter(is_other)
        .map(|used| {
            format!(
                "src/{}: `{own}` may not use the command `{used}`",
                file.path
            )
        })
        .collect()
}

/// Where a file names what is reserved to others.
fn trespasses(file: &File) -> BTreeSet<String> {
    let paths = file.paths();
    let strangers = RESERVED.iter().filter(|reserved| !reserved.allows(file));
    strangers
        .flat_map(|reserved| {
            paths
                .iter()
                .filter(|path| reserved.names(path))
                .map(move |path| (reserved, path))
        })
        .map(|(Reserved { places, .. }, path)| {
            format!("src/{}: `{path}` is for {places:?}", file.path)
        })
        .collect()
}

/// The sentence about a file that is too long.
fn too_long(file: &File) -> Option<String> {
    let lines = file.text.lines().count();
    (lines > LINES_MAX).then(|| {
        format!(
            "src/{}: {lines} lines, and {LINES_MAX} are enough",
            file.path
        )
    })
}

/// The lines of `Cargo.toml` that name a dependency without a reason above them.
fn without_reason(cargo: &str) -> Vec<String> {
    let (mut section, mut above, mut found) = (String::new(), "", Vec::new());
    for line in cargo.lines() {
        let is_header = line.starts_with('[');
        if is_header {
            section = line.trim_matches(['[', ']']).to_owned();
        }
        let names_one = if is_header {
            section.contains("dependencies.")
        } else {
            section.ends_with("dependencies") && line.starts_with(char::is_alphanumeric)
        };
        if names_one && !above.starts_with("# ") {
            found.push(line.to_owned());
        }
        above = line;
    }
    found
}

/// The program's files but for the map and the doorway, which may see everything, and for unit tests.
fn rooms() -> Vec<File> {
    let is_apart =
        |path: &str| ["lib.rs", "main.rs"].contains(&path) || path.ends_with("/tests.rs");
    files()
        .into_iter()
        .filter(|file| !is_apart(&file.path))
        .collect()
}

fn files() -> Vec<File> {
    let root = root().join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let files: Vec<_> = paths
        .iter()
        .map(|path| {
            let below = path.strip_prefix(&root).expect("it was found there");
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            File::new(&parts.join("/"), &read(path))
        })
        .collect();
    assert!(files.len() > 50, "only {} files were found", files.len());
    files
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).expect("the sources are there") {
        let path = entry.expect("the sources can be listed").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test reads what it finds"
)]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The table, which is the crate's own documentation.
fn house() -> Table {
    table::read(&read(&root().join("src/lib.rs")))
}

#[track_caller]
fn assert_none(found: impl IntoIterator<Item = String>) {
    let found: Vec<_> = found.into_iter().collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_room_stands_in_the_table_and_the_table_names_no_other() {
    let lib = source::code(&read(&root().join("src/lib.rs")));
    let (inner, rooms): (BTreeSet<String>, _) =
        house().into_keys().partition(|room| room.contains('/'));
    assert_eq!(rooms, table::modules(&lib));
    assert_none(inner.into_iter().filter(|room| {
        let path = format!("src/{room}/mod.rs");
        !root().join(path).is_file()
    }));
}

#[test]
fn every_room_uses_only_those_that_the_table_allows() {
    let table = house();
    assert_none(rooms().iter().flat_map(|file| wrong_imports(file, &table)));
}

#[test]
fn no_command_uses_another() {
    let commands = source::code(&read(&root().join("src/commands/mod.rs")));
    let commands = table::public_modules(&commands);
    assert!(commands.len() > 10, "{commands:?}");
    let files = rooms()
        .into_iter()
        .filter(|file| file.path.starts_with("commands/"));
    assert_none(files.flat_map(|file| uses_of_other_commands(&file, &commands)));
}

#[test]
fn network_disk_terminal_environment_and_clock_have_one_door_each() {
    assert_none(rooms().iter().flat_map(trespasses));
}

#[test]
fn no_file_of_the_program_is_too_long() {
    assert_none(files().iter().filter_map(too_long));
}

#[test]
fn no_file_asks_clap_whether_a_command_has_an_argument() {
    // In a release build the answer is always yes
    let asks = |file: &File| file.text.contains("try_contains_id(");
    let files = files().into_iter().filter(asks);
    assert_none(files.map(|file| format!("src/{}: look at `ids` instead", file.path)));
}

#[test]
fn every_dependency_has_its_reason_above_it() {
    assert_none(without_reason(&read(&root().join("Cargo.toml"))));
}
