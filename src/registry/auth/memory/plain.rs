//! The words of a challenge that may be remembered.
//!
//! A registry writes into it what it likes: the image that it was asked for, or the number of a session. So what is
//! remembered is short and plain, as all known registries write it, and has no name of an image in it.

use crate::reference::Repository;
use crate::registry::auth::Bearer;
use crate::registry::host::Endpoint;

/// The longest name of a service.
const SERVICE_MAX: usize = 64;
/// The longest name in the path of a token server, and the number of them.
const SEGMENT_MAX: usize = 40;
const SEGMENTS_MAX: usize = 8;
/// Names in the addresses of token servers that tell nothing, although an image may have the same, or a part of it.
const COMMON: [&str; 17] = [
    "api",
    "artifactory",
    "auth",
    "docker",
    "jwt",
    "oauth2",
    "openshift",
    "protocol",
    "proxy_auth",
    "realms",
    "redhat-docker-v2",
    "repository",
    "rhcc",
    "service",
    "token",
    "tokens",
    "v2",
];

/// Whether a token server and its service are written in plain words.
pub fn is_plain(bearer: &Bearer) -> bool {
    let is_short = |segment: &&str| segment.len() <= SEGMENT_MAX && is_of(segment, "-_");
    let is_plain_path =
        segments(bearer).count() <= SEGMENTS_MAX && segments(bearer).all(|it| is_short(&it));
    // Nexus calls its service as it calls its token server
    let is_plain_service = |service: &str| {
        let is_name = service.len() <= SERVICE_MAX && is_of(service, ".-_: ");
        is_name || service == bearer.realm.as_str()
    };
    is_plain_path
        && bearer.realm.query().is_none()
        && bearer.service.as_deref().is_none_or(is_plain_service)
}

/// Whether the address of a token server has a part of a repository's name in it that the registry's has not, or its
/// service the whole name.
pub fn names(endpoint: &Endpoint, bearer: &Bearer, repository: &Repository) -> bool {
    let is_of_registry = |label: &&str| endpoint.host_name().split('.').any(|own| own == *label);
    let host = bearer.realm.host_str().unwrap_or_default();
    let labels = host.split('.').filter(|label| !is_of_registry(label));
    let names_part = |word: &str| {
        let is_common = COMMON
            .iter()
            .any(|common| common.eq_ignore_ascii_case(word));
        let word = || word.to_ascii_lowercase();
        !is_common && parts(repository).any(|part| word().contains(part))
    };
    let service = bearer.service.as_deref().unwrap_or_default();
    let is_of_image = || {
        service != bearer.realm.as_str()
            && parts(repository).all(|part| service.to_ascii_lowercase().contains(part))
    };
    segments(bearer).chain(labels).any(names_part) || is_of_image()
}

fn segments(bearer: &Bearer) -> impl Iterator<Item = &str> {
    bearer.realm.path_segments().into_iter().flatten()
}

fn parts(repository: &Repository) -> impl Iterator<Item = &str> {
    repository.path().split('/')
}

