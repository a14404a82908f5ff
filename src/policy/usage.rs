//! Is an image that a file uses one that the manifest names, and is a digest that is written there the locked one?

use std::collections::BTreeMap;

use crate::lock::{Entry, Lock};
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::reference::{Digest, Reference, Repository, Tag};

/// The place of a used image in manifest and lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage<'a> {
    /// It is written with the locked digest, of the image or of one of its platforms.
    Pinned(&'a ImageName),
    /// It is written without a digest; this one is locked.
    Unpinned(&'a ImageName, &'a Digest),
    /// It is written with another digest than the locked one; `None` where nobody can tell which of several images it is.
    Other(&'a ImageName, Option<&'a Digest>),
    /// It is written as it was locked before; its tag, if another one has to stand there, and its digest of now.
    Outdated(&'a ImageName, Option<&'a Tag>, &'a Digest),
    /// The manifest names it, and no entry of the lock satisfies that.
    NotLocked(&'a ImageName),
    /// The manifest does not name it. The names of other images of its repository.
    Undeclared(Vec<&'a ImageName>),
}

impl<'a> Usage<'a> {
    /// The image that is used; `None` if the manifest does not name it.
    pub fn name(&self) -> Option<&'a ImageName> {
        match self {
            Self::Pinned(name)
            | Self::Unpinned(name, _)
            | Self::Other(name, _)
            | Self::Outdated(name, ..)
            | Self::NotLocked(name) => Some(name),
            Self::Undeclared(_) => None,
        }
    }
}

/// The images that a manifest declares, by repository.
#[derive(Debug)]
pub struct Declared<'a> {
    images: BTreeMap<&'a Repository, Vec<Declaration<'a>>>,
}

/// An image, and its entry where that satisfies it.
#[derive(Debug, Clone, Copy)]
struct Declaration<'a> {
    name: &'a ImageName,
    image: &'a Image,
    entry: Option<&'a Entry>,
}

impl<'a> Declared<'a> {
    /// The images of a manifest, with the entries of its lock.
    pub fn new(manifest: &'a Manifest, lock: &'a Lock) -> Self {
        let mut images: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, image) in &manifest.images {
            let entry = lock.entries.get(name);
            let entry = entry.filter(|entry| entry.check(image).is_ok());
            let declared = images.entry(&image.repository).or_default();
            declared.push(Declaration { name, image, entry });
        }
        Self { images }
    }

    /// The usage of an image that a file uses.
    pub fn usage(&self, used: &Reference) -> Usage<'a> {
        let all = self.images.get(&used.repository);
        let all = all.map(Vec::as_slice).unwrap_or_default();
        let mut meant: Vec<Declaration<'a>> =
            all.iter().filter(|it| it.may_be(used)).copied().collect();
        // A tag's own image goes before a pin by hand that has the tag beside its digest
        let own = meant.iter().find(|it| !it.image.is_pinned()).copied();
        if let (Some(_), Some(_), Some(digest)) = (own, &used.tag, &used.digest) {
            meant
                .retain(|it| !it.image.is_pinned() || it.is_pin_of(Some(digest)) || it.has(digest));
        }
        let Some(first) = own.as_ref().or(meant.first()) else {
            return Usage::Undeclared(all.iter().map(|it| it.name).collect());
        };
        match &used.digest {
            Some(digest) => match meant.iter().find(|it| it.has(digest)) {
                Some(it) => Usage::Pinned(it.name),
                None if meant.iter().all(|it| it.entry.is_none()) => Usage::NotLocked(first.name),
                None => Usage::Other(first.name, only(&meant)),
            },
            None => match first.entry {
                Some(entry) => Usage::Unpinned(first.name, &entry.digest),
                None => Usage::NotLocked(first.name),
            },
        }
    }
}

