//! Every file below `fixtures/manifests` and `fixtures/configs` is read as the `expected.txt` beside it says.
//!
//! With `UPDATE_FIXTURES=1` the expectations are written anew, to be read in the diff.
#![expect(
    clippy::disallowed_methods,
    reason = "fixtures are read and written as they are"
)]
#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers as well")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use imagelock::config::{Config, RegistryConfig};
use imagelock::document::{Problem, Problems, Source};
use imagelock::manifest::{Choice, Image, Manifest, written_rule};
use proptest::prelude::*;

#[test]
fn every_manifest_is_read_as_expected() {
    check("manifests", "images.toml", |source| {
        match Manifest::parse(source) {
            Ok(manifest) => describe_manifest(&manifest, source),
            Err(problems) => describe_problems(&problems),
        }
    });
}

#[test]
fn every_configuration_is_read_as_expected() {
    check("configs", "config.toml", |source| {
        match Config::parse(source) {
            Ok(config) => describe_config(&config),
            Err(problems) => describe_problems(&problems),
        }
    });
}

/// Compares every directory before it fails, so that one run shows all that changed.
fn check(kind: &str, file: &str, describe: impl Fn(&Source) -> String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(kind);
    let mut cases: Vec<_> = fs::read_dir(&root)
        .unwrap()
        .map(|case| case.unwrap().path())
        .collect();
    cases.sort();
    let is_update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut differing = String::new();
    for case in &cases {
        let source = Source::new(file, fs::read_to_string(case.join(file)).unwrap());
        let found = describe(&source);
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        if is_update {
            fs::write(case.join("expected.txt"), &found).unwrap();
        } else if found != expected {
            let name = case.file_name().unwrap().to_string_lossy();
            writeln!(
                differing,
                "--- {name}, expected\n{expected}--- {name}, found\n{found}"
            )
            .unwrap();
        }
    }
    assert!(!cases.is_empty(), "there are no cases");
    assert!(differing.is_empty(), "{differing}");
}

fn describe_manifest(manifest: &Manifest, source: &Source) -> String {
    let mut out = String::new();
    for (name, image) in &manifest.images {
        writeln!(
            out,
            "{name} = {}, line {}",
            describe_image(image),
            image.line.expect("it is in a file")
        )
        .unwrap();
    }
    let patterns = manifest.exclude.patterns();
    if !patterns.is_empty() {
        let patterns: Vec<&str> = patterns.iter().map(|it| it.as_str()).collect();
        writeln!(out, "excluded: {patterns:?}").unwrap();
    }
    if manifest.require_digests {
        writeln!(out, "digests are required").unwrap();
    }
    for warning in &manifest.warnings {
        write!(out, "warning: {}", describe_problem(warning, source)).unwrap();
    }
    out
}

fn describe_image(image: &Image) -> String {
    let repository = &image.repository;
    let mut out = match &image.choice {
        Choice::Tag(tag) => format!("{repository}:{tag}"),
        Choice::Pin {
            tag: Some(tag),
            digest,
        } => format!("{repository}:{tag} pinned to {digest}"),
        Choice::Pin { tag: None, digest } => format!("{repository} pinned to {digest}"),
        Choice::Newest(rule) => format!("{repository} by {}", written_rule(rule)),
    };
    for platform in image.platforms.iter() {
        write!(out, " {platform}").unwrap();
    }
    if !image.min_age.is_none() {
        write!(out, ", seen for {}", image.min_age).unwrap();
    }
    if image.immutable {
        write!(out, ", immutable").unwrap();
    }
    out
}

fn describe_config(config: &Config) -> String {
    let mut out = String::new();
    for (registry, config) in &config.registries {
        let mirrors: Vec<String> = config.mirrors.iter().map(ToString::to_string).collect();
        let RegistryConfig {
            fallback,
            max_concurrency,
            plain_http,
            ca_file,
            trusted_realms,
            ..
        } = config;
        writeln!(
            out,
            "{registry}: mirrors {mirrors:?}, fallback {fallback}, {max_concurrency:?}, {plain_http:?}, \
             {ca_file:?}, trusted realms {trusted_realms:?}"
        )
        .unwrap();
    }
    out
}

fn describe_problems(problems: &Problems) -> String {
    let list: String = problems
        .list
        .iter()
        .map(|problem| describe_problem(problem, &problems.source))
        .collect();
    format!("{problems}\n{list}")
}

/// `line:column message | label | help`, the other place, and the line as it may be shown with the place marked.
fn describe_problem(problem: &Problem, source: &Source) -> String {
    let (line, column) = source.position(problem.span.start);
    let mut out = format!("{line}:{column} {}", problem.message);
    write!(out, " | {}", problem.label.as_deref().unwrap_or("-")).unwrap();
    writeln!(out, " | {}", problem.help.as_deref().unwrap_or("-")).unwrap();
    if let Some((span, what)) = &problem.other {
        let (line, column) = source.position(span.start);
        writeln!(out, "    {line}:{column} {what}").unwrap();
    }
    let masked = source.masked_text();
    let shown = masked.lines().nth(line - 1).unwrap_or_default();
    let width = source.text[problem.span.clone()].chars().count().max(1);
    writeln!(
        out,
        "    {shown}\n    {}{}",
        " ".repeat(column - 1),
        "^".repeat(width)
    )
    .unwrap();
    out
}

