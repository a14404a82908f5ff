//! Every document of the page about JSON is what its command prints, in lines as long as a page has them.
//!
//! ```text
//! IMAGELOCK_RENEW_PAGES=1 cargo test --test it documentation::examples    writes into the page what is printed today
//! ```

use std::collections::BTreeSet;

use super::blocks::hold_against;
use super::page::{Block, Step, steps};
use super::sandbox::Sandbox;
use crate::support::command::Outcome;
use crate::support::schema::{commands, document};

const PAGE: &str = "docs/json.md";
/// The most columns of a line.
const COLUMNS: usize = 120;
/// The most letters of a text that is shown whole.
const WHOLE: usize = 400;
/// How much is shown of a longer one.
const BEGINNING: usize = 40;
/// How many digits the page leaves out of a digest.
const LEFT_OUT: usize = 56;

#[test]
fn every_document_of_the_page_is_printed_by_the_command_above_it() {
    let page = super::text(PAGE);
    let mut sandbox = Sandbox::new();
    let mut lines: Vec<String> = page.split_inclusive('\n').map(str::to_owned).collect();
    let mut documents = Vec::new();
    for step in steps(&page) {
        sandbox.prepare(&step);
        let Some(block) = step.into_block() else {
            continue;
        };
        if let Some(command) = command(&page, &block) {
            documents.push((block, shown(&printed(&sandbox, &command))));
        }
    }
    // From the end, since a block that is renewed may get longer
    for (block, today) in documents.into_iter().rev() {
        let inside = block.line..block.line + block.text.lines().count();
        lines.splice(inside, [today]);
    }
    hold_against(PAGE, &page, &lines.concat());
}

#[test]
fn the_page_has_a_document_of_each_command() {
    let page = super::text(PAGE);
    let blocks = steps(&page).into_iter();
    let blocks = blocks.filter_map(Step::into_block);
    let texts = blocks.filter_map(|block| command(&page, &block).map(|_| block.text));
    let documents = texts.map(|text| serde_json::from_str::<serde_json::Value>(&text));
    let shown: BTreeSet<String> = documents
        .map(|it| {
            it.expect("it is JSON")["command"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert_eq!(shown, commands());
}

/// The command on the line above a block of JSON, between backticks; nothing if there is none.
fn command(page: &str, block: &Block) -> Option<String> {
    let above: Vec<&str> = page.lines().take(block.line - 1).collect();
    let above = above.into_iter().rfind(|line| !line.is_empty())?;
    let command = above.strip_prefix("`imagelock ")?.split('`').next()?;
    (block.language == "json").then(|| format!("imagelock {command}"))
}

/// The document that a command prints, which the schema takes.
#[track_caller]
fn printed(sandbox: &Sandbox, command: &str) -> String {
    let done = sandbox.run(PAGE, &[&format!("{{ {command}; }} 2>/dev/null")]);
    let (text, status) = done.into_iter().next().expect("one was run");
    assert!(
        text.starts_with('{'),
        "`{command}` ends with {status}: {text}"
    );
    let mut parts = text.split("sha256:");
    let mut stdout = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digest = part.replacen('…', &"0".repeat(LEFT_OUT), 1);
        stdout.push_str(&format!("sha256:{digest}"));
    }
    let (code, stderr) = (Some(status), String::new());
    document(&Outcome {
        code,
        stdout,
        stderr,
    });
    text
}

/// The document as a page shows it: with as many members on a line as it has space for, and long texts cut.
fn shown(document: &str) -> String {
    let lines: Vec<String> = document.lines().map(cut).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut shown = String::new();
    for line in folded(&lines) {
        shown.push_str(&format!("{line}\n"));
    }
    shown
}

/// A line of which a long text is cut.
fn cut(line: &str) -> String {
    if line.chars().count() <= WHOLE {
        return line.to_owned();
    }
    let comma = if line.ends_with(',') { "," } else { "" };
    let beginning: String = line.chars().take(BEGINNING).collect();
    format!("{beginning}…\"{comma}")
}

/// The lines of a value, of which short ones that stand beside each other share a line.
fn folded(lines: &[&str]) -> Vec<String> {
    let mut folded: Vec<String> = Vec::new();
    let mut index = 0;
    let mut was_short = false;
    while index < lines.len() {
        let (member, length) = member(&lines[index..]);
        let is_short = member.len() == 1;
        let has_space = |last: &&mut String| {
            let width = last.chars().count() + member[0].trim_start().chars().count();
            was_short && is_short && width < COLUMNS
        };
        match folded.last_mut().filter(has_space) {
            Some(last) => last.push_str(&format!(" {}", member[0].trim_start())),
            None => folded.extend(member),
        }
        was_short = is_short;
        index += length;
    }
    folded
}

/// The lines of the first member of a value, and how many they were.
fn member(lines: &[&str]) -> (Vec<String>, usize) {
    let first = lines[0];
    if !first.ends_with(['{', '[']) {
        return (vec![first.to_owned()], 1);
    }
    let depth = first.len() - first.trim_start().len();
    let is_end = |line: &&str| line.len() - line.trim_start().len() == depth;
    let end = 1 + lines[1..].iter().position(is_end).expect("it is closed");
    let whole: Vec<&str> = lines[1..end].iter().map(|line| line.trim_start()).collect();
    let space = if first.ends_with('{') { " " } else { "" };
    let whole = format!(
        "{first}{space}{}{space}{}",
        whole.join(" "),
        lines[end].trim_start()
    );
    if whole.chars().count() <= COLUMNS {
        return (vec![whole], end + 1);
    }
    let mut all = vec![first.to_owned()];
    all.extend(folded(&lines[1..end]));
    all.push(lines[end].to_owned());
    (all, end + 1)
}
