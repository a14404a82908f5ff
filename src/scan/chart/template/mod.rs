//! What a template of Helm prints at some places, as far as its text and what it includes say.
//!
//! Nothing is rendered: what the values of the chart say stays a path to them, and of blocks all branches count.

mod expression;
mod functions;
mod library;
mod nodes;
mod run;
mod value;

pub(super) use library::Library;
pub(super) use nodes::{NamedNodes, TemplateNode, parse};
pub(super) use run::printed;
pub(super) use value::{ANY, Origin, TemplateValue, VersionOf};
