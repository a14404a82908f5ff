//! A place of a file that uses an image, with what was found of it and the note on that.

mod finding;

use super::near_images::NearImages;
use super::row::Note;
use crate::document::shown;
use crate::exit::{Class, Reason};
use crate::manifest::ImageName;
use crate::reference::{Digest, Reference};
use crate::scan::{Hindrance, MentionRole};
use crate::select::TagRule;
pub use finding::{LockedUse, UseFinding};

/// The hint for what `--fix` would write.
pub(super) const FIX: &str = "run `imagelock check --fix` to write what is locked";

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
    /// Whether the file uses it, or only names it.
    pub role: MentionRole,
    /// The name that the manifest has for it.
    pub name: Option<ImageName>,
    /// The rule that `init` writes in the place of its tag.
    pub new_rule: Option<TagRule>,
    pub finding: UseFinding,
    /// The variable that has it, or a part of it, and the file that sets that, where that is another file.
    pub set_by: Option<(String, String)>,
    /// What to do at a place that is left open, where the image cannot be determined; or to edit
    /// where what is locked cannot be written.
    pub advice: Option<String>,
}

impl ImageUse {
    /// `compose.yaml:4:12`.
    pub(super) fn position(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }

    /// Whether the files do not pass because of it.
    pub fn fails(&self) -> bool {
        self.class().is_some()
    }

    pub(super) fn class(&self) -> Option<Class> {
        self.note()?.class
    }

    /// The note on the place; `None` where all is well.
    pub(super) fn note(&self) -> Option<Note> {
        let note = match &self.finding {
            UseFinding::Ignored
            | UseFinding::Told
            | UseFinding::Built
            | UseFinding::Found
            | UseFinding::Kept
            | UseFinding::Pinned
            | UseFinding::Fixed(_)
            | UseFinding::Unpinned => {
                return None;
            }
            UseFinding::Disputed(digest) => {
                let message = format!(
                    "another place has {} for the same tag, so neither digest is kept",
                    digest.short()
                );
                Note::finding(Reason::DigestDiffers, message)
                    .hint("run `imagelock lock` to lock what the tag names now")
            }
            UseFinding::DigestMissing(_) => {
                let message = "there is no digest, but `require-digests` is on";
                Note::no(Reason::DigestMissing, message).hint(FIX)
            }
            UseFinding::NotRewritable(hindrance) => {
                let message = format!("no digest can be written here: {hindrance}");
                Note::finding(Reason::NotRewritable, message)
            }
            UseFinding::Other(locked, left) => self.other(locked.as_ref(), left.as_ref()),
            UseFinding::OtherTag(locked, left) => {
                let message = format!("another tag is locked: {}", self.change(locked));
                unwritten(Reason::TagDiffers, message, left.as_ref())
            }
            UseFinding::Several(near) => Note {
                hint: near.choice(),
                ..Note::no(Reason::ImageAmbiguous, near.several())
            },
            UseFinding::Outdated(locked, left) => {
                let message = format!("`images.lock` has moved on: {}", self.change(locked));
                unwritten(Reason::FileOutdated, message, left.as_ref())
            }
            UseFinding::NotLocked => {
                Note::no(Reason::NotLocked, "it is not locked").hint("run `imagelock lock`")
            }
            UseFinding::Unsatisfied => self.unsatisfied(),
            UseFinding::Undeclared(near) => self.undeclared(near),
            UseFinding::Unresolved(obstacle) => {
                let obstacle = shown(&obstacle.to_string());
                let message = format!("cannot determine the image: {obstacle}");
                Note::no(Reason::Unresolved, message)
            }
        };
        let hint = self.remedy().map(str::to_owned).or(note.hint);
        let message = note.message + &self.source();
        Some(Note {
            hint,
            message,
            ..note
        })
    }

    /// Where the image comes from, behind a message that does not say it as the reason why something cannot be written.
    fn source(&self) -> String {
        let says_it = matches!(self.finding, UseFinding::NotRewritable(_))
            || self.finding.unwritten().is_some();
        let set_by = self.set_by.as_ref().filter(|_| !says_it);
        let words = set_by.map(|(name, file)| format!("; `{name}` in `{file}` decides it"));
        words.unwrap_or_default()
    }

    /// What to do at the place itself, where that is something else than to run a command.
    pub(super) fn remedy(&self) -> Option<&str> {
        let advice = self.advice.as_deref();
        advice.filter(|_| self.finding.takes_advice())
    }

    /// `16 → 17, 1a2b3c4d → 91be02d7`; or `16 → 17` if no other digest goes there, and `→ 91be02d7` if the tag stays.
    pub(super) fn change(&self, locked: &LockedUse) -> String {
        let digest = locked.has_digest.then(|| locked.digest.short());
        let Some(tag) = &locked.tag else {
            return digest.map(|it| format!("→ {it}")).unwrap_or_default();
        };
        let image = self.image.as_ref();
        let old = image.and_then(|image| image.tag.as_ref());
        let old = old.map(|old| format!("{old} ")).unwrap_or_default();
        let short = self.short();
        let digest = digest.filter(|it| *it != short);
        let digest = digest.map(|it| format!(", {}", format!("{short} → {it}").trim_start()));
        format!("{old}→ {tag}{}", digest.unwrap_or_default())
    }

    /// The digest that is written, cut short.
    fn short(&self) -> String {
        let digest = self.image.as_ref().and_then(|image| image.digest.as_ref());
        digest.map(|it| it.short().to_owned()).unwrap_or_default()
    }

    fn other(&self, locked: Option<&LockedUse>, left: Option<&Hindrance>) -> Note {
        let written = self.short();
        let Some(locked) = locked else {
            let message =
                format!("{written} is not the locked digest of any image of this repository");
            return Note::no(Reason::DigestDiffers, message).hint("write its tag too");
        };
        let message = format!(
            "the digest is {written}, but {} is locked",
            locked.digest.short()
        );
        unwritten(Reason::DigestDiffers, message, left)
    }

    fn unsatisfied(&self) -> Note {
        let name = self.name.iter().map(|name| format!(" for `{name}`"));
        let name: String = name.collect();
        let message = format!("`images.lock` does not match `images.toml`{name} yet");
        Note::no(Reason::NotLocked, message).hint("run `imagelock lock`")
    }

    fn undeclared(&self, near: &NearImages) -> Note {
        let hint = self.reference().map(|image| near.hint(&image));
        Note {
            hint,
            ..Note::no(Reason::ImageNotDeclared, near.message())
        }
    }

    /// The reference to add to `images.toml`, where that is all it takes.
    pub(super) fn addition(&self) -> Option<String> {
        match &self.finding {
            UseFinding::Undeclared(near) if near.is_empty() => self.reference(),
            _ => None,
        }
    }

    /// The image as `images.toml` would have it: with its tag, or else its digest.
    fn reference(&self) -> Option<String> {
        let image = self.image.as_ref()?;
        let digest = image.digest.clone().filter(|_| image.tag.is_none());
        let image = Reference {
            digest,
            ..image.clone()
        };
        Some(image.familiar())
    }
}

/// The note on a place at which `--fix` would write something, or the reason why it does not.
fn unwritten(reason: Reason, message: String, left: Option<&Hindrance>) -> Note {
    match left {
        None => Note::no(reason, message).hint(FIX),
        Some(hindrance) => {
            let message = format!("{message}; it cannot be written here: {hindrance}");
            Note::no(reason, message)
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
