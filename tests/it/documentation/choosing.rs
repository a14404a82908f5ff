//! The tables of the page about choosing tags say what the program does with the tags in them.

use std::collections::BTreeSet;

use crate::support::case::Case;
use crate::support::registry::Image;

const PAGE: &str = "docs/choosing.md";

/// The repository that has the tags of one row.
const REPOSITORY: &str = "acme/row";

#[test]
fn each_row_takes_the_tags_that_it_says_and_no_others() {
    let rows = rows("you want");
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let [_, rule, chosen, later, never] = cells(&row);
        let options = options(rule);
        if options.is_empty() {
            continue;
        }
        let (chosen, later, never) = (quoted(chosen), quoted(later), quoted(never));
        assert_eq!(accepted(&options, &[&chosen, &never]), chosen, "{row}");
        let mut all = accepted(&options, &[&chosen, &later, &never]);
        assert!(
            later.contains(&all[0]),
            "{row}: {all:?} begins with the newest"
        );
        all.sort();
        let wanted: BTreeSet<String> = chosen.into_iter().chain(later).collect();
        assert_eq!(all, Vec::from_iter(wanted), "{row}");
    }
}

#[test]
fn each_variant_accepts_the_suffixes_that_it_says_and_no_others() {
    for row in rows("`variant`") {
        let [variant, accepts, refuses] = cells(&row);
        let options = vec!["--variant".to_owned(), quoted(variant).concat()];
        let tags = |cell| -> Vec<String> {
            let suffixes = quoted(cell).into_iter();
            suffixes.map(|suffix| format!("1.0-{suffix}")).collect()
        };
        let (accepts, refuses) = (tags(accepts), tags(refuses));
        // A number, without which nothing would be accepted by a lone star
        let number = vec!["1.0-3".to_owned()];
        let is_star = variant == "`*`";
        let mut found = accepted(&options, &[&accepts, &refuses, &number]);
        found.retain(|tag| is_star || *tag != number[0]);
        found.sort();
        assert_eq!(found, if is_star { number } else { accepts }, "{row}");
    }
}

/// What `tags` accepts of these tags, the newest first.
#[track_caller]
fn accepted(options: &[String], tags: &[&[String]]) -> Vec<String> {
    let case = Case::new();
    for tag in tags.concat() {
        case.push(REPOSITORY, &tag, &Image::single("linux/amd64", &tag));
    }
    let image = format!("{}/{REPOSITORY}", case.registry.host());
    let command = ["tags".to_owned(), image, "--quiet".to_owned()];
    let outcome = case.project.run([&command, options].concat());
    assert_eq!(outcome.code, Some(0), "{options:?}: {outcome}");
    outcome.stdout.lines().map(str::to_owned).collect()
}

/// The options of `tags` for the keys of `images.toml` in a cell.
fn options(cell: &str) -> Vec<String> {
    let keys = [
        ("version = ", "--range"),
        ("variant = ", "--variant"),
        ("tag-pattern = ", "--pattern"),
    ];
    let of_key = |(key, option): (&str, &str)| {
        let value = cell.split_once(key)?.1;
        let quote = value.chars().next()?;
        let value = value[1..].split(quote).next()?;
        Some([option.to_owned(), value.to_owned()])
    };
    keys.into_iter().filter_map(of_key).flatten().collect()
}

/// The rows of the table whose head begins with this cell.
#[track_caller]
fn rows(head: &str) -> Vec<String> {
    let page = super::text(PAGE);
    let begin = format!("| {head} |");
    let table = page.lines().skip_while(|line| !line.starts_with(&begin));
    let rows = table.skip(2).take_while(|line| line.starts_with('|'));
    let rows: Vec<String> = rows.map(str::to_owned).collect();
    assert!(!rows.is_empty(), "{PAGE} has a table `{head}`");
    rows
}

#[track_caller]
fn cells<const N: usize>(row: &str) -> [&str; N] {
    let inside = row.trim_matches('|').trim();
    let cells: Vec<&str> = inside.split(" | ").collect();
    cells
        .try_into()
        .unwrap_or_else(|_| panic!("{row} has {N} cells"))
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}
