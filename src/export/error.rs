//! Why something cannot be exported.

use crate::document::{Problems, listed};
use crate::exit::{Diagnosis, Reason};
use crate::manifest::ImageName;

/// The reason why something cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A compose file cannot be read.
    #[error(transparent)]
    File(Problems),
    /// A file of variables beside a compose file is none. Its lines may have passwords in them.
    #[error("docker compose cannot read the variables of `{0}`")]
    Environment(String),
    #[error("`{file}` uses images that are not locked")]
    Unlocked {
        file: String,
        /// The reasons, one for each service.
        services: Vec<String>,
        /// Whether what is to be done about it is to be done in the file.
        remedy: Remedy,
    },
    #[error("{} would become the same variable, `{variable}`", list(.names))]
    OneVariable {
        variable: String,
        names: Vec<ImageName>,
    },
    #[error("{tool} cannot tell {} apart: they all use `{subject}`, with different {differing}", list(.names))]
    Indistinguishable {
        tool: &'static str,
        /// The name that the tool has for all of them.
        subject: String,
        names: Vec<ImageName>,
        /// The property in which they differ.
        differing: &'static str,
    },
    #[error("`{path}` of the values is mapped twice: to `{one}` and to `{other}`")]
    OnePlace {
        path: String,
        /// The image that has it.
        one: ImageName,
        /// The image that would have it, too.
        other: ImageName,
    },
}

/// The way in which a compose file comes to use what is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// By locking what it uses.
    Locking,
    /// By writing what is locked into it.
    Fixing,
    /// By both.
    Both,
}

impl ExportError {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let bad = Diagnosis::wrong_question(Reason::BadRequest);
        match self {
            Self::File(_) => bad,
            Self::Environment(_) => bad.hint("run `docker compose config`, which names the line"),
            Self::Unlocked {
                services, remedy, ..
            } => Diagnosis::no(Reason::NotLocked)
                .hint(remedy.hint())
                .details(services),
            Self::OneVariable { .. } | Self::Indistinguishable { .. } => {
                bad.hint("name the images to export; if you need all of them, use several runs")
            }
            Self::OnePlace { .. } => bad.hint("give each its own path with `--map`"),
        }
    }
}

impl Remedy {
    fn hint(self) -> &'static str {
        match self {
            Self::Fixing => "run `imagelock check --fix` to write what is locked into the file",
            Self::Both => {
                "run `imagelock check --fix` to write what is locked into the file; add what is not locked to \
                 `images.toml` and run `imagelock lock`"
            }
            Self::Locking => {
                "add it to `images.toml` and run `imagelock lock`, or name the images to export"
            }
        }
    }
}

/// `a` and `b`, in an order that is always the same.
fn list(names: &[ImageName]) -> String {
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and `{last}`", listed(first)),
        _ => listed(names),
    }
}
