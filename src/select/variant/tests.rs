use super::*;

fn variant(text: &str) -> Variant {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What the stars take, with a bar between them. None if the suffix is not the variant.
fn taken(text: &str, suffix: &str) -> Option<String> {
    let variant = variant(text);
    let taken = variant.match_suffix(suffix)?;
    Some(taken[..variant.star_count()].join("|"))
}

#[test]
fn a_suffix_is_the_variant_exactly_but_for_what_its_stars_take() {
    let table = [
        ("alpine", "alpine", Some("")),
        ("alpine", "alpine3", None),
        ("alpine", "Alpine", None),
        ("alpine", "", None),
        ("alpine", "slim-alpine", None),
        ("alpine*", "alpine", Some("")),
        ("alpine*", "alpine3", Some("3")),
        ("alpine*", "alpine3.20.1", Some("3.20.1")),
        ("alpine*", "alpine3.20-slim", None),
        ("alpine*", "alpine-slim", None),
        ("alpine*", "alpine3.", None),
        ("alpine*", "alpine.3", None),
        ("alpine*", "alpine3..20", None),
        ("alpine*-slim", "alpine3.20-slim", Some("3.20")),
        ("alpine*-slim", "alpine-slim", Some("")),
        ("*", "", Some("")),
        ("*", "20240101", Some("20240101")),
        ("*", "1.2", Some("1.2")),
        ("*", "1-2", None),
        ("*-centos", "37-centos", Some("37")),
        ("*-centos", "centos", None),
        ("debian-*-r*", "debian-12-r10", Some("12|10")),
        ("debian-*-r*", "debian--r", Some("|")),
        ("rc.*", "rc.4", Some("4")),
        ("rc.*", "rc.", Some("")),
        // A star takes as much as it can, and leaves what is needed
        ("*.beta", "95.2.beta", Some("95.2")),
        ("*.*", "1.2.3", Some("1.2|3")),
        ("*.*.*", "1.2.3", Some("1|2|3")),
        ("*.*.*", "1.2", None),
        ("*0", "100", Some("10")),
        ("*1*", "1213", Some("12|3")),
        ("a*.1", "a1.1", Some("1")),
        ("a*.1", "a1.1.1", Some("1.1")),
        ("a*.1", "a.1", Some("")),
        ("a*.1", "a1.2", None),
        (
            "*-*-*-*-*-*-*-*",
            "1-2-3-4-5-6-7-8",
            Some("1|2|3|4|5|6|7|8"),
        ),
    ];
    for (text, suffix, expected) in table {
        assert_eq!(
            taken(text, suffix).as_deref(),
            expected,
            "{text} of {suffix}"
        );
    }
}

#[test]
fn a_suffix_that_fits_in_many_ways_but_one_place_takes_no_long_time() {
    let suffix = format!("{}x", "1.".repeat(62));
    assert_eq!(taken("*.*.*.*.*.*.*.*", &suffix), None);
}

#[test]
fn a_variant_is_written_as_it_was_read() {
    for text in [
        "alpine",
        "alpine*",
        "*",
        "debian-*-r*",
        "scala_2.12-java17",
        "*-",
    ] {
        assert_eq!(variant(text).to_string(), text);
    }
    assert_eq!(variant("alpine*"), variant("alpine*"));
    assert_ne!(variant("alpine*"), variant("alpine"));
}

#[test]
fn what_is_no_variant_says_what_to_write_instead() {
    let table = [
        (
            "",
            "a variant is written like `alpine`; for tags without a suffix, leave the key out",
        ),
        (
            "-alpine",
            "a variant is written without the dash in front of it; write `alpine`",
        ),
        (
            "--alpine",
            "a variant is written without the dash in front of it; write `alpine`",
        ),
        (
            "-alpine**",
            "a `*` stands for a number, several joined by dots, or nothing; write `alpine*`",
        ),
        (
            "-*-**-*-*-*-*-*-*-*",
            "a variant has at most 8 `*`, this one has 9",
        ),
        (
            "a b",
            "a variant has the letters of a tag, which ` ` is not, and `*` for a number; write it like `alpine` or `alpine*`",
        ),
        (
            "alpine?",
            "a variant has the letters of a tag, which `?` is not, and `*` for a number; write it like `alpine` or `alpine*`",
        ),
        (
            "é",
            "a variant has the letters of a tag, which `é` is not, and `*` for a number; write it like `alpine` or `alpine*`",
        ),
        (
            "alpine**-r***",
            "a `*` stands for a number, several joined by dots, or nothing; write `alpine*-r*`",
        ),
        (
            "*a*b*c*d*e*f*g*h*",
            "a variant has at most 8 `*`, this one has 9",
        ),
    ];
    for (text, error) in table {
        let found = text.parse::<Variant>().map_err(|error| error.to_string());
        assert_eq!(found, Err(error.to_owned()), "{text}");
    }
}
