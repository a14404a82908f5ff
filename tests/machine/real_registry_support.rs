//! The support around the real registry, tested: it can be pushed to, and its token server is believed.

use crate::distribution::{Distribution, IDENTITY_TOKEN, Mode, basic};
use crate::needs::Need;
use crate::support::http::{Reply, send, send_body};
use crate::support::registry::{Image, Registry};

trials! {
    [Need::Registry] => [
        the_real_registry_and_the_embedded_one_answer_alike,
        the_real_registry_takes_a_password,
        the_real_registry_believes_our_token_server,
        a_private_repository_of_the_real_registry_opens_to_the_user_only,
        our_token_server_gives_an_identity_token_for_a_password_and_tokens_for_that,
    ],
}

const INDEX: (&str, &str) = ("Accept", "application/vnd.oci.image.index.v1+json");
/// The types that a client of today accepts.
const ALL: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";
const PATH: &str = "/v2/library/alpine/manifests/3.20";

fn index() -> Image {
    Image::index(&["linux/amd64", "linux/arm64/v8"], "seed")
}

fn get(distribution: &Distribution, path: &str, authorization: &str) -> Reply {
    send(
        &distribution.host(),
        "GET",
        path,
        &[INDEX, ("Authorization", authorization)],
    )
}

fn token(
    distribution: &Distribution,
    service: &str,
    name: &str,
    headers: &[(&str, &str)],
) -> Reply {
    let path = format!("/token?service={service}&scope=repository:{name}:pull");
    send(&distribution.token_host(), "GET", &path, headers)
}

fn bearer(reply: &Reply) -> String {
    format!(
        "Bearer {}",
        reply.json()["token"].as_str().expect("a token is text")
    )
}

/// What of an answer the two registries have to agree on; of an error it is the code, not the sentence.
fn essence(host: &str, method: &str, path: &str, accept: &str) -> Vec<String> {
    let reply = send(host, method, path, &[("Accept", accept)]);
    let mut essence = vec![
        reply.status.to_string(),
        reply.header("docker-distribution-api-version").to_owned(),
    ];
    if reply.status == 200 {
        let names = ["docker-content-digest", "content-type", "content-length"];
        essence.extend(names.map(|name| reply.header(name).to_owned()));
        essence.push(reply.text());
    } else if reply.status == 404 && method == "GET" {
        essence.push(reply.json()["errors"][0]["code"].to_string());
    }
    essence
}

/// Both registries with the same images, after both have named them alike.
fn twins() -> (Distribution, Registry) {
    let distribution = Distribution::start(Mode::Open);
    let embedded = Registry::builder().open().start();
    let one = Image::single("linux/amd64", "seed");
    for (tag, image) in [
        ("oci", index()),
        ("list", index().docker()),
        ("one", one.clone()),
        ("old", one.docker()),
    ] {
        let pushed = distribution.push("library/alpine", tag, &image);
        assert_eq!(embedded.push("library/alpine", tag, &image), pushed);
    }
    (distribution, embedded)
}

fn the_real_registry_and_the_embedded_one_answer_alike() {
    let (distribution, embedded) = twins();
    // Left out: 2.8 knows no pages of tags, and turns a list that is not accepted into its first image
    let asked = [
        ("oci", ALL),
        ("oci", ""),
        ("list", ALL),
        ("one", ALL),
        ("one", ""),
        ("old", ALL),
        ("missing", ALL),
    ];
    let manifests =
        asked.map(|(tag, accept)| (format!("/v2/library/alpine/manifests/{tag}"), accept));
    let others = [
        ("/v2/".to_owned(), ""),
        ("/v2/library/missing/tags/list".to_owned(), ""),
    ];
    for (path, accept) in manifests.iter().chain(&others) {
        for method in ["HEAD", "GET"] {
            let answer = |host: String| essence(&host, method, path, accept);
            assert_eq!(
                answer(embedded.host()),
                answer(distribution.host()),
                "{method} {path} {accept}"
            );
        }
    }
}

fn the_real_registry_takes_a_password() {
    let distribution = Distribution::start(Mode::Htpasswd);
    let pushed = distribution.push("library/alpine", "3.20", &index());
    assert_eq!(
        get(&distribution, PATH, "Basic eDp5").header("www-authenticate"),
        "Basic realm=\"tests\""
    );
    assert_eq!(
        get(&distribution, PATH, &basic()).header("docker-content-digest"),
        pushed
    );
}

fn the_real_registry_believes_our_token_server() {
    let distribution = Distribution::start(Mode::Token);
    let pushed = distribution.push("library/alpine", "3.20", &index());
    let realm = format!(
        "Bearer realm=\"http://{}/token\",service=\"registry.test\"",
        distribution.token_host()
    );
    let refused = send(&distribution.host(), "GET", PATH, &[INDEX]);
    let scope = "scope=\"repository:library/alpine:pull\"";
    assert_eq!(
        refused.header("www-authenticate"),
        format!("{realm},{scope}")
    );
    let granted = bearer(&token(
        &distribution,
        "registry.test",
        "library/alpine",
        &[],
    ));
    assert_eq!(
        get(&distribution, PATH, &granted).header("docker-content-digest"),
        pushed
    );
    let wrong = bearer(&token(&distribution, "index.test", "library/alpine", &[]));
    assert!(
        get(&distribution, PATH, &wrong)
            .header("www-authenticate")
            .ends_with("error=\"invalid_token\"")
    );
    let other = bearer(&token(&distribution, "registry.test", "library/nginx", &[]));
    assert!(
        get(&distribution, PATH, &other)
            .header("www-authenticate")
            .ends_with("error=\"insufficient_scope\"")
    );
}

fn a_private_repository_of_the_real_registry_opens_to_the_user_only() {
    let distribution = Distribution::start(Mode::Token);
    distribution.push("private/app", "main", &index());
    let status = |headers: &[(&str, &str)]| {
        let token = bearer(&token(
            &distribution,
            "registry.test",
            "private/app",
            headers,
        ));
        get(&distribution, "/v2/private/app/manifests/main", &token).status
    };
    assert_eq!(
        (status(&[]), status(&[("Authorization", &basic())])),
        (401, 200)
    );
    let wrong = token(
        &distribution,
        "registry.test",
        "private/app",
        &[("Authorization", "Basic eDp5")],
    );
    assert_eq!(wrong.status, 401);
}

fn our_token_server_gives_an_identity_token_for_a_password_and_tokens_for_that() {
    let distribution = Distribution::start(Mode::Token);
    distribution.push("private/app", "main", &index());
    let path = "/token?service=registry.test&offline_token=true";
    let given = send(
        &distribution.token_host(),
        "GET",
        path,
        &[("Authorization", &basic())],
    )
    .json()["refresh_token"]
        .clone();
    assert_eq!(given, IDENTITY_TOKEN);
    let post = |token: &str| {
        let form = format!(
            "grant_type=refresh_token&service=registry.test&scope=repository:private/app:pull&refresh_token={token}"
        );
        send_body(
            &distribution.token_host(),
            "POST",
            "/token",
            &[],
            form.as_bytes(),
        )
    };
    let granted = post(IDENTITY_TOKEN).json()["access_token"]
        .as_str()
        .map(|token| format!("Bearer {token}"));
    let answer = get(
        &distribution,
        "/v2/private/app/manifests/main",
        &granted.expect("a token is text"),
    );
    assert_eq!((answer.status, post("another").status), (200, 400));
}
