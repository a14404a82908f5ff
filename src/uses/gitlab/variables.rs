//! Variables of a pipeline: of a job, of what it extends, of the file.

use std::collections::BTreeSet;

use super::expand::{Part, parts, whole};
use crate::uses::Obstacle;
use crate::yaml::Node;

/// How deep `extends` may lead (<https://docs.gitlab.com/ci/yaml/#extends>), and variables may name variables.
pub(super) const DEPTH_MAX: usize = 11;
/// How many jobs a job may extend: each may name two that name two.
const BASES_MAX: usize = 64;
/// How long a text may become: two variables that are twice the next one double at each step.
const LENGTH_MAX: usize = 4096;

/// All variables of a file.
pub(super) struct Variables<'y> {
    root: Node<'y>,
    /// Names that are a part of an image or of another variable.
    partly: BTreeSet<&'y str>,
}

/// The variables that one job sees.
pub(super) struct Scope<'v, 'y> {
    variables: &'v Variables<'y>,
    /// Mappings of variables; the first that has a name decides.
    layers: Vec<Node<'y>>,
    /// The names that the job's matrix gives many values.
    matrix: BTreeSet<&'y str>,
    /// The file's variables that the job sees, where it does not see all.
    inherited: Option<BTreeSet<&'y str>>,
}

impl<'y> Variables<'y> {
    /// The variables of a file with these images.
    pub(super) fn of(root: Node<'y>, images: impl Iterator<Item = Node<'y>>) -> Self {
        let blocks = root.entries().into_iter().filter_map(|(_, job)| job.get("variables"));
        let all = blocks.chain(root.get("variables")).flat_map(Node::entries);
        let values = all.filter_map(|(_, value)| text_of(value));
        let mut partly = BTreeSet::new();
        for text in values.chain(images).filter_map(Node::as_str).filter(|text| whole(text).is_none()) {
            partly.extend(parts(text).into_iter().filter_map(Part::into_name));
        }
        Self { root, partly }
    }

    /// What a job sees; without a job, what the file says. A job's own variables go before those of what it extends.
    pub(super) fn scope(&self, job: Option<Node<'y>>) -> Scope<'_, 'y> {
        let bases = job.map(|job| bases(self.root, job)).unwrap_or_default();
        let layers = bases.iter().filter_map(|base| base.get("variables")).collect();
        // The next job's matrix goes before, as with every keyword
        let matrix = bases.iter().find_map(|base| base.at(&["parallel", "matrix"]));
        let axes = matrix.into_iter().flat_map(Node::items).flat_map(Node::entries);
        let matrix = axes.filter_map(|(name, _)| name.as_str()).collect();
        Scope { variables: self, layers, matrix, inherited: job.and_then(inherited) }
    }
}

/// A job and all that it extends, in the order in which a keyword is looked for: of several the last goes first.
pub(super) fn bases<'y>(root: Node<'y>, job: Node<'y>) -> Vec<Node<'y>> {
    let mut bases = Vec::new();
    collect(root, job, &mut bases, 0);
    bases
}

fn collect<'y>(root: Node<'y>, job: Node<'y>, bases: &mut Vec<Node<'y>>, depth: usize) {
    bases.push(job);
    let may_go_on = depth < DEPTH_MAX && bases.len() < BASES_MAX;
    let Some(extends) = job.get("extends").filter(|_| may_go_on) else { return };
    let mut names: Vec<&str> = extends.items().chain([extends]).filter_map(Node::as_str).collect();
    names.reverse();
    for base in names.into_iter().filter_map(|name| root.get(name)) {
        collect(root, base, bases, depth + 1);
    }
}

/// The names of `inherit: variables`, where that is there (<https://docs.gitlab.com/ci/yaml/#inheritvariables>).
fn inherited(job: Node<'_>) -> Option<BTreeSet<&str>> {
    let node = job.at(&["inherit", "variables"])?;
    match node.as_str() {
        Some("false") => Some(BTreeSet::new()),
        Some(_) => None,
        None => Some(node.items().filter_map(Node::as_str).collect()),
    }
}

