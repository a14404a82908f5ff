//! Bake files in JSON: HCL's other syntax, in which every text is a template.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hcl_edit::visit::Visit;

use super::targets::BakeTarget;
use super::text::BakeFile;
use super::value::BakeValue;
use crate::document::Problem;
use crate::scan::readers::hcl::{HclText, UseCounter, is_template};
use crate::scan::scalar::{place, verbatim};
use crate::yaml::{Node, Yaml};

/// The keys beside which all others are variables.
const BLOCKS: [&str; 4] = ["group", "target", "variable", "function"];

pub(super) fn file(yaml: &Yaml) -> Result<BakeFile, Box<Problem>> {
    let mut file = BakeFile::default();
    let mut uses = UseCounter::default();
    for root in yaml.documents() {
        count(&mut uses, root)?;
        for (name, block) in bodies(root.get("variable")) {
            default(&mut file, name, block.get("default"));
        }
        // Attributes go before variables of their name
        for (key, value) in root.entries() {
            if let Some(name) = key.as_str().filter(|name| !BLOCKS.contains(name)) {
                default(&mut file, name, Some(value));
            }
        }
        for (name, body) in bodies(root.get("target")) {
            target(&mut file, name, body);
        }
        for (_, body) in bodies(root.get("group")) {
            file.targets.grouped.extend(strings(body.get("targets")));
        }
    }
    file.scope.uses = uses.0;
    Ok(file)
}

fn default(file: &mut BakeFile, name: &str, value: Option<Node<'_>>) {
    if let Some(text) = value.filter(|value| !value.is_null()).and_then(text) {
        file.scope.defaults.insert(name.to_owned(), text);
    }
}

fn target(file: &mut BakeFile, name: &str, body: Node<'_>) {
    let axes = body.get("matrix").map(Node::entries).unwrap_or_default();
    let names = axes.iter().filter_map(|(key, _)| key.as_str());
    let matrix = Rc::new(names.map(str::to_owned).collect());
    let value = |node| {
        text(node).map(|text| BakeValue {
            text,
            matrix: Rc::clone(&matrix),
        })
    };
    let inline = body.get("dockerfile-inline").and_then(value);
    let start = body.span().start;
    let mut target = BakeTarget {
        span: start..start,
        context: body.get("context").and_then(value),
        dockerfile: body.get("dockerfile").and_then(value),
        is_inline: inline.is_some(),
        contexts: BTreeSet::new(),
        arguments: BTreeMap::new(),
        inherits: strings(body.get("inherits")),
        tags: items(body.get("tags")).filter_map(value).collect(),
    };
    file.dockerfiles
        .extend(inline.map(|inline| (name.to_owned(), inline)));
    let arguments = body.get("args").map(Node::entries).unwrap_or_default();
    let named = arguments.into_iter();
    let named = named.filter_map(|(key, it)| Some((key.as_str()?.to_owned(), value(it)?)));
    target.arguments.extend(named);
    match body.get("contexts") {
        Some(contexts) if contexts.is_mapping() => {
            let contexts = contexts.entries().into_iter();
            let names = contexts.clone().filter_map(|(key, _)| key.as_str());
            target.contexts.extend(names.map(str::to_owned));
            file.contexts
                .extend(contexts.filter_map(|(_, it)| value(it)));
        }
        other => file.contexts.extend(other.and_then(value)),
    }
    file.targets.add(name, target);
}

fn items(list: Option<Node<'_>>) -> impl Iterator<Item = Node<'_>> {
    list.into_iter().flat_map(Node::items)
}

/// The strings of a list.
fn strings(list: Option<Node<'_>>) -> Vec<String> {
    items(list)
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

/// The bodies of blocks with a label: in an object, or in a list of objects at either level
/// (HCL's JSON syntax, section "Blocks").
fn bodies(blocks: Option<Node<'_>>) -> Vec<(&str, Node<'_>)> {
    let blocks = blocks.into_iter().flat_map(one_or_more);
    let labels = blocks.flat_map(Node::entries);
    let named = labels.filter_map(|(label, body)| label.as_str().map(|label| (label, body)));
    named
        .flat_map(|(label, body)| one_or_more(body).into_iter().map(move |body| (label, body)))
        .collect()
}

fn one_or_more(node: Node<'_>) -> Vec<Node<'_>> {
    if node.is_mapping() {
        vec![node]
    } else {
        node.items().collect()
    }
}

fn text(node: Node<'_>) -> Option<HclText> {
    let text = &node.scalar()?.text;
    Some(HclText::of_json(text, place(node), verbatim(node)))
}

/// Counts the variables that are named.
///
/// # Errors
/// Where there is an alias, which YAML has and JSON has not: a few of them could repeat each other for ever.
fn count(uses: &mut UseCounter, node: Node<'_>) -> Result<(), Box<Problem>> {
    if node.aliases() > 0 {
        let message = "this is not valid JSON: it has an anchor";
        return Err(Problem::at(node.span(), message));
    }
    let template = node.as_str().filter(|text| is_template(text));
    if let Some(Ok(template)) = template.map(hcl_edit::parser::parse_template) {
        uses.visit_template(&template);
    }
    node.items().try_for_each(|item| count(uses, item))?;
    let mut entries = node.entries().into_iter();
    entries.try_for_each(|(_, value)| count(uses, value))
}
