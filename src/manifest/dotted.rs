//! Names with dots that are not in quotes, which TOML takes for tables within tables.

use crate::document::{Findings, Problem, Table, TableEntry};

/// Whether the name has a dot that TOML took for its own. `web.image = "nginx"` has none: it is an image, as is
/// what has a key that looks like a misspelt one.
pub(super) fn is_dotted_name(
    entry: &TableEntry<'_>,
    table: &Table<'_>,
    keys: &[&'static str],
) -> bool {
    let is_key = |nested: &TableEntry<'_>| {
        keys.contains(&nested.key.as_ref()) || nested.near(keys).is_some()
    };
    entry.is_implicit() && !table.entries().iter().any(is_key)
}

/// Reports each such name, as it should be written.
pub(super) fn report_dotted_names(
    entry: &TableEntry<'_>,
    table: &Table<'_>,
    keys: &[&'static str],
    findings: &mut Findings<'_>,
) {
    for nested in table.entries() {
        let (mut name, mut last) = (format!("{}.{}", entry.key, nested.key), nested);
        // `python.3.12` is a table within a table
        while let Some([only]) = last.as_table().map(|table| table.entries())
            && last.is_implicit()
            && !keys.contains(&only.key.as_ref())
        {
            name = format!("{name}.{}", only.key);
            last = only;
        }
        let end = last.key_span.end;
        let is_together = findings.source().text[..end].ends_with(&name);
        let span = if is_together {
            end - name.len()..end
        } else {
            last.key_span.clone()
        };
        let message = format!("the dot in `{name}` starts a nested table");
        let problem = Problem::new(span, message);
        findings.report(problem.help(format!("write the name in quotes: `\"{name}\"`")));
    }
}
