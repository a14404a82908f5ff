//! Errors of what is asked for on the command line.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::document::{count_of, first_listed, listed, plural, shown};
use crate::exit::{Diagnosis, Reason};
use crate::files::MAX_SIZE;
use crate::manifest::{ImageName, ImageNameError};
use crate::reference::{Reference, ReferenceError, Tag};
use crate::select::{TagVersion, Variant, VersionRange, range_for_tag};

/// The number of names that are there and are listed.
const NAMED_MAX: usize = 10;

/// The names or references that were asked for cannot be.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("`{}` has no {} {}", .file.display(), plural(.names.len(), "image"), unknown(.names))]
    UnknownNames {
        /// Each with a near one that is there.
        names: Vec<(String, Option<ImageName>)>,
        file: PathBuf,
        /// The names that are there.
        there: Vec<ImageName>,
    },
    #[error("no `images.toml` has {} {}", if .names.len() == 1 { "an image" } else { "images" }, unknown(.names))]
    UnknownEverywhere {
        /// Each with a near one that is in one of them.
        names: Vec<(String, Option<ImageName>)>,
    },
    #[error("`{}` has no {} {}, only `{}` has", .file.display(), plural(.names.len(), "image"), listed(.names), .lock.display())]
    LockedOnly {
        names: Vec<ImageName>,
        file: PathBuf,
        lock: PathBuf,
    },
    #[error("`--ignore-min-age {name}` names an image that is not updated")]
    NotUpdated {
        name: ImageName,
        /// The names of the images to update, as they were given.
        updated: Vec<String>,
    },
    #[error(transparent)]
    Name(ImageNameError),
    #[error("`--name {0}` names one image, but several were given")]
    OneNameForMany(ImageName),
    #[error("`--range` is about one image, but several were given")]
    OneRangeForMany,
    #[error("`--range` chooses the tag of a repository, not of {}", listed(.0.iter().map(Reference::familiar)))]
    TagBesideRange(Vec<Reference>),
    #[error("`{name}` is `{is}` in `{}`, but `{new}` is from another repository", .file.display())]
    NameTaken {
        name: ImageName,
        file: PathBuf,
        is: Box<Reference>,
        new: Box<Reference>,
    },
    #[error("`{}` would have no images left, but it needs at least one", .0.display())]
    NoImageLeft(PathBuf),
    #[error("{} not valid", match .0.len() { 1 => "1 reference is".to_owned(), count => format!("{} are", count_of(count, "reference")) })]
    References(Vec<BadReference>),
    #[error("`{}` names one image, but `imagelock tags` lists all of a repository", .0.familiar())]
    NotARepository(Box<Reference>),
    #[error("no reference was given")]
    NoReference,
    #[error("cannot read stdin")]
    Stdin(#[source] io::Error),
    #[error("stdin has more than {} MiB", MAX_SIZE / 1024 / 1024)]
    StdinTooLarge,
}

impl RequestError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        let unknown = Diagnosis::wrong_question(Reason::UnknownName);
        let bad = Diagnosis::wrong_question(Reason::BadRequest);
        match self {
            // `list` needs the `images.toml` that a lock on its own lacks
            Self::UnknownNames { file, there, .. } if is_lock(file) => match there.len() {
                0 => unknown,
                count => unknown.hint(format!(
                    "its {} {}",
                    if count == 1 { "only image is" } else { "images are" },
                    first_listed(there, NAMED_MAX)
                )),
            },
            Self::UnknownNames { .. } => unknown.hint("run `imagelock list` to see the names"),
            Self::UnknownEverywhere { .. } => {
                unknown.hint("run `imagelock list --all` to see the names")
            }
            Self::LockedOnly { .. } => {
                unknown.hint("run `imagelock lock` to remove what `images.toml` does not name")
            }
            Self::NotUpdated { name, updated } => {
                let updated = updated.join(" ");
                bad.hint(format!("name it among the images to update: `imagelock update {updated} {name} --ignore-min-age {name}`"))
            }
            Self::Name(_) => bad,
            Self::OneNameForMany(_) => {
                bad.hint("add them one at a time, or leave `--name` out")
            }
            Self::OneRangeForMany => bad.hint("add them one at a time"),
            Self::TagBesideRange(references) => {
                let repositories = references.iter().map(|it| it.repository.familiar());
                bad.hint(format!("write {}, or leave `--range` out", listed(repositories)))
            }
            Self::NameTaken { .. } => bad.hint(
                "choose another name, or change `images.toml` by hand and run `imagelock lock`",
            ),
            Self::NoImageLeft(_) => {
                bad.hint("delete `images.toml` and `images.lock`, or add another image first with `imagelock add IMAGE`")
            }
            Self::References(list) => {
                bad.details(list.iter().map(ToString::to_string).collect::<Vec<_>>())
            }
            Self::NotARepository(reference) => bad.hint(listing(reference)),
            Self::StdinTooLarge => bad.hint("pass fewer references at a time"),
            Self::NoReference | Self::Stdin(_) => bad,
        }
    }
}

