//! An override for a compose file: the services whose images are locked, with the locked references.

mod service;

use std::collections::{BTreeMap, BTreeSet};

use self::service::{Service, Unlocked};
use super::chosen::{Chosen, Export, HEADER};
use super::error::{ExportError, Remedy};
use super::yaml::{key, quoted};
use crate::document::{Problem, Problems, Source};
use crate::scan::Surroundings;
use crate::yaml::{Node, Yaml};

/// The services that have to use a locked image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// All services that are not built. One that is left out would be deployed unlocked, and pass for locked.
    All,
    /// The services that use the images that were chosen by name.
    OfChosen,
}

/// The override of a compose file, which is read with what its surroundings say of variables.
///
/// # Errors
/// Where the file cannot be read, or a service uses an image that is not locked and has to be.
pub fn overriding(
    source: &Source,
    surroundings: &Surroundings,
    services: Services,
    chosen: &Chosen<'_>,
) -> Result<Export, ExportError> {
    let yaml = Yaml::parse_strictly(source).map_err(|problem| unreadable(source, *problem))?;
    let (mut locked, mut used, mut warnings) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
    let mut unlocked = Vec::new();
    for (name, service) in read(source, &yaml)? {
        match service.locked(surroundings, chosen) {
            Ok(None) => {}
            Ok(Some(image)) => {
                used.extend(image.names);
                warnings.extend(image.variable.map(|variable| fixed(name, &variable)));
                locked.insert(name, image.entry.reference());
            }
            Err(Unlocked::Ambiguous(error)) => return Err(error),
            Err(Unlocked::OtherPin(why)) => {
                unlocked.push((Remedy::Fixing, format!("service `{name}`: {why}")));
            }
            Err(Unlocked::For(why)) => {
                unlocked.push((Remedy::Locking, format!("service `{name}`: {why}")));
            }
        }
    }
    if services == Services::All && !unlocked.is_empty() {
        return Err(refused(source, unlocked));
    }
    let unused = chosen
        .keys()
        .filter(|name| services == Services::OfChosen && !used.contains(*name));
    warnings.extend(unused.map(|name| format!("no service of `{}` uses `{name}`", source.name)));
    let none = if locked.is_empty() { " {}" } else { "" };
    let mut text = format!("{HEADER}services:{none}\n");
    for (name, reference) in &locked {
        let (name, image) = (key(name), quoted(&reference.to_string()));
        text += &format!("  {name}:\n    image: {image}\n");
    }
    Ok(Export { text, warnings })
}

/// The warning of a variable that decides nothing from now on.
fn fixed(service: &str, variable: &str) -> String {
    format!(
        "service `{service}`: the variable `{variable}` has no effect any more, because the image that it comes to now is written"
    )
}

/// The services that use what is not locked, with how each is mended.
fn refused(source: &Source, unlocked: Vec<(Remedy, String)>) -> ExportError {
    let first = unlocked[0].0;
    let is_one = unlocked.iter().all(|(remedy, _)| *remedy == first);
    let remedy = if is_one { first } else { Remedy::Both };
    let services = unlocked.into_iter().map(|(_, why)| why).collect();
    ExportError::Unlocked {
        file: source.name.clone(),
        services,
        remedy,
    }
}

/// The services of all documents, in the order of the text.
fn read<'y>(source: &Source, yaml: &'y Yaml) -> Result<Vec<(&'y str, Service<'y>)>, ExportError> {
    let mut list = Vec::new();
    let mut is_compose = false;
    for document in yaml.documents() {
        // What it brings in is not here to be looked at
        if let Some(include) = document.get("include").filter(|include| !include.is_null()) {
            let message = "`include` adds services from other files, which are not read";
            let help = "run `docker compose config > all.yaml` and export from that file";
            let problem = Problem::new(include.span(), message).help(help);
            return Err(unreadable(source, problem));
        }
        let services = document.get("services");
        let Some(all) = services.filter(|services| services.is_mapping()) else {
            continue;
        };
        is_compose = true;
        for (name, node) in all.entries() {
            list.push((service_name(source, name)?, Service { all, node }));
        }
    }
    if !is_compose {
        let problem = Problem::new(0..0, "there is no `services` mapping");
        return Err(unreadable(source, problem));
    }
    Ok(list)
}

/// The name of a service; compose takes no others (compose specification, `services`), and none needs quotes escaped.
fn service_name<'y>(source: &Source, name: Node<'y>) -> Result<&'y str, ExportError> {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let is_name = |name: &&str| !name.is_empty() && name.bytes().all(inner);
    let words = "the name of a service must consist of `A`-`Z`, `a`-`z`, `0`-`9`, `.`, `_`, `-`";
    name.as_str()
        .filter(is_name)
        .ok_or_else(|| unreadable(source, Problem::new(name.span(), words)))
}

fn unreadable(source: &Source, problem: Problem) -> ExportError {
    ExportError::File(Problems::one(source.clone(), problem))
}
