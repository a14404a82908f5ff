//! The two plots, as SVG that is readable on light and on dark pages.

use std::fmt::Write as _;
use std::time::Duration;

use crate::beside::{Entrant, Race};
use crate::contract::{JOBS, bound};
use crate::scale::{LATENCIES, Point};
use crate::scene::{Setting, grouped};

/// Colours follow the reader's page; `our` is imagelock.
const STYLE: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.small { font-size: 11px; fill: #59636e }
.our { fill: #0969da; stroke: none } .other { fill: #b6bfc9 }
.line { fill: none; stroke: #0969da; stroke-width: 2 } .bound { fill: none; stroke: #818b98; stroke-dasharray: 4 4 }
.grid { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .small { fill: #9198a1 }
  .our { fill: #4493f8 } .other { fill: #4a525c }
  .line { stroke: #4493f8 } .bound { stroke: #9198a1 } .grid { stroke: #3d444d }
}
</style>
";

/// Bars for seconds and requests of everybody who got everything.
pub fn tools(race: &Race) -> String {
    let runs = race
        .entrants
        .iter()
        .filter(|entrant| entrant.run.is_good(race.setting.images));
    let runs: Vec<_> = runs.collect();
    let slowest = runs.iter().map(|entrant| entrant.run.seconds());
    let slowest = slowest.fold(0.0, f64::max);
    let most = runs.iter().map(|entrant| entrant.run.requests).max();
    let most = most.unwrap_or(1);
    let height = 52 + 26 * runs.len();
    let Setting { latency, .. } = race.setting;
    let title = format!(
        "{}, {} ms an answer, {}",
        race.setting.shape(),
        latency,
        race.setting.transport.name()
    );
    let mut svg = open(760, height, &format!("Seconds and requests: {title}"));
    let _ = writeln!(svg, "<text x=\"0\" y=\"16\" class=\"small\">{title}</text>");
    let _ = writeln!(
        svg,
        "<text x=\"190\" y=\"38\">seconds</text><text x=\"490\" y=\"38\">requests</text>"
    );
    for (row, entrant) in runs.iter().enumerate() {
        let Entrant { name, run } = entrant;
        let y = 48 + 26 * row;
        let class = if entrant.is_ours() { "our" } else { "other" };
        let _ = writeln!(svg, "<text x=\"0\" y=\"{}\">{}</text>", y + 14, name);
        bar(
            &mut svg,
            (190, y),
            run.seconds() / slowest,
            class,
            &format!("{:.2}", run.seconds()),
        );
        #[expect(clippy::cast_precision_loss, reason = "a bar has a few hundred pixels")]
        bar(
            &mut svg,
            (490, y),
            run.requests as f64 / most as f64,
            class,
            &run.requests.to_string(),
        );
    }
    svg + "</svg>\n"
}

fn bar(svg: &mut String, (x, y): (usize, usize), share: f64, class: &str, label: &str) {
    let width = (share * 220.0).max(1.0);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a plot has a few hundred pixels"
    )]
    let end = x as f64 + width + 6.0;
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width:.1}\" height=\"18\" class=\"{class}\"/><text x=\"{end:.1}\" y=\"{}\">{label}</text>",
        y + 14
    );
}

const LEFT: f64 = 60.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 330.0;
/// The powers of ten at the ends of the axes.
const IMAGES: (f64, f64) = (1.5, 5.1);
const SECONDS: (f64, f64) = (-2.0, 2.1);

/// Seconds over images, a line for each latency, with its bound; both axes by powers of ten.
pub fn scale(points: &[Point]) -> String {
    let mut svg = open(760, 380, "Seconds over images, cold");
    axes(&mut svg);
    for latency in LATENCIES {
        let points: Vec<&Point> = points
            .iter()
            .filter(|point| point.setting.latency == latency)
            .collect();
        let measured: Vec<_> = points
            .iter()
            .map(|point| at(point.setting.images, point.cold.wall))
            .collect();
        line(&mut svg, "line", &measured);
        let bounds = points.iter().filter(|_| latency > 0);
        let bounds: Vec<_> = bounds
            .map(|point| at(point.setting.images, bound(&point.setting, JOBS)))
            .collect();
        line(&mut svg, "bound", &bounds);
        if let Some(end) = measured.last() {
            label(&mut svg, *end, &format!("{latency} ms an answer"));
        }
    }
    let _ = writeln!(
        svg,
        "<text x=\"0\" y=\"16\">seconds, cold</text><text x=\"{RIGHT}\" y=\"370\" text-anchor=\"end\">images</text>"
    );
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"370\" class=\"small\">dashed: 1.2 × the rounds of answers that {JOBS} jobs need</text>"
    );
    svg + "</svg>\n"
}

/// Names a line at its end: beside the plot, or above a line that ends before.
fn label(svg: &mut String, (x, y): (f64, f64), text: &str) {
    let (x, y, anchor) = if x > RIGHT - 50.0 {
        (x + 8.0, y + 4.0, "start")
    } else {
        (x, y - 10.0, "end")
    };
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    );
}

fn axes(svg: &mut String) {
    for images in [100, 1_000, 10_000, 100_000] {
        let (x, _) = at(images, Duration::from_secs(1));
        let _ = writeln!(
            svg,
            "<path d=\"M{x:.1} {TOP}V{BOTTOM}\" class=\"grid\"/><text x=\"{x:.1}\" y=\"348\" text-anchor=\"middle\" class=\"small\">{}</text>",
            grouped(images)
        );
    }
    for (milliseconds, label) in [
        (10, "0.01"),
        (100, "0.1"),
        (1_000, "1"),
        (10_000, "10"),
        (100_000, "100"),
    ] {
        let (_, y) = at(100, Duration::from_millis(milliseconds));
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" class=\"grid\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" class=\"small\">{label}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
}

/// Where a point of the plot is.
fn at(images: usize, wall: Duration) -> (f64, f64) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a plot has a few hundred pixels"
    )]
    let images = (images as f64).log10();
    let seconds = wall.as_secs_f64().max(0.001).log10();
    let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
    (
        LEFT + share(images, IMAGES) * (RIGHT - LEFT),
        BOTTOM - share(seconds, SECONDS) * (BOTTOM - TOP),
    )
}

fn line(svg: &mut String, class: &str, points: &[(f64, f64)]) {
    if points.is_empty() {
        return;
    }
    let points: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" class=\"{class}\"/>",
        points.join(" ")
    );
}

fn open(width: usize, height: usize, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{title}</title>\n{STYLE}"
    )
}
