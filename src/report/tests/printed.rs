//! Every message in every format, with text that means harm in every field, held against the bytes that are printed.

use std::path::Path;

use anstream::ColorChoice;
use proptest::prelude::*;

use super::super::FileOptions;
use super::super::body::Message;
use super::super::capture::{CapturedOutput, printed};
use super::super::snippet::{Severity, render};
use super::super::{Printer, ReportFormat, Run, Verbosity, present};
use super::outcomes;
use crate::document::is_harmful;

/// What could begin a line, steer a terminal, or be a command of a runner.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\n",
        "\r",
        "\r\n",
        "\u{85}",
        "\u{2028}",
        "\u{b}",
        "\u{1b}[2J",
        "\u{9b}0K",
        "\u{8}",
        "\0",
        "\u{202e}",
        "\u{ad}",
        "\u{fe0f}",
        "\u{3000}",
        " ",
        "\t",
        "::",
        ":",
        "::add-mask::x",
        "::error file=a::b",
        "##[",
        "#",
        "[",
        "##vso[task.x]",
        "##VSO[",
        "##teamcity[",
        "\nforged",
        "section_start:1:a",
        "%0A",
        "%",
        ",",
        "`",
        "|",
        "-->",
        "@all",
        "é",
        "日本",
        "\"",
        "'",
        "\\",
        "a",
        "user:pass@host",
        "/",
        "..",
    ]);
    prop::collection::vec(pieces, 1..8).prop_map(|pieces| pieces.concat())
}

fn said(format: ReportFormat, text: &str, color: ColorChoice) -> CapturedOutput {
    let printer = Printer::new(Verbosity::Verbose, color);
    let run = Run {
        command: "check",
        manifest: Some(text),
        mirrors: &[],
        directory: Path::new(text),
        files: FileOptions {
            manifest: Some(Path::new(text)),
            ..FileOptions::default()
        },
        github_output: None,
    };
    printed(|| {
        for outcome in outcomes::of(text) {
            present(&printer, format, &run, &outcome);
        }
        printer.explain(text);
        printer.warning(text);
        printer.note(text);
        let said = || text.to_owned();
        printer.messages(
            &[
                Message::About(text),
                Message::Failure(said()),
                Message::Cause(said()),
                Message::Hint(said()),
            ],
            run.files,
        );
    })
}

/// Without our own colours.
fn uncoloured(bytes: Vec<u8>) -> String {
    anstream::adapter::strip_str(&String::from_utf8(bytes).unwrap()).to_string()
}

/// Whether a runner takes it for a command wherever it stands.
fn has_command(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["##[", "##vso[", "##teamcity["]
        .iter()
        .any(|command| lower.contains(command))
}

fn check(text: &str, format: ReportFormat, printed: CapturedOutput) -> Result<(), TestCaseError> {
    let annotations = if format == ReportFormat::Github {
        outcomes::of(text).len()
    } else {
        0
    };
    let (stdout, stderr) = (uncoloured(printed.stdout), uncoloured(printed.stderr));
    for (stream, is_ours) in [(&stdout, annotations > 0), (&stderr, false)] {
        let harmful = |letter: &char| *letter != '\n' && is_harmful(*letter);
        prop_assert_eq!(stream.chars().find(harmful), None, "{:?}", format);
        for line in stream.lines() {
            prop_assert!(!has_command(line), "{line}");
            prop_assert!(!line.starts_with("forged"), "{line}");
            let is_annotation = [
                "::error file=",
                "::warning file=",
                "::notice file=",
                "::error::",
            ]
            .iter()
            .any(|ours| line.starts_with(ours) && !line.starts_with("::error file=a::b"));
            prop_assert!(
                !line.trim_start().starts_with("::") || is_ours && is_annotation,
                "{line}"
            );
        }
    }
    if format == ReportFormat::Json {
        for document in serde_json::Deserializer::from_str(&stdout).into_iter::<serde_json::Value>()
        {
            prop_assert!(document.is_ok());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_printed_steers_a_terminal_or_a_runner(text in texts()) {
        for format in [ReportFormat::Human, ReportFormat::Json, ReportFormat::Markdown, ReportFormat::Github] {
            for color in [ColorChoice::Never, ColorChoice::AlwaysAnsi] {
                check(&text, format, said(format, &text, color))?;
            }
        }
    }
}

#[test]
fn what_a_renderer_is_given_comes_out_as_one_line() {
    for outcome in outcomes::of("a\n::add-mask::b") {
        let Some(problems) = outcome.as_ref().err().and_then(|error| error.problems()) else {
            continue;
        };
        let text = render(&problems.source, &problems.list, Severity::Error);
        assert!(
            !text.lines().any(|line| line.trim_start().starts_with("::")),
            "{text}"
        );
    }
}
