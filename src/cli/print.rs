//! The commands that print: `imagelock list`, `diff`, `resolve`, `get` and `completions`.

use clap::{ArgGroup, Args, ValueEnum};
use clap_complete::Shell;

use super::arguments::{ReportArguments, ScopeArguments, lock_check, reference_style};
use crate::commands::diff::DiffOptions;
use crate::commands::get::{Field, GetOptions, Selection};
use crate::commands::resolve::ResolveOptions;
use crate::git::Base;
use crate::reference::Platform;

/// List what the manifest names, and what is locked; asks no registry
#[derive(Debug, Args)]
#[command(after_help = "\
The exit status says nothing of the lock; that is for `imagelock verify`.")]
pub(crate) struct ListArguments {
    #[command(flatten)]
    scope: ScopeArguments,
}

/// Show what differs between two locks; asks no registry
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock diff                   since the last commit
  imagelock diff HEAD~1            since the one before
  imagelock diff v1.0 v1.1         between two tags of this repository
  imagelock diff old.lock new.lock")]
struct DiffArguments {
    /// The old lock: a revision of git, or a file that ends in `.lock`; the last commit's by default
    #[arg(value_name = "OLD", default_value = "HEAD")]
    old: Base,
    /// The new lock, in the same way; the one on the disk by default
    #[arg(value_name = "NEW")]
    new: Option<Base>,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(DiffArguments, DiffOptions, |arguments| Ok(DiffOptions {
    old: arguments.old,
    new: arguments.new,
}));

/// Print the pinned form of references, without a manifest
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock resolve alpine:3.20
  grep -v '^#' references.txt | imagelock resolve -")]
struct ResolveArguments {
    /// References like `alpine:3.20`; `-` reads them from stdin, a line each
    #[arg(required = true, value_name = "REFERENCE")]
    references: Vec<String>,
    /// Leave the tag out, for tools that refuse a tag beside a digest
    #[arg(long)]
    no_tag: bool,
}

reads_options!(ResolveArguments, ResolveOptions, |arguments| Ok(
    ResolveOptions {
        references: arguments.references,
        tags: reference_style(arguments.no_tag),
    }
));

/// Print the pinned references of locked images; asks no registry
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  docker run \"$(imagelock get web)\"
  imagelock get --all --field digest
  imagelock get web --platform linux/arm64 --no-tag

The tag of an image that is pinned without one is an empty line.")]
#[command(group = ArgGroup::new("selection").args(["names", "all_images"]).required(true))]
struct GetArguments {
    /// Images by their names
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// All locked images, in the order of their names
    // Not the `--all` of other commands, which is about manifests
    #[arg(id = "all_images", long = "all")]
    all: bool,
    /// Print the manifest of one platform instead of the index, like `linux/amd64`
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<Platform>,
    /// Print one part of the reference
    #[arg(long, value_enum, default_value_t = CliField::Reference)]
    field: CliField,
    /// Leave the tag out, for tools that refuse a tag beside a digest
    #[arg(long)]
    no_tag: bool,
    /// Do not hold the lock against the manifest
    #[arg(long)]
    lock_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliField {
    Repository,
    Tag,
    Digest,
    Reference,
}

reads_options!(GetArguments, GetOptions, |arguments| Ok(GetOptions {
    selection: if arguments.all {
        Selection::All
    } else {
        Selection::Names(arguments.names)
    },
    platform: arguments.platform,
    field: match arguments.field {
        CliField::Repository => Field::Repository,
        CliField::Tag => Field::Tag,
        CliField::Digest => Field::Digest,
        CliField::Reference => Field::Reference,
    },
    tags: reference_style(arguments.no_tag),
    against: lock_check(arguments.lock_only),
}));

/// Print completions for a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

impl CompletionsArguments {
    /// The script for the shell.
    pub(crate) fn script(&self, mut program: clap::Command) -> String {
        let mut script = Vec::new();
        let name = env!("CARGO_PKG_NAME");
        clap_complete::generate(self.shell, &mut program, name, &mut script);
        String::from_utf8_lossy(&script).into_owned()
    }
}
