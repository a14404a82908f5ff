//! The prefix of a mirror as other tools write it: the path of an address, of which a part is the API's.
//!
//! containerd's `hosts.toml` has `/v2` in the addresses of its hosts, docker had `/v1/`, and Artifactory shows the
//! address of its own API. imagelock asks below `/v2/` by itself, so that such a path would be asked for twice and
//! never be there. Behind other words, `v2` may be a repository's own: `corp/team/v2`. In an address it is the API's
//! there too, as of a registry whose API is not at the root of its host (`override_path` in containerd, Nexus).

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

/// The way in which somebody wrote a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathStyle {
    /// Behind `https://`, or with a slash at its end.
    Address,
    /// As the beginning of a repository.
    Prefix,
}

impl PlainPrefix {
    /// Reads the path of a mirror.
    pub(super) fn of(path: &str, style: PathStyle) -> Self {
        let decoded = ESCAPES
            .iter()
            .fold(path.to_ascii_lowercase(), |path, (escape, letter)| {
                path.replace(escape, letter)
            });
        let mut words: Vec<&str> = decoded.split('/').filter(|word| !word.is_empty()).collect();
        let mut first = None;
        // Until nothing is left of it: the form that is named has to be one
        while let Some((own, api)) = without_api(&words, style) {
            first.get_or_insert(api);
            words = own;
        }
        Self {
            prefix: words.join("/"),
            api: first,
        }
    }
}

/// The words of a path that are a repository's, and the API's that stood among them; `None` if all are a repository's.
fn without_api<'w>(words: &[&'w str], style: PathStyle) -> Option<(Vec<&'w str>, &'static str)> {
    let of_artifactory = words.strip_prefix(&[ARTIFACTORY]).unwrap_or(words);
    if let ["api", "docker", repository @ ..] = of_artifactory {
        let repository = repository.strip_suffix(&["v2"]).unwrap_or(repository);
        return Some((repository.to_vec(), "/api/docker/"));
    }
    if words == ["v1"] {
        return Some((Vec::new(), "/v1/"));
    }
    if words.first() == Some(&"v2") {
        return Some((words[1..].to_vec(), "/v2/"));
    }
    if style == PathStyle::Address && words.contains(&"v2") {
        let own = words.iter().copied().filter(|word| *word != "v2");
        return Some((own.collect(), "/v2/"));
    }
    None
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
            ("v2/v2/a", "a", Some("/v2/")),
            ("v2/v1", "", Some("/v2/")),
            ("api/docker/v2/a", "a", Some("/api/docker/")),
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
            assert_eq!(PlainPrefix::of(path, PathStyle::Prefix), expected, "{path}");
        }
    }

    #[test]
    fn in_an_address_v2_is_the_apis_wherever_it_stands() {
        for (path, prefix) in [
            ("team/v2", "team"),
            ("repository/proxy/v2/", "repository/proxy"),
            ("v2/a/v2/b", "a/b"),
        ] {
            let plain = PlainPrefix::of(path, PathStyle::Address);
            assert_eq!(
                (&*plain.prefix, plain.api),
                (prefix, Some("/v2/")),
                "{path}"
            );
        }
    }
}
