//! The arguments that say what is printed of a reference.

use clap::{Args, ValueEnum};

use crate::commands::{Field, ReferenceForm};
use crate::reference::Platform;

/// The arguments of commands that print references.
#[derive(Debug, Args)]
pub(super) struct FormArguments {
    /// Print the digest of one platform, like linux/amd64, not of the index
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<Platform>,
    /// Print one part of the reference
    #[arg(long, value_enum, default_value_t = CliField::Reference)]
    field: CliField,
    /// Leave out the tag, for tools that refuse a tag beside a digest
    #[arg(long)]
    no_tag: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliField {
    Repository,
    Tag,
    Digest,
    Reference,
}

impl From<FormArguments> for ReferenceForm {
    fn from(arguments: FormArguments) -> Self {
        Self {
            platform: arguments.platform,
            field: match arguments.field {
                CliField::Repository => Field::Repository,
                CliField::Tag => Field::Tag,
                CliField::Digest => Field::Digest,
                CliField::Reference if arguments.no_tag => Field::ReferenceWithoutTag,
                CliField::Reference => Field::Reference,
            },
        }
    }
}
