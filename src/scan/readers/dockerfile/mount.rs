//! The source of a mount: `type=bind,from=image,target=/x`.

use super::written::PlacedText;

/// The source of a mount; the last one counts.
pub(super) fn from(mount: &PlacedText) -> Option<PlacedText> {
    let fields = mount.split(|letter| letter == ',');
    let value = |field: &PlacedText| {
        let (key, value) = field.split_once(|letter| letter == '=')?;
        // Fields may be quoted as in CSV; nobody does it, and the quote in the value tells it
        key.text()
            .trim_start_matches('"')
            .eq_ignore_ascii_case("from")
            .then_some(value)
    };
    fields.iter().rev().find_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_source_of_a_mount_counts() {
        let cases = [
            ("type=bind,from=a:1,target=/x", Some("a:1")),
            ("From=a", Some("a")),
            ("from=a,from=b", Some("b")),
            ("from=", Some("")),
            ("type=cache,target=/from=a", None),
            ("from", None),
            ("\"from=a\"", Some("a\"")),
        ];
        for (mount, expected) in cases {
            let read = from(&PlacedText::at(0, mount));
            assert_eq!(read.as_ref().map(PlacedText::text), expected, "{mount}");
        }
    }
}
