//! `imagelock verify`.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args};

use super::arguments::{SeenArguments, is_given, source, value};
use super::day::DayArguments;
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use super::usage::usage_error;
use crate::commands::verify::{Allowance, BaseOptions, Depth, VerifyOptions};
use crate::git::Base;
use crate::reference::Registry;

/// Check that images.lock satisfies images.toml
#[derive(Debug, Args)]
#[command(after_help = "\
Without `--present`, `--fresh` and `--base`, no registry is asked. The result
then depends on the files only: a pull request does not fail because a tag moved
meanwhile. With `--fresh`, it fails if a tag moved, unless `min-age` holds that.

`--base` is for pull requests from others. Each entry that differs from the base
is compared with its registry: its tag must name its digest, and its platforms
must be those of the index. For `min-age`, the images.seen of the base says
since when its tag has named it, and not the one of the change. The base is the
merge base of REV and HEAD; if there are several, all of them count. Without
`--all`, `verify --base` fails if the change adds, moves or removes an
images.toml above or below this one.

Examples:
  imagelock verify --all        in CI, for every pull request
  imagelock verify --present    in CI, every night
  imagelock verify --all --base origin/main --anonymous
                                in CI, for pull requests from forks")]
struct VerifyArguments {
    /// Ask the registries whether each locked digest still exists, those of platforms too
    #[arg(long)]
    present: bool,
    /// Ask the registries whether `update` would change or refuse anything
    #[arg(long)]
    fresh: bool,
    /// Ask the registries about each entry that differs from this revision of git or .lock file
    #[arg(long, value_name = "REV|FILE")]
    base: Option<Base>,
    /// Allow a registry that the base does not use; may be repeated
    #[arg(long, value_name = "HOST")]
    allow_registry: Vec<Registry>,
    /// Allow the change to remove platforms, lower `min-age`, drop `immutable` or move such a tag, pin digests by hand,
    /// lower tags, widen ranges, exclude files or drop `require-digests`
    #[arg(long)]
    allow_policy_change: bool,
    /// Allow digests that their tags have not named for as long as `min-age` demands
    #[arg(long)]
    allow_young: bool,
    /// With `--anonymous`: allow images that need credentials and are not checked
    #[arg(long)]
    allow_unasked: bool,
    #[command(flatten)]
    seen: SeenArguments,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    day: DayArguments,
    #[command(flatten)]
    report: ReportArguments,
}

impl VerifyArguments {
    fn options(self) -> Result<VerifyOptions, clap::Error> {
        self.check_allowances()?;
        self.check_records()?;
        let depth = match (self.present, self.fresh) {
            (false, false) => Depth::Offline,
            (true, false) => Depth::Present,
            (false, true) => Depth::Fresh,
            (true, true) => Depth::PresentAndFresh,
        };
        let base = self.base.map(|base| BaseOptions {
            base,
            registries: self.allow_registry.into_iter().collect(),
            policy_change: allowance(self.allow_policy_change),
            young: allowance(self.allow_young),
            unasked: allowance(self.allow_unasked),
        });
        Ok(VerifyOptions {
            depth,
            base,
            seen_from: self.seen.seen_from,
        })
    }

    /// Without a clock nobody needs to know since when a tag names a digest.
    fn check_records(&self) -> Result<(), clap::Error> {
        if self.seen.seen_from.is_empty() || self.fresh || self.base.is_some() {
            return Ok(());
        }
        let words = "`--seen-from` needs `--fresh` or `--base`";
        Err(usage_error(ErrorKind::MissingRequiredArgument, words))
    }

    /// Clap would say that `--base` is missing, and not why.
    fn check_allowances(&self) -> Result<(), clap::Error> {
        let allowances = [
            (!self.allow_registry.is_empty(), "--allow-registry"),
            (self.allow_policy_change, "--allow-policy-change"),
            (self.allow_young, "--allow-young"),
            (self.allow_unasked, "--allow-unasked"),
        ];
        match allowances.iter().find(|(is_given, _)| *is_given) {
            Some((_, option)) if self.base.is_none() => {
                let words = format!("`{option}` needs `--base`");
                Err(usage_error(ErrorKind::MissingRequiredArgument, words))
            }
            _ => Ok(()),
        }
    }
}

/// Tells whether a run may ask a registry; `verify` does where it is asked to, the others by themselves.
pub(super) fn may_ask(command: &ArgMatches) -> bool {
    // A flag that is not given is there by its default
    let is_verify = source(command, "fresh").is_some();
    let asks = ["present", "fresh"].iter().any(|id| is_given(command, id));
    !is_verify || asks || value::<Base>(command, "base").is_some()
}

fn allowance(is_allowed: bool) -> Allowance {
    if is_allowed {
        Allowance::Granted
    } else {
        Allowance::Denied
    }
}

reads_options!(VerifyArguments, VerifyOptions, VerifyArguments::options);
