//! Users with passwords in URLs: `https://ana:hunter2@h/`, also without the scheme.

/// The same text with a mask in the place of what stands before the `@` of URLs.
pub(super) fn without_users(text: &str, mask: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| without_user(word, mask))
        .collect()
}

fn without_user(word: &str, mask: &str) -> String {
    let start = word.find("://").map_or(0, |at| at + "://".len());
    let (scheme, rest) = word.split_at(start);
    match rest.rfind('@') {
        Some(at) if has_password(scheme, rest, at) => format!("{scheme}{mask}{}", &rest[at..]),
        Some(_) | None => word.to_owned(),
    }
}

/// A password may have any letter, also those that end a host. What stands before an `@` is none if a host and a path
/// do, or the name of an image before its digest.
fn has_password(scheme: &str, rest: &str, at: usize) -> bool {
    let (before, after) = (&rest[..at], &rest[at + 1..]);
    let host = before.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.len() < before.len() && is_host(host);
    let is_image = ["sha256:", "sha512:"]
        .iter()
        .any(|name| after.starts_with(name));
    let has_user = !scheme.is_empty() || before.contains(':');
    has_user && !is_host && !is_image
}

fn is_host(text: &str) -> bool {
    let port = text.split_once(':').map_or("", |(_, port)| port);
    text.starts_with('[') || port.bytes().all(|byte| byte.is_ascii_digit())
}
