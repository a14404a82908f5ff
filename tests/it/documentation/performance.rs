//! The page about performance has every figure that is promised, and its plots.

use super::text;

const PAGE: &str = "docs/performance.md";
/// The plots, each of which the page shows.
const PLOTS: [&str; 2] = ["performance-tools.svg", "performance-scale.svg"];

/// The beginning of each row of the table of promises, and its bound.
const PROMISES: [(&str, &str); 21] = [
    (
        "cold, N = 100 images in R = 20",
        "1 + R + N = 121, 1 refused",
    ),
    ("the same on Docker Hub", "R + N = 120, 0 refused"),
    (
        "the same where the challenge is remembered",
        "R + N = 120, 0 refused",
    ),
    ("10 of them changed", "1 + R + N + 10 = 131, 1 refused"),
    ("single-platform images", "1 + R + N + 2 N = 321, 1 refused"),
    (
        "the registry's first answer is odd",
        "1 + R + N + 2 = 123, 2 refused",
    ),
    ("pages of tag lists", "each list once"),
    ("warm `update`, nothing moved", "1 + R + N = 121, 1 refused"),
    (
        "cold, 40 images in 25 repositories, L = 20 ms",
        "for the start",
    ),
    (
        "cold, 40 images in 25 repositories, L = 100 ms",
        "for the start",
    ),
    (
        "cold, 100 images in 20 repositories, L = 20 ms",
        "for the start",
    ),
    (
        "cold, 100 images in 20 repositories, L = 100 ms",
        "for the start",
    ),
    (
        "cold, 100 images in 100 repositories, L = 20 ms",
        "for the start",
    ),
    (
        "cold, 100 images in 100 repositories, L = 100 ms",
        "for the start",
    ),
    (
        "cold, 10,000 images in 1,000 repositories, L = 20 ms",
        "for the start",
    ),
    (
        "cold, 10,000 images in 1,000 repositories, L = 100 ms",
        "for the start",
    ),
    (
        "a registry that serves r requests a second",
        "1.3 × (R + N) / r, exit 0",
    ),
    ("`verify`, 10 images", "under 5.0 ms"),
    ("`verify`, 10,000 images", "under 100 ms"),
    (
        "cold `update`, 10,000 images",
        "under 64 MiB, under 5 s of CPU",
    ),
    (
        "warm `update`, 10,000 images",
        "under 64 MiB, under 5 s of CPU",
    ),
];

/// The section of this heading.
#[track_caller]
fn section(page: &str, heading: &str) -> String {
    let mut sections = page.split("\n## ");
    let section = sections.find(|section| section.starts_with(heading));
    section
        .unwrap_or_else(|| panic!("{PAGE} has `{heading}`"))
        .to_owned()
}

fn rows(section: &str) -> Vec<Vec<String>> {
    let rows = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_figure_that_is_promised_stands_beside_its_bound_with_a_verdict() {
    let promises = section(&text(PAGE), "The promises");
    assert!(
        promises.contains("1.2 × (1 + ⌈R/J⌉ + ⌈N/J⌉) × L"),
        "{promises}"
    );
    let rows = rows(&promises);
    for (what, bound) in PROMISES {
        let row = rows.iter().find(|row| row[0].starts_with(what));
        let row = row.unwrap_or_else(|| panic!("there is a row for `{what}`"));
        assert!(row[1].ends_with(bound), "{row:?}");
        assert!(
            ["held", "**missed**", "not built yet"].contains(&row[3].as_str()),
            "{row:?}"
        );
    }
    assert_eq!(
        rows.len(),
        PROMISES.len() + 2,
        "there are no other rows, but for the head"
    );
}

#[test]
fn what_is_missed_is_said_first() {
    let page = text(PAGE);
    let admitted = section(&page, "What is missed or not ahead");
    let admitted = admitted.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in rows(&section(&page, "The promises")) {
        if row.last().is_some_and(|verdict| verdict == "**missed**") {
            assert!(
                admitted.contains(&format!("Missed: {}:", row[0])),
                "{row:?}"
            );
        }
    }
}

#[test]
fn the_page_has_every_kind_of_run() {
    let page = text(PAGE);
    let lines = |heading: &str| rows(&section(&page, heading)).len();
    // Plain, TLS with HTTP/1.1 and with HTTP/2, at two latencies, in three shapes
    assert!(lines("Beside other tools") >= 2 * 3 + 18);
    // Two rates and two shapes, at four numbers of jobs
    assert!(lines("A tight limit") >= 16);
    assert!(lines("Faults") >= 1);
    assert!(section(&page, "Time over images").contains("| 100,000 | 20 ms |"));
    assert!(section(&page, "How it was measured").contains("| docker-lock | "));
}

#[test]
fn the_plots_are_shown_and_readable_on_light_and_dark_pages() {
    for plot in PLOTS {
        let svg = text(&format!("docs/{plot}"));
        assert!(
            svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
            "{plot}"
        );
        assert!(
            svg.contains("prefers-color-scheme: dark") && svg.contains("<title>"),
            "{plot}"
        );
        let page = "class=\"page\"/>";
        assert!(
            svg.contains(page) && svg.matches(".page { fill: #").count() == 2,
            "{plot} has a ground in the page's colour, light and dark"
        );
        assert!(text(PAGE).contains(&format!("]({plot})")), "{plot}");
    }
    assert!(text("docs/performance-scale.svg").contains("both axes are logarithmic"));
    let readme = text("README.md");
    let first_screen = readme.lines().take(20).collect::<Vec<_>>().join("\n");
    assert!(
        first_screen.contains("](docs/performance-tools.svg)"),
        "{first_screen}"
    );
}

#[test]
fn the_page_names_no_place_of_the_machine_that_wrote_it() {
    for file in [
        PAGE,
        "docs/performance-tools.svg",
        "docs/performance-scale.svg",
    ] {
        let text = text(file);
        for place in ["/tmp", "/home", "/root", "/usr", "/work", "127.0.0.1:"] {
            assert!(!text.contains(place), "{file}: {place}");
        }
    }
}

#[test]
fn the_comparison_has_every_tool_that_the_page_names() {
    let page = text(PAGE);
    let measured = section(&page, "How it was measured");
    let rows = measured
        .lines()
        .skip_while(|line| *line != "| --- | --- | --- | --- |");
    let rows = rows
        .skip(1)
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").next());
    let mut tools: Vec<&str> = rows.collect();
    assert!(tools.contains(&"docker-lock"), "{tools:?}");
    tools.extend(["ratchet", "kbld", "pinner", "dockerfile-pin", "Renovate"]);
    let comparison = text("docs/comparison.md");
    for tool in tools {
        assert!(measured.contains(tool), "{PAGE} names {tool}");
        assert!(comparison.contains(tool), "the comparison has {tool}");
    }
}
