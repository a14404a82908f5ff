//! Registries as they are met, each a transcript in `fixtures/conversations`: see its README for which and why.

use std::path::Path;

use crate::support::conversation;

/// A test for each of these files, and the list of them.
macro_rules! conversations {
    ($($name:ident: $file:literal,)*) => {
        /// All files that are tested here.
        pub const FILES: &[&str] = &[$($file),*];
        $(
            #[test]
            fn $name() {
                let text = include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/fixtures/conversations/", $file
                ));
                crate::support::conversation::check($file, text);
            }
        )*
    };
}

mod answers;
mod credentials;
mod lists;
mod registries;
mod trust;

#[test]
fn every_file_is_tested_and_has_its_place_in_the_readme() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/conversations");
    let files = [
        answers::FILES,
        credentials::FILES,
        lists::FILES,
        registries::FILES,
        trust::FILES,
    ]
    .concat();
    let mut tested: Vec<String> = files.iter().map(ToString::to_string).collect();
    tested.push("README.md".to_owned());
    tested.sort();
    assert_eq!(conversation::files(&directory), tested);
    let readme = include_str!("../../fixtures/conversations/README.md");
    let words: Vec<_> = readme
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
        .collect();
    let strangers: Vec<_> = files
        .iter()
        .filter(|file| !words.contains(&file.trim_end_matches(".txt")))
        .collect();
    assert!(
        strangers.is_empty(),
        "the README does not name {strangers:?}"
    );
}

/// What the support says of a case that is changed in one place.
fn problems(file: &str, from: &str, to: &str) -> String {
    assert!(file.contains(from), "`{from}` is not there to be changed");
    conversation::problems(&file.replacen(from, to, 1))
}

#[test]
fn a_conversation_that_goes_otherwise_is_told_as_what_was_expected_and_what_came() {
    let file = include_str!("../../fixtures/conversations/ghcr-public.txt");
    let changes = [
        (
            "> HEAD https",
            "> GET https",
            "request 1 is not that of line 6:\n  - GET https://ghcr.io/v2/acme/app",
        ),
        (
            "> HEAD",
            "> GET https://ghcr.io/token\n< 200\n> HEAD",
            "  - GET https://ghcr.io/token\n",
        ),
        (
            "scope=repository:acme/app:pull\n",
            "scope=wrong\n",
            "  -   ?scope=wrong\n",
        ),
        (
            "Bearer token-of-app",
            "Bearer another",
            "  -   authorization: Bearer another\n",
        ),
        (
            "> authorization: Bearer token-of-app\n",
            "",
            "  +   authorization: Bearer token-of-app\n",
        ),
        (
            "> GET",
            "> accept: text/html\n> GET",
            "  -   accept: text/html\n",
        ),
        (
            "= exit 0",
            "> GET https://ghcr.io/v2/\n< 200\n= exit 0",
            "this did not happen (line 22):\n  - GET https",
        ),
        (
            "= exit 0",
            "= exit 1",
            "exit Some(1) was expected, Some(0) came",
        ),
        (
            "= locked",
            "= says it all\n= locked",
            "stderr does not say: it all",
        ),
        (
            "= locked sha256:bc",
            "= locked sha256:00",
            "locked was expected: [\"sha256:00",
        ),
        (
            "image ghcr.io",
            "image quay.io",
            "`quay.io` has no part in it and was connected to",
        ),
        (
            "\"token-of-app\"",
            "\"app\"",
            "  +   authorization: Bearer app",
        ),
        (
            "Bearer token-of-app",
            "Bearer ghcr",
            "the secret `ghcr` was printed or written",
        ),
        (
            "< 401\n",
            "",
            "line 7 is not understood: < www-authenticate",
        ),
    ];
    for (from, to, expected) in changes {
        let problems = problems(file, from, to);
        assert!(
            problems.contains(expected),
            "no `{expected}` for `{to}` in:\n{problems}"
        );
    }
}
