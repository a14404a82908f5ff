//! TLS, and who is trusted in it: the machine's authorities, a registry's beside them, those of OpenSSL's variables in
//! their place, and a server that is its own authority.
//!
//! `openssl req -x509`, as docker's own instructions have it, makes a certificate that is an authority's and a server's
//! at once. webpki refuses such a one as a server's; docker and podman take it where it is in `certs.d` or in
//! `SSL_CERT_FILE`, and so does this, for that very certificate. It gives nothing away: whoever has its key could sign
//! another one with it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring::default_provider;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::SingleCertAndKey;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use super::certificates::CertificateMaterial;
use super::machine_roots::{MachineRoots, of_roots};
use super::tls::{ClientIdentity, TlsFault};

/// The protocols that are offered to a server, as the HTTP client offers them by itself.
const PROTOCOLS: [&str; 2] = ["h2", "http/1.1"];

/// The set-up of TLS. `roots` stand in the place of the machine's.
pub fn tls(
    roots: Option<&[CertificateDer<'static>]>,
    machine: &Arc<MachineRoots>,
    material: CertificateMaterial,
    identity: ClientIdentity,
) -> Result<ClientConfig, Error> {
    let mut named = material.authorities;
    named.extend(roots.unwrap_or_default().iter().cloned());
    let provider = Arc::new(default_provider());
    let verifier = Verifier {
        by_name: (!named.is_empty()).then(|| of_roots(&named)).transpose()?,
        named,
        machine: roots.is_none().then(|| Arc::clone(machine)),
        algorithms: provider.signature_verification_algorithms,
    };
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

/// The first verdict that is good; if none is, the first that says more than that nobody known issued it.
fn best(
    verdicts: impl Iterator<Item = Result<ServerCertVerified, Error>>,
) -> Result<ServerCertVerified, Error> {
    let mut worst = Error::from(CertificateError::UnknownIssuer);
    for verdict in verdicts {
        match verdict {
            Ok(verified) => return Ok(verified),
            Err(error) if worst == CertificateError::UnknownIssuer.into() => worst = error,
            Err(_) => {}
        }
    }
    Err(worst)
}

/// Those who are trusted, and what they do not know.
#[derive(Debug)]
struct Verifier {
    /// The verifier of those whom files name.
    by_name: Option<Arc<WebPkiServerVerifier>>,
    /// Their certificates, which may be a server's, although they are an authority's.
    named: Vec<CertificateDer<'static>>,
    /// Unless others stand in its place.
    machine: Option<Arc<MachineRoots>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    /// Who is asked in turn. Those whom files name come first: the machine's roots need not be read if these will do.
    fn trusted(&self) -> impl Iterator<Item = Result<&dyn ServerCertVerifier, Error>> {
        let by_name = self.by_name.iter().map(|named| Ok(named.as_ref() as _));
        by_name.chain(self.machine.iter().map(|machine| machine.verifier()))
    }
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
        let verdicts = self.trusted().map(|one| {
            one?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        });
        match best(verdicts) {
            // That it is valid today was found before: webpki looks at the period first
            Err(error)
                if TlsFault::is_of_an_authority(&error) && self.named.contains(end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
