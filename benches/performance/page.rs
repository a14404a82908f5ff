//! `docs/performance.md`.

use std::fmt::Write as _;

use crate::beside::{Entrant, Race};
use crate::figure::{Figure, Verdict, time};
use crate::limits::{FAILING, Row};
use crate::measure::Measured;
use crate::scale::Point;
use crate::scene::{Setting, grouped};
use crate::tool::Tool;
use crate::{contract, shortfalls, words};

/// How wide a line of prose is.
const COLUMNS: usize = 118;

/// All that was measured.
pub struct Page<'a> {
    /// Where it was measured.
    pub machine: &'a str,
    pub tools: &'a [Tool],
    pub spec: &'a [Figure],
    pub limits: &'a [Row],
    pub faults: &'a [Row],
    pub scale: &'a [Point],
    pub bulk: &'a [Race],
    pub all: &'a [Race],
}

impl Page<'_> {
    /// The page, section by section.
    pub fn text(&self) -> String {
        [
            words::head(self.machine),
            section("What is missed or not ahead", &self.shortfalls()),
            section("The promises", &self.promises()),
            section("Beside other tools", &self.beside()),
            section("A tight limit", &self.limited()),
            section("Faults", &self.faulty()),
            section("Time over images", &self.over_images()),
            section("How it was measured", &self.method()),
        ]
        .join("\n")
    }

    fn shortfalls(&self) -> String {
        let found = shortfalls::all(self);
        if found.is_empty() {
            return "Nothing: every promise held, and no tool in this run was quicker or sent fewer requests.\n".to_owned();
        }
        found.iter().map(|sentence| bullet(sentence)).collect()
    }

    fn promises(&self) -> String {
        let mut text = words::promises();
        text += "| what | bound | measured | |\n| --- | --- | --- | --- |\n";
        for Figure {
            what,
            bound,
            measured,
            verdict,
        } in self.spec
        {
            let _ = writeln!(
                text,
                "| {what} | {bound} | {measured} | {} |",
                verdict.name()
            );
        }
        text
    }

    fn beside(&self) -> String {
        let mut text = format!(
            "Medians of {} runs, in turn, after one to warm up. Nobody has a lock or a token before.\n",
            contract::ROUNDS
        );
        for race in self.all {
            let Setting { latency, .. } = race.setting;
            let _ = write!(
                text,
                "\n### {}, {latency} ms: {}\n\n{}",
                race.setting.transport.name(),
                race.setting.shape(),
                race_table(race)
            );
        }
        text += "\n### Those that ask for all images in one process\n\nTime, and how many connections were opened for it.\n\n";
        text + &self.matrix()
    }

    fn matrix(&self) -> String {
        let names: Vec<&str> = self.bulk[0]
            .entrants
            .iter()
            .map(|entrant| entrant.name.as_str())
            .collect();
        let mut text = format!(
            "| | {} |\n| --- |{}\n",
            names.join(" | "),
            " ---: |".repeat(names.len())
        );
        for race in self.bulk {
            let Setting {
                latency, transport, ..
            } = race.setting;
            let _ = write!(
                text,
                "| {}, {latency} ms, {} |",
                race.setting.shape(),
                transport.name()
            );
            for Entrant { run, .. } in &race.entrants {
                let _ = write!(
                    text,
                    " {}, {}{} |",
                    time(run.wall),
                    run.connections,
                    reservation(run, &race.setting)
                );
            }
            text.push('\n');
        }
        text
    }

    fn limited(&self) -> String {
        let mut text = "The registry serves r requests in any second. All others are answered with 429 and `Retry-After: 1`. 20 ms an answer.\nimagelock's runs are at the same time, each against a registry of its own; after them those of the other tools, at the\nsame time too.\n\n".to_owned();
        text += "| | images | r | bound | time | requests | right | exit |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
        for row in self.limits {
            let Setting { rate, .. } = row.setting;
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                row.who,
                row.setting.shape(),
                rate.unwrap_or_default(),
                time(row.bound()),
                time(row.run.wall),
                row.run.requests,
                right(&row.run),
                exit(&row.run)
            );
        }
        text
    }

    fn faulty(&self) -> String {
        let mut text = format!(
            "{FAILING} % of all requests are answered with 503. 100 images in 20 repositories, 20 ms an answer, one run of each.\n\n"
        );
        text += "| | time | requests | right | exit |\n| --- | ---: | ---: | ---: | ---: |\n";
        for Row { who, run, .. } in self.faults {
            let _ = writeln!(
                text,
                "| {who} | {} | {} | {} | {} |",
                time(run.wall),
                run.requests,
                right(run),
                exit(run)
            );
        }
        text
    }

    fn over_images(&self) -> String {
        let mut text = "![Seconds over images, at 0, 20 and 100 ms an answer](performance-scale.svg)\n\nPlain HTTP, ten images a repository, one run each. Cold is without a lock, warm is the same again.\n\n".to_owned();
        text += "| images | an answer | bound without the start | cold | warm | requests, cold | CPU, cold | memory, cold |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
        for Point {
            setting,
            cold,
            warm,
        } in self.scale
        {
            let Setting {
                images, latency, ..
            } = *setting;
            let bound = if latency == 0 {
                "–".to_owned()
            } else {
                time(contract::bound(setting, contract::JOBS))
            };
            let _ = writeln!(
                text,
                "| {} | {latency} ms | {bound} | {}{} | {} | {} | {} | {} MiB |",
                grouped(images),
                time(cold.wall),
                reservation(cold, setting),
                time(warm.wall),
                grouped(cold.requests),
                time(cold.cpu),
                cold.peak.unwrap_or_default() / 1024
            );
        }
        text
    }

    fn method(&self) -> String {
        let mut text = words::METHOD.to_owned();
        text += "\n| tool | version | where it comes from | how it was run |\n| --- | --- | --- | --- |\n";
        let _ = writeln!(
            text,
            "| imagelock | {} | this repository | `imagelock update -q` |",
            env!("CARGO_PKG_VERSION")
        );
        for tool in self.tools {
            let version = tool
                .version
                .as_deref()
                .unwrap_or("not measured: it was not installed");
            let _ = writeln!(
                text,
                "| {} | {version} | {} | `{}` |",
                tool.name,
                tool.source,
                tool.shown()
            );
        }
        text + words::OTHERS
    }
}

