//! The workflows that the README shows are those of `automation/github`, without their comments.

use super::page::{Block, Step, steps};

#[test]
fn the_workflows_of_the_readme_are_those_of_the_automation() {
    let readme = steps(&super::text("README.md")).into_iter();
    let blocks = readme.filter_map(Step::into_block);
    let shown: Vec<String> = blocks
        .filter(|Block { language, .. }| language == "yaml")
        .map(|block| essence(&block.text))
        .collect();
    let shipped = ["verify", "update"]
        .map(|name| essence(&super::text(&format!("automation/github/{name}.yml"))));
    assert_eq!(shown, shipped);
}

/// The lines without comments, and without the versions of actions, which move by themselves.
fn essence(workflow: &str) -> String {
    let mut essence = String::new();
    for line in workflow.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim_end();
        let is_comment = line.trim_start().starts_with('#');
        if line.is_empty() || is_comment {
            continue;
        }
        let line = match line.split_once("uses: ") {
            Some((_, action)) => line.split_once('@').map_or(action, |(action, _)| action),
            None => line,
        };
        essence.push_str(line);
        essence.push('\n');
    }
    essence
}
