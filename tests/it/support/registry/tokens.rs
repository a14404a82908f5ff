//! A token server as strict as Docker Hub's: it gives everybody a token, and says nowhere what it is worth.

use std::collections::BTreeMap;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::image::digest;
use super::rules::Builder;

/// The only service that the registry knows; `index.docker.io` is the mistake that people make.
pub(super) const SERVICE: &str = "registry.docker.io";

/// What a client asked for a token for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) service: String,
    /// The repository of the scope, where there is exactly one of a repository and it wants to pull.
    pub(super) repository: Option<String>,
}

impl Asked {
    /// Reads the fields of a query or of a form.
    pub(super) fn read(fields: &[(String, String)]) -> Self {
        let mut services = fields
            .iter()
            .filter(|(key, _)| key == "service")
            .map(|(_, value)| value);
        let scopes = fields.iter().filter(|(key, _)| key == "scope");
        let scopes = scopes.flat_map(|(_, value)| value.split_whitespace());
        let scopes: Vec<&str> = scopes
            .filter(|scope| scope.starts_with("repository:"))
            .collect();
        let repository = match scopes[..] {
            [scope] => pulled(scope).map(str::to_owned),
            _ => None,
        };
        Self {
            service: services.next().cloned().unwrap_or_default(),
            repository,
        }
    }
}

/// The repository that a scope wants to pull from.
fn pulled(scope: &str) -> Option<&str> {
    let (repository, actions) = scope.strip_prefix("repository:")?.rsplit_once(':')?;
    actions
        .split(',')
        .any(|action| action == "pull")
        .then_some(repository)
}

/// What the registry thinks of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Granted,
    /// Unknown, of another service, used up, too old, or not valid yet.
    Invalid,
    /// Genuine, but not for this.
    Insufficient,
}

/// The tokens that were issued, by their text.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    issued: BTreeMap<String, Issued>,
}

#[derive(Debug)]
struct Issued {
    asked: Asked,
    granted: bool,
    uses: u32,
    at: Instant,
}

impl Tokens {
    /// A new token in the shape of a JWT, whose payload tells what it grants.
    pub(super) fn issue(&mut self, asked: Asked, granted: bool) -> String {
        let access = match &asked.repository {
            Some(name) if granted => {
                json!([{ "type": "repository", "name": name, "actions": ["pull"] }])
            }
            _ => json!([]),
        };
        let serial = self.issued.len();
        let payload = json!({ "access": access, "aud": asked.service, "iss": "auth.docker.io", "jti": serial });
        let signed = format!(
            "{}.{}",
            part(&json!({ "alg": "none", "typ": "JWT" })),
            part(&payload)
        );
        let token = format!(
            "{signed}.{}",
            URL_SAFE_NO_PAD.encode(digest(signed.as_bytes()))
        );
        self.issued.insert(
            token.clone(),
            Issued {
                asked,
                granted,
                uses: 0,
                at: Instant::now(),
            },
        );
        token
    }

    /// Uses a token for a repository, or for `/v2/` where there is none.
    pub(super) fn spend(
        &mut self,
        token: &str,
        repository: Option<&str>,
        rules: &Builder,
    ) -> Verdict {
        let Some(issued) = self.issued.get_mut(token) else {
            return Verdict::Invalid;
        };
        issued.uses += 1;
        let (is_used_up, age) = (
            rules.token_life.is_some_and(|life| issued.uses > life),
            issued.at.elapsed(),
        );
        let is_too_early = age < rules.clock_behind;
        let is_too_late = rules.token_age.is_some_and(|most| age > most);
        if issued.asked.service != SERVICE || is_used_up || is_too_early || is_too_late {
            return Verdict::Invalid;
        }
        let matches = repository.is_none_or(|wanted| {
            issued.granted && issued.asked.repository.as_deref() == Some(wanted)
        });
        if matches {
            Verdict::Granted
        } else {
            Verdict::Insufficient
        }
    }

    /// The repository that a token was issued for: empty where there was none, nothing for an unknown token.
    pub(super) fn repository_of(&self, token: &str) -> Option<String> {
        self.issued
            .get(token)
            .map(|issued| issued.asked.repository.clone().unwrap_or_default())
    }
}

/// One part of a JWT.
fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
