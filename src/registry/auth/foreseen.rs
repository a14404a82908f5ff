//! The way in which a host wants to be asked, known before it was.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;

use super::memory::ChallengeMemory;
use super::{Bearer, Challenge};
use crate::registry::error::Error;
use crate::registry::host::Endpoint;
use crate::registry::http::{Guess, Request, Response, StatusCode};

/// Docker Hub's token server, and the name by which that knows the registry (distribution `docs/spec/auth/token.md`).
const DOCKER_HUB_REALM: &str = "https://auth.docker.io/token";
const DOCKER_HUB_SERVICE: &str = "registry.docker.io";

/// The token server of a host, known before it named any.
pub struct ForeseenChallenge {
    pub bearer: Bearer,
    /// Whether this program knows it by itself.
    pub is_built_in: bool,
    /// The grounds on which tokens are asked for because of it.
    pub guess: Guess,
    is_doubted: AtomicBool,
    is_told: AtomicBool,
}

impl ForeseenChallenge {
    /// What is known of a host: of Docker Hub, where TLS tells that it is the one, and of others what is remembered.
    pub fn of(endpoint: &Endpoint, memory: Option<&ChallengeMemory>) -> Option<Self> {
        let is_built_in =
            endpoint.registry.is_docker_hub() && endpoint.root_url().scheme() == "https";
        let bearer = if is_built_in {
            docker_hub()
        } else {
            memory?.recall(endpoint)
        };
        Some(Self {
            bearer: bearer?,
            is_built_in,
            guess: Guess::new(!is_built_in),
            is_doubted: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
        })
    }

    /// The grounds on which a question is sent with such a token: the host is the right one, and may want no token.
    pub fn guess_of_question(&self) -> Option<Guess> {
        (!self.is_built_in).then(|| Guess::new(false))
    }

    pub fn is_doubted(&self) -> bool {
        self.is_doubted.load(Ordering::Relaxed)
    }

    /// Whether it was not told yet. Then it is from now on.
    pub fn is_news(&self) -> bool {
        !self.is_told.swap(true, Ordering::Relaxed)
    }

    /// Whether a question with a token that was shown because of this has come to nothing, so that it may be for the
    /// token. What is known of Docker Hub is true, and hides nothing.
    pub fn is_refused_by(&self, question: &Request, answer: &Result<Response, Error>) -> bool {
        match answer {
            Ok(response) if self.is_built_in => {
                matches!(response.status.as_u16(), 400 | 401) && !response.is_redirected()
            }
            Ok(response) => !is_good(question, response),
            Err(_) => !self.is_built_in,
        }
    }

    /// Returns whether it is the first doubt.
    pub fn doubt(&self) -> bool {
        !self.is_doubted.swap(true, Ordering::Relaxed)
    }
}

impl fmt::Display for ForeseenChallenge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let challenge = Challenge::Bearer(self.bearer.clone());
        let since = if self.is_built_in {
            "is known to ask"
        } else {
            "asked last time"
        };
        write!(out, "{since} for {challenge}")
    }
}

/// Whether an answer is the one that was asked for: a page that says that somebody has to log in is none.
fn is_good(question: &Request, response: &Response) -> bool {
    let is_of_manifest = question.accept.is_some();
    let is_manifest = || response.digest().is_some() && !response.is_redirected();
    response.status == StatusCode::OK && (!is_of_manifest || is_manifest())
}

fn docker_hub() -> Option<Bearer> {
    Some(Bearer {
        realm: Arc::new(Url::parse(DOCKER_HUB_REALM).ok()?),
        service: Some(DOCKER_HUB_SERVICE.into()),
        or_basic: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::document::Source;

    fn is_foreseen(registry: &str, config: &str) -> bool {
        let config = Config::parse(&Source::new("config.toml", config)).unwrap();
        let endpoint = Endpoint::own(&registry.parse().unwrap(), None, &config);
        ForeseenChallenge::of(&endpoint.unwrap(), None).is_some()
    }

    #[test]
    fn docker_hub_is_known_beforehand_where_tls_tells_that_it_is_the_one() {
        for name in ["docker.io", "index.docker.io", "registry-1.docker.io"] {
            assert!(is_foreseen(name, ""), "{name}");
        }
        let open = "[registries.\"docker.io\"]\nplain-http = true\n";
        assert!(!is_foreseen("docker.io", open));
        for other in ["ghcr.io", "docker.io.example", "dhi.io", "localhost:5000"] {
            assert!(!is_foreseen(other, ""), "{other}");
        }
    }
}
