//! The tags and digests that registries answered for, counted.

use std::collections::BTreeSet;

use crate::document::count_of;
use crate::exit::Class;
use crate::reference::Registry;
use crate::registry::{Error, Target};
use crate::resolve::{Answered, ManifestQuestion};

/// How many tags and digests registries answered for, be it with a no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckedCount {
    tags: usize,
    digests: usize,
    registries: BTreeSet<Registry>,
}

impl CheckedCount {
    /// Adds a question, where it was answered.
    pub fn add(&mut self, question: &ManifestQuestion, answer: &Answered) {
        let is_answer = |error: &Error| error.class() == Class::No;
        if !answer.as_ref().err().is_none_or(is_answer) {
            return;
        }
        match question.target {
            Target::Tag(_) => self.tags += 1,
            Target::Digest(_) => self.digests += 1,
        }
        let registry = question.repository.registry();
        if !self.registries.contains(registry) {
            self.registries.insert(registry.clone());
        }
    }

    /// The same in words; `None` where nothing was checked.
    pub(super) fn words(&self) -> Option<String> {
        let counts = [(self.tags, "tag"), (self.digests, "digest")];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, one)| count_of(count, one)).collect();
        let registries = match self.registries.len() {
            0 => return None,
            1 => "1 registry".to_owned(),
            count => format!("{count} registries"),
        };
        Some(format!("checked: {} at {registries}", counts.join(" and ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Digest;
    use crate::resolve::{ManifestAnswer, Need};

    fn words(targets: &[(&str, &str)]) -> Option<String> {
        let question = |(repository, target): &(&str, &str)| ManifestQuestion {
            repository: repository.parse().unwrap(),
            target: match target.parse() {
                Ok(digest) => Target::Digest(digest),
                Err(_) => Target::Tag(target.parse().unwrap()),
            },
            need: Need::Digest,
        };
        let cause = String::new();
        let mut checked = CheckedCount::default();
        for target in targets {
            let digest = Digest::sha256(b"");
            let platforms = None;
            let answer = Ok(ManifestAnswer { digest, platforms });
            checked.add(&question(target), &answer);
            let no_answer = Err(Error::Setup {
                cause: cause.clone(),
            });
            checked.add(&question(target), &no_answer);
        }
        checked.words()
    }

    #[test]
    fn what_was_answered_is_counted_in_words() {
        let digest = format!("sha256:{}", "0".repeat(64));
        assert_eq!(words(&[]), None);
        assert_eq!(
            words(&[("nginx", "1")]).unwrap(),
            "checked: 1 tag at 1 registry"
        );
        let both = [
            ("nginx", "1"),
            ("nginx", "2"),
            ("quay.io/a/b", digest.as_str()),
        ];
        assert_eq!(
            words(&both).unwrap(),
            "checked: 2 tags and 1 digest at 2 registries"
        );
    }
}
