//! Places of a file, with the line shown and the span underlined.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::plain::plain;
use crate::document::{Problem, Source};

/// How grave the problems are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It can, and something may not be meant.
    Warning,
}

/// How many problems are shown with their lines; a file with more is not read to its end by anybody.
const SHOWN_MAX: usize = 1000;

/// All problems with their lines, in colours; whoever prints drops those where they have no place.
pub fn render(source: &Source, list: &[Problem], severity: Severity) -> String {
    // Masking reads the whole text, which is worth it where something is shown of it
    if list.is_empty() {
        return String::new();
    }
    let text = if source.is_quoted() { source.masked_text() } else { String::new() };
    let name = plain(&source.name);
    let place = |problem: &Problem| match source.is_quoted() {
        true => None,
        false => Some(source.position(problem.span.start)),
    };
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut rendered: String = list
        .iter()
        .take(SHOWN_MAX)
        .map(|problem| {
            format!("{}\n", renderer.render(&[group(&text, &name, problem, place(problem), severity)]))
        })
        .collect();
    if let Some(more) = list.len().checked_sub(SHOWN_MAX).filter(|more| *more > 0) {
        rendered.push_str(&format!("and {more} more\n"));
    }
    rendered
}

/// A problem with its lines, or with its place alone.
fn group<'a>(
    text: &'a str,
    name: &'a str,
    problem: &'a Problem,
    place: Option<(usize, usize)>,
    severity: Severity,
) -> Group<'a> {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let primary =
        AnnotationKind::Primary.span(problem.span.clone()).label(problem.label.as_deref().map(plain));
    let mut snippet = Snippet::source(text).path(name).annotation(primary);
    if let Some((span, what)) = &problem.other {
        snippet = snippet.annotation(AnnotationKind::Context.span(span.clone()).label(plain(what)));
    }
    let title = level.primary_title(plain(&problem.message));
    let group = match place {
        Some((line, column)) => title.element(Origin::path(name).line(line).char_column(column)),
        None => title.element(snippet),
    };
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(plain(help))),
        None => group,
    }
}
