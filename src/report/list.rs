//! The report of `list`: the images of a manifest and its lock, each with its state.

pub(super) mod waiting;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::body::{Body, BodyContent, BodyDetail, Message, UsesBody};
use super::columns::aligned;
use super::excluded;
use super::image_use::ImageUse;
use super::not_read;
use super::places::by_name;
use super::row::{Note, Row, RowStatus};
use super::state::note_of;
use super::text::ReportText;
use super::waiting::WaitingDigest;
use crate::day::Day;
use crate::error::Error;
use crate::exit::Status;
use crate::lock::{Entry, EntryState, Lock, Seen};
use crate::manifest::{ExcludeList, Image, ImageName, written_rule};
use crate::reference::Reference;
use waiting::waiting;

/// The images of a manifest and its lock; none where one of the two cannot be read.
#[derive(Debug)]
pub struct ListReport {
    /// The paths, as they are shown.
    pub manifest_path: String,
    pub lock_path: String,
    pub images: BTreeMap<ImageName, Image>,
    pub lock: Lock,
    /// The content of `images.seen`.
    pub seen: Seen,
    pub today: Day,
    /// The places at which files use the images, if they were asked for.
    pub uses: Option<ListedUses>,
}

/// The places at which files use images of a manifest.
#[derive(Debug)]
pub struct ListedUses {
    /// The places, in the order of files and lines.
    pub places: Vec<ImageUse>,
    /// The errors of files that could not be read.
    pub unreadable: Vec<Error>,
    /// The patterns that would exclude those files.
    pub to_exclude: Vec<String>,
    /// The list of patterns of the manifest.
    pub exclude_list: ExcludeList,
    /// The files that the manifest excludes, as they are shown.
    pub excluded: Vec<String>,
    /// The files that were not looked into, in words.
    pub not_asked: Vec<String>,
    /// The files that may name images, and have no reader, as they are shown.
    pub unread: Vec<String>,
    /// The declared images that no file uses.
    pub unused: Vec<ImageName>,
}

impl ListReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let rows = self.rows();
        let unreadable = self.uses.iter().flat_map(|uses| &uses.unreadable);
        Body {
            manifest: Some(&self.manifest_path),
            lock: Some(&self.lock_path),
            text: detail.text(|is_verbose| self.text(&rows, is_verbose)),
            places: self.uses.as_ref().map(ListedUses::body),
            remarks: not_read::line(self.unread(), detail).into_iter().collect(),
            not_asked: self.not_asked(),
            messages: self.messages(),
            status: Status::worst(unreadable.filter_map(Error::class)),
            content: BodyContent::Rows(rows),
            is_listing: true,
            ..Body::default()
        }
    }

    /// A line for each image, and below it what waits until it is old enough, and the places at which files use it.
    fn text(&self, rows: &[Row<'_>], is_verbose: bool) -> ReportText {
        let lines: Vec<Vec<String>> = rows
            .iter()
            .map(|row| line(row, &self.manifest_path))
            .collect();
        let mut text = ReportText::default();
        let places = self.uses.as_ref().map(ListedUses::lines_by_name);
        for (row, line) in rows.iter().zip(aligned(&lines)) {
            text.line(line);
            text.lines(row.waiting.iter().map(|it| self.waiting(it)));
            // What only the lock has is used by nobody
            if let (Some(places), Some(_)) = (&places, row.image) {
                let none = || vec!["  no use found".to_owned()];
                text.lines(places.get(row.name).cloned().unwrap_or_else(none));
            }
        }
        if is_verbose {
            text.lines(not_read::lines(self.unread()));
        }
        text
    }

    /// The line of a digest that waits.
    fn waiting(&self, waiting: &WaitingDigest<'_>) -> String {
        let (named, until) = (waiting.named(), waiting.until);
        if until > self.today {
            format!("  waits until {until}: {named}")
        } else {
            format!("  old enough since {until}: {named}")
        }
    }

    fn unread(&self) -> &[String] {
        let unread = self.uses.as_ref().map(|uses| uses.unread.as_slice());
        unread.unwrap_or_default()
    }

    fn not_asked(&self) -> Vec<&str> {
        let lines = self.uses.iter().flat_map(|uses| &uses.not_asked);
        lines.map(String::as_str).collect()
    }

    /// The errors of files that could not be read, and how to leave those out.
    fn messages(&self) -> Vec<Message<'_>> {
        let Some(uses) = &self.uses else {
            return Vec::new();
        };
        let hint = excluded::hint(
            &self.manifest_path,
            (&uses.to_exclude, uses.exclude_list),
            excluded::NAMED_MAX,
        );
        let errors = uses.unreadable.iter().map(Message::Error);
        errors.chain(hint.map(Message::Hint)).collect()
    }

    /// The images of the manifest, and what else is locked. No note on one is a failure here.
    fn rows(&self) -> Vec<Row<'_>> {
        let (images, entries) = (self.images.keys(), self.lock.entries.keys());
        let names: BTreeSet<&ImageName> = images.chain(entries).collect();
        names.into_iter().map(|name| self.row(name)).collect()
    }

    fn row<'a>(&'a self, name: &'a ImageName) -> Row<'a> {
        let (image, entry) = (self.images.get(name), self.lock.entries.get(name));
        let state = EntryState::of(image, entry);
        let notes = note_of(&state)
            .map(|note| Note {
                class: None,
                ..note
            })
            .into_iter()
            .collect();
        // What has no satisfying entry is locked at once
        let waiting = match image.zip(entry).filter(|_| state.is_satisfied()) {
            Some((image, entry)) => waiting(image, entry, &self.seen),
            None => Vec::new(),
        };
        let entry = entry.map(Cow::Borrowed);
        Row {
            name,
            image,
            old: entry.clone(),
            new: entry,
            status: RowStatus::from(&state),
            notes,
            details: None,
            latest: None,
            chosen: None,
            held: None,
            waiting,
        }
    }
}