#[test]
fn all_hundred_errors_of_a_file_are_reported() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/manifests/hundred-errors/images.toml");
    let source = Source::new("images.toml", fs::read_to_string(path).unwrap());
    assert_eq!(Manifest::parse(&source).unwrap_err().list.len(), 100);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let source = Source::new(
        "images.toml",
        "\u{feff}[images]\r\nbase = \"alpine:3.20\"\r\n",
    );
    assert_eq!(Manifest::parse(&source).unwrap().images.len(), 1);
    assert_eq!(source.position(source.text.find("base").unwrap()), (2, 1));
}

#[test]
fn columns_count_characters() {
    let source = Source::new("images.toml", "# é\nå = 1");
    assert_eq!(source.position(source.text.find('=').unwrap()), (2, 3));
    assert_eq!(source.position(usize::MAX), (2, 6));
}

#[test]
fn what_may_be_a_secret_is_not_shown() {
    let cases = [
        ("a = \"user:hunter2@host/x\"", "a = \"************@host/x\""),
        (
            "a = \"https://user:hunter2@host/x\"",
            "a = \"https://************@host/x\"",
        ),
        (
            "a = \"user:hun\"ter2@host/x\"",
            "a = \"*************@host/x\"",
        ),
        (
            "a = \"user:hun ter2@host/x\"",
            "a = \"*************@host/x\"",
        ),
        (
            "a = \"user:hunter2@host/x@sha256:abc\"",
            "a = \"************@host/x@sha256:abc\"",
        ),
        ("a = user:hunter2@host/x", "a = ************@host/x"),
        (
            "a = \"alpine:3.20@sha256:abc\"",
            "a = \"alpine:3.20@sha256:abc\"",
        ),
        ("db-password = hunter2 \"", "db-password =**********"),
        (
            "{ image = \"x\", TOKEN = 'hunter2' }",
            "{ image = \"x\", TOKEN =************",
        ),
        (
            "  \"auth\": \"aHVudGVyMg==\",",
            "  \"auth\":****************",
        ),
        ("keys = [\n'hunter2',\n]", "keys =**\n**********\n*"),
        (
            "secret = \"\"\"\nhunter2\n\"\"\"\na = 1",
            "secret =****\n*******\n***\na = 1",
        ),
        ("keycloak = \"keycloak:1\"", "keycloak = \"keycloak:1\""),
        ("a = \"\u{1b}[2J\u{202e}\"", "a = \"?[2J???\""),
        (
            "a = \"https://ana:pw@sha256:12\"",
            "a = \"https://******@sha256:12\"",
        ),
        (
            "a = \"b@0https://ana:pw@sha256:12\"",
            "a = \"b@0https://******@sha256:12\"",
        ),
        (
            "a = \"https://ana:pw@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
            "a = \"https://******@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
        ),
        (
            "a = \"https://h/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
            "a = \"https://h/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
        ),
    ];
    for (text, shown) in cases {
        let masked = Source::new("images.toml", text).masked_text();
        assert_eq!(masked, shown, "{text}");
        assert_eq!(masked.len(), text.len(), "{text}");
    }
}

/// Arbitrary text, and text that looks like ours.
fn texts() -> impl Strategy<Value = String> {
    const WORDS: &str = "[images]\n|[defaults]\n|[registries.\"docker.io\"]\n|[[|[images.a]\n|a|image|tag|platforms|\
        mirrors| = |.|\n|\"nginx:1@sha256:x\"|{|}|[|]|,|'|\"|\"\"\"|1|true|é|\u{202e}|# |\r|\\|user:pass@host|\
        password|\u{feff}";
    let words: Vec<&str> = WORDS.split('|').collect();
    let sentences =
        prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|words| words.concat());
    prop_oneof![any::<String>(), sentences]
}

fn check_places(problems: &[Problem], source: &Source) {
    let masked = source.masked_text();
    assert_eq!(masked.len(), source.text.len());
    for problem in problems {
        let other = problem.other.iter().map(|(span, _)| span);
        for span in other.chain([&problem.span]) {
            assert!(
                source.text.get(span.clone()).is_some(),
                "{problem:?} of {:?}",
                source.text
            );
            assert!(
                masked.get(span.clone()).is_some(),
                "{problem:?} of {:?}",
                source.text
            );
        }
    }
    assert!(problems.is_sorted_by_key(|problem| problem.span.start));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_parsers_panic(text in texts()) {
        let source = Source::new("any", text);
        match Manifest::parse(&source) {
            Ok(manifest) => check_places(&manifest.warnings, &source),
            Err(problems) => check_places(&problems.list, &problems.source),
        }
        if let Err(problems) = Config::parse(&source) {
            check_places(&problems.list, &problems.source);
        }
    }
}
