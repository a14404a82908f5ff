//! The roots of trust that variables name, OpenSSL's `SSL_CERT_FILE` and `SSL_CERT_DIR`: these and no others.
//!
//! Who set one means to trust what stands there. Nothing else takes its place if it cannot be used: that is an error
//! that names it, as it is for OpenSSL, curl and Go. An empty file is obeyed as one that trusts nobody, and is an error
//! where nothing else names an authority.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::certificates::{certificates, read};
use crate::config::{NamedRoots, ROOTS_DIRECTORY, ROOTS_FILE};
use crate::files::{self, Trust};
use crate::registry::error::Error;

/// The roots that the variables name, and what names them.
#[derive(Debug, Clone)]
pub struct Roots {
    places: NamedRoots,
    pub certificates: Vec<CertificateDer<'static>>,
}

impl Roots {
    /// Reads them; `None` where no variable names any.
    ///
    /// # Errors
    /// Where what is named cannot be used.
    pub fn named() -> Result<Option<Self>, Error> {
        let places = NamedRoots::read();
        if places == NamedRoots::default() {
            return Ok(None);
        }
        let mut certificates = Vec::new();
        if let Some(file) = &places.file {
            certificates = of_file(file).map_err(|fault| unusable(ROOTS_FILE, file, &fault))?;
        }
        if let Some(list) = &places.directories {
            let own = of_directories(list).map_err(|fault| unusable(ROOTS_DIRECTORY, list, fault));
            certificates.extend(own?);
        }
        Ok(Some(Self {
            places,
            certificates,
        }))
    }

    /// The error of a run that has nobody to trust.
    pub fn nobody(&self) -> Error {
        let file = self.places.file.as_deref().map(|file| (ROOTS_FILE, file));
        let directories = self.places.directories.as_deref();
        let named = file.or_else(|| Some((ROOTS_DIRECTORY, directories?)));
        let (variable, place) = named.unwrap_or((ROOTS_FILE, Path::new("")));
        unusable(variable, place, "contains no certificate")
    }
}

fn unusable(variable: &str, place: &Path, fault: &str) -> Error {
    let place = place.display();
    let cause = format!("`{variable}` names `{place}`, which {fault}; correct or unset it");
    Error::Setup { cause }
}

/// The certificates of a file; none where it is empty.
fn of_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    if !files::is_there(path) {
        return Err("does not exist".to_owned());
    }
    let unusable = |cause: String| format!("cannot be used: {cause}");
    // Of a FIFO, the writer may never come
    let pem = read(path, Trust::Kept).map_err(unusable)?;
    if pem.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let all = certificates(&pem).map_err(unusable)?;
    let usable = usable(all);
    if usable.is_empty() {
        return Err(unusable("the certificates in it are broken".to_owned()));
    }
    Ok(usable)
}

/// The certificates of all files that have some, as Go reads them (`crypto/x509/root_unix.go`). Of several directories
/// those that are not there are passed over, as OpenSSL does.
fn of_directories(list: &Path) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let places: Vec<PathBuf> = std::env::split_paths(list).collect();
    if !places.iter().any(|place| files::is_directory(place)) {
        let is_there = places.iter().any(|place| files::is_there(place));
        return Err(if is_there {
            "is not a directory"
        } else {
            "does not exist"
        });
    }
    let files = places.iter().flat_map(|place| files::list(place));
    let texts = files.filter_map(|file| read(&file, Trust::Kept).ok());
    let all = texts.filter_map(|pem| certificates(&pem).ok());
    // A certificate is there under its own name and under that of `openssl rehash`
    let all: BTreeSet<_> = all.flatten().map(|it| it.as_ref().to_vec()).collect();
    Ok(usable(all.into_iter().map(CertificateDer::from).collect()))
}

/// Bundles have certificates that nobody can read and nobody misses.
fn usable(mut certificates: Vec<CertificateDer<'static>>) -> Vec<CertificateDer<'static>> {
    let mut probe = RootCertStore::empty();
    certificates.retain(|certificate| probe.add(certificate.clone()).is_ok());
    certificates
}
