//! docker's `config.json` and podman's `auth.json`, which are one format: the JSON as values.
//!
//! Only what is looked up is understood. A file has much that is none of our business, and what is wrong there does no
//! harm; what is reached and cannot be read is an error, since passing it over would ask as somebody else.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::credential::CredentialKind;
pub use super::keys::FileStyle;
use super::keys::{entries, names};
use crate::document::without_mark;
use crate::reference::{Registry, Repository};
use crate::registry::http::{Authorization, Secret};

/// docker writes padding; some tools that write its file do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The JSON object of a file of credentials.
#[derive(Debug)]
pub struct CredentialFile(Map<String, Value>);

/// The entry of a file for a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialEntry {
    /// The secret stands in the file.
    Credential(CredentialKind),
    /// A helper has it.
    Helper(Helper),
}

/// A program to ask for a credential.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Helper {
    /// The part of the program's name that follows `docker-credential-`.
    pub name: String,
    /// Whether it is expected to know this host.
    pub role: HelperRole,
}

/// The hosts that a helper is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HelperRole {
    /// One host, by `credHelpers`.
    Host,
    /// All hosts that somebody logged in to, by `credsStore`.
    Store,
}

impl CredentialFile {
    /// Reads a file. An empty one has nothing in it.
    ///
    /// # Errors
    /// In words and without any of its content, where it is no JSON object.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = without_mark(text);
        if text.trim().is_empty() {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(content)) => Ok(Self(content)),
            Ok(_) => Err("it is not a JSON object".to_owned()),
            // Not the error's own words, which may quote
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                Err(format!(
                    "it is not valid JSON at line {line}, column {column}"
                ))
            }
        }
    }

    /// The entry for a repository: `credHelpers`, else `credsStore`, else `auths`. As with docker a helper decides
    /// alone, and what `auths` has beside it is stale.
    ///
    /// # Errors
    /// In words and without a secret, where the entry cannot be used.
    pub fn entry(
        &self,
        style: FileStyle,
        repository: &Repository,
    ) -> Result<Option<CredentialEntry>, String> {
        match self.helper(repository.registry())? {
            Some(helper) => Ok(Some(CredentialEntry::Helper(helper))),
            None => {
                let stored = self.stored(style, repository)?;
                Ok(stored.map(CredentialEntry::Credential))
            }
        }
    }

    /// The credential that `auths` has for a repository.
    pub fn stored(
        &self,
        style: FileStyle,
        repository: &Repository,
    ) -> Result<Option<CredentialKind>, String> {
        let Some(auths) = self.table("auths")? else {
            return Ok(None);
        };
        for (key, entry) in entries(style, auths, repository) {
            // `{}` says that somebody logged in, and that the secret is elsewhere
            // What somebody put before an `@` may be a secret
            let place = key.rsplit('@').next().unwrap_or_default();
            if let Some(kind) =
                kind(entry).map_err(|cause| format!("the entry `{place}` {cause}"))?
            {
                return Ok(Some(kind));
            }
        }
        Ok(None)
    }

    /// A host's own helper, also where it is said to have none in spite of a store.
    fn helper(&self, registry: &Registry) -> Result<Option<Helper>, String> {
        let helpers = self.table("credHelpers")?;
        let own = names(registry)
            .into_iter()
            .find_map(|key| Some((key, helpers?.get(key)?)));
        let store = || Some(("credsStore", self.0.get("credsStore")?));
        let Some((key, name)) = own.or_else(store) else {
            return Ok(None);
        };
        let name = match name {
            Value::Null => "",
            Value::String(name) => name,
            _ => return Err(format!("its `{key}` is not the name of a helper")),
        };
        if name.is_empty() {
            return Ok(None);
        }
        // A program on the path and nothing else: no directory, no option, no shell's words
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !name.bytes().all(is_plain) {
            let name = name.escape_debug();
            return Err(format!("`{name}` is not the name of a credential helper"));
        }
        let role = match own {
            Some(_) => HelperRole::Host,
            None => HelperRole::Store,
        };
        let name = name.to_owned();
        Ok(Some(Helper { name, role }))
    }

    fn table(&self, key: &str) -> Result<Option<&Map<String, Value>>, String> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(table)) => Ok(Some(table)),
            Some(_) => Err(format!("its `{key}` is not an object")),
        }
    }
}

/// The credential of an entry; `None` where it holds none.
fn kind(entry: &Value) -> Result<Option<CredentialKind>, &'static str> {
    const TEXTS: [&str; 5] = [
        "registrytoken",
        "identitytoken",
        "auth",
        "username",
        "password",
    ];
    let is_text = |name| matches!(entry.get(name), None | Some(Value::Null | Value::String(_)));
    if !(entry.is_object() || entry.is_null()) {
        return Err("is not an object");
    }
    if !TEXTS.into_iter().all(is_text) {
        return Err("has a field that is not a string");
    }
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_there = |text: &&str| !text.is_empty();
    let secret = |name: &str| Some(text(name)).filter(is_there).map(Secret::new);
    if let Some(token) = secret("registrytoken") {
        if Authorization::bearer(&token, true).is_none() {
            return Err("has a `registrytoken` that is not allowed in an HTTP header");
        }
        return Ok(Some(CredentialKind::RegistryToken(token)));
    }
    if let Some(token) = secret("identitytoken") {
        return Ok(Some(CredentialKind::IdentityToken(token)));
    }
    match text("auth") {
        "" => {
            let (username, password) = (text("username").to_owned(), Secret::new(text("password")));
            Ok((!username.is_empty()).then_some(CredentialKind::Password { username, password }))
        }
        auth => decode(auth)
            .map(Some)
            .ok_or("has an `auth` that is not `user:password` in base64"),
    }
}

/// `user:password` in base64. Docker trims the NULs that old versions wrote behind it.
fn decode(auth: &str) -> Option<CredentialKind> {
    let decoded = String::from_utf8(BASE64.decode(auth.trim()).ok()?).ok()?;
    let (username, password) = decoded
        .split_once(':')
        .filter(|(username, _)| !username.is_empty())?;
    Some(CredentialKind::Password {
        username: username.to_owned(),
        password: Secret::new(password.trim_end_matches('\0')),
    })
}

#[cfg(test)]
mod tests;