impl<'a> Declared<'a> {
    /// The usage of an image by what locks said before, where those of now do not tell it: what stands there was the tag
    /// and the digest of one declared image, by its name and repository.
    pub fn usage_before(&self, used: &Reference, locks: &[Lock]) -> Option<Usage<'a>> {
        let all = self.images.get(&used.repository)?;
        let was_locked = |it: &&Declaration<'a>| {
            let entries = locks.iter().filter_map(|lock| lock.entries.get(it.name));
            let mut entries = entries.filter(|entry| entry.repository == used.repository);
            entries.any(|entry| was_written(entry, used))
        };
        let were_locked: Vec<&Declaration<'a>> = all.iter().filter(was_locked).collect();
        let first = were_locked.first()?;
        let is_one = were_locked.iter().all(|it| it.now() == first.now());
        is_one.then(|| first.usage_now(used)).flatten()
    }

    /// The images that an image of a file may be; where it is none of them, all of its repository.
    pub fn names_of(&self, used: &Reference) -> Vec<&'a ImageName> {
        let all = self.images.get(&used.repository);
        let all = all.map(Vec::as_slice).unwrap_or_default();
        let meant = all.iter().filter(|it| it.may_be(used));
        let meant: Vec<&'a ImageName> = meant.map(|it| it.name).collect();
        match meant.as_slice() {
            [] => all.iter().map(|it| it.name).collect(),
            _ => meant,
        }
    }
}

impl Usage<'_> {
    /// Whether what locks said before may tell which image it is.
    pub fn is_open(&self, used: &Reference) -> bool {
        match self {
            Self::Undeclared(near) => used.digest.is_some() && !near.is_empty(),
            Self::Other(_, digest) => digest.is_none(),
            Self::Pinned(_) | Self::Unpinned(..) | Self::Outdated(..) | Self::NotLocked(_) => false,
        }
    }
}

impl<'a> Declaration<'a> {
    /// What is declared and locked of it.
    fn now(&self) -> Option<(Option<&'a Tag>, &'a Digest)> {
        Some((self.image.written_tag(), &self.entry?.digest))
    }

    /// The tag and digest of now in the place of what was locked before; `None` where none can stand there.
    fn usage_now(&self, used: &Reference) -> Option<Usage<'a>> {
        let Some(entry) = self.entry else {
            return Some(Usage::NotLocked(self.name));
        };
        let Some(old) = &used.tag else {
            return Some(Usage::Outdated(self.name, None, &entry.digest));
        };
        let tag = self.image.written_tag()?;
        let tag = Some(tag).filter(|tag| *tag != old);
        Some(Usage::Outdated(self.name, tag, &entry.digest))
    }
}

/// Whether a file writes an image as an entry has it. The entry of a pin by hand has no tag.
fn was_written(entry: &Entry, used: &Reference) -> bool {
    let is_tag = match (&entry.tag, &used.tag) {
        (Some(locked), Some(written)) => locked == written,
        (None, _) | (_, None) => true,
    };
    is_tag && used.digest.as_ref().is_some_and(|it| entry.has(it))
}

impl Declaration<'_> {
    /// Tells whether a used image may be this one: by its tag, or, where only a digest is written, whatever the tag.
    fn may_be(&self, used: &Reference) -> bool {
        match (&used.tag, &used.digest) {
            (Some(tag), _) => {
                self.image.written_tag() == Some(tag) || self.is_pin_of(used.digest.as_ref())
            }
            (None, Some(_)) => true,
            (None, None) => self.image.written_tag() == Some(&Tag::latest()),
        }
    }

    fn is_pin_of(&self, digest: Option<&Digest>) -> bool {
        matches!(&self.image.choice, Choice::Pin { digest: pin, .. } if Some(pin) == digest)
    }

    fn has(&self, digest: &Digest) -> bool {
        self.entry.is_some_and(|entry| entry.has(digest))
    }
}

