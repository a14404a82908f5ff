//! Is an image that a file uses one that the manifest names, and are a tag and a digest that are written there those
//! that are locked?

mod declaration;
mod declared;
#[cfg(test)]
mod tests;

pub use declared::Declared;

use crate::manifest::ImageName;
use crate::reference::{Digest, Tag};

/// The place of a used image in manifest and lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage<'a> {
    /// It is written with the locked digest, of the image or of one of its platforms.
    Pinned(&'a ImageName),
    /// It is written without a digest; this one is locked.
    Unpinned(&'a ImageName, &'a Digest),
    /// It is written with another digest than the locked one; `None` where nobody can tell which of several images it
    /// is.
    Other(&'a ImageName, Option<&'a Digest>),
    /// A rule chooses its tag, and it is written with another one than this, which is locked with this digest.
    OtherTag(&'a ImageName, &'a Tag, &'a Digest),
    /// It is written as it was locked before; its tag, if another one has to stand there, and its digest of now.
    Outdated(&'a ImageName, Option<&'a Tag>, &'a Digest),
    /// The manifest names it, and no entry of the lock satisfies that.
    NotLocked(&'a ImageName),
    /// The rules of these images accept its tag, none has it locked, and they lock different ones.
    Several(Vec<&'a ImageName>),
    /// The manifest does not name it. The names of other images of its repository.
    Undeclared(Vec<&'a ImageName>),
}

impl<'a> Usage<'a> {
    /// The image that is used; `None` if the manifest does not name it, or nobody can tell.
    pub fn name(&self) -> Option<&'a ImageName> {
        match self {
            Self::Pinned(name)
            | Self::Unpinned(name, _)
            | Self::Other(name, _)
            | Self::OtherTag(name, ..)
            | Self::Outdated(name, ..)
            | Self::NotLocked(name) => Some(name),
            Self::Several(_) | Self::Undeclared(_) => None,
        }
    }
}
