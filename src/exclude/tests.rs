use std::path::Path;

use proptest::prelude::*;

use super::check::{LENGTH_MAX, PatternError};
use super::*;

fn exclude(patterns: &[&str]) -> Exclude {
    Exclude::new(
        patterns
            .iter()
            .map(|pattern| pattern.parse().unwrap())
            .collect(),
    )
}

fn excludes(patterns: &[&str], path: &str) -> bool {
    exclude(patterns).search().excludes(Path::new(path))
}

#[test]
fn patterns_mean_what_they_mean_in_gitignore() {
    let cases: [(&[&str], &str, bool); 41] = [
        (&["**"], "a", true),
        (&["/**"], "a", true),
        (&["**/"], "a", false),
        (&["**/"], "a/b", true),
        (&["a/**"], "a", false),
        (&["**/a/**/b/**/c"], "x/a/b/y/b/c", true),
        (&["**/a/**/b/**/c"], "x/b/a/c", false),
        (&["**/a/b"], "a/a/b", true),
        (&["a/***/b"], "a/x/y/b", true),
        (&["a**b"], "x/aXb", true),
        (&["x/a**b"], "x/a/b", false),
        (&["a/*/b"], "a/x/y/b", false),
        (&["a/*/b"], "a/x/b", true),
        (&["*/b"], "b", false),
        (&["a/?"], "a/x", true),
        (&["testdata/"], "testdata/a.yaml", true),
        (&["testdata/"], "deep/er/testdata/a/b.yaml", true),
        (&["testdata/"], "testdata", false),
        (&["testdata"], "testdata", true),
        (&["/testdata/"], "deep/testdata/a", false),
        (&["a/b"], "a/b", true),
        (&["a/b"], "x/a/b", false),
        (&["vendor/**"], "vendor/x/y", true),
        (&["vendor/**"], "x/vendor/y", false),
        (&["**/gen/x"], "a/b/gen/x", true),
        (&["**/gen/x"], "gen/x", true),
        (&["a/**/b"], "a/b", true),
        (&["a/**/b"], "a/x/y/b", true),
        (&["*.yaml"], "deep/a.yaml", true),
        (&["/*.yaml"], "deep/a.yaml", false),
        (&["*.YAML"], "a.yaml", false),
        (&["*.yaml", "!keep.yaml"], "a/keep.yaml", false),
        (&["!keep.yaml", "*.yaml"], "a/keep.yaml", true),
        (&["gen/", "!gen/keep.yaml"], "gen/keep.yaml", true),
        (&["gen/*", "!gen/keep.yaml"], "gen/keep.yaml", false),
        (&["a?c[0-9]"], "abc7", true),
        (&["[!a]x"], "ax", false),
        (&["\\!x"], "!x", true),
        (&["\\#x"], "#x", true),
        (&["a\\*"], "ab", false),
        (&["x\\ "], "x ", true),
    ];
    for (patterns, path, expected) in cases {
        assert_eq!(excludes(patterns, path), expected, "{patterns:?} {path}");
    }
}

#[test]
fn what_can_match_nothing_is_refused() {
    let cases = [
        ("", PatternError::Empty),
        (" ", PatternError::TrailingSpace),
        ("/", PatternError::Empty),
        ("!", PatternError::Empty),
        ("!/", PatternError::Empty),
        ("#x", PatternError::Comment),
        ("../x", PatternError::Outside),
        ("!../x", PatternError::Outside),
        ("a/../b", PatternError::Outside),
        ("\\.\\./x", PatternError::Outside),
        ("..", PatternError::Outside),
        ("./x", PatternError::Part(".".into())),
        ("a//b", PatternError::Part(String::new())),
        ("//a", PatternError::Part(String::new())),
        ("a[b", PatternError::OpenBracket),
        ("a[]", PatternError::OpenBracket),
        ("a[!]", PatternError::OpenBracket),
        ("a[b\\]", PatternError::OpenBracket),
        ("[[:foo:]]", PatternError::Class),
        ("a\\", PatternError::TrailingBackslash),
        ("a ", PatternError::TrailingSpace),
        ("a\t", PatternError::TrailingSpace),
        ("a\0", PatternError::Nul),
        ("a\\/b", PatternError::Slash),
        ("a[/]b", PatternError::Slash),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<Pattern>(), Err(error), "{text:?}");
    }
    assert_eq!(
        "a".repeat(LENGTH_MAX + 1).parse::<Pattern>(),
        Err(PatternError::TooLong)
    );
    for text in [
        "[]a]",
        "[a\\]]",
        "[[:alpha:]]x",
        "[[x]",
        "a\\[",
        "a b",
        "**",
        "*",
        "!x",
        "\\!x",
        "x/",
    ] {
        assert_eq!(
            text.parse::<Pattern>()
                .map(|pattern| pattern.as_str().to_owned()),
            Ok(text.to_owned())
        );
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*", path in "[a-c/*\\[\\]]{1,12}") {
        if let Ok(pattern) = text.parse::<Pattern>() {
            Exclude::new(vec![pattern]).search().excludes(Path::new(&path));
        }
    }

    #[test]
    fn the_pattern_of_a_file_excludes_it(path in "[^/\0]{1,8}(/[^/\0]{1,8}){0,2}") {
        prop_assume!(Path::new(&path).iter().all(|part| part != "." && part != ".."));
        let pattern = pattern_of(Path::new(&path));
        let exclude = exclude(&[&pattern]);
        prop_assert!(exclude.search().excludes(Path::new(&path)), "{pattern}");
        prop_assert!(!exclude.search().excludes(&Path::new("elsewhere").join(&path)), "{pattern}");
    }
}
