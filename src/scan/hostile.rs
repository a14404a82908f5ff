//! What nobody writes, to the readers of workflows, pipelines and Bake files.

use proptest::prelude::*;

use super::*;
use crate::document::Source;
use crate::reference::Reference;

/// What every reader must hold, whatever it reads.
fn check(kind: FileKind, name: &str, text: String) -> Result<usize, TestCaseError> {
    let source = Source::new(name, text);
    let mentions = match read(kind, &source) {
        Ok(mentions) => mentions,
        Err(problem) => {
            prop_assert!(
                source.text.get(problem.span.clone()).is_some(),
                "{problem:?}"
            );
            return Ok(0);
        }
    };
    prop_assert!(mentions.is_sorted_by_key(|mention| mention.span.start));
    for mention in &mentions {
        prop_assert!(
            source.text.get(mention.span.clone()).is_some(),
            "{mention:?}"
        );
        match (&mention.pinning, &mention.image) {
            (Pinning::Reference(span), Ok(image)) => {
                let written = source
                    .text
                    .get(span.clone())
                    .and_then(|text| text.parse::<Reference>().ok());
                prop_assert_eq!(written.as_ref(), Some(image), "{:?}", mention);
            }
            (Pinning::Unsafe(_), _) => {}
            _ => prop_assert!(false, "{mention:?}"),
        }
    }
    Ok(mentions.len())
}

/// Texts of the words of a language, and of a few that belong nowhere.
fn words(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let odd = [
        "é", "\u{202e}", "\r\n", "\t", "'", "\"", "#", "&a ", "*a", "$", "{", "}", "\\u0061", "🐳",
    ];
    let word =
        prop_oneof![9 => prop::sample::select(words), 1 => prop::sample::select(odd.to_vec())];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

const YAML: [&str; 31] = [
    "jobs: ",
    "a: ",
    "b: ",
    "container: ",
    "image: ",
    "services: ",
    "steps: ",
    "uses: ",
    "docker://",
    "node:22",
    "runs: ",
    "variables: ",
    "extends: ",
    "name: ",
    "$A",
    "${B}",
    "$$",
    "$[[ x ]]",
    "${{ x }}",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "\n",
    "\n  ",
    "\n    ",
    "- ",
    "'",
    "\"",
    "!reference ",
];
const HCL: [&str; 26] = [
    "target \"a\" ",
    "variable \"A\" ",
    "contexts = ",
    "default = ",
    "a = ",
    "{",
    "}",
    "{\n",
    "\n}",
    "\n",
    "\"",
    "\"",
    "docker-image://",
    "alpine:3",
    "${A}",
    "$${",
    "%{",
    "(",
    ")",
    "A",
    "dockerfile-inline = ",
    "<<E\n",
    "\nE\n",
    "<<-E\n",
    "FROM alpine:3\n",
    "\\\"",
];
const JSON: [&str; 20] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"target\":",
    "\"a\":",
    "\"variable\":",
    "\"A\":",
    "\"default\":",
    "\"contexts\":",
    "\"docker-image://alpine:3\"",
    "\"docker-image://${A}\"",
    "\"alpine:3\"",
    "\"$${A}\"",
    "\"\\/\"",
    "\"é${\"",
    "1.20",
    "\"dockerfile-inline\":",
    "\"FROM a\\n\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn workflows(text in words(&YAML)) {
        check(FileKind::Workflow, "ci.yml", text)?;
    }

    #[test]
    fn pipelines(text in words(&YAML)) {
        check(FileKind::GitLab, ".gitlab-ci.yml", text)?;
    }

    #[test]
    fn bake_files_in_hcl(text in words(&HCL)) {
        check(FileKind::Bake, "docker-bake.hcl", text)?;
    }

    #[test]
    fn bake_files_in_json(text in words(&JSON)) {
        check(FileKind::Bake, "docker-bake.json", text)?;
    }

    #[test]
    fn scalars_however_they_are_written(
        before in "[ \té🐳]{0,3}",
        quote in "['\"]?",
        name in "[a-z]{1,9}(:[0-9]{1,3})?",
        behind in "( {1,3}(# [a-z'\"é]{0,9})?)?",
    ) {
        let scalar = format!("{quote}{name}{quote}{behind}");
        let key = before.replace(['\t', ' '], "x");
        let workflow = format!("{key}x: y\njobs:\n  a:\n    container: {scalar}\n");
        prop_assert_eq!(check(FileKind::Workflow, "ci.yml", workflow)?, 1);
        let pipeline = format!("{key}x: y\na:\n  image: {scalar}\n");
        prop_assert_eq!(check(FileKind::GitLab, ".gitlab-ci.yml", pipeline)?, 1);
        let bake = format!("# {before}\ntarget \"{before}\" {{\n contexts = {{ a = \"docker-image://{name}\" {behind}\n }}\n}}\n");
        prop_assert_eq!(check(FileKind::Bake, "docker-bake.hcl", bake)?, 1);
    }
}

#[test]
fn nesting_and_length_have_bounds() {
    let deep = 100_000;
    let texts = [
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!("a = {}", "[".repeat(deep)),
        ),
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!("a = {}1{}\n", "(".repeat(deep), ")".repeat(deep)),
        ),
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!("a = {}1\n", "!".repeat(deep)),
        ),
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!("a = {}1\n", "1 + ".repeat(deep)),
        ),
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!("a = {}1\n", "x ? y : ".repeat(deep)),
        ),
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!("a = {}", "\"${".repeat(deep)),
        ),
        (FileKind::Bake, "docker-bake.hcl", "a {\n".repeat(deep)),
        (FileKind::Bake, "docker-bake.json", "{\"a\":".repeat(deep)),
        (
            FileKind::Bake,
            "docker-bake.json",
            format!("{{\"a\": \"{}\"}}", "${(".repeat(deep)),
        ),
        (FileKind::Workflow, "ci.yml", "[".repeat(deep)),
        (FileKind::GitLab, ".gitlab-ci.yml", "- ".repeat(deep)),
    ];
    for (kind, name, text) in texts {
        let start: String = text.chars().take(20).collect();
        let count = check(kind, name, text).unwrap();
        assert_eq!(count, 0, "{name}: {start}");
    }
}

#[test]
fn a_line_of_a_megabyte_is_read() {
    let long = "é".repeat(500_000);
    let texts = [
        (
            FileKind::Bake,
            "docker-bake.hcl",
            format!(
                "a = \"{long}\"\ntarget \"a\" {{ contexts = {{ a = \"docker-image://alpine:3\" }} }}\n"
            ),
        ),
        (
            FileKind::Workflow,
            "ci.yml",
            format!("name: {long}\njobs: {{a: {{container: alpine:3}}}}\n"),
        ),
        (
            FileKind::GitLab,
            ".gitlab-ci.yml",
            format!("variables: {{A: {long}}}\na: {{image: alpine:3}}\n"),
        ),
    ];
    for (kind, name, text) in texts {
        assert_eq!(check(kind, name, text).unwrap(), 1, "{name}");
    }
}
