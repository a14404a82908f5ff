//! The prefix of a mirror as other tools write it: the path of an address, of which a part is the API's.
//!
//! containerd's `hosts.toml` has `/v2` in the addresses of its hosts, docker had `/v1/`, and Artifactory shows the
//! address of its own API. imagelock asks below `/v2/` by itself, so that such a path would be asked for twice and never
//! be there.

/// What a path may have encoded where people write `/v2/`.
const ESCAPES: [(&str, &str); 4] = [("%76", "v"), ("%56", "v"), ("%32", "2"), ("%2f", "/")];
/// The word between Artifactory's host and its APIs.
const ARTIFACTORY: &str = "artifactory";

/// What a path is the prefix of, without what is the API's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlainPrefix {
    /// In lower case, without slashes at the ends.
    pub prefix: String,
    /// The part of the path that is the API's, where there is one.
    pub api: Option<&'static str>,
}

impl PlainPrefix {
    /// Reads the path of an address.
    pub(super) fn of(path: &str) -> Self {
        let decoded = ESCAPES
            .iter()
            .fold(path.to_ascii_lowercase(), |path, (escape, letter)| {
                path.replace(escape, letter)
            });
        let words: Vec<&str> = decoded.split('/').filter(|word| !word.is_empty()).collect();
        let (words, api) = without_api(&words);
        Self {
            prefix: words.join("/"),
            api,
        }
    }
}

/// The words of a path that are a repository's, and what stood before or behind them.
fn without_api<'p, 'w>(words: &'p [&'w str]) -> (&'p [&'w str], Option<&'static str>) {
    let behind = |words: &'p [&'w str]| words.strip_prefix(&["v2"]).unwrap_or(words);
    let own = behind(words);
    let of_artifactory = own.strip_prefix(&[ARTIFACTORY]).unwrap_or(own);
    match of_artifactory {
        ["api", "docker", repository @ ..] => {
            let repository = repository.strip_suffix(&["v2"]).unwrap_or(repository);
            (repository, Some("/api/docker/"))
        }
        _ if words == ["v1"] => (&[], Some("/v1/")),
        _ if own.len() < words.len() => (own, Some("/v2/")),
        _ => (words, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_apis_is_told_from_what_is_a_repositorys() {
        for (path, prefix, api) in [
            ("", "", None),
            ("proxy/", "proxy", None),
            ("team/v2", "team/v2", None),
            ("v1/proxy", "v1/proxy", None),
            ("v2x", "v2x", None),
            ("v2", "", Some("/v2/")),
            ("V2//Proxy/", "proxy", Some("/v2/")),
            ("%76%32%2Fproxy", "proxy", Some("/v2/")),
            ("v2/a/v2/", "a/v2", Some("/v2/")),
            ("v1/", "", Some("/v1/")),
            ("api/docker/remote", "remote", Some("/api/docker/")),
            (
                "artifactory/api/docker/remote/v2/",
                "remote",
                Some("/api/docker/"),
            ),
        ] {
            let expected = PlainPrefix {
                prefix: prefix.to_owned(),
                api,
            };
            assert_eq!(PlainPrefix::of(path), expected, "{path}");
        }
    }
}
