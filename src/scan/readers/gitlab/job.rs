//! The variables that one job sees: its own, those of what it extends, those of the file.

use std::collections::BTreeSet;

use super::expand::{INPUTS, VariablePart, names, parts};
use super::extends::inherited;
use super::file::{NameSource, Names, PipelineFile};
use super::matrix::{self, MatrixCell};
use super::variables::{PipelineVariables, ruled, text_of};
use crate::document::Problem;
use crate::scan::actions::shortened;
use crate::scan::mention::Obstacle;
use crate::scan::number::read_otherwise;
use crate::scan::pipeline::HandedVariable;
use crate::scan::scalar::misread;
use crate::yaml::Node;

/// The depth of variables that name variables.
pub(super) const DEPTH_MAX: usize = 11;
/// The longest that a text may be or become: two variables that are twice the next one double at each step.
pub(super) const LENGTH_MAX: usize = 4096;
/// The most bytes of texts to go through for one image: variables that are twice the next one, and nothing at last,
/// become no text.
const STEPS_MAX: usize = 2 * LENGTH_MAX;

pub(super) struct JobVariables<'v, 'y> {
    variables: &'v PipelineVariables<'y>,
    /// Mappings of variables; the first that has a name decides.
    layers: Vec<Node<'y>>,
    /// The names that the job's matrix gives many values, and the mappings that do.
    matrix: Names<'y>,
    axes: Vec<Node<'y>>,
    /// The values of one job of the matrix.
    cell: Option<MatrixCell<'y>>,
    /// The file's variables that the job sees, where it does not see all.
    inherited: Option<Names<'y>>,
    /// The variables that rules of the job set instead.
    ruled: Names<'y>,
}

impl<'v, 'y> JobVariables<'v, 'y> {
    /// The variables of a job that has these bases, itself the first; without a job, those of the file. A job's own
    /// variables go before those of what it extends.
    pub(super) fn of(
        variables: &'v PipelineVariables<'y>,
        bases: &[Node<'y>],
    ) -> Result<Self, Box<Problem>> {
        let file = &variables.file;
        let first = |key: &str| bases.iter().find_map(|base| file.get(*base, key));
        let layers = bases.iter().filter_map(|base| file.get(*base, "variables"));
        // The next job's matrix goes before, as with every keyword
        let matrix = first("parallel").and_then(|parallel| file.get(parallel, "matrix"));
        let run = matrix.filter(|matrix| matrix::is_run(*matrix));
        let axes = run.map(|matrix| file.items(matrix)).transpose()?;
        let axes = axes.into_iter().flatten().map(|(_, axis)| axis);
        let axes = axes.collect();
        let matrix = file.names(NameSource::Matrix, matrix, |matrix| {
            let axes = file.items(matrix)?.into_iter();
            let names = axes.flat_map(|(_, axis)| axis.entries());
            Ok(names.filter_map(|(name, _)| name.as_str()).collect())
        })?;
        let rules = first("rules");
        Ok(Self {
            variables,
            layers: layers.collect(),
            matrix,
            axes,
            cell: None,
            inherited: inherited(file, bases, "variables")?,
            ruled: file.names(NameSource::Rules, rules, |rules| ruled(file, rules))?,
        })
    }

    pub(super) fn file(&self) -> &'v PipelineFile<'y> {
        &self.variables.file
    }

    /// A variable that the job that starts the pipeline hands to it.
    pub(super) fn handed(&self, name: &str) -> Option<HandedVariable> {
        self.variables.file.handed.get(name)
    }

    /// The scalar that is a variable's default.
    pub(super) fn value(&self, name: &str) -> Option<Node<'y>> {
        text_of(&self.variables.file, self.variable(name).ok()?)
    }

    /// Whether a variable is nowhere a part of an image, and its value is used for nothing else.
    pub(super) fn may_be_changed(&self, name: &str, value: Node<'_>) -> bool {
        !self.variables.partly.contains(name) && !self.is_referred(value)
    }

    /// Whether a reference brings a value to where no image is.
    pub(super) fn is_referred(&self, value: Node<'_>) -> bool {
        self.variables.is_referred(value)
    }

    /// The values that the job's matrix gives to what a text comes to, one for each of its jobs that differ in them.
    /// None where they are too many, and where the matrix has no part in it.
    pub(super) fn cells(&self, text: &'y str) -> Vec<MatrixCell<'y>> {
        if self.axes.is_empty() {
            return Vec::new();
        }
        let mut names = BTreeSet::new();
        self.reach(text, |name| {
            names.extend(Some(name).filter(|name| self.matrix.contains(name)));
            None::<()>
        });
        matrix::cells(self.file(), &self.axes, &names)
    }

    /// Reads texts as one job of the matrix does.
    pub(super) fn enter(&mut self, cell: Option<MatrixCell<'y>>) {
        self.cell = cell;
    }

    /// Whether a value is given by the matrix, which makes it a part of the job's name, or by who includes the file.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.matrix.contains(name) || name.starts_with(INPUTS)
    }

    /// The rule that gives a variable of a text another value than its default.
    pub(super) fn ruled(&self, text: &'y str) -> Option<Obstacle> {
        self.reach(text, |name| {
            let rules = self.rules(name)?;
            let expression = format!("{rules}:variables:{name}");
            Some(Obstacle::Expression(expression))
        })
    }

