//! What it is that a server says has expired: a login, or a thing that is none. Images, memberships and quotas expire
//! as well.
//!
//! The thing is named by the first of the nouns that are known here: "the token for image a has expired" is about the
//! token. Of nouns side by side the last one counts: "project access token".

/// What is a login, or proves one.
const LOGINS: [&str; 26] = [
    "account",
    "apikey",
    "auth",
    "authentication",
    "authorisation",
    "authorization",
    "credential",
    "credentials",
    "jwt",
    "key",
    "keys",
    "login",
    "logon",
    "passcode",
    "passphrase",
    "password",
    "passwords",
    "pat",
    "secret",
    "secrets",
    "session",
    "sessions",
    "signin",
    "sso",
    "token",
    "tokens",
];
/// What else may expire, or may be said not to be valid.
const OTHERS: [&str; 46] = [
    "artifact",
    "artifacts",
    "cache",
    "cert",
    "certificate",
    "certificates",
    "contract",
    "digest",
    "domain",
    "entitlement",
    "evaluation",
    "group",
    "image",
    "images",
    "invitation",
    "layer",
    "lease",
    "licence",
    "license",
    "link",
    "manifest",
    "membership",
    "name",
    "namespace",
    "organisation",
    "organization",
    "package",
    "period",
    "permission",
    "permissions",
    "plan",
    "policy",
    "project",
    "quota",
    "repo",
    "repository",
    "request",
    "retention",
    "role",
    "scope",
    "signature",
    "storage",
    "subscription",
    "tag",
    "trial",
    "url",
];
/// Words that stand between nouns side by side.
const BETWEEN: [&str; 8] = [
    "access", "api", "deploy", "pull", "push", "refresh", "s", "user",
];
/// The ways to say that something is no longer good, or is not.
const ENDS: [&[&str]; 8] = [
    &["expired"],
    &["revoked"],
    &["no", "longer", "valid"],
    &["is", "invalid"],
    &["are", "invalid"],
    &["is", "not", "valid"],
    &["are", "not", "valid"],
    &["not", "valid", "anymore"],
];
/// Words that may stand between an end and the noun that it is said of: "expired or revoked token".
const ASIDE: [&str; 5] = ["or", "and", "invalid", "expired", "revoked"];
/// Words of a server that does not know either.
const DOUBTS: [&str; 8] = [
    "could", "if", "maybe", "may", "might", "perhaps", "unless", "whether",
];
/// Words that another thing is named behind.
const JOINTS: [&str; 5] = ["because", "but", "since", "that", "which"];

/// The sentences of a text, each alone.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split(['\n', ';', '!', '?']);
    lines.flat_map(|line| line.split(". "))
}

/// Whether a sentence only says what may be.
pub fn is_doubtful(sentence: &str) -> bool {
    let words = words(sentence);
    words.iter().any(|word| DOUBTS.contains(&word.as_str()))
}

/// Whether a sentence says of a login that it has expired, or is not valid.
pub fn is_of_login(sentence: &str) -> bool {
    let clauses = sentence.split(", ").flat_map(|part| part.split(": "));
    clauses.map(words).any(|clause| {
        let is_joint = |word: &String| JOINTS.contains(&word.as_str());
        clause.split(is_joint).any(ends_a_login)
    })
}

fn ends_a_login(clause: &[String]) -> bool {
    let found = ENDS.iter().find_map(|end| {
        let at = clause.windows(end.len()).position(|words| words == *end)?;
        Some((&clause[..at], &clause[at + end.len()..]))
    });
    let Some((before, behind)) = found else {
        return false;
    };
    let start = |words: &[String], skips: fn(&str) -> bool| {
        words.iter().take_while(|word| skips(word)).count()
    };
    let behind = &behind[start(behind, |word| ASIDE.contains(&word))..];
    let before_noun = &before[start(before, is_neutral)..];
    let is_denied = before.last().is_some_and(|word| word == "not");
    !is_denied && of_nouns(behind).or_else(|| of_nouns(before_noun)) == Some(true)
}

/// Whether the nouns side by side that a clause begins with name a login; `None` if it begins with none.
fn of_nouns(words: &[String]) -> Option<bool> {
    let is_part = |word: &&String| !is_neutral(word) || BETWEEN.contains(&word.as_str());
    let nouns = words.iter().take_while(is_part);
    let last = nouns.filter(|word| !is_neutral(word)).last()?;
    Some(LOGINS.contains(&last.as_str()))
}

fn is_neutral(word: &str) -> bool {
    !LOGINS.contains(&word) && !OTHERS.contains(&word)
}

/// The words in lower case, also those that `ExpiredToken` and `TOKEN_EXPIRED` are made of.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in text.chars() {
        let begins = !letter.is_alphanumeric() || (was_lower && letter.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}
