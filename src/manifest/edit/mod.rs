//! Changing an `images.toml` as a person would: one image more, less or replaced, and every other byte as it was.
//!
//! Pure: a text in, a text out. The places come from the reader of TOML, and the text is cut there and nowhere else, so
//! that comments, line ends and white space cannot be lost. (toml_edit writes a text anew: it turns CRLF into LF, and a
//! value that is set loses the comment behind it.) What comes out is read again, and must say what was meant.

mod compose;
mod delete;
mod exclude_list;
mod form;
mod insert;
mod lines;
mod replace;

use std::collections::{BTreeMap, BTreeSet};

use super::schema::NO_IMAGES;
use super::{Choice, Image, ImageName, Manifest};
use crate::document::{Findings, Problem, Problems, Source, TomlDocument};
use crate::exclude::Exclude;
use crate::reference::Repository;
use insert::Group;

pub use compose::{ImageGroup, ImageLine, NEW_COMMENT, compose, without_images};
pub use exclude_list::{ExcludeList, exclude_line};

/// An `images.toml` that is being changed.
#[derive(Debug, Clone)]
pub struct Draft {
    source: Source,
    warnings: Vec<Problem>,
    images: BTreeMap<ImageName, Image>,
    /// The files that are not read; nobody knows where there are no images yet.
    exclude: Option<Exclude>,
    added: BTreeMap<ImageName, (Repository, Choice)>,
    removed: BTreeSet<ImageName>,
}

/// An `images.toml` that was changed.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The whole file.
    pub file: String,
    /// The manifest that it holds.
    pub manifest: Manifest,
}

impl Draft {
    /// Reads the content of a file. One without images is no mistake: it may get some.
    ///
    /// # Errors
    /// All other problems of the file.
    pub fn open(name: &str, file: &str) -> Result<Self, Problems> {
        let source = Source::new(name, file);
        let has_no_images = |problem: &Problem| problem.message == NO_IMAGES;
        let (images, exclude, warnings) = match Manifest::parse(&source) {
            Ok(read) => (read.images, Some(read.exclude), read.warnings),
            Err(problems) if problems.list.iter().all(has_no_images) => Default::default(),
            Err(problems) => return Err(problems),
        };
        Ok(Self {
            source,
            warnings,
            images,
            exclude,
            added: BTreeMap::new(),
            removed: BTreeSet::new(),
        })
    }

    /// The text, and what is doubtful in it; before it is changed, what is on the disk.
    pub fn doubtful(&self) -> (&Source, &[Problem]) {
        (&self.source, &self.warnings)
    }

    /// The images as they were read, with what was replaced.
    pub fn images(&self) -> &BTreeMap<ImageName, Image> {
        &self.images
    }

    /// Puts an image behind the last one: its name, its reference as it is written, which is only a repository if a
    /// rule chooses the tag, and what that means.
    pub fn add(
        &mut self,
        name: &ImageName,
        written: &str,
        repository: &Repository,
        choice: Choice,
    ) {
        let group = if self.added.is_empty() {
            Group::New
        } else {
            Group::Last
        };
        let (range, text) = self.read(|document, text| {
            let image = (written, choice.rule());
            insert::insertion(document.root(), text, name, image, group)
        });
        self.source.text.replace_range(range, &text);
        self.added
            .insert(name.clone(), (repository.clone(), choice));
    }

    /// Gives an image that is there another tag, digest or rule. All else of it stays, and the form in which it is
    /// written, unless that is a string and a rule needs a table.
    ///
    /// # Errors
    /// If it is written in a way that cannot be changed without a loss.
    pub fn replace(&mut self, name: &ImageName, choice: &Choice) -> Result<(), Problems> {
        let changes = self.read(|document, _| replace::changes(document.root(), name, choice));
        for change in changes.ok_or_else(|| self.refused(Some(name)))? {
            let change = self.read(|document, text| change.insertion(document.root(), text, name));
            let (range, text) = change.ok_or_else(|| self.refused(Some(name)))?;
            self.source.text.replace_range(range, &text);
        }
        if let Some(image) = self.images.get_mut(name) {
            image.choice = choice.clone();
        }
        Ok(())
    }

    /// Takes an image away that is there, with the comment behind it.
    ///
    /// # Errors
    /// Where it is written in a way that cannot be changed without a loss.
    pub fn remove(&mut self, name: &ImageName) -> Result<(), Problems> {
        let ranges = self.read(|document, text| delete::deletions(document.root(), text, name));
        for range in ranges.ok_or_else(|| self.refused(Some(name)))? {
            self.source.text.replace_range(range, "");
        }
        self.removed.insert(name.clone());
        Ok(())
    }

    /// The changed file, which says what it said, and what was added.
    ///
    /// # Errors
    /// If it does not, and the file has to be changed by hand.
    pub fn finish(self) -> Result<Edited, Problems> {
        let manifest = Manifest::parse(&self.source)?;
        if !self.is_meant(&manifest) {
            return Err(self.refused(None));
        }
        Ok(Edited {
            file: self.source.file_with(&self.source.text),
            manifest,
        })
    }

    /// Whether all images are there, and no other, and none has become another one, nor what is not read.
    fn is_meant(&self, manifest: &Manifest) -> bool {
        let stays = |(name, image): (&ImageName, &Image)| {
            let same = |read: &Image| {
                Image {
                    line: image.line,
                    ..read.clone()
                } == *image
            };
            self.removed.contains(name) || manifest.images.get(name).is_some_and(same)
        };
        let is_there = |(name, (repository, choice)): (&ImageName, &(Repository, Choice))| {
            let same = |read: &Image| (&read.repository, &read.choice) == (repository, choice);
            manifest.images.get(name).is_some_and(same)
        };
        let count = self.images.len() + self.added.len() - self.removed.len();
        let exclude = self.exclude.as_ref().unwrap_or(&manifest.exclude);
        *exclude == manifest.exclude
            && manifest.images.len() == count
            && self.images.iter().all(stays)
            && self.added.iter().all(is_there)
    }

    fn read<T>(&self, look: impl FnOnce(&TomlDocument<'_>, &str) -> T) -> T {
        let mut findings = Findings::new(&self.source);
        look(&TomlDocument::parse(&mut findings), &self.source.text)
    }

    /// Says that a person has to do it, and where.
    fn refused(&self, name: Option<&ImageName>) -> Problems {
        let place = self.read(|document, _| {
            let images = document.root().get("images")?;
            let image = name.and_then(|name| images.as_table()?.get(name.as_str()));
            Some(image.unwrap_or(images).key_span.clone())
        });
        let message = "imagelock cannot change what is written here";
        let help = "change it by hand, then run `imagelock lock`";
        let problem = Problem::new(place.unwrap_or(0..0), message).help(help);
        Problems::one(self.source.clone(), problem)
    }
}

#[cfg(test)]
mod tests;
