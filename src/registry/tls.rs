//! What is wrong with a connection that is not to be trusted, and what to do about it.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

/// What is wrong with a TLS connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The certificate leads to no root of trust.
    #[error("its certificate is not from an authority that this machine trusts")]
    UnknownAuthority,
    /// The certificate is for other names.
    #[error("its certificate is not for that name ({0})")]
    OtherName(String),
    /// The certificate has expired or is not valid yet.
    #[error("its certificate is not valid at this time ({0})")]
    OutOfDate(String),
    /// It is no TLS at all, plain HTTP most likely.
    #[error("it does not speak TLS")]
    NotTls,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// The fault behind an error of the HTTP client; `None` where it is of another kind.
    pub fn of(error: &reqwest::Error) -> Option<Self> {
        let mut next = error.source();
        while let Some(error) = next {
            match tls_error(error) {
                Some(tls) => return Some(Self::of_tls(tls)),
                None => next = error.source(),
            }
        }
        None
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            rustls::Error::InvalidCertificate(certificate) => match certificate {
                CertificateError::UnknownIssuer => Self::UnknownAuthority,
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    Self::OtherName(certificate.to_string())
                }
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => Self::OutOfDate(certificate.to_string()),
                other => Self::Other(other.to_string()),
            },
            other => Self::Other(other.to_string()),
        }
    }

    /// The way out.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::UnknownAuthority => {
                "a private authority is trusted by way of `SSL_CERT_FILE`; a proxy that reads along has one, too"
            }
            Self::OtherName(_) => {
                "check the registry's name, and whether a proxy or the name service leads to another host"
            }
            Self::OutOfDate(_) => {
                "check this machine's clock; else its operator has to renew the certificate"
            }
            Self::NotTls => "a registry without TLS needs `plain-http = true` in `config.toml`",
            Self::Other(_) => "check whether a proxy stands between, and ask the registry's operator",
        }
    }
}

/// An `io::Error` hides the error it carries from `source`, and often carries another `io::Error`.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.downcast_ref().or_else(|| tls_error(carried?))
}
