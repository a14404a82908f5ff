//! Items that have something in common, each group in the place of its first item.

use std::collections::BTreeMap;

/// Groups in the order of their first items.
pub(super) fn grouped_by<T, K: Ord>(
    list: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut indexes = BTreeMap::new();
    for item in list {
        let index = *indexes.entry(key(&item)).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_in_the_order_of_their_first_items() {
        assert_eq!(
            grouped_by([12, 21, 14, 30, 22], |number| number / 10),
            [vec![12, 14], vec![21, 22], vec![30]]
        );
    }
}
