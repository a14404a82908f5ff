//! Paths with wildcards, as GitLab reads them (`search_files_by_wildcard_path` in `app/models/repository.rb`): `*`
//! stands for anything but a slash, `**` for anything, and `**/` for any directories, or none.

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
        .filter(|it| !matches!(it, PatternPiece::Byte(_) | PatternPiece::Within));
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
    /// Any directories, or none. What is within them follows as a piece of its own.
    Directories,
    Within,
}

fn pieces(pattern: &[u8]) -> Vec<PatternPiece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if let Some(behind) = pattern_rest(first, behind, b"*/") {
            pieces.extend([PatternPiece::Directories, PatternPiece::Within]);
            rest = behind;
        } else if let Some(behind) = pattern_rest(first, behind, b"*") {
            pieces.push(PatternPiece::Anything);
            rest = behind;
        } else {
            pieces.push(match first {
                b'*' => PatternPiece::Star,
                byte => PatternPiece::Byte(*byte),
            });
        }
    }
    pieces
}

/// What is behind a star and these bytes.
fn pattern_rest<'p>(first: &u8, behind: &'p [u8], more: &[u8]) -> Option<&'p [u8]> {
    behind.strip_prefix(more).filter(|_| *first == b'*')
}

/// Whether a path matches as a whole. Goes through the path once, with all places of the pattern at which it may be.
fn matches(pieces: &[PatternPiece], path: &[u8]) -> bool {
    let mut at: BTreeSet<usize> = reached(pieces, 0).into_iter().collect();
    for byte in path {
        let mut next = BTreeSet::new();
        for place in at {
            match pieces.get(place) {
                Some(PatternPiece::Byte(it)) if it == byte => {
                    next.extend(reached(pieces, place + 1));
                }
                Some(PatternPiece::Star) if *byte != b'/' => next.extend(reached(pieces, place)),
                Some(PatternPiece::Anything) => next.extend(reached(pieces, place)),
                Some(PatternPiece::Within) => {
                    next.insert(place);
                    // Only a slash ends directories
                    if *byte == b'/' {
                        next.extend(reached(pieces, place + 1));
                    }
                }
                Some(PatternPiece::Byte(_) | PatternPiece::Star | PatternPiece::Directories)
                | None => {}
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
fn reached(pieces: &[PatternPiece], from: usize) -> Vec<usize> {
    let mut all = Vec::new();
    let mut at = from;
    loop {
        all.push(at);
        at += match pieces.get(at) {
            Some(PatternPiece::Star | PatternPiece::Anything) => 1,
            Some(PatternPiece::Directories) => {
                all.push(at + 1);
                2
            }
            Some(PatternPiece::Byte(_) | PatternPiece::Within) | None => return all,
        };
    }
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
            ("/r/ci/**/*.yml", "/r/ci/a.yml", true),
            ("/r/ci/**/a.yml", "/r/ci/ba.yml", false),
            ("/r/ci/**/a.yml", "/r/ci/b/ba.yml", false),
            ("/r/**/ci/**/a.yml", "/r/ci/a.yml", true),
            ("/r/**/ci.yml", "/r/ci.yml", true),
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
