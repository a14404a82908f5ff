//! The kinds of files in which images are looked for.
//!
//! One table lists the kinds. Its rows stand beside the readers, and say what a kind is called, which names its files
//! have, what reads them, and what is known of it besides, so that nothing else lists the kinds. Finds and reads no
//! file.

pub(super) mod names;
pub(super) mod row;
mod table;

use std::fmt;
use std::path::Path;

use super::mention::Mentions;
use super::name::{FileName, is_rendered, lower_name, rendered_name};
use super::readers::other;
use super::surroundings::Surroundings;
use crate::document::Source;
use crate::yaml::Yaml;
use row::{CommentRule, KindReader, KindRow};
pub use table::FileKind;
use table::KINDS;

impl FileKind {
    /// The kind of a file, by its path from the root; `has_chart` tells whether a directory has a `Chart.yaml`.
    pub fn of(path: &Path, has_chart: impl Fn(&Path) -> bool) -> Option<Self> {
        Self::of_named(path, &lower_name(path)?, has_chart)
    }

    /// The same for a file whose name, in lower case, is known.
    pub(super) fn of_named(
        path: &Path,
        name: &str,
        has_chart: impl Fn(&Path) -> bool,
    ) -> Option<Self> {
        let above = path.ancestors().skip(1);
        let mut templates = above.filter(|it| it.ends_with("templates"));
        if is_rendered(name) && templates.any(|it| it.parent().is_some_and(&has_chart)) {
            return Some(Self::Template);
        }
        let rest = rendered_name(name);
        let file = FileName::new(path, rest.unwrap_or(name));
        let (kind, _) = KINDS.iter().find(|(_, row)| (row.is_named)(&file))?;
        match rest {
            None => Some(*kind),
            // The lines of commands are no keys
            Some(_) => (!kind.only_tells()).then_some(Self::Template),
        }
    }

    /// The kind of what becomes of a template, by its name.
    pub(super) fn rendered(path: &Path) -> Option<Self> {
        let name = lower_name(path)?;
        let file = FileName::new(path, rendered_name(&name)?);
        let (kind, _) = KINDS.iter().find(|(_, row)| (row.is_named)(&file))?;
        Some(*kind)
    }

    /// All kinds in a sentence, as help and hints name them.
    pub fn list() -> String {
        let mut kinds: Vec<Self> = KINDS.iter().map(|(kind, _)| *kind).collect();
        kinds.sort();
        let mut names: Vec<&str> = kinds.iter().filter_map(|it| it.row().all).collect();
        let last = names.pop().unwrap_or_default();
        format!("{} and {last}", names.join(", "))
    }

    /// Whether the version before this one did not read such files.
    pub fn is_new(self) -> bool {
        self.row().is_new
    }

    /// Whether such files use no images, and only tell of them.
    pub(super) fn only_tells(self) -> bool {
        matches!(self, Self::Makefile | Self::Shell)
    }

    /// Whether people make such files by template engines without saying so in the name.
    pub(super) fn may_be_template(self) -> bool {
        matches!(
            self.row().reader,
            KindReader::YamlOrTemplate(_) | KindReader::YamlOrTemplateAround(_)
        )
    }

    /// The images of a text; `None` where it is YAML or JSON.
    pub(super) fn read_text(
        self,
        source: &Source,
        surroundings: &Surroundings,
    ) -> Option<Mentions> {
        match self.row().reader {
            KindReader::Text(read, _) => Some(read(source)),
            KindReader::TextAround(read, _) => Some(read(source, surroundings)),
            KindReader::TextOrJson(read, _) if !is_json(source) => Some(read(source)),
            KindReader::TextOrJson(..)
            | KindReader::Yaml(_)
            | KindReader::YamlAround(_)
            | KindReader::YamlOrTemplate(_)
            | KindReader::YamlOrTemplateAround(_) => None,
        }
    }

    /// The images of YAML or JSON, as the reader of this kind finds them.
    pub(super) fn read_yaml(
        self,
        source: &Source,
        yaml: &Yaml,
        surroundings: &Surroundings,
    ) -> Mentions {
        match self.row().reader {
            KindReader::Yaml(read)
            | KindReader::YamlOrTemplate(read)
            | KindReader::TextOrJson(_, read) => read(source, yaml),
            KindReader::YamlAround(read) | KindReader::YamlOrTemplateAround(read) => {
                read(source, yaml, surroundings)
            }
            KindReader::Text(..) | KindReader::TextAround(..) => Ok(Vec::new()),
        }
    }

    /// The way to find out what a comment changes.
    pub(super) fn comments(self) -> CommentRule {
        match self.row().reader {
            KindReader::Text(_, rule) | KindReader::TextAround(_, rule) => rule,
            KindReader::Yaml(_) | KindReader::YamlAround(_) => CommentRule::Yaml,
            KindReader::YamlOrTemplate(_) | KindReader::YamlOrTemplateAround(_) => {
                CommentRule::YamlWithFiles
            }
            KindReader::TextOrJson(..) => CommentRule::Lines,
        }
    }

    fn row(self) -> &'static KindRow {
        let row = KINDS.iter().find(|(kind, _)| *kind == self);
        row.map_or(&other::KIND, |(_, row)| row)
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.row().one)
    }
}

fn is_json(source: &Source) -> bool {
    source.name.to_ascii_lowercase().ends_with(".json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_row() {
        let (_, behind) = include_str!("table.rs")
            .split_once("enum FileKind {\n")
            .unwrap();
        let (kinds, _) = behind.split_once("\n}").unwrap();
        let kinds = kinds.lines().map(str::trim);
        let names = kinds.filter_map(|line| line.strip_suffix(',').filter(|it| !it.contains(' ')));
        let mut names: Vec<&str> = names.collect();
        let rows = KINDS.iter().map(|(kind, _)| format!("{kind:?}"));
        let mut rows: Vec<String> = rows.collect();
        names.sort_unstable();
        rows.sort_unstable();
        assert_eq!(rows, names);
    }
}
