//! The terminal of the README, `docs/terminal.svg`: what the program prints in a repository, in its colours.
//!
//! ```text
//! IMAGELOCK_RENEW_PAGES=1 cargo test --test it documentation::terminal    draws it anew
//! ```

use std::fmt::Write as _;

use super::blocks::hold_against;
use super::page::Step;
use super::sandbox::Sandbox;

const PICTURE: &str = "docs/terminal.svg";
/// What somebody types, and sees.
const COMMANDS: [&str; 6] = [
    "head -1 Dockerfile",
    "imagelock init -q && imagelock update",
    "imagelock check --fix -q",
    "head -1 Dockerfile",
    "sed -i '1s/.*/FROM nginx:1.28/' Dockerfile",
    "imagelock check",
];
/// The columns of the terminal, beyond which a line goes on in the next one.
const COLUMNS: usize = 83;
/// The height of a line, and the width of a letter.
const LINE: usize = 20;
const LETTER: f64 = 8.43;
/// The space around the text, and the bar above it.
const MARGIN: usize = 20;
const BAR: usize = 36;
/// The colours, by day and by night. Each is told well enough from its ground.
const STYLE: &str = "\
    .ground{fill:#f6f8fa;stroke:#d0d7de}.bar{fill:#d0d7de}text{fill:#1f2328;white-space:pre;\
    font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}\
    .prompt{fill:#6e7781}.bold{font-weight:bold}.red{fill:#b3121d}.green{fill:#116329}.yellow{fill:#7d4e00}.cyan{fill:#0b5c76}\
    @media(prefers-color-scheme:dark){.ground{fill:#0d1117;stroke:#30363d}.bar{fill:#30363d}text{fill:#e6edf3}\
    .prompt{fill:#8b949e}.red{fill:#ff7b72}.green{fill:#56d364}.yellow{fill:#e3b341}.cyan{fill:#76e3ea}}";

#[test]
fn the_terminal_of_the_readme_shows_what_is_printed() {
    let mut sandbox = Sandbox::new();
    sandbox.prepare(&Step::Repository("shop".to_owned()));
    // Its own line, so that nobody sees it
    let typed = [&["export CLICOLOR_FORCE=1"][..], &COMMANDS].concat();
    let printed = sandbox.run(PICTURE, &typed);
    let mut lines = Vec::new();
    for (command, (output, _)) in COMMANDS.into_iter().zip(printed.into_iter().skip(1)) {
        lines.push(vec![
            Piece::new("prompt", "$ "),
            Piece::new("bold", command),
        ]);
        lines.extend(output.lines().flat_map(|line| folded(pieces(line))));
    }
    hold_against(PICTURE, &super::text(PICTURE), &picture(&lines));
}

/// A part of a line in one colour.
#[derive(Debug, Clone)]
struct Piece {
    class: String,
    text: String,
}

impl Piece {
    fn new(class: &str, text: &str) -> Self {
        let (class, text) = (class.to_owned(), text.to_owned());
        Self { class, text }
    }
}

/// The pieces of a line, by the escape sequences in it.
#[track_caller]
fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut class: Vec<&str> = Vec::new();
    let mut parts = line.split("\u{1b}[");
    pieces.push(Piece::new("", parts.next().unwrap_or_default()));
    for part in parts {
        let (codes, text) = part.split_once('m').expect("a sequence that sets a style");
        for code in codes.split(';') {
            match code {
                "0" => class.clear(),
                "1" => class.push("bold"),
                "31" | "91" => class.push("red"),
                "32" => class.push("green"),
                "33" => class.push("yellow"),
                "36" | "96" => class.push("cyan"),
                _ => panic!("the picture has no style for {code}"),
            }
        }
        pieces.push(Piece::new(&class.join(" "), text));
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The lines of which a terminal makes a line that is too long for it.
fn folded(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut lines = vec![Vec::new()];
    let mut column = 0;
    for piece in pieces {
        for letter in piece.text.chars() {
            if column == COLUMNS {
                lines.push(Vec::new());
                column = 0;
            }
            let line = lines.last_mut().expect("there is a line");
            match line.last_mut() {
                Some(Piece { class, text }) if *class == piece.class => text.push(letter),
                _ => line.push(Piece::new(&piece.class, &letter.to_string())),
            }
            column += 1;
        }
    }
    lines
}

/// The picture of these lines.
fn picture(lines: &[Vec<Piece>]) -> String {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a terminal has few columns"
    )]
    let width = (COLUMNS as f64 * LETTER) as usize + 2 * MARGIN;
    let height = BAR + lines.len() * LINE + MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\">\n\
         <title>imagelock locks the images of a repository, and refuses one that is not locked</title>\n\
         <style>{STYLE}</style>\n\
         <rect class=\"ground\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
        width - 1,
        height - 1
    );
    for x in [20, 38, 56] {
        writeln!(svg, "<circle class=\"bar\" cx=\"{x}\" cy=\"18\" r=\"6\"/>")
            .expect("a text takes all");
    }
    for (index, line) in lines.iter().enumerate() {
        let y = BAR + (index + 1) * LINE - 6;
        let spans: String = line.iter().map(span).collect();
        writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\">{spans}</text>").expect("a text takes all");
    }
    svg.push_str("</svg>\n");
    svg
}

fn span(Piece { class, text }: &Piece) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace(' ', "\u{a0}");
    match class.as_str() {
        "" => text,
        class => format!("<tspan class=\"{class}\">{text}</tspan>"),
    }
}
