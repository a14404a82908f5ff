//! The arguments that say what is printed of a reference.

use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use super::usage::usage_error;
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

impl FormArguments {
    /// The form, where each option has an effect on it.
    pub(super) fn form(self) -> Result<ReferenceForm, clap::Error> {
        self.check_effects()?;
        Ok(ReferenceForm {
            platform: self.platform,
            field: match self.field {
                CliField::Repository => Field::Repository,
                CliField::Tag => Field::Tag,
                CliField::Digest => Field::Digest,
                CliField::Reference if self.no_tag => Field::ReferenceWithoutTag,
                CliField::Reference => Field::Reference,
            },
        })
    }

    fn check_effects(&self) -> Result<(), clap::Error> {
        let is_whole = self.field == CliField::Reference;
        let has_digest = is_whole || self.field == CliField::Digest;
        let (lacking, option) = if self.no_tag && !is_whole {
            ("whole reference", "--no-tag")
        } else if self.platform.is_some() && !has_digest {
            ("digest", "--platform")
        } else {
            return Ok(());
        };
        let field = self.field.to_possible_value().unwrap_or_default();
        let field = field.get_name();
        let words = format!("`--field {field}` prints no {lacking}, so it takes no `{option}`");
        Err(usage_error(ErrorKind::ArgumentConflict, words))
    }
}
