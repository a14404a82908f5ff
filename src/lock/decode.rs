//! Reading a lock, strictly and in two steps: is it ours and of which version ([`super::recognise`]); then its
//! entries, with all problems collected.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use super::canonical::{self, Difference, first_difference};
use super::error::DecodeError;
use super::keys::{self, ENTRY_KEYS, EntrySource, PLATFORMS, PLATFORMS_OF};
use super::recognise::{LOCK, recognise};
use super::{Entry, Lock, PLATFORMS_OF_LENGTH, Platforms, is_platforms_of};
use crate::document::{Findings, Placed, Problem, Source, Table, TableEntry, TomlDocument};
use crate::manifest::{ImageName, TAG_PATTERN, VARIANT, VERSION};
use crate::reference::{Digest, Platform};
use crate::select::{TagPattern, TagRule, Variant, VersionRange};

/// A lock that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its content.
    pub lock: Lock,
    /// The first line that we would not have written so; `None` in the canonical form, line ends aside.
    pub difference: Option<Difference>,
}

/// Reads a lock. A byte order mark, CRLF and comments do no harm, nor does the order.
///
/// # Errors
/// Where the text is not a lock of this version, whole and valid.
pub fn decode(source: &Source) -> Result<Decoded, DecodeError> {
    if let Some(lock) = canonical::read(&source.text) {
        return Ok(Decoded {
            lock,
            difference: None,
        });
    }
    let mut findings = Findings::new(source);
    let document = TomlDocument::parse(&mut findings);
    let findings = recognise(document.root(), findings, LOCK)?;
    let mut reader = LockReader {
        findings,
        newer: false,
    };
    let lock = Lock {
        entries: reader.entries(document.root()),
    };
    reader.finish()?;
    let difference = first_difference(&source.text, &lock);
    Ok(Decoded { lock, difference })
}

/// Reads what it can, and gathers what is wrong with the rest.
struct LockReader<'s> {
    findings: Findings<'s>,
    /// True after a key that a newer version may know.
    newer: bool,
}

impl LockReader<'_> {
    fn finish(self) -> Result<(), DecodeError> {
        // Whoever knows more keys may have meant the rest of it too
        self.findings.finish().map_err(if self.newer {
            DecodeError::Newer
        } else {
            DecodeError::Damaged
        })
    }

    fn entries(&mut self, root: Table<'_>) -> BTreeMap<ImageName, Entry> {
        let images = root.get("images");
        let images = images.and_then(|images| images.table(&mut self.findings));
        let mut entries = BTreeMap::new();
        for field in images.iter().flat_map(Table::entries) {
            let name = self.same::<ImageName>(field.placed_key());
            let entry = self.entry(field);
            entries.extend(name.zip(entry));
        }
        entries
    }

    fn entry(&mut self, field: &TableEntry<'_>) -> Option<Entry> {
        let table = field.table(&mut self.findings)?;
        self.unknown_keys(field, table);
        keys::read(&mut EntryReader {
            reader: self,
            field,
            table,
        })
    }

    fn unknown_keys(&mut self, field: &TableEntry<'_>, table: Table<'_>) {
        for unknown in table.unknown(&ENTRY_KEYS) {
            let inner = unknown.as_table();
            if inner.is_some_and(|inner| inner.get("image").is_some()) {
                let help = format!("write `[images.\"{}.{}\"]`", field.key, unknown.key);
                let message = "a name with a dot must be quoted";
                self.report(Problem::new(unknown.key_span.clone(), message).help(help));
            } else {
                self.newer = true;
                unknown.report_unknown(&ENTRY_KEYS, &mut self.findings);
            }
        }
    }

    fn platforms_of(&mut self, field: &TableEntry<'_>) -> Option<String> {
        let text = field.string(&mut self.findings)?;
        if is_platforms_of(text.value) {
            return Some(text.value.to_owned());
        }
        let message = format!(
            "`platforms-of` must be the first {PLATFORMS_OF_LENGTH} hex digits of a digest"
        );
        self.report(Problem::new(text.span, message));
        None
    }

    fn platform_digests(&mut self, field: &TableEntry<'_>) -> Option<BTreeMap<Platform, Digest>> {
        let table = field.table(&mut self.findings)?;
        if table.entries().is_empty() {
            let message = "`platforms` is empty";
            self.report(Problem::new(field.key_span.clone(), message));
        }
        let mut digests = BTreeMap::new();
        for field in table.entries() {
            // In normal form they are unique, as keys are
            let platform = self.same::<Platform>(field.placed_key());
            let digest = self.value::<Digest>(field);
            digests.extend(platform.zip(digest));
        }
        Some(digests)
    }

    fn value<T: FromStr<Err: Display> + Display>(&mut self, field: &TableEntry<'_>) -> Option<T> {
        let text = field.string(&mut self.findings)?;
        self.same(text)
    }

    fn same<T: FromStr<Err: Display> + Display>(&mut self, text: Placed<&str>) -> Option<T> {
        same(text, &mut self.findings)
    }

    fn report(&mut self, problem: Problem) {
        self.findings.report(problem);
    }
}

