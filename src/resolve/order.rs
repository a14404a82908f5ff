//! The order in which repositories are asked.

use std::collections::BTreeMap;

use crate::reference::{Registry, Repository};

/// The indices of questions about these repositories by registry, the repositories of each interleaved: the first
/// question of every repository, then the second of every one. So the tokens of all repositories are asked for at
/// once, and nobody queues behind one of them.
pub fn by_registry<'a>(repositories: impl Iterator<Item = &'a Repository>) -> Vec<Vec<usize>> {
    let mut registries: BTreeMap<&Registry, BTreeMap<&Repository, usize>> = BTreeMap::new();
    let mut orders: BTreeMap<&Registry, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, repository) in repositories.enumerate() {
        let registry = repository.registry();
        let ranks = registries.entry(registry).or_default();
        let rank = ranks.entry(repository).or_default();
        orders.entry(registry).or_default().push((*rank, index));
        *rank += 1;
    }
    let sorted = |mut order: Vec<(usize, usize)>| {
        order.sort_unstable();
        order.into_iter().map(|(_, index)| index).collect()
    };
    orders.into_values().map(sorted).collect()
}
