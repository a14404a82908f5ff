//! A template as a tree of texts, actions and blocks.

use std::ops::Range;

use super::expression::Expression;
use crate::scan::chart::around::{ActionKind, kind};
use crate::scan::chart::pieces::{Piece, pieces};
use crate::scan::chart::tokens::tokens;

/// The deepest blocks that are followed.
const DEPTH_MAX: usize = 64;

/// The parts of a template, in order.
pub(in crate::scan) type Nodes = Vec<TemplateNode>;

/// A template with a name, and its parts.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::scan) struct NamedNodes {
    pub(in crate::scan) name: String,
    pub(in crate::scan) nodes: Nodes,
}

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::scan) struct TemplateNode {
    /// Its bytes in the text.
    pub(super) place: Range<usize>,
    pub(super) part: NodePart,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum NodePart {
    /// A text, as it is printed.
    Text(String),
    Prints(Expression),
    /// A variable gets a value, with `:=` as a new one.
    Assigns {
        variable: String,
        is_new: bool,
        value: Expression,
    },
    /// One of the branches is rendered, or none, or one often.
    Block(Vec<Branch>),
}

/// A branch of a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) opens: Opening,
    pub(super) nodes: Nodes,
}

/// What a branch begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    If,
    /// The dot becomes something, and a variable where one is named.
    With(Option<String>, Expression),
    /// The dot becomes each item, and the variables its key and itself.
    Range(Vec<String>, Expression),
    Else,
}

/// Reads a template, and those with names that it defines; `None` if its blocks do not end where they should.
pub(in crate::scan) fn parse(text: &str) -> Option<(Nodes, Vec<NamedNodes>)> {
    let mut reader = NodesReader {
        open: vec![Frame::new(FrameKind::Root, 0)],
        defined: Vec::new(),
    };
    for piece in pieces(text) {
        match piece {
            Piece::Text("") => {}
            Piece::Text(written) => {
                let part = NodePart::Text(written.to_owned());
                reader.push(place_of(text, written), part);
            }
            Piece::Action(inner) => reader.action(inner, action_place(text, inner))?,
        }
    }
    let root = reader.open.pop()?;
    let nodes = reader.open.is_empty().then_some(root.nodes)?;
    Some((nodes, reader.defined))
}

struct NodesReader {
    open: Vec<Frame>,
    defined: Vec<NamedNodes>,
}

/// A block that is not closed yet.
struct Frame {
    kind: FrameKind,
    start: usize,
    /// The branches that are closed.
    branches: Vec<Branch>,
    /// What the open branch begins with.
    opens: Opening,
    nodes: Nodes,
}

enum FrameKind {
    Root,
    Define(String),
    Block,
}

impl Frame {
    fn new(kind: FrameKind, start: usize) -> Self {
        Self {
            kind,
            start,
            branches: Vec::new(),
            opens: Opening::Else,
            nodes: Vec::new(),
        }
    }

    fn next(&mut self, opens: Opening) {
        let opens = std::mem::replace(&mut self.opens, opens);
        let nodes = std::mem::take(&mut self.nodes);
        self.branches.push(Branch { opens, nodes });
    }
}

impl NodesReader {
    fn push(&mut self, place: Range<usize>, part: NodePart) {
        if let Some(frame) = self.open.last_mut() {
            frame.nodes.push(TemplateNode { place, part });
        }
    }

    fn action(&mut self, inner: &str, place: Range<usize>) -> Option<()> {
        let words = tokens(inner);
        match kind(inner) {
            ActionKind::Define => {
                let name = words.get(1)?.trim_matches(['"', '`']).to_owned();
                if words.first() == Some(&"block") {
                    self.push(place.clone(), NodePart::Prints(Expression::Unknown));
                }
                self.open
                    .push(Frame::new(FrameKind::Define(name), place.start));
            }
            ActionKind::Opens => {
                let mut frame = Frame::new(FrameKind::Block, place.start);
                frame.opens = opening(&words);
                self.open.push(frame);
            }
            ActionKind::Else => {
                let frame = self.open.last_mut()?;
                matches!(frame.kind, FrameKind::Block).then_some(())?;
                frame.next(opening(&words[1..]));
            }
            ActionKind::Ends => self.end(place.end)?,
            ActionKind::Silent => self.assign(&words, place),
            ActionKind::Prints => self.push(place, NodePart::Prints(Expression::of(&words))),
        }
        (self.open.len() <= DEPTH_MAX).then_some(())
    }

    fn assign(&mut self, words: &[&str], place: Range<usize>) {
        if let [variable, sign @ (":=" | "="), value @ ..] = words {
            let part = NodePart::Assigns {
                variable: (*variable).to_owned(),
                is_new: *sign == ":=",
                value: Expression::of(value),
            };
            self.push(place, part);
        }
    }

    fn end(&mut self, end: usize) -> Option<()> {
        let mut frame = self.open.pop()?;
        match frame.kind {
            FrameKind::Root => return None,
            FrameKind::Define(name) => {
                let nodes = frame.nodes;
                self.defined.push(NamedNodes { name, nodes });
            }
            FrameKind::Block => {
                frame.next(Opening::Else);
                self.push(frame.start..end, NodePart::Block(frame.branches));
            }
        }
        Some(())
    }
}

/// What the words of an action, or those behind `else`, open.
fn opening(words: &[&str]) -> Opening {
    let (variables, value) = match words.iter().position(|word| *word == ":=") {
        Some(sign) => (&words[..sign], &words[sign + 1..]),
        None => (
            &words[..1.min(words.len())],
            words.get(1..).unwrap_or_default(),
        ),
    };
    let named = variables.iter().filter(|word| word.starts_with('$'));
    let mut named = named.map(|word| (*word).to_owned());
    match words.first().copied() {
        Some("with") => Opening::With(named.next(), Expression::of(value)),
        Some("range") => Opening::Range(named.collect(), Expression::of(value)),
        Some(_) => Opening::If,
        None => Opening::Else,
    }
}

/// The place of a part of a text.
fn place_of(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

/// The place of an action, by what is between its braces.
fn action_place(text: &str, inner: &str) -> Range<usize> {
    let inner = place_of(text, inner);
    let start = text[..inner.start].rfind("{{").unwrap_or(inner.start);
    let end = text[inner.end..]
        .find("}}")
        .map_or(inner.end, |at| inner.end + at + 2);
    start..end
}
