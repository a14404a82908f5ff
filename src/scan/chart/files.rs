//! The files of charts: each `Chart.yaml` among those that are looked into, and the templates below it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::defines::Defines;
use super::expressions::{TemplateScope, is_expression, printed_values};
use super::main_images::{MainImages, ReadValues};
use super::main_values::MainRegistries;
use super::overridden::{self, MAIN_VALUES};
use super::template::{NamedNodes, TemplateValue, parse};
use super::template_parts::TemplateParts;
use super::values_chart::ValuesChart;
use super::{CHART, Chart};
use crate::document::{Problems, Source};
use crate::files::{Trust, is_there, normal, parent, read_text};
use crate::git;
use crate::scan::error::ScanError;
use crate::scan::find::{Candidate, CandidateOrigin, FoundFiles};
use crate::scan::kind::FileKind;
use crate::scan::mention::Mention;
use crate::yaml::{Node, Yaml};

const TEMPLATES: &str = "templates";
const SUBCHARTS: &str = "charts";
const TEST_VALUES: &str = "ci";
/// The beginning of the repository of a chart that lies at a path.
const BY_PATH: &str = "file://";
/// The most charts that one depends on: many more than any does.
const DEPENDENCIES_MAX: usize = 1000;

/// The templates and subcharts of charts, by the directories of these.
pub(in crate::scan) struct ChartFiles {
    charts: BTreeMap<PathBuf, ChartParts>,
    readers: ChartReaders,
}

/// The readers of a chart's files, which themselves are read with what a chart says.
#[derive(Clone, Copy)]
pub(in crate::scan) struct ChartReaders {
    pub(in crate::scan) values: ReadValues,
    pub(in crate::scan) template: fn(&Source) -> Vec<Mention>,
}

#[derive(Default)]
struct ChartParts {
    templates: Vec<PathBuf>,
    /// The values that come on top of its own.
    other_values: Vec<PathBuf>,
    /// The keys of images that those change, once that was asked for.
    overridden: OnceLock<Arc<BTreeSet<Vec<String>>>>,
    /// The chart, once it was read; `None` if its `Chart.yaml` is gone.
    chart: OnceLock<Option<ValuesChart>>,
    /// The templates with names of its release, once they were read.
    defines: OnceLock<Arc<Defines>>,
    /// What its templates print at the places of images, once that was asked for.
    printed: OnceLock<Arc<Vec<TemplateValue>>>,
    /// The images in its values, once they were read.
    images: OnceLock<Option<Arc<MainImages>>>,
    /// The names of the directories of charts within it.
    subcharts: Vec<String>,
}

impl ChartFiles {
    /// Those among files that are looked into: what is ignored or excluded is no part of a chart. Whoever names a file
    /// of a chart names the whole chart.
    pub(in crate::scan) fn among(found: &FoundFiles, readers: ChartReaders) -> Self {
        let has_chart =
            |it: &&Candidate| matches!(it.kind, FileKind::HelmValues | FileKind::Template);
        let mut files = found.candidates.iter().filter(has_chart).peekable();
        if files.peek().is_none() {
            return Self::of(Vec::new(), readers);
        }
        let candidates = found.candidates.iter().map(|it| it.path.clone());
        let neighbours = found.neighbours.iter().map(|it| it.path.clone());
        let mut all: Vec<PathBuf> = candidates.chain(neighbours).collect();
        let named = files.filter(|it| it.origin == CandidateOrigin::Named);
        let directories: BTreeSet<&Path> = named.filter_map(release_directory).collect();
        for directory in directories {
            all.extend(listed(directory));
        }
        Self::of(all, readers)
    }

