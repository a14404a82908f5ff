//! What a token server says that issues no token, and whose fault that is.

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image, Registry};

const PASSWORD: &str = r#"{"auths":{"HOST":{"username":"ana","password":"hunter2/="}}}"#;
const IDENTITY: &str =
    r#"{"auths":{"HOST":{"auth":"MDAwMDAwMDAtMDAwMDo=","identitytoken":"hunter2/="}}}"#;

/// Resolves where a token server answers with this; empty credentials are none.
fn answered(config: &str, status: u16, body: &str) -> Outcome {
    run(config, status, body, &[])
}

fn run(config: &str, status: u16, body: &str, arguments: &[&str]) -> Outcome {
    let case = Case::with(Registry::builder().refresh_token("another"));
    case.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    if !config.is_empty() {
        case.docker_config(config);
    }
    let fault = Fault::on("*", "/token").always().status(status).body(body);
    case.registry.fault(fault);
    let outcome = case.resolving("team/app:main", arguments).run().exits(3);
    assert!(!outcome.stderr.contains("hunter2"), "{outcome}");
    outcome
}

/// The lines behind `error: cannot resolve`.
fn told(outcome: &Outcome) -> String {
    let lines = outcome.stderr.lines().skip(1);
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_token_server_that_answers_400_is_quoted() {
    let invalid_scope = r#"{"error":"invalid_scope","error_description":"no such scope"}"#;
    assert_snapshot!(told(&answered("", 400, invalid_scope)), @"
    caused by: registry.test issues no token: its token server registry.test answered 400 (it says: invalid_scope: no such scope)
    hint: check the name `team/app`: the scope that was asked for is `repository:team/app:pull`
    ");
    assert_snapshot!(told(&answered("", 400, "invalid scope")), @"
    caused by: registry.test issues no token: its token server registry.test answered 400 (it says: invalid scope)
    hint: check the name `team/app`: the scope that was asked for is `repository:team/app:pull`
    ");
    assert_snapshot!(told(&answered("", 400, r#"{"errors":[{"code":"BAD","message":"odd"}]}"#)), @"caused by: registry.test issues no token: its token server registry.test answered 400 (it says: BAD: odd)");
    assert_snapshot!(told(&answered("", 400, "<html>odd</html>")), @"caused by: registry.test issues no token: its token server registry.test answered 400");
    assert_snapshot!(told(&answered(PASSWORD, 400, r#"{"details":"odd"}"#)), @"
    caused by: registry.test issues no token: its token server registry.test answered 400 (it says: odd)
    hint: the credentials from [HOME]/.docker/config.json may be wrong or have expired: log in again with `docker login registry.test`, or pass `--anonymous` to ask without credentials, which is enough for public images
    ");
}

#[test]
fn a_token_server_is_quoted_with_every_status_by_get_and_by_post() {
    let statuses = [400, 401, 402, 403, 404, 405, 409, 410, 422, 451, 501];
    for (config, status) in ["", PASSWORD, IDENTITY]
        .iter()
        .flat_map(|config| statuses.map(|status| (config, status)))
    {
        let body = r#"{"message":"what\u001b it\u202e says"}"#;
        let outcome = answered(config, status, body);
        assert!(
            outcome.stderr.contains("what  it says"),
            "{status} {outcome}"
        );
    }
}

#[test]
fn azures_refusal_of_a_login_is_one_of_credentials() {
    for body in [
        r#"{"error":"invalid_grant","error_description":"AADSTS700082: The refresh token has expired due to inactivity.\r\nTrace ID: 1"}"#,
        r#"{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys for app 'a' are expired."}"#,
        r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Application 'a' was not found"}"#,
        r#"{"errors":[{"code":"UNAUTHORIZED","message":"AADSTS50034: The user account does not exist"}]}"#,
        "AADSTS50126: Error validating credentials due to invalid username or password.",
    ] {
        for config in [PASSWORD, IDENTITY] {
            let outcome = answered(config, 400, body);
            assert!(outcome.stderr.contains("registry.test rejects the credentials from [HOME]/.docker/config.json (it says: "), "{outcome}");
            assert!(outcome.stderr.contains("AADSTS"), "{outcome}");
            assert!(
                outcome
                    .stderr
                    .contains("hint: log in again with `docker login registry.test`"),
                "{outcome}"
            );
        }
        // Nobody's credentials were sent
        let outcome = answered("", 400, body);
        assert!(
            outcome.stderr.contains("answered 400 (it says: "),
            "{outcome}"
        );
    }
    let json = run(
        IDENTITY,
        400,
        r#"{"error":"invalid_grant"}"#,
        &["--format", "json"],
    );
    assert!(json.stdout.contains("\"credentials-rejected\""), "{json}");
    assert!(json.stdout.contains("invalid_grant"), "{json}");
}

#[test]
fn a_scope_that_a_token_server_does_not_know_is_no_fault_of_the_credentials() {
    let body =
        r#"{"error":"invalid_scope","error_description":"AADSTS70011: The scope is not valid"}"#;
    for config in [PASSWORD, IDENTITY, ""] {
        for status in [400, 401, 403] {
            let outcome = answered(config, status, body);
            assert!(
                !outcome.stderr.contains("rejects the credentials"),
                "{outcome}"
            );
            assert!(
                outcome
                    .stderr
                    .contains("invalid_scope: AADSTS70011: The scope is not valid"),
                "{outcome}"
            );
            assert!(
                outcome.stderr.contains("check the name `team/app`"),
                "{outcome}"
            );
        }
    }
    let json = run(IDENTITY, 400, body, &["--format", "json"]);
    assert!(json.stdout.contains("\"no-token\""), "{json}");
}

#[test]
fn a_token_server_that_knows_no_refresh_tokens_wants_a_password() {
    let body = r#"{"error":"unsupported_grant_type","error_description":"only password"}"#;
    let outcome = answered(IDENTITY, 400, body);
    assert!(
        outcome.stderr.contains(
            "(it says: unsupported_grant_type: only password): it does not accept identity tokens"
        ),
        "{outcome}"
    );
}

#[test]
fn errors_with_a_good_status_in_the_place_of_a_token_are_quoted() {
    let body = r#"{"errors":[{"code":"DENIED","message":"access forbidden"}]}"#;
    for config in ["", PASSWORD, IDENTITY] {
        let outcome = answered(config, 200, body);
        assert!(
            outcome.stderr.contains(
                "its token server registry.test answered 200 (it says: DENIED: access forbidden)"
            ),
            "{outcome}"
        );
    }
    let outcome = answered(
        PASSWORD,
        200,
        r#"{"details":"personal access token is expired"}"#,
    );
    assert!(
        outcome
            .stderr
            .contains("rejects the credentials from [HOME]"),
        "{outcome}"
    );
    // What is no JSON may be the token, and what repeats a secret is not repeated
    for body in ["hunter2", r#"{"message":"bad hunter2\/="}"#] {
        let outcome = answered(PASSWORD, 200, body);
        assert!(
            outcome
                .stderr
                .contains("its token server registry.test returned"),
            "{outcome}"
        );
    }
}

#[test]
fn a_secret_that_a_token_server_repeats_is_not_shown_in_any_form() {
    let plain = ["hunter2/=", "hunter2%2F%3D", r"hunter2\/="];
    let basic = ["YW5hOmh1bnRlcjIvPQ==", "YW5hOmh1bnRlcjIvPQ"];
    let with_password = plain.iter().chain(&basic).map(|echo| (PASSWORD, echo));
    let with_token = plain.iter().map(|echo| (IDENTITY, echo));
    for (config, echo) in with_password.chain(with_token) {
        for status in [400, 401, 403] {
            let body = format!(r#"{{"error":"invalid_grant","error_description":"no {echo}"}}"#);
            let outcome = answered(config, status, &body);
            assert!(!outcome.stderr.contains("YW5hOmh"), "{outcome}");
        }
    }
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
    let outcome = answered("", 400, &format!(r#"{{"message":"token {token} is odd"}}"#));
    assert!(
        outcome.stderr.contains("(it says: token *** is odd)"),
        "{outcome}"
    );
}

#[test]
fn a_repository_whose_name_has_scope_in_it_is_no_scope() {
    let body = r#"{"message":"the microscope is broken"}"#;
    let outcome = answered("", 400, body);
    assert!(!outcome.stderr.contains("the scope that"), "{outcome}");
    let outcome = answered("", 400, r#"{"message":"Scope is malformed"}"#);
    assert!(outcome.stderr.contains("the scope that"), "{outcome}");
}

#[test]
fn words_are_found_in_every_form_that_servers_give_them() {
    for (body, words) in [
        (
            r#"{"error":{"code":400,"message":"Invalid name","status":"INVALID_ARGUMENT"}}"#,
            "Invalid name",
        ),
        (
            r#"{"error":{"code":"BadName","message":"Invalid name"}}"#,
            "BadName: Invalid name",
        ),
        (r#"{"Message":"Invalid name"}"#, "Invalid name"),
        (r#"{"errors":["Invalid name"]}"#, "Invalid name"),
        (
            r#"{"errors":[{"code":"DENIED","message":"no","detail":"Invalid name"}]}"#,
            "DENIED: no: Invalid name",
        ),
        (
            r#"{"errors":[{"code":"DENIED","message":"no","detail":[{"Name":"a"}]}]}"#,
            "DENIED: no",
        ),
        (
            "<?xml version=\"1.0\"?>\n<Error><Code>BadName</Code><Message>Invalid name</Message></Error>",
            "BadName: Invalid name",
        ),
    ] {
        let outcome = answered("", 400, body);
        let said = format!("answered 400 (it says: {words})\n");
        assert!(outcome.stderr.contains(&said), "{body} {outcome}");
    }
}

#[test]
fn the_words_of_storage_about_a_token_that_has_expired_are_about_the_login() {
    let body = "<Error><Code>ExpiredToken</Code><Message>The token has expired.</Message></Error>";
    let outcome = answered(PASSWORD, 403, body);
    assert!(
        outcome.stderr.contains(
            "rejects the credentials from [HOME]/.docker/config.json (it says: ExpiredToken"
        ),
        "{outcome}"
    );
}

#[test]
fn too_many_failed_logins_are_no_matter_of_requests_at_once() {
    let body = r#"{"details":"too many failed login attempts for username or IP address"}"#;
    let outcome = answered(PASSWORD, 429, body);
    assert!(!outcome.stderr.contains("--jobs"), "{outcome}");
    assert!(
        outcome.stderr.contains("log in with the right password"),
        "{outcome}"
    );
}

#[test]
fn what_a_token_server_says_of_other_secrets_is_not_shown() {
    for said in [
        "bind failed for cn=corp password=corphunter2 … Bearer ghp_hunter2abcdef",
        "sent X-Api-Key: hunter2",
        "GET https://corp:hunter2@ldap.example/ failed",
        r#"{"message":"{\"Secret\":\"hunter2\"}"}"#,
        r#"{"errors":[{"code":"DENIED","message":"credential: hunter2"}]}"#,
    ] {
        for status in [400, 401, 403] {
            let outcome = answered("", status, said);
            assert!(
                outcome.stderr.contains("***") && !outcome.stderr.contains("hunter"),
                "{outcome}"
            );
        }
    }
}

#[test]
fn words_that_tell_of_secrets_and_show_none_are_shown() {
    for said in [
        "password authentication is not supported",
        "invalid token: the signature is invalid",
        "token has expired",
        "no key for sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7",
        "0c2d3b0a-1f6e-4b0e-9a57-0f5d8a4f2f11: repository:team/secret:pull is denied",
    ] {
        let outcome = answered("", 403, said);
        assert!(outcome.stderr.contains(said), "{outcome}");
    }
}

#[test]
fn a_secret_that_is_repeated_in_html_or_in_a_url_is_not_shown() {
    let config = r#"{"auths":{"HOST":{"username":"ana","password":"a<b&c d/x"}}}"#;
    for echo in [
        "a&lt;b&amp;c d/x",
        "a&#60;b&#x26;c d&#47;x",
        "a%3cb%26c%20d%2fx",
        "a%3Cb%26c+d/x",
        r"a\u003cb\u0026c d\/x",
    ] {
        for body in [
            format!("no login with {echo}"),
            format!(
                r#"{{"message":"no login with {}"}}"#,
                echo.replace('\\', r"\\")
            ),
        ] {
            let outcome = answered(config, 403, &body);
            assert!(!outcome.stderr.contains("no login with"), "{outcome}");
        }
    }
}
