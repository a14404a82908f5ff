//! Whom a run waits for at a moment: the one that is slow need not be the registry.

use std::fmt;

use crate::reference::Registry;

/// What a question waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Awaited {
    /// Its part in the question.
    pub role: AwaitedRole,
    /// Host and port, or the program.
    pub name: String,
    /// The registry or mirror that is asked by it.
    pub registry: Registry,
    /// Host and port of the proxy on the way.
    pub proxy: Option<String>,
}

/// The part of who is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AwaitedRole {
    /// The registry itself.
    Registry,
    /// A mirror of it.
    Mirror,
    /// The server that issues tokens for it.
    TokenServer,
    /// The host that it redirects to.
    RedirectTarget,
    /// The program that keeps its credentials.
    CredentialHelper,
}

impl AwaitedRole {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Mirror => "mirror",
            Self::TokenServer => "token-server",
            Self::RedirectTarget => "redirect-target",
            Self::CredentialHelper => "credential-helper",
        }
    }
}

impl Awaited {
    /// Whether it is the registry, and nobody stands between.
    pub fn is_plain(&self) -> bool {
        self.role == AwaitedRole::Registry && self.proxy.is_none()
    }
}

impl fmt::Display for Awaited {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            role,
            name,
            registry,
            proxy,
        } = self;
        match role {
            AwaitedRole::Registry => write!(out, "{name}")?,
            AwaitedRole::Mirror => write!(out, "the mirror {name}")?,
            AwaitedRole::TokenServer => write!(out, "the token server {name} of {registry}")?,
            AwaitedRole::RedirectTarget => {
                write!(out, "{name}, which {registry} redirects to")?;
            }
            AwaitedRole::CredentialHelper => {
                write!(out, "the credential helper `{name}` for {registry}")?;
            }
        }
        match proxy {
            Some(proxy) => write!(out, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}
