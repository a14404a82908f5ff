//! The faults of connections that are not to be trusted, and the way out of each.

use std::error::Error as StdError;
use std::io;
use std::time::{Duration, UNIX_EPOCH};

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription as Alert, CertificateError};

use super::causes;
use super::plain::PlainHttp;
use super::setting::with_setting;

/// The number of names in a certificate that are told.
const NAMES_MAX: usize = 5;

/// The fault of a TLS connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// The certificate leads to no root of trust.
    #[error("its certificate was not issued by an authority that this machine trusts")]
    UnknownAuthority,
    /// The certificate is for other names.
    #[error("its certificate is not for that name, {0}")]
    OtherName(String),
    /// The certificate has expired.
    #[error("its certificate has expired{0}")]
    Expired(String),
    /// The certificate is not valid yet.
    #[error("its certificate is not valid yet{0}")]
    NotYetValid(String),
    /// The certificate is an authority's, which signs those of servers and is none.
    #[error("its certificate belongs to an authority (`CA:TRUE`), not to a server")]
    OfAnAuthority,
    /// The certificate was called back.
    #[error("its certificate has been revoked")]
    Revoked,
    /// It is no TLS at all, plain HTTP most likely.
    #[error("it does not speak TLS")]
    NotTls,
    /// It speaks TLS, and was not asked in it.
    #[error("it speaks TLS, but was asked in plain HTTP")]
    Tls(PlainHttp),
    /// It lets in no client without a certificate.
    #[error("it requires a client certificate, but none is configured for it")]
    WantsCertificate,
    /// It does not take the client's certificate.
    #[error("it refuses the client certificate ({0})")]
    RefusesCertificate(String),
    /// No version or cipher is common to both.
    #[error("it shares no TLS version or cipher with this client ({0})")]
    NothingInCommon(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Whether the client had a certificate to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ClientIdentity {
    /// It had one.
    Shown,
    /// It had none, or none for this server.
    #[default]
    Withheld,
}

impl TlsFault {
    /// The fault behind an error of the HTTP client; `None` where it is of another kind.
    pub fn of(error: &reqwest::Error, identity: ClientIdentity) -> Option<Self> {
        let of_tls = |cause: &(dyn StdError + 'static)| {
            let known = cause.downcast_ref().cloned();
            known.or_else(|| alert_in_words(cause))
        };
        let error = causes(error).find_map(of_tls)?;
        Some(Self::of_tls(&error, identity))
    }

    /// Whether a certificate was refused for being an authority's.
    pub fn is_of_an_authority(error: &rustls::Error) -> bool {
        Self::of_tls(error, ClientIdentity::Withheld) == Self::OfAnAuthority
    }

    fn of_tls(error: &rustls::Error, identity: ClientIdentity) -> Self {
        match error {
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            rustls::Error::InvalidCertificate(certificate) => Self::of_certificate(certificate),
            rustls::Error::AlertReceived(alert) => Self::of_alert(*alert, identity),
            rustls::Error::PeerIncompatible(what) => Self::NothingInCommon(format!("{what:?}")),
            other => Self::Other(other.to_string()),
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::UnknownIssuer => Self::UnknownAuthority,
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::OtherName(names(presented))
            }
            CertificateError::NotValidForName => Self::OtherName("but for others".to_owned()),
            CertificateError::ExpiredContext { not_after, .. } => {
                Self::Expired(format!(": it was valid until {}", date(*not_after)))
            }
            CertificateError::Expired => Self::Expired(String::new()),
            CertificateError::NotValidYetContext { not_before, .. } => {
                Self::NotYetValid(format!(": it is valid from {}", date(*not_before)))
            }
            CertificateError::NotValidYet => Self::NotYetValid(String::new()),
            CertificateError::Revoked => Self::Revoked,
            // webpki's own word; rustls has none for it
            CertificateError::Other(other) if other.to_string() == "CaUsedAsEndEntity" => {
                Self::OfAnAuthority
            }
            other => Self::Other(format!("its certificate cannot be checked: {other}")),
        }
    }

    /// In TLS 1.2 there is no alert of its own for a missing certificate: Go says that it is bad, openssl that the
    /// handshake failed, as it does where nothing is in common.
    fn of_alert(alert: Alert, identity: ClientIdentity) -> Self {
        match (alert, identity) {
            (Alert::CertificateRequired, _) => Self::WantsCertificate,
            (
                Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied,
                identity,
            ) => match identity {
                ClientIdentity::Shown => Self::RefusesCertificate(format!("{alert:?}")),
                ClientIdentity::Withheld => Self::WantsCertificate,
            },
            (Alert::HandshakeFailure, ClientIdentity::Shown) => {
                Self::RefusesCertificate(format!("{alert:?}"))
            }
            (Alert::HandshakeFailure, ClientIdentity::Withheld) => Self::NothingInCommon(format!(
                "{alert:?}, which may also mean that a client certificate is missing"
            )),
            (Alert::ProtocolVersion | Alert::InsufficientSecurity, _) => {
                Self::NothingInCommon(format!("{alert:?}"))
            }
            (alert, _) => Self::Other(format!("it aborted the handshake ({alert:?})")),
        }
    }

    /// The way out, for a registry under its name in `config.toml`.
    pub fn hint(&self, registry: &str) -> String {
        let of_client = || {
            format!(
                "put the client certificate into `certs.d/{registry}/client.cert`, with `client.key` beside it, in \
                 `/etc/docker`, `~/.docker` or podman's directory"
            )
        };
        match self {
            Self::UnknownAuthority => with_setting(
                &format!(
                    "if a private authority issued it, or the one of a proxy that inspects TLS, set `SSL_CERT_FILE` to the \
                     authority's certificate, store it as `certs.d/{registry}/ca.crt` for docker or podman, or add this to \
                     `config.toml`:"
                ),
                registry,
                "ca-file = \"authority.pem\"",
            ),
            Self::OtherName(_) => {
                "check the name of the registry, and whether a proxy or DNS leads to another host"
                    .into()
            }
            Self::Expired(_) | Self::NotYetValid(_) => {
                "check the clock of this machine; if it is right, the operator of the registry has to renew the certificate".into()
            }
            Self::OfAnAuthority => with_setting(
                &format!(
                    "if it is the server's own, as `openssl req -x509` makes it, store it as \
                     `certs.d/{registry}/ca.crt` for docker or podman, or name it in `config.toml` as below; a certificate \
                     that it signs for the server needs `basicConstraints=CA:FALSE`:"
                ),
                registry,
                "ca-file = \"authority.pem\"",
            ),
            Self::NotTls => with_setting(
                "if it is a registry without TLS, add this to `config.toml`:",
                registry,
                "plain-http = true",
            ),
            Self::Tls(plain) => plain.remedy("").unwrap_or_default(),
            Self::WantsCertificate | Self::RefusesCertificate(_) => of_client(),
            Self::Revoked => "the operator of the registry has to replace the certificate; do not work around this".into(),
            Self::NothingInCommon(_) => {
                "imagelock supports TLS 1.2 and 1.3; the operator of the registry has to allow one of them".into()
            }
            Self::Other(_) => "check whether there is a proxy in between, and ask the operator of the registry".into(),
        }
    }
}

