//! Where docker files the credentials of which registry.

use super::*;

fn found(json: &str, registry: &str) -> Option<String> {
    let Ok(Value::Object(content)) = serde_json::from_str(json) else { panic!("no object: {json}") };
    let config = DockerConfig { path: "config.json".into(), content };
    let credential = config.credential(&registry.parse().unwrap()).unwrap();
    credential.map(|credential| format!("{}:{}", credential.username, credential.password.expose()))
}

/// The credentials of a registry where this key alone has any.
fn by_key(key: &str, registry: &str) -> bool {
    found(&format!(r#"{{"auths":{{"{key}":{{"username":"u","password":"p"}}}}}}"#), registry).is_some()
}

#[test]
fn docker_hub_is_known_by_all_its_names() {
    let keys = ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"];
    for key in keys.into_iter().chain(["https://index.docker.io/v2/", "https://docker.io"]) {
        assert!(by_key(key, "docker.io"), "{key}");
    }
    assert!(!by_key("hub.docker.com", "docker.io") && !by_key("docker.io", "ghcr.io"));
}

#[test]
fn a_host_is_not_another_that_begins_or_ends_like_it() {
    for key in ["ghcr.io", "https://ghcr.io", "https://ghcr.io/v1/", "ghcr.io/v2/"] {
        assert!(by_key(key, "ghcr.io"), "{key}");
    }
    for key in ["ghcr.io:443", "ghcr.io.example", "evil-ghcr.io", "https://example.org/ghcr.io", "ghcr"] {
        assert!(!by_key(key, "ghcr.io"), "{key}");
    }
    assert!(by_key("https://h.example:5000/v1/", "h.example:5000") && !by_key("h.example", "h.example:5000"));
}

#[test]
fn an_exact_key_comes_before_one_with_an_equal_host() {
    let json = r#"{"auths":{"https://ghcr.io/v1/":{"username":"old","password":"p"},
                            "ghcr.io":{"username":"new","password":"p"}}}"#;
    assert_eq!(found(json, "ghcr.io").as_deref(), Some("new:p"));
}

#[test]
fn a_password_may_have_colons_and_letters_of_any_language() {
    let auth = BASE64.encode("ana:a:ü:b");
    assert_eq!(
        found(&format!(r#"{{"auths":{{"h.example":{{"auth":"{auth}"}}}}}}"#), "h.example").as_deref(),
        Some("ana:a:ü:b")
    );
}
