//! Plain scalars that Helm reads as something else than texts, and how it prints them into templates.
//!
//! Helm reads values by way of YAML 1.1 and JSON, where all numbers are 64-bit floats, and prints those as Go does:
//! `1.20` is 1.2, and `20241105` is 2.0241105e+07 (<https://github.com/helm/helm/issues/1707>). Newer releases print
//! large integers as they are, which nobody can rely on.

/// The power of ten from which on Go prints a float with an exponent (`strconv.FormatFloat` with `g` and `-1`).
const EXPONENT_MAX: i32 = 6;
/// The power of ten below which it does so, too.
const EXPONENT_MIN: i32 = -4;

/// The text that Helm prints for a plain scalar, where that differs from how it is written.
pub(super) fn printed_otherwise(plain: &str) -> Option<String> {
    let printed = boolean(plain)
        .map(str::to_owned)
        .or_else(|| number(plain).map(printed))?;
    (printed != plain).then_some(printed)
}

/// Whether a plain scalar is no text: nothing, true or false, or a number.
pub(super) fn is_no_text(plain: &str) -> bool {
    let is_null = matches!(plain, "" | "~" | "null" | "Null" | "NULL");
    is_null || boolean(plain).is_some() || number(plain).is_some()
}

/// The words of YAML 1.1 for true and false.
fn boolean(plain: &str) -> Option<&'static str> {
    match plain {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Some("true")
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some("false")
        }
        _ => None,
    }
}

/// The number that go-yaml reads: integers in Go's notations first, then floats; underscores do not count.
fn number(plain: &str) -> Option<f64> {
    let first = plain.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    // What begins with a dot is a float, in which underscores are wrong
    let digits = if first == b'.' {
        plain.to_owned()
    } else {
        plain.replace('_', "")
    };
    integer(&digits).or_else(|| float(&digits))
}

/// An integer of 64 bits, as a float.
#[expect(clippy::cast_precision_loss, reason = "that is what JSON does to it")]
fn integer(text: &str) -> Option<f64> {
    let (is_negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = radix(unsigned);
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    if is_negative {
        i64::try_from(-i128::from(value)).ok().map(|it| it as f64)
    } else {
        Some(value as f64)
    }
}

fn radix(text: &str) -> (u32, &str) {
    match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    }
}

