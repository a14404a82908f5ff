//! The values of build arguments in which variables have a part, as files such as `.env` set these.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::builds::{BuildArguments, DockerfileBuild};
use super::environment::Environments;
use crate::scan::readers::compose::interpolation::interpolate_around;
use crate::scan::surroundings::{SaidOfFile, Surroundings};

/// The values of arguments, with the variables of the compose files that give them.
pub(super) struct ArgumentsReader<'e> {
    environments: &'e Environments,
    /// What compose files see, by their places.
    seen: BTreeMap<&'e Path, Surroundings>,
}

impl<'e> ArgumentsReader<'e> {
    pub(super) fn new(environments: &'e Environments) -> Self {
        Self {
            environments,
            seen: BTreeMap::new(),
        }
    }

    /// The values of the arguments of a build; `None` where nobody can tell.
    pub(super) fn of(&mut self, build: &'e DockerfileBuild) -> Arc<BuildArguments> {
        let inputs = &build.inputs;
        if inputs.interpolated.is_empty() {
            return Arc::clone(&inputs.arguments);
        }
        let environments = self.environments;
        let place = build.by.0.as_path();
        let surroundings = self.seen.entry(place).or_insert_with(|| {
            let variables = environments.variables.get(place).cloned();
            let said = SaidOfFile {
                variables: variables.unwrap_or_default(),
                unread_variables: environments.unread.get(place).cloned(),
                ..SaidOfFile::default()
            };
            Surroundings::said(Arc::new(said))
        });
        let mut arguments = BuildArguments::clone(&inputs.arguments);
        for (name, written) in inputs.interpolated.iter() {
            let value = interpolate_around(written, surroundings).ok();
            arguments.insert(name.clone(), value.map(|read| read.text));
        }
        Arc::new(arguments)
    }
}
