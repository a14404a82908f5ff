//! A place of a file that uses an image, with what was found of it and the note on that.

use super::row::Note;
use crate::document::{listed, shown};
use crate::exit::{Class, Reason};
use crate::manifest::ImageName;
use crate::reference::{Digest, Reference};
use crate::scan::{Basis, Hindrance, Obstacle};

/// A place at which a file uses an image.
#[derive(Debug, Clone)]
pub struct ImageUse {
    /// The file, as it is shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The text of the place.
    pub written: String,
    /// The image that it stands for, where anybody can tell.
    pub image: Option<Reference>,
    pub basis: Basis,
    /// The name that the manifest has for it.
    pub name: Option<ImageName>,
    pub finding: UseFinding,
    /// What to do at a place that is left open: where the image cannot be determined, or the file builds it.
    pub advice: Option<String>,
}

/// A finding on a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseFinding {
    /// A comment asks to leave it out.
    Ignored,
    /// The file builds it, so that it is not in the manifest.
    Built,
    /// It is in the manifest now.
    Found,
    /// It is in the manifest now, and its digest in the lock.
    Kept,
    /// It has another digest at another place, so that none is kept.
    Disputed(Digest),
    /// It is written with the locked digest.
    Pinned,
    /// It is written without a digest. Where one was to be written: why it is not.
    Unpinned(Option<Hindrance>),
    /// The locked digest, this one, was written.
    Fixed(Digest),
    /// It is written with another digest than this one, which is locked. Where it was to be written: why it is not.
    Other(Option<Digest>, Option<Hindrance>),
    /// The manifest names it, and it is not locked.
    NotLocked,
    /// The manifest does not name it. The names of other images of its repository.
    Undeclared(Vec<ImageName>),
    /// Nobody can tell which image it is.
    Unresolved(Obstacle),
}

impl ImageUse {
    /// `compose.yaml:4:12`.
    pub(super) fn position(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }

    pub(super) fn class(&self) -> Option<Class> {
        self.note()?.class
    }

    /// The note on the place; `None` where all is well.
    pub(super) fn note(&self) -> Option<Note> {
        let note = match &self.finding {
            UseFinding::Ignored
            | UseFinding::Found
            | UseFinding::Kept
            | UseFinding::Pinned
            | UseFinding::Fixed(_)
            | UseFinding::Unpinned(None) => {
                return None;
            }
            UseFinding::Disputed(digest) => {
                let message = format!(
                    "{} stands elsewhere for the same tag, so that neither is kept",
                    digest.short()
                );
                Note::finding(Reason::DigestDiffers, message)
                    .hint("run `imagelock lock` to ask what the tag names now")
            }
            UseFinding::Built => {
                let message = "compose builds this image, and `images.toml` does not name it";
                Note::finding(Reason::Unresolved, message)
            }
            UseFinding::Unpinned(Some(hindrance)) => {
                let message = format!("no digest can be written here: {hindrance}");
                Note::finding(Reason::NotRewritable, message)
            }
            UseFinding::Other(locked, left) => self.other(locked.as_ref(), left.as_ref()),
            UseFinding::NotLocked => {
                Note::no(Reason::NotLocked, "it is not locked").hint("run `imagelock lock`")
            }
            UseFinding::Undeclared(near) => self.undeclared(near),
            UseFinding::Unresolved(obstacle) => {
                let obstacle = shown(&obstacle.to_string());
                let message = format!("cannot determine the image: {obstacle}");
                Note::no(Reason::Unresolved, message)
            }
        };
        let hint = self.remedy().map(str::to_owned).or(note.hint);
        Some(Note { hint, ..note })
    }

    /// What to do at the place itself, where that is something else than to run a command.
    pub(super) fn remedy(&self) -> Option<&str> {
        let is_built =
            matches!(self.finding, UseFinding::Undeclared(_)) && self.basis == Basis::Build;
        let is_open = matches!(self.finding, UseFinding::Unresolved(_) | UseFinding::Built);
        self.advice.as_deref().filter(|_| is_open || is_built)
    }

    fn other(&self, locked: Option<&Digest>, left: Option<&Hindrance>) -> Note {
        let written = self.image.as_ref().and_then(|image| image.digest.as_ref());
        let written = written.map(Digest::short).unwrap_or_default();
        let Some(locked) = locked else {
            let message = format!("{written} is locked for none of the images of its repository");
            return Note::no(Reason::DigestDiffers, message).hint("write its tag too");
        };
        let message = format!("the digest is {written}, and {} is locked", locked.short());
        match left {
            None => Note::no(Reason::DigestDiffers, message)
                .hint("run `imagelock check --fix` to write the locked digests"),
            Some(hindrance) => Note::no(
                Reason::DigestDiffers,
                format!("{message}; it cannot be written here: {hindrance}"),
            ),
        }
    }

    fn undeclared(&self, near: &[ImageName]) -> Note {
        if self.basis == Basis::Build {
            let message = "compose builds this image, and `images.toml` does not name it";
            return Note::no(Reason::ImageNotDeclared, message);
        }
        let message = match near {
            [] => "`images.toml` does not name this image".to_owned(),
            near => format!(
                "`images.toml` does not name this image, but another of its repository: {}",
                listed(near)
            ),
        };
        let addition = self.addition();
        Note {
            hint: addition.map(|image| format!("run `imagelock add {image}`")),
            ..Note::no(Reason::ImageNotDeclared, message)
        }
    }

    /// The reference to add to the manifest, where that is all it takes: with its tag, or else its digest.
    pub(super) fn addition(&self) -> Option<String> {
        let (UseFinding::Undeclared(_), Basis::Text | Basis::Defaults) =
            (&self.finding, self.basis)
        else {
            return None;
        };
        let Reference {
            repository,
            tag,
            digest,
        } = self.image.as_ref()?;
        Some(match (tag, digest) {
            (Some(tag), _) => format!("{}:{tag}", repository.familiar()),
            (None, Some(digest)) => format!("{}@{digest}", repository.familiar()),
            (None, None) => repository.familiar(),
        })
    }
}

impl UseFinding {
    /// The word for programs.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Built => "built",
            Self::Found => "found",
            Self::Kept => "kept",
            Self::Disputed(_) => "disputed",
            Self::Pinned => "pinned",
            Self::Unpinned(_) => "unpinned",
            Self::Fixed(_) => "fixed",
            Self::Other(..) => "other-digest",
            Self::NotLocked => "not-locked",
            Self::Undeclared(_) => "undeclared",
            Self::Unresolved(_) => "unresolved",
        }
    }
}

/// A reference with its digest cut short.
pub(super) fn brief(written: &str) -> String {
    match written
        .rsplit_once('@')
        .map(|(name, digest)| (name, digest.parse::<Digest>()))
    {
        Some((name, Ok(digest))) => format!("{name}@{}", digest.short()),
        _ => written.to_owned(),
    }
}