    /// Looks at the names that a text comes to, until one of them answers.
    fn reach<T>(&self, text: &'y str, mut ask: impl FnMut(&'y str) -> Option<T>) -> Option<T> {
        let mut seen = BTreeSet::new();
        let mut rest = vec![(text, 0)];
        let mut steps = 0;
        while let Some((text, depth)) = rest.pop() {
            steps += text.len();
            // What leads further is not expanded either
            if steps > STEPS_MAX || depth > DEPTH_MAX {
                continue;
            }
            for name in names(text).filter(|name| seen.insert(*name)) {
                if let Some(answer) = ask(name) {
                    return Some(answer);
                }
                let value = self.value(name).and_then(Node::as_str);
                rest.extend(value.map(|text| (text, depth + 1)));
            }
        }
        None
    }

    /// The rules that decide a variable: the job's go before all variables, those of the pipeline before the file's
    /// only (<https://docs.gitlab.com/ci/yaml/#workflowrulesvariables>).
    fn rules(&self, name: &str) -> Option<&'static str> {
        let has_own = |layer: &Node<'y>| self.variables.file.get(*layer, name).is_some();
        match name {
            _ if self.ruled.contains(name) => Some("rules"),
            _ if !self.variables.workflow.contains(name) => None,
            _ if self.layers.iter().any(has_own) => None,
            _ => Some("workflow:rules"),
        }
    }

    /// A text with the defaults of its variables.
    pub(super) fn expand(&self, text: &str) -> Result<String, Obstacle> {
        let mut out = ExpandedText::default();
        self.expand_into(&mut out, text, 0)?;
        Ok(out.text)
    }

    fn expand_into(
        &self,
        out: &mut ExpandedText,
        text: &str,
        depth: usize,
    ) -> Result<(), Obstacle> {
        out.steps += text.len();
        if out.steps > STEPS_MAX || out.text.len() > LENGTH_MAX {
            return Err(Obstacle::Expression(shortened(text)));
        }
        for part in parts(text) {
            match part {
                VariablePart::Literal(literal) => out.text.push_str(literal),
                VariablePart::Other(written) => {
                    return Err(Obstacle::Expression(written.to_owned()));
                }
                VariablePart::Variable(name) => self.expand_variable(out, name, depth)?,
            }
        }
        Ok(())
    }

    fn expand_variable(
        &self,
        out: &mut ExpandedText,
        name: &str,
        depth: usize,
    ) -> Result<(), Obstacle> {
        let unknown = || Obstacle::Variable(name.to_owned());
        if depth >= DEPTH_MAX || out.text.len() > LENGTH_MAX {
            return Err(unknown());
        }
        let file = &self.variables.file;
        if let Some(handed) = self.handed(name) {
            let value = handed.value.as_deref();
            out.text.push_str(value.ok_or_else(|| {
                Obstacle::SetElsewhere(name.to_owned(), Some(handed.file.to_string()))
            })?);
            out.steps += name.len();
            return Ok(());
        }
        let variable = self.variable(name)?;
        let text = text_of(file, variable).ok_or_else(unknown)?;
        let scalar = text
            .scalar()
            .ok_or_else(|| file.obstacle(text).unwrap_or_else(unknown))?;
        if scalar.text.len() > LENGTH_MAX {
            return Err(unknown());
        }
        if let Some(number) = misread(text, read_otherwise) {
            return Err(Obstacle::Number(number));
        }
        if file.get(variable, "expand").and_then(Node::as_str) == Some("false") {
            out.text.push_str(&scalar.text);
            return Ok(());
        }
        // A name has its price too, so that nothing but names comes to an end
        out.steps += name.len();
        self.expand_into(out, &scalar.text, depth + 1)
    }

    fn variable(&self, name: &str) -> Result<Node<'y>, Obstacle> {
        let unknown = || Obstacle::Variable(name.to_owned());
        let file = &self.variables.file;
        if let Some(input) = name.strip_prefix(INPUTS) {
            return file.input(input).ok_or_else(unknown);
        }
        match self.cell.as_ref().map(|cell| cell.get(name)) {
            Some(Some(value)) => return Ok(*value),
            None if self.matrix.contains(name) => return Err(unknown()),
            // Not all jobs of a matrix need have all of its names
            None | Some(None) => {}
        }
        let inherited = self.inherited.as_ref();
        let is_inherited = inherited.is_none_or(|names| names.contains(name));
        for layer in self.layers.iter().copied() {
            if let Some(obstacle) = file.obstacle(layer) {
                return Err(obstacle);
            }
            if let Some(variable) = file.get(layer, name) {
                return Ok(variable);
            }
        }
        match is_inherited {
            true => self.variables.global(name),
            false => Err(unknown()),
        }
    }
}

/// A text with the defaults of its variables, as far as it goes.
#[derive(Default)]
struct ExpandedText {
    text: String,
    /// The number of bytes that were gone through.
    steps: usize,
}

#[cfg(test)]
mod tests {
    use super::super::extends::bases;
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
            (
                ".base",
                "${TAG:-1}",
                Err(Obstacle::Expression("${TAG:-1}".to_owned())),
            ),
        ];
        let source = Source::new("test.yaml", FILE);
        let yaml = Yaml::parse(&source).unwrap();
        let root = yaml.documents().next().unwrap();
        let variables =
            PipelineVariables::of(PipelineFile::new(&source, root), std::iter::empty()).unwrap();
        let expand = |job: &str, text| {
            let job = root.get(job);
            let bases = job
                .map(|job| bases(&variables.file, &[job]).unwrap())
                .unwrap_or_default();
            JobVariables::of(&variables, &bases).unwrap().expand(text)
        };
        for (job, text, expected) in cases {
            assert_eq!(expand(job, text), expected, "{job}: {text}");
        }
        assert!(expand("nowhere", "$D0").is_err());
    }
}
