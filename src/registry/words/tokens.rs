//! Tokens that stand by themselves, told by their first letters or by their length.

/// The first letters of tokens: JSON in base64 (RFC 7519, 3), and those of GitHub, GitLab, Docker Hub and HashiCorp's
/// Vault.
const FIRST: [&str; 10] = [
    "eyJ",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "dckr_",
    "hvs.",
];
/// The shortest word that begins so and may be a token, in bytes.
const FIRST_MIN: usize = 10;
/// The length from which a word that no person would write is taken for a token.
const TOKEN_MIN: usize = 32;
/// The shortest part of a word that people write, in letters.
const PROSE_MIN: usize = 7;
/// Names before a digest, which is no secret.
const ALGORITHMS: [&str; 4] = ["sha256:", "sha512:", "sha256-", "sha512-"];

/// The same text with a mask in the place of tokens.
pub(super) fn without(text: &str, mask: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|letter| !is_of_token(letter))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let word_without_end = word.trim_end_matches('.');
        let is_secret =
            !ALGORITHMS.iter().any(|name| shown.ends_with(name)) && is_token(word_without_end);
        shown.push_str(if is_secret { mask } else { word_without_end });
        shown.push_str(&word[word_without_end.len()..]);
        let first = after.chars().next().map_or(0, char::len_utf8);
        shown.push_str(&after[..first]);
        rest = &after[first..];
    }
    shown
}

fn is_of_token(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_.+/".contains(letter)
}

fn is_token(word: &str) -> bool {
    let is_known = word.len() >= FIRST_MIN && FIRST.iter().any(|first| word.starts_with(first));
    // Names of repositories and hosts have parts, and no capitals
    is_known || is_of_base64(word) || word.split(['/', '.', '-', '_']).any(is_of_one_piece)
}

/// One word of letters and digits, as long as the longest that people write.
fn is_of_one_piece(word: &str) -> bool {
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    word.len() >= TOKEN_MIN && has_digit && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Capitals, small letters and digits in turn.
fn is_of_base64(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(&is);
    let mut parts = word.split(|letter: char| !letter.is_ascii_lowercase());
    let mut has_prose = || parts.any(|part| part.len() >= PROSE_MIN);
    word.len() >= TOKEN_MIN
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && !has_prose()
}
