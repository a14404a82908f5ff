//! A pipeline's file, in which a value may be one that stands elsewhere:
//! <https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags>. References are followed before `extends`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use crate::document::{Problem, Source};
use crate::scan::actions::{on_one_line, shortened};
use crate::scan::mention::Obstacle;
use crate::scan::pipeline::HandedVariables;
use crate::yaml::Node;

/// The tag of a sequence that is the path to another value.
const TAG: &str = "!reference";
/// The most references that may lead from one to the next.
const DEPTH_MAX: usize = 10;
/// The most items of one list for which references are followed: each may be a list of references.
const ITEMS_MAX: usize = 1_000;
/// The most values that a file may come to, where references, `extends` and defaults lead to the same ones again and
/// again: a short file could come to billions.
const VALUES_MAX: usize = 1_000_000;
/// From how many keys on a mapping is looked up in an index.
const INDEX_MIN: usize = 16;
/// The keys below which references lead to images, and the key of a mapping that is one.
const IMAGES: [&str; 2] = ["image", "services"];
const NAME: &str = "name";
/// The keys of the inputs in the header of a file.
pub(super) const INPUTS: [&str; 2] = ["spec", "inputs"];
/// The key of mappings that are merged.
const MERGE: &str = "<<";

/// A value with what holds it: its key, or the sequence that it is an item of.
pub(super) type Held<'y> = (Node<'y>, Node<'y>);

/// A document of a pipeline, in which references are followed.
#[derive(Debug)]
pub(super) struct PipelineFile<'y> {
    pub(super) source: &'y Source,
    /// The document, or those of all files of the pipeline: of what several say, the first counts.
    pub(super) roots: Vec<PipelineRoot<'y>>,
    /// The ends of the texts of these files, in order, if they are several.
    ends: &'y [usize],
    /// The entries of large mappings, by the number of the mapping.
    entries: RefCell<HashMap<usize, HashMap<&'y str, Held<'y>>>>,
    /// The targets of references, by the number of the reference.
    targets: RefCell<HashMap<usize, Option<Held<'y>>>>,
    /// Names that were found in values, by their numbers.
    names: RefCell<HashMap<(NameSource, usize), Names<'y>>>,
    values: Cell<usize>,
    /// The inputs that the headers of files declare.
    pub(super) inputs: Vec<Node<'y>>,
    /// What the jobs that start the pipeline hand to it.
    pub(super) handed: Arc<HandedVariables>,
}

/// A document at the top of a pipeline.
#[derive(Debug, Clone, Copy)]
pub(super) struct PipelineRoot<'y> {
    pub(super) node: Node<'y>,
    /// Whether a rule decides if it is a part of the pipeline.
    pub(super) is_conditional: bool,
}

/// Names that are looked up often, and shared by all jobs that have them from one place.
pub(super) type Names<'y> = Rc<BTreeSet<&'y str>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum NameSource {
    /// The inputs that an include hands over.
    Inputs,
    List,
    Matrix,
    /// The variables that rules set.
    Rules,
}

impl<'y> PipelineFile<'y> {
    /// A document alone.
    pub(super) fn new(source: &'y Source, node: Node<'y>) -> Self {
        let is_conditional = false;
        let root = PipelineRoot {
            node,
            is_conditional,
        };
        Self::of(source, vec![root], &[])
    }

    /// The documents of all files of a pipeline, whose texts have these ends.
    pub(super) fn of(source: &'y Source, roots: Vec<PipelineRoot<'y>>, ends: &'y [usize]) -> Self {
        let inputs = roots.iter().filter_map(|root| root.node.at(&INPUTS));
        Self {
            inputs: inputs.collect(),
            source,
            roots,
            ends,
            entries: RefCell::default(),
            targets: RefCell::default(),
            names: RefCell::default(),
            values: Cell::default(),
            handed: Arc::default(),
        }
    }

    /// The same of a pipeline that is handed variables.
    pub(super) fn with_handed(self, handed: Arc<HandedVariables>) -> Self {
        Self { handed, ..self }
    }

