//! Whether two texts say the same, wherever comments and spaces stand.

use super::scalar::Scalar;
use super::tree::{Yaml, YamlValue};

impl Yaml {
    /// Whether another text has the same values in the same order, by their tags, anchors and texts. `is_same` compares
    /// the texts of scalars.
    pub fn says_the_same(&self, other: &Self, is_same: impl Fn(&str, &str) -> bool) -> bool {
        let tags = |yaml: &Self| {
            let tags = yaml.tags.iter();
            tags.map(|(id, tag)| (*id, tag.text.clone()))
                .collect::<Vec<_>>()
        };
        let mut items = self.nodes.iter().zip(&other.nodes);
        self.documents == other.documents
            && self.nodes.len() == other.nodes.len()
            && tags(self) == tags(other)
            && items.all(|(one, other)| {
                one.aliases == other.aliases && is_value(&one.value, &other.value, &is_same)
            })
    }
}

fn is_value(one: &YamlValue, other: &YamlValue, is_same: impl Fn(&str, &str) -> bool) -> bool {
    match (one, other) {
        (YamlValue::Scalar(one), YamlValue::Scalar(other)) => is_scalar(one, other, is_same),
        (YamlValue::Sequence(one), YamlValue::Sequence(other)) => one == other,
        (YamlValue::Mapping(one), YamlValue::Mapping(other)) => one.pairs == other.pairs,
        (YamlValue::Scalar(_) | YamlValue::Sequence(_) | YamlValue::Mapping(_), _) => false,
    }
}

fn is_scalar(one: &Scalar, other: &Scalar, is_same: impl Fn(&str, &str) -> bool) -> bool {
    one.is_plain == other.is_plain && is_same(&one.text, &other.text)
}
