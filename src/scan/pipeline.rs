//! Pipelines of GitLab that are put together of several files of the repository, as their readings need them.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::{Arc, OnceLock};

use super::mention::Mention;

/// A variable that a job hands to the pipeline that it starts, where it counts before all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HandedVariable {
    /// Its value, if every job that starts the pipeline gives it this one.
    pub(super) value: Option<String>,
    /// A file that says so, as people are shown it.
    pub(super) file: Arc<str>,
}

/// Variables by their names; without a value where nobody can tell it.
pub(super) type VariableValues = BTreeMap<String, Option<String>>;

/// The variables that one job hands to the pipeline that it starts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StartVariables {
    /// Those of its file, which all of its jobs share, if it hands them on.
    pub(super) shared: Option<Arc<VariableValues>>,
    /// Those that go before them.
    pub(super) own: VariableValues,
    /// Whether there are more than are read, so that nobody can tell the value of any.
    pub(super) is_open: bool,
}

/// The variables that are handed to a pipeline by all jobs that start it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HandedVariables {
    /// Those that some of the jobs have of their own.
    own: BTreeMap<String, HandedVariable>,
    /// Those of the files of the jobs, in the order of the jobs.
    shared: Vec<SharedVariables>,
    /// A file in which a job hands over more than is read.
    open: Option<Arc<str>>,
}

/// The jobs that hand over the variables of one file, or of none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SharedVariables {
    values: Option<Arc<VariableValues>>,
    file: Arc<str>,
    /// The number of the first job, and how many there are.
    first: usize,
    count: usize,
}

/// The jobs that have a variable of their own.
struct OwnVariable<'s> {
    /// Its value, if all of them have the same.
    value: Option<&'s str>,
    first: usize,
    file: Arc<str>,
    /// How many of them there are that hand over each file's variables.
    counts: BTreeMap<usize, usize>,
}

impl HandedVariables {
    /// The variables of jobs, each with its file as people are shown it, in time that grows with what the jobs have of
    /// their own.
    pub(super) fn of<'s>(starts: impl Iterator<Item = (&'s StartVariables, Arc<str>)>) -> Self {
        let mut handed = Self::default();
        let mut own: BTreeMap<&str, OwnVariable<'_>> = BTreeMap::new();
        let mut numbers = BTreeMap::new();
        for (first, (start, file)) in starts.enumerate() {
            if start.is_open {
                handed.open.get_or_insert_with(|| Arc::clone(&file));
            }
            let shared = start.shared.as_ref();
            let place = shared.map_or(ptr::null(), Arc::as_ptr);
            let number = *numbers.entry(place).or_insert(handed.shared.len());
            if number == handed.shared.len() {
                handed.shared.push(SharedVariables {
                    values: shared.cloned(),
                    file: Arc::clone(&file),
                    first,
                    count: 0,
                });
            }
            handed.shared[number].count += 1;
            for (name, value) in &start.own {
                let value = value.as_deref();
                let known = own.entry(name).or_insert_with(|| OwnVariable {
                    value,
                    first,
                    file: Arc::clone(&file),
                    counts: BTreeMap::new(),
                });
                known.value = known.value.filter(|known| Some(*known) == value);
                *known.counts.entry(number).or_default() += 1;
            }
        }
        let own = own.into_iter();
        let own = own.map(|(name, it)| (name.to_owned(), it.handed(name, &handed.shared)));
        handed.own = own.collect();
        handed
    }

    pub(super) fn is_empty(&self) -> bool {
        let mut shared = self.shared.iter().filter_map(|it| it.values.as_ref());
        self.open.is_none() && self.own.is_empty() && shared.all(|it| it.is_empty())
    }

    /// A variable that some job hands over.
    pub(super) fn get(&self, name: &str) -> Option<HandedVariable> {
        if let Some(file) = &self.open {
            return Some(HandedVariable {
                value: None,
                file: Arc::clone(file),
            });
        }
        if let Some(known) = self.own.get(name) {
            return Some(known.clone());
        }
        let (first, value) = self
            .shared
            .iter()
            .find_map(|it| Some((it, it.get(name)?)))?;
        let is_same = |it: &SharedVariables| it.get(name) == Some(value);
        let value = value.filter(|_| self.shared.iter().all(is_same));
        Some(HandedVariable {
            value: value.map(str::to_owned),
            file: Arc::clone(&first.file),
        })
    }
}

impl SharedVariables {
    fn get(&self, name: &str) -> Option<Option<&str>> {
        let value = self.values.as_deref()?.get(name)?;
        Some(value.as_deref())
    }
}

impl OwnVariable<'_> {
    /// The variable as all jobs hand it over, those that have none of their own too.
    fn handed(self, name: &str, shared: &[SharedVariables]) -> HandedVariable {
        let lack_own = |(number, it): (usize, &SharedVariables)| {
            let own = self.counts.get(&number).copied().unwrap_or_default();
            own < it.count
        };
        let others = || shared.iter().enumerate().filter(|it| lack_own(*it));
        let is_same = |it: &SharedVariables| it.get(name) == Some(self.value);
        let value = self.value.filter(|_| others().all(|(_, it)| is_same(it)));
        let mut before = shared.iter().take_while(|it| it.first < self.first);
        let file = before.find(|it| it.get(name).is_some());
        HandedVariable {
            value: value.map(str::to_owned),
            file: file.map_or(self.file, |it| Arc::clone(&it.file)),
        }
    }
}

