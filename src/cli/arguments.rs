//! The arguments that several commands have.

use std::any::Any;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use crate::commands::{DetailMode, Effect, LockCheck, OnFailure, Writing};
use crate::git::SeenSource;

/// Makes the options of a command something that clap can read: it reads the arguments, and these become the options.
macro_rules! reads_options {
    ($arguments:ty, $options:ty, $read:expr) => {
        impl clap::FromArgMatches for $options {
            fn from_arg_matches(matches: &clap::ArgMatches) -> Result<Self, clap::Error> {
                let read: fn($arguments) -> Result<$options, clap::Error> = $read;
                read(<$arguments>::from_arg_matches(matches)?)
            }

            fn update_from_arg_matches(
                &mut self,
                matches: &clap::ArgMatches,
            ) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }

        impl clap::Args for $options {
            fn augment_args(command: clap::Command) -> clap::Command {
                <$arguments>::augment_args(command)
            }

            fn augment_args_for_update(command: clap::Command) -> clap::Command {
                <$arguments>::augment_args_for_update(command)
            }
        }
    };
}

/// What else is believed of how long tags have named their digests.
#[derive(Debug, Args)]
pub(super) struct SeenArguments {
    /// For `min-age`: also believe the images.seen of this revision of git, or this .seen file; may be repeated
    #[arg(long, value_name = "REV|FILE")]
    pub(super) seen_from: Vec<SeenSource>,
}

#[derive(Debug, Args)]
pub(super) struct WritingArguments {
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Like `--dry-run`, and exit with 1 if images.lock would change
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Write the images that succeeded even if others failed
    #[arg(long)]
    keep_going: bool,
    /// Show the version, source and date of changed images, from their labels
    #[arg(long)]
    details: bool,
}

impl WritingArguments {
    pub(super) fn options(&self) -> Writing {
        Writing {
            effect: if self.check {
                Effect::Check
            } else {
                effect(self.dry_run)
            },
            on_failure: if self.keep_going {
                OnFailure::KeepGoing
            } else {
                OnFailure::Stop
            },
            details: detail_mode(self.details),
        }
    }
}

pub(super) fn effect(is_dry_run: bool) -> Effect {
    if is_dry_run {
        Effect::DryRun
    } else {
        Effect::Write
    }
}

pub(super) fn detail_mode(is_asked: bool) -> DetailMode {
    if is_asked {
        DetailMode::Fetch
    } else {
        DetailMode::Omit
    }
}

pub(super) fn lock_check(is_lock_only: bool) -> LockCheck {
    if is_lock_only {
        LockCheck::Nothing
    } else {
        LockCheck::Manifest
    }
}

/// The value of an argument; `None` where the command has no such argument, or none was given.
pub(super) fn value<T: Any + Clone + Send + Sync>(command: &ArgMatches, id: &str) -> Option<T> {
    command.try_get_one(id).ok().flatten().cloned()
}

/// Where the value of an argument is from; `None` if the command has no such argument, or it has no value.
///
/// Only what was read can tell: whether the command has an argument at all, clap checks in debug builds alone.
pub(super) fn source(command: &ArgMatches, id: &str) -> Option<ValueSource> {
    let is_read = command.ids().any(|read| read == id);
    is_read.then(|| command.value_source(id)).flatten()
}

/// Tells whether the command line has the value of an argument, and not a variable.
pub(super) fn is_argument(command: &ArgMatches, id: &str) -> bool {
    source(command, id) == Some(ValueSource::CommandLine)
}

/// Tells whether a flag is given; it is not where the command has no such flag.
pub(super) fn is_given(command: &ArgMatches, id: &str) -> bool {
    value(command, id) == Some(true)
}
