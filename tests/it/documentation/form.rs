//! The pages are short, fit a window, and lead where they say.

use std::collections::BTreeSet;
use std::path::Path;

/// How long the README may be.
const MOST_LINES: usize = 150;
/// How wide a line may be.
const MOST_COLUMNS: usize = 160;
/// Where a link from the book leads to a file that is no page of it.
const REPOSITORY: &str = "https://github.com/OWNER/imagelock/blob/main/";

#[test]
fn the_readme_is_short() {
    let lines = super::text("README.md").lines().count();
    assert!(lines <= MOST_LINES, "the README has {lines} lines");
}

#[test]
fn no_line_of_the_readme_is_too_wide() {
    assert_narrow("README.md", super::text("README.md").lines());
}

#[test]
fn no_paragraph_of_a_page_is_too_wide() {
    for page in super::pages_of_docs() {
        // A row of a table is one line, and what a program prints is as wide as it is
        let text = super::text(&page);
        assert_narrow(&page, prose(&text).filter(|line| !line.starts_with('|')));
    }
}

#[track_caller]
fn assert_narrow<'a>(page: &str, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        let columns = line.chars().count();
        assert!(columns <= MOST_COLUMNS, "{page}: {columns} columns: {line}");
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    for page in pages() {
        let text = super::text(&page);
        for link in links(&text) {
            assert!(leads(&page, link), "{page}: `{link}` leads nowhere");
        }
    }
}

#[test]
fn a_link_to_what_is_not_there_is_noticed() {
    for link in [
        "nowhere.md",
        "json.md#nowhere",
        "#nowhere",
        "https://github.com/OWNER/imagelock/blob/main/nowhere",
    ] {
        assert!(!leads("docs/exit-status.md", link), "{link}");
    }
}

#[test]
fn every_page_is_in_the_navigation_once() {
    let navigation = super::text("mkdocs.yml");
    let entries = navigation.lines().filter_map(|line| {
        let (_, file) = line.trim().strip_prefix("- ")?.split_once(": ")?;
        file.ends_with(".md").then(|| format!("docs/{file}"))
    });
    let mut entries: Vec<String> = entries.collect();
    entries.sort();
    assert_eq!(entries, super::pages_of_docs());
}

#[test]
fn every_page_has_an_example() {
    for page in super::pages_of_docs() {
        let text = super::text(&page);
        assert!(text.contains("```"), "{page} has no example");
    }
}

/// The README, the pages of `docs/`, and what leads whoever works on them.
fn pages() -> Vec<String> {
    let mut pages = super::pages_of_docs();
    let others = [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ];
    pages.extend(others.map(str::to_owned));
    pages
}

/// The targets of links to files and headings of this repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = prose(text).flat_map(|line| line.split("](").skip(1));
    targets
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://") || target.starts_with(REPOSITORY))
}

/// The lines outside of fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_inside = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_inside ^= is_fence;
        !is_inside && !is_fence
    })
}

/// Whether a link of a page leads to a file, and to a heading of it if it names one.
fn leads(page: &str, link: &str) -> bool {
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join(page);
    let directory = page.parent().expect("a page has a directory");
    let file = match file.strip_prefix(REPOSITORY) {
        Some(file) => root.join(file),
        None if file.is_empty() => page,
        None => directory.join(file),
    };
    file.exists() && (heading.is_empty() || anchors(&file).contains(heading))
}

/// The anchors that GitHub gives the headings of a page.
fn anchors(file: &Path) -> BTreeSet<String> {
    let text = super::text(&file.to_string_lossy());
    prose(&text)
        .filter(|line| line.starts_with('#'))
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect()
}

/// The heading in lower case, without marks, with a dash for each space.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
