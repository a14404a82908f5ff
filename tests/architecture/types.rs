//! The names of types: one name means one thing.

use std::collections::BTreeMap;

use super::{File, rooms, source};

/// How many of a hundred names may stand twice.
const TWICE_MAX: usize = 5;

/// The names of the types that a file declares outside of its unit tests.
fn declared(file: &File) -> Vec<String> {
    let code = source::without_tests(&source::code(&file.text));
    let mut words = code.split_whitespace().peekable();
    let mut names = Vec::new();
    while let Some(word) = words.next() {
        if ["struct", "enum", "trait", "union"].contains(&word) {
            let name = words.peek().copied().unwrap_or_default();
            let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            names.push(name[..end.unwrap_or(name.len())].to_owned());
        }
    }
    names
}

/// The names that stand more than once, with the files; and how many names there are.
fn twice(files: &[File]) -> (BTreeMap<String, Vec<&str>>, usize) {
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for file in files {
        for name in declared(file) {
            places.entry(name).or_default().push(&file.path);
        }
    }
    let count = places.len();
    places.retain(|_, files| files.len() > 1);
    (places, count)
}

#[test]
fn a_type_has_a_name_of_its_own() {
    let files = rooms();
    let (twice, count) = twice(&files);
    assert!(count > 300, "only {count} types were found");
    assert!(
        twice.len() * 100 <= count * TWICE_MAX,
        "{} of {count} names stand twice: {twice:#?}",
        twice.len()
    );
}

#[test]
fn a_name_that_stands_twice_is_found() {
    let files = [
        File::new("a.rs", "pub struct Place { at: usize }\n// struct Comment;"),
        File::new("b.rs", "enum Place<'a> {}\nstruct Other;"),
        File::new("c.rs", "#[cfg(test)]\nmod tests { struct Other; }"),
    ];
    let (twice, count) = twice(&files);
    assert_eq!(count, 2);
    assert_eq!(
        twice,
        BTreeMap::from([("Place".to_owned(), vec!["a.rs", "b.rs"])])
    );
}
