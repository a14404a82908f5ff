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
.grid { stroke: #d1d9e0 } .page { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .small { fill: #9198a1 }
  .our { fill: #4493f8 } .other { fill: #4a525c }
  .line { stroke: #4493f8 } .bound { stroke: #9198a1 } .grid { stroke: #3d444d } .page { fill: #0d1117 }
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
/// How far an axis goes beyond what is on it, in powers of ten.
const MARGIN: f64 = 0.1;

/// Seconds over images, a line for each latency, with its bound; both axes by powers of ten.
pub fn scale(points: &[Point]) -> String {
    let mut svg = open(760, 380, "Seconds over images, cold");
    let axes = Axes::of(points);
    axes.draw(&mut svg);
    for latency in LATENCIES {
        let points: Vec<&Point> = points
            .iter()
            .filter(|point| point.setting.latency == latency)
            .collect();
        let measured: Vec<_> = points
            .iter()
            .map(|point| axes.at(point.setting.images, point.cold.wall))
            .collect();
        line(&mut svg, "line", &measured);
        let bounds = points.iter().filter(|_| latency > 0);
        let bounds: Vec<_> = bounds
            .map(|point| axes.at(point.setting.images, bound(&point.setting, JOBS)))
            .collect();
        line(&mut svg, "bound", &bounds);
        if let Some(end) = measured.last() {
            label(&mut svg, *end, &format!("{latency} ms an answer"));
        }
    }
    let _ = writeln!(
        svg,
        "<text x=\"0\" y=\"16\">seconds, cold; both axes are logarithmic</text><text x=\"{RIGHT}\" y=\"370\" text-anchor=\"end\">images</text>"
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

/// From where to where the axes go, in powers of ten.
struct Axes {
    images: (f64, f64),
    seconds: (f64, f64),
}

impl Axes {
    /// As far as what is measured and its bounds.
    fn of(points: &[Point]) -> Self {
        let images = points.iter().map(|point| log_of(point.setting.images));
        let measured = points.iter().map(|point| point.cold.wall);
        let slow = points.iter().filter(|point| point.setting.latency > 0);
        let bounds = slow.map(|point| bound(&point.setting, JOBS));
        Self {
            images: ends(images),
            seconds: ends(measured.chain(bounds).map(log_of_seconds)),
        }
    }

    fn draw(&self, svg: &mut String) {
        let (low, high) = self.images;
        for power in (0..9_u32).filter(|power| (low..high).contains(&f64::from(*power))) {
            let images = 10_usize.pow(power);
            let (x, _) = self.at(images, Duration::from_secs(1));
            let _ = writeln!(
                svg,
                "<path d=\"M{x:.1} {TOP}V{BOTTOM}\" class=\"grid\"/><text x=\"{x:.1}\" y=\"348\" text-anchor=\"middle\" class=\"small\">{}</text>",
                grouped(images)
            );
        }
        let (low, high) = self.seconds;
        for power in (-3..9).filter(|power| (low..high).contains(&f64::from(*power))) {
            let seconds = 10_f64.powi(power);
            let (_, y) = self.at(100, Duration::from_secs_f64(seconds));
            let _ = writeln!(
                svg,
                "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" class=\"grid\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" class=\"small\">{seconds}</text>",
                LEFT - 8.0,
                y + 4.0
            );
        }
    }

    /// Where a point of the plot is.
    fn at(&self, images: usize, wall: Duration) -> (f64, f64) {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        (
            LEFT + share(log_of(images), self.images) * (RIGHT - LEFT),
            BOTTOM - share(log_of_seconds(wall), self.seconds) * (BOTTOM - TOP),
        )
    }
}

fn log_of(images: usize) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a plot has a few hundred pixels"
    )]
    let images = images as f64;
    images.log10()
}

fn log_of_seconds(wall: Duration) -> f64 {
    wall.as_secs_f64().max(0.001).log10()
}

/// The least and the most, and a little more.
fn ends(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    (
        least - MARGIN,
        values.fold(f64::NEG_INFINITY, f64::max) + MARGIN,
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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{title}</title>\n{STYLE}<rect width=\"{width}\" height=\"{height}\" class=\"page\"/>\n"
    )
}
