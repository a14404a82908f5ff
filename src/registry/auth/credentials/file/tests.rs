//! Files as docker and podman write them, files as people break them, and anything.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const ENTRIES: &str = include_str!("../../../../../fixtures/credentials/entries.tsv");

/// What a file says of a repository, in words.
fn found(style: FileStyle, text: &str, repository: &Repository) -> String {
    let entry = CredentialFile::read(text).and_then(|file| file.entry(style, repository));
    match entry {
        Ok(None) => "-".to_owned(),
        Ok(Some(CredentialEntry::Credential(CredentialKind::Password { username, password }))) => {
            format!("password {username}:{}", password.expose())
        }
        Ok(Some(CredentialEntry::Credential(CredentialKind::IdentityToken(token)))) => {
            format!("identity {}", token.expose())
        }
        Ok(Some(CredentialEntry::Credential(CredentialKind::RegistryToken(token)))) => {
            format!("registry {}", token.expose())
        }
        Ok(Some(CredentialEntry::Helper(Helper {
            name,
            role: HelperRole::Host,
        }))) => format!("helper {name}"),
        Ok(Some(CredentialEntry::Helper(Helper {
            name,
            role: HelperRole::Store,
        }))) => format!("store {name}"),
        Err(cause) => format!("error: {cause}"),
    }
}

#[test]
fn an_entry_is_found_where_docker_and_podman_find_it() {
    let mut wrong = Vec::new();
    for row in ENTRIES.lines().filter(|row| !row.starts_with('#')) {
        let [style, repository, text, expected] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {row}")
        };
        let style = if style == "podman" {
            FileStyle::Podman
        } else {
            FileStyle::Docker
        };
        let text = text.replace('␣', "\u{feff}").replace('¶', "\r\n");
        let found = found(style, &text, &repository.parse().unwrap());
        if found != expected {
            wrong.push(format!("{row}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// JSON of any shape that has the names and the kinds of values that are looked up.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~é\u{0}]{0,12}".prop_map(Value::from),
        "[a-z]{1,4}:[a-z:]{0,6}".prop_map(|pair| Value::from(BASE64.encode(pair))),
    ];
    let key = prop_oneof![
        prop::sample::select(
            &[
                "auths",
                "credHelpers",
                "credsStore",
                "auth",
                "username",
                "identitytoken"
            ][..]
        )
        .prop_map(str::to_owned),
        prop::sample::select(
            &[
                "h.example",
                "https://h.example/v1/",
                "h.example/a",
                "docker.io",
                "://",
                "@:"
            ][..]
        )
        .prop_map(str::to_owned),
        "[ -~é]{0,8}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn look_everywhere(text: &str) {
    for repository in ["h.example/a/b", "docker.io/library/alpine", "[::1]:5000/a"] {
        for style in [FileStyle::Docker, FileStyle::Podman] {
            found(style, text, &repository.parse().unwrap());
        }
    }
}

#[test]
fn of_a_key_with_a_secret_in_it_the_host_is_shown() {
    let file =
        r#"{"auths":{"https://ana:hunter2@h.example":{"auth":"!"},"h.example":{"auth":"!"}}}"#;
    let found = found(FileStyle::Docker, file, &"h.example/a".parse().unwrap());
    assert!(
        found.contains("`h.example`") && !found.contains("hunter2"),
        "{found}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        look_everywhere(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_shape_of_a_file_makes_the_reader_panic(auths in json(), helpers in json(), store in json(), any in json()) {
        let file = serde_json::json!({ "auths": auths, "credHelpers": helpers, "credsStore": store });
        look_everywhere(&file.to_string());
        look_everywhere(&any.to_string());
    }

    #[test]
    fn a_secret_that_cannot_be_read_is_not_in_the_error(secret in "[a-zA-Z0-9]{8,30}!") {
        let file = format!(r#"{{"auths":{{"h.example":{{"auth":"{secret}"}}}}}}"#);
        let found = found(FileStyle::Docker, &file, &"h.example/a".parse().unwrap());
        prop_assert!(found.starts_with("error: ") && !found.contains(&secret), "{found}");
    }

    #[test]
    fn what_docker_writes_is_read_again(username in "[a-z<>@ -]{1,12}", password in "[ -~é]{0,20}") {
        let auth = BASE64.encode(format!("{username}:{password}"));
        let file = format!(r#"{{"auths":{{"h.example":{{"auth":"{auth}"}}}}}}"#);
        let expected = format!("password {username}:{password}");
        prop_assert_eq!(found(FileStyle::Docker, &file, &"h.example/a".parse().unwrap()), expected);
    }
}
