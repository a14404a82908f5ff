//! Reading a lock, strictly and in two steps: is it ours and of which version ([`super::recognise`]); then its
//! entries, with all problems collected.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::canonical::{self, Difference, first_difference};
use super::recognise::{Foreign, problem, recognise};
use super::{Entry, Lock, PLATFORMS_OF_LENGTH, Platforms, is_platforms_of};
use crate::document::{Problem, Problems, Source};
use crate::manifest::ImageName;
use crate::reference::{Digest, Platform, Repository, Tag};

/// The keys of an entry.
const ENTRY_KEYS: [&str; 5] = ["image", "tag", "digest", "platforms-of", "platforms"];

/// A lock that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its content.
    pub lock: Lock,
    /// Where the text is not what we would have written; `None` where it is, line ends aside.
    pub difference: Option<Difference>,
}

/// Why a text is not a lock that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It is something else, which must not be overwritten.
    #[error("`{name}` is not a lock of imagelock: {what}")]
    Foreign {
        /// The file's name as it is shown.
        name: String,
        /// What it is.
        what: Foreign,
    },
    /// It has a higher version, or a key that this version does not know.
    #[error("`{}` was written by a newer imagelock", .0.source.name)]
    Newer(Problems),
    /// It has the markers of a merge conflict.
    #[error("`{}` has an unresolved merge conflict", .0.source.name)]
    Conflict(Problems),
    /// It is ours, but no TOML, or not what a lock holds.
    #[error("`{}` is damaged", .0.source.name)]
    Damaged(Problems),
}

impl DecodeError {
    /// Where in the file: for all but foreign ones.
    pub fn problems(&self) -> Option<&Problems> {
        match self {
            Self::Foreign { .. } => None,
            Self::Newer(problems) | Self::Conflict(problems) | Self::Damaged(problems) => Some(problems),
        }
    }
}

/// Reads a lock. A byte order mark, CRLF and comments do no harm, nor does the order.
///
/// # Errors
/// Where the text is not a lock of this version, whole and valid.
pub fn decode(source: &Source) -> Result<Decoded, DecodeError> {
    if let Some(lock) = canonical::read(&source.text) {
        return Ok(Decoded { lock, difference: None });
    }
    let table = recognise(source)?;
    let mut reader = Reader::default();
    let lock = Lock { entries: reader.entries(&table) };
    reader.finish(source)?;
    let difference = first_difference(&source.text, &lock);
    Ok(Decoded { lock, difference })
}

type Key<'t> = Spanned<DeString<'t>>;
type Value<'t> = Spanned<DeValue<'t>>;

/// Reads what it can and remembers what it cannot.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    /// Whether one of the problems is a key that a newer version may know.
    newer: bool,
}

impl Reader {
    fn finish(mut self, source: &Source) -> Result<(), DecodeError> {
        self.problems.sort_by_key(|problem| problem.span.start);
        let problems = Problems { source: source.clone(), list: self.problems };
        match (problems.list.is_empty(), self.newer) {
            (true, _) => Ok(()),
            // Whoever knows more keys may have meant the rest of it too
            (false, true) => Err(DecodeError::Newer(problems)),
            (false, false) => Err(DecodeError::Damaged(problems)),
        }
    }

    fn entries(&mut self, table: &DeTable<'_>) -> BTreeMap<ImageName, Entry> {
        let Some(images) = table.get("images").and_then(|images| self.table("images", images)) else {
            return BTreeMap::new();
        };
        let mut entries = BTreeMap::new();
        for (key, value) in images {
            let name = self.same::<ImageName>(key.get_ref(), key.span());
            let entry = self.entry(key, value);
            entries.extend(name.zip(entry));
        }
        entries
    }

    fn entry(&mut self, name: &Key<'_>, value: &Value<'_>) -> Option<Entry> {
        let table = self.table(name.get_ref(), value)?;
        self.unknown_keys(name.get_ref(), table);
        // All of them are read before one is missed, so that all problems are found
        let repository = self.required(name, table, "image", Self::same::<Repository>);
        let tag = table.get("tag").and_then(|value| self.value("tag", value, Self::same::<Tag>));
        let digest = self.required(name, table, "digest", Self::same::<Digest>);
        let platforms = self.platforms(table);
        Some(Entry { repository: repository?, tag, digest: digest?, platforms })
    }