/// The commands that list the tags of the repository of a reference: those as new as its own, and all.
fn listing(reference: &Reference) -> String {
    let repository = reference.repository.familiar();
    let all = format!("run `imagelock tags {repository}` to list all tags");
    let tag = reference.tag.as_ref().map(Tag::as_str);
    let rule = tag.and_then(TagVersion::read).and_then(|version| {
        let range: VersionRange = format!(">={}", version.numbers()).parse().ok()?;
        let variant = match version.suffix() {
            "" => String::new(),
            suffix => format!(" --variant {}", suffix.parse::<Variant>().ok()?),
        };
        Some(format!("--range '{range}'{variant}"))
    });
    match rule {
        Some(rule) => format!(
            "{all}, or `imagelock tags {repository} {rule}` to list those as new as this one"
        ),
        None => all,
    }
}

fn is_lock(file: &Path) -> bool {
    file.extension().is_some_and(|it| it == "lock")
}

/// The names, each with a near one that is there.
fn unknown(names: &[(String, Option<ImageName>)]) -> String {
    let words = |(name, near): &(String, Option<ImageName>)| match near {
        Some(near) => format!("`{}` (did you mean `{near}`?)", shown(name)),
        None => format!("`{}`", shown(name)),
    };
    names.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// A reference that is none.
#[derive(Debug)]
pub struct BadReference {
    /// Its place among those given, from 1.
    pub number: usize,
    /// The words; `None` where they may hold credentials.
    pub text: Option<String>,
    pub error: ReferenceError,
}

impl fmt::Display for BadReference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => {
                write!(out, "`{text}` is not a reference: {}", self.error)?;
                match range_for_tag(text) {
                    Some((repository, range)) => write!(
                        out,
                        "; `imagelock add {repository} --range '{range}'` chooses by a range"
                    ),
                    None => Ok(()),
                }
            }
            None => write!(out, "reference {}: {}", self.number, self.error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl RequestError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let said = || text.to_owned();
            let name = || "web".parse::<ImageName>().unwrap();
            let names = || vec![(said(), Some(name())), (said(), None)];
            let reference = || Box::new("nginx:1".parse().unwrap());
            let Some(behind) = behind else {
                return Some(Self::UnknownNames {
                    names: names(),
                    file: text.into(),
                    there: vec![name(), name()],
                });
            };
            Some(match behind {
                Self::UnknownNames { .. } => Self::UnknownEverywhere { names: names() },
                Self::UnknownEverywhere { .. } => Self::LockedOnly {
                    names: vec![name()],
                    file: text.into(),
                    lock: text.into(),
                },
                Self::LockedOnly { .. } => Self::NotUpdated {
                    name: name(),
                    updated: vec![name().to_string()],
                },
                Self::NotUpdated { .. } => {
                    Self::Name(format!("{text}é").parse::<ImageName>().unwrap_err())
                }
                Self::Name(_) => Self::OneNameForMany(name()),
                Self::OneNameForMany(_) => Self::OneRangeForMany,
                Self::OneRangeForMany => Self::TagBesideRange(vec![*reference()]),
                Self::TagBesideRange(_) => Self::NameTaken {
                    name: name(),
                    file: text.into(),
                    is: reference(),
                    new: reference(),
                },
                Self::NameTaken { .. } => Self::NoImageLeft(text.into()),
                Self::NoImageLeft(_) => {
                    let bad = |shown: Option<String>| BadReference {
                        number: 7,
                        text: shown,
                        error: format!("{text} é").parse::<Reference>().unwrap_err(),
                    };
                    Self::References(vec![bad(Some(said())), bad(None)])
                }
                Self::References(_) => Self::NotARepository(reference()),
                Self::NotARepository(_) => Self::NoReference,
                Self::NoReference => Self::Stdin(io::Error::other(said())),
                Self::Stdin(_) => Self::StdinTooLarge,
                Self::StdinTooLarge => return None,
            })
        }
    }
}
