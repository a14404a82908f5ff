use super::*;

fn pattern(text: &str) -> TagPattern {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_pattern_matches_the_whole_tag_and_compares_by_its_group() {
    let table = [
        (r"main-(?<build>\d+)", "main-10", Some("10")),
        (r"main-(?<build>\d+)", "xmain-10", None),
        (r"main-(?<build>\d+)", "main-10x", None),
        (
            r"(main|dev)-(?P<build>\d+)-([a-f0-9]+)",
            "dev-10-abc",
            Some("10"),
        ),
        (r"(?<a>a)|b", "b", Some("")),
        (r"(?<a>a)|b", "ab", None),
        (r"(?m)^(?<a>a)$", "a\nb", None),
        (r"(?i)MAIN-(?<a>a)", "main-A", Some("A")),
    ];
    for (text, tag, key) in table {
        assert_eq!(pattern(text).key(tag), key, "{text} of {tag}");
    }
}

#[test]
fn patterns_are_written_as_they_were_read_and_equal_if_they_are_written_so() {
    let text = r"main-(?<build>\d+)";
    assert_eq!(pattern(text).to_string(), text);
    assert_eq!(pattern(text), pattern(text));
    assert_ne!(pattern(text), pattern(r"main-(?<build>[0-9]+)"));
}

#[test]
fn the_greater_of_two_tags_has_the_greater_key() {
    let pattern = pattern(r"(?<v>[a-z0-9.]*)-.*|x");
    for (lower, greater) in [
        ("9-a", "10-a"),
        ("1.9-a", "1.10-a"),
        ("10-b", "10-a"),
        ("7-a", "007-a"),
        ("1-a", "1.0-a"),
        ("x", "a-a"),
        // What does not match comes first
        ("zz", "x"),
        ("y9", "y10"),
    ] {
        assert_eq!(
            pattern.compare(lower, greater),
            Ordering::Less,
            "{lower} {greater}"
        );
        assert_eq!(
            pattern.compare(greater, lower),
            Ordering::Greater,
            "{greater} {lower}"
        );
        assert_eq!(pattern.compare(lower, lower), Ordering::Equal);
    }
}

#[test]
fn what_is_no_pattern_says_why() {
    let groups = "a tag pattern needs exactly one named group to compare tags by, like `main-(?<build>[0-9]+)`; this one has";
    let letter = |letter: char| {
        format!(
            "no tag has a `{letter}`, so this matches none; write a pattern for the tag alone, like `main-(?<build>[0-9]+)`"
        )
    };
    let size =
        "this regular expression is too large to be held against each tag; write a shorter one";
    let table = [
        (
            "main-(",
            "this is not a regular expression: found open group without closing ')'".to_owned(),
        ),
        (
            "a)(?<b>b",
            "this is not a regular expression: found closing ')' without matching '('".to_owned(),
        ),
        (
            r"(?x) main- (?<build>\d+) # of the pipeline",
            "a tag pattern ends without a comment; leave out `#` and what is behind it".to_owned(),
        ),
        ("", format!("{groups} 0")),
        ("main-.*", format!("{groups} 0")),
        (r"main-(\d+)", format!("{groups} 0")),
        ("(?<a>a)(?<b>b)", format!("{groups} 2")),
        ("(?<a>a)(?<b>b)(?<c>c)", format!("{groups} 3")),
        ("(?<a>[a-z]{200}){200}", size.to_owned()),
        (r"acme/app:main-(?<build>\d+)", letter('/')),
        (r"app\:(?<build>\d+)", letter(':')),
        (r"[:](?<build>\d+) ", letter(' ')),
        (r"a{2}(?<build>\d+)@+", letter('@')),
        (r"[]:](?<build>\d+)é", letter('é')),
        (r"(?<x>a|b):", letter(':')),
    ];
    for (text, error) in table {
        let found = text
            .parse::<TagPattern>()
            .map_err(|error| error.to_string());
        assert_eq!(found, Err(error), "{text}");
    }
}

#[test]
fn a_letter_that_a_match_may_do_without_is_no_mistake() {
    for text in [
        r"(?<a>a)|b:c",
        r"a:?(?<a>a)",
        r"a:*(?<a>a)",
        r"a:{0,1}(?<a>a)",
        r"(:)?(?<a>a)",
        r"[:a](?<a>a)",
        r"[^]:](?<a>a)",
        r"[\]:](?<a>a)",
        r"(?<a>a|:)",
        r"(?x) a (?<a>a)",
        r"(?ix: a )(?<a>a)",
        r"\d\.\-(?<a>[^:]+)$",
        // As large as a tag may need it
        r"sha-[a-f0-9]{40}-(?<a>[\w.-]{1,80})",
    ] {
        pattern(text);
    }
}
