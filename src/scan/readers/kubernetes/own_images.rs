//! Images of kinds of objects that have a key or a rule of their own for them: names behind which a controller puts a
//! tag, what a build pushes, keys that are called otherwise.

use super::keys::IMAGE;
use super::reader::ObjectReader;
use crate::reference::Reference;
use crate::scan::mention::{Mention, Obstacle, Pinning};
use crate::scan::scalar::{place, said, verbatim};
use crate::yaml::Node;

/// The group and the kind of plans to upgrade nodes, whose containers need no tag (`pkg/upgrade/job` of Rancher's
/// system-upgrade-controller).
const UPGRADES: &str = "upgrade.cattle.io/";
const PLAN: &str = "Plan";
/// The containers of a plan, and what says the version that becomes their tag.
const CONTAINERS: [&str; 2] = ["upgrade", "prepare"];
const VERSIONS: [&str; 2] = ["version", "channel"];
/// The group and the kind of clusters of CloudNativePG
/// (<https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/>), and the key of their image.
const POSTGRES: &str = "postgresql.cnpg.io/";
const CLUSTER: &str = "Cluster";
const IMAGE_NAME: &str = "imageName";
/// The groups of objects that build images, with the paths to what they push (`KafkaConnect` of Strimzi, `Build` and
/// `BuildRun` of Shipwright).
const OUTPUTS: [(&str, &[&str]); 3] = [
    ("kafka.strimzi.io/", &["build", "output"]),
    ("shipwright.io/", &["output"]),
    ("shipwright.io/", &["build", "spec", "output"]),
];

impl<'y> ObjectReader<'_, 'y> {
    /// Takes the images of kinds that have a key, or a rule, of their own for them.
    pub(super) fn own_images(&mut self, object: Node<'y>) {
        let text = |key| object.get(key).and_then(Node::as_str);
        let (Some(kind), Some(version), Some(spec)) =
            (text("kind"), text("apiVersion"), object.get("spec"))
        else {
            return;
        };
        if kind == PLAN && version.starts_with(UPGRADES) {
            self.plan(spec);
        } else if kind == CLUSTER
            && version.starts_with(POSTGRES)
            && let Some((key, value)) = spec.entry(IMAGE_NAME)
        {
            self.called_image(IMAGE_NAME, key, value);
        }
        let outputs = OUTPUTS
            .iter()
            .filter(|(group, _)| version.starts_with(group));
        for output in outputs.filter_map(|(_, path)| spec.at(path)) {
            self.output(output);
        }
    }

    /// Tells of names without a tag in a plan: the controller puts its version behind them, and behind nothing else.
    fn plan(&mut self, spec: Node<'y>) {
        let said_by = |key: &&str| Some(format!("{key}: {}", said(spec.get(key)?)?));
        let version = VERSIONS.iter().find_map(said_by);
        for container in CONTAINERS.iter().filter_map(|key| spec.get(key)) {
            if let Some((key, image)) = container.entry(IMAGE)
                && let Some(text) = said(image).filter(|text| is_name(text))
            {
                let decides = version.clone().map(Obstacle::Expression);
                let obstacle = decides.unwrap_or(Obstacle::UnsaidTag);
                let mention = Mention::unresolved(place(image), text, obstacle);
                self.found.take(key, image, mention);
            }
        }
    }

    /// Takes the image that a build of the object pushes: no registry has to have it.
    fn output(&mut self, output: Node<'y>) {
        if let Some((key, image)) = output.entry(IMAGE)
            && let Some(text) = said(image).filter(|text| text.parse::<Reference>().is_ok())
        {
            let pinning = Pinning::at(verbatim(image), Pinning::Reference);
            let mention = Mention::read(place(image), text, pinning).built();
            self.found.take(key, image, mention);
        }
    }
}

fn is_name(text: &str) -> bool {
    let image = text.parse::<Reference>();
    image.is_ok_and(|image| image.is_bare())
}
