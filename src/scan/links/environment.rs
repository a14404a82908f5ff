//! The files of variables that compose files are read with: `.env` beside them, and what those say that include them.
//!
//! A variable is mentioned where it is set if it is one image wherever it is used: a digest is then written there.
//! Whether it is used for something else is found out by its name: in no other file may it stand as a word, apart from
//! prose and from other files of variables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collected::CollectedLinks;
use super::words::SoughtNames;
use crate::document::shown_path;
use crate::files::{Trust, is_there, read_text};
use crate::reference::Reference;
use crate::scan::cores::on_all_cores;
use crate::scan::dotenv::{AssignedValue, assignments};
use crate::scan::surroundings::{SaidOfFile, Surroundings};
use crate::scan::variables::{SetValue, Variables};

/// The most variables of a run that are followed to where they are set: the files are searched for each.
const IMAGES_MAX: usize = 200;
/// The endings of prose, from which no tool takes a variable.
const PROSE: [&str; 4] = ["adoc", "markdown", "md", "rst"];

/// A file that a run knows.
pub(in crate::scan) struct KnownFile<'f> {
    /// Where links find it.
    pub(in crate::scan) place: &'f Path,
    pub(in crate::scan) path: &'f Path,
    /// Whether git tracks it.
    pub(in crate::scan) is_tracked: bool,
    /// Whether it is read as a pipeline of GitLab.
    pub(in crate::scan) is_pipeline: bool,
}

/// What files of variables say of compose files, and these of those.
#[derive(Default)]
pub(in crate::scan) struct Environments {
    /// The variables of compose files, by their places.
    pub(in crate::scan) variables: BTreeMap<PathBuf, Variables>,
    /// The variables of files that are one image wherever they are used, by the places of the files.
    pub(in crate::scan) images: BTreeMap<PathBuf, BTreeSet<String>>,
    /// The files of variables that each compose file is read with, by the places of both.
    pub(in crate::scan) files: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The files of variables that are there and were not read, with the reasons, by the places of compose files.
    pub(in crate::scan) unread: BTreeMap<PathBuf, String>,
}

/// The last value of each variable of a file; `None` where that is unknown, or the variable is set twice.
type FileValues = BTreeMap<String, LastValue>;

#[derive(Default)]
struct LastValue {
    text: Option<SetValue>,
    count: usize,
    /// Whether it stands there as it is.
    is_verbatim: bool,
}

impl Environments {
    /// Reads the files of variables that compose files are read with, as far as git tracks them.
    pub(in crate::scan) fn of(links: &CollectedLinks, files: &[KnownFile<'_>]) -> Self {
        let environments = links.environments();
        let wanted: BTreeSet<&PathBuf> = environments.values().flatten().collect();
        let is_wanted =
            |it: &&KnownFile<'_>| it.is_tracked && wanted.contains(&it.place.to_owned());
        let read = files.iter().filter(is_wanted);
        let read = read.filter_map(|file| Some((file.place, values(file.path)?)));
        let read: BTreeMap<&Path, FileValues> = read.collect();
        let shown = files.iter().filter(|it| read.contains_key(it.place));
        let shown: BTreeMap<&Path, String> =
            shown.map(|it| (it.place, shown_path(it.path))).collect();
        let tracked = files.iter().filter(|it| it.is_tracked);
        let tracked: BTreeSet<&Path> = tracked.map(|it| it.place).collect();
        let mut found = Self::default();
        for (place, files) in &environments {
            let mut variables = Variables::default();
            for file in files {
                let values = read.get(file.as_path()).into_iter().flatten();
                let shown = shown.get(file.as_path()).map(String::as_str);
                values.for_each(|(name, value)| variables.take(name, value.text.as_deref(), shown));
            }
            let mut unread = files
                .iter()
                .filter(|file| !read.contains_key(file.as_path()));
            if let Some(file) = unread.find(|file| is_there(file)) {
                let is_tracked = tracked.contains(file.as_path());
                found
                    .unread
                    .insert(place.clone(), why_unread(file, is_tracked));
            }
            if !variables.is_empty() {
                found.variables.insert(place.clone(), variables);
            }
        }
        found.find_images(links, &environments, &read, files);
        found.files = environments;
        found
    }

    /// Finds the variables that are one image wherever they are used.
    fn find_images(
        &mut self,
        links: &CollectedLinks,
        environments: &BTreeMap<PathBuf, BTreeSet<PathBuf>>,
        read: &BTreeMap<&Path, FileValues>,
        files: &[KnownFile<'_>],
    ) {
        let mut images = self.images_of(links, environments, read);
        let names: BTreeSet<&str> = images.iter().map(|(name, _)| *name).collect();
        let names = SoughtNames::new(names.into_iter().take(IMAGES_MAX));
        let Some(others) = all_other_uses(&names, links, files) else {
            return;
        };
        images.retain(|(name, _)| names.has(name) && !others.contains(name));
        for (name, file) in images {
            for (place, variables) in &mut self.variables {
                if environments[place].contains(file) {
                    variables.take_image(name);
                }
            }
            let images = self.images.entry(file.to_owned()).or_default();
            images.insert(name.to_owned());
        }
    }

    /// The variables that compose files use as images as a whole, each with the one file that sets it, and sets it
    /// once.
    fn images_of<'a>(
        &self,
        links: &'a CollectedLinks,
        environments: &BTreeMap<PathBuf, BTreeSet<PathBuf>>,
        read: &BTreeMap<&'a Path, FileValues>,
    ) -> BTreeSet<(&'a str, &'a Path)> {
        let mut images = BTreeSet::new();
        for (place, variables) in &self.variables {
            for name in links.images(place).keys() {
                let known = variables.get(name).and_then(|it| it.value.as_deref());
                let set = environments[place].iter();
                let set = set.filter_map(|file| {
                    let (file, values) = read.get_key_value(file.as_path())?;
                    Some((*file, values.get(name)?))
                });
                if let [(file, value)] = set.collect::<Vec<_>>()[..]
                    && value.count == 1
                    && value.is_verbatim
                    && known.is_some_and(|text| text.parse::<Reference>().is_ok())
                {
                    images.insert((name.as_str(), file));
                }
            }
        }
        images
    }
}

/// The names that files use for something else than an image as a whole; `None` where one cannot be read.
fn all_other_uses<'n>(
    names: &SoughtNames<'n>,
    links: &CollectedLinks,
    files: &[KnownFile<'_>],
) -> Option<BTreeSet<&'n str>> {
    let all = on_all_cores(files, |file| Some(other_uses(names, links, file)));
    let mut others = BTreeSet::new();
    for names in all {
        others.extend(names?);
    }
    Some(others)
}

