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
