//! The report of `verify`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::columns::{Line, columns, count_of};
use crate::exit::Class;
use crate::lock::{Comparison, Standing};
use crate::manifest::ImageName;
use crate::policy::Refusal;
use crate::reference::Digest;
use crate::registry::Error;

/// What `verify` found of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// How manifest and lock stand to each other.
    Standing(Standing),
    /// The registry has what is locked.
    Present,
    /// The registry does not have the digest any more.
    Gone,
    /// The tag names another digest now.
    Moved {
        /// What is locked.
        locked: Digest,
        /// What the tag names.
        now: Digest,
    },
    /// `update` would refuse what is there.
    Refused(Refusal),
    /// There was no answer, or the tag is gone.
    Failed(Error),
}

/// The two files, as they are shown.
#[derive(Debug, Clone)]
pub struct Files {
    /// The manifest.
    pub manifest: String,
    /// The lock.
    pub lock: String,
}

/// The report of `verify`: a line for each image that is not as it should be, one for the first line of the lock that
/// imagelock would have written in another way, and a summary.
pub fn verification(
    files: &Files,
    findings: &BTreeMap<ImageName, Vec<Finding>>,
    difference: Option<(usize, String)>,
) -> String {
    let Files { manifest, lock } = files;
    let mut text = columns(&lines(findings));
    if let Some((line, found)) = &difference {
        let what = if found.is_empty() { "an empty line" } else { found };
        let _ = writeln!(text, "! line {line} of {lock} is not as imagelock writes it: {what}");
    }
    let count = |is: fn(&Finding) -> bool| findings.values().filter(|list| list.iter().any(is)).count();
    let (failing, unanswered) = (count(is_no), count(is_unanswered));
    let images = count_of(findings.len(), "image");
    let _ = match (failing, unanswered, &difference) {
        (0, 0, None) => writeln!(text, "{lock} satisfies {manifest}: {images}"),
        (0, 0, Some(_)) => {
            writeln!(text, "{lock} satisfies {manifest}, but is not in its canonical form: {images}")
        }
        (0, _, _) => writeln!(text, "{lock} cannot be verified: no answer for {unanswered} of {images}"),
        (_, 0, _) => writeln!(text, "{lock} does not pass: {failing} of {images}"),
        _ => writeln!(text, "{lock} does not pass: {failing} of {images}, and no answer for {unanswered}"),
    };
    text
}

fn is_unanswered(finding: &Finding) -> bool {
    matches!(finding, Finding::Failed(error) if error.class() != Class::No)
}

fn is_no(finding: &Finding) -> bool {
    !is_unanswered(finding) && words(finding).is_some_and(|(mark, _)| mark == '!')
}

/// Why a lock does not satisfy its manifest, a reason for each image.
pub fn reasons(comparison: &Comparison) -> Vec<String> {
    let reason = |(name, standing): (&ImageName, &Standing)| match words_of(standing) {
        Some(('!', words)) => Some(format!("`{name}`: {words}")),
        _ => None,
    };
    comparison.names.iter().filter_map(reason).collect()
}

fn lines(findings: &BTreeMap<ImageName, Vec<Finding>>) -> Vec<Line> {
    let pairs = findings.iter().flat_map(|(name, list)| list.iter().map(move |finding| (name, finding)));
    let line = |(name, finding): (&ImageName, &Finding)| {
        words(finding).map(|(mark, words)| (mark, vec![name.to_string(), words]))
    };
    pairs.filter_map(line).collect()
}

fn words(finding: &Finding) -> Option<(char, String)> {
    Some(match finding {
        Finding::Present => return None,
        Finding::Standing(standing) => return words_of(standing),
        Finding::Gone => ('!', "the locked digest is gone from the registry".to_owned()),
        Finding::Moved { locked, now } => {
            ('!', format!("the tag moved: {} → {}", locked.short(), now.short()))
        }
        Finding::Refused(refusal) => ('!', format!("refused: {refusal}")),
        Finding::Failed(error) if error.class() == Class::No => {
            ('!', "the tag is gone from the registry".to_owned())
        }
        Finding::Failed(_) => ('!', "there is no answer".to_owned()),
    })
}

fn words_of(standing: &Standing) -> Option<(char, String)> {
    Some(match standing {
        Standing::Satisfied => return None,
        Standing::Stale => (
            '~',
            "the locked platforms belong to another digest; `imagelock lock` fetches them anew".to_owned(),
        ),
        Standing::Missing => ('!', "it is not locked".to_owned()),
        Standing::Unsatisfied(reason) => ('!', reason.to_string()),
        Standing::Undeclared => ('!', "it is locked, but not in the manifest".to_owned()),
    })
}

/// The way out of what `verify` found, where there is one.
pub fn verification_hint(
    findings: &BTreeMap<ImageName, Vec<Finding>>,
    is_uncanonical: bool,
) -> Option<&'static str> {
    let any = |is: fn(&Finding) -> bool| findings.values().flatten().any(is);
    let is_wrong = |finding: &Finding| {
        matches!(
            finding,
            Finding::Standing(Standing::Missing | Standing::Unsatisfied(_) | Standing::Undeclared)
        )
    };
    if is_uncanonical || any(is_wrong) {
        Some("run `imagelock lock` and commit what it writes")
    } else if any(|finding| matches!(finding, Finding::Gone)) {
        Some(
            "run `imagelock update` to lock what the tags name now; a digest that was given by hand is changed in \
             `images.toml`",
        )
    } else if any(|finding| matches!(finding, Finding::Moved { .. })) {
        Some("run `imagelock update` to lock what the tags name now")
    } else if any(|finding| matches!(finding, Finding::Refused(_))) {
        Some("choose tags that have the platforms, or declare other `platforms` in `images.toml`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(findings: &[(&str, &[Finding])], difference: Option<(usize, String)>) -> String {
        let findings = findings.iter().map(|(name, list)| (name.parse().unwrap(), list.to_vec())).collect();
        let files = Files { manifest: "m".to_owned(), lock: "l".to_owned() };
        verification(&files, &findings, difference).lines().last().unwrap_or_default().to_owned()
    }

    fn failed(is_no: bool) -> Finding {
        let (host, message) = ("registry.example".to_owned(), None);
        Finding::Failed(if is_no {
            Error::NoSuchTag { host, message }
        } else {
            Error::Server { host, status: 500, attempts: 5, message }
        })
    }

    #[test]
    fn an_image_that_fails_twice_is_counted_once() {
        let twice = [failed(true), Finding::Gone];
        assert_eq!(summary(&[("a", &twice), ("b", &[])], None), "l does not pass: 1 of 2 images");
    }

    #[test]
    fn no_answer_is_told_apart_from_a_no() {
        assert_eq!(
            summary(&[("a", &[failed(false)])], None),
            "l cannot be verified: no answer for 1 of 1 image"
        );
        let both = summary(&[("a", &[failed(false)]), ("b", &[failed(true)])], None);
        assert_eq!(both, "l does not pass: 1 of 2 images, and no answer for 1");
    }

    #[test]
    fn a_line_that_is_not_canonical_is_no_image() {
        let words = summary(&[("a", &[Finding::Present])], Some((3, String::new())));
        assert_eq!(words, "l satisfies m, but is not in its canonical form: 1 image");
    }
}
