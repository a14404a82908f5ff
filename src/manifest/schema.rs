//! `images.toml` as written: its tables and keys with their places, their types checked, nothing else.

use std::ops::Range;

use super::MinAge;
use super::dotted::{is_dotted_name, report_dotted_names};
use super::rule::{TAG_PATTERN, VARIANT, VERSION};
use crate::document::{Findings, Placed, Problem, Table, TableEntry, TomlDocument};

/// The keys of the file.
const TOP_KEYS: [&str; 3] = ["defaults", "images", "files"];
/// The keys of `[defaults]`.
const DEFAULT_KEYS: [&str; 3] = ["platforms", "min-age", "immutable"];
/// The keys of `[files]`.
const FILES_KEYS: [&str; 2] = ["exclude", "require-digests"];
/// The keys of an image.
const IMAGE_KEYS: [&str; 9] = [
    "image",
    "tag",
    "digest",
    VERSION,
    VARIANT,
    TAG_PATTERN,
    "platforms",
    "min-age",
    "immutable",
];
/// What `version` is called on the command line.
const RANGE: &str = "range";

/// The message for a file that has none.
pub(super) const NO_IMAGES: &str = "no images are declared";

pub(super) struct RawManifest<'d> {
    /// The policy of every image that does not say otherwise.
    pub(super) defaults: RawPolicy<'d>,
    /// The images, in the order of the text.
    pub(super) images: Vec<RawImage<'d>>,
    /// The files that use them.
    pub(super) files: RawFiles<'d>,
}

#[derive(Default)]
pub(super) struct RawFiles<'d> {
    pub(super) exclude: Option<Placed<Vec<Placed<&'d str>>>>,
    pub(super) require_digests: Option<bool>,
}

/// The keys that `[defaults]` and an image have in common.
#[derive(Default)]
pub(super) struct RawPolicy<'d> {
    pub(super) platforms: Option<Placed<Vec<Placed<&'d str>>>>,
    pub(super) min_age: Option<RawSetting<'d>>,
    pub(super) immutable: Option<RawFlag>,
}

pub(super) struct RawImage<'d> {
    pub(super) name: Placed<&'d str>,
    pub(super) form: RawImageForm,
    pub(super) image: Placed<&'d str>,
    pub(super) choice: RawChoice<'d>,
    pub(super) policy: RawPolicy<'d>,
}

/// The keys that choose the content of an image.
#[derive(Default)]
pub(super) struct RawChoice<'d> {
    pub(super) tag: Option<RawSetting<'d>>,
    pub(super) digest: Option<RawSetting<'d>>,
    pub(super) version: Option<RawSetting<'d>>,
    pub(super) variant: Option<RawSetting<'d>>,
    pub(super) tag_pattern: Option<RawSetting<'d>>,
}

impl RawChoice<'_> {
    /// Whether no key chooses, but the reference alone.
    pub(super) fn is_by_reference(&self) -> bool {
        self.tag.is_none() && self.digest.is_none() && !self.has_rule()
    }

    /// Whether there is a key of a rule by which the tag is chosen.
    pub(super) fn has_rule(&self) -> bool {
        self.version.is_some() || self.tag_pattern.is_some()
    }
}

/// The form in which an image is written.
pub(super) enum RawImageForm {
    /// `name = "reference"`
    Short,
    /// `name = { image = … }`, or the same below a header or with dotted keys.
    Table,
}

/// A key with a string.
pub(super) struct RawSetting<'d> {
    pub(super) key: Range<usize>,
    pub(super) value: Placed<&'d str>,
}

/// A key with `true` or `false`.
pub(super) struct RawFlag {
    pub(super) key: Range<usize>,
    pub(super) value: bool,
}

/// Reads what is there, as far as it has the right types.
pub(super) fn read<'d>(
    document: &'d TomlDocument<'_>,
    findings: &mut Findings<'_>,
) -> RawManifest<'d> {
    let root = document.root();
    root.deny_unknown(&TOP_KEYS, findings);
    let defaults = root.get("defaults").and_then(|entry| entry.table(findings));
    if let Some(defaults) = defaults {
        defaults.deny_unknown(&DEFAULT_KEYS, findings);
    }
    let is_misspelt = root
        .unknown(&TOP_KEYS)
        .any(|entry| entry.near(&TOP_KEYS) == Some("images"));
    let files = root.get("files").and_then(|entry| entry.table(findings));
    RawManifest {
        files: files.map_or_else(RawFiles::default, |table| read_files(&table, findings)),
        defaults: defaults.map_or_else(RawPolicy::default, |table| policy(&table, findings)),
        images: match is_misspelt {
            true => Vec::new(),
            false => images(&root, findings),
        },
    }
}

