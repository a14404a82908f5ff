//! `imagelock update`.

use clap::Args;

use super::arguments::{SeenArguments, WritingArguments};
use super::day::DayArguments;
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::update::UpdateOptions;

/// Ask the registries for every image, and lock what they answer
#[derive(Debug, Args)]
#[command(after_help = "\
If an image has `min-age = \"7d\"` in images.toml, a new digest is held until its
tag has been seen to name it for seven days. images.seen, beside images.lock,
keeps what was seen, so run `update` every day. A held image is no failure. A
refused one is: a platform is missing, or the tag of an `immutable` image moved.
Its old entry stays, and the others are written.

Examples:
  imagelock update              lock what all tags name now
  imagelock update web cache    update these two images only
  imagelock update --check      fail if anything would change
  imagelock update web --ignore-min-age web
                                lock what its tag names now, however new it is
  imagelock update --all        update every images.toml of the repository")]
struct UpdateArguments {
    /// Names of the images to update; all if none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Lock what the tag of this image names now, even if it is younger than `min-age`; may be repeated
    #[arg(long, value_name = "NAME")]
    ignore_min_age: Vec<String>,
    /// Lock a new index even if it has the same manifests for the declared platforms
    #[arg(long)]
    refresh_index: bool,
    #[command(flatten)]
    writing: WritingArguments,
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

reads_options!(UpdateArguments, UpdateOptions, |arguments| Ok(
    UpdateOptions {
        names: arguments.names,
        ignore_min_age: arguments.ignore_min_age,
        takes_same_index: arguments.refresh_index,
        writing: arguments.writing.options(),
        seen_from: arguments.seen.seen_from,
    }
));