/// A value type that is written as we would write it. `alpine` is a reference too, but not what a lock says.
pub(super) fn same<T: FromStr<Err: Display> + Display>(
    text: Placed<&str>,
    findings: &mut Findings<'_>,
) -> Option<T> {
    let message = match text.value.parse::<T>() {
        Ok(value) if value.to_string() == text.value => return Some(value),
        Ok(value) => format!("expected the normal form `{value}`"),
        Err(error) => error.to_string(),
    };
    findings.report(Problem::new(text.span, message));
    None
}

/// The table of an entry, read key by key.
struct EntryReader<'r, 's, 'd> {
    reader: &'r mut LockReader<'s>,
    field: &'d TableEntry<'d>,
    table: Table<'d>,
}

impl EntrySource for EntryReader<'_, '_, '_> {
    fn optional<T: FromStr<Err: Display> + Display>(&mut self, key: &str) -> Option<T> {
        self.reader.value(self.table.get(key)?)
    }

    fn required<T: FromStr<Err: Display> + Display>(&mut self, key: &str) -> Option<T> {
        if self.table.get(key).is_none() {
            let message = format!("`{}` has no `{key}`", self.field.key);
            let problem = Problem::new(self.field.key_span.clone(), message);
            self.reader.report(problem);
        }
        self.optional(key)
    }

    fn rule(&mut self) -> Option<TagRule> {
        let range = self.optional::<VersionRange>(VERSION);
        let variant = self.optional::<Variant>(VARIANT);
        let pattern = self.optional::<TagPattern>(TAG_PATTERN);
        let wrong = |entry: &TableEntry<'_>, message: &str| {
            Some(Problem::new(entry.key_span.clone(), message))
        };
        let problem = match [VERSION, VARIANT, TAG_PATTERN].map(|key| self.table.get(key)) {
            [Some(_), _, Some(pattern)] => wrong(
                pattern,
                "`tag-pattern` and `version` cannot be used together",
            ),
            [None, Some(variant), _] => wrong(variant, "`variant` has no effect without `version`"),
            [Some(_), _, None] | [None, None, _] => None,
        };
        if let Some(problem) = problem {
            self.reader.report(problem);
        }
        match range {
            Some(range) => Some(TagRule::Version { range, variant }),
            None => pattern.map(TagRule::Pattern),
        }
    }

    fn platforms(&mut self) -> Option<Platforms> {
        match (self.table.get(PLATFORMS_OF), self.table.get(PLATFORMS)) {
            (None, None) => None,
            (Some(of), Some(platforms)) => {
                let of = self.reader.platforms_of(of);
                let digests = self.reader.platform_digests(platforms);
                Some(Platforms {
                    of: of?,
                    digests: digests?,
                })
            }
            (Some(alone), None) | (None, Some(alone)) => {
                let message = "`platforms` and `platforms-of` belong together, but one is missing";
                let problem = Problem::new(alone.key_span.clone(), message);
                self.reader.report(problem);
                None
            }
        }
    }
}
