//! Places of a file, with the line shown and the span underlined.

mod window;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::plain::plain_line;
use crate::document::{LineIndex, Problem, Source, left_out, plural};
use window::Window;

/// How grave the problems are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It can, and something may not be meant.
    Warning,
}

/// All problems with their lines, in colours; whoever prints drops those where they have no place.
pub fn render(source: &Source, list: &[Problem], severity: Severity) -> String {
    // Masking reads the whole text, which is worth it where something is shown of it
    if list.is_empty() {
        return String::new();
    }
    let text = source.is_quoted().then(|| source.masked_text());
    let lines = source.lines();
    let name = plain_line(&source.name);
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut rendered = String::new();
    for problem in list {
        let place = lines.position(problem.span.start);
        let window = text.as_deref().map(|text| window(text, problem));
        let group = group(window.as_ref(), &name, problem, place, &lines, severity);
        let said = renderer.render(&[group]);
        rendered.push_str(&match &window {
            Some(window) => with_column(&said, &name, place, window.column()),
            None => said,
        });
        rendered.push('\n');
    }
    rendered.extend(more(list).map(|more| format!("{more}\n")));
    rendered
}

/// The part of a text that shows a problem, with the other place that belongs to it where that is near.
fn window(text: &str, problem: &Problem) -> Window {
    let primary = (
        problem.span.clone(),
        AnnotationKind::Primary,
        problem.label.as_deref(),
    );
    match &problem.other {
        Some((span, what)) if Window::fits(&[&problem.span, span]) => Window::of(
            text,
            &[
                primary,
                (span.clone(), AnnotationKind::Context, Some(what.as_str())),
            ],
        ),
        _ => Window::of(text, &[primary]),
    }
}

/// The same with the column that a place has in its file: the renderer counts those of what it is given.
fn with_column(said: &str, name: &str, (line, column): (usize, usize), counted: usize) -> String {
    if column == counted {
        return said.to_owned();
    }
    let (head, body) = said.split_at(said.find("--> ").unwrap_or_default());
    let place = |column: usize| format!("{name}:{line}:{column}");
    format!(
        "{head}{}",
        body.replacen(&place(counted), &place(column), 1)
    )
}

/// A problem with its lines, or with its place alone.
fn group<'a>(
    window: Option<&'a Window>,
    name: &'a str,
    problem: &'a Problem,
    (line, column): (usize, usize),
    lines: &LineIndex<'_>,
    severity: Severity,
) -> Group<'a> {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(plain_line(&problem.message));
    let mut group = match window {
        None => title.element(Origin::path(name).line(line).char_column(column)),
        Some(window) => title.element(snippet(window, name, lines)),
    };
    if let (Some(Window { annotations, .. }), Some((place, what))) = (window, &problem.other)
        && annotations.len() == 1
    {
        let (line, column) = lines.position(place.start);
        group = group
            .element(Level::NOTE.message(plain_line(&format!("{what}: {name}:{line}:{column}"))));
    }
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(plain_line(help))),
        None => group,
    }
}

fn snippet<'a>(
    window: &'a Window,
    name: &'a str,
    lines: &LineIndex<'_>,
) -> Snippet<'a, Annotation<'a>> {
    let annotation = |(span, kind, label): &'a window::Annotation<String>| {
        kind.span(span.clone()).label(label.as_deref())
    };
    Snippet::source(window.text.as_str())
        .path(name)
        .line_start(lines.line(window.start))
        .annotations(window.annotations.iter().map(annotation))
}

/// The line on problems that are not told; `None` where all are.
pub(super) fn more(list: &[Problem]) -> Option<String> {
    match left_out(list) {
        0 => None,
        more => Some(format!("and {more} more {}", plural(more, "problem"))),
    }
}

/// A problem in a line, for formats that show nothing of the file.
pub(super) fn in_line(problem: &Problem) -> String {
    match problem.advice() {
        Some(advice) => format!("{}; {advice}", problem.message),
        None => problem.message.clone(),
    }
}