    fn of(mut paths: Vec<PathBuf>, readers: ChartReaders) -> Self {
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
            let directory =
                values_directory(path, |it| charts.contains_key(it)).map(Path::to_owned);
            if let Some(chart) = directory.and_then(|it| charts.get_mut(&it))
                && overridden::is_on_top(path)
            {
                chart.other_values.push(path.clone());
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
        Self { charts, readers }
    }

    /// The chart that decides about images of a file, if one does.
    ///
    /// # Errors
    /// Where the `Chart.yaml` of values cannot be read.
    pub(in crate::scan) fn chart_for(
        &self,
        candidate: &Candidate,
        mentions: &[Mention],
    ) -> Result<Option<Chart>, ScanError> {
        match candidate.kind {
            FileKind::HelmValues if mentions.iter().any(|it| it.values.is_some()) => {
                let mut values = mentions.iter().filter_map(|it| it.values.as_ref());
                self.chart_of(&candidate.path, values.any(|it| it.is_untagged))
            }
            FileKind::Template if mentions.iter().any(is_expression) => {
                Ok(self.scope_of(&candidate.path).map(Chart::Template))
            }
            _ => Ok(None),
        }
    }

    /// The chart that values belong to, with what its templates print if a tag is to be found there.
    fn chart_of(&self, values: &Path, is_untagged: bool) -> Result<Option<Chart>, ScanError> {
        let directory = values_directory(values, |it| self.charts.contains_key(it));
        let found = directory.and_then(|it| self.charts.get_key_value(it));
        let Some((directory, parts)) = found else {
            return Ok(None);
        };
        let chart = match parts.chart.get() {
            Some(chart) => chart,
            None => {
                let chart = parts.read(directory)?;
                parts.chart.get_or_init(|| chart)
            }
        };
        let Some(mut chart) = chart.clone() else {
            return Ok(None);
        };
        chart.is_main =
            parent(values) == directory && values.file_stem().is_some_and(|it| it == MAIN_VALUES);
        if chart.is_main && !parts.other_values.is_empty() {
            let sources = || parts.other_values.iter().filter_map(|it| source(it).ok()?);
            let keys = || Arc::new(overridden::read(sources()));
            chart.overridden = Arc::clone(parts.overridden.get_or_init(keys));
        }
        if is_untagged {
            chart.printed = Arc::clone(parts.printed.get_or_init(|| Arc::new(self.printed(parts))));
            chart.images = self.images(directory, parts);
        }
        Ok(Some(Chart::Values(Box::new(chart))))
    }

    /// What the templates of a chart print at the places of images.
    fn printed(&self, parts: &ChartParts) -> Vec<TemplateValue> {
        let of_template = |path: &PathBuf| {
            // What cannot be read there is told where it is looked into
            let source = source(path).ok()??;
            let mentions = (self.readers.template)(&source);
            let scope = self.scope_of(path)?;
            Some(printed_values(&source, &mentions, &scope))
        };
        parts
            .templates
            .iter()
            .filter_map(of_template)
            .flatten()
            .collect()
    }

    /// The images in the values of a chart.
    fn images(&self, directory: &Path, parts: &ChartParts) -> Option<Arc<MainImages>> {
        let images = || main_images(directory, self.readers.values);
        parts.images.get_or_init(images).clone()
    }

    /// The templates with names that a template may include, and the images in the values of its chart.
    fn scope_of(&self, template: &Path) -> Option<TemplateScope> {
        let above = template.ancestors().skip(1);
        let mut charts = above.filter(|it| it.ends_with(TEMPLATES)).map(parent);
        let chart = charts.find(|it| self.charts.contains_key(*it))?;
        let images = self.images(chart, self.charts.get(chart)?);
        let mut root = chart;
        while let Some(around) = above_chart(root).filter(|it| self.charts.contains_key(*it)) {
            root = around;
        }
        let defines = &self.charts.get(root)?.defines;
        let defines = defines.get_or_init(|| Arc::new(Defines::of(self.read_defines(root))));
        Some(TemplateScope {
            defines: Arc::clone(defines),
            images,
        })
    }

    /// The templates with names of a chart, of the charts in it, and of those that it or they depend on by their paths.
    fn read_defines(&self, root: &Path) -> Vec<(String, NamedNodes)> {
        let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
        let mut open = vec![root.to_owned()];
        while let Some(directory) = open.pop() {
            let Some(parts) = self
                .charts
                .get(&directory)
                .filter(|_| seen.insert(directory.clone()))
            else {
                continue;
            };
            let inner = directory.join(SUBCHARTS);
            let within = self.charts.range(inner.clone()..).map(|(path, _)| path);
            open.extend(within.take_while(|it| it.starts_with(&inner)).cloned());
            // What cannot be read there is told where it is looked into
            let chart = source(&directory.join(CHART)).ok().flatten();
            let paths = chart.iter().flat_map(dependency_paths);
            open.extend(paths.map(|path| normal(&directory.join(path))));
            let texts = parts.templates.iter().filter_map(|path| source(path).ok()?);
            all.extend(texts.flat_map(|it| {
                let shown = Path::new(&it.name).strip_prefix(root);
                let shown = shown.map_or(it.name.clone(), |path| path.display().to_string());
                let defined = parse(&it.text).map(|(_, defined)| defined);
                let defined = defined.into_iter().flatten();
                defined.map(move |template| (shown.clone(), template))
            }));
        }
        all
    }
}

impl ChartParts {
    fn read(&self, directory: &Path) -> Result<Option<ValuesChart>, ScanError> {
        let Some(source) = source(&directory.join(CHART))? else {
            return Ok(None);
        };
        // What cannot be read there is told where it is looked into
        let templates = self.templates.iter();
        let templates = templates.filter_map(|path| self::source(path).ok()?);
        let mut chart = ValuesChart::read(&source, TemplateParts::read(templates))
            .map_err(|problem| Problems::one(source.unquoted(), *problem))?;
        let values = directory.join(format!("{MAIN_VALUES}.yaml"));
        if let Ok(Some(values)) = self::source(&values) {
            chart.registries = MainRegistries::read(&values);
        }
        chart.subcharts.extend(self.subcharts.iter().cloned());
        Ok(Some(chart))
    }
}

/// The images in the values of a chart.
fn main_images(chart: &Path, read: ReadValues) -> Option<Arc<MainImages>> {
    let values = source(&chart.join(format!("{MAIN_VALUES}.yaml"))).ok()??;
    MainImages::read(&values, read).map(Arc::new)
}

/// The directory of the chart around all others that a file belongs to, as its place says.
fn release_directory(file: &Candidate) -> Option<&Path> {
    let mut above = file.path.ancestors().skip(1);
    let values = Some(parent(&file.path)).filter(|_| file.kind == FileKind::HelmValues);
    let templates = || above.find(|it| it.ends_with(TEMPLATES)).map(parent);
    let is_chart = |directory: &&Path| is_there(&directory.join(CHART));
    let mut chart = values.or_else(templates).filter(is_chart)?;
    while let Some(around) = above_chart(chart).filter(is_chart) {
        chart = around;
    }
    Some(chart)
}

/// The directory of the chart that a chart lies in, if there is one.
fn above_chart(directory: &Path) -> Option<&Path> {
    let subcharts = directory.parent()?;
    subcharts.ends_with(SUBCHARTS).then(|| parent(subcharts))
}

/// The paths of the charts that a `Chart.yaml` depends on (<https://helm.sh/docs/helm/helm_dependency/>).
fn dependency_paths(chart: &Source) -> Vec<PathBuf> {
    let yaml = Yaml::parse(chart).ok();
    let root = yaml.as_ref().and_then(|yaml| yaml.documents().next());
    let all = root.and_then(|root| root.get("dependencies"));
    let all = all.into_iter().flat_map(Node::items);
    let paths = all.filter_map(|it| it.get("repository")?.as_str()?.strip_prefix(BY_PATH));
    paths.take(DEPENDENCIES_MAX).map(PathBuf::from).collect()
}

/// The directory of the chart that values belong to: their own, or the one above where the tests of charts have values
/// (`ct install` in helm/chart-testing).
fn values_directory(values: &Path, has_chart: impl Fn(&Path) -> bool) -> Option<&Path> {
    let beside = parent(values);
    let above = Some(parent(beside)).filter(|_| beside.ends_with(TEST_VALUES));
    let mut directories = [Some(beside), above].into_iter().flatten();
    directories.find(|it| has_chart(it))
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
