//! From two images' labels to the web page that compares what they were built from.
//!
//! Labels are from outside, and a link is there to be followed: only a plain URL becomes one, and only where the form
//! of such pages is known or usual. No link is better than a wrong one.

use url::{Host, Url};

use super::labels::Labels;

/// The number of hex digits of a commit: seven where it is shortened, 64 where git hashes by SHA-256.
const COMMIT: std::ops::RangeInclusive<usize> = 7..=64;
/// Hosts, and those in their domains, that have such pages elsewhere or not at all.
const OTHERS: [&str; 5] = [
    "dev.azure.com",
    "visualstudio.com",
    "googlesource.com",
    "sr.ht",
    "kernel.org",
];
/// The beginning of GitLab's own pages, behind a repository in any depth of groups.
const GITLAB_PAGES: &str = "-";

/// The page that shows what lies between the sources of two images: those of one repository, at two commits.
pub fn compare_url(old: &Labels, new: &Labels) -> Option<String> {
    let (from, to) = (commit(old)?, commit(new)?);
    let repository = repository(old)?;
    // A commit may be shortened in one of them
    let is_same_commit = from.starts_with(to) || to.starts_with(from);
    if is_same_commit || self::repository(new)? != repository {
        return None;
    }
    let pages = if has_label(&repository, "gitlab") {
        "/-/compare"
    } else {
        "/compare"
    };
    Some(format!("{repository}{pages}/{from}...{to}"))
}

fn commit(labels: &Labels) -> Option<&str> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_commit = |text: &&str| COMMIT.contains(&text.len()) && text.bytes().all(is_hex);
    labels.revision.as_deref().filter(is_commit)
}

/// The page of a repository, out of a source that is one, or `git clone`'s URL, or a page below it.
fn repository(labels: &Labels) -> Option<Url> {
    let mut url = plain(labels.source.as_deref()?)?;
    let host = url.host_str()?;
    let is_other = |name: &&str| host == *name || host.ends_with(&format!(".{name}"));
    if has_label(&url, "bitbucket") || OTHERS.iter().any(is_other) {
        return None;
    }
    let path = repository_path(&url)?;
    url.set_path(&path);
    Some(url)
}

/// A source that is an HTTPS URL of letters that nothing has to be made of: what is shown is what is opened.
fn plain(source: &str) -> Option<Url> {
    let (authority, path) = source.strip_prefix("https://")?.split_once('/')?;
    let consists = |text: &str, others: &[u8]| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
    };
    let is_plain = consists(authority, b".-:") && consists(path, b"._~/-");
    let url = Url::parse(source).ok().filter(|_| is_plain)?;
    let is_unchanged = url.path().strip_prefix('/') == Some(path);
    (matches!(url.host(), Some(Host::Domain(_))) && is_unchanged).then_some(url)
}

/// The part of a path that is the repository's: an owner and a name at least.
fn repository_path(url: &Url) -> Option<String> {
    let path = url.path().strip_prefix('/')?;
    let parts: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let depth = match url.host_str() {
        Some("github.com") => 2,
        _ if has_label(url, "gitlab") => {
            let pages = parts.iter().position(|part| *part == GITLAB_PAGES);
            pages.unwrap_or(parts.len())
        }
        _ => parts.len(),
    };
    let (name, owner) = parts.get(..depth)?.split_last()?;
    let name = name.strip_suffix(".git").unwrap_or(name);
    let parts: Vec<&str> = owner.iter().copied().chain([name]).collect();
    (parts.len() >= 2 && parts.iter().all(|part| !part.is_empty())).then(|| parts.join("/"))
}

fn has_label(url: &Url, label: &str) -> bool {
    let mut labels = url.host_str().unwrap_or_default().split('.');
    labels.any(|part| part == label)
}

#[cfg(test)]
mod tests;
