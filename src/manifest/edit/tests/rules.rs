//! Every form of an image, chosen by a rule before or afterwards.

use super::replace::replaced;
use super::*;
use crate::select::TagRule;

pub(super) fn rule(range: &str, variant: &str) -> TagRule {
    TagRule::Version {
        range: range.parse().unwrap(),
        variant: (!variant.is_empty()).then(|| variant.parse().unwrap()),
    }
}

fn pattern() -> TagRule {
    TagRule::Pattern(r"v(?<n>\d+)".parse().unwrap())
}

fn added_by(file: &str, rule: TagRule) -> String {
    let mut draft = Draft::open("images.toml", file).unwrap();
    let repository = "redis".parse().unwrap();
    draft.add(&name("cache"), "redis", &repository, Choice::Newest(rule));
    draft.finish().unwrap().file
}

fn replaced_by(file: &str, rule: &TagRule) -> Result<String, Problems> {
    let mut draft = Draft::open("images.toml", file)?;
    draft.replace(&name("web"), &Choice::Newest(rule.clone()))?;
    Ok(draft.finish()?.file)
}

#[test]
fn an_image_with_a_rule_is_added_as_a_table() {
    let line = "cache = { image = \"redis\", version = \"^7.2\", variant = \"alpine\" }";
    let keys = "image = \"redis\"\nversion = \"^7.2\"\nvariant = \"alpine\"";
    let cases = [
        ("", format!("[images]\n{line}\n")),
        (
            "[images]\nweb = \"a:1\" # x\n",
            format!("[images]\nweb = \"a:1\" # x\n{line}\n"),
        ),
        (
            "images.web = \"a:1\"",
            format!("images.web = \"a:1\"\nimages.{line}"),
        ),
        (
            "images = { web = \"a:1\" }\n",
            format!("images = {{ web = \"a:1\", {line} }}\n"),
        ),
        (
            "[images.web]\nimage = \"a:1\"\n",
            format!("[images.web]\nimage = \"a:1\"\n\n[images.cache]\n{keys}\n"),
        ),
    ];
    for (before, after) in cases {
        assert_eq!(added_by(before, rule("^7.2", "alpine")), after);
    }
    assert_eq!(
        added_by("", pattern()),
        "[images]\ncache = { image = \"redis\", tag-pattern = 'v(?<n>\\d+)' }\n"
    );
}

#[test]
fn a_tag_gives_way_to_a_rule_and_all_else_stays() {
    let cases = [
        (
            "[images]\nweb = \"a:1\"  # why\n",
            "[images]\nweb = { image = \"a\", version = \"^1\", variant = \"slim\" }  # why\n",
        ),
        (
            "images.web = 'docker.io/library/a:1'",
            "images.web = { image = \"docker.io/library/a\", version = \"^1\", variant = \"slim\" }",
        ),
        (
            "[images]\nweb = { image = \"a:1\", platforms = [\"linux/amd64\"] } # x\n",
            "[images]\nweb = { image = \"a\", version = \"^1\", variant = \"slim\", platforms = [\"linux/amd64\"] } # x\n",
        ),
        (
            "[images]\nweb = { image = 'a', tag = '1' }\n",
            "[images]\nweb = { image = 'a', version = \"^1\", variant = \"slim\" }\n",
        ),
        (
            "[images.web]\nimage = \"a\"\ntag = \"1\" # x\nplatforms = []\n",
            "[images.web]\nimage = \"a\"\nversion = \"^1\" # x\nvariant = \"slim\"\nplatforms = []\n",
        ),
        (
            "[images]\nweb.image = \"a:1\"\n",
            "[images]\nweb.image = \"a\"\nweb.version = \"^1\"\nweb.variant = \"slim\"\n",
        ),
        (
            "[images]\nweb = { version = '~1', image = \"a\" }\n",
            "[images]\nweb = { version = '^1', variant = \"slim\", image = \"a\" }\n",
        ),
        (
            "[images]\nweb = { image = \"a\", tag-pattern = 'v(?<n>\\d+)' }\n",
            "[images]\nweb = { image = \"a\", version = \"^1\", variant = \"slim\" }\n",
        ),
    ];
    let rule = rule("^1", "slim");
    for (before, after) in cases {
        assert_eq!(replaced_by(before, &rule).unwrap(), after, "{before:?}");
        assert_eq!(replaced_by(after, &rule).unwrap(), after, "twice is once");
    }
}

#[test]
fn a_rule_gives_way_to_another_one_or_to_a_tag() {
    let before = "[images]\nweb = { image = \"a\", version = \"^1\", variant = \"slim\", platforms = [] } # x\n";
    assert_eq!(
        replaced_by(before, &rule(">=2, <4", "")).unwrap(),
        "[images]\nweb = { image = \"a\", version = \">=2, <4\", platforms = [] } # x\n"
    );
    assert_eq!(
        replaced_by(before, &pattern()).unwrap(),
        "[images]\nweb = { image = \"a\", tag-pattern = 'v(?<n>\\d+)', platforms = [] } # x\n"
    );
    assert_eq!(
        replaced(before, "web", "a:2").unwrap(),
        "[images]\nweb = { image = \"a\", tag = \"2\", platforms = [] } # x\n"
    );
}