fn is_of(text: &str, signs: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii_alphanumeric() || signs.contains(letter))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;
    use crate::reference::Reference;

    fn bearer(realm: &str, service: &str) -> Bearer {
        Bearer {
            realm: Arc::new(realm.parse().unwrap()),
            service: Some(service.into()).filter(|service: &Arc<str>| !service.is_empty()),
            or_basic: false,
        }
    }

    /// Whether this may be remembered of the registry after an answer about the image.
    fn is_fit(image: &str, realm: &str, service: &str) -> bool {
        let image: Reference = image.parse().unwrap();
        let registry = image.repository.registry();
        let endpoint = Endpoint::own(registry, None, &Config::default()).unwrap();
        let bearer = bearer(realm, service);
        is_plain(&bearer) && !names(&endpoint, &bearer, &image.repository)
    }

    #[test]
    fn the_challenges_of_all_known_registries_may_be_remembered() {
        let nexus = "https://nexus.corp.example/repository/docker/v2/token";
        for (image, realm, service) in [
            ("ghcr.io/acme/auth", "https://ghcr.io/token", "ghcr.io"),
            ("quay.io/a/b", "https://quay.io/v2/auth", "quay.io"),
            ("gcr.io/v2/token", "https://gcr.io/v2/token", "gcr.io"),
            (
                "us-docker.pkg.dev/a/b/c",
                "https://us-docker.pkg.dev/v2/token",
                "",
            ),
            (
                "public.ecr.aws/docker/library/redis",
                "https://public.ecr.aws/token/",
                "public.ecr.aws",
            ),
            (
                "acme.azurecr.io/acme/web",
                "https://acme.azurecr.io/oauth2/token",
                "acme.azurecr.io",
            ),
            (
                "registry.gitlab.com/gitlab-org/a",
                "https://gitlab.com/jwt/auth",
                "container_registry",
            ),
            (
                "harbor.corp.example/service/web",
                "https://harbor.corp.example/service/token",
                "harbor-registry",
            ),
            (
                "art.corp.example/docker/web",
                "https://art.corp.example/artifactory/api/docker/docker/v2/token",
                "art.corp.example",
            ),
            (
                "git.corp.example/ana/web",
                "https://git.corp.example/v2/token",
                "container_registry",
            ),
            (
                "registry.redhat.io/ubi9/ubi",
                "https://registry.redhat.io/auth/realms/rhcc/protocol/redhat-docker-v2/auth",
                "docker-registry",
            ),
            ("nvcr.io/nvidia/cuda", "https://nvcr.io/proxy_auth", ""),
            (
                "cgr.dev/chainguard/static",
                "https://cgr.dev/token",
                "cgr.dev",
            ),
            (
                "dhi.io/static",
                "https://dhi.io/token",
                "registry.docker.io",
            ),
            (
                "registry.suse.com/suse/sle15",
                "https://registry.suse.com/auth",
                "SUSE Linux Docker Registry",
            ),
            (
                "zot.corp.example/acme/web",
                "https://zot.corp.example/zot/auth/token",
                "zot",
            ),
            ("nexus.corp.example/acme/web", nexus, nexus),
            (
                "localhost:5000/openshift/web",
                "http://localhost:5000/openshift/token",
                "",
            ),
            (
                "registry.corp.example/token",
                "https://tokens.corp.example/auth",
                "My registry",
            ),
        ] {
            assert!(is_fit(image, realm, service), "{image} {realm} {service}");
        }
    }

    #[test]
    fn a_name_of_an_image_a_token_or_the_number_of_a_session_may_not() {
        let own = "https://r.corp.example/token";
        for (realm, service) in [
            (own, "topsecret/project"),
            (own, "TopSecret-project"),
            (own, "sid=SESSION-0123456789abcdef;client=10.1.2.3"),
            (own, &"s".repeat(SERVICE_MAX + 1)),
            ("https://r.corp.example/auth/project/token", "svc"),
            ("https://r.corp.example/auth/Topsecret-v2/token", "svc"),
            (
                "https://r.corp.example/auth/topsecret%2Fproject/token",
                "svc",
            ),
            ("https://topsecret.corp.example/token", "svc"),
            (
                "https://r.corp.example/s/eyJhbGciOiJub25lIn0.eyJzaWQiOiJ9.c2ln/token",
                "svc",
            ),
            (
                "https://r.corp.example/s/0123456789abcdef0123456789abcdef0123456789/token",
                "svc",
            ),
            ("https://r.corp.example/a/b/c/d/e/f/g/h/token", "svc"),
            ("https://r.corp.example/token;jsessionid=ABC123", "svc"),
            ("https://r.corp.example/token?session=ABC123", "svc"),
        ] {
            let image = "r.corp.example/topsecret/project:1";
            assert!(!is_fit(image, realm, service), "{realm} {service}");
        }
    }
}
