//! The page about commands has the help of each, in the order of the first page of the help.
//!
//! ```text
//! IMAGELOCK_RENEW_PAGES=1 cargo test --test it documentation::commands    writes the help of today into the page
//! ```

use std::collections::BTreeMap;

use super::blocks::hold_against;
use crate::support::command::Project;

const PAGE: &str = "docs/commands.md";

#[test]
fn the_page_is_the_help_of_every_command_in_order() {
    let project = Project::new();
    let help = |arguments: &[&str]| project.run(arguments).success().stdout;
    let page = super::text(PAGE);
    let mut sections = page.split("\n## ");
    let mut today = sections.next().unwrap_or_default().to_owned();
    let mut prose: BTreeMap<&str, (&str, &str)> = sections.filter_map(around_the_help).collect();
    for name in names(&help(&["--help"])) {
        let (before, after) = prose.remove(name.as_str()).unwrap_or(("\n", ""));
        let text = help(&[&name, "--help"]);
        today.push_str(&format!(
            "\n## {name}\n{before}```console\n$ imagelock {name} --help\n{text}```{after}"
        ));
    }
    assert!(prose.is_empty(), "{prose:?} are no commands");
    hold_against(PAGE, &page, &format!("{}\n", today.trim_end()));
}

/// The commands of the first page of the help; `help` itself needs no section.
fn names(help: &str) -> Vec<String> {
    let groups = help.split("Declare images:").nth(1).unwrap_or_default();
    let groups = groups.split("\nOptions:").next().unwrap_or_default();
    let lines = groups
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<String> = lines
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 10, "{names:?}");
    names
}

/// The name of a section, and what stands before and behind the help in it.
fn around_the_help(section: &str) -> Option<(&str, (&str, &str))> {
    let (name, text) = section.split_once('\n')?;
    let (before, rest) = text.split_once("```console\n")?;
    let (_, after) = rest.split_once("```")?;
    Some((name, (before, after)))
}