/// An alert of which HTTP/2 has kept the words alone: `h2` copies the text of an `io::Error` and forgets what it was.
fn alert_in_words(cause: &(dyn StdError + 'static)) -> Option<rustls::Error> {
    let words = cause.downcast_ref::<io::Error>()?.to_string();
    let mut alerts = (0..=u8::MAX).map(|number| rustls::Error::AlertReceived(Alert::from(number)));
    alerts.find(|alert| alert.to_string() == words)
}

/// The names of a certificate, without the words of their kind: `DnsName("a.example")`, `IpAddress(192.0.2.1)`.
fn names(presented: &[String]) -> String {
    let bare = |name: &String| {
        let bare = name
            .split_once('(')
            .map(|(_kind, bare)| bare.trim_end_matches(')'));
        bare.unwrap_or(name).trim_matches('"').to_owned()
    };
    let mut names: Vec<String> = presented.iter().take(NAMES_MAX).map(bare).collect();
    if presented.len() > NAMES_MAX {
        names.push(format!("{} more", presented.len() - NAMES_MAX));
    }
    match names.is_empty() {
        // The common name of old does not count, for Go neither
        true => "nor for any: it has no `subjectAltName`".to_owned(),
        false => format!("but for {}", names.join(", ")),
    }
}

fn date(time: UnixTime) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(time.as_secs()))
}

#[cfg(test)]
mod tests;
