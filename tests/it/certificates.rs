//! Certificates for one registry: `ca-file` and docker's `certs.d`, whom they help, and who is shown them.

mod authorities;
mod clients;
mod files;
mod own;
mod roots;

use crate::support::case::Case;
use crate::support::command::{Outcome, Run};
use crate::support::hub::{Certificate, Face, Hub, Names};
use crate::support::registry::{Builder, Image, Registry};

/// Where the tests' registry is.
const REGISTRY: &str = "registry.example";
/// Where its tokens come from.
const TOKENS: &str = "tokens.registry.example";
/// A server of the private authority, which the machine does not trust.
const PRIVATE: Face = Face::Tls(Certificate::UnknownAuthority);
/// A server that the machine trusts.
const TRUSTED: Face = Face::Tls(Certificate::Good);
/// `ana:right`, as docker writes it.
const AUTH: &str = "YW5hOnJpZ2h0";

/// A registry whose tokens come from another host, a user who is logged in, and both servers' faces.
fn case_with(face: Face, tokens: Face) -> Case {
    let builder = Registry::builder().user("ana", "right").private("team/app");
    case_of(builder, face, tokens)
}

fn case_of(builder: Builder, face: Face, tokens: Face) -> Case {
    let builder = builder.token_server_elsewhere(true);
    let case = Case::with(builder.realm(&format!("https://{TOKENS}/token"))).named(|registry| {
        Names::default()
            .lead(REGISTRY, &registry.host(), face)
            .lead(TOKENS, &registry.token_host(), tokens)
            .lead("other.example", &registry.host(), face)
    });
    case.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.docker_config(&format!(
        r#"{{"auths":{{"{REGISTRY}":{{"auth":"{AUTH}"}}}}}}"#
    ));
    case
}

/// Resolves the image of a registry of this name, where `config.toml` says this.
fn resolve(case: &Case, registry: &str, config: &str) -> Outcome {
    resolving(case, registry, config).run()
}

fn resolving<'a>(case: &'a Case, registry: &str, config: &str) -> Run<'a> {
    case.project.file("config/config.toml", config);
    case.command(&format!(
        "resolve --config config/config.toml {registry}/team/app:main"
    ))
}

/// The private authority's certificate, as a file of the project.
fn private_authority(case: &Case, path: &str) {
    case.project
        .file(path, read(case.hub().private_authority()));
}

/// A file in a `certs.d` of docker's.
fn docker_certificate(case: &Case, below: &str, text: impl AsRef<[u8]>) {
    let directory = case.project.home().join(".docker/certs.d");
    case.project.file(directory.join(below), text);
}

/// `ca-file` for a registry.
fn ca_file(registry: &str, path: &str) -> String {
    format!("[registries.\"{registry}\"]\nca-file = \"{path}\"\n")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test reads what it finds"
)]
fn read(path: impl AsRef<std::path::Path>) -> Vec<u8> {
    std::fs::read(path).expect("the file is there")
}

/// Asserts that the password went to the token server alone, and the registry's tokens to nobody but the registry.
#[track_caller]
fn assert_shown_only_its_own(hub: &Hub) {
    let at_registry = hub.requests_to(REGISTRY);
    for request in hub.requests() {
        let is_the_registrys = || {
            at_registry
                .iter()
                .any(|own| own.authorization == request.authorization)
        };
        let kind = request.authorization.split(' ').next().unwrap_or_default();
        let is_own = match kind {
            "Basic" => request.host == TOKENS,
            "Bearer" => request.host == REGISTRY || !is_the_registrys(),
            _ => kind.is_empty(),
        };
        assert!(is_own, "{request:?}");
    }
}
