//! The files of charts: each `Chart.yaml` among those that are looked into, and the templates below it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::fallback::{self, FALLBACKS_MAX, TagFallback};
use super::{CHART, Chart};
use crate::document::{Problems, Source};
use crate::files::{Trust, is_there, parent, read_text};
use crate::git;
use crate::scan::error::ScanError;
use crate::scan::find::{Candidate, CandidateOrigin};
use crate::scan::kind::FileKind;

const TEMPLATES: &str = "templates";
const SUBCHARTS: &str = "charts";

/// The templates and subcharts of charts, by the directories of these.
pub(in crate::scan) struct ChartFiles(BTreeMap<PathBuf, ChartParts>);

#[derive(Default)]
struct ChartParts {
    templates: Vec<PathBuf>,
    /// The chart, once it was read; `None` if its `Chart.yaml` is gone.
    chart: OnceLock<Option<Chart>>,
    /// The names of the directories of charts within it.
    subcharts: Vec<String>,
}

impl ChartFiles {
    /// Those among files that are looked into: what is ignored or excluded is no part of a chart. Whoever names values names
    /// the chart around them.
    pub(in crate::scan) fn among(candidates: &[Candidate]) -> Self {
        let has_values = |it: &&Candidate| it.kind == FileKind::HelmValues;
        let mut values = candidates.iter().filter(has_values).peekable();
        if values.peek().is_none() {
            return Self(BTreeMap::new());
        }
        let mut all: Vec<PathBuf> = candidates.iter().map(|it| it.path.clone()).collect();
        let named = values.filter(|it| it.origin == CandidateOrigin::Named);
        let directories: BTreeSet<&Path> = named.map(|it| parent(&it.path)).collect();
        for directory in directories {
            if is_there(&directory.join(CHART)) {
                all.extend(listed(directory));
            }
        }
        Self::of(all)
    }

    fn of(mut paths: Vec<PathBuf>) -> Self {
        paths.sort();
        paths.dedup();
        let is_chart = |path: &&PathBuf| path.file_name().is_some_and(|name| name == CHART);
        let charts = paths.iter().filter(is_chart);
        let parts = charts.map(|path| (parent(path).to_owned(), ChartParts::default()));
        let mut charts: BTreeMap<PathBuf, ChartParts> = parts.collect();
        for path in &paths {
            if let Some(chart) = above(path, TEMPLATES).and_then(|it| charts.get_mut(it)) {
                chart.templates.push(path.clone());
            }
        }
        let directories: Vec<PathBuf> = charts.keys().cloned().collect();
        for directory in directories {
            let name = directory.file_name().map(|it| it.to_string_lossy());
            if let (Some(name), Some(chart)) = (name, above(&directory, SUBCHARTS))
                && let Some(chart) = charts.get_mut(chart)
            {
                chart.subcharts.push(name.into_owned());
            }
        }
        Self(charts)
    }

    /// The chart that a file of values belongs to.
    ///
    /// # Errors
    /// Where its `Chart.yaml` cannot be read.
    pub(in crate::scan) fn chart_of(&self, values: &Path) -> Result<Option<Chart>, ScanError> {
        let directory = parent(values);
        let Some(parts) = self.0.get(directory) else {
            return Ok(None);
        };
        let chart = match parts.chart.get() {
            Some(chart) => chart,
            None => {
                let chart = parts.read(directory)?;
                parts.chart.get_or_init(|| chart)
            }
        };
        Ok(chart.clone().map(|chart| chart.of_values(values)))
    }
}

impl ChartParts {
    fn read(&self, directory: &Path) -> Result<Option<Chart>, ScanError> {
        let Some(source) = source(&directory.join(CHART))? else {
            return Ok(None);
        };
        let mut chart = Chart::read(&source, self.read_fallbacks())
            .map_err(|problem| Problems::one(source.unquoted(), *problem))?;
        chart.subcharts.extend(self.subcharts.iter().cloned());
        Ok(Some(chart))
    }

    /// What the templates put in the place of an empty tag; nothing where they are more than anybody writes.
    fn read_fallbacks(&self) -> Vec<TagFallback> {
        // What cannot be read there is told where it is looked into
        let templates = self.templates.iter().filter_map(|path| source(path).ok()?);
        let all = templates.flat_map(|it| fallback::read(&it.text));
        let mut all: Vec<TagFallback> = all.take(FALLBACKS_MAX + 1).collect();
        if all.len() > FALLBACKS_MAX {
            all.clear();
        }
        all
    }
}

/// The directory above the next one of this name.
fn above<'p>(path: &'p Path, name: &str) -> Option<&'p Path> {
    let mut directories = path.ancestors().skip(1);
    let found = directories.find(|it| it.file_name().is_some_and(|it| it == name))?;
    Some(parent(found))
}

/// The files that git lists in a directory; none where it does not, so that nothing is taken from there.
fn listed(directory: &Path) -> Vec<PathBuf> {
    let files = git::listing(directory).map(|listing| listing.files);
    let files = files.unwrap_or_default().into_iter();
    files.map(|path| directory.join(path)).collect()
}

fn source(path: &Path) -> Result<Option<Source>, ScanError> {
    let text = read_text(path, Trust::Found)?;
    Ok(text.map(|text| Source::new(path.display().to_string(), text)))
}
