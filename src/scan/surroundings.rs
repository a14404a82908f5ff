//! What is known of a file beside its own text: what other files say of it, and the chart that it belongs to.
//!
//! A file of which nobody says anything has the default, which is free. What is said is shared between the readings of
//! a file: the first one, and those that prove what `--fix` writes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::chart::Chart;
use super::links::BuildWay;
use super::mention::{Mention, Obstacle};
use super::name::image_name as name;
use super::pipeline::{HandedVariables, PipelinePart};
use super::variables::{FileVariable, ModuleScope, Variables};
use crate::reference::Reference;

/// What is known of a file beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The chart that decides about tags which values leave out.
    pub(super) chart: Option<Arc<Chart>>,
    /// What other files say; `None` where none says anything.
    pub(super) said: Option<Arc<SaidOfFile>>,
}

/// What other files say of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SaidOfFile {
    /// The names of a Dockerfile that everybody who builds it replaces by something else
    /// (<https://docs.docker.com/reference/compose-file/build/#additional_contexts>): no images of a registry.
    pub(super) contexts: BTreeSet<String>,
    /// The names of a Dockerfile that some who build it replace, and others do not, each with a file of these.
    pub(super) replaced_by_some: BTreeMap<String, String>,
    /// The ways to build a Dockerfile, if some differ in their arguments from its defaults.
    pub(super) ways: Vec<BuildWay>,
    /// The names that compose files give to what they build, as [`short_name`] has them.
    pub(super) built: Vec<Arc<BTreeSet<String>>>,
    /// The reason why a file such as `.env` was not read, which may set variables for a compose file.
    pub(super) unread_variables: Option<String>,
    /// The variables that files such as `.env` set for a compose file.
    pub(super) variables: Variables,
    /// The variables of a file such as `.env` that are one image wherever they are used.
    pub(super) images: BTreeSet<String>,
    /// The pipelines of GitLab of which it is a part.
    pub(super) pipelines: Vec<PipelinePart>,
    /// The variables that jobs hand to it as a pipeline of GitLab.
    pub(super) handed: Arc<HandedVariables>,
    /// The module of Terraform that it is a part of.
    pub(super) module: Option<Arc<ModuleScope>>,
    /// The names of images that every kustomization replaces in its containers: what they become counts.
    pub(super) replaced: Arc<BTreeSet<String>>,
    /// The names of images that something builds for it: no images of a registry.
    pub(super) built_below: Arc<BTreeSet<String>>,
}

impl SaidOfFile {
    /// Whether a file with these mentions, read alone, may have others with what is said of it.
    pub(super) fn concerns(&self, mentions: &[Mention]) -> bool {
        let is_built = |mention: &Mention| self.built_below.contains(name(&mention.written));
        let says_more = !self.contexts.is_empty()
            || !self.replaced_by_some.is_empty()
            || !self.built.is_empty()
            || !self.ways.is_empty()
            || !self.replaced.is_empty()
            || !self.images.is_empty()
            || !self.pipelines.is_empty()
            || !self.handed.is_empty()
            || self.module.is_some()
            || self.unread_variables.is_some()
            || self.variables != Variables::default();
        says_more || mentions.iter().any(is_built)
    }
}

impl Surroundings {
    /// What other files say, and no more.
    pub(super) fn said(said: Arc<SaidOfFile>) -> Self {
        Self {
            chart: None,
            said: Some(said),
        }
    }

    /// Whether nothing is known but the text.
    pub(super) fn is_nothing(&self) -> bool {
        self.chart.is_none() && self.said.is_none()
    }

    /// A variable that files such as `.env` set.
    pub(super) fn variable(&self, name: &str) -> Option<&FileVariable> {
        self.said.as_deref()?.variables.get(name)
    }

    /// Whether a variable of a file such as `.env` is one image wherever it is used.
    pub(super) fn is_image(&self, name: &str) -> bool {
        let said = self.said.as_deref();
        said.is_some_and(|said| said.images.contains(name))
    }

