//! Images of a chart's values to which other values give another name or tag. Helm merges the files
//! (<https://helm.sh/docs/chart_template_guide/values_files/>): a digest with a key of its own, in the values below,
//! would stay and fix the wrong image.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use super::values_walk::walk;
use crate::document::Source;
use crate::scan::image_keys::{NAMES, TAGS};
use crate::scan::mention::{Hindrance, Mention, Pinning};
use crate::scan::scalar::said;
use crate::yaml::Yaml;

/// The stem of the values that Helm reads by itself; all others come on top of those.
pub(super) const MAIN_VALUES: &str = "values";
/// The endings of files of values.
const ENDINGS: [&str; 2] = ["yaml", "yml"];
const DIGEST: &str = "digest";
/// The most mappings of images: many more than any chart has.
const MAPPINGS_MAX: usize = 10_000;
/// The reason why no digest is written.
const OVERRIDDEN: &str = "another values file sets this image, and would keep the digest";

/// Whether a file has values that come on top of the chart's own, by its name.
pub(super) fn is_on_top(path: &Path) -> bool {
    let text = |part: Option<&OsStr>| part.map(|it| it.to_string_lossy().to_lowercase());
    let is_yaml = text(path.extension()).is_some_and(|it| ENDINGS.contains(&it.as_str()));
    let stem = text(path.file_stem()).unwrap_or_default();
    is_yaml && stem.contains(MAIN_VALUES) && stem != MAIN_VALUES
}

/// The keys of images to which these values give another name or tag, without a key for a digest. What cannot be read
/// there is told where it is looked into.
pub(super) fn read(files: impl Iterator<Item = Source>) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for yaml in files.filter_map(|source| Yaml::parse(&source).ok()) {
        walk(&yaml, |keys, node| {
            let is_set = |key: &&str| node.get(key).and_then(said).is_some();
            let mut parts = TAGS.iter().chain(&NAMES);
            if parts.any(is_set) && node.get(DIGEST).is_none() {
                found.insert(keys.to_vec());
            }
            found.len() < MAPPINGS_MAX
        });
    }
    found
}

/// The same mention, where no new digest may be written with a key of its own.
pub(super) fn without_digest(mention: Mention) -> Mention {
    match &mention.pinning {
        Pinning::Digest(place) if place.is_empty() => Mention {
            pinning: Pinning::Unsafe(Hindrance::Tool(OVERRIDDEN)),
            ..mention
        },
        _ => mention,
    }
}
