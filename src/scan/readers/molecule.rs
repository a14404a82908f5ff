//! Scenarios of Molecule, which test roles of Ansible: the images of the platforms in `molecule.yml`
//! (<https://docs.ansible.com/projects/molecule/configuration/>).

use std::rc::Rc;

use crate::document::Source;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::Mentions;
use crate::scan::parameters::{ParameterPlaces, ValuePart, in_braces};
use crate::yaml::{Node, Yaml};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a scenario of Molecule",
    // It is a part of Ansible, which another row names
    all: None,
    is_named: |file| file.is_yaml() && file.stem == "molecule" && file.is_below("molecule"),
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The drivers that run containers: the images of others are of their own kinds.
const DRIVERS: [&str; 3] = ["containers", "docker", "podman"];
/// The operators before the default of a variable of the environment.
const DEFAULTS: [&str; 2] = [":-", "-"];

/// The images of a scenario.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
fn mentions(_source: &Source, yaml: &Yaml) -> Mentions {
    let mut places = ParameterPlaces::new(take_apart);
    let none = Rc::default();
    for scenario in yaml.documents().filter(|it| has_containers(*it)) {
        let platforms = scenario.get("platforms").into_iter();
        let images = platforms.flat_map(Node::items);
        for (key, image) in images.filter_map(|platform| platform.entry("image")) {
            places.image(key, image, &none);
        }
    }
    Ok(places.mentions(yaml.documents()))
}

fn has_containers(scenario: Node<'_>) -> bool {
    let driver = scenario.at(&["driver", "name"]).and_then(Node::as_str);
    driver.is_some_and(|driver| DRIVERS.contains(&driver))
}

fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    in_braces(text, &DEFAULTS)
}
