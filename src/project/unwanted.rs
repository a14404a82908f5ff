//! Directories whose images nobody runs, by their names: test data, and code of others that is kept in the repository.
//!
//! A third of all places in public repositories lie there. `init` leaves such directories out, and `check` says how.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::paths::{settled, settled_parent};
use crate::exclude::{Exclude, Pattern};

/// The names, by what is in such directories: of Go's tools, of package managers, of test runners.
const NAMES: [&str; 15] = [
    "__fixtures__",
    "__snapshots__",
    "fixture",
    "fixtures",
    "node_modules",
    "test-data",
    "test-fixtures",
    "test_data",
    "test_fixtures",
    "testdata",
    "testfixtures",
    "third-party",
    "third_party",
    "thirdparty",
    "vendor",
];
/// The directory of test data in the layout of Maven and Gradle.
const RESOURCES: [&str; 3] = ["src", "test", "resources"];

/// The unwanted directories below the one of an `images.toml`.
pub struct UnwantedDirectories {
    root: PathBuf,
    /// The directories and files that somebody named, and that are read whatever they are called.
    named: Vec<PathBuf>,
    /// The real paths of directories, asked for once each.
    settled: BTreeMap<PathBuf, PathBuf>,
}

impl UnwantedDirectories {
    pub fn below(manifest: &Path, named: &[PathBuf]) -> Self {
        Self {
            root: settled_parent(manifest),
            named: named.iter().map(|path| settled(path)).collect(),
            settled: BTreeMap::new(),
        }
    }

    /// The patterns that leave out those of these files which lie in such directories, in order.
    pub fn patterns<'p>(&mut self, files: impl IntoIterator<Item = &'p Path>) -> Vec<Pattern> {
        let files = files.into_iter();
        let patterns: BTreeSet<String> = files.filter_map(|it| self.pattern(it)).collect();
        let patterns = patterns.into_iter();
        patterns.filter_map(|text| text.parse().ok()).collect()
    }

    /// The pattern of the outermost such directory above a file.
    fn pattern(&mut self, file: &Path) -> Option<String> {
        let file = self.settled(file.parent()?).join(file.file_name()?);
        // Of what somebody named, what is below counts
        let bases = self.named.iter().chain([&self.root]);
        let below = bases.filter_map(|base| file.strip_prefix(base).ok());
        let below = below.min_by_key(|path| path.components().count())?;
        let below = below.parent()?;
        let parts = below.components().filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        pattern(&parts.collect::<Vec<_>>())
    }

    fn settled(&mut self, directory: &Path) -> PathBuf {
        let known = self.settled.get(directory).cloned();
        known.unwrap_or_else(|| {
            let here = Path::new(".");
            let path = if directory == Path::new("") {
                here
            } else {
                directory
            };
            let real = settled(path);
            self.settled.insert(directory.to_owned(), real.clone());
            real
        })
    }
}

/// The pattern of the outermost such directory of a path.
fn pattern(parts: &[&str]) -> Option<String> {
    (0..parts.len()).find_map(|at| {
        if NAMES.contains(&parts[at]) {
            Some(format!("{}/", parts[at]))
        } else if parts[at..].starts_with(&RESOURCES) {
            Some(format!("**/{}/", RESOURCES.join("/")))
        } else {
            None
        }
    })
}

/// The patterns of a user with those in front of them, so that a user's `!vendor/` has the last word.
pub fn with(patterns: &[Pattern], own: &Exclude) -> Exclude {
    let own = own.patterns();
    let new = patterns.iter().filter(|pattern| {
        let takes_back = |it: &&Pattern| it.as_str().strip_prefix('!') == Some(pattern.as_str());
        !own.iter().any(|it| takes_back(&it) || it == *pattern)
    });
    Exclude::new(new.chain(own).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_data_and_code_of_others_are_known_by_the_names_of_their_directories() {
        for (path, expected) in [
            ("testdata", Some("testdata/")),
            ("pkg/a/testdata/b", Some("testdata/")),
            ("vendor/a/testdata", Some("vendor/")),
            ("api/src/test/resources/x", Some("**/src/test/resources/")),
            ("api/src/test/java", None),
            ("test", None),
            ("my-vendor", None),
            ("", None),
        ] {
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(pattern(&parts).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn what_somebody_takes_back_is_not_left_out() {
        let patterns: Vec<Pattern> = ["testdata/", "vendor/"]
            .map(|it| it.parse().unwrap())
            .into();
        let own = Exclude::new(vec!["!vendor/".parse().unwrap(), "a".parse().unwrap()]);
        let all = with(&patterns, &own);
        let all: Vec<&str> = all.patterns().iter().map(Pattern::as_str).collect();
        assert_eq!(all, ["testdata/", "!vendor/", "a"]);
    }
}