impl ListedUses {
    fn body(&self) -> UsesBody<'_> {
        UsesBody {
            uses: &self.places,
            file_errors: &self.unreadable,
            to_exclude: (&self.to_exclude, self.exclude_list),
            excluded: &self.excluded,
            unwanted: &[],
            unread: &self.unread,
            unused: &self.unused,
        }
    }

    /// The places of each image that has some, a line each, and of each that no file uses that there are none.
    fn lines_by_name(&self) -> BTreeMap<&ImageName, Vec<String>> {
        let lines = |places: Vec<&ImageUse>| {
            let line = |place: &ImageUse| format!("  {}", place.position());
            places.into_iter().map(line).collect()
        };
        let unused = self.unused.iter();
        let unused = unused.map(|name| (name, vec!["  no file uses it".to_owned()]));
        let used = by_name(&self.places).into_iter();
        let used = used.map(|(name, places)| (name, lines(places)));
        unused.chain(used).collect()
    }
}

/// A line: the name, what the manifest says it is, the beginning of the locked digest, the rule by which its tag is
/// chosen, and the notes.
fn line(row: &Row<'_>, manifest: &str) -> Vec<String> {
    let notes = row.notes.iter().map(|note| note.message.clone());
    let short = |entry: &Entry| entry.digest.short().to_owned();
    let (reference, rest): (_, Vec<String>) = match (row.image, row.new.as_deref()) {
        (None, Some(entry)) => {
            let mut reference = entry.reference();
            reference.digest = None;
            (reference, vec![short(entry), format!("not in {manifest}")])
        }
        (Some(image), _) if row.status == RowStatus::Missing => {
            let rest = std::iter::once("not locked".to_owned()).chain(rule(image));
            (image.reference(), rest.collect())
        }
        (Some(image), entry) => {
            let entry = entry.filter(|_| row.status == RowStatus::Unchanged);
            let locked = entry.map_or_else(|| "out of date".to_owned(), short);
            let mut reference = image.reference();
            if image.rule().is_some() {
                reference.tag = entry.and_then(|entry| entry.tag.clone());
            }
            let rest = std::iter::once(locked).chain(rule(image)).chain(notes);
            (reference, rest.collect())
        }
        // Who is in neither has no row
        (None, None) => return Vec::new(),
    };
    let mut cells = vec![row.name.to_string(), familiar(reference)];
    cells.extend(rest);
    cells
}

/// `version = "^7.2"`, if the tag is chosen.
fn rule(image: &Image) -> Option<String> {
    image.rule().map(written_rule)
}

/// As people write it; of a digest no more than they look at.
fn familiar(mut reference: Reference) -> String {
    let digest = reference.digest.take();
    let digest = digest.map(|it| format!("@{}:{}…", it.algorithm(), it.short()));
    reference.familiar() + &digest.unwrap_or_default()
}
