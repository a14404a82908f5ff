//! The pages are short, fit a window, and lead where they say.

use std::collections::BTreeSet;
use std::path::Path;

/// How long the README may be.
const MOST_LINES: usize = 200;
/// How wide a line may be.
const MOST_COLUMNS: usize = 160;

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

/// The README and the pages of `docs/`.
fn pages() -> Vec<String> {
    let mut pages = super::pages_of_docs();
    pages.insert(0, "README.md".to_owned());
    pages
}

/// The targets of links to files and headings of this repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = prose(text).flat_map(|line| line.split("](").skip(1));
    targets
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://"))
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
    let file = match file {
        "" => root.join(page),
        file => root
            .join(page)
            .parent()
            .expect("a page has a directory")
            .join(file),
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
