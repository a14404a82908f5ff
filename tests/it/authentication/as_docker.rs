//! Files that docker reads, however they are written: its decoder is Go's `encoding/json`.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Image, Registry};

/// A registry that answers `ana` alone, whose password is `right`.
fn case() -> Case {
    let case = Case::with(Registry::builder().basic("ana", "right"));
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

/// Asserts that the registry is asked as `ana` with each of these files, and with the variable that has its content.
#[track_caller]
fn assert_asked_as_ana(files: &[&str]) {
    for file in files {
        let case = case();
        case.docker_config(file);
        let outcome = case.resolve("team/app:main");
        assert_eq!(outcome.code, Some(0), "{file}\n{outcome}");
        assert_eq!(outcome.stderr, "", "{file}");
        assert_shown_only_its_own(&case.registry, Some("ana"));
        case.docker_config("{}");
        let run = case.resolving("team/app:main", &[]);
        let outcome = run.env("DOCKER_AUTH_CONFIG", case.text(file)).run();
        assert_eq!(outcome.code, Some(0), "{file}\n{outcome}");
    }
}

#[test]
fn base64_of_which_the_lines_are_wrapped_is_no_broken_entry() {
    assert_asked_as_ana(&[
        r#"{"auths":{"HOST":{"auth":"YW5h\nOnJp\nZ2h0"}}}"#,
        r#"{"auths":{"HOST":{"auth":"YW5hOnJp\r\nZ2h0\r\n"}}}"#,
        r#"{"auths":{"HOST":{"auth":"\nYW5hOnJpZ2h0AA=\n="}}}"#,
    ]);
}

#[test]
fn base64_whose_last_bits_are_left_over_is_no_broken_entry() {
    assert_asked_as_ana(&[r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0AB=="}}}"#]);
}

#[test]
fn a_file_with_half_a_surrogate_pair_is_no_broken_file() {
    assert_asked_as_ana(&[
        r#"{"detachKeys":"\ud800","auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#,
        r#"{"\udc00":{"\ud83d":1},"auths":{"\ud83dx":{},"HOST":{"auth":"YW5hOnJpZ2h0","email":"\udfff"}}}"#,
    ]);
}

#[test]
fn a_number_out_of_range_in_a_key_that_nobody_reads_is_no_broken_file() {
    let digits = "9".repeat(400);
    assert_asked_as_ana(&[
        r#"{"x":1e400,"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#,
        &format!(
            r#"{{"x":[{digits},-{digits}.5E+999],"auths":{{"HOST":{{"auth":"YW5hOnJpZ2h0","n":-1E999}}}}}}"#
        ),
    ]);
}

#[test]
fn a_file_that_is_nested_deep_where_nobody_looks_is_no_broken_file() {
    let (open, close) = (r#"{"a":"#.repeat(2000), "1".to_owned() + &"}".repeat(2000));
    assert_asked_as_ana(&[
        &format!(r#"{{"x":{open}{close},"auths":{{"HOST":{{"auth":"YW5hOnJpZ2h0"}}}}}}"#),
        &format!(r#"{{"auths":{{"HOST":{{"auth":"YW5hOnJpZ2h0","x":{open}{close}}}}}}}"#),
    ]);
}

#[test]
fn null_is_nothing_and_no_error() {
    assert_asked_as_ana(&[
        r#"{"credsStore":null,"credHelpers":null,"auths":{"HOST":{"auth":"YW5hOnJpZ2h0","identitytoken":null}}}"#,
        r#"{"credHelpers":{"HOST":null},"auths":{"HOST":{"auth":null,"username":"ana","password":"right"}}}"#,
        r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0","auth":null}}}"#,
        r#"{"auths":null,"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"},"other.example":null}}"#,
    ]);
    for nothing in [
        "null",
        " null\n",
        r#"{"auths":null}"#,
        r#"{"auths":{"HOST":null}}"#,
    ] {
        let case = case();
        case.docker_config(nothing);
        let outcome = case.resolve("team/app:main").exits(3);
        let message = "it requires a user name and a password, but none are stored for it";
        assert!(outcome.stderr.contains(message), "{nothing}\n{outcome}");
    }
}

#[test]
fn keys_in_other_capitals_are_not_passed_over_until_the_registry_answers_401() {
    assert_asked_as_ana(&[
        r#"{"auths":{"HOST":{"Auth":"YW5hOnJpZ2h0"}}}"#,
        r#"{"Auths":{"HOST":{"AUTH":"YW5hOnJpZ2h0"}}}"#,
        r#"{"AUTHS":{"https://HOST/v1/":{"Username":"ana","Password":"right"}}}"#,
        r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n","Auth":"YW5hOnJpZ2h0"}}}"#,
    ]);
}

#[test]
fn an_identity_token_in_other_capitals_is_not_passed_over() {
    for key in ["identityToken", "IdentityToken", "IDENTITYTOKEN"] {
        let case = case();
        case.docker_config(&format!(r#"{{"auths":{{"HOST":{{"{key}":"T"}}}}}}"#));
        let outcome = case.resolve("team/app:main").exits(3);
        let message = "but [HOME]/.docker/config.json has an identity token";
        assert!(outcome.stderr.contains(message), "{key}\n{outcome}");
    }
}

#[test]
fn what_is_there_twice_counts_as_docker_counts_it() {
    assert_asked_as_ana(&[
        r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n"},"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#,
        r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}},"auths":{"other.example":{"auth":"YW5hOndyb25n"}}}"#,
        r#"{"auths":{"HOST":{"auth":"YW5hOndyb25n"}},"Auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#,
        r#"{"credsStore":"none","CredsStore":"","auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#,
    ]);
}

#[test]
fn what_follows_the_json_is_not_looked_at() {
    assert_asked_as_ana(&[
        "{\"auths\":{\"HOST\":{\"auth\":\"YW5hOnJpZ2h0\"}}}}\n",
        "{\r\n\"auths\":{\"HOST\":{\"auth\":\"YW5hOnJpZ2h0\"}}}\r\n# of the build machine\r\n",
        r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}{"auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#,
    ]);
}

#[test]
fn bytes_of_another_encoding_elsewhere_in_the_file_do_no_harm() {
    let case = case();
    let place = case.project.home().join(".docker/config.json");
    let file = case
        .text(r#"{"HttpHeaders":{"X-Team":"M?ller"},"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#);
    let latin: Vec<u8> = file
        .bytes()
        .map(|byte| if byte == b'?' { 0xfc } else { byte })
        .collect();
    case.project.file(&place, &latin);
    case.resolve("team/app:main").success();
    // PowerShell's `>`
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(file.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    case.project.file(&place, &wide);
    let outcome = case.resolve("team/app:main").exits(2);
    let message = "[HOME]/.docker/config.json cannot be used: it is UTF-16, not UTF-8";
    assert!(outcome.stderr.contains(message), "{outcome}");
}

#[test]
fn every_command_that_asks_reads_it_so() {
    let case = case();
    case.docker_config(r#"{"Auths":{"HOST":{"Auth":"YW5h\nOnJpZ2h0","identityToken":null}}}"#);
    case.manifest("");
    for command in [
        "add HOST/team/app:main",
        "lock",
        "update",
        "verify --present",
        "verify --fresh",
        "outdated",
        "resolve HOST/team/app:main",
    ] {
        let outcome = case.run(command);
        assert_eq!(outcome.code, Some(0), "{command}\n{outcome}");
    }
    assert_shown_only_its_own(&case.registry, Some("ana"));
}