    /// The pipelines of GitLab of which a file is a part, if they have other files.
    pub(super) fn pipelines(&self) -> &[PipelinePart] {
        let said = self.said.as_deref();
        said.map_or(&[], |said| &said.pipelines)
    }

    /// The variables that jobs hand to a file as a pipeline of GitLab.
    pub(super) fn handed(&self) -> Arc<HandedVariables> {
        let said = self.said.as_deref();
        said.map(|said| Arc::clone(&said.handed))
            .unwrap_or_default()
    }

    /// What a compose file lacks in which a variable has no default.
    pub(super) fn without_default(&self, name: String) -> Obstacle {
        let said = self.said.as_deref();
        match said.and_then(|said| said.unread_variables.clone()) {
            Some(reason) => Obstacle::UnreadVariable(name, reason),
            None => Obstacle::Variable(name),
        }
    }

    /// A file that sets a variable, as it is shown, if it is known which one.
    pub(super) fn setting_file(&self, name: &str) -> Option<String> {
        self.variable(name)?.file.clone()
    }

    /// The reason why a place is open that a variable of another file decides.
    pub(super) fn set_elsewhere(&self, name: String) -> Obstacle {
        let file = self.setting_file(&name);
        Obstacle::SetElsewhere(name, file)
    }

    /// A file by which a name of a Dockerfile is replaced in some builds, if it is not in others.
    pub(super) fn replacing_file(&self, name: &str) -> Option<&str> {
        let files = &self.said.as_deref()?.replaced_by_some;
        let name = short_name(name).filter(|_| !files.is_empty())?;
        files.get(&name).map(String::as_str)
    }

    /// The ways to build a Dockerfile, if some differ in their arguments from its defaults.
    pub(super) fn ways(&self) -> &[BuildWay] {
        let said = self.said.as_deref();
        said.map_or(&[], |said| &said.ways)
    }

    /// Whether compose files build what is called so, as far as that is known.
    pub(super) fn is_built(&self, name: &str) -> bool {
        let built = self.said.as_deref().map(|said| &said.built);
        let built = built.filter(|built| !built.is_empty());
        built.is_some_and(|built| {
            let name = short_name(name);
            name.is_some_and(|name| built.iter().any(|names| names.contains(&name)))
        })
    }

    /// The names of images that every kustomization replaces in its containers.
    pub(super) fn replaced(&self) -> Arc<BTreeSet<String>> {
        let said = self.said.as_deref();
        said.map(|said| Arc::clone(&said.replaced))
            .unwrap_or_default()
    }

    /// Whether something builds an image.
    pub(super) fn builds(&self, mention: &Mention) -> bool {
        let said = self.said.as_deref();
        said.is_some_and(|said| said.built_below.contains(name(&mention.written)))
    }

    /// The module of Terraform that the file is a part of, if that has other files.
    pub(super) fn module(&self) -> Option<&ModuleScope> {
        self.said.as_deref()?.module.as_deref()
    }

    /// The names of a Dockerfile that everybody who builds it replaces.
    pub(super) fn has_context(&self, name: &str) -> bool {
        let said = self.said.as_deref();
        // A build argument is written as it is used
        let is_argument = |said: &SaidOfFile| name.starts_with('$') && said.contexts.contains(name);
        said.is_some_and(|said| is_argument(said) || is_replaced(&said.contexts, name))
    }
}

/// A name of an image as people know it, without `docker.io/library/` and `:latest`; `None` if it is none.
pub(super) fn short_name(name: &str) -> Option<String> {
    let familiar = name.parse::<Reference>().ok()?.familiar();
    let short = familiar.strip_suffix(":latest").map(str::to_owned);
    Some(short.unwrap_or(familiar))
}

/// Whether a name in a Dockerfile is one that a context replaces. BuildKit looks for it as people know it, without
/// `docker.io/library/` and `:latest` (`NamedContext` in `frontend/dockerui/namedcontext.go`).
pub(super) fn is_replaced(contexts: &BTreeSet<String>, name: &str) -> bool {
    !contexts.is_empty() && short_name(name).is_some_and(|name| contexts.contains(&name))
}
