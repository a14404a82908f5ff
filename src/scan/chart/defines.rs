//! The templates of a name that charts define: `{{ define "web.image" }}`, which their files include by that name.
//!
//! All charts of a release share their names (<https://helm.sh/docs/chart_template_guide/named_templates/>): those of a
//! chart, of the charts in it and of the one around it.

use std::collections::BTreeMap;

use super::template::{Library, NamedNodes, TemplateNode, TemplateValue};

/// The most templates with names of the charts of a release: many times what anybody has. Of more, nothing is known.
const DEFINES_MAX: usize = 20_000;
/// The template of Bitnami's library chart that puts an image together of what values say
/// (<https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_images.tpl>): registry, repository, tag and
/// digest of its `imageRoot`, and the registry of `global` before all. The library is seldom in the repository.
const KNOWN: &str = "common.images.image";
/// What it is given.
const KNOWN_IMAGE: &str = "imageRoot";
const KNOWN_GLOBAL: &str = "global";

/// The templates with names of the charts of a release.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Defines {
    all: Vec<Define>,
    /// Their numbers by their names. Of several with one name, the last one counts, in an order that nobody relies on.
    by_name: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Define {
    /// The file that defines it, by its path in the chart.
    file: String,
    template: NamedNodes,
}

impl Defines {
    pub(super) fn of(templates: Vec<(String, NamedNodes)>) -> Self {
        if templates.len() > DEFINES_MAX {
            return Self::default();
        }
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, (_, template)) in templates.iter().enumerate() {
            let all = by_name.entry(template.name.clone()).or_default();
            all.push(number);
        }
        let all = templates.into_iter();
        let all = all.map(|(file, template)| Define { file, template });
        Self {
            all: all.collect(),
            by_name,
        }
    }

    /// The name of one, and its file.
    pub(super) fn get(&self, number: usize) -> Option<(String, String)> {
        let define = self.all.get(number)?;
        Some((define.template.name.clone(), define.file.clone()))
    }
}

impl Library for Defines {
    fn numbers(&self, name: &str) -> Option<&[usize]> {
        self.by_name.get(name).map(Vec::as_slice)
    }

    fn nodes(&self, number: usize) -> Option<&[TemplateNode]> {
        Some(&self.all.get(number)?.template.nodes)
    }

    fn known(&self, name: &str, given: &TemplateValue) -> Option<TemplateValue> {
        (name == KNOWN).then(|| {
            let [image, global] = [KNOWN_IMAGE, KNOWN_GLOBAL].map(|key| given.field(Some(key)));
            let registries = [
                global.field(Some("imageRegistry")),
                image.field(Some("registry")),
            ];
            let others = ["repository", "tag", "digest"].map(|key| image.field(Some(key)));
            TemplateValue::joined(
                [TemplateValue::fallback(registries)]
                    .into_iter()
                    .chain(others),
            )
        })
    }
}
