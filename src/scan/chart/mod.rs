//! Charts of Helm: what their templates make of the images in values, and which expressions in templates values decide.
//!
//! Values do not show what becomes of them. So a tag that they leave out, a registry before a name, or a digest counts
//! only as far as every template of the chart that names the image says the same.

mod around;
mod before;
mod decision;
mod defines;
mod expressions;
mod fallback;
mod files;
mod format;
mod main_images;
mod main_values;
mod other_parts;
mod overridden;
mod pieces;
mod printed_tag;
mod tag_uses;
mod template;
mod template_parts;
mod tokens;
mod unprinted;
mod values_chart;
mod values_path;
mod values_walk;

use crate::document::Source;
use crate::scan::mention::Mention;
use expressions::TemplateScope;
pub(super) use expressions::decided_alone;
pub(super) use files::{ChartFiles, ChartReaders};
use values_chart::ValuesChart;

/// The file that makes a directory a chart of Helm.
pub(super) const CHART: &str = "Chart.yaml";

/// A chart, as far as it decides about images of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chart {
    /// Of values of it.
    Values(Box<ValuesChart>),
    /// Of a template of it.
    Template(TemplateScope),
}

impl Chart {
    /// The mentions of a file with what the chart says: the tag that templates give those that have none, or who
    /// decides where a template is included. Where that are values, they are read where they stand.
    pub(super) fn complete(&self, source: &Source, mentions: Vec<Mention>) -> Vec<Mention> {
        match self {
            Self::Template(scope) => expressions::decided(source, mentions, Some(scope)),
            Self::Values(chart) => {
                let mentions = mentions.into_iter();
                mentions.filter_map(|it| chart.complete(it)).collect()
            }
        }
    }
}
