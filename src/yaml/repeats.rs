//! Keys that are given twice in one mapping: readers of YAML take the last one, or the first, or refuse the file.

use super::tree::{Node, Repeated, Yaml, YamlMapping, YamlValue, sorted};

/// The rule by which one value counts of a key that is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepeatRule {
    /// The last one, as most readers take it.
    Last,
    /// The first one, as some do.
    First,
    /// All of them, as if they had different keys.
    All,
}

/// A key that is given twice.
#[derive(Debug)]
pub struct Repeat<'y> {
    pub mapping: Node<'y>,
    /// The key and its value, each time that it is given.
    pub pairs: Vec<(Node<'y>, Node<'y>)>,
}

impl<'y> Repeat<'y> {
    /// The key where it is given for the second time.
    pub fn again(&self) -> Node<'y> {
        self.pairs.get(1).map_or(self.mapping, |(key, _)| *key)
    }
}

impl Yaml {
    /// The keys that are given twice, in the order in which their mappings end.
    pub fn repeats(&self) -> impl Iterator<Item = Repeat<'_>> {
        let repeated = self.repeated.iter();
        let groups = repeated.flat_map(|it| it.groups.iter().map(move |group| (it, group)));
        groups.map(|(it, group)| {
            let pair = |at: &u32| it.pairs[*at as usize];
            let nodes =
                |(key, value): (u32, u32)| (self.node(key as usize), self.node(value as usize));
            Repeat {
                mapping: self.node(it.mapping),
                pairs: group.iter().map(pair).map(nodes).collect(),
            }
        })
    }

    /// Says which value counts of each key that is given twice.
    pub fn read_repeats(&mut self, reading: RepeatRule) {
        let read = |it: &Repeated| (it.mapping, YamlMapping::new(self, it.read(reading)));
        for (id, mapping) in self.repeated.iter().map(read).collect::<Vec<_>>() {
            self.nodes[id].value = YamlValue::Mapping(mapping);
        }
    }

    /// Looks for keys that are given twice in a mapping that is at its end, and reads it.
    pub(super) fn close_mapping(&mut self, id: usize) {
        let YamlValue::Mapping(mapping) = &mut self.nodes[id].value else {
            return;
        };
        let pairs = std::mem::take(&mut mapping.pairs);
        let groups = groups(self, &pairs);
        let pairs = if groups.is_empty() {
            pairs
        } else {
            let repeated = Repeated {
                mapping: id,
                pairs,
                groups,
            };
            let last = repeated.read(RepeatRule::Last);
            self.repeated.push(repeated);
            last
        };
        self.nodes[id].value = YamlValue::Mapping(YamlMapping::new(self, pairs));
    }
}

impl Repeated {
    fn read(&self, reading: RepeatRule) -> Vec<(u32, u32)> {
        let mut is_left_out = vec![false; self.pairs.len()];
        for group in &self.groups {
            let left_out = match reading {
                RepeatRule::Last => &group[..group.len() - 1],
                RepeatRule::First => &group[1..],
                RepeatRule::All => &[],
            };
            for at in left_out {
                is_left_out[*at as usize] = true;
            }
        }
        let pairs = self.pairs.iter().zip(is_left_out);
        let kept = pairs.filter(|(_, is_left_out)| !is_left_out);
        kept.map(|(pair, _)| *pair).collect()
    }
}

/// The places of keys that are given more than once, in groups of equal ones.
fn groups(yaml: &Yaml, pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
    if pairs.len() < 2 {
        return Vec::new();
    }
    let text = |at: &u32| yaml.text(pairs[*at as usize].0 as usize);
    let sorted = sorted(yaml, pairs);
    let groups = sorted.chunk_by(|one, other| text(one) == text(other));
    let groups = groups.filter(|group| group.len() > 1);
    groups.map(<[u32]>::to_vec).collect()
}
