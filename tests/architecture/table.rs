//! Who may use whom: the table of the crate's documentation, and nothing beside it.

use std::collections::{BTreeMap, BTreeSet};

/// The rooms that each room may import.
pub type Table = BTreeMap<String, BTreeSet<String>>;

/// Reads the table out of `src/lib.rs`.
pub fn read(lib: &str) -> Table {
    let mut table = Table::new();
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | `"));
    for row in rows {
        let (rooms, allowed) = row.split_once('|').expect("a row has two cells");
        // The prefix took the first backtick
        let rooms = format!("`{rooms}");
        let allowed = allowed_rooms(allowed, &table);
        table.extend(names(&rooms).map(|room| (room, allowed.clone())));
    }
    table
}

/// What a cell allows: the rooms that it names, all of the above where it says so, and `exit`.
fn allowed_rooms(cell: &str, above: &Table) -> BTreeSet<String> {
    let mut allowed: BTreeSet<String> = names(cell).collect();
    if cell.contains("all of the above") {
        allowed.extend(above.keys().cloned());
    }
    allowed.insert("exit".to_owned());
    allowed
}

/// The words between backticks.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The modules that a file declares.
pub fn modules(code: &str) -> BTreeSet<String> {
    let lines = code.lines().map(|line| line.trim_start_matches("pub "));
    lines.filter_map(module).collect()
}

/// The modules that a file declares for everybody.
pub fn public_modules(code: &str) -> BTreeSet<String> {
    let lines = code.lines().filter_map(|line| line.strip_prefix("pub "));
    lines.filter_map(module).collect()
}

fn module(line: &str) -> Option<String> {
    Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
}
