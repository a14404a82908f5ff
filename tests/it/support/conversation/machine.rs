//! What a machine has before the conversation begins: credentials, settings, helpers.
//!
//! ```text
//! login ghcr.io ana secret              as `docker login` leaves it; the key as it is written
//! docker {"auths":{}}                   docker's config.json, a line or more
//! podman {"auths":{}}                   podman's auth.json
//! config [registries."ghcr.io"]         config.toml, a line or more
//! variable DOCKER_AUTH_CONFIG {}         a variable of the environment
//! helper x ghcr.io {"Username":"ana","Secret":"s"}   docker-credential-x knows this of this host alone
//! anonymous                             the flag
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::command::{Project, Run};
use super::script::Script;

/// Puts all of it into the project's home, and returns the run that will find it there.
pub(super) fn furnish<'a>(project: &'a Project, script: &Script) -> Run<'a> {
    let mut arguments = vec!["update", "-v"];
    let (mut docker, mut podman, mut config) = (String::new(), String::new(), String::new());
    let mut variables = Vec::new();
    let mut logins = serde_json::Map::new();
    for (word, rest) in &script.machine {
        let words: Vec<_> = rest.splitn(3, ' ').collect();
        match (word.as_str(), words.as_slice()) {
            ("login", [host, user, password]) => {
                let auth = STANDARD.encode(format!("{user}:{password}"));
                logins.insert((*host).to_owned(), serde_json::json!({ "auth": auth }));
            }
            ("docker", _) => docker += &format!("{rest}\n"),
            ("podman", _) => podman += &format!("{rest}\n"),
            ("config", _) => config += &format!("{rest}\n"),
            ("variable", [name, ..]) => variables.push((*name, &rest[name.len() + 1..])),
            ("helper", [name, host, answer]) => helper(project, name, host, answer),
            ("anonymous", _) => arguments.push("--anonymous"),
            _ => panic!("nobody knows what `{word} {rest}` is"),
        }
    }
    if !logins.is_empty() {
        assert!(docker.is_empty(), "a file has `login` or `docker`");
        docker = serde_json::json!({ "auths": logins }).to_string();
    }
    let files = [
        (".docker/config.json", docker),
        (".config/containers/auth.json", podman),
        (".config/imagelock/config.toml", config),
    ];
    for (path, text) in files.into_iter().filter(|(_, text)| !text.is_empty()) {
        project.file(project.home().join(path), text);
    }
    let path = format!("{}:/usr/bin:/bin", project.home().join("bin").display());
    let run = project.command(arguments).env("PATH", path);
    variables
        .into_iter()
        .fold(run, |run, (name, value)| run.env(name, value))
}

/// A program that answers as docker's credential helpers do.
fn helper(project: &Project, name: &str, host: &str, answer: &str) {
    let script = format!(
        "#!/bin/sh\n[ \"$(cat)\" = '{host}' ] && echo '{answer}' && exit 0\n\
         echo 'credentials not found in native keychain'\nexit 1\n"
    );
    let path = project.file(
        project
            .home()
            .join("bin")
            .join(format!("docker-credential-{name}")),
        script,
    );
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(path, mode).expect("an own file has a mode");
}
