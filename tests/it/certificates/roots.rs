//! `SSL_CERT_FILE` and `SSL_CERT_DIR`: what they name is all that is trusted, and what cannot be used is an error.

use super::*;

/// What comes of a run whose roots are in these places.
fn with_roots(case: &Case, file: &str, directories: &str) -> Outcome {
    let place = |name: &str| match name {
        "" => String::new(),
        name => case.project.path().join(name).display().to_string(),
    };
    resolving(case, REGISTRY, "")
        .env("SSL_CERT_FILE", place(file))
        .env("SSL_CERT_DIR", place(directories))
        .run()
}

/// Asserts that roots are an error that names the variable and the place, before anything is asked.
#[track_caller]
fn are_refused(case: &Case, outcome: Outcome, variable: &str, words: &str) {
    let outcome = outcome.exits(2);
    let start = format!("cannot set up HTTP on this machine: `{variable}` names `");
    for expected in [start.as_str(), words, "; correct or unset it"] {
        assert!(
            outcome.stderr.contains(expected),
            "no `{expected}` in {outcome}"
        );
    }
    assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    assert_eq!(case.hub().connections().len(), 0, "{words}");
}

#[test]
fn an_ssl_cert_file_that_holds_nothing_usable_is_an_error_and_not_the_built_in_roots() {
    let case = case_with(TRUSTED, TRUSTED);
    let good = read(case.hub().authority());
    let cut = &good[..good.len() - 40];
    let key = case.hub().client().key;
    let broken = "-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n";
    let cases: [(&[u8], &str); 8] = [
        (b"", "contains no certificate"),
        (b"\n \r\n", "contains no certificate"),
        (b"hunter2", "cannot be used: it contains no PEM certificate"),
        (b"\x30\x82\x01\x0a\x00\xff", "no PEM certificate, but DER"),
        (key.as_bytes(), "no PEM certificate, but a private key"),
        (cut, "cannot be used: its PEM is broken"),
        (broken.as_bytes(), "the certificates in it are broken"),
        (
            b"-----BEGIN CERTIFICATE-----\nhunter2!\n-----END CERTIFICATE-----\n",
            "cannot be used: its PEM is broken",
        ),
    ];
    for (text, words) in cases {
        case.project.file("roots.pem", text);
        are_refused(
            &case,
            with_roots(&case, "roots.pem", ""),
            "SSL_CERT_FILE",
            words,
        );
    }
    case.project.file("directory/file", "");
    let outcome = with_roots(&case, "directory", "");
    are_refused(&case, outcome, "SSL_CERT_FILE", "is a directory");
}

/// Its writer never comes, and nobody waits for one past the time limit.
#[cfg(unix)]
#[test]
fn an_ssl_cert_file_that_is_no_regular_file_is_refused_before_it_is_opened() {
    let case = case_with(TRUSTED, TRUSTED);
    let fifo = case.project.path().join("roots.pem");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo runs").success());
    let outcome = with_roots(&case, "roots.pem", "");
    are_refused(&case, outcome, "SSL_CERT_FILE", "is not a regular file");
}

#[test]
fn an_ssl_cert_dir_that_holds_nothing_usable_is_an_error_and_not_the_built_in_roots() {
    let case = case_with(TRUSTED, TRUSTED);
    case.project.file("file", "");
    case.project.file("directory/readme.txt", "hunter2");
    for (place, words) in [
        ("file", "is not a directory"),
        ("directory", "contains no certificate"),
        ("missing", "does not exist"),
    ] {
        are_refused(&case, with_roots(&case, "", place), "SSL_CERT_DIR", words);
    }
}

#[test]
fn roots_that_cannot_be_used_are_an_error_for_a_registry_with_a_ca_file_too() {
    let case = case_with(PRIVATE, PRIVATE);
    private_authority(&case, "config/corp.pem");
    let roots = case.project.file("roots.pem", "hunter2");
    let run = resolving(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem"));
    let outcome = run.env("SSL_CERT_FILE", roots).run();
    are_refused(&case, outcome, "SSL_CERT_FILE", "no PEM certificate");
}

#[test]
fn roots_with_the_marks_and_line_ends_of_windows_are_read() {
    let case = case_with(PRIVATE, PRIVATE);
    let text = String::from_utf8(read(case.hub().private_authority())).expect("PEM is text");
    case.project.file(
        "roots.pem",
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
    );
    with_roots(&case, "roots.pem", "").success();
}

#[test]
fn of_a_bundle_the_certificates_that_can_be_read_are_taken() {
    let case = case_with(PRIVATE, PRIVATE);
    let mut text =
        b"-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n".to_vec();
    text.extend(read(case.hub().private_authority()));
    case.project.file("roots.pem", text);
    with_roots(&case, "roots.pem", "").success();
}

#[test]
fn the_files_of_an_ssl_cert_dir_may_have_any_name() {
    let case = case_with(PRIVATE, PRIVATE);
    private_authority(&case, "roots/corp.crt");
    case.project.file("roots/readme.txt", "nothing");
    with_roots(&case, "", "roots").success();
}

#[test]
fn roots_are_read_only_if_tls_is_spoken() {
    let registry = Registry::builder().open().start();
    registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let case = case_with(TRUSTED, TRUSTED);
    let roots = case.project.file("roots.pem", "hunter2");
    let run = resolving(&case, &registry.host(), "");
    run.env("SSL_CERT_FILE", &roots).run().success();
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_where_the_variables_of_openssl_name_it() {
    let own = Face::Tls(Certificate::Own);
    let case = case_with(own, own);
    let [certificate, _] = case.hub().own_certificates();
    case.project.file("roots.pem", &certificate);
    with_roots(&case, "roots.pem", "").success();
    assert_shown_only_its_own(case.hub());
    case.project.file("roots/0123abcd.0", &certificate);
    with_roots(&case, "", "roots").success();
}

#[test]
fn a_certificate_that_is_its_own_authority_in_ssl_cert_file_is_refused_for_another_name_and_when_it_has_expired()
 {
    for (certificate, registry, words) in [
        (Certificate::Own, "other.example", "not for that name"),
        (Certificate::OwnExpired, REGISTRY, "has expired"),
    ] {
        let face = Face::Tls(certificate);
        let case = case_with(face, face);
        let roots = case
            .project
            .file("roots.pem", case.hub().own_certificates().concat());
        let run = resolving(&case, registry, "").env("SSL_CERT_FILE", roots);
        let outcome = run.env("SSL_CERT_DIR", "").run().exits(3);
        assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
        assert_eq!(case.hub().requests(), []);
    }
}

#[test]
fn a_certificate_that_is_its_own_authority_in_ssl_cert_file_vouches_for_no_other_of_its_kind() {
    let own = Face::Tls(Certificate::Own);
    let (case, stranger) = (case_with(own, own), case_with(own, own));
    let [certificate, _] = stranger.hub().own_certificates();
    case.project.file("roots.pem", certificate);
    let outcome = with_roots(&case, "roots.pem", "").exits(3);
    assert!(
        outcome.stderr.contains("belongs to an authority"),
        "{outcome}"
    );
    assert_eq!(case.hub().requests(), []);
}

#[cfg(unix)]
#[test]
fn roots_are_not_opened_where_no_tls_is_spoken() {
    let case = Case::new();
    case.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let pipe = case.project.path().join("roots.pem");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("there is a `mkfifo`").success());
    // Whoever opens it waits for a writer that never comes
    let resolving = case.command("resolve HOST/team/app:main");
    resolving.env("SSL_CERT_FILE", &pipe).run().success();
}
