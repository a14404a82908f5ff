//! The hosts of a registry: its own, or mirrors that answer for it.

use std::sync::Arc;

use url::Url;

use super::Error;
use super::http::certificates::Certificates;
use super::http::{authority, is_same_origin};
use crate::config::{Config, Scheme};
use crate::reference::{Registry, Repository};

/// The host that Docker Hub is reached at. The name in references, `docker.io`, is a web site.
pub const DOCKER_HUB_HOST: &str = "registry-1.docker.io";

/// One host that can be asked, by the registry's own name or as a mirror.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The host as a registry in its own right: credentials, limits and scope are under this name.
    pub registry: Registry,
    /// Whether it answers for another registry.
    pub is_mirror: bool,
    /// Further hosts that may be sent its credentials, for tokens: `host[:port]`.
    pub trusted_realms: Arc<[String]>,
    /// The authorities that vouch for it, and the certificate that is shown to it.
    pub certificates: Arc<Certificates>,
    /// Whether it is a mirror that is written with its scheme.
    pub has_written_scheme: bool,
    base: Url,
    prefix: String,
}

impl Endpoint {
    /// The hosts to ask for a registry, in their order.
    ///
    /// # Errors
    /// Where a name follows the grammar of references and is no host all the same, like `1.2.3.999`.
    pub fn all(registry: &Registry, config: &Config) -> Result<Vec<Self>, Error> {
        let settings = config.registry(registry);
        let mut endpoints = Vec::new();
        for mirror in &settings.mirrors {
            let own = Self::own(&mirror.registry, mirror.scheme, config)?;
            endpoints.push(Self {
                is_mirror: true,
                prefix: mirror.prefix.clone(),
                ..own
            });
        }
        if settings.fallback || endpoints.is_empty() {
            endpoints.push(Self::own(registry, None, config)?);
        }
        Ok(endpoints)
    }

    pub fn own(
        registry: &Registry,
        scheme: Option<Scheme>,
        config: &Config,
    ) -> Result<Self, Error> {
        let settings = config.registry(registry);
        let certificates = Certificates::of(registry, config);
        // Loopback is spoken to in the open, as docker and containerd do, where nobody has certificates for it. There is
        // never a fallback from the one to the other: it would let whoever breaks TLS read the credentials
        let is_open = || registry.is_loopback() && certificates.is_empty();
        let is_plain = match scheme {
            Some(scheme) => scheme == Scheme::Http,
            None => settings.plain_http.unwrap_or_else(is_open),
        };
        let has_written_scheme = scheme.is_some();
        let scheme = if is_plain { "http" } else { "https" };
        let host = if registry.is_docker_hub() {
            DOCKER_HUB_HOST
        } else {
            registry.as_str()
        };
        let base =
            Url::parse(&format!("{scheme}://{host}/")).map_err(|error| Error::Unreachable {
                host: host.to_owned(),
                attempts: 0,
                cause: error.to_string(),
            })?;
        Ok(Self {
            registry: registry.clone(),
            is_mirror: false,
            trusted_realms: settings.trusted_realms.as_slice().into(),
            certificates: Arc::new(certificates),
            has_written_scheme,
            base,
            prefix: String::new(),
        })
    }

    /// The repository under the name that it has on this host.
    pub fn repository(&self, canonical: &Repository) -> Repository {
        if self.is_mirror {
            canonical.on_mirror(self.registry.clone(), &self.prefix)
        } else {
            canonical.clone()
        }
    }

    pub fn host(&self) -> String {
        authority(&self.base)
    }

    /// The host without its port.
    pub fn host_name(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The host, and the prefix of its repositories where it answers for another registry: two mirrors may share a
    /// host.
    pub fn name(&self) -> String {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        format!("{}{slash}{}", self.host(), self.prefix)
    }

    /// Whether a URL leads to it, by host, port and scheme.
    pub fn is_at(&self, url: &Url) -> bool {
        is_same_origin(&self.base, url)
    }

    /// `/v2/`, which says how the registry wants to be asked.
    pub fn root_url(&self) -> Url {
        self.url("/v2/")
    }

    pub fn manifest_url(&self, repository: &Repository, target: &str) -> Url {
        self.url(&format!("/v2/{}/manifests/{target}", repository.path()))
    }

    /// The list of a repository's tags.
    pub fn tags_url(&self, repository: &Repository) -> Url {
        self.url(&format!("/v2/{}/tags/list", repository.path()))
    }

    /// A blob: for a manifest's config.
    pub fn blob_url(&self, repository: &Repository, digest: &str) -> Url {
        self.url(&format!("/v2/{}/blobs/{digest}", repository.path()))
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }
}
