//! TLS with certificates that somebody named: a registry's authorities beside the machine's, those of OpenSSL's
//! variables in their place, and a server that is its own authority.
//!
//! `openssl req -x509`, as docker's own instructions have it, makes a certificate that is an authority's and a server's
//! at once. webpki refuses such a one as a server's; docker and podman take it where it is in `certs.d` or in
//! `SSL_CERT_FILE`, and so does this, for that very certificate. It gives nothing away: whoever has its key could sign
//! another one with it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::SingleCertAndKey;
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::Verifier as Platform;

use super::certificates::CertificateMaterial;
use super::tls::{ClientIdentity, TlsFault};

/// The protocols that are offered to a server, as the HTTP client offers them by itself.
const PROTOCOLS: [&str; 2] = ["h2", "http/1.1"];

/// The set-up of TLS. `roots` stand in the place of the machine's.
pub fn tls(
    roots: Option<&[CertificateDer<'static>]>,
    material: CertificateMaterial,
    identity: ClientIdentity,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(default_provider());
    let ordinary = ordinary(roots, &material.authorities, Arc::clone(&provider))?;
    let mut own = material.authorities;
    own.extend(roots.unwrap_or_default().iter().cloned());
    let verifier = Verifier { ordinary, own };
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut tls = match (material.identity, identity) {
        (Some(own), ClientIdentity::Shown) => {
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own)))
        }
        (None, _) | (_, ClientIdentity::Withheld) => builder.with_no_client_auth(),
    };
    tls.alpn_protocols = PROTOCOLS
        .map(|protocol| protocol.as_bytes().to_vec())
        .to_vec();
    Ok(tls)
}

/// The machine's verifier, or that of the roots that are named, or of the built-in ones where the machine has none;
/// with these authorities beside.
fn ordinary(
    roots: Option<&[CertificateDer<'static>]>,
    authorities: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let authorities = authorities.iter().cloned();
    if roots.is_none() && Platform::new(Arc::clone(&provider)).is_ok() {
        return Ok(Arc::new(Platform::new_with_extra_roots(
            authorities,
            provider,
        )?));
    }
    let roots = roots.unwrap_or(webpki_root_certs::TLS_SERVER_ROOT_CERTS);
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots.iter().cloned().chain(authorities));
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build();
    Ok(verifier.map_err(|error| Error::Other(OtherError(Arc::new(error))))?)
}

/// The ordinary verifier, and what it does not know.
#[derive(Debug)]
struct Verifier {
    ordinary: Arc<dyn ServerCertVerifier>,
    /// The certificates that may be a server's, although they are an authority's.
    own: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.ordinary.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match verified {
            // That it is valid today was found before: webpki looks at the period first
            Err(error) if TlsFault::is_of_an_authority(&error) && self.own.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.ordinary
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.ordinary
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.ordinary.supported_verify_schemes()
    }
}
