//! Keys that are misspelt.

/// The length from which on a word with one wrong letter is a slip, and not another word.
const SLIP_MIN: usize = 3;
/// The likeness of two keys, from 0 to 1, for the one to be taken for the other. At clap's 0.7 an `a` is an `image`.
const ALIKE: f64 = 0.8;

/// The key that was meant: by one slip of the fingers, `tga`, or what sounds alike.
pub(super) fn near<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let is_slip = |known: &&&str| key.len() >= SLIP_MIN && strsim::osa_distance(key, known) == 1;
    if let Some(slip) = known.iter().find(is_slip) {
        return Some(slip);
    }
    let alike = |known: &&'k str| (strsim::jaro(key, known), *known);
    let best = known
        .iter()
        .map(alike)
        .max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(alike, _)| *alike > ALIKE)
        .map(|(_, known)| known)
}
