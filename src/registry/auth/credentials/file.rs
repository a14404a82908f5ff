//! docker's `config.json` and podman's `auth.json`, which are one format: the JSON as values, as docker decodes it.
//!
//! Only what is looked up is understood. A file has much that is none of our business, and what is wrong there does no
//! harm; what is reached and cannot be read is an error, since passing it over would ask as somebody else.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::credential::CredentialKind;
use super::go_json::{self, GoMap, GoObject, GoValue};
pub use super::keys::FileStyle;
use super::keys::{entries, names};
use crate::document::without_mark;
use crate::reference::{Registry, Repository};
use crate::registry::http::{Authorization, Secret};

/// docker writes padding; some tools that write its file do not. Bits that are left over are anything (Go's
/// `StdEncoding`).
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The fields of an entry, as docker writes them.
const FIELDS: [&str; 5] = [
    "registrytoken",
    "identitytoken",
    "auth",
    "username",
    "password",
];

/// The JSON object of a file of credentials.
#[derive(Debug)]
pub struct CredentialFile(GoObject);

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
    /// Reads a file. An empty one and `null` have nothing in them.
    ///
    /// # Errors
    /// In words and without any of its content, where it is no JSON object.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = without_mark(text);
        if text.trim().is_empty() {
            return Ok(Self(GoObject::default()));
        }
        match go_json::read(text) {
            Ok(GoValue::Null) => Ok(Self(GoObject::default())),
            Ok(GoValue::Object(content)) => Ok(Self(content)),
            Ok(GoValue::Text(_) | GoValue::Other) => Err("it is not a JSON object".to_owned()),
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
        let auths = self.map("auths")?;
        // Most machines of CI know nobody, and each image asks
        if auths.is_empty() {
            return Ok(None);
        }
        for (key, entry) in entries(style, &auths, repository) {
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
        let helpers = self.map("credHelpers")?;
        let own = names(registry)
            .into_iter()
            .find_map(|key| Some((key, *helpers.get(key)?)));
        let (key, name) = match own {
            Some((key, GoValue::Null)) => (key, Some("")),
            Some((key, GoValue::Text(name))) => (key, Some(name.as_str())),
            Some((key, GoValue::Object(_) | GoValue::Other)) => (key, None),
            None => ("credsStore", self.0.text("credsStore")),
        };
        let name = name.ok_or_else(|| format!("its `{key}` is not the name of a helper"))?;
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

    fn map(&self, name: &str) -> Result<GoMap<'_>, String> {
        let map = self.0.map(name);
        map.ok_or_else(|| format!("its `{name}` is not an object"))
    }
}

/// The credential of an entry; `None` where it holds none.
fn kind(entry: &GoValue) -> Result<Option<CredentialKind>, &'static str> {
    let fields = match entry {
        GoValue::Null => return Ok(None),
        GoValue::Object(fields) => fields,
        GoValue::Text(_) | GoValue::Other => return Err("is not an object"),
    };
    let texts = FIELDS.map(|name| fields.text(name));
    let [
        Some(registry),
        Some(identity),
        Some(auth),
        Some(username),
        Some(password),
    ] = texts
    else {
        return Err("has a field that is not a string");
    };
    if !registry.is_empty() {
        let token = Secret::new(registry);
        if Authorization::bearer(&token, true).is_none() {
            return Err("has a `registrytoken` that is not allowed in an HTTP header");
        }
        return Ok(Some(CredentialKind::RegistryToken(token)));
    }
    if !identity.is_empty() {
        return Ok(Some(CredentialKind::IdentityToken(Secret::new(identity))));
    }
    match auth {
        "" if username.is_empty() => Ok(None),
        "" => Ok(Some(CredentialKind::Password {
            username: username.to_owned(),
            password: Secret::new(password),
        })),
        auth => decode(auth).map(Some),
    }
}

/// `user:password` in base64, whose lines may be wrapped (Go's `StdEncoding`). Docker trims the NULs that old versions
/// wrote behind it.
fn decode(auth: &str) -> Result<CredentialKind, &'static str> {
    const WRONG: &str = "has an `auth` that is not `user:password` in base64";
    let decoded = BASE64.decode(auth.trim().replace(['\r', '\n'], ""));
    let decoded = decoded.ok().filter(|bytes| bytes.contains(&b':'));
    let decoded = String::from_utf8(decoded.ok_or(WRONG)?)
        .map_err(|_| "has an `auth` with a `user:password` that is not UTF-8")?;
    let (username, password) = decoded
        .split_once(':')
        .filter(|(username, _)| !username.is_empty())
        .ok_or(WRONG)?;
    Ok(CredentialKind::Password {
        username: username.to_owned(),
        password: Secret::new(password.trim_matches('\0')),
    })
}

#[cfg(test)]
mod tests;
