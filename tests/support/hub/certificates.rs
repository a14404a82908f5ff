//! An authority made for one test, and what servers show in its name or in another's.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

/// What a server's certificate is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For the name that was asked for, by the trusted authority.
    Good,
    /// By an authority that nobody has heard of.
    UnknownAuthority,
    /// For another name.
    WrongName,
    /// Of a time that is over.
    Expired,
}

/// Signs certificates.
pub(super) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// An authority with a name and a key of its own.
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no name is a wrong name");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = key();
        let pem = params.self_signed(&key).expect("a certificate can be signed").pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// Its certificate in PEM.
    pub(super) fn pem(&self) -> String {
        self.pem.clone()
    }

    /// How a server of this name is set up that shows such a certificate.
    pub(super) fn server(&self, name: &str, certificate: Certificate) -> Arc<ServerConfig> {
        let name = if certificate == Certificate::WrongName { "elsewhere.test" } else { name };
        let mut params = CertificateParams::new([name.to_owned()]).expect("a host is a name");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.not_before = date_time_ymd(2020, 1, 1);
        let is_over = certificate == Certificate::Expired;
        params.not_after = date_time_ymd(if is_over { 2021 } else { 2120 }, 1, 1);
        let key = key();
        let is_unknown = certificate == Certificate::UnknownAuthority;
        let stranger = is_unknown.then(|| Self::new("an authority that nobody knows"));
        let issuer = stranger.as_ref().map_or(&self.issuer, |stranger| &stranger.issuer);
        let signed = params.signed_by(&key, issuer).expect("a certificate can be signed");
        server_config(signed.der().clone(), &key)
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the system has randomness")
}

/// HTTP/1.1 over TLS: nothing else is offered, so that the proxy can read along.
fn server_config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows the protocol's versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("the key is the certificate's");
    Arc::new(config)
}
