//! What follows from an error: what the exit status says of it, for whom else it holds, and the way out.

use super::{Error, RateLimit};
use crate::exit::Class;
use crate::registry::auth::credentials::CredentialOrigin;
use crate::registry::auth::refusal::login_command;
use crate::registry::host::DOCKER_HUB_HOST;

impl Error {
    /// What the exit status says of it.
    pub fn class(&self) -> Class {
        match self {
            Self::NoSuchTag { .. } | Self::NoSuchDigest { .. } => Class::No,
            // Where one of them could not tell, the others' no is none
            Self::Mirrors { failures, .. } => {
                let others = failures
                    .iter()
                    .map(Self::class)
                    .filter(|class| *class != Class::No);
                others.max().unwrap_or(Class::No)
            }
            Self::CredentialsFile { .. } | Self::Certificates { .. } | Self::Setup { .. } => {
                Class::WrongQuestion
            }
            _ => Class::NoAnswer,
        }
    }

    /// The way out, where there is one.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Mirrors { .. } => {
                "the registry itself is not asked, since `config.toml` says `fallback = false`".into()
            }
            Self::Unreachable { .. } => {
                "check the name, the network and the proxy variables (`HTTPS_PROXY`, `NO_PROXY`)".into()
            }
            // The alert of such a server may be lost where it closes on what it has not read
            Self::Broken { .. } => {
                "check the network, the proxy variables (`HTTPS_PROXY`, `NO_PROXY`), and whether it wants a certificate \
                 of its client (`certs.d`)"
                    .into()
            }
            Self::Tls { fault, registry, .. } => fault.hint(registry),
            Self::Proxy { fault, proxy, .. } => fault.hint(proxy),
            Self::RateLimited {
                reason: RateLimit::Quota { .. } | RateLimit::LongWait(_),
                is_logged_in: false,
                host,
                ..
            } => match host.as_str() {
                DOCKER_HUB_HOST => "logging in with `docker login` raises the limit".into(),
                _ => "logging in there may raise the limit".into(),
            },
            // It goes before all that a login writes
            Self::CredentialsRejected { origin: CredentialOrigin::Variable(name), .. } => {
                format!("correct `{name}`, or pass `--anonymous` to ask without credentials")
            }
            Self::CredentialsRejected { registry, .. } => {
                format!("log in again with {}, or pass `--anonymous` to ask without credentials", login_command(registry))
            }
            Self::CredentialsFile { .. } => {
                "mend it, log in again, which writes it anew, or pass `--anonymous` to ask without credentials".into()
            }
            Self::RateLimited { reason: RateLimit::TooOften, .. } => {
                "ask it for less at once, by `max-concurrency` in `config.toml` or `--jobs`".into()
            }
            Self::NoIdentityTokens { .. } => {
                "log in there with a user name and a password, or pass `--anonymous` to ask without \
                 credentials"
                    .into()
            }
            Self::UntrustedRealm { registry, realm, distrust, .. } => distrust.hint(registry.as_str(), realm),
            Self::Helper { .. } => {
                "pass `--anonymous` to ask without credentials".into()
            }
            Self::NoSuchDigest { .. } => {
                "check it if it was given by hand; registries remove what no tag names any more".into()
            }
            Self::NoSuchTag { .. } => "check the spelling of repository and tag".into(),
            _ => return None,
        };
        Some(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(failures: &[Error]) -> Class {
        Error::Mirrors {
            registry: "h.example".parse().unwrap(),
            failures: failures.to_vec(),
        }
        .class()
    }

    #[test]
    fn mirrors_say_no_where_all_of_them_do() {
        let no = Error::NoSuchTag {
            host: "a".to_owned(),
            message: None,
        };
        let no_answer = Error::Protocol {
            host: "b".to_owned(),
            cause: String::new(),
        };
        let wrong = Error::Setup {
            cause: String::new(),
        };
        assert_eq!(class(&[no.clone(), no.clone()]), Class::No);
        assert_eq!(class(&[no.clone(), no_answer.clone()]), Class::NoAnswer);
        assert_eq!(class(&[no.clone(), wrong.clone()]), Class::WrongQuestion);
        assert_eq!(class(&[wrong, no_answer]), Class::WrongQuestion);
    }
}
