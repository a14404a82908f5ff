//! The commands by which credentials come to where they are looked for.

use super::credentials::credential::CredentialOrigin;
use crate::files::shell_word;
use crate::reference::Registry;

/// The file that `docker login` writes; podman's has another name.
const DOCKER_FILE: &str = "config.json";

/// The command that stores credentials for a registry.
pub fn login_command(registry: &Registry) -> String {
    if registry.is_docker_hub() {
        "`docker login`".to_owned()
    } else {
        format!("`docker login {registry}`")
    }
}

/// The step that replaces credentials where they are kept.
pub fn renewal(origin: &CredentialOrigin, registry: &Registry) -> String {
    match origin {
        // It goes before all that a login writes
        CredentialOrigin::Variable(name) => format!("correct `{name}`"),
        CredentialOrigin::File(path) if !path.ends_with(DOCKER_FILE) => format!(
            "log in again with `podman login --authfile {} {registry}`",
            shell_word(&path.to_string_lossy())
        ),
        CredentialOrigin::File(_) | CredentialOrigin::Helper { .. } => {
            format!("log in again with {}", login_command(registry))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_replaced_where_they_are_from() {
        let file = |path: &str| CredentialOrigin::File(path.into());
        let cases = [
            (
                file("/h/.docker/config.json"),
                "log in again with `docker login r.example`",
            ),
            (
                file("/run/my user/auth.json"),
                "log in again with `podman login --authfile '/run/my user/auth.json' r.example`",
            ),
            (CredentialOrigin::Variable("V"), "correct `V`"),
        ];
        for (origin, expected) in cases {
            assert_eq!(renewal(&origin, &"r.example".parse().unwrap()), expected);
        }
    }
}
