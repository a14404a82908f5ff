//! Which images of a registry share the verdict on its login, and what each of them says.

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Authorization, Fault, Image, Registry};

const ANA: &str = r#"{"auths":{"HOST":{"username":"ana","password":"right"}}}"#;
const REJECTED: &str = "registry.test rejects the credentials from [HOME]/.docker/config.json";

/// A registry with these images, which `images.toml` names.
fn with_images(case: Case, images: &[&str]) -> Case {
    for image in images {
        case.push(image, "main", &Image::index(&["linux/amd64"], image));
    }
    case.images(images.iter().map(|image| format!("{image}:main")));
    case.docker_config(ANA);
    case
}

/// Asks for a tag which a registry of passwords forbids with this body.
fn forbidden(body: &str) -> Outcome {
    let case = with_images(
        Case::with(Registry::builder().basic("ana", "right")),
        &["team/app"],
    );
    for method in ["HEAD", "GET"] {
        let fault = Fault::on(method, "/v2/team/app/manifests/*").always();
        let skipped = u32::from(method == "HEAD");
        case.registry
            .fault(fault.after(skipped).status(403).body(body));
    }
    case.resolve("team/app:main").exits(3)
}

#[test]
fn what_has_expired_for_one_project_is_no_verdict_on_the_login() {
    for words in [
        "your membership of project a has expired",
        "the image has expired",
        "storage quota of team/a has expired",
    ] {
        for config in [
            ANA,
            r#"{"auths":{"HOST":{"auth":"YW5hOg==","identitytoken":"ticket"}}}"#,
        ] {
            let builder = Registry::builder().user("ana", "right");
            let case = with_images(
                Case::with(builder.refresh_token("ticket")),
                &["team/a", "team/b"],
            );
            case.docker_config(config);
            let body = format!(r#"{{"errors":[{{"code":"DENIED","message":"{words}"}}]}}"#);
            // The first token is that of `team/a`
            let fault = Fault::on("*", "/token").status(403).body(body.as_str());
            case.registry.fault(fault);
            let outcome = case.run("update -j 1 --keep-going").exits(3);
            assert!(outcome.stderr.contains(words), "{outcome}");
            assert_eq!(outcome.stderr.matches("error:").count(), 1, "{outcome}");
            assert!(case.lock().contains("team/b"), "{outcome}");
        }
    }
}

#[test]
fn a_tag_that_has_expired_is_no_verdict_on_the_login() {
    let quay = r#"{"errors":[{"code":"DENIED","message":"Tag 1 was deleted or has expired"}]}"#;
    let outcome = forbidden(quay);
    assert!(
        outcome.stderr.contains("refuses access: 403 DENIED: Tag 1"),
        "{outcome}"
    );
}

#[test]
fn a_login_that_was_revoked_or_has_expired_is_rejected_in_every_form_of_words() {
    for body in [
        r#"{"message":"Personal access token was revoked"}"#,
        "jwt is no longer valid",
        r#"{"error":"TOKEN_EXPIRED"}"#,
        r#"{"errors":[{"code":"DENIED","message":"The security token included in the request is expired"}]}"#,
    ] {
        let outcome = forbidden(body);
        assert!(outcome.stderr.contains(REJECTED), "{body} {outcome}");
    }
}

#[test]
fn a_password_that_has_expired_is_sent_for_one_of_twenty_images() {
    let names: Vec<_> = (0..20).map(|number| format!("team/r{number}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let case = with_images(
        Case::with(Registry::builder().basic("ana", "right")),
        &names,
    );
    let body =
        r#"{"errors":[{"code":"DENIED","message":"Your authorization token has expired."}]}"#;
    let is_first = |method: &str| u32::from(method == "HEAD");
    for method in ["HEAD", "GET"] {
        let fault = Fault::on(method, "/v2/team/*").always();
        let fault = fault.after(is_first(method)).status(403);
        case.registry.fault(fault.body(body));
    }
    let outcome = case.run("update --format json").exits(3);
    let shown = case.registry.requests();
    let shown = shown
        .iter()
        .filter(|request| matches!(request.authorization, Some(Authorization::Basic { .. })));
    assert_eq!(shown.count(), 2, "HEAD, and GET for the words");
    let told = |words: &str| outcome.stdout.matches(words).count();
    assert_eq!(told("\"credentials-rejected\""), 20, "{outcome}");
    assert_eq!(told("\"http_status\": 403"), 20, "{outcome}");
}

#[test]
fn two_registries_with_one_token_server_name_each_its_own_login() {
    let case = with_images(
        Case::with(Registry::builder().user("ana", "right")),
        &["team/app"],
    );
    let (own, token_host) = (case.registry.host(), case.registry.token_host());
    let realm = format!("http://{token_host}/token");
    let other = Registry::builder().user("ana", "right").realm(&realm);
    let other = other.start();
    other.push("team/app", "main", &Image::index(&["linux/amd64"], "b"));
    let trusted =
        |host: &str| format!("[registries.\"{host}\"]\ntrusted-realms = [\"{token_host}\"]\n");
    let config = trusted(&own) + &trusted(&other.host());
    case.project.file("config.toml", config);
    let wrong = r#"{"username":"ana","password":"wrong"}"#;
    case.docker_config(&format!(
        r#"{{"auths":{{"HOST":{wrong},"{}":{wrong}}}}}"#,
        other.host()
    ));
    for (first, second) in [(own.clone(), other.host()), (other.host(), own.clone())] {
        let run = format!(
            "resolve --config config.toml -j 1 {first}/team/app:main {second}/team/app:main"
        );
        let outcome = case.run(&run).exits(3);
        for host in [&first, &second] {
            let host = host.replace(&own, "registry.test");
            assert!(
                outcome.stderr.contains(&format!("`docker login {host}`")),
                "{host} {outcome}"
            );
        }
    }
}

#[test]
fn what_is_got_in_the_place_of_a_refused_head_is_held_against_its_digest() {
    let zeros = format!("sha256:{}", "0".repeat(64));
    let case = with_images(
        Case::with(Registry::builder().basic("ana", "right")),
        &["team/app"],
    );
    let head = Fault::on("HEAD", "/v2/team/app/manifests/*").always();
    case.registry.fault(head.after(1).status(403));
    let body = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"message":"read me"}"#;
    let get = Fault::on("GET", "/v2/team/app/manifests/*").always();
    let get = get.replace_header("docker-content-digest", &zeros);
    case.registry.fault(get.body(body));
    let outcome = case.run("update").exits(3);
    assert!(
        outcome.stderr.contains("sent the wrong content"),
        "{outcome}"
    );
}
