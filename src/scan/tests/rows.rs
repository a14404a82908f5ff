//! What single rules of formats make of an image.

use super::{FileKind, read};
use crate::document::Source;
use crate::scan::mention::{MentionRole, Obstacle};

/// The places of a text: an image, `told` behind it where it is told, or why there is none.
fn places(kind: FileKind, name: &str, text: &str) -> Vec<String> {
    let mentions = read(kind, &Source::new(name, text)).unwrap();
    let places = mentions
        .into_iter()
        .map(|mention| match (mention.image, mention.role) {
            (Ok(image), MentionRole::Used) => image.familiar(),
            (Ok(image), MentionRole::Told) => format!("{} told", image.familiar()),
            (Err(Obstacle::Number(number)), _) => format!("number {number}"),
            (Err(_), _) => format!("? {} at {}", mention.written, mention.span.start),
        });
    places.collect()
}

#[test]
fn a_number_with_the_tag_of_a_text_is_a_text() {
    let cases = [
        (
            FileKind::Kustomize,
            "images: [{name: a, newTag: TAG 1.20}]\n",
            "a:1.20",
            "number 1.2",
        ),
        (
            FileKind::GitLab,
            "variables: {T: TAG 3.10}\na: {script: x, image: \"a:$T\"}\n",
            "a:3.10",
            "number 3.1",
        ),
        (
            FileKind::Buildkite,
            "env: {T: TAG 3.10}\nsteps: [{plugins: [{docker#v5: {image: \"a:$T\"}}]}]\n",
            "a:3.10",
            "number 3.1",
        ),
        (
            FileKind::HelmValues,
            "image: {registry: b.example, repository: a, tag: TAG 3.10}\n",
            "b.example/a:3.10",
            "number 3.1",
        ),
    ];
    for (kind, text, tagged, plain) in cases {
        assert_eq!(
            places(kind, "a.yml", &text.replace("TAG", "!!str")),
            [tagged]
        );
        assert_eq!(places(kind, "a.yml", &text.replace("TAG", "")), [plain]);
    }
}

#[test]
fn what_yaml_takes_for_a_number_or_a_truth_value_is_no_tag() {
    for (written, read) in [
        ("0x10", "16"),
        ("1_000", "1000"),
        ("0b11", "3"),
        ("on", "true"),
        ("No", "false"),
    ] {
        let text = format!("variables: {{T: {written}}}\na: {{script: x, image: \"a:$T\"}}\n");
        let expected = format!("number {read}");
        assert_eq!(places(FileKind::GitLab, "a.yml", &text), [expected]);
    }
}

#[test]
fn a_comment_in_the_code_of_a_text_has_no_quotes() {
    for code in ["x // it's\n", "x /* it's } \" */", "\"a // it\""] {
        let text = format!("def a = \"\"\"\n${{ {code} }}\n\"\"\"\ndocker.image('a:1').pull()\n");
        assert_eq!(places(FileKind::Jenkins, "Jenkinsfile", &text), ["a:1"]);
    }
}

#[test]
fn a_value_of_a_rendered_job_is_told_where_it_stands() {
    let cases: [(&str, &[&str]); 3] = [
        ("image = i\n", &["? i at 26"]),
        ("image =\n", &[]),
        ("image = \"image\"\n", &["image"]),
    ];
    for (line, expected) in cases {
        let text = format!("job \"a\" {{\n[[ a ]]\n{line}}}\n");
        assert_eq!(
            places(FileKind::Nomad, "a.nomad", &text),
            expected,
            "{line}"
        );
    }
}

#[test]
fn commands_are_of_the_shell_that_a_job_or_the_workflow_says() {
    let step = "{run: docker run a:1";
    let cases = [
        ("", "", "", true),
        ("", "", ", shell: pwsh", false),
        ("", "defaults: {run: {shell: pwsh}},", "", false),
        ("defaults: {run: {shell: pwsh}}\n", "", "", false),
        (
            "defaults: {run: {shell: pwsh}}\n",
            "",
            ", shell: bash",
            true,
        ),
        (
            "defaults: {run: {shell: pwsh}}\n",
            "defaults: {run: {shell: sh}},",
            "",
            true,
        ),
    ];
    for (workflow, job, own, is_read) in cases {
        let text = format!("{workflow}jobs: {{a: {{{job} steps: [{step}{own}}}]}}}}\n");
        let expected: &[&str] = if is_read { &["a:1 told"] } else { &[] };
        assert_eq!(
            places(FileKind::Workflow, "a.yml", &text),
            expected,
            "{text}"
        );
    }
}
