//! A page of Markdown as the test runs it: its fenced blocks, and the comments between them that no reader sees.
//!
//! `<!-- repository: shop -->` begins a fresh copy of `fixtures/pages/shop`, and `<!-- moved: nginx:1.27 -->` publishes
//! another image under that tag.

/// What the test does at a place of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Begin a fresh copy of this repository.
    Repository(String),
    /// Publish another image under this tag.
    Moved(String),
    /// Run this block, or leave it alone if it is in another language than a shell's.
    Block(Block),
}

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The word behind the fence.
    pub language: String,
    /// The line of the fence that opens it, from 1.
    pub line: usize,
    /// What stands before the fence, and before each line.
    pub indent: String,
    /// The lines between the fences, without the indent.
    pub text: String,
}

/// The steps of a page, in order.
pub fn steps(page: &str) -> Vec<Step> {
    let mut lines = page.lines().enumerate();
    let mut steps = Vec::new();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim_start();
        if let Some(language) = trimmed.strip_prefix("```") {
            let indent = &line[..line.len() - trimmed.len()];
            let inside = lines.by_ref().map(|(_, line)| line);
            steps.push(Step::Block(Block {
                language: language.to_owned(),
                line: number + 1,
                indent: indent.to_owned(),
                text: inside
                    .take_while(|line| line.trim() != "```")
                    .map(|line| format!("{}\n", line.strip_prefix(indent).unwrap_or(line)))
                    .collect(),
            }));
        } else if let Some(name) = comment(trimmed, "repository") {
            steps.push(Step::Repository(name.to_owned()));
        } else if let Some(reference) = comment(trimmed, "moved") {
            steps.push(Step::Moved(reference.to_owned()));
        }
    }
    steps
}

/// What an invisible comment says under this key.
fn comment<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let inside = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    inside.strip_prefix(key)?.strip_prefix(": ")
}

/// The commands of a `console` block, each with the output below it; one that ends with `\` goes on in the next line.
pub fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((command, output))) if output.is_empty() && command.ends_with("\\\n") => {
                command.push_str(line);
            }
            (None, Some((_, output))) => output.push_str(line),
            (None, None) => panic!("a `console` block begins with `$ ` and not with {line}"),
        }
    }
    commands
}
