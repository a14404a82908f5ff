//! Certificates for one registry: authorities beside those of the machine, and what this client shows of itself.
//!
//! They are `config.toml`'s `ca-file`, and what docker and podman keep in `certs.d` under the registry's name. They
//! hold for the conversation with that registry; they are read when it is first asked, and not before.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use crate::config::Config;
use crate::files::{self, Trust};
use crate::reference::Registry;
use crate::registry::error::Error;

/// The names of Docker Hub's directory: as references write it, and as it is reached.
const DOCKER_HUB: [&str; 2] = ["docker.io", "registry-1.docker.io"];

/// What stands at the beginning of UTF-8 texts of Windows.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The beginning of a certificate in DER: a sequence whose length has two bytes (X.690, 8.1.3).
const DER: [u8; 2] = [0x30, 0x82];

/// The places of a registry's certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Certificates {
    authorities: Option<PathBuf>,
    /// The registry's directory in the first `certs.d` that has one.
    directory: Option<PathBuf>,
}

#[derive(Default)]
pub struct CertificateMaterial {
    /// The authorities beside those of the machine.
    pub authorities: Vec<CertificateDer<'static>>,
    /// The client's own certificate with its key.
    pub identity: Option<CertifiedKey>,
}

impl Certificates {
    /// Finds those of a registry, and opens none.
    pub fn of(registry: &Registry, config: &Config) -> Self {
        let own = [registry.as_str()];
        let names = if registry.is_docker_hub() {
            &DOCKER_HUB[..]
        } else {
            &own
        };
        let places = config.certificate_directories.iter();
        let mut places = places.flat_map(|place| names.iter().map(move |name| place.join(name)));
        Self {
            authorities: config.registry(registry).ca_file.clone(),
            directory: places.find(|place| files::is_directory(place)),
        }
    }

    /// Whether nothing is said about the registry's certificates.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads them. In a directory of `certs.d`, `*.crt` are authorities, and `X.cert` with `X.key` is the client's own
    /// certificate (moby `registry/registry.go`, containers/image `tlsclientconfig`).
    pub fn read(&self) -> Result<CertificateMaterial, Error> {
        let mut material = CertificateMaterial::default();
        if let Some(path) = &self.authorities {
            let own = authorities(path).map_err(unusable("`ca-file`", path))?;
            material.authorities.extend(own);
        }
        let directory = self.directory.as_deref();
        let files = directory.map(files::list).unwrap_or_default();
        for path in with_extension(&files, "crt") {
            let own = authorities(path).map_err(unusable("authority", path))?;
            material.authorities.extend(own);
        }
        let is_alone = |key: &&PathBuf| !files.contains(&key.with_extension("cert"));
        if let Some(key) = with_extension(&files, "key").find(is_alone) {
            let cause = "there is no certificate `*.cert` with the same name beside it";
            return Err(unusable("key", key)(cause.to_owned()));
        }
        for path in with_extension(&files, "cert") {
            let unusable = unusable("client certificate", path);
            if material.identity.is_some() {
                let cause = "there is another one beside it, but only one can be used";
                return Err(unusable(cause.to_owned()));
            }
            let own = identity(path, &path.with_extension("key")).map_err(unusable)?;
            material.identity = Some(own);
        }
        Ok(material)
    }
}

fn unusable(what: &'static str, path: &Path) -> impl Fn(String) -> Error {
    let file = path.to_owned();
    move |cause| Error::Certificates {
        what,
        file: file.clone(),
        cause,
    }
}

fn with_extension<'a>(files: &'a [PathBuf], wanted: &'a str) -> impl Iterator<Item = &'a PathBuf> {
    let wanted = Some(OsStr::new(wanted));
    files.iter().filter(move |path| path.extension() == wanted)
}

/// The bytes of a file, or in words why there are none. The path is named by whoever reports this.
pub fn read(path: &Path, trust: Trust) -> Result<Vec<u8>, String> {
    match files::read_bytes(path, trust) {
        Ok(bytes) => bytes.ok_or_else(|| "it does not exist".to_owned()),
        Err(files::FileError::Read(_, source)) => Err(source.to_string()),
        Err(other) => Err(other.to_string()),
    }
}

fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut probe = RootCertStore::empty();
    let certificates = certificates(&read(path, Trust::Kept)?)?;
    let broken = |error| format!("a certificate in it is broken: {error}");
    for certificate in certificates.iter().cloned() {
        probe.add(certificate).map_err(broken)?;
    }
    Ok(certificates)
}

/// The certificates of a text, one at least, or in words why there is none.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    // Windows' editors write a mark before the first line, which would hide it
    let pem = pem.strip_prefix(BYTE_ORDER_MARK).unwrap_or(pem);
    let list: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(pem).collect();
    match list {
        Ok(list) if list.is_empty() => Err(without_certificates(pem)),
        Ok(list) => Ok(list),
        Err(_) => Err("its PEM is broken".to_owned()),
    }
}

/// What a text without a certificate is, where it is known.
fn without_certificates(pem: &[u8]) -> String {
    let instead = if pem.starts_with(&DER) {
        ", but DER; `openssl x509 -inform der` converts it"
    } else if PrivateKeyDer::from_pem_slice(pem).is_ok() {
        ", but a private key"
    } else {
        ""
    };
    format!("it contains no PEM certificate{instead}")
}

/// A certificate and its key, which are checked here, where it can be said which of them is wrong.
fn identity(certificate: &Path, key: &Path) -> Result<CertifiedKey, String> {
    let chain = certificates(&read(certificate, Trust::Kept)?)?;
    let of_key = |cause: &str| format!("its key `{}`: {cause}", key.display());
    let key_pem = read(key, Trust::Kept).map_err(|cause| of_key(&cause))?;
    let der = PrivateKeyDer::from_pem_slice(&key_pem)
        .map_err(|_| of_key("it contains no PEM key, or one that is protected by a password"))?;
    CertifiedKey::from_der(chain, der, &default_provider())
        .map_err(|_| of_key("it belongs to another certificate"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(places: &[PathBuf], registry: &str) -> Certificates {
        let config = Config {
            certificate_directories: places.to_vec(),
            ..Config::default()
        };
        Certificates::of(&registry.parse().unwrap(), &config)
    }

    #[test]
    fn the_first_directory_that_is_named_after_the_registry_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let places = ["one", "two"].map(|name| root.path().join(name));
        for below in [
            "two/registry.example:5000",
            "two/docker.io",
            "one/registry-1.docker.io",
        ] {
            std::fs::create_dir_all(root.path().join(below)).unwrap();
        }
        let directory = |registry: &str| found(&places, registry).directory;
        assert_eq!(
            directory("registry.example:5000"),
            Some(places[1].join("registry.example:5000"))
        );
        assert_eq!(
            directory("docker.io"),
            Some(places[0].join("registry-1.docker.io"))
        );
        assert_eq!(directory("registry.example"), None);
        assert!(found(&places, "ghcr.io").is_empty());
        std::fs::create_dir_all(places[0].join("registry.example:5000")).unwrap();
        assert_eq!(
            directory("registry.example:5000"),
            Some(places[0].join("registry.example:5000"))
        );
    }
}
