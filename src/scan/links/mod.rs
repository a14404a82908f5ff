//! Links: what files say of other files while they are read.
//!
//! A file is read alone first. What all files of a run say is collected, and a file of which something is said is read
//! again with that, as its [`Surroundings`](super::Surroundings). What a comment leaves out says nothing, and neither
//! do files that are ignored or excluded: they are not read.

mod arguments;
mod builds;
mod collected;
mod environment;
mod kustomizations;
mod modules;
mod pipelines;
mod places;
mod said;
mod speaker;
mod table;
mod wildcards;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

pub(super) use builds::{BuildArguments, BuildInputs, BuildWay, DOCKERFILE, IMAGE_SCHEME};
pub(super) use collected::CollectedLinks;
pub use environment::beside_variables;
pub(super) use environment::{Environments, KnownFile, is_of_variables};
pub(super) use kustomizations::TakenIn;
pub(super) use places::FilePlaces;
pub(super) use said::said_of_files;
pub(super) use table::{LinkReader, link_reader};

use super::pipeline::StartVariables;

/// The most links of one file: many times what anybody writes. What is behind them says nothing.
pub(super) const LINKS_MAX: usize = 10_000;

/// A thing that a file says of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// The bytes at which it is said. A comment there that leaves out an image leaves out this too.
    pub(super) span: Range<usize>,
    /// The path of the other file, from the directory of the one that says it; one that is absolute begins at the root
    /// of the repository.
    pub(super) target: PathBuf,
    pub(super) statement: Statement,
}

/// What is said of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Statement {
    /// It is a pipeline of GitLab, whatever its name says, and is handed these variables.
    Pipeline(Arc<StartVariables>),
    /// It is a part of the pipeline that says so, whatever its name says, or all files are that match its path, in
    /// which `*` stands for anything in a name, and `**` for anything.
    Included {
        /// Whether a rule decides it.
        is_conditional: bool,
    },
    /// It is a compose file, whatever its name says, and has the variables of the one that says so. Those of files
    /// besides, whose paths begin where that of the other file does.
    ComposeFile(Vec<PathBuf>),
    /// It sets variables for the file that says so.
    Variables,
    /// It may set a variable of this name, which is an image as a whole in the file that says so.
    Image(String),
    /// It is a Dockerfile, and this is put into it.
    Build(BuildInputs),
    /// A service in it, which is the file that says so, gives this name to what it builds.
    BuiltName(String),
    /// A kustomization takes it in.
    TakenIn(TakenIn),
    /// It is a directory, and something builds images of these names in what is below it.
    BuiltBelow(BTreeSet<String>),
    /// All files of this directory share their variables with the one that says so.
    Module,
}
