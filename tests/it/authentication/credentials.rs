//! Docker's `config.json`: who is asked as whom, and who is told a secret.

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Authorization, Image, Registry};

const AUTH: &str = "YW5hOnJpZ2h0";

/// A registry that answers `ana` alone, whose password is `right`.
fn basic() -> Case {
    let case = Case::with(Registry::builder().basic("ana", "right"));
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

fn bearer() -> Case {
    let case = Case::with(Registry::builder().user("ana", "right").private("team/app"));
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

#[test]
fn credentials_are_found_in_every_form_that_docker_writes() {
    let entries = [
        format!(r#""HOST":{{"auth":"{AUTH}"}}"#),
        r#""HOST":{"username":"ana","password":"right"}"#.to_owned(),
        r#""HOST":{"auth":"","username":"ana","password":"right"}"#.to_owned(),
        // ana:right and two NULs behind it, and ana:right of a tool that leaves padding out
        r#""HOST":{"auth":"YW5hOnJpZ2h0AAA="}"#.to_owned(),
        r#""HOST":{"auth":"YW5hOnJpZ2h0AA"}"#.to_owned(),
        format!(r#""https://HOST":{{"auth":"{AUTH}"}}"#),
        format!(r#""https://HOST/v1/":{{"auth":"{AUTH}"}}"#),
        format!(r#""http://HOST/v2/":{{"auth":"{AUTH}"}}"#),
        format!(r#""https://HOST/v1/":{{"auth":"d3Jvbmc6d3Jvbmc="}},"HOST":{{"auth":"{AUTH}"}}"#),
        format!(r#""other.example":{{}},"HOST":{{"auth":"{AUTH}","email":"a@example.org"}}"#),
    ];
    for entry in entries {
        let case = basic();
        case.docker_config(&format!(
            "\u{feff}{{\"auths\":{{{entry}}},\"psFormat\":\"x\"}}"
        ));
        let outcome = case.resolve("team/app:main");
        assert_eq!(outcome.code, Some(0), "{entry}\n{outcome}");
        assert_shown_only_its_own(&case.registry, Some("ana"));
    }
}

#[test]
fn what_holds_no_credentials_is_none() {
    let files = [
        "",
        "\u{feff} \n",
        "{}",
        r#"{"auths":{}}"#,
        r#"{"auths":{"HOST":{}}}"#,
        r#"{"auths":{"HOST":{"auth":""}}}"#,
        r#"{"auths":{"other.example":{"auth":"YW5hOnJpZ2h0"},"HOST.example":{"auth":"YW5hOnJpZ2h0"}}}"#,
        r#"{"auths":{"127.0.0.1":{"auth":"YW5hOnJpZ2h0"}}}"#,
        r#"{"auths":{},"credHelpers":{"other.example":"pass"},"credsStore":""}"#,
    ];
    for file in files {
        let case = basic();
        case.docker_config(file);
        let outcome = case.resolve("team/app:main").exits(3);
        assert!(
            outcome
                .stderr
                .contains("it requires a user name and a password"),
            "{file}\n{outcome}"
        );
        assert_shown_only_its_own(&case.registry, None);
    }
}

#[test]
fn a_file_that_is_no_json_is_an_error_that_quotes_nothing_of_it() {
    for file in [
        r#"{"auths":{"HOST":{"auth":"hunter2" oops}}}"#,
        r#"["hunter2"]"#,
        "hunter2",
    ] {
        let case = basic();
        case.docker_config(file);
        let outcome = case.resolve("team/app:main").exits(2);
        assert!(
            outcome
                .stderr
                .contains("[HOME]/.docker/config.json cannot be used: it is not"),
            "{outcome}"
        );
        assert!(
            !outcome.stderr.contains("hunter2") && !outcome.stderr.contains("oops"),
            "{outcome}"
        );
    }
}

#[test]
fn an_entry_that_cannot_be_read_is_an_error_that_quotes_nothing_of_it() {
    // `ana` without a colon, a password without a user, and no base64
    for auth in ["YW5h", "OnJpZ2h0", "hunter2!"] {
        let case = basic();
        case.docker_config(&format!(r#"{{"auths":{{"HOST":{{"auth":"{auth}"}}}}}}"#));
        let outcome = case.resolve("team/app:main").exits(2);
        let message = "[HOME]/.docker/config.json cannot be used: the entry `registry.test` has an `auth` that is not";
        assert!(
            outcome.stderr.contains(message) && !outcome.stderr.contains(auth),
            "{outcome}"
        );
        assert_shown_only_its_own(&case.registry, None);
        case.resolving("team/app:main", &["--anonymous"])
            .run()
            .exits(3);
    }
}

#[test]
fn the_directory_of_the_variable_is_used_instead_of_home_unless_it_is_empty() {
    let right = format!(r#"{{"auths":{{"HOST":{{"auth":"{AUTH}"}}}}}}"#);
    let case = basic();
    case.project.file(
        "elsewhere/config.json",
        right.replace("HOST", &case.registry.host()),
    );
    let elsewhere = case.project.path().join("elsewhere");
    case.docker_config(r#"{"auths":{"HOST":{"username":"ana","password":"wrong"}}}"#);
    case.resolving("team/app:main", &[])
        .env("DOCKER_CONFIG", &elsewhere)
        .run()
        .success();
    case.resolving("team/app:main", &[])
        .env("DOCKER_CONFIG", "")
        .run()
        .exits(3);
    case.docker_config(&right);
    case.resolving("team/app:main", &[])
        .env("DOCKER_CONFIG", "")
        .run()
        .success();
    case.resolving("team/app:main", &[])
        .env("DOCKER_CONFIG", elsewhere.join("none"))
        .run()
        .exits(3);
}

#[test]
fn nothing_is_opened_where_nobody_asks_for_credentials_or_none_are_wanted() {
    let open = Case::with(Registry::builder().open());
    open.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let public = Case::new();
    public
        .registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    for case in [&open, &public] {
        // A directory in the place of the file: whoever opens it fails
        std::fs::create_dir_all(case.project.home().join(".docker/config.json")).unwrap();
    }
    open.resolve("team/app:main").success();
    public.resolve("team/app:main").exits(2);
    public
        .resolving("team/app:main", &["--anonymous"])
        .run()
        .success();
}

#[test]
fn a_user_gets_tokens_for_what_is_private() {
    let case = bearer();
    case.docker_config(&format!(r#"{{"auths":{{"HOST":{{"auth":"{AUTH}"}}}}}}"#));
    case.resolve("team/app:main").success();
    let shown: Vec<_> = case
        .registry
        .requests()
        .into_iter()
        .map(|request| request.authorization)
        .collect();
    let user = Authorization::Basic {
        user: "ana".to_owned(),
    };
    let token = Authorization::Bearer {
        repository: "team/app".to_owned(),
    };
    assert_eq!(shown, [None, Some(user), Some(token)]);
}

#[test]
fn credentials_never_go_to_a_realm_on_another_port() {
    let builder = Registry::builder()
        .user("ana", "right")
        .token_server_elsewhere(true);
    let case = Case::with(builder);
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.docker_config(&format!(r#"{{"auths":{{"HOST":{{"auth":"{AUTH}"}}}}}}"#));
    let outcome = case.resolve("team/app:main").exits(3);
    assert_snapshot!(outcome, @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test asks for its credentials to be sent to tokens.test, which is not known to belong to it
    hint: pass `--anonymous` to ask without credentials, or, if tokens.test may have them, add this to `config.toml`:
        [registries."registry.test"]
        trusted-realms = ["tokens.test"]
    "#);
    assert_eq!(case.registry.requests().len(), 1);
    case.resolving("team/app:main", &["--anonymous"])
        .run()
        .success();
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn credentials_for_the_token_server_do_not_follow_where_it_sends_to() {
    let other = Registry::builder().user("ana", "right").start();
    let case = bearer();
    case.docker_config(&format!(r#"{{"auths":{{"HOST":{{"auth":"{AUTH}"}}}}}}"#));
    let location = format!("http://{}/token", other.host());
    let redirect = crate::support::registry::Fault::on("GET", "/token")
        .status(307)
        .header("location", location);
    case.registry.fault(redirect);
    case.resolve("team/app:main").exits(3);
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn of_two_registries_each_is_shown_its_own() {
    let (basic, bearer) = (basic(), bearer());
    let (one, two) = (basic.registry.host(), bearer.registry.host());
    let entry = |host: &str| format!(r#""{host}":{{"auth":"{AUTH}"}}"#);
    bearer.docker_config(&format!(
        "{{\"auths\":{{{},{}}}}}",
        entry(&one),
        entry(&two)
    ));
    let text = format!("[images]\none = \"{one}/team/app:main\"\ntwo = \"{two}/team/app:main\"\n");
    bearer.project.file("images.toml", text);
    bearer.project.run(["update"]).success();
    let shown = basic.registry.requests();
    assert_eq!(
        shown[1].authorization,
        Some(Authorization::Basic {
            user: "ana".to_owned()
        })
    );
    assert_shown_only_its_own(&basic.registry, Some("ana"));
    let to_the_registry = bearer
        .registry
        .requests()
        .into_iter()
        .filter(|request| request.path.starts_with("/v2/"));
    for request in to_the_registry {
        assert!(!matches!(
            request.authorization,
            Some(Authorization::Basic { .. } | Authorization::Other)
        ));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_config_that_nobody_writes_to_is_not_waited_for() {
    let case = basic();
    let place = case.project.home().join(".docker");
    std::fs::create_dir_all(&place).expect("a directory can be made");
    let made = std::process::Command::new("mkfifo")
        .arg(place.join("config.json"))
        .status();
    assert!(made.expect("mkfifo runs").success());
    let outcome = case.resolve("team/app:main").exits(2);
    assert!(
        outcome
            .stderr
            .contains("config.json` is not a regular file"),
        "{outcome}"
    );
}
