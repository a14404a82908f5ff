//! Authorities made for one test, and what servers and clients show in their names.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion, crypto::ring};

/// What a server's certificate is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For the name that was asked for, by the trusted authority.
    Good,
    /// By the private authority, which nobody knows who is not told of it.
    UnknownAuthority,
    /// For another name.
    WrongName,
    /// Of a time that is over.
    Expired,
    /// Of a time that is to come.
    NotYetValid,
    /// One that may sign others, and is no server's.
    OfAnAuthority,
    /// One that is its own authority, as `openssl req -x509` makes it, for the names of [`OWN_NAMES`].
    Own,
    /// The same, of a time that is over.
    OwnExpired,
}

/// The names of a certificate that is its own authority.
pub const OWN_NAMES: [&str; 3] = ["registry.example", "tokens.registry.example", "127.0.0.1"];

/// What a server wants of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// It asks for a certificate of the private authority, and goes on without one.
    Nothing,
    /// It goes on with such a certificate alone, in TLS 1.3.
    Certificate,
    /// The same in TLS 1.2.
    CertificateInTls12,
    /// The same in TLS 1.3, and HTTP/2 is agreed upon before the client is turned away.
    CertificateInHttp2,
}

/// A certificate and its key, in PEM.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The certificate.
    pub certificate: String,
    /// The key.
    pub key: String,
}

/// Signs certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// An authority with a name and a key of its own.
    pub fn new(name: &str) -> Self {
        let authority = CertifiedIssuer::self_signed(authority_params(name), key());
        Self(authority.expect("a certificate can be signed"))
    }

    /// An authority that is the server of [`OWN_NAMES`] as well.
    fn own(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = params(OWN_NAMES);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        change(&mut params);
        Self(CertifiedIssuer::self_signed(params, key()).expect("a certificate can be signed"))
    }

    /// Its certificate in PEM.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate that a client of this name may show.
    pub fn client(&self, name: &str) -> Pair {
        let mut params = params([name]);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let key = key();
        let certificate = params
            .signed_by(&key, &self.0)
            .expect("a certificate can be signed")
            .pem();
        Pair {
            certificate,
            key: key.serialize_pem(),
        }
    }

    /// Such a certificate for a server of this name, in PEM and as what it is set up with.
    fn server(&self, name: &str, certificate: Certificate) -> (CertificateDer<'static>, Vec<u8>) {
        let mut params = match certificate {
            Certificate::WrongName => params(["elsewhere.test"]),
            _ => params([name]),
        };
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        match certificate {
            Certificate::Expired => params.not_after = date_time_ymd(2021, 1, 1),
            Certificate::NotYetValid => params.not_before = date_time_ymd(2110, 1, 1),
            Certificate::OfAnAuthority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            _ => {}
        }
        let key = key();
        let signed = params
            .signed_by(&key, &self.0)
            .expect("a certificate can be signed");
        (signed.der().clone(), key.serialize_der())
    }

    /// Its own certificate, as what a server is set up with.
    fn itself(&self) -> (CertificateDer<'static>, Vec<u8>) {
        (self.0.der().clone(), self.0.key().serialize_der())
    }
}

/// The authorities of a test.
pub struct Authorities {
    /// The one that the machine trusts.
    pub trusted: Authority,
    /// The one that it has to be told of.
    pub private: Authority,
    /// The one that is a server of its own.
    pub own: Authority,
    /// The same, of a time that is over.
    pub own_expired: Authority,
}

impl Authorities {
    /// New ones.
    pub fn new() -> Self {
        Self {
            trusted: Authority::new("the authority of the tests"),
            private: Authority::new("an authority that nobody knows"),
            own: Authority::own(|_| {}),
            own_expired: Authority::own(|params| params.not_after = date_time_ymd(2021, 1, 1)),
        }
    }

    /// How a server of this name is set up that shows such a certificate, and speaks these protocols over it.
    pub fn server(
        &self,
        name: &str,
        certificate: Certificate,
        wants: Wants,
        protocols: &[&str],
    ) -> Arc<ServerConfig> {
        let (certificate, key) = match certificate {
            Certificate::Own => self.own.itself(),
            Certificate::OwnExpired => self.own_expired.itself(),
            Certificate::UnknownAuthority => self.private.server(name, certificate),
            _ => self.trusted.server(name, certificate),
        };
        let versions: &[&SupportedProtocolVersion] = match wants {
            Wants::Nothing => &[&TLS13, &TLS12],
            Wants::Certificate | Wants::CertificateInHttp2 => &[&TLS13],
            Wants::CertificateInTls12 => &[&TLS12],
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .expect("ring knows the protocol's versions")
            .with_client_cert_verifier(self.verifier(wants))
            .with_single_cert(vec![certificate], key)
            .expect("the key is the certificate's");
        config.alpn_protocols = protocols
            .iter()
            .map(|protocol| protocol.as_bytes().to_vec())
            .collect();
        Arc::new(config)
    }

    /// Who may come in.
    fn verifier(
        &self,
        wants: Wants,
    ) -> Arc<dyn tokio_rustls::rustls::server::danger::ClientCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots
            .add(self.private.0.der().clone())
            .expect("an authority is one");
        let provider = Arc::new(ring::default_provider());
        let builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let builder = if wants == Wants::Nothing {
            builder.allow_unauthenticated()
        } else {
            builder
        };
        builder.build().expect("an authority is enough")
    }
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).expect("no name is a wrong name");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn params<const N: usize>(names: [&str; N]) -> CertificateParams {
    let mut params = CertificateParams::new(names.map(str::to_owned)).expect("a host is a name");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2120, 1, 1);
    params
}

fn key() -> KeyPair {
    KeyPair::generate().expect("the system has randomness")
}
