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

#[test]
fn what_is_no_range_says_what_to_write_instead() {
    let table = [
        (
            "",
            "a version range is written like `^7.2`, `~7.2`, `7.2` or `>=7, <9`; `*` is any version",
        ),
        (
            " ",
            "a version range is written like `^7.2`, `~7.2`, `7.2` or `>=7, <9`; `*` is any version",
        ),
        (
            "1,",
            "a condition is missing beside a comma; write a range like `>=7, <9`",
        ),
        (
            ",",
            "a condition is missing beside a comma; write a range like `>=7, <9`",
        ),
        (
            "^",
            "`^` needs a version behind it; write a range like `^7.2`",
        ),
        (
            ">= ",
            "`>=` needs a version behind it; write a range like `>=7.2`",
        ),
        (
            "~>7.2",
            "a version range has no operator `~>`; write `^7.2`",
        ),
        (
            "~> 7.2.1",
            "a version range has no operator `~>`; write `~7.2.1`",
        ),
        (
            "~>0.2",
            "a version range has no operator `~>`; write `>=0.2, <1`",
        ),
        (
            "~>0",
            "a version range has no operator `~>`; write `>=0, <1`",
        ),
        (
            "~>0.2.3",
            "a version range has no operator `~>`; write `~0.2.3`",
        ),
        (
            "~=0.2",
            "a version range has no operator `~=`; write `>=0.2, <1`",
        ),
        (
            "~=7.2",
            "a version range has no operator `~=`; write `^7.2`",
        ),
        (
            "!=7",
            "a version range has no operator `!=`; write `<7` or `>7`",
        ),
        (
            "<>7",
            "a version range has no operator `<>`; write `<7` or `>7`",
        ),
        ("==7", "a version range has no operator `==`; write `=7`"),
        ("=>7", "a version range has no operator `=>`; write `>=7`"),
        ("=<7", "a version range has no operator `=<`; write `<=7`"),
        (
            "^^7",
            "a version range has no operator `^^`; write one of `^`, `~`, `=`, `>=`, `>`, `<=`, `<`",
        ),
        (
            "7 || 8",
            "a version range has no `||`; write one range that holds all of them, like `>=7, <9`",
        ),
        ("7 - 9", "a version range has no ` - `; write `>=7, <=9`"),
        (
            ">=7 <9",
            "the conditions of a version range are joined by commas; write `>=7, <9`",
        ),
        (
            ">=7<9",
            "the conditions of a version range are joined by commas; write `>=7, <9`",
        ),
        (
            ">=7 <10 !=8",
            "the conditions of a version range are joined by commas; write `>=7, <10, !=8`",
        ),
        (
            "v7",
            "a version range has no `v`, whether its tags have one or not; write `7`",
        ),
        (
            "^v7.2",
            "a version range has no `v`, whether its tags have one or not; write `^7.2`",
        ),
        (
            "7.2-alpine",
            "a version range has no suffix; write `-alpine` as `variant = \"alpine\"`",
        ),
        (
            "^7.2-rc.1",
            "a version range has no suffix; write `-rc.1` as `variant = \"rc.1\"`",
        ),
        (
            "21.0.5_11",
            "a version range has no build number; write `21.0.5`, whose newest build is chosen",
        ),
        ("^7.*", "`^7.*` has both an operator and a `*`; write `^7`"),
        (
            ">=7.*",
            "`>=7.*` has both an operator and a `*`; write `>=7`",
        ),
        ("=7.*", "`=7.*` has both an operator and a `*`; write `7.*`"),
        ("^*", "`^*` has both an operator and a `*`; write `*`"),
        (
            "*.1",
            "a `*` stands alone or for the last number, which it does not in `*.1`; write `*`",
        ),
        (
            "7.*.1",
            "a `*` stands alone or for the last number, which it does not in `7.*.1`; write `7.*`",
        ),
        (
            "7.*.*",
            "a `*` stands alone or for the last number, which it does not in `7.*.*`; write `7.*`",
        ),
        (
            "7*",
            "a `*` stands alone or for the last number, which it does not in `7*`; write `7.*`",
        ),
        ("7.x", "a version range has `*` for any number; write `7.*`"),
        (
            "7.X.x",
            "a version range has `*` for any number; write `7.*`",
        ),
        ("^7.x", "a version range has `*` for any number; write `^7`"),
        ("x", "a version range has `*` for any number; write `*`"),
        (
            "latest",
            "`latest` is not a version; to follow this tag, write `tag = \"latest\"`",
        ),
        (
            "xenial",
            "`xenial` is not a version; to follow this tag, write `tag = \"xenial\"`",
        ),
        (
            "7..2",
            "`7..2` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "7.2.",
            "`7.2.` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            ".7",
            "`.7` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "+7",
            "`+7` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "7.2rc1",
            "`7.2rc1` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "7-",
            "`7-` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "> = 7",
            "`= 7` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "7 9",
            "`7 9` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "é",
            "`é` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "7.é",
            "`7.é` is not a version; write numbers joined by dots, like `7.2`",
        ),
        (
            "^7.18446744073709551616",
            "`18446744073709551616` is larger than the numbers of a version range may be, which is 18446744073709551615",
        ),
    ];
    for (text, error) in table {
        let found = text
            .parse::<VersionRange>()
            .map_err(|error| error.to_string());
        assert_eq!(found, Err(error.to_owned()), "{text}");
    }
}
