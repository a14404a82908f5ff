//! `imagelock add`.

use clap::Args;

use super::arguments::effect;
use super::files::FileArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use super::rule::RangeArguments;
use crate::commands::add::AddOptions;

/// Add images to images.toml, or change their tags, and lock them
#[derive(Debug, Args)]
#[command(after_help = "\
If images.toml has NAME already, with the same repository, its tag, digest or
range is replaced, and its other keys stay. If there is no images.toml, it is
created in this directory. An image that does not exist, or a range without a
tag, is not added: both files are written, or neither.

With a range, the newest tag in it is locked. If NAME is locked with a tag in
the range, that tag stays, and `update` takes newer ones. `imagelock tags IMAGE
--range RANGE` shows what would be chosen.

Examples:
  imagelock add nginx:1.27 redis:7.4      as `nginx` and `redis`
  imagelock add redis:7.4 --name cache    as `cache`, or change its tag
  imagelock add redis --range '^7.2' --variant alpine")]
struct AddArguments {
    /// References of the images, like nginx:1.27
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
    #[command(flatten)]
    range: RangeArguments,
    /// Name of the image, new or existing; by default, it is made from the repository
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(AddArguments, AddOptions, |arguments| Ok(AddOptions {
    images: arguments.images,
    rule: arguments.range.rule(),
    name: arguments.name,
    effect: effect(arguments.dry_run),
}));
