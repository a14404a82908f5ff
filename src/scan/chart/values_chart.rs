//! A chart, as far as it says what the images in its values are: their tags, what is a part of their names, and whether
//! a digest has an effect.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fallback::TAG;
use super::main_images::MainImages;
use super::main_values::MainRegistries;
use super::printed_tag::{self, PrintedTag, TagPart};
use super::template::TemplateValue;
use super::template_parts::TemplateParts;
use super::values_path::has;
use super::{before, fallback, other_parts, overridden, unprinted};
use crate::document::{Problem, Source};
use crate::scan::mention::{Mention, Obstacle, Pinning, ValuesPlace};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::misread;
use crate::yaml::{Node, Yaml};

/// The chart that values belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) struct ValuesChart {
    app_version: Result<String, Obstacle>,
    /// The keys of values that are those of other charts.
    pub(super) subcharts: BTreeSet<String>,
    templates: Arc<TemplateParts>,
    /// The registries in the chart's own values.
    pub(super) registries: MainRegistries,
    /// Whether the values are the chart's own, and not what comes on top of them.
    pub(super) is_main: bool,
    /// What its templates print at the places of images, where that is asked for.
    pub(super) printed: Arc<Vec<TemplateValue>>,
    /// The keys of images to which other values give another name or tag, without a digest.
    pub(super) overridden: Arc<BTreeSet<Vec<String>>>,
    /// What the chart's own values say, where they can be read.
    pub(super) images: Option<Arc<MainImages>>,
}

impl ValuesChart {
    /// Reads a `Chart.yaml`.
    ///
    /// # Errors
    /// Where it is no YAML, or has a key twice.
    pub(super) fn read(chart: &Source, templates: TemplateParts) -> Result<Self, Box<Problem>> {
        let yaml = Yaml::parse_strictly(chart)?;
        let root = yaml.documents().next();
        Ok(Self {
            app_version: app_version(root.and_then(|root| root.get("appVersion"))),
            subcharts: root.map(dependencies).unwrap_or_default(),
            templates: Arc::new(templates),
            registries: MainRegistries::default(),
            is_main: false,
            printed: Arc::default(),
            overridden: Arc::default(),
            images: None,
        })
    }

    /// A mention with what the chart says; `None` if its templates name no image by it.
    pub(super) fn complete(&self, mention: Mention) -> Option<Mention> {
        let Some(values) = mention.values.clone() else {
            return Some(mention);
        };
        let mention = match values.other_part.filter(|key| is_doubted(&mention, key)) {
            Some(key) if self.leaves_out(&values, key) => without_doubt(mention),
            Some(_) => return Some(mention),
            None => mention,
        };
        let mention = match self.tag(&values) {
            Some(tag) => with_tag(mention, tag),
            None => mention,
        };
        let mention = match self.hides_digests(&values) {
            true => unprinted::without_digest_key(mention),
            false => mention,
        };
        let mention = match mention.pinning {
            Pinning::Tag(_) if self.uses_tag(&values) => mention.shared(),
            _ if self.is_main && self.overridden.contains(&values.keys) => {
                overridden::without_digest(mention)
            }
            _ => mention,
        };
        let registry = self.registry(&values).filter(|_| mention.image.is_ok());
        match registry {
            Some(key) => Some(Mention {
                values: Some(values),
                ..Mention::unresolved(mention.span, mention.written, Obstacle::Registry(key))
            }),
            None => self.with_text_around(mention, &values),
        }
    }

    /// The same mention, as far as templates print text of their own around it: if all of them do, they decide which
    /// image it is, and if some do, what they print would go wrong with a digest. Where all of them have a slash behind
    /// it, it is the beginning of a name that they say.
    fn with_text_around(&self, mention: Mention, place: &ValuesPlace) -> Option<Mention> {
        let names = match self.is_of_subchart(place) {
            true => Vec::new(),
            false => before::of_image(&self.templates.names, place),
        };
        if !names.is_empty() && names.iter().all(|it| it.is_directory) {
            return None;
        }
        let texts: Vec<&String> = names.iter().filter_map(|it| it.around.as_ref()).collect();
        Some(match texts.first() {
            Some(text) if texts.len() == names.len() && mention.image.is_ok() => Mention {
                values: mention.values,
                ..Mention::undecided(mention.span, (*text).clone())
            },
            Some(_) => mention.shared(),
            None if names.iter().any(|it| it.is_directory) => mention.shared(),
            None => mention,
        })
    }

    /// Whether templates print the name of an image and nothing of a digest, so that one in a key of its own has no
    /// effect. What a chart depends on may print it.
    fn hides_digests(&self, place: &ValuesPlace) -> bool {
        self.templates.lack_digests
            && self.subcharts.is_empty()
            && !before::of_image(&self.templates.names, place).is_empty()
    }