/// A point of a list, in lines that fit a window.
fn bullet(sentence: &str) -> String {
    let (mut text, mut width) = ("*".to_owned(), 1);
    for word in sentence.split(' ') {
        let columns = 1 + word.chars().count();
        if width + columns > COLUMNS {
            text += "\n ";
            width = 1;
        }
        text.push(' ');
        text += word;
        width += columns;
    }
    text + "\n"
}

fn section(heading: &str, text: &str) -> String {
    format!("## {heading}\n\n{text}")
}

fn race_table(race: &Race) -> String {
    let mut text = "| | time | requests | connections | CPU | right |\n| --- | ---: | ---: | ---: | ---: | ---: |\n".to_owned();
    for Entrant { name, run } in &race.entrants {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} |",
            time(run.wall),
            run.requests,
            run.connections,
            time(run.cpu),
            right(run)
        );
    }
    text
}

/// What is to be said beside a time; nothing if all is right.
fn reservation(run: &Measured, setting: &Setting) -> String {
    if run.is_good(setting.images) {
        return String::new();
    }
    format!(" (exit {}, {} right)", exit(run), right(run))
}

fn right(run: &Measured) -> String {
    match run.wrong {
        0 => grouped(run.right),
        wrong => format!("{}, {wrong} wrong", grouped(run.right)),
    }
}

fn exit(run: &Measured) -> String {
    run.outcome
        .code
        .map_or("a signal".to_owned(), |code| code.to_string())
}

/// The promises that were missed.
pub fn missed(figures: &[Figure]) -> impl Iterator<Item = &Figure> {
    figures
        .iter()
        .filter(|figure| figure.verdict == Verdict::Missed)
}