impl<'y> Scope<'_, 'y> {
    /// The scalar that is a variable's default.
    pub(super) fn value(&self, name: &str) -> Option<Node<'y>> {
        self.variable(name).and_then(text_of)
    }

    /// Whether a variable is nowhere a part of an image.
    pub(super) fn is_only_whole(&self, name: &str) -> bool {
        !self.variables.partly.contains(name)
    }

    /// A text with the defaults of its variables.
    pub(super) fn expand(&self, text: &str) -> Result<String, Obstacle> {
        let mut out = String::new();
        self.expand_into(&mut out, text, 0)?;
        Ok(out)
    }

    fn expand_into(&self, out: &mut String, text: &str, depth: usize) -> Result<(), Obstacle> {
        for part in parts(text) {
            match part {
                Part::Literal(literal) => out.push_str(literal),
                Part::Other(written) => return Err(Obstacle::Expression(written.to_owned())),
                Part::Variable(name) => self.expand_variable(out, name, depth)?,
            }
        }
        Ok(())
    }

    fn expand_variable(&self, out: &mut String, name: &str, depth: usize) -> Result<(), Obstacle> {
        let unknown = || Obstacle::Variable(name.to_owned());
        let is_too_much = depth >= DEPTH_MAX || out.len() > LENGTH_MAX;
        let variable = self.variable(name).filter(|_| !is_too_much).ok_or_else(unknown)?;
        let scalar = text_of(variable).and_then(Node::scalar).ok_or_else(unknown)?;
        if let Some(number) = scalar.is_plain.then(|| other_number(&scalar.text)).flatten() {
            return Err(Obstacle::Number(number));
        }
        if variable.get("expand").and_then(Node::as_str) == Some("false") {
            out.push_str(&scalar.text);
            return Ok(());
        }
        self.expand_into(out, &scalar.text, depth + 1)
    }

    fn variable(&self, name: &str) -> Option<Node<'y>> {
        if self.matrix.contains(name) {
            return None;
        }
        let is_inherited = self.inherited.as_ref().is_none_or(|names| names.contains(name));
        let global = self.variables.root.get("variables").filter(|_| is_inherited);
        self.layers.iter().copied().chain(global).find_map(|layer| layer.get(name))
    }
}

/// The text of a variable, which is its value or the `value` of a mapping.
fn text_of(variable: Node<'_>) -> Option<Node<'_>> {
    if variable.is_mapping() { variable.get("value") } else { Some(variable) }.filter(|it| !it.is_null())
}

/// What a number without quotes becomes, where that is not what is written: 3.10 is 3.1, 010 is eight.
fn other_number(text: &str) -> Option<String> {
    let is_number = text.starts_with(|it: char| it.is_ascii_digit()) && !text.ends_with('.');
    let is_octal =
        text.len() > 1 && text.starts_with('0') && text.bytes().all(|it| matches!(it, b'0'..=b'7'));
    let read = match text.parse::<f64>() {
        Ok(number) if is_number && !is_octal => number.to_string(),
        _ if is_octal => u64::from_str_radix(text, 8).ok()?.to_string(),
        _ => return None,
    };
    (read != text).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::yaml::Yaml;

    const FILE: &str = r#"
variables:
  IMAGE: {value: "alpine:$TAG", description: what to use}
  TAG: "3.20"
  PLAIN: 3.20
  RAW: {value: "a$TAG", expand: false}
  SELF: $SELF
  D0: "$D1$D1"
  D1: "$D2$D2"
  D2: "$D3$D3"
  D3: "$D4$D4"
  D4: "$D5$D5"
  D5: "$D6$D6"
  D6: "$D7$D7"
  D7: "$D8$D8"
  D8: 0123456789012345678901234567890123456789
  NOTHING:
.base: {variables: {TAG: base, BASE: base}}
.other: {variables: {BASE: other}, extends: .base}
own: {variables: {TAG: own}}
extends: {extends: [.base, .other]}
cycle: {extends: cycle, variables: {TAG: cycle}}
matrix: {parallel: {matrix: [{TAG: ["1", "2"]}]}}
none: {inherit: {variables: false}}
some: {inherit: {variables: [IMAGE]}}
"#;

    #[test]
    fn variables_are_looked_up_in_the_job_and_in_what_it_extends_and_in_the_file() {
        let unknown = |name: &str| Err(Obstacle::Variable(name.to_owned()));
        let known = |text: &str| Ok(text.to_owned());
        let cases = [
            ("own", "$IMAGE", known("alpine:own")),
            ("extends", "$IMAGE-$BASE", known("alpine:base-other")),
            ("cycle", "$IMAGE", known("alpine:cycle")),
            ("matrix", "$IMAGE", unknown("TAG")),
            ("none", "$IMAGE", unknown("IMAGE")),
            ("some", "$IMAGE", unknown("TAG")),
            (".base", "$NOWHERE", unknown("NOWHERE")),
            (".base", "$NOTHING", unknown("NOTHING")),
            (".base", "$SELF", unknown("SELF")),
            (".base", "$RAW", known("a$TAG")),
            (".base", "$$TAG", known("$TAG")),
            (".base", "$PLAIN", Err(Obstacle::Number("3.2".to_owned()))),
            (".base", "${TAG:-1}", Err(Obstacle::Expression("${TAG:-1}".to_owned()))),
        ];
        let yaml = Yaml::parse(&Source::new("test.yaml", FILE)).unwrap();
        let root = yaml.documents().next().unwrap();
        let variables = Variables::of(root, std::iter::empty());
        for (job, text, expected) in cases {
            assert_eq!(variables.scope(root.get(job)).expand(text), expected, "{job}: {text}");
        }
        assert!(variables.scope(None).expand("$D0").is_err());
    }

    #[test]
    fn numbers_that_lose_digits_are_known() {
        let cases = [
            ("20", None),
            ("3.1", None),
            ("3.10", Some("3.1")),
            ("010", Some("8")),
            ("1.2.3", None),
            ("3.20-alpine", None),
            ("inf", None),
            ("20.", None),
        ];
        for (text, expected) in cases {
            assert_eq!(other_number(text).as_deref(), expected, "{text}");
        }
    }
}
