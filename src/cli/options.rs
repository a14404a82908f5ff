//! Arguments as the commands' options.

use super::arguments::{AddArgs, CliCommand, CliField, GetArgs, RemoveArgs};
use super::arguments::{ReportArgs, VerifyArgs, WritingArgs};
use crate::commands::verify::{Allowance, Depth};
use crate::commands::{DetailMode, Effect, LockCheck, OnFailure, ReferenceStyle, Writing};
use crate::commands::{add, get, remove, verify};

impl CliCommand {
    /// How its report is wanted; `None` where it prints data.
    pub(super) fn report(&self) -> Option<&ReportArgs> {
        match self {
            Self::Update { report, .. }
            | Self::Lock { report, .. }
            | Self::Outdated { report, .. }
            | Self::Diff { report, .. } => Some(report),
            Self::Add(arguments) => Some(&arguments.report),
            Self::Remove(arguments) => Some(&arguments.report),
            Self::Verify(arguments) => Some(&arguments.report),
            Self::Init(arguments) => Some(&arguments.report),
            Self::Import(arguments) => Some(&arguments.report),
            Self::Check(arguments) => Some(&arguments.report),
            Self::List { .. }
            | Self::Resolve { .. }
            | Self::Get(_)
            | Self::Export(_)
            | Self::Completions { .. } => None,
        }
    }
}

impl CliCommand {
    /// Whether it lets pass what cannot be asked.
    pub(super) fn lets_unasked_pass(&self) -> bool {
        matches!(
            self,
            Self::Verify(VerifyArgs {
                allow_unasked: true,
                ..
            })
        )
    }
}

impl WritingArgs {
    pub(super) fn options(&self) -> Writing {
        let effect = match (self.dry_run, self.check) {
            (_, true) => Effect::Check,
            (true, false) => Effect::DryRun,
            (false, false) => Effect::Write,
        };
        let on_failure = if self.keep_going {
            OnFailure::KeepGoing
        } else {
            OnFailure::Stop
        };
        Writing {
            effect,
            on_failure,
            details: details(self.details),
        }
    }
}

impl AddArgs {
    pub(super) fn options(self) -> add::AddOptions {
        add::AddOptions {
            images: self.images,
            name: self.name,
            effect: effect(self.dry_run),
        }
    }
}

impl RemoveArgs {
    pub(super) fn options(self) -> remove::RemoveOptions {
        remove::RemoveOptions {
            names: self.names,
            effect: effect(self.dry_run),
        }
    }
}

fn effect(dry_run: bool) -> Effect {
    if dry_run {
        Effect::DryRun
    } else {
        Effect::Write
    }
}

impl VerifyArgs {
    pub(super) fn options(self) -> verify::VerifyOptions {
        let depth = match (self.present, self.fresh) {
            (false, false) => Depth::Offline,
            (true, false) => Depth::Present,
            (false, true) => Depth::Fresh,
            (true, true) => Depth::PresentAndFresh,
        };
        let allow = |flag: bool| {
            if flag {
                Allowance::Passes
            } else {
                Allowance::Fails
            }
        };
        let base = self.base.map(|base| verify::BaseOptions {
            base,
            registries: self.allow_registry.into_iter().collect(),
            policy_change: allow(self.allow_policy_change),
            unasked: allow(self.allow_unasked),
        });
        verify::VerifyOptions { depth, base }
    }
}

impl GetArgs {
    pub(super) fn options(self) -> get::GetOptions {
        get::GetOptions {
            selection: if self.all {
                get::Selection::All
            } else {
                get::Selection::Names(self.names)
            },
            platform: self.platform,
            field: match self.field {
                CliField::Repository => get::Field::Repository,
                CliField::Tag => get::Field::Tag,
                CliField::Digest => get::Field::Digest,
                CliField::Reference => get::Field::Reference,
            },
            tags: tags(self.no_tag),
            against: against(self.lock_only),
        }
    }
}

pub(super) fn against(lock_only: bool) -> LockCheck {
    if lock_only {
        LockCheck::Nothing
    } else {
        LockCheck::Manifest
    }
}

pub(super) fn tags(no_tag: bool) -> ReferenceStyle {
    if no_tag {
        ReferenceStyle::DigestOnly
    } else {
        ReferenceStyle::TagAndDigest
    }
}

pub(super) fn details(is_wanted: bool) -> DetailMode {
    if is_wanted {
        DetailMode::Asked
    } else {
        DetailMode::Left
    }
}
