//! Every `console` and `sh` block of the README and of `docs/` is run as it stands.
//!
//! ```text
//! IMAGELOCK_RENEW_PAGES=1 cargo test --test it documentation::blocks      writes into the pages what is printed today
//! ```

use std::path::{Path, PathBuf};

use super::page::{Block, Step, commands, steps};
use super::sandbox::Sandbox;

/// Set to write the output of today into the pages.
const RENEW: &str = "IMAGELOCK_RENEW_PAGES";
/// The languages of blocks that are no commands.
const OTHER_LANGUAGES: [&str; 8] = [
    "dockerfile",
    "hcl",
    "json",
    "rust",
    "text",
    "toml",
    "yaml",
    "diff",
];
/// What runs the blocks of cargo.
const CI: &str = ".ci/run";

/// A test for each page, and the list of them.
macro_rules! pages {
    ($($test:ident: $page:literal,)*) => {
        const PAGES: &[&str] = &[$($page),*];
        $(
            #[test]
            fn $test() {
                run($page);
            }
        )*
    };
}

pages! {
    the_readme_runs: "README.md",
    the_page_about_choosing_tags_runs: "docs/choosing.md",
    the_page_about_ci_runs: "docs/ci.md",
    the_page_about_commands_runs: "docs/commands.md",
    the_comparison_runs: "docs/comparison.md",
    the_page_about_a_cooldown_in_ci_runs: "docs/cooldown.md",
    the_page_about_what_may_be_locked_runs: "docs/deciding.md",
    the_page_about_existing_repositories_runs: "docs/existing-repository.md",
    the_page_about_exit_statuses_runs: "docs/exit-status.md",
    the_page_about_exports_runs: "docs/export.md",
    the_page_about_how_it_works_runs: "docs/how-it-works.md",
    the_page_about_the_lock_runs: "docs/images-lock.md",
    the_page_about_the_manifest_runs: "docs/images-toml.md",
    the_first_page_runs: "docs/index.md",
    the_page_about_json_runs: "docs/json.md",
    the_page_about_files_that_are_read_runs: "docs/kinds.md",
    the_page_about_the_library_runs: "docs/library.md",
    the_page_about_mirrors_and_proxies_runs: "docs/mirrors.md",
    the_page_about_several_files_runs: "docs/monorepo.md",
    the_page_about_performance_runs: "docs/performance.md",
    the_page_about_registries_runs: "docs/registries.md",
    the_page_about_reliability_runs: "docs/reliability.md",
    the_page_about_renovate_runs: "docs/renovate.md",
    the_page_about_security_runs: "docs/security.md",
    the_page_about_troubleshooting_runs: "docs/troubleshooting.md",
}

#[test]
fn no_page_is_left_out() {
    let mut pages = vec!["README.md".to_owned()];
    pages.extend(super::pages_of_docs());
    assert_eq!(pages, PAGES);
}

#[test]
fn commands_stand_in_blocks_that_are_run() {
    for page in PAGES {
        for block in blocks(&super::text(page)) {
            let Block { language, line, .. } = &block;
            let runs = ["console", "sh"].contains(&language.as_str());
            assert!(
                runs || OTHER_LANGUAGES.contains(&language.as_str()),
                "{page}:{line}: `{language}` is not a language of the pages"
            );
            assert!(
                runs || !block.text.starts_with("$ "),
                "{page}:{line}: commands with their output stand in a `console` block"
            );
        }
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let blocks = steps(text).into_iter();
    blocks.filter_map(Step::into_block).collect()
}

/// Runs the blocks of a page in order, and holds what they print against the page.
#[track_caller]
fn run(page: &str) {
    let text = super::text(page);
    let mut sandbox = Sandbox::new();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    // Behind each other, since a block that is renewed may get longer
    let mut printed = Vec::new();
    for step in steps(&text) {
        sandbox.prepare(&step);
        let Some(block) = step.into_block() else {
            continue;
        };
        if let Some(today) = run_block(&sandbox, page, &block) {
            printed.push((block, today));
        }
    }
    for (block, today) in printed.into_iter().rev() {
        let inside = block.line..block.line + block.text.lines().count();
        let today = today.split_inclusive('\n').map(|line| match line {
            "\n" => line.to_owned(),
            line => format!("{}{line}", block.indent),
        });
        lines.splice(inside, today);
    }
    hold_against(page, &text, &lines.concat());
}

/// What the block would be today; nothing if it has no output.
#[track_caller]
fn run_block(sandbox: &Sandbox, page: &str, block: &Block) -> Option<String> {
    let place = format!("{page}:{}", block.line);
    match block.language.as_str() {
        "console" => Some(run_console(sandbox, &place, &block.text)),
        "sh" if is_for_cargo(&block.text) => {
            assert_ci_runs(&place, &block.text);
            None
        }
        "sh" => {
            let done = sandbox.run(&place, &[&format!("set -e\n{}set +e", block.text)]);
            let (output, status) = done.first().expect("one was run");
            assert_eq!(*status, 0, "{place}: {output}");
            None
        }
        _ => None,
    }
}

/// The block with the output of today. A command that fails is followed by `echo $?`, so that readers see its status.
#[track_caller]
fn run_console(sandbox: &Sandbox, place: &str, text: &str) -> String {
    let commands = commands(text);
    let given: Vec<&str> = commands
        .iter()
        .map(|(command, _)| command.trim_end())
        .collect();
    let done = sandbox.run(place, &given);
    let mut today = String::new();
    for (index, (output, status)) in done.into_iter().enumerate() {
        let is_told = given.get(index + 1) == Some(&"echo $?");
        assert!(
            status == 0 || is_told,
            "{place}: `{}` ended with {status}, which no `echo $?` tells\n{output}",
            given[index]
        );
        today.push_str(&format!("$ {}\n{output}", given[index]));
    }
    today
}

/// Whether every command of the block is one of cargo.
fn is_for_cargo(text: &str) -> bool {
    text.lines().all(|line| line.starts_with("cargo "))
}

/// Asserts that the commands are run where cargo is, which these tests are run by.
#[track_caller]
fn assert_ci_runs(place: &str, text: &str) {
    let plain = |line: &str| line.replace(" --locked", "").trim_end().to_owned();
    let ci: Vec<String> = super::text(CI).lines().map(plain).collect();
    for line in text.lines() {
        let command = plain(line.split(" #").next().unwrap_or(line));
        let is_run = ci
            .iter()
            .any(|line| line.contains(&format!("step {command}")));
        assert!(is_run, "{place}: {CI} does not run `{command}`");
    }
}

/// Compares a page with that of today, or makes it that one.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test may be told by its environment, and may leave half a page"
)]
#[track_caller]
pub fn hold_against(page: &str, text: &str, today: &str) {
    if text == today {
        return;
    }
    if std::env::var_os(RENEW).is_some() {
        std::fs::write(path(page), today).expect("a page can be written");
        return;
    }
    let differs = text
        .lines()
        .zip(today.lines())
        .position(|(line, today)| line != today)
        .unwrap_or_default();
    panic!(
        "{page}:{}: this is printed today; {RENEW}=1 writes it into the page:\n{today}",
        differs + 1
    );
}

fn path(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(page)
}
