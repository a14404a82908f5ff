//! Scenarios of Molecule, which test roles of Ansible: the images of the platforms in `molecule.yml`
//! (<https://docs.ansible.com/projects/molecule/configuration/>).

use std::path::Path;
use std::rc::Rc;

use crate::scan::mention::Mention;
use crate::scan::name::lower_name;
use crate::scan::parameters::{ParameterPlaces, ValuePart, in_braces};
use crate::yaml::{Node, Yaml};

const NAMES: [&str; 2] = ["molecule.yml", "molecule.yaml"];
/// The drivers that run containers: the images of others are of their own kinds.
const DRIVERS: [&str; 3] = ["containers", "docker", "podman"];
/// The operators before the default of a variable of the environment.
const DEFAULTS: [&str; 2] = [":-", "-"];

/// Whether a file is a scenario, by its name.
pub(super) fn is_named(name: &str) -> bool {
    lower_name(Path::new(name)).is_some_and(|name| NAMES.contains(&name.as_str()))
}

/// The images of a scenario.
pub(super) fn mentions(yaml: &Yaml) -> Vec<Mention> {
    let mut places = ParameterPlaces::new(take_apart);
    let none = Rc::default();
    for scenario in yaml.documents().filter(|it| has_containers(*it)) {
        let platforms = scenario.get("platforms").into_iter();
        let images = platforms.flat_map(Node::items);
        for (key, image) in images.filter_map(|platform| platform.entry("image")) {
            places.image(key, image, &none);
        }
    }
    places.mentions(yaml.documents())
}

fn has_containers(scenario: Node<'_>) -> bool {
    let driver = scenario.at(&["driver", "name"]).and_then(Node::as_str);
    driver.is_some_and(|driver| DRIVERS.contains(&driver))
}

fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    in_braces(text, &DEFAULTS)
}
