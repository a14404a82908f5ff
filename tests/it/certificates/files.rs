//! Files of certificates that cannot be used: named, said what is wrong, and read only where they are needed.

use super::*;

/// What is said of a `ca-file` with this text.
fn with_ca_file(text: &[u8]) -> Outcome {
    let case = case_with(TRUSTED, TRUSTED);
    case.project.file("config/corp.pem", text);
    let outcome = resolve(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem"));
    assert_eq!(case.hub().connections().len(), 0, "the registry was asked");
    outcome
}

#[test]
fn a_ca_file_without_certificates_is_an_error_that_names_it_and_quotes_nothing() {
    let broken = "-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n";
    let cases: [(&[u8], &str); 5] = [
        (b"", "it contains no PEM certificate"),
        (b"hunter2", "it contains no PEM certificate"),
        (
            b"\x30\x82\x01\x0a\x00\xff",
            "it contains no PEM certificate",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nhunter2!\n-----END CERTIFICATE-----\n",
            "its PEM is broken",
        ),
        (broken.as_bytes(), "a certificate in it is broken"),
    ];
    for (text, words) in cases {
        let outcome = with_ca_file(text).exits(2);
        let words = format!("the `ca-file` `config/corp.pem` cannot be used: {words}");
        assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
        assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    }
}

#[test]
fn a_ca_file_that_is_not_there_or_cannot_be_read_is_an_error_that_names_it() {
    let case = case_with(TRUSTED, TRUSTED);
    let outcome = resolve(&case, REGISTRY, &ca_file(REGISTRY, "missing.pem")).exits(2);
    assert!(
        outcome
            .stderr
            .contains("the `ca-file` `config/missing.pem` cannot be used: it does not exist"),
        "{outcome}"
    );
    case.project.file("config/directory/file", "");
    let outcome = resolve(&case, REGISTRY, &ca_file(REGISTRY, "directory")).exits(2);
    assert!(outcome.stderr.contains("is a directory"), "{outcome}");
}

#[test]
fn a_ca_file_that_nobody_needs_is_not_opened() {
    let case = case_with(TRUSTED, TRUSTED);
    let config = ca_file("elsewhere.example", "missing.pem") + &ca_file(REGISTRY, "missing.pem");
    resolve(
        &case,
        "other.example",
        &config.replace(REGISTRY, "third.example"),
    )
    .exits(3);
    case.project.file(
        "images.toml",
        format!("[images]\napp = \"{REGISTRY}/team/app:main\"\n"),
    );
    case.hub()
        .reached_by(case.project.command(["update"]))
        .run()
        .success();
    case.project.file("config.toml", config);
    case.project
        .run(["verify", "--config", "config.toml"])
        .success();
}

#[test]
fn half_a_client_certificate_is_an_error_that_names_the_other_half() {
    let pair = case_with(TRUSTED, TRUSTED).hub().client();
    let other = case_with(TRUSTED, TRUSTED).hub().client();
    let cases: [(&[(&str, &str)], &str); 6] = [
        (
            &[("client.cert", &pair.certificate)],
            "client.key`: it does not exist",
        ),
        (
            &[("client.key", &pair.key)],
            "client.key` cannot be used: there is no certificate `*.cert`",
        ),
        (
            &[("client.cert", &pair.certificate), ("client.key", "x")],
            "client.key`: it contains no PEM key",
        ),
        (
            &[("client.cert", "x"), ("client.key", &pair.key)],
            "client.cert` cannot be used: it contains no PEM certificate",
        ),
        (
            &[
                ("client.cert", &pair.certificate),
                ("client.key", &other.key),
            ],
            "it belongs to another certificate",
        ),
        (
            &[("ca.crt", "x")],
            "the authority `[HOME]/.docker/certs.d/registry.example/ca.crt` cannot be used",
        ),
    ];
    for (files, words) in cases {
        let case = case_with(TRUSTED, TRUSTED);
        for (name, text) in files {
            docker_certificate(&case, &format!("{REGISTRY}/{name}"), text);
        }
        let outcome = resolve(&case, REGISTRY, "").exits(2);
        assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
        assert_eq!(case.hub().connections().len(), 0);
    }
}

#[test]
fn of_two_client_certificates_none_is_chosen() {
    let case = case_with(TRUSTED, TRUSTED);
    for name in ["one", "two"] {
        let pair = case.hub().client();
        docker_certificate(&case, &format!("{REGISTRY}/{name}.cert"), pair.certificate);
        docker_certificate(&case, &format!("{REGISTRY}/{name}.key"), pair.key);
    }
    let outcome = resolve(&case, REGISTRY, "").exits(2);
    assert!(
        outcome.stderr.contains("there is another one beside it"),
        "{outcome}"
    );
}