/// The locked digest of all of these, where they have one.
fn only<'a>(meant: &[Declaration<'a>]) -> Option<&'a Digest> {
    let mut digests = meant.iter().map(|it| it.entry.map(|entry| &entry.digest));
    let first = digests.next()??;
    digests.all(|digest| digest == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::lock::decode;

    const MANIFEST: &str = "[images]\nweb = \"nginx:1\"\nold = \"nginx:0\"\nnew = \"redis:7\"\nlast = \"alpine\"\n\
        a-pin = \"busybox:1@sha256:PIN\"\nbox = \"busybox:1\"\n";

    /// `1` and so on stand for digests.
    fn digests(text: &str) -> String {
        let digest = |letter: &str| letter.repeat(64);
        let text = text.replace("PIN", &digest("f"));
        ["1", "2", "3"].iter().fold(text, |text, letter| {
            text.replace(&format!("#{letter}"), &digest(letter))
        })
    }

    fn entry(name: &str, image: &str, tag: &str, digest: &str) -> String {
        let tag = if tag.is_empty() {
            String::new()
        } else {
            format!("tag = \"{tag}\"\n")
        };
        format!(
            "[images.{name}]\nimage = \"docker.io/library/{image}\"\n{tag}digest = \"sha256:{digest}\"\n"
        )
    }

    #[test]
    fn an_image_is_known_by_its_tag_and_a_digest_by_the_lock() {
        let manifest = Manifest::parse(&Source::new("m", digests(MANIFEST))).unwrap();
        let entries = [
            entry("web", "nginx", "1", "#1"),
            entry("old", "nginx", "0", "#2"),
            entry("last", "alpine", "latest", "#3"),
            entry("a-pin", "busybox", "", "PIN"),
            entry("box", "busybox", "1", "#1"),
        ];
        let lock = digests(&format!("version = 1\n{}", entries.join("")));
        let lock = decode(&Source::new("l", lock)).unwrap().lock;
        let declared = Declared::new(&manifest, &lock);
        let cases = [
            ("nginx:1", "unpinned web 1"),
            ("docker.io/library/nginx:1", "unpinned web 1"),
            ("nginx:1@sha256:#1", "pinned web"),
            ("nginx:1@sha256:#2", "other web 1"),
            ("nginx@sha256:#2", "pinned old"),
            ("nginx@sha256:#3", "other old ?"),
            ("nginx:2", "undeclared old web"),
            ("nginx:2@sha256:#1", "undeclared old web"),
            ("nginx", "undeclared old web"),
            ("alpine", "unpinned last 3"),
            ("alpine:latest", "unpinned last 3"),
            ("alpine@sha256:#1", "other last 3"),
            ("redis:7", "not locked new"),
            ("redis:7@sha256:#1", "not locked new"),
            ("node:20", "undeclared"),
            ("busybox:1", "unpinned box 1"),
            ("busybox:1@sha256:PIN", "pinned a-pin"),
            ("busybox:9@sha256:PIN", "pinned a-pin"),
            ("busybox:1@sha256:#2", "other box 1"),
        ];
        for (used, expected) in cases {
            let used = digests(used).parse().unwrap();
            let first = |digest: &Digest| digest.hex()[..1].to_owned();
            let found = match declared.usage(&used) {
                Usage::Pinned(name) => format!("pinned {name}"),
                Usage::Unpinned(name, digest) => format!("unpinned {name} {}", first(digest)),
                Usage::Other(name, digest) => {
                    format!(
                        "other {name} {}",
                        digest.map_or_else(|| "?".to_owned(), first)
                    )
                }
                Usage::Outdated(..) => unreachable!("nothing was locked before"),
                Usage::NotLocked(name) => format!("not locked {name}"),
                Usage::Undeclared(near) => {
                    let near: Vec<_> = near.into_iter().map(ImageName::as_str).collect();
                    format!("undeclared {}", near.join(" "))
                        .trim_end()
                        .to_owned()
                }
            };
            assert_eq!(found, expected, "{used}");
        }
    }
}
