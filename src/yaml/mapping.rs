//! Mappings: their keys in the order of the text, and by their names.

use super::tree::{MERGE_KEY, Yaml, YamlMapping, short};

/// From how many keys on they are sought by their names in order, and not one after the other.
const SORTED_MIN: usize = 8;

impl YamlMapping {
    /// A mapping of these keys and values.
    pub(super) fn new(yaml: &Yaml, pairs: Vec<(u32, u32)>) -> Self {
        let sorted = if pairs.len() < SORTED_MIN {
            Vec::new()
        } else {
            sorted(yaml, &pairs)
        };
        let merges = pairs
            .iter()
            .any(|(key, _)| yaml.text(*key as usize) == Some(MERGE_KEY));
        Self {
            pairs,
            sorted,
            merges,
        }
    }

    /// The first pair with a key.
    pub(super) fn pair(&self, yaml: &Yaml, key: &str) -> Option<(u32, u32)> {
        let text = |pair: &(u32, u32)| yaml.text(pair.0 as usize);
        if self.pairs.len() < SORTED_MIN {
            return self
                .pairs
                .iter()
                .find(|pair| text(pair) == Some(key))
                .copied();
        }
        let at = self
            .sorted
            .partition_point(|at| text(&self.pairs[*at as usize]) < Some(key));
        let pair = self.sorted.get(at).map(|at| self.pairs[*at as usize])?;
        (text(&pair) == Some(key)).then_some(pair)
    }
}

/// The places of the pairs whose keys are scalars, by their texts, equal ones in the order of the file.
pub(super) fn sorted(yaml: &Yaml, pairs: &[(u32, u32)]) -> Vec<u32> {
    let text = |at: &u32| yaml.text(pairs[*at as usize].0 as usize);
    let mut places: Vec<u32> = (0..short(pairs.len()))
        .filter(|at| text(at).is_some())
        .collect();
    places.sort_by(|one, other| text(one).cmp(&text(other)));
    places
}