/// The files of a pipeline, in one text, one behind the other: what one says counts before what those behind it say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PipelineFiles {
    pub(super) texts: Vec<PipelineText>,
    /// What the jobs that start it hand to it.
    pub(super) handed: Arc<HandedVariables>,
    /// What is read of each file in them; `None` where that is too much, or no YAML.
    pub(super) readings: OnceLock<Option<Vec<Vec<Mention>>>>,
}

/// One file of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PipelineText {
    pub(super) text: Arc<str>,
    /// Whether a rule decides if it is a part of the pipeline.
    pub(super) is_conditional: bool,
    /// Whether it is read as a pipeline, so that a place in it is told.
    pub(super) is_read: bool,
}

/// One file as a part of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PipelinePart {
    pub(super) pipeline: Arc<PipelineFiles>,
    /// The number of the file.
    pub(super) number: usize,
}

/// The texts of a pipeline as one.
pub(super) struct JoinedTexts {
    pub(super) text: String,
    /// The places behind each of the texts, with the line that ends it.
    pub(super) ends: Vec<usize>,
}

/// The line between two documents of YAML that ends the one, whatever it is
/// (<https://yaml.org/spec/1.2.2/#912-document-markers>).
const BETWEEN: &str = "\n...\n";

impl JoinedTexts {
    pub(super) fn of(texts: &[&str]) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for part in texts {
            text.push_str(part);
            text.push_str(BETWEEN);
            ends.push(text.len());
        }
        Self { text, ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Variables = &'static [(&'static str, Option<&'static str>)];
    /// A file, whether it gets the variables of all jobs, and those of its own.
    type Start = (&'static str, bool, Variables);

    fn values(variables: Variables) -> VariableValues {
        let owned =
            |(name, value): &(&str, Option<&str>)| ((*name).to_owned(), value.map(str::to_owned));
        variables.iter().map(owned).collect()
    }

    /// What jobs hand over under a name: the value and the file. A job is its file, with or without what that sets for
    /// all, and what it sets itself.
    fn handed(jobs: &[Start], name: &str) -> Option<String> {
        let shared = Arc::new(values(&[("A", Some("a")), ("B", Some("b")), ("C", None)]));
        let start = |(_, inherits, own): &Start| StartVariables {
            shared: inherits.then(|| Arc::clone(&shared)),
            own: values(own),
            is_open: false,
        };
        let starts: Vec<StartVariables> = jobs.iter().map(start).collect();
        let files = jobs.iter().map(|(file, ..)| Arc::from(*file));
        let handed = HandedVariables::of(starts.iter().zip(files)).get(name)?;
        Some(format!("{:?} {}", handed.value.as_deref(), handed.file))
    }

    #[test]
    fn a_variable_is_known_if_every_job_hands_over_the_same() {
        let all: Variables = &[];
        let cases: [(&[Start], &str, Option<&str>); 11] = [
            (&[], "A", None),
            (&[("x", false, all)], "A", None),
            (&[("x", true, all)], "A", Some("Some(\"a\") x")),
            (&[("x", true, all)], "C", Some("None x")),
            (
                &[("x", true, all), ("y", true, all)],
                "A",
                Some("Some(\"a\") x"),
            ),
            (&[("x", false, all), ("y", true, all)], "A", Some("None y")),
            (
                &[("x", true, all), ("y", true, &[("A", Some("a"))])],
                "A",
                Some("Some(\"a\") x"),
            ),
            (
                &[("x", true, all), ("y", true, &[("A", Some("z"))])],
                "A",
                Some("None x"),
            ),
            (
                &[("x", true, &[("A", Some("z"))])],
                "A",
                Some("Some(\"z\") x"),
            ),
            (
                &[
                    ("x", true, &[("D", Some("d"))]),
                    ("y", false, &[("D", Some("d"))]),
                ],
                "D",
                Some("Some(\"d\") x"),
            ),
            (
                &[("x", true, all), ("y", true, &[("D", Some("d"))])],
                "D",
                Some("None y"),
            ),
        ];
        for (jobs, name, expected) in cases {
            assert_eq!(handed(jobs, name).as_deref(), expected, "{jobs:?} {name}");
        }
    }

    #[test]
    fn of_a_job_that_hands_over_too_much_nothing_is_known() {
        let start = StartVariables {
            own: values(&[("A", Some("a"))]),
            is_open: true,
            ..StartVariables::default()
        };
        let handed = HandedVariables::of([(&start, Arc::from("x"))].into_iter());
        assert!(!handed.is_empty());
        for name in ["A", "B"] {
            let known = handed.get(name).unwrap();
            assert_eq!((known.value, &*known.file), (None, "x"), "{name}");
        }
    }
}