/// The names that a file uses for something else than an image as a whole; `None` where it cannot be read.
fn other_uses<'n>(
    names: &SoughtNames<'n>,
    links: &CollectedLinks,
    file: &KnownFile<'_>,
) -> Option<Vec<&'n str>> {
    if names.are_none() || is_prose(file.path) {
        return Some(Vec::new());
    }
    let mut counts = names.count(file.path)?;
    if counts.is_empty() {
        return Some(Vec::new());
    }
    let images = links.images(file.place);
    counts.retain(|name, count| images.get(*name) != Some(count));
    if is_of_variables(file.path) && !counts.is_empty() {
        let values = values(file.path)?;
        counts.retain(|name, count| values.get(*name).map(|it| it.count) != Some(*count));
    }
    Some(counts.into_keys().collect())
}

/// Why a file of variables is not read.
fn why_unread(file: &Path, is_tracked: bool) -> String {
    let name = shown_path(Path::new(file.file_name().unwrap_or_default()));
    let reason = match is_tracked {
        true => "cannot be read as compose reads it",
        false => "is not committed or is excluded, so it is not read",
    };
    format!("`{name}` {reason}")
}

/// The surroundings of a compose file beside a file of variables with this text; `None` where compose would refuse
/// that.
pub fn beside_variables(text: &str, file: &str) -> Option<Surroundings> {
    let mut variables = Variables::default();
    for (name, value) in values_in(text)? {
        variables.take(&name, value.text.as_deref(), Some(file));
    }
    let said = SaidOfFile {
        variables,
        ..SaidOfFile::default()
    };
    Some(Surroundings::said(Arc::new(said)))
}

/// The values that a file sets; `None` where it is no file of variables.
fn values(path: &Path) -> Option<FileValues> {
    values_in(&read_text(path, Trust::Found).ok()??)
}

fn values_in(text: &str) -> Option<FileValues> {
    // compose skips it (`ParseWithLookup` of compose-go, `dotenv/godotenv.go`)
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut values = FileValues::new();
    for assignment in assignments(text)? {
        let value = values.entry(assignment.name.to_owned()).or_default();
        value.count += 1;
        value.is_verbatim = matches!(assignment.value, AssignedValue::Verbatim(_));
        value.text = match assignment.value {
            AssignedValue::Verbatim(place) => Some(SetValue::from(&text[place])),
            AssignedValue::Expanded(text) => Some(text),
            AssignedValue::Unknown => None,
        };
    }
    Some(values)
}

fn is_prose(path: &Path) -> bool {
    let ending = path.extension().map(|it| it.to_ascii_lowercase());
    ending.is_some_and(|ending| PROSE.iter().any(|it| ending == *it))
}

/// Whether a file is called as those are that set variables: `.env`, `.env.example`, `prod.env`.
pub(in crate::scan) fn is_of_variables(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == ".env" || name.starts_with(".env.") || name.ends_with(".env")
}
