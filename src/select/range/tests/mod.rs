mod instead;

use super::*;

fn range(text: &str) -> VersionRange {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn accepts(text: &str, numbers: &str) -> bool {
    let range = range(text);
    !range.passes_by(numbers) && range.place(numbers) == Place::Inside
}

#[test]
fn a_range_accepts_the_numbers_that_cargo_would_and_those_behind_its_own() {
    let table = [
        (
            "^7.2",
            "7.2 7.4 7.2.0.1 7.99999999999999999999999999999999999999999999",
            "7 7.1 8 8.0",
        ),
        ("^0.1.2", "0.1.2 0.1.9", "0.1 0.1.1 0.2 1.1.2"),
        ("^0.0.3", "0.0.3 0.0.3.1", "0.0.4 0.0.2 0.0"),
        ("^0.0", "0.0 0.0.9", "0 0.1"),
        ("^0", "0 0.9", "1"),
        ("~7", "7 7.9", "6.9 8"),
        ("~7.2", "7.2 7.2.9", "7 7.1 7.3"),
        ("~7.2.3", "7.2.3 7.2.9", "7.2 7.2.2 7.3"),
        ("~7.2.3.4", "7.2.3.4 7.2.3.9", "7.2.3 7.2.3.3 7.2.4"),
        ("~1.2.3.4.5", "1.2.3.4.5 1.2.3.4.9.1", "1.2.3.4.4 1.2.3.5"),
        ("=7.2", "7.2 7.2.9", "7 7.1 7.3"),
        ("7.2", "7.2 7.2.9", "7 7.1 7.3"),
        ("7.2.*", "7.2 7.2.9", "7 7.1 7.3"),
        ("=24.4", "24.04 24.4 024.004", "24.40 24"),
        (">=7", "7 7.0 8 1899", "6.9"),
        (">7", "8 9.1", "7 7.9"),
        (">7.2", "7.3 8", "7.2 7.2.9 7"),
        ("<7", "6 6.9 0", "7 7.0"),
        ("<=7", "7 7.9", "8"),
        ("<=7.2", "7.2.9 7.1", "7.3 7"),
        ("<7.2.6", "7.2.5 7.1 6", "7.2 7 7.2.6"),
        ("<0", "", "0 1"),
        ("*", "0 1 1899.9", ""),
        (">=7, <9", "7 8.9", "6 9"),
        (" >= 7 ,<9 ", "7 8.9", "6 9"),
        ("7.*, <7.4", "7.3", "7.4 7 6"),
        (">=3, <2", "", "1 2 2.5 3 4"),
    ];
    for (text, inside, outside) in table {
        for numbers in inside.split_whitespace() {
            assert!(accepts(text, numbers), "{text} accepts {numbers}");
        }
        for numbers in outside.split_whitespace() {
            assert!(!accepts(text, numbers), "{text} does not accept {numbers}");
        }
    }
}

#[test]
fn a_year_or_a_date_is_accepted_only_by_a_range_that_names_one() {
    for (text, inside, outside) in [
        (">=3", "1899.12.31", "1900 20260101"),
        ("*", "1899", "1900"),
        ("^2024", "2024.1", "2025"),
        (">=3, <20300101", "3.20 20260101", "20300101"),
        ("<2000", "1 1999", "2000"),
        (">=1899", "1899", "1900"),
    ] {
        for numbers in inside.split_whitespace() {
            assert!(accepts(text, numbers), "{text} accepts {numbers}");
        }
        for numbers in outside.split_whitespace() {
            assert!(!accepts(text, numbers), "{text} does not accept {numbers}");
        }
    }
}

#[test]
fn a_range_is_written_as_it_was_read() {
    for text in [
        "^7.2",
        " >= 7 , < 9 ",
        "*",
        "7.*",
        "024.04",
        "=18446744073709551615",
    ] {
        assert_eq!(range(text).to_string(), text);
    }
}

#[test]
fn a_range_covers_another_one_if_it_accepts_all_that_the_other_does() {
    let wider = [
        (">=7", "^7.2"),
        ("^7", "^7.2"),
        ("^7", "7.2"),
        ("*", ">=7, <9"),
        ("7.2", "=7.2.1"),
        (">=7, <10", ">=7, <9"),
        (">=6, <9", ">=7, <9"),
        ("<=7", "<7"),
        (">=1", ">1"),
        // A range that names dates accepts them
        (">=2, <3000", ">=2"),
        (">=2, <3000", ">=2, <9"),
        // Nothing is in this one
        ("^7", ">=9, <7"),
    ];
    for (wide, narrow) in wider {
        assert!(range(wide).covers(&range(narrow)), "{wide} covers {narrow}");
        assert!(
            !range(narrow).covers(&range(wide)),
            "{narrow} does not cover {wide}"
        );
    }
    for (one, other) in [
        ("^7.2", ">=7.2, <8"),
        ("7.2", "~7.2"),
        ("=7.2", "7.2.*"),
        (">=7.0", ">=7"),
    ] {
        assert!(range(one).covers(&range(other)), "{one} covers {other}");
        assert!(range(other).covers(&range(one)), "{other} covers {one}");
    }
    for (one, other) in [("^7", "^8"), ("^7", ">=7.2"), (">=3", ">=1900")] {
        assert!(
            !range(one).covers(&range(other)),
            "{one} does not cover {other}"
        );
        assert!(
            !range(other).covers(&range(one)),
            "{other} does not cover {one}"
        );
    }
}