    fn unknown_keys(&mut self, name: &str, table: &DeTable<'_>) {
        for (key, value) in table.iter().filter(|(key, _)| !ENTRY_KEYS.contains(&key.get_ref().as_ref())) {
            let key_text = key.get_ref();
            if value.get_ref().as_table().is_some_and(|inner| inner.contains_key("image")) {
                let help = format!("write `[images.\"{name}.{key_text}\"]`");
                self.report("a name with a dot is quoted", key.span(), Some(&help));
                continue;
            }
            self.newer = true;
            let message = format!("the key `{key_text}` is not known to this imagelock");
            self.report(&message, key.span(), Some("use a newer imagelock"));
        }
    }

    fn platforms(&mut self, table: &DeTable<'_>) -> Option<Platforms> {
        match (table.get_key_value("platforms-of"), table.get_key_value("platforms")) {
            (None, None) => None,
            (Some((_, of)), Some((key, digests))) => {
                let of = self.value("platforms-of", of, Self::platforms_of);
                let digests = self.platform_digests(key, digests);
                Some(Platforms { of: of?, digests: digests? })
            }
            (Some((key, _)), None) => {
                self.report("there is `platforms-of`, but no `platforms`", key.span(), None);
                None
            }
            (None, Some((key, _))) => {
                self.report("there is `platforms`, but no `platforms-of`", key.span(), None);
                None
            }
        }
    }

    fn platforms_of(&mut self, text: &str, span: Range<usize>) -> Option<String> {
        if is_platforms_of(text) {
            return Some(text.to_owned());
        }
        let message = format!("`platforms-of` is the first {PLATFORMS_OF_LENGTH} hex digits of a digest");
        self.report(&message, span, None);
        None
    }

    fn platform_digests(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<BTreeMap<Platform, Digest>> {
        let table = self.table("platforms", value)?;
        if table.is_empty() {
            self.report("`platforms` has no platform", key.span(), None);
        }
        let mut digests = BTreeMap::new();
        for (name, value) in table {
            // In normal form they are unique, as keys are
            let platform = self.same::<Platform>(name.get_ref(), name.span());
            let digest = self.value(name.get_ref(), value, Self::same::<Digest>);
            digests.extend(platform.zip(digest));
        }
        Some(digests)
    }

    /// A value type that is written as we would write it. `alpine` is a reference too, but not what a lock says.
    fn same<T: FromStr<Err: Display> + Display>(&mut self, text: &str, span: Range<usize>) -> Option<T> {
        match text.parse::<T>().map(|value| (value.to_string(), value)) {
            Ok((canonical, value)) if canonical == text => return Some(value),
            Ok((canonical, _)) => {
                self.report(&format!("`{text}` is written `{canonical}` in a lock"), span, None);
            }
            Err(error) => self.report(&error.to_string(), span, None),
        }
        None
    }

    fn required<T>(
        &mut self,
        name: &Key<'_>,
        table: &DeTable<'_>,
        key: &str,
        read: impl Fn(&mut Self, &str, Range<usize>) -> Option<T>,
    ) -> Option<T> {
        if let Some(value) = table.get(key) {
            return self.value(key, value, read);
        }
        self.report(&format!("`{}` has no `{key}`", name.get_ref()), name.span(), None);
        None
    }

    fn value<T>(
        &mut self,
        key: &str,
        value: &Value<'_>,
        read: impl Fn(&mut Self, &str, Range<usize>) -> Option<T>,
    ) -> Option<T> {
        match value.get_ref().as_str() {
            Some(text) => read(self, text, value.span()),
            None => self.wrong_type(key, "a string", value),
        }
    }

    fn table<'t>(&mut self, key: &str, value: &'t Value<'t>) -> Option<&'t DeTable<'t>> {
        value.get_ref().as_table().or_else(|| self.wrong_type(key, "a table", value))
    }

    fn wrong_type<T>(&mut self, key: &str, expected: &str, value: &Value<'_>) -> Option<T> {
        let found = value.get_ref().type_str();
        self.report(&format!("`{key}` is {expected}, and not of type {found}"), value.span(), None);
        None
    }

    fn report(&mut self, message: &str, span: Range<usize>, help: Option<&str>) {
        self.problems.push(problem(message, span, help));
    }
}
