//! The keys of a rule by which tags are chosen, as both files have them.

use crate::document::quoted;
use crate::select::TagRule;

/// The key of a range.
pub const VERSION: &str = "version";
/// The key of the end of a tag, beside a range.
pub const VARIANT: &str = "variant";
/// The key of a pattern.
pub const TAG_PATTERN: &str = "tag-pattern";

/// The keys of a rule in their order, each with its text.
pub fn rule_keys(rule: &TagRule) -> Vec<(&'static str, String)> {
    match rule {
        TagRule::Version { range, variant } => {
            let variant = variant.iter().map(|it| (VARIANT, it.to_string()));
            std::iter::once((VERSION, range.to_string()))
                .chain(variant)
                .collect()
        }
        TagRule::Pattern(pattern) => vec![(TAG_PATTERN, pattern.to_string())],
    }
}

/// The keys of a rule with their values, as TOML has them: `version = "^7.2"` and `variant = "alpine"`.
pub fn rule_pairs(rule: &TagRule) -> impl Iterator<Item = String> {
    let keys = rule_keys(rule).into_iter();
    keys.map(|(key, text)| format!("{key} = {}", quoted(&text)))
}

/// The same in a line: `version = "^7.2", variant = "alpine"`.
pub fn written_rule(rule: &TagRule) -> String {
    rule_pairs(rule).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_as_toml_has_it() {
        let version = |variant: Option<&str>| TagRule::Version {
            range: ">=7, <9".parse().unwrap(),
            variant: variant.map(|it| it.parse().unwrap()),
        };
        let pattern = TagRule::Pattern(r"main-(?<build>\d+)".parse().unwrap());
        for (rule, expected) in [
            (version(None), "version = \">=7, <9\""),
            (
                version(Some("alpine*")),
                "version = \">=7, <9\", variant = \"alpine*\"",
            ),
            (pattern, r"tag-pattern = 'main-(?<build>\d+)'"),
        ] {
            assert_eq!(written_rule(&rule), expected);
        }
    }
}
