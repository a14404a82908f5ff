//! The files of a repository that a pipeline includes (<https://docs.gitlab.com/ci/yaml/#includelocal>), or starts as a
//! pipeline of its own (<https://docs.gitlab.com/ci/yaml/#triggerinclude>): they are pipelines, whatever their names
//! are.
//!
//! Their paths begin at the root of the repository. What other projects, servers or variables decide leads to no file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::scan::links::{LINKS_MAX, Link, Statement};
use crate::scan::number::read_otherwise;
use crate::scan::pipeline::{StartVariables, VariableValues};
use crate::scan::scalar::misread;
use crate::yaml::Node;

pub(super) const INCLUDE: &str = "include";
const TRIGGER: &str = "trigger";
/// The longest value of a variable that is handed on, in bytes: no reference is nearly as long.
const TEXT_MAX: usize = 1024;
/// The most bytes of variables that the jobs of a file have of their own, which aliases and `extends` bring to many of
/// them. What a job hands on behind that is known to nobody.
const OWN_MAX: usize = 4 << 20;
/// What a variable costs besides its name and its value, in bytes.
const VARIABLE_COST: usize = 64;
const VARIABLES: &str = "variables";
const LOCAL: &str = "local";
const REMOTE: &str = "remote";
/// The keys of what is included from elsewhere (<https://docs.gitlab.com/ci/yaml/#include>).
const ELSEWHERE: [&str; 4] = ["project", REMOTE, "template", "component"];
/// The schemes of what is included from another server.
const SCHEMES: [&str; 2] = ["http://", "https://"];

/// The links of a document.
pub(super) fn of_document(document: Node<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    for include in document.get(INCLUDE).into_iter().flat_map(files) {
        let is_conditional = include.get("rules").is_some();
        links.extend(link(include, Statement::Included { is_conditional }));
    }
    // Aliases lead to the same job again
    let mut seen = BTreeSet::new();
    let mut reader = VariablesReader {
        document,
        shared: Arc::new(variables(document).collect()),
        left: OWN_MAX,
    };
    let jobs = document.entries().into_iter().map(|(_, job)| job);
    let jobs = jobs.filter(|job| seen.insert(job.id()));
    for job in jobs {
        let Some(include) = job.get(TRIGGER).and_then(|it| it.get(INCLUDE)) else {
            continue;
        };
        let handed = Arc::new(reader.handed(job));
        let statement = || Statement::Pipeline(Arc::clone(&handed));
        links.extend(files(include).filter_map(|file| link(file, statement())));
        if links.len() > LINKS_MAX {
            break;
        }
    }
    links
}

/// The reading of what the jobs of a document hand on.
struct VariablesReader<'y> {
    document: Node<'y>,
    /// The variables of the file.
    shared: Arc<VariableValues>,
    /// The bytes that variables of jobs may still have.
    left: usize,
}

impl<'y> VariablesReader<'y> {
    /// The variables that a job hands to the pipeline that it starts: its own, and those of the file
    /// (<https://docs.gitlab.com/ci/yaml/#triggerforward>). Of what it extends, nobody looks for the values here.
    fn handed(&mut self, job: Node<'y>) -> StartVariables {
        let is_no = |path: &[&str]| job.at(path).and_then(Node::as_str) == Some("false");
        if is_no(&[TRIGGER, "forward", "yaml_variables"]) {
            return StartVariables::default();
        }
        let inherited = job.at(&["inherit", VARIABLES]);
        let listed = inherited.filter(|list| list.items().next().is_some());
        let inherits_all = !is_no(&["inherit", VARIABLES]) && listed.is_none();
        let mut start = StartVariables {
            shared: inherits_all.then(|| Arc::clone(&self.shared)),
            ..StartVariables::default()
        };
        start.is_open = self.take_own(job, listed, &mut start.own).is_none();
        start
    }

    /// Takes the variables that a job has of its own, and those of the file that it lists; `None` where they are too
    /// many.
    fn take_own(
        &mut self,
        job: Node<'y>,
        listed: Option<Node<'y>>,
        own: &mut VariableValues,
    ) -> Option<()> {
        self.pay("", None)?;
        for name in listed.into_iter().flat_map(Node::items) {
            let name = name.as_str().unwrap_or_default();
            let value = self.shared.get(name).cloned();
            self.pay(name, value.as_ref().and_then(Option::as_deref))?;
            own.extend(value.map(|value| (name.to_owned(), value)));
        }
        let extends = job.get("extends").into_iter();
        let bases = extends.flat_map(|it| it.items().chain([it]));
        for base in bases {
            self.pay("", None)?;
            let base = base.as_str().and_then(|name| self.document.get(name));
            for (name, _) in base.into_iter().flat_map(variables) {
                self.pay(&name, None)?;
                own.insert(name, None);
            }
        }
        for (name, value) in variables(job) {
            self.pay(&name, value.as_deref())?;
            own.insert(name, value);
        }
        Some(())
    }

    fn pay(&mut self, name: &str, value: Option<&str>) -> Option<()> {
        let cost = name.len() + value.map_or(0, str::len) + VARIABLE_COST;
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or_default();
        left.map(drop)
    }
}

/// The variables of a job or of a file; without a value where another variable, or YAML, decides it.
fn variables<'y>(holder: Node<'y>) -> impl Iterator<Item = (String, Option<String>)> + 'y {
    let entries = holder.get(VARIABLES).map(Node::entries).unwrap_or_default();
    let named = entries.into_iter().take(LINKS_MAX);
    named.filter_map(|(name, variable)| {
        let value = variable.get("value").unwrap_or(variable);
        Some((name.as_str()?.to_owned(), literal(value)))
    })
}

fn literal(value: Node<'_>) -> Option<String> {
    let scalar = value.scalar().filter(|_| !value.is_null())?;
    let is_changed = misread(value, read_otherwise).is_some();
    let is_literal = !is_changed && !scalar.text.contains('$') && scalar.text.len() <= TEXT_MAX;
    is_literal.then(|| scalar.text.clone())
}

/// The entries of `include`, which may be one.
fn files(include: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let one = include.items().next().is_none().then_some(include);
    one.into_iter().chain(include.items())
}

fn link(include: Node<'_>, statement: Statement) -> Option<Link> {
    let file = match include.is_mapping() {
        true => include.get(LOCAL)?,
        false => include,
    };
    Some(Link {
        span: file.span(),
        target: path(file.as_str()?)?,
        statement,
    })
}

/// The path from the root of the repository.
fn path(text: &str) -> Option<PathBuf> {
    let is_open = text.contains('$') || text.is_empty();
    (!is_remote(text) && !is_open).then(|| Path::new("/").join(text))
}

fn is_remote(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.starts_with(scheme))
}

/// The keyword that says where files are included from that are not in the repository, or that a variable decides.
pub(super) fn elsewhere(include: Node<'_>) -> Option<&'static str> {
    files(include).find_map(|file| {
        let local = match file.is_mapping() {
            true => file.get(LOCAL),
            false => Some(file),
        };
        match local.and_then(Node::as_str) {
            Some(text) if is_remote(text) => Some(REMOTE),
            Some(text) => text.contains('$').then_some(LOCAL),
            None => ELSEWHERE.into_iter().find(|key| file.get(key).is_some()),
        }
    })
}
