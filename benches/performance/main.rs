//! Whole processes against the embedded registry, beside the bounds that imagelock promises and beside other tools.
//!
//! ```text
//! cargo bench --bench performance
//! ```
//!
//! It writes `docs/performance.md` and its two plots. Other tools take part if they are in `PATH`. The registry runs on
//! the same cores, so every time is of the two together.

#![expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a benchmark reads the machine and writes a page"
)]
#![expect(clippy::print_stderr, reason = "a benchmark says how far it is")]

#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "a benchmark uses a part of it")]
mod support;

mod beside;
mod contract;
mod figure;
mod limits;
mod machine;
mod measure;
mod page;
mod plot;
mod scale;
mod scene;
mod shortfalls;
mod tool;
mod words;

use std::path::Path;

fn main() {
    let machine = machine::description();
    let tools = tool::installed();
    let limits = limits::rows(&tools);
    let spec = contract::figures(&limits);
    let faults = limits::faults(&tools);
    let scale = scale::points();
    let bulk = beside::matrix(&tools);
    let all = beside::docker_hub(&tools);
    let page = page::Page {
        machine: &machine,
        tools: &tools,
        spec: &spec,
        limits: &limits,
        faults: &faults,
        scale: &scale,
        bulk: &bulk,
        all: &all,
    };
    write("performance.md", &page.text());
    write("performance-tools.svg", &plot::tools(&all[0]));
    write("performance-scale.svg", &plot::scale(&scale));
}

/// Says what is measured now.
fn progress(what: &str) {
    eprintln!("{what}");
}

fn write(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    std::fs::write(&path, text).expect("docs/ can be written");
}