/// A float in digits, without `inf` and `nan`, which are no tags in any way.
fn float(text: &str) -> Option<f64> {
    let is_part =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(is_part) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A float as Go's `%v` prints it.
fn printed(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(EXPONENT_MIN..EXPONENT_MAX).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    value.to_string()
}

/// The text of a plain scalar that YAML reads as something else, where that is not what is written: 3.10 is 3.1, 010 is
/// eight, `on` is true. Large numbers are printed as they are.
pub(super) fn read_otherwise(plain: &str) -> Option<String> {
    let is_integer = plain.bytes().all(|it| it.is_ascii_digit()) && !plain.starts_with('0');
    if is_integer {
        return None;
    }
    let read = boolean(plain)
        .map(str::to_owned)
        .or_else(|| number(plain).map(|it| it.to_string()))?;
    (read != plain).then_some(read)
}

/// The text that compose passes on for a plain scalar, where that is not what is written: 3.10 is 3.1, 010 is eight,
/// and of the words for true and false only those of YAML 1.2 are no texts (`toString` of compose-go).
pub(super) fn passed_otherwise(plain: &str) -> Option<String> {
    let lower = plain.to_ascii_lowercase();
    match (boolean(plain), lower.as_str()) {
        (Some(_), "true" | "false") => Some(lower).filter(|passed| passed != plain),
        (Some(_), _) => None,
        (None, _) => read_otherwise(plain),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What compose-go 2.4 and 2.16 make of `args: {A: …}` without quotes.
    #[test]
    fn numbers_are_passed_as_compose_does() {
        let cases = [
            ("3.10", "3.1"),
            ("3.0", "3"),
            ("010", "8"),
            ("0x10", "16"),
            ("1_000", "1000"),
            ("1e3", "1000"),
            ("20241105", "20241105"),
            ("3.10.1", "3.10.1"),
            ("yes", "yes"),
            ("True", "true"),
            ("false", "false"),
        ];
        for (written, passed) in cases {
            let other = Some(passed.to_owned()).filter(|passed| passed != written);
            assert_eq!(passed_otherwise(written), other, "{written}");
        }
    }

    /// What sigs.k8s.io/yaml 1.6 and text/template of Go make of `tag: …` without quotes.
    #[test]
    fn numbers_are_printed_as_helm_does() {
        let cases = [
            ("1.20", "1.2"),
            ("1.0", "1"),
            ("3.10", "3.1"),
            ("10.10", "10.1"),
            ("1.", "1"),
            (".5", "0.5"),
            ("-1.50", "-1.5"),
            ("-0", "0"),
            ("+5", "5"),
            ("010", "8"),
            ("08", "8"),
            ("0_8", "8"),
            ("019", "19"),
            ("00", "0"),
            ("0123", "83"),
            ("0x10", "16"),
            ("0b11", "3"),
            ("1_000", "1000"),
            ("1_2.50", "12.5"),
            ("1e3", "1000"),
            ("12e03", "12000"),
            ("1.20E1", "12"),
            ("1e5", "100000"),
            ("1e6", "1e+06"),
            ("1e22", "1e+22"),
            ("1000000", "1e+06"),
            ("1234567", "1.234567e+06"),
            ("1234567.89", "1.23456789e+06"),
            ("20241105", "2.0241105e+07"),
            ("20241105123456", "2.0241105123456e+13"),
            ("9007199254740993", "9.007199254740992e+15"),
            ("18446744073709551615", "1.8446744073709552e+19"),
            ("99999999999999999999999", "1e+23"),
            ("0.00001", "1e-05"),
            ("on", "true"),
            ("y", "true"),
            ("Off", "false"),
        ];
        for (plain, expected) in cases {
            assert_eq!(
                printed_otherwise(plain).as_deref(),
                Some(expected),
                "{plain}"
            );
        }
    }

    #[test]
    fn what_yaml_reads_as_nothing_or_a_number_is_no_text() {
        for plain in ["", "~", "null", "Null", "true", "no", "12", "1.20", "0x1f"] {
            assert!(is_no_text(plain), "{plain}");
        }
        for plain in ["nullable", "1.27.0", "auto", "a:1", "~a"] {
            assert!(!is_no_text(plain), "{plain}");
        }
    }

    #[test]
    fn what_is_printed_as_it_is_written_is_no_trouble() {
        for plain in [
            "1.27",
            "16",
            "0",
            "-5",
            "100000",
            "999999",
            "123456",
            "123456.789",
            "0.0001",
            "true",
            "1.27.0",
            "v1",
            "1e",
            "e3",
            "1e400",
            "0x",
            "0b12",
            "2024-11-05",
            "latest",
            "",
            "inf",
            "nan",
            "infinity",
        ] {
            assert_eq!(printed_otherwise(plain), None, "{plain}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_printed_the_same_again(plain in "[0-9+._exobé-]{0,12}") {
            if let Some(printed) = printed_otherwise(&plain).filter(|printed| !printed.contains('e')) {
                prop_assert_eq!(printed_otherwise(&printed), None);
            }
        }
    }

    #[test]
    fn numbers_that_lose_digits_are_known() {
        let cases = [
            ("20", None),
            ("3.1", None),
            ("3.10", Some("3.1")),
            ("010", Some("8")),
            ("0x10", Some("16")),
            ("0b11", Some("3")),
            ("0o17", Some("15")),
            ("1_000", Some("1000")),
            ("1e3", Some("1000")),
            ("+5", Some("5")),
            ("20.", Some("20")),
            ("on", Some("true")),
            ("No", Some("false")),
            ("true", None),
            ("0", None),
            ("-5", None),
            ("20241105", None),
            ("9007199254740993", None),
            ("1.2.3", None),
            ("3.20-alpine", None),
            ("inf", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read_otherwise(text).as_deref(), expected, "{text}");
        }
    }
}
