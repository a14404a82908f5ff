//! The reading of references, against tables in `fixtures/references/` and against properties.

mod properties;
mod table;

use std::fmt::Debug;

use imagelock::reference::{
    Digest, DigestError, Platform, ReferenceError, Registry, Repository, Surprise, parse,
};
use table::{check, rows};

/// The name of an error's or a surprise's variant.
fn variant(value: &impl Debug) -> String {
    format!("{value:?}")
        .chars()
        .take_while(|letter| letter.is_alphanumeric())
        .collect()
}

fn kind(error: &ReferenceError) -> String {
    match error {
        ReferenceError::Digest(inner) => format!("Digest.{}", variant(inner)),
        other => variant(other),
    }
}

fn surprise_kind(surprise: Option<&Surprise>) -> String {
    surprise.map_or_else(|| "-".to_owned(), variant)
}

#[test]
fn references_are_read_as_docker_reads_them() {
    check(
        include_str!("../../fixtures/references/references.tsv"),
        |[input, ..]: &[String; 3]| match parse(input) {
            Ok(read) => [
                input.clone(),
                read.reference.to_string(),
                surprise_kind(read.surprise.as_ref()),
            ],
            Err(error) => [input.clone(), "error".to_owned(), kind(&error)],
        },
    );
}

#[test]
fn what_is_wrong_or_surprising_is_told_in_words_that_help() {
    check(
        include_str!("../../fixtures/references/messages.tsv"),
        |[input, _]: &[String; 2]| {
            let message = match parse(input) {
                Ok(read) => read.surprise.map_or_else(
                    || "nothing".to_owned(),
                    |surprise| format!("warning: {surprise}"),
                ),
                Err(error) => format!("error: {error}"),
            };
            [input.clone(), message]
        },
    );
}

#[test]
fn familiar_names_are_short_and_mean_the_same() {
    check(
        include_str!("../../fixtures/references/familiar.tsv"),
        |[input, _]: &[String; 2]| {
            let repository: Repository = input.parse().expect("the table has repositories");
            let familiar = repository.familiar();
            assert_eq!(
                familiar.parse(),
                Ok(repository),
                "`{familiar}` does not mean `{input}`"
            );
            [input.clone(), familiar]
        },
    );
}

#[test]
fn digests_are_those_of_go_digest_in_lower_case() {
    check(
        include_str!("../../fixtures/references/digests.tsv"),
        |[input, _]: &[String; 2]| {
            let read = input.parse::<Digest>();
            [
                input.clone(),
                read.map_or_else(|error: DigestError| variant(&error), |_| "ok".to_owned()),
            ]
        },
    );
}

#[test]
fn platforms_are_normalised_as_containerd_does() {
    check(
        include_str!("../../fixtures/references/platforms.tsv"),
        |[input, ..]: &[String; 3]| match input.parse::<Platform>() {
            Ok(platform) => [input.clone(), platform.to_string(), "-".to_owned()],
            Err(error) => [input.clone(), "error".to_owned(), variant(&error)],
        },
    );
}

#[test]
fn a_registry_is_on_this_machine_only_where_its_name_says_so() {
    check(
        include_str!("../../fixtures/references/loopback.tsv"),
        |[input, ..]: &[String; 3]| {
            let registry: Registry = input.parse().expect("the table has registries");
            let loopback = if registry.is_loopback() { "yes" } else { "no" };
            [
                input.clone(),
                registry.host().to_owned(),
                loopback.to_owned(),
            ]
        },
    );
}

#[test]
fn a_registry_alone_is_told_apart_from_other_texts() {
    let kinds = [
        "",
        "https://ghcr.io",
        "https://ghcr.io/acme",
        "user:secret@ghcr.io",
        "ghcr.io/acme",
        "::1",
    ]
    .map(|text| {
        text.parse::<Registry>()
            .map_or_else(|error| format!("{error:?}"), |read| read.to_string())
    });
    assert_eq!(
        kinds,
        [
            "Empty",
            r#"Scheme { meant: Some("ghcr.io") }"#,
            r#"Scheme { meant: Some("ghcr.io") }"#,
            "Credentials",
            r#"RegistryPath { meant: "ghcr.io" }"#,
            "Brackets"
        ]
    );
}

#[test]
fn many_schemes_are_refused_at_once() {
    let error = parse(&"a://".repeat(100_000));
    assert_eq!(error, Err(ReferenceError::Scheme { meant: None }));
}

#[test]
fn a_repository_has_neither_tag_nor_digest() {
    let digest = Digest::sha256(b"");
    for text in [
        "alpine:3.20".to_owned(),
        format!("alpine@{digest}"),
        format!("alpine:3.20@{digest}"),
    ] {
        assert_eq!(
            text.parse::<Repository>(),
            Err(ReferenceError::NotARepository),
            "{text}"
        );
    }
}

#[test]
fn the_pull_scope_and_the_name_on_a_mirror_are_built_from_the_canonical_path() {
    let repository: Repository = "alpine".parse().unwrap();
    assert_eq!(repository.pull_scope(), "repository:library/alpine:pull");
    let mirror: Registry = "cache.corp.example:5000".parse().unwrap();
    let mirrored = repository.on_mirror(mirror.clone(), "dockerhub");
    assert_eq!(
        mirrored.to_string(),
        "cache.corp.example:5000/dockerhub/library/alpine"
    );
    assert_eq!(
        mirrored.pull_scope(),
        "repository:dockerhub/library/alpine:pull"
    );
    assert_eq!(
        repository.on_mirror(mirror, "").to_string(),
        "cache.corp.example:5000/library/alpine"
    );
}

#[test]
fn errors_echo_no_part_of_a_text_with_credentials() {
    for (number, [text]) in rows(include_str!("../../fixtures/references/secrets.tsv")) {
        let error = parse(&text).expect_err("credentials are no part of a reference");
        let (message, fields) = (error.to_string(), format!("{error:?}"));
        for part in text
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|part| part.len() > 1)
        {
            let echoed = message.contains(part) || fields.contains(part);
            let said_anyway = ["sha256", "docker", "12345", "https"].contains(&part);
            assert!(
                !echoed || said_anyway,
                "line {number}: {part:?} of {text:?} is echoed in {message:?}"
            );
        }
    }
}

#[test]
fn credentials_before_a_host_are_called_credentials() {
    let texts = [
        "https://user:pass@host/x",
        "user:p@ss@host/x",
        "token@ghcr.io/x",
        "user:pass@localhost",
        "a:b@host:1",
    ];
    for text in texts {
        assert_eq!(parse(text), Err(ReferenceError::Credentials), "{text}");
    }
}
