//! Circles of files: who reads one file of a circle has to read all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, rooms, source};

/// The parts of a path: those of a module, and then perhaps of an item.
type Parts = Vec<String>;

/// What a file says that matters here.
struct Module<'a> {
    file: &'a str,
    /// The paths that it names, re-exports aside.
    uses: Vec<Parts>,
    /// The names that it has from elsewhere, each with its path.
    names: BTreeMap<String, Parts>,
}

/// All modules by their paths.
struct House<'a>(BTreeMap<Parts, Module<'a>>);

/// The path of the module that a file is.
fn module_of(path: &str) -> Parts {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// The imports of a code, those that it passes on first, and the rest of it.
fn imports(code: &str) -> (String, String, String) {
    let (mut passed_on, mut own, mut rest) = (String::new(), String::new(), String::new());
    for part in code.split_inclusive(';') {
        let start = part.find("use ").filter(|at| {
            let before = part[..*at].trim_end();
            before.is_empty()
                || before.ends_with([')', '}', ']', ';', '{'])
                || before.ends_with("pub")
        });
        match start {
            Some(at)
                if part[..at].trim_end().ends_with("pub")
                    || part[..at].trim_end().ends_with(')') =>
            {
                passed_on.push_str(&part[at + 4..]);
            }
            Some(at) => {
                rest.push_str(&part[..at]);
                own.push_str(&part[at + 4..]);
            }
            None => rest.push_str(part),
        }
    }
    (passed_on, own, rest)
}

fn split(paths: Vec<String>) -> Vec<Parts> {
    let parts = |path: String| path.split("::").map(str::to_owned).collect();
    paths.into_iter().map(parts).collect()
}

impl<'a> House<'a> {
    fn new(files: &'a [File]) -> Self {
        let module = |file: &'a File| {
            let (passed_on, own, rest) = imports(&source::without_tests(&source::code(&file.text)));
            let (passed_on, own) = (split(source::paths(&passed_on)), split(source::paths(&own)));
            let named = passed_on.iter().chain(&own);
            let names = named.filter_map(|path| Some((path.last()?.clone(), path.clone())));
            let names = names.collect();
            // A word alone is no path: the names of children in `mod child;` among them
            let mut uses = split(source::paths(&rest));
            uses.retain(|path| path.len() > 1);
            uses.extend(own);
            (
                module_of(&file.path),
                Module {
                    file: &file.path,
                    uses,
                    names,
                },
            )
        };
        Self(files.iter().map(module).collect())
    }

    /// A path from the crate on, where it leads through the crate.
    fn absolute(&self, module: &Parts, path: &Parts) -> Option<Parts> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (module.clone(), &path[1..]),
            "super" => (
                module[..module.len().checked_sub(supers)?].to_vec(),
                &path[supers..],
            ),
            child
                if self
                    .0
                    .contains_key(&[module.as_slice(), &[child.to_owned()]].concat()) =>
            {
                (module.clone(), path.as_slice())
            }
            _ => return None,
        };
        Some([base.as_slice(), rest].concat())
    }

    /// The module in which the item of a path is declared, wherever it is passed on.
    fn declared_in(&self, path: &Parts, passed_on: usize) -> Option<&Parts> {
        let length = (1..=path.len())
            .rev()
            .find(|length| self.0.contains_key(&path[..*length]))?;
        let (module, declared) = self.0.get_key_value(&path[..length])?;
        let elsewhere = path.get(length).and_then(|name| declared.names.get(name));
        let elsewhere = elsewhere.filter(|_| passed_on < 8);
        let elsewhere = elsewhere.and_then(|path| self.absolute(module, path));
        match elsewhere {
            Some(elsewhere) if elsewhere != *path => self.declared_in(&elsewhere, passed_on + 1),
            _ => Some(module),
        }
    }

    /// The files that each file uses.
    fn uses(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let uses = |(module, said): (&Parts, &Module<'a>)| {
            let paths = said
                .uses
                .iter()
                .filter_map(|path| self.absolute(module, path));
            let used = paths.filter_map(|path| self.declared_in(&path, 0).cloned());
            let files = used
                .map(|module| self.0[&module].file)
                .filter(|file| *file != said.file);
            (said.file, files.collect())
        };
        self.0.iter().map(uses).collect()
    }
}

/// The circles: sets of files each of which uses, by way of others, all of them.
fn circles(files: &[File]) -> BTreeSet<BTreeSet<&str>> {
    let house = House::new(files);
    let uses = house.uses();
    let reached: BTreeMap<&str, BTreeSet<&str>> = uses
        .keys()
        .map(|file| (*file, reachable(file, &uses)))
        .collect();
    let circle = |file: &&&str| -> BTreeSet<&str> {
        let back = reached[**file]
            .iter()
            .filter(|other| reached[**other].contains(**file));
        back.copied().collect()
    };
    let files: Vec<&&str> = uses.keys().collect();
    let circles: BTreeSet<BTreeSet<&str>> = files.iter().map(circle).collect();
    circles
        .into_iter()
        .filter(|circle| circle.len() > 1)
        .collect()
}

fn reachable<'a>(file: &str, uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = uses[file].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&uses[file]);
        }
    }
    reached
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let files = rooms();
    let circles = circles(&files);
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_found_also_where_a_name_is_passed_on() {
    let files = [
        File::new(
            "room/mod.rs",
            "mod one;\nmod two;\npub use one::One;\npub(crate) use two::Two;",
        ),
        File::new("room/one.rs", "use super::Two;\npub struct One(Two);"),
        File::new("room/two.rs", "use crate::room::{One};\npub struct Two;"),
        File::new("apart.rs", "use crate::room::One;"),
    ];
    let found = circles(&files);
    assert_eq!(
        found,
        BTreeSet::from([BTreeSet::from(["room/one.rs", "room/two.rs"])])
    );
}
