//! The sources of credentials: a variable, docker's file and podman's, in the order in which they are asked.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::credential::{CredentialKind, CredentialOrigin};
use super::file::{CredentialEntry, CredentialFile, FileStyle};
use crate::files::{FileError, Trust, read_bytes};
use crate::reference::Repository;
use crate::registry::error::Error;

/// Docker's variable with the content of a file, which goes before the files.
const CONTENT_VARIABLE: &str = "DOCKER_AUTH_CONFIG";
/// Podman's variable with the name of a file, which is read instead of podman's own.
const FILE_VARIABLE: &str = "REGISTRY_AUTH_FILE";
/// Podman's file below a directory for it.
const PODMAN_FILE: &str = "containers/auth.json";

/// One place where credentials are kept.
#[derive(Debug)]
pub struct CredentialSource {
    origin: CredentialOrigin,
    style: FileStyle,
    /// Whether somebody named the file, so that it has to be there.
    is_named: bool,
    content: OnceLock<Result<CredentialFile, Error>>,
}

impl CredentialSource {
    pub fn origin(&self) -> &CredentialOrigin {
        &self.origin
    }

    /// The entry for a repository. Opens the file now, if it was not opened before.
    pub fn entry(&self, repository: &Repository) -> Result<Option<CredentialEntry>, Error> {
        let content = self
            .content
            .get_or_init(|| self.read().map_err(|cause| self.unusable(cause)));
        let content = content.as_ref().map_err(Clone::clone)?;
        content
            .entry(self.style, repository)
            .map_err(|cause| self.unusable(cause))
    }

    /// The credential for a repository that stands beside a helper which is not installed.
    pub fn stored(&self, repository: &Repository) -> Result<Option<CredentialKind>, Error> {
        let Some(Ok(content)) = self.content.get() else {
            return Ok(None);
        };
        content
            .stored(self.style, repository)
            .map_err(|cause| self.unusable(cause))
    }

    fn read(&self) -> Result<CredentialFile, String> {
        let text = match &self.origin {
            CredentialOrigin::File(path) => read_file(path, self.is_named)?,
            CredentialOrigin::Variable(name) => {
                let content = variable(name).unwrap_or_default();
                content.to_string_lossy().into_owned()
            }
            // A helper is named by a source, and is none
            CredentialOrigin::Helper { .. } => String::new(),
        };
        CredentialFile::read(&text)
    }

    fn unusable(&self, cause: String) -> Error {
        Error::CredentialsFile {
            origin: self.origin.clone(),
            cause,
        }
    }
}

fn read_file(path: &Path, is_named: bool) -> Result<String, String> {
    // The path is named by whoever reports this
    let why = |error| match error {
        FileError::Read(_, source) => format!("it cannot be read: {source}"),
        other => other.to_string(),
    };
    match read_bytes(path, Trust::Kept).map_err(why)? {
        None if is_named => Err(format!("`{FILE_VARIABLE}` names it, but it does not exist")),
        // As PowerShell writes
        Some(bytes) if bytes.starts_with(b"\xff\xfe") => Err("it is UTF-16, not UTF-8".to_owned()),
        // As Go decodes it
        bytes => Ok(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()),
    }
}

/// All places, in their order. Opens none.
pub fn all() -> Vec<CredentialSource> {
    let source = |origin, style| CredentialSource {
        origin,
        style,
        is_named: false,
        content: OnceLock::new(),
    };
    let file = |path, style| source(CredentialOrigin::File(path), style);
    let mut sources = Vec::new();
    if variable(CONTENT_VARIABLE).is_some() {
        let content = CredentialOrigin::Variable(CONTENT_VARIABLE);
        sources.push(source(content, FileStyle::Docker));
    }
    let docker = directory("DOCKER_CONFIG").or_else(|| Some(home()?.join(".docker")));
    sources.extend(docker.map(|directory| file(directory.join("config.json"), FileStyle::Docker)));
    if let Some(path) = directory(FILE_VARIABLE) {
        sources.push(CredentialSource {
            is_named: true,
            ..file(path, FileStyle::Podman)
        });
        return sources;
    }
    let runtime = xdg_directory("XDG_RUNTIME_DIR")
        .map(|directory| directory.join(PODMAN_FILE))
        .or_else(of_user);
    let config = xdg_directory("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")));
    let config = config.map(|directory| directory.join(PODMAN_FILE));
    let podman = [runtime, config].into_iter().flatten();
    sources.extend(podman.map(|path| file(path, FileStyle::Podman)));
    sources
}

/// Podman's file for a user who has no runtime directory: root, services, CI.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
fn of_user() -> Option<PathBuf> {
    let user = rustix::process::getuid().as_raw();
    Some(format!("/run/containers/{user}/auth.json").into())
}

/// Podman has no such place here.
#[cfg(not(target_os = "linux"))]
fn of_user() -> Option<PathBuf> {
    None
}

fn home() -> Option<PathBuf> {
    directory("HOME").or_else(|| directory("USERPROFILE").filter(|_| cfg!(windows)))
}

/// One that is relative counts as unset (XDG Base Directory Specification).
fn xdg_directory(name: &str) -> Option<PathBuf> {
    directory(name).filter(|directory| directory.is_absolute())
}

fn directory(name: &str) -> Option<PathBuf> {
    variable(name).map(PathBuf::from)
}

/// A variable of the environment; an empty one is none.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the variables of docker and podman are read"
)]
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