fn read_files<'d>(table: &Table<'d>, findings: &mut Findings<'_>) -> RawFiles<'d> {
    table.deny_unknown(&FILES_KEYS, findings);
    let require_digests = table.get("require-digests");
    RawFiles {
        exclude: table.get("exclude").and_then(|it| it.strings(findings)),
        require_digests: require_digests
            .and_then(|entry| entry.boolean(findings))
            .map(|placed| placed.value),
    }
}

fn images<'d>(root: &Table<'d>, findings: &mut Findings<'_>) -> Vec<RawImage<'d>> {
    let (place, entries) = match root.get("images") {
        Some(entry) => match entry.table(findings) {
            Some(table) => (entry.key_span.clone(), table.entries()),
            None => return Vec::new(),
        },
        None => (0..0, &[][..]),
    };
    if entries.is_empty() {
        let help = "add one below `[images]`: `base = \"alpine:3.20\"`";
        findings.report_missing(Problem::new(place, NO_IMAGES).help(help));
    }
    let images = entries.iter().filter_map(|entry| image(entry, findings));
    images.collect()
}

fn image<'d>(entry: &'d TableEntry<'d>, findings: &mut Findings<'_>) -> Option<RawImage<'d>> {
    if let Some(text) = entry.as_str() {
        return Some(RawImage {
            name: entry.placed_key(),
            form: RawImageForm::Short,
            image: Placed {
                value: text,
                span: entry.span.clone(),
            },
            choice: RawChoice::default(),
            policy: RawPolicy::default(),
        });
    }
    let Some(table) = entry.as_table() else {
        let message = "expected a reference or a table with `image`";
        let problem = Problem::new(entry.span.clone(), message);
        findings.report(problem.help(format!("write `{} = \"alpine:3.20\"`", entry.key)));
        return None;
    };
    if is_dotted_name(entry, &table, &IMAGE_KEYS) {
        report_dotted_names(entry, &table, &IMAGE_KEYS, findings);
        return None;
    }
    for key in table.unknown(&IMAGE_KEYS) {
        match key.key.as_ref() {
            RANGE => key.report_instead(VERSION, findings),
            _ => key.report_unknown(&IMAGE_KEYS, findings),
        }
    }
    read_table(entry, &table, findings)
}

fn read_table<'d>(
    entry: &'d TableEntry<'d>,
    table: &Table<'d>,
    findings: &mut Findings<'_>,
) -> Option<RawImage<'d>> {
    let choice = RawChoice {
        tag: setting(table, "tag", TableEntry::string_of_number, findings),
        digest: setting(table, "digest", TableEntry::string, findings),
        version: setting(table, VERSION, TableEntry::string_of_number, findings),
        variant: setting(table, VARIANT, TableEntry::string_of_number, findings),
        tag_pattern: setting(table, TAG_PATTERN, TableEntry::string, findings),
    };
    let policy = policy(table, findings);
    let Some(image) = table.get("image") else {
        let is_misspelt = table
            .unknown(&IMAGE_KEYS)
            .any(|key| key.near(&IMAGE_KEYS) == Some("image"));
        if !is_misspelt {
            let message = format!("`{}` has no `image`", entry.key);
            let problem = Problem::new(entry.key_span.clone(), message);
            findings.report_missing(problem.help("add the repository: `image = \"nginx\"`"));
        }
        return None;
    };
    Some(RawImage {
        name: entry.placed_key(),
        form: RawImageForm::Table,
        image: image.string(findings)?,
        choice,
        policy,
    })
}

fn setting<'d>(
    table: &Table<'d>,
    key: &str,
    read: impl Fn(&'d TableEntry<'d>, &mut Findings<'_>) -> Option<Placed<&'d str>>,
    findings: &mut Findings<'_>,
) -> Option<RawSetting<'d>> {
    let entry = table.get(key)?;
    read(entry, findings).map(|value| RawSetting {
        key: entry.key_span.clone(),
        value,
    })
}

fn flag(entry: &TableEntry<'_>, findings: &mut Findings<'_>) -> Option<RawFlag> {
    let value = entry.boolean(findings)?.value;
    let key = entry.key_span.clone();
    Some(RawFlag { key, value })
}

/// A number of days, which is a string with its unit.
fn days<'d>(entry: &'d TableEntry<'d>, findings: &mut Findings<'_>) -> Option<Placed<&'d str>> {
    let instead = |number: &str| match format!("{number}d").parse::<MinAge>() {
        Ok(days) => format!("write it with its unit: `\"{days}\"`"),
        Err(_) => "write whole days, like `\"7d\"`".to_owned(),
    };
    entry.string_instead_of_number(instead, findings)
}

fn policy<'d>(table: &Table<'d>, findings: &mut Findings<'_>) -> RawPolicy<'d> {
    RawPolicy {
        platforms: table.get("platforms").and_then(|it| it.strings(findings)),
        min_age: setting(table, "min-age", days, findings),
        immutable: table.get("immutable").and_then(|it| flag(it, findings)),
    }
}