    /// Whether templates use the tag of an image for something else, too.
    fn uses_tag(&self, place: &ValuesPlace) -> bool {
        !self.is_of_subchart(place) && has(&self.templates.tag_uses, &place.keys, TAG)
    }

    /// Whether templates print the name of an image without what the values have under a key beside it.
    fn leaves_out(&self, place: &ValuesPlace, key: &str) -> bool {
        !self.is_of_subchart(place) && other_parts::is_unused(&self.templates.uses, place, key)
    }

    /// Whether values are those of another chart, whose templates are not these.
    fn is_of_subchart(&self, place: &ValuesPlace) -> bool {
        let first = place.keys.first();
        first.is_some_and(|first| self.subcharts.contains(first))
    }

    /// What the chart puts before the name of an image that has no registry in the values.
    fn registry(&self, values: &ValuesPlace) -> Option<String> {
        let is_asked = values.lacks_registry && !self.is_of_subchart(values);
        let main = || {
            self.registries
                .of_image(&values.keys)
                .filter(|_| !self.is_main)
        };
        let printed = || before::registry(&self.templates.names, values).map(str::to_owned);
        is_asked.then(|| main().or_else(printed)).flatten()
    }

    /// The tag that templates give an image to which values give none; `None` if they do not, or nobody can tell.
    fn tag(&self, values: &ValuesPlace) -> Option<Result<String, Obstacle>> {
        let is_asked =
            values.is_untagged && !self.is_of_subchart(values) && self.is_untagged(values);
        let images = self.images.as_deref().filter(|_| is_asked);
        let printed = images.and_then(|it| printed_tag::of(&self.printed, values, it));
        if let Some(PrintedTag::Known(tag)) = printed {
            let parts = tag.into_iter().map(|part| match part {
                TagPart::Text(text) => Ok(text),
                TagPart::AppVersion => self.app_version.clone(),
            });
            return Some(parts.collect());
        }
        // What all charts of a release see has to be seen in a template
        let is_own = values.keys.first().is_some_and(|first| first != "global");
        let is_version =
            is_asked && is_own && fallback::is_app_version(&self.templates.fallbacks, &values.keys);
        match printed {
            _ if is_version => Some(self.app_version.clone()),
            Some(_) => Some(Err(Obstacle::ComputedTag)),
            None => None,
        }
    }

    /// Whether no values give an image a tag. A key that is not there means that of the chart's own values.
    fn is_untagged(&self, values: &ValuesPlace) -> bool {
        let has_tag = |images: &Arc<MainImages>| images.has_tag(&values.keys);
        self.is_main || values.has_tag_key || self.images.as_ref().is_some_and(|it| !has_tag(it))
    }
}

/// Whether an image is open for what a key beside its name may be.
fn is_doubted(mention: &Mention, key: &str) -> bool {
    matches!(&mention.image, Err(Obstacle::Registry(part)) if part == key)
}

/// The same mention as what it is without that.
fn without_doubt(mention: Mention) -> Mention {
    let written = mention.written.clone();
    let read = Mention::read(mention.span.clone(), written, mention.pinning.clone());
    let image = match read.image {
        Ok(image) if image.is_bare() => Err(Obstacle::NoTag),
        image => image,
    };
    Mention { image, ..mention }
}

/// A mention with the tag that a chart gives it, or the reason why nobody knows it.
fn with_tag(mention: Mention, tag: Result<String, Obstacle>) -> Mention {
    match tag {
        Ok(tag) => tagged(mention, &tag),
        Err(obstacle) if mention.image.is_err() => Mention {
            image: Err(obstacle),
            ..mention
        },
        Err(_) => mention,
    }
}

/// The mention with a tag, before its digest where it has one.
fn tagged(mention: Mention, tag: &str) -> Mention {
    let written = match mention.written.split_once('@') {
        Some((name, digest)) => format!("{name}:{tag}@{digest}"),
        None => format!("{}:{tag}", mention.written),
    };
    Mention {
        values: mention.values,
        ..Mention::read(mention.span, written, mention.pinning)
    }
}

/// The text that templates get; Helm reads a number, and prints it otherwise.
fn app_version(node: Option<Node<'_>>) -> Result<String, Obstacle> {
    let scalar = node.filter(|node| !node.is_null());
    let scalar = scalar.and_then(Node::scalar).zip(node);
    let (scalar, node) = scalar
        .filter(|(scalar, _)| !scalar.text.is_empty())
        .ok_or(Obstacle::NoAppVersion)?;
    match misread(node, printed_otherwise) {
        Some(number) => Err(Obstacle::AppVersionNumber(number)),
        None => Ok(scalar.text.clone()),
    }
}

/// The names that dependencies have in values.
fn dependencies(root: Node<'_>) -> BTreeSet<String> {
    let all = root.get("dependencies").into_iter().flat_map(Node::items);
    let names = all.flat_map(|it| [it.get("name"), it.get("alias")]);
    let names = names.flatten().filter_map(Node::as_str);
    names.map(str::to_owned).collect()
}
