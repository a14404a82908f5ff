//! Who is asking: user names and passwords of docker's `config.json` (docker/cli `cli/config/configfile`).
//!
//! Read at most once and only when a registry asks. A credential belongs to one registry and is sent nowhere else.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::error::Error;
use super::secret::Secret;
use crate::files::{Trust, read_text};
use crate::reference::Registry;

/// The key that docker files Docker Hub under.
const DOCKER_HUB_KEY: &str = "https://index.docker.io/v1/";
/// docker writes padding; some tools that write its file do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A user name and a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The user name.
    pub username: String,
    /// The password, or an access token in its place.
    pub password: Secret,
    /// The file that it is from.
    pub file: PathBuf,
}

/// The credentials of this machine's user.
pub struct Credentials {
    is_anonymous: bool,
    file: OnceLock<Result<Option<DockerConfig>, Error>>,
}

/// Docker's `config.json`.
#[derive(Debug)]
struct DockerConfig {
    path: PathBuf,
    content: Map<String, Value>,
}

impl Credentials {
    /// Opens nothing yet; nothing ever where the run is anonymous.
    pub fn new(is_anonymous: bool) -> Self {
        Self { is_anonymous, file: OnceLock::new() }
    }

    /// Whether none are ever shown.
    pub fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }

    /// The credential for a registry, if there is one.
    ///
    /// # Errors
    /// Where the file cannot be read, or names a kind of credential that is not supported.
    pub fn of(&self, registry: &Registry) -> Result<Option<Credential>, Error> {
        if self.is_anonymous {
            return Ok(None);
        }
        match self.file.get_or_init(DockerConfig::read) {
            Ok(Some(config)) => config.credential(registry),
            Ok(None) => Ok(None),
            Err(error) => Err(error.clone()),
        }
    }
}

impl DockerConfig {
    fn read() -> Result<Option<Self>, Error> {
        let Some(path) = path() else { return Ok(None) };
        let fail = |cause: String| Error::CredentialsFile { file: path.clone(), cause };
        let text = read_text(&path, Trust::Kept).map_err(|error| fail(error.to_string()))?;
        let Some(text) = text else { return Ok(None) };
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Ok(None);
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(content)) => Ok(Some(Self { path, content })),
            Ok(_) => Err(fail("it is not a JSON object".to_owned())),
            // Not the error's own words, which may quote
            Err(error) => {
                Err(fail(format!("it is not JSON from line {}, column {} on", error.line(), error.column())))
            }
        }
    }

    fn credential(&self, registry: &Registry) -> Result<Option<Credential>, Error> {
        if let Some(helper) = self.helper(registry) {
            return Err(self.unsupported(registry, format!("the credential helper `{helper}`")));
        }
        let Some(entry) = self.entry(registry) else { return Ok(None) };
        for kind in ["identitytoken", "registrytoken"] {
            if !text(entry, kind).is_empty() {
                return Err(self.unsupported(registry, format!("`{kind}`")));
            }
        }
        let pair = match text(entry, "auth") {
            "" => Some((text(entry, "username").to_owned(), text(entry, "password").to_owned())),
            auth => decode(auth),
        };
        let usable = pair.filter(|(username, _)| !username.is_empty());
        Ok(usable.map(|(username, password)| Credential {
            username,
            password: Secret::new(password),
            file: self.path.clone(),
        }))
    }

    /// `credHelpers` by the registry's own name, then `credsStore`, which holds for all.
    fn helper(&self, registry: &Registry) -> Option<&str> {
        let helpers = self.content.get("credHelpers").and_then(Value::as_object);
        let own = keys(registry).into_iter().find_map(|key| helpers?.get(key)?.as_str());
        own.or_else(|| self.content.get("credsStore")?.as_str()).filter(|helper| !helper.is_empty())
    }

    /// The entry by an exact key, then by one whose host is equal, as docker looks it up.
    fn entry(&self, registry: &Registry) -> Option<&Value> {
        let auths = self.content.get("auths")?.as_object()?;
        let keys = keys(registry);
        let exact = keys.iter().find_map(|key| auths.get(*key));
        exact.or_else(|| auths.iter().find(|(key, _)| keys.contains(&hostname(key))).map(|(_, entry)| entry))
    }

    fn unsupported(&self, registry: &Registry, kind: String) -> Error {
        Error::CredentialsUnsupported { registry: registry.clone(), file: self.path.clone(), kind }
    }
}

/// `$DOCKER_CONFIG/config.json`, an empty variable being none, else `~/.docker/config.json`.
fn path() -> Option<PathBuf> {
    let directory = variable("DOCKER_CONFIG").map(PathBuf::from);
    let directory = directory.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".docker")));
    directory.map(|directory| directory.join("config.json"))
}

#[expect(clippy::disallowed_methods, reason = "this is where docker's variables are read")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The names that a registry's entry may have.
fn keys(registry: &Registry) -> Vec<&str> {
    if registry.is_docker_hub() {
        vec![DOCKER_HUB_KEY, "index.docker.io", "docker.io", "registry-1.docker.io"]
    } else {
        vec![registry.as_str()]
    }
}

/// The host and port of a key that may be a URL: docker's `ConvertToHostname`.
fn hostname(key: &str) -> &str {
    let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn text<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// `user:password` in base64. Docker trims the NULs that old versions wrote behind it.
fn decode(auth: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(BASE64.decode(auth.trim()).ok()?).ok()?;
    let (username, password) = decoded.split_once(':')?;
    Some((username.to_owned(), password.trim_end_matches('\0').to_owned()))
}

#[cfg(test)]
mod tests;
