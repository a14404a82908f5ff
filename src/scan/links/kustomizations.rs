//! What kustomizations put in the place of names of images, in the files that they take in, through however many
//! others.
//!
//! A name is no image in a file only if every kustomization replaces it through which the file is reached from one that
//! no other takes in.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many kustomizations may be one in another, many more than anybody has: what is deeper replaces nothing.
const DEPTH_MAX: usize = 32;

/// How many components of a kustomization count, many more than anybody has.
const COMPONENTS_MAX: usize = 200;

/// Names of images that something replaces.
pub(super) type ImageNames = Arc<BTreeSet<String>>;

/// What a kustomization does to a file that it takes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) struct TakenIn {
    /// The names of images that it replaces.
    pub(in crate::scan) names: Arc<BTreeSet<String>>,
    /// Whether the file is a component, which replaces names in all that the kustomization takes in
    /// (<https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/1802-kustomize-components>).
    pub(in crate::scan) is_component: bool,
}

/// The kustomizations of a run.
#[derive(Default)]
pub(super) struct Kustomizations {
    /// Those that take a file in, by the place of the file.
    above: BTreeMap<PathBuf, Vec<PathBuf>>,
    names: BTreeMap<PathBuf, ImageNames>,
    components: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// What a kustomization replaces, as far as that was asked.
    own: HashMap<PathBuf, ImageNames>,
    /// What is replaced in a file, as far as that was found out.
    replaced: HashMap<PathBuf, ImageNames>,
}

impl Kustomizations {
    pub(super) fn is_empty(&self) -> bool {
        self.above.is_empty()
    }

    /// Takes that a kustomization takes a file in.
    pub(super) fn take(&mut self, kustomization: &Path, file: PathBuf, taken: TakenIn) {
        if taken.is_component {
            let components = self.components.entry(kustomization.to_owned()).or_default();
            components.push(file.clone());
        }
        let names = self.names.entry(kustomization.to_owned());
        names.or_insert(taken.names);
        let above = self.above.entry(file).or_default();
        above.push(kustomization.to_owned());
    }

    /// The files in which names are replaced, with the names.
    pub(super) fn all(mut self) -> BTreeMap<PathBuf, ImageNames> {
        let files: Vec<PathBuf> = self.above.keys().cloned().collect();
        let replaced = files.into_iter().map(|file| {
            let names = self.replaced(&file, 0);
            (file, names)
        });
        let mut replaced: BTreeMap<_, _> = replaced.collect();
        replaced.retain(|_, names| !names.is_empty());
        replaced
    }

    /// The names that are replaced in a file. One that takes itself in has none.
    fn replaced(&mut self, file: &Path, depth: usize) -> ImageNames {
        if let Some(known) = self.replaced.get(file) {
            return Arc::clone(known);
        }
        let above = self.above.get(file).cloned().unwrap_or_default();
        if above.is_empty() || depth > DEPTH_MAX {
            return ImageNames::default();
        }
        self.replaced.insert(file.to_owned(), ImageNames::default());
        let mut common: Option<ImageNames> = None;
        for kustomization in above {
            let own = self.own(&kustomization);
            let names = union(own, self.replaced(&kustomization, depth + 1));
            let has_none = names.is_empty();
            common = Some(match common {
                None => names,
                Some(known) if Arc::ptr_eq(&known, &names) => known,
                Some(known) => Arc::new(&*known & &*names),
            });
            if has_none {
                break;
            }
        }
        let names = common.unwrap_or_default();
        self.replaced.insert(file.to_owned(), Arc::clone(&names));
        names
    }

    /// The names that a kustomization replaces itself, and by its components.
    fn own(&mut self, kustomization: &Path) -> ImageNames {
        if let Some(known) = self.own.get(kustomization) {
            return Arc::clone(known);
        }
        let mut names = ImageNames::default();
        let (mut seen, mut open) = (BTreeSet::new(), vec![kustomization]);
        while let Some(next) = open.pop() {
            if seen.len() < COMPONENTS_MAX && seen.insert(next) {
                names = union(names, self.names.get(next).cloned().unwrap_or_default());
                let components = self.components.get(next).into_iter().flatten();
                open.extend(components.take(COMPONENTS_MAX).map(PathBuf::as_path));
            }
        }
        self.own
            .insert(kustomization.to_owned(), Arc::clone(&names));
        names
    }
}

fn union(one: ImageNames, other: ImageNames) -> ImageNames {
    if other.is_empty() || Arc::ptr_eq(&one, &other) {
        one
    } else if one.is_empty() {
        other
    } else {
        Arc::new(&*one | &*other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that are replaced in `file`, where kustomizations take others in: `from`, `to`, names.
    fn replaced(edges: &[(&str, &str, &[&str])]) -> Vec<String> {
        let mut all = Kustomizations::default();
        for (from, to, names) in edges {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            let is_component = to.starts_with("component");
            let names = Arc::new(names);
            let taken = TakenIn {
                names,
                is_component,
            };
            all.take(Path::new(from), PathBuf::from(to), taken);
        }
        let names = all.all().remove(Path::new("file"));
        names.iter().flat_map(|it| it.iter().cloned()).collect()
    }

    #[test]
    fn a_name_is_replaced_if_all_that_take_the_file_in_replace_it() {
        assert_eq!(replaced(&[("a", "file", &["x"])]), ["x"]);
        assert_eq!(
            replaced(&[("a", "b", &["x"]), ("b", "file", &["y"])]),
            ["x", "y"]
        );
        let both: [(&str, &str, &[&str]); 3] = [
            ("a", "c", &["x", "y"]),
            ("b", "c", &["y"]),
            ("c", "file", &[]),
        ];
        assert_eq!(replaced(&both), ["y"]);
        let one: [(&str, &str, &[&str]); 3] =
            [("a", "c", &["x"]), ("b", "c", &[]), ("c", "file", &[])];
        assert!(replaced(&one).is_empty());
    }

    #[test]
    fn a_component_replaces_names_in_what_is_beside_it() {
        let edges: [(&str, &str, &[&str]); 3] = [
            ("a", "component", &[]),
            ("component", "patch", &["x"]),
            ("a", "file", &[]),
        ];
        assert_eq!(replaced(&edges), ["x"]);
    }

    #[test]
    fn circles_end() {
        let circle: [(&str, &str, &[&str]); 3] = [
            ("a", "b", &["x"]),
            ("b", "a", &["y"]),
            ("b", "file", &["y"]),
        ];
        assert_eq!(replaced(&circle), ["x", "y"]);
        let own: [(&str, &str, &[&str]); 3] = [
            ("a", "component", &["y"]),
            ("a", "file", &["y"]),
            ("component", "component", &["x"]),
        ];
        assert_eq!(replaced(&own), ["x", "y"]);
    }
}
