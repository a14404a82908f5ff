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
    let is_hex = |text: &str| {
        text.bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    labels
        .revision
        .as_deref()
        .filter(|revision| COMMIT.contains(&revision.len()) && is_hex(revision))
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
        _ if has_label(url, "gitlab") => parts
            .iter()
            .take_while(|part| **part != GITLAB_PAGES)
            .count(),
        _ => parts.len(),
    };
    let (name, owner) = parts.get(..depth)?.split_last()?;
    let name = name.strip_suffix(".git").unwrap_or(name);
    let parts: Vec<&str> = owner.iter().copied().chain([name]).collect();
    (parts.len() >= 2 && parts.iter().all(|part| !part.is_empty())).then(|| parts.join("/"))
}

fn has_label(url: &Url, label: &str) -> bool {
    url.host_str()
        .is_some_and(|host| host.split('.').any(|part| part == label))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "0123abc";
    const NEW: &str = "89abcdef0123";

    fn labels(source: &str, revision: &str) -> Labels {
        Labels {
            source: Some(source.to_owned()),
            revision: Some(revision.to_owned()),
            ..Labels::default()
        }
    }

    fn page(source: &str) -> Option<String> {
        compare_url(&labels(source, OLD), &labels(source, NEW))
    }

    #[test]
    fn a_repository_has_a_page_that_compares() {
        let usual = "https://github.com/acme/app/compare/0123abc...89abcdef0123";
        let deep = "https://gitlab.com/acme/group/app/-/compare/0123abc...89abcdef0123";
        let cases = [
            ("https://github.com/acme/app", usual),
            ("https://github.com/acme/app/", usual),
            ("https://github.com/acme/app.git", usual),
            ("https://github.com/acme/app.git/", usual),
            ("https://github.com/acme/app/tree/main", usual),
            (
                "https://github.com/acme/app/blob/main/docker/Dockerfile",
                usual,
            ),
            ("https://GitHub.com/acme/app", usual),
            ("https://github.com:443/acme/app", usual),
            ("https://gitlab.com/acme/group/app", deep),
            ("https://gitlab.com/acme/group/app.git", deep),
            ("https://gitlab.com/acme/group/app/-/tree/main", deep),
            (
                "https://gitlab.corp.example/a/b",
                "https://gitlab.corp.example/a/b/-/compare/0123abc...89abcdef0123",
            ),
            (
                "https://notgitlab.example/a/b",
                "https://notgitlab.example/a/b/compare/0123abc...89abcdef0123",
            ),
            (
                "https://codeberg.org/a/b",
                "https://codeberg.org/a/b/compare/0123abc...89abcdef0123",
            ),
            (
                "https://codeberg.org/a/b.git/",
                "https://codeberg.org/a/b/compare/0123abc...89abcdef0123",
            ),
            (
                "https://git.example:3000/tea/~a/b_c.d-e",
                "https://git.example:3000/tea/~a/b_c.d-e/compare/0123abc...89abcdef0123",
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(page(source).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn what_is_no_plain_url_of_a_repository_is_no_link() {
        let sources = [
            "",
            "acme/app",
            "http://github.com/acme/app",
            "ssh://git@github.com/acme/app",
            "git@github.com:acme/app.git",
            "git://github.com/acme/app",
            "javascript://github.com/acme/app",
            "https:github.com/acme/app",
            "https:/github.com/acme/app",
            "https://user@github.com/acme/app",
            "https://user:secret@github.com/acme/app",
            "https://github.com/acme/app?tab=readme",
            "https://github.com/acme/app#readme",
            "https://github.com/acme/a%70p",
            "https://github.com/acme/a p",
            "https://github.com/acme/app)",
            "https://github.com/acme/äpp",
            "https://github.com\\acme\\app",
            "https://gıthub.com/acme/app",
            "https://git%68ub.com/acme/app",
            "https://github.com:/acme:app",
            "https://github.com:99999/acme/app",
            "https://127.0.0.1/acme/app",
            "https://2130706433/acme/app",
            "https://[::1]/acme/app",
            "https:///acme/app",
            "https://github.com",
            "https://github.com/",
            "https://github.com/acme",
            "https://github.com/acme/",
            "https://github.com//app",
            "https://github.com/acme//app",
            "https://github.com/acme/.git",
            "https://github.com/acme/../app",
            "https://github.com/acme/./app/tree",
            "https://gitlab.com/-/acme/app",
            "https://gitlab.com/acme/-/tree",
            "https://git.example/app",
            "https://github.com/acme/app…",
        ];
        for source in sources {
            assert_eq!(page(source), None, "{source}");
        }
    }

    #[test]
    fn hosts_that_compare_in_other_ways_have_no_link() {
        let hosts = [
            "bitbucket.org",
            "bitbucket.corp.example",
            "dev.azure.com",
            "acme.visualstudio.com",
        ];
        let more = ["chromium.googlesource.com", "git.sr.ht", "git.kernel.org"];
        for host in hosts.into_iter().chain(more) {
            assert_eq!(page(&format!("https://{host}/acme/app")), None, "{host}");
        }
        assert!(page("https://notkernel.org/acme/app").is_some());
    }

    #[test]
    fn two_commits_are_compared_and_nothing_else() {
        let source = "https://github.com/acme/app";
        let (sha1, sha256) = ("a".repeat(40), "b".repeat(64));
        let cases = [
            (OLD, sha1.as_str(), true),
            (sha1.as_str(), sha256.as_str(), true),
            (OLD, OLD, false),
            (OLD, "0123abcdef", false),
            ("0123abcdef", OLD, false),
            (OLD, "abcdef", false),
            (OLD, &format!("{sha256}b"), false),
            (OLD, "89ABCDEF", false),
            (OLD, "refs/heads/main", false),
            ("v1.2.3", NEW, false),
            ("", NEW, false),
        ];
        for (old, new, is_link) in cases {
            let found = compare_url(&labels(source, old), &labels(source, new));
            assert_eq!(found.is_some(), is_link, "{old} {new}: {found:?}");
        }
        let nothing = Labels {
            source: Some(source.to_owned()),
            ..Labels::default()
        };
        assert_eq!(compare_url(&nothing, &labels(source, NEW)), None);
    }

    #[test]
    fn both_are_of_one_repository() {
        let cases = [
            (
                "https://github.com/acme/app",
                "https://github.com/acme/app.git",
                true,
            ),
            (
                "https://github.com/acme/app/tree/v1",
                "https://github.com/acme/app/tree/v2",
                true,
            ),
            (
                "https://github.com/acme/app",
                "https://github.com/acme/other",
                false,
            ),
            (
                "https://github.com/acme/app",
                "https://gitlab.com/acme/app",
                false,
            ),
            (
                "https://git.example/acme/app",
                "https://git.example:3000/acme/app",
                false,
            ),
        ];
        for (old, new, is_link) in cases {
            assert_eq!(
                compare_url(&labels(old, OLD), &labels(new, NEW)).is_some(),
                is_link,
                "{old} {new}"
            );
        }
        let nowhere = Labels {
            revision: Some(NEW.to_owned()),
            ..Labels::default()
        };
        assert_eq!(
            compare_url(&labels("https://github.com/acme/app", OLD), &nowhere),
            None
        );
    }
}
