//! A page of Markdown as the test runs it: its fenced blocks, and the comments between them that no reader sees.
//!
//! `<!-- repository: shop -->` begins a fresh copy of `fixtures/pages/shop`, `<!-- moved: nginx:1.27 -->` publishes
//! another image under that tag, `<!-- signed: nginx:1.27 -->` the same manifests in another index, and
//! `<!-- today: 2026-11-23 -->` is the day of the commands below it.

/// What the test does at a place of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Begin a fresh copy of this repository.
    Repository(String),
    /// Publish another image under this tag.
    Moved(String),
    /// Publish the manifests of this tag in another index.
    Signed(String),
    /// Take this day for today.
    Today(String),
    /// Run this block, or leave it alone if it is in another language than a shell's.
    Block(Block),
}

impl Step {
    /// The block; nothing for a comment.
    pub fn into_block(self) -> Option<Block> {
        match self {
            Self::Block(block) => Some(block),
            Self::Repository(_) | Self::Moved(_) | Self::Signed(_) | Self::Today(_) => None,
        }
    }
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
        } else if let Some(step) = comment(trimmed) {
            steps.push(step);
        }
    }
    steps
}

/// What an invisible comment asks for.
fn comment(line: &str) -> Option<Step> {
    let inside = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (key, value) = inside.split_once(": ")?;
    let step = match key {
        "repository" => Step::Repository,
        "moved" => Step::Moved,
        "signed" => Step::Signed,
        "today" => Step::Today,
        _ => return None,
    };
    Some(step(value.to_owned()))
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
