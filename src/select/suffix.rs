//! Suffixes that tell that a version is not released.

/// The words by which a suffix tells that a version is not released.
const PRE_RELEASE_WORDS: [&str; 16] = [
    "alpha",
    "beta",
    "canary",
    "cr",
    "dev",
    "ea",
    "experimental",
    "m",
    "milestone",
    "next",
    "nightly",
    "pre",
    "preview",
    "rc",
    "snapshot",
    "unstable",
];

/// How many letters of a commit's hash are written at least.
const HASH_MIN: usize = 7;

/// Whether a suffix tells that a version is not released: `rc1`, `beta.2`, `M3`, `ea-11`, or a commit's `3-g1abb7b5`.
pub(super) fn is_pre_release(suffix: &str) -> bool {
    let is_known = |word: &str| {
        let mut known = PRE_RELEASE_WORDS.iter();
        known.any(|known| word.eq_ignore_ascii_case(known))
    };
    let mut words = suffix.split(|letter: char| !letter.is_ascii_alphabetic());
    words.any(is_known) || suffix.split(['-', '.', '_']).any(is_hash)
}

/// Whether a word is the hash of a commit, or git's `g` and a hash: both letters and digits, to tell it from a date and
/// from a name.
fn is_hash(word: &str) -> bool {
    let word = word.strip_prefix('g').unwrap_or(word);
    let has = |is_kind: fn(&u8) -> bool| word.as_bytes().iter().any(is_kind);
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    word.len() >= HASH_MIN
        && word.bytes().all(is_hex)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// Whether what stands right behind a number tells the same: `rc1`, and Python's `b4`.
pub(super) fn is_pre_release_behind_number(rest: &str) -> bool {
    let word = rest
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next();
    word.is_some_and(|word| matches!(word, "a" | "b") || is_pre_release(word))
}
