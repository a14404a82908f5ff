//! The roots of trust of this machine, read once in a run, and only where TLS is spoken.
//!
//! Reading them costs more than asking for forty images does. They are needed when a server shows its certificate, and
//! are read while it is on the way.

use std::sync::{Arc, OnceLock};
use std::thread;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::{Error, OtherError, RootCertStore};
use rustls_platform_verifier::Verifier as Platform;

type LoadedVerifier = Result<Arc<dyn ServerCertVerifier>, Error>;

/// The roots of trust of this machine, and whether they are being read.
#[derive(Debug, Default)]
pub struct MachineRoots {
    loaded: OnceLock<LoadedVerifier>,
    begun: OnceLock<()>,
}

impl MachineRoots {
    /// Begins to read the roots, and does not wait.
    pub fn prepare(self: &Arc<Self>) {
        self.begun.get_or_init(|| {
            let roots = Arc::clone(self);
            // Without a thread they are read when they are needed
            let _ = thread::Builder::new().spawn(move || roots.verifier().is_ok());
        });
    }

    /// The verifier. Waits for whoever reads the roots.
    ///
    /// # Errors
    /// Where no roots can be used, not even the built-in ones.
    pub fn verifier(&self) -> Result<&dyn ServerCertVerifier, Error> {
        let loaded = self.loaded.get_or_init(load);
        loaded.as_ref().map(Arc::as_ref).map_err(Clone::clone)
    }
}

/// The machine's own verifier, or that of the built-in roots where it has none.
fn load() -> LoadedVerifier {
    match Platform::new(Arc::new(default_provider())) {
        Ok(own) => Ok(Arc::new(own)),
        Err(_) => Ok(of_roots(webpki_root_certs::TLS_SERVER_ROOT_CERTS)?),
    }
}

/// The verifier that trusts these, and nobody else.
pub fn of_roots(roots: &[CertificateDer<'static>]) -> Result<Arc<WebPkiServerVerifier>, Error> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots.iter().cloned());
    let provider = Arc::new(default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build();
    verifier.map_err(|error| Error::Other(OtherError(Arc::new(error))))
}
