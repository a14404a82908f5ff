//! `imagelock verify`.

use clap::{ArgMatches, Args};

use super::arguments::{is_given, value};
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::verify::{Allowance, BaseOptions, Depth, VerifyOptions};
use crate::git::Base;
use crate::reference::Registry;

/// Check that images.lock satisfies images.toml
#[derive(Debug, Args)]
#[command(after_help = "\
By default no registry is asked, so that the answer is always the same: the gate
for every pull request. A lock is not wrong because something newer was
published: only `--fresh` fails for that.

`--base` is the gate for changes by others: every entry that differs from the
base is asked, its tag must name its digest, and its platforms must be those of
the index. What did not change is not asked, so nothing that moved meanwhile
fails. Of a branch, the base is the commit at which the change left it; where
histories cross there are several, and each counts. Without `--all`, a change
that adds or removes an images.toml above or below this one fails.

Examples:
  imagelock verify --all                                   on every pull request
  imagelock verify --all --base origin/main --anonymous    on those of strangers
  imagelock verify --present                               every night")]
struct VerifyArguments {
    /// Also ask whether every locked digest is still there
    #[arg(long)]
    present: bool,
    /// Also ask whether `update` would change a tag or digest, or refuse
    #[arg(long)]
    fresh: bool,
    /// Also ask whether what differs from this base is true: a revision of git, or a file that ends in `.lock`
    #[arg(long, value_name = "REV|FILE")]
    base: Option<Base>,
    /// Ask a registry that the base does not use; may be repeated
    #[arg(long, value_name = "HOST", requires = "base")]
    allow_registry: Vec<Registry>,
    /// Let pass that platforms are removed, images pinned by hand, tags lowered, files excluded
    #[arg(long, requires = "base")]
    allow_policy_change: bool,
    /// Let pass what an `--anonymous` run cannot ask, since it is not public
    #[arg(long, requires = "base")]
    allow_unasked: bool,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    report: ReportArguments,
}

impl VerifyArguments {
    fn options(self) -> Result<VerifyOptions, clap::Error> {
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
            unasked: allowance(self.allow_unasked),
        });
        Ok(VerifyOptions { depth, base })
    }
}

/// Tells whether a run may ask a registry; `verify` does where it is asked to, the others by themselves.
pub(super) fn may_ask(command: &ArgMatches) -> bool {
    let is_verify = command.try_contains_id("fresh").is_ok();
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
