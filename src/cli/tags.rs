//! `imagelock tags`.

use clap::Args;
use clap::builder::ArgPredicate;

use super::network::NetworkArguments;
use super::output::ListingArguments;
use super::rule::{range, variant};
use crate::commands::tags::TagsOptions;
use crate::select::{TagPattern, TagRule, Variant, VersionRange};

/// List the tags of a repository, and what a range would choose
#[derive(Debug, Args)]
#[command(after_help = "\
Without a range or a pattern, all tags are listed: the newest version first, and
after the versions the tags that are none. With one, the tags that match are
listed, the chosen one first, and below them the near misses, each with its
reason. -v lists all other tags as well, -q only the tags that match.

In a range, `7.2` is any 7.2, `~7.2.4` is 7.2.4 and later patches, and `^7.2` is
7.2 and later versions below 8. Without a variant, no tag with one matches.

Examples:
  imagelock tags redis
  imagelock tags redis --range '^7.2' --variant alpine
  imagelock tags postgres --variant 'alpine*'    any version on any Alpine
  imagelock tags ghcr.io/acme/api --pattern 'main-(?<build>[0-9]+)'")]
struct TagsArguments {
    /// Repository, like redis or ghcr.io/acme/api
    #[arg(value_name = "IMAGE")]
    image: String,
    /// Show which version in this range would be chosen, like '^7.2' or '>=7, <9'
    #[arg(long, value_name = "RANGE", value_parser = range)]
    #[arg(default_value_if("variant", ArgPredicate::IsPresent, "*"))]
    range: Option<VersionRange>,
    /// What the tag has after its version, like alpine; a `*` stands for a number
    #[arg(long, value_name = "VARIANT", value_parser = variant)]
    variant: Option<Variant>,
    /// Show which tag a regular expression would choose; tags are compared by its one named group
    #[arg(long, value_name = "REGEX", conflicts_with_all = ["range", "variant"])]
    pattern: Option<TagPattern>,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    listing: ListingArguments,
}

impl TagsArguments {
    /// What is asked for; a variant alone is one of any version.
    fn rule(self) -> Option<TagRule> {
        let Self {
            range,
            variant,
            pattern,
            ..
        } = self;
        let version = range.map(|range| TagRule::Version { range, variant });
        version.or(pattern.map(TagRule::Pattern))
    }
}

reads_options!(TagsArguments, TagsOptions, |arguments| Ok(TagsOptions {
    image: arguments.image.clone(),
    rule: arguments.rule(),
}));
