//! Paths with wildcards, as GitLab reads them (`search_files_by_wildcard_path` in `app/models/repository.rb`): `*` stands
//! for anything but a slash, `**` for anything.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The most wildcards of one path: each makes more ways to match.
const STARS_MAX: usize = 8;

/// Whether a path has wildcards.
pub(super) fn has_wildcard(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().contains(&b'*')
}

/// The files whose paths match, in order.
pub(super) fn matching(pattern: &Path, mut places: Vec<&Path>) -> Vec<PathBuf> {
    let pieces = pieces(pattern.as_os_str().as_encoded_bytes());
    let stars = pieces
        .iter()
        .filter(|it| !matches!(it, PatternPiece::Byte(_)));
    if stars.count() > STARS_MAX {
        return Vec::new();
    }
    places.retain(|place| matches(&pieces, place.as_os_str().as_encoded_bytes()));
    places.sort();
    places.into_iter().map(Path::to_owned).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PatternPiece {
    Byte(u8),
    /// Anything but a slash.
    Star,
    Anything,
}

fn pieces(pattern: &[u8]) -> Vec<PatternPiece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((first, behind)) = rest.split_first() {
        (rest, _) = match (first, behind.strip_prefix(b"*")) {
            (b'*', Some(behind)) => (behind, pieces.push(PatternPiece::Anything)),
            (b'*', None) => (behind, pieces.push(PatternPiece::Star)),
            (byte, _) => (behind, pieces.push(PatternPiece::Byte(*byte))),
        };
    }
    pieces
}

/// Whether a path matches as a whole. Goes through the path once, with all places of the pattern at which it may be.
fn matches(pieces: &[PatternPiece], path: &[u8]) -> bool {
    let mut at = reached(pieces, 0).collect::<BTreeSet<usize>>();
    for byte in path {
        let mut next = BTreeSet::new();
        for place in at {
            match pieces.get(place) {
                Some(PatternPiece::Byte(it)) if it == byte => {
                    next.extend(reached(pieces, place + 1));
                }
                Some(PatternPiece::Star) if *byte != b'/' => next.extend(reached(pieces, place)),
                Some(PatternPiece::Anything) => next.extend(reached(pieces, place)),
                Some(PatternPiece::Byte(_) | PatternPiece::Star) | None => {}
            }
        }
        if next.is_empty() {
            return false;
        }
        at = next;
    }
    at.contains(&pieces.len())
}

/// The places from one on that are reached without another byte: wildcards also stand for nothing.
fn reached(pieces: &[PatternPiece], from: usize) -> impl Iterator<Item = usize> {
    let behind = pieces.iter().skip(from);
    let stars = behind.take_while(|it| !matches!(it, PatternPiece::Byte(_)));
    from..=from + stars.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_match_as_in_includes_of_gitlab() {
        let cases = [
            ("/r/ci/*.yml", "/r/ci/a.yml", true),
            ("/r/ci/*.yml", "/r/ci/.yml", true),
            ("/r/ci/*.yml", "/r/ci/b/a.yml", false),
            ("/r/ci/**.yml", "/r/ci/b/a.yml", true),
            ("/r/ci/**/*.yml", "/r/ci/b/c/a.yml", true),
            ("/r/ci/**/*.yml", "/r/ci/a.yml", false),
            ("/r/**/ci.yml", "/r/x/y/ci.yml", true),
            ("/r/**/ci.yml", "/r/x/y/ci.yaml", false),
            ("/r/*a*b*.yml", "/r/aab.yml", true),
        ];
        for (pattern, path, expected) in cases {
            let found = matching(Path::new(pattern), vec![Path::new(path)]);
            assert_eq!(found.len() == 1, expected, "{pattern} {path}");
        }
    }

    #[test]
    fn more_stars_than_anybody_writes_match_nothing() {
        let pattern = format!("/{}", "*a".repeat(STARS_MAX + 1));
        let path = format!("/{}", "a".repeat(50));
        assert!(matching(Path::new(&pattern), vec![Path::new(&path)]).is_empty());
    }
}