    /// Counts values that are come to.
    ///
    /// # Errors
    /// Where they are more than anybody writes.
    pub(super) fn count(&self, values: usize) -> Result<(), Box<Problem>> {
        self.values.set(self.values.get().saturating_add(values));
        if self.values.get() <= VALUES_MAX {
            return Ok(());
        }
        let message =
            format!("references, `extends` and defaults add more than {VALUES_MAX} values");
        Err(Problem::at(0..0, message))
    }

    /// The names of a value, which are found once.
    pub(super) fn names(
        &self,
        of: NameSource,
        node: Option<Node<'y>>,
        find: impl FnOnce(Node<'y>) -> Result<BTreeSet<&'y str>, Box<Problem>>,
    ) -> Result<Names<'y>, Box<Problem>> {
        let Some(node) = node else {
            return Ok(Names::default());
        };
        if let Some(names) = self.names.borrow().get(&(of, node.id())) {
            return Ok(Rc::clone(names));
        }
        let names = Rc::new(find(node)?);
        let mut known = self.names.borrow_mut();
        known.insert((of, node.id()), Rc::clone(&names));
        Ok(names)
    }

    /// The values of a key at the top, wherever references lead, those that count before others.
    pub(super) fn at_top(&self, key: &str) -> Vec<Node<'y>> {
        let roots = self.roots.iter();
        roots.filter_map(|root| self.get(root.node, key)).collect()
    }

    /// The number of the file in which a place is.
    pub(super) fn number(&self, place: usize) -> usize {
        self.ends.partition_point(|end| *end <= place)
    }

    /// The value of a key, wherever references lead.
    pub(super) fn get(&self, node: Node<'y>, key: &str) -> Option<Node<'y>> {
        self.held(node, key).map(|(_, value)| value)
    }

    /// The value of a key with what holds it, wherever references lead.
    pub(super) fn held(&self, node: Node<'y>, key: &str) -> Option<Held<'y>> {
        self.entry(node, key).map(|held| self.follow(held))
    }

    /// A key with its value, as they stand there.
    pub(super) fn entry(&self, node: Node<'y>, key: &str) -> Option<Held<'y>> {
        if node.key_count() < INDEX_MIN && !node.has_own(MERGE) {
            return node.entry(key);
        }
        let mut all = self.entries.borrow_mut();
        let index = all.entry(node.id()).or_insert_with(|| {
            let entries = node.entries().into_iter();
            let named = entries.filter_map(|held| Some((held.0.as_str()?, held)));
            named.collect()
        });
        index.get(key).copied()
    }

    /// The items of a sequence, of which references may bring in more.
    ///
    /// # Errors
    /// Where a file comes to more than anybody writes.
    pub(super) fn items(&self, list: Node<'y>) -> Result<Vec<Held<'y>>, Box<Problem>> {
        let mut items = Vec::new();
        self.collect(&mut items, list, 0)?;
        Ok(items)
    }

    fn collect(
        &self,
        items: &mut Vec<Held<'y>>,
        list: Node<'y>,
        depth: usize,
    ) -> Result<(), Box<Problem>> {
        for item in list.items() {
            self.count(1)?;
            let may_go_on = depth < DEPTH_MAX && items.len() < ITEMS_MAX;
            let held = if may_go_on {
                self.follow((list, item))
            } else {
                (list, item)
            };
            let is_list = held.1.items().next().is_some() && !Self::is_reference(held.1);
            if is_list && may_go_on {
                self.collect(items, held.1, depth + 1)?;
            } else {
                items.push(held);
            }
        }
        Ok(())
    }

    /// The target of a reference, or of the last in a row; the last reference itself, where it leads out of the file or
    /// to nothing.
    pub(super) fn follow(&self, held: Held<'y>) -> Held<'y> {
        let next = |held: &Held<'y>| self.target(held.1);
        std::iter::successors(Some(held), next)
            .take(DEPTH_MAX + 1)
            .last()
            .unwrap_or(held)
    }

    /// The reason why nobody can tell what a value is: it is still a reference.
    pub(super) fn obstacle(&self, node: Node<'_>) -> Option<Obstacle> {
        Self::is_reference(node).then(|| Obstacle::Expression(shortened(&self.written(node))))
    }

    /// A reference as it is written, on one line.
    pub(super) fn written(&self, node: Node<'_>) -> String {
        on_one_line(self.source.text.get(node.tagged_span()).unwrap_or_default())
    }

    /// All that references lead to which stand for something else than an image.
    pub(super) fn other_uses(&self) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        let mut rest = self.targets();
        while let Some(node) = rest.pop() {
            if all.insert(node.id()) {
                rest.extend(node.items());
                rest.extend(node.entries().into_iter().map(|(_, value)| value));
            }
        }
        all
    }

    fn targets(&self) -> Vec<Node<'y>> {
        let mut targets = Vec::new();
        let mut seen = BTreeSet::new();
        let roots = self.roots.iter();
        let mut rest: Vec<(&str, Node<'y>)> = roots.map(|root| ("", root.node)).collect();
        while let Some((keyword, node)) = rest.pop() {
            let is_image = IMAGES.contains(&keyword);
            if !seen.insert((node.id(), is_image)) {
                continue;
            }
            if let Some((_, target)) = self.target(node) {
                targets.extend((!is_image).then_some(target));
            } else {
                let below = |key: Node<'y>| match key.as_str().unwrap_or_default() {
                    NAME if is_image => keyword,
                    key => key,
                };
                rest.extend(node.items().map(|item| (keyword, item)));
                let entries = node.entries().into_iter();
                rest.extend(entries.map(|(key, value)| (below(key), value)));
            }
        }
        targets
    }

    fn target(&self, node: Node<'y>) -> Option<Held<'y>> {
        if !Self::is_reference(node) {
            return None;
        }
        if let Some(known) = self.targets.borrow().get(&node.id()) {
            return *known;
        }
        let step = |(_, value): Held<'y>, name: Node<'y>| self.entry(value, name.as_str()?);
        let mut roots = self.roots.iter().map(|root| (root.node, root.node));
        let target = roots.find_map(|root| node.items().try_fold(root, step));
        self.targets.borrow_mut().insert(node.id(), target);
        target
    }

    fn is_reference(node: Node<'_>) -> bool {
        node.tag() == Some(TAG) && node.items().next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::readers::gitlab;
    use crate::yaml::Yaml;

    /// The mentions of a file, as they are written.
    fn written(text: String) -> Vec<String> {
        let source = Source::new(".gitlab-ci.yml", text);
        gitlab::mentions(&source, &Yaml::parse(&source).unwrap(), &Arc::default())
            .unwrap()
            .into_iter()
            .map(|mention| mention.written)
            .collect()
    }

    #[test]
    fn lists_of_references_to_lists_of_references_come_to_an_end_and_are_told() {
        let list = |level: usize| {
            let next = format!("!reference [.l, l{}], ", level + 1);
            format!("  l{level}: [{}]\n", next.repeat(100))
        };
        let lists: String = (0..9).map(list).collect();
        let text = format!(".l:\n{lists}  l9: [a:1]\njob: {{ services: !reference [.l, l0] }}\n");
        let written = written(text);
        assert!(
            written.contains(&"a:1".to_owned()) && written.len() <= 2 * ITEMS_MAX,
            "{}",
            written.len()
        );
        assert!(written.contains(&"!reference [.l, l1]".to_owned()));
    }

    #[test]
    fn chains_of_references_come_to_an_end_and_are_told() {
        let chain = |links: usize| {
            let links: String = (0..links)
                .map(|it| format!("  l{it}: !reference [.l, l{}]\n", it + 1))
                .collect();
            format!(".l:\n{links}job: {{ image: !reference [.l, l0] }}\n")
        };
        assert_eq!(written(chain(5)), ["!reference [.l, l5]"]);
        assert_eq!(written(chain(50)), ["!reference [.l, l10]"]);
    }

    #[test]
    fn many_references_are_followed_in_time() {
        let jobs: String = (0..3_000)
            .map(|it| format!("j{it}: {{ image: !reference [.l, i{it}] }}\n"))
            .collect();
        let images: String = (0..3_000).map(|it| format!("  i{it}: a:{it}\n")).collect();
        assert_eq!(
            written(format!("default: {{ image: $X }}\n{jobs}.l:\n{images}")).len(),
            3_001
        );
    }
}
