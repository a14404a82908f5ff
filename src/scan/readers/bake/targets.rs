//! Targets of a Bake file, as far as they say what is built (<https://docs.docker.com/build/bake/reference/#target>).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::value::BakeValue;
use crate::scan::surroundings::is_replaced;

/// The target that is built if nobody says which.
const DEFAULT: &str = "default";
/// The most targets that one may inherit from: many times what anybody writes.
const INHERITED_MAX: usize = 16;
/// The most names of these that a target may give, some of them more than once.
const BASES_MAX: usize = 64;

/// What a target says of its build, by itself or with what it inherits.
#[derive(Default)]
pub(super) struct BakeTarget {
    /// The place of the target.
    pub(super) span: Range<usize>,
    pub(super) context: Option<BakeValue>,
    pub(super) dockerfile: Option<BakeValue>,
    /// Whether its Dockerfile stands in the file.
    pub(super) is_inline: bool,
    /// The names that contexts replace.
    pub(super) contexts: BTreeSet<String>,
    /// The values of arguments.
    pub(super) arguments: BTreeMap<String, BakeValue>,
    pub(super) inherits: Vec<String>,
    /// The names that are given to what is built.
    pub(super) tags: Vec<BakeValue>,
}

impl BakeTarget {
    /// What goes before this, and this where that says nothing.
    fn below(self, over: &Self) -> Self {
        let mut contexts = self.contexts;
        contexts.extend(over.contexts.iter().cloned());
        let mut arguments = self.arguments;
        arguments.extend(over.arguments.clone());
        let mut inherits = self.inherits;
        inherits.extend(over.inherits.iter().cloned());
        Self {
            span: over.span.clone(),
            context: over.context.clone().or(self.context),
            dockerfile: over.dockerfile.clone().or(self.dockerfile),
            is_inline: over.is_inline || self.is_inline,
            contexts,
            arguments,
            inherits,
            tags: match over.tags.is_empty() {
                true => self.tags,
                false => over.tags.clone(),
            },
        }
    }
}

/// The targets of a file, by their names.
#[derive(Default)]
pub(super) struct BakeTargets {
    by_name: BTreeMap<String, BakeTarget>,
    /// The targets that groups name.
    pub(super) grouped: BTreeSet<String>,
}

impl BakeTargets {
    /// Takes a target; of several of a name, the later ones add to the first.
    pub(super) fn add(&mut self, name: &str, target: BakeTarget) {
        let known = self.by_name.remove(name).unwrap_or_default();
        self.by_name.insert(name.to_owned(), known.below(&target));
    }

    /// Whether contexts of a target, or of one that it inherits from, replace a name in its Dockerfile.
    pub(super) fn replace(&self, target: &str, name: &str) -> bool {
        let all = self.lineage(target).into_iter();
        let mut all = all.map(|target| &target.contexts);
        all.any(|contexts| is_replaced(contexts, name))
    }

    /// What a target says with what it inherits.
    pub(super) fn whole(&self, name: &str) -> BakeTarget {
        let all = self.lineage(name).into_iter();
        all.fold(BakeTarget::default(), BakeTarget::below)
    }

    /// A target behind all that it inherits from, each once; of several, the last goes before the others.
    fn lineage<'t>(&'t self, name: &'t str) -> Vec<&'t BakeTarget> {
        let mut lineage = Vec::new();
        self.collect(name, &mut BTreeSet::new(), &mut lineage);
        lineage
    }

    fn collect<'t>(
        &'t self,
        name: &'t str,
        seen: &mut BTreeSet<&'t str>,
        lineage: &mut Vec<&'t BakeTarget>,
    ) {
        if seen.len() < INHERITED_MAX
            && seen.insert(name)
            && let Some(own) = self.by_name.get(name)
        {
            let bases = own.inherits.iter().take(BASES_MAX);
            bases.for_each(|base| self.collect(base, seen, lineage));
            lineage.push(own);
        }
    }

    /// The targets that are built: not those that are there for others to inherit from.
    pub(super) fn built(&self) -> impl Iterator<Item = &String> {
        let inherited = self.by_name.values().flat_map(|target| &target.inherits);
        let inherited: BTreeSet<&String> = inherited.collect();
        let is_base = move |name: &String| {
            inherited.contains(name) && !self.grouped.contains(name) && name != DEFAULT
        };
        self.by_name.keys().filter(move |name| !is_base(name))
    }
}
