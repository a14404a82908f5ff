//! The page about reliability has the rows of the table of faults, and names tests that are there.

use std::path::Path;

use crate::faults::table::{ROWS, Row};

const PAGE: &str = "docs/reliability.md";

/// The part of the page between the comments of this name.
#[track_caller]
fn part(name: &str) -> String {
    let page = super::text(PAGE);
    let (_, rest) = page
        .split_once(&format!("<!-- {name} -->\n"))
        .expect("the part begins");
    let (part, _) = rest
        .split_once(&format!("<!-- end of {name} -->"))
        .expect("the part ends");
    part.to_owned()
}

/// The rows of the last table of a part, without its head.
fn rows(part: &str) -> Vec<&str> {
    let rows = part.lines().filter(|line| line.starts_with("| "));
    let rows: Vec<&str> = rows.collect();
    let head = rows.iter().rposition(|row| row.starts_with("| --- "));
    rows[head.map_or(0, |head| head + 1)..].to_vec()
}

#[test]
fn the_page_about_reliability_has_the_rows_of_the_table() {
    let part = part("faults");
    let expected: Vec<String> = ROWS
        .iter()
        .map(|row| row.line().trim_end().into())
        .collect();
    assert_eq!(
        rows(&part),
        expected,
        "`cargo bench --bench soak` renews it"
    );
}

#[test]
fn the_page_about_reliability_counts_the_tests_of_each_row_of_the_table() {
    let part = part("tried");
    let counted = rows(&part).into_iter().map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [fault, _times, names] = cells[..] else {
            panic!("{row} has three cells")
        };
        format!("{fault} | {names}")
    });
    let expected = ROWS
        .iter()
        .map(|row| format!("| {} | {} |", row.fault, row.names()));
    assert_eq!(
        counted.collect::<Vec<_>>(),
        expected.collect::<Vec<_>>(),
        "`cargo bench --bench soak` renews it"
    );
}

#[test]
fn every_fault_has_tests_and_they_are_there() {
    for Row { fault, tests, .. } in ROWS {
        assert!(!tests.is_empty(), "{fault}");
        for test in *tests {
            assert!(is_there(test), "there is no test `{test}`");
        }
    }
}

/// Whether a test is in the file of its module, or in a module of that file.
fn is_there(test: &str) -> bool {
    let (directory, test) = match test.strip_prefix("machine::") {
        Some(test) => ("tests/machine", test),
        None => ("tests/it", test),
    };
    let (module, name) = test.rsplit_once("::").expect("it has a module");
    let function = format!("fn {name}()");
    let parts: Vec<&str> = module.split("::").collect();
    (1..=parts.len()).any(|depth| {
        let file = format!("{directory}/{}.rs", parts[..depth].join("/"));
        let is_file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).is_file();
        is_file && super::text(&file).contains(&function)
    })
}
