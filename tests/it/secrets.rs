//! No secret is printed or written: not in success, refusal or failure, not at the highest verbosity.

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Registry};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const USER: &str = "robot-of-acme";
const PASSWORD: &str = "hunter2:correct/horse+battery";

fn log_in(case: &Case, password: &str) {
    let auth = STANDARD.encode(format!("{USER}:{password}"));
    let config = format!(
        "{{\"auths\":{{\"{}\":{{\"auth\":\"{auth}\"}}}}}}",
        case.registry.host()
    );
    case.project
        .file(case.project.home().join(".docker/config.json"), config);
}

/// Everything that must not be seen: the password, its encodings, and all that was sent as authorization.
fn secrets(case: &Case, password: &str) -> Vec<String> {
    let pair = format!("{USER}:{password}");
    let mut secrets = vec![
        password.to_owned(),
        STANDARD.encode(&pair),
        STANDARD.encode(password),
        URL_SAFE_NO_PAD.encode(&pair),
        URL_SAFE_NO_PAD.encode(password),
    ];
    for request in case.registry.requests() {
        if let Some(value) = request.headers.get("authorization") {
            let value = value.to_str().expect("it is text");
            secrets.push(
                value
                    .split_once(' ')
                    .expect("a scheme and a secret")
                    .1
                    .to_owned(),
            );
        }
    }
    secrets
}

#[track_caller]
fn assert_keeps(case: &Case, password: &str, arguments: &str, status: i32) {
    let mut said = String::new();
    for verbosity in ["-q", "-vvv", "--color=always"] {
        said += &case
            .run(&format!("{arguments} {verbosity}"))
            .exits(status)
            .to_string();
    }
    if case.project.exists("images.lock") {
        said += &case.raw_lock();
    }
    let secrets = secrets(case, password);
    assert!(
        secrets.len() > 5,
        "nothing secret was sent: {:#?}",
        case.registry.sequence()
    );
    for secret in secrets {
        assert!(
            !said.contains(&secret),
            "{arguments} shows {secret}:\n{said}"
        );
    }
}

fn case(builder: crate::support::registry::Builder) -> Case {
    let case = Case::with(builder);
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "web"));
    case.manifest("web = { image = \"HOST/acme/web:1\", platforms = [\"linux/amd64\"] }\n");
    case
}

fn token_registry() -> crate::support::registry::Builder {
    Registry::builder().user(USER, PASSWORD).private("acme/web")
}

#[test]
fn success_shows_no_secret() {
    for builder in [token_registry(), Registry::builder().basic(USER, PASSWORD)] {
        let case = case(builder);
        log_in(&case, PASSWORD);
        for command in [
            "update",
            "verify --present --fresh",
            "resolve HOST/acme/web:1",
            "lock",
        ] {
            assert_keeps(&case, PASSWORD, command, 0);
        }
    }
}

#[test]
fn rejected_credentials_are_not_shown() {
    let wrong = "hunter3-wrong-password";
    for builder in [token_registry(), Registry::builder().basic(USER, PASSWORD)] {
        let case = case(builder);
        log_in(&case, wrong);
        assert_keeps(&case, wrong, "update", 3);
        assert_keeps(&case, wrong, "resolve HOST/acme/web:1", 3);
    }
}

#[test]
fn a_server_that_repeats_a_secret_does_not_get_it_printed() {
    let case = case(token_registry());
    log_in(&case, PASSWORD);
    let said = format!("{{\"message\":\"bad login {USER}:{PASSWORD}\"}}");
    case.registry
        .fault(Fault::on("GET", "/token").status(401).body(said).always());
    assert_keeps(&case, PASSWORD, "update", 3);
}

#[test]
fn a_registry_that_refuses_a_token_does_not_get_it_printed() {
    let case = case(token_registry());
    log_in(&case, PASSWORD);
    case.registry.fault(
        Fault::on("GET", "/v2/acme/web/manifests/1")
            .status(403)
            .after(1)
            .always(),
    );
    assert_keeps(&case, PASSWORD, "update", 3);
}

#[test]
fn identity_tokens_and_registry_tokens_are_not_shown() {
    let token = "hunter2-identity/token+of=acme";
    let taken = || Registry::builder().refresh_token(token).private("acme/web");
    for (builder, status) in [
        (taken(), 0),
        (Registry::builder().refresh_token("other"), 3),
        (Registry::builder(), 3),
    ] {
        let case = case(builder);
        let kind = if status == 0 {
            "identitytoken"
        } else {
            "registrytoken"
        };
        for kind in [kind, "identitytoken"] {
            let config = format!("{{\"auths\":{{\"HOST\":{{\"{kind}\":\"{token}\"}}}}}}");
            case.project.file(
                case.project.home().join(".docker/config.json"),
                case.text(&config),
            );
            assert_keeps(&case, token, "update", status);
        }
    }
}

#[cfg(unix)]
#[test]
fn what_a_helper_prints_is_not_shown() {
    let program = "docker-credential-acme";
    for (script, status) in [
        (
            format!("echo '{{\"Username\":\"{USER}\",\"Secret\":\"{PASSWORD}\"}}'"),
            0,
        ),
        (
            format!("echo '{{\"Username\":\"{USER}\",\"Secret\":\"{PASSWORD}\"}}'; exit 1"),
            3,
        ),
        (
            format!("echo '{{\"Username\":\"{USER}\",\"Secret\":\"{PASSWORD}'"),
            3,
        ),
        (format!("echo {PASSWORD}"), 3),
    ] {
        let case = case(token_registry());
        case.project
            .script(case.project.home().join("bin").join(program), &script);
        case.project.file(
            case.project.home().join(".docker/config.json"),
            r#"{"credsStore":"acme"}"#,
        );
        let search = format!(
            "{}:/usr/bin:/bin",
            case.project.home().join("bin").display()
        );
        let outcome = case
            .command("update -vvv")
            .env("PATH", search)
            .run()
            .exits(status);
        assert!(
            outcome.stderr.contains(program) && !outcome.to_string().contains(PASSWORD),
            "{outcome}"
        );
    }
}

#[test]
fn a_broken_file_of_credentials_is_not_quoted() {
    let case = case(token_registry());
    case.run("update").exits(3);
    let file = case.project.home().join(".docker/config.json");
    case.project
        .file(file, format!("{{\"auths\": {{ \"x\": \"{PASSWORD}\" "));
    let outcome = case.run("update -vvv").exits(2);
    assert!(!outcome.to_string().contains(PASSWORD), "{outcome}");
}
