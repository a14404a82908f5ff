//! What is told to a person whose range is none.

use proptest::prelude::*;

use super::super::*;
use crate::select::Variant;

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
            "`~>` is not an operator of version ranges; write `^7.2`",
        ),
        (
            "~> 7.2.1",
            "`~>` is not an operator of version ranges; write `~7.2.1`",
        ),
        (
            "~>0.2",
            "`~>` is not an operator of version ranges; write `>=0.2, <1`",
        ),
        (
            "~>0",
            "`~>` is not an operator of version ranges; write `>=0, <1`",
        ),
        (
            "~>0.2.3",
            "`~>` is not an operator of version ranges; write `~0.2.3`",
        ),
        (
            "~=0.2",
            "`~=` is not an operator of version ranges; write `>=0.2, <1`",
        ),
        (
            "~=7.2",
            "`~=` is not an operator of version ranges; write `^7.2`",
        ),
        (
            "!=7",
            "`!=` is not an operator of version ranges; write `<7` or `>7`",
        ),
        (
            "<>7",
            "`<>` is not an operator of version ranges; write `<7` or `>7`",
        ),
        (
            "==7",
            "`==` is not an operator of version ranges; write `=7`",
        ),
        (
            "=>7",
            "`=>` is not an operator of version ranges; write `>=7`",
        ),
        (
            "=<7",
            "`=<` is not an operator of version ranges; write `<=7`",
        ),
        (
            "^^7",
            "`^^` is not an operator of version ranges; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
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
            "the conditions of a version range are joined by commas; write `>=7, <10, <8`",
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
        (
            "^*",
            "`^*` has both an operator and a `*`; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "*.1",
            "a `*` stands alone or for the last number, which it does not in `*.1`; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7.*.1",
            "a `*` stands alone or for the last number, which it does not in `7.*.1`; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7.*.*",
            "a `*` stands alone or for the last number, which it does not in `7.*.*`; write `7.*`",
        ),
        (
            "7*",
            "a `*` stands alone or for the last number, which it does not in `7*`; write `7.*`",
        ),
        ("7.x", "use `*` for any number; write `7.*`"),
        ("7.X.x", "use `*` for any number; write `7.*`"),
        ("^7.x", "use `*` for any number; write `^7`"),
        (
            "x",
            "use `*` for any number; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
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
            "`7..2` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7.2.",
            "`7.2.` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            ".7",
            "`.7` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "+7",
            "`+7` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7.2rc1",
            "`7.2rc1` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7-",
            "`7-` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "> = 7",
            "`= 7` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7 9",
            "`7 9` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "é",
            "`é` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7.é",
            "`7.é` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "~=0.12.3",
            "`~=` is not an operator of version ranges; write `~0.12.3`",
        ),
        (
            ">=7, !=8",
            "`!=` is not an operator of version ranges; write `>=7, <8` or `>=7, >8`",
        ),
        (
            "==7.*",
            "`==` is not an operator of version ranges; write `7.*`",
        ),
        (
            "7.x - 9.x",
            "a version range has no ` - `; write `>=7, <=9`",
        ),
        (
            ">=7;<9",
            "the conditions of a version range are joined by commas; write `>=7, <9`",
        ),
        (
            ">=7 and <9",
            "the conditions of a version range are joined by commas; write `>=7, <9`",
        ),
        (
            ">=7.x && <9.x",
            "the conditions of a version range are joined by commas; write `>=7, <9`",
        ),
        (
            "^7 ^8",
            "the conditions of a version range are joined by commas; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "v7.x",
            "a version range has no `v`, whether its tags have one or not; write `7.*`",
        ),
        (">=7.x, <v9", "use `*` for any number; write `>=7, <9`"),
        (
            "7-*",
            "`7-*` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7-9",
            "`7-9` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "*-alpine",
            "a version range has no suffix; write `-alpine` as `variant = \"alpine\"`",
        ),
        (
            ">=7, <9-alpine",
            "a version range has no suffix; write `-alpine` as `variant = \"alpine\"`",
        ),
        (
            "7--x",
            "`7--x` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "*7",
            "a `*` stands alone or for the last number, which it does not in `*7`; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "x.2",
            "use `*` for any number; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "<*",
            "`<*` has both an operator and a `*`; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
        ),
        (
            "7.2, alpine",
            "`alpine` is not a version; write a range like `^7.2`, `~7.2`, `7.*` or `>=7, <9`",
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

/// What an error says to write, each as it stands between the ticks.
fn said(error: &VersionRangeError) -> Vec<String> {
    let message = error.to_string();
    let said = message.split_once("; write ").map_or("", |(_, said)| said);
    said.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn check_what_is_said(text: &str) {
    let Err(error) = text.parse::<VersionRange>() else {
        return;
    };
    if let VersionRangeError::Suffix(suffix) = &error {
        let variant = suffix.parse::<Variant>().unwrap();
        assert!(text.contains(&format!("-{variant}")), "{text}: {error}");
        return;
    }
    for said in said(&error) {
        let read = said.parse::<VersionRange>();
        assert!(read.is_ok_and(|it| !it.is_impossible()), "{text}: {error}");
        assert_ne!(said, "*", "{text}: {error}");
    }
}

#[test]
fn what_is_said_to_be_written_instead_is_a_range_and_never_any() {
    let mut texts = vec![String::new()];
    for _ in 0..4 {
        let longer = |text: &String| {
            "7.*xv-a<>=~!, "
                .chars()
                .map(|it| format!("{text}{it}"))
                .collect::<Vec<_>>()
        };
        texts = texts.iter().flat_map(longer).collect();
        texts.iter().for_each(|text| check_what_is_said(text));
    }
}

proptest! {
    #[test]
    fn what_is_said_to_be_written_instead_of_a_longer_text_is_a_range(
        text in "((<|>|=|~|\\^|!|v|x|\\*|-|_|,|;| and | - |&&|alpine| |[0-9]|\\.){0,3}[0-9.x*]{0,4}){1,4}",
    ) {
        check_what_is_said(&text);
    }
}
