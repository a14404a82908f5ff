//! The registry of the tests, tested: a fake that is too kind would prove nothing.

use crate::support::command::Project;
use crate::support::http::{Reply, send, send_body};
use crate::support::hub::certificates::{Authorities, Certificate, Wants};
use crate::support::registry::{Authorization, Image, Lists, Registry, digest};

const ALPINE: &str = "/v2/library/alpine/manifests/3.20";
const INDEX: (&str, &str) = ("Accept", "application/vnd.oci.image.index.v1+json");
/// `testuser:testpassword`, and with a wrong password.
const RIGHT: &str = "Basic dGVzdHVzZXI6dGVzdHBhc3N3b3Jk";
const WRONG: &str = "Basic dGVzdHVzZXI6d3Jvbmc=";

fn index() -> Image {
    Image::index(&["linux/amd64", "linux/arm64/v8"], "seed")
}

fn hub() -> Registry {
    let registry = Registry::builder().start();
    registry.push("library/alpine", "3.20", &index());
    registry
}

fn open() -> Registry {
    let registry = Registry::builder().open().start();
    registry.push("library/alpine", "3.20", &index());
    registry
}

fn token_with(registry: &Registry, query: &str, headers: &[(&str, &str)]) -> String {
    let reply = send(
        &registry.token_host(),
        "GET",
        &format!("/token?{query}"),
        headers,
    );
    assert_eq!(reply.status, 200, "{}", reply.text());
    format!(
        "Bearer {}",
        reply.json()["token"].as_str().expect("a token is text")
    )
}

fn token(registry: &Registry, repository: &str) -> String {
    token_with(
        registry,
        &format!("service=registry.docker.io&scope=repository:{repository}:pull"),
        &[],
    )
}

fn head(registry: &Registry, path: &str, authorization: &str) -> Reply {
    send(
        &registry.host(),
        "HEAD",
        path,
        &[INDEX, ("Authorization", authorization)],
    )
}

fn challenge(reply: &Reply) -> &str {
    assert_eq!(reply.status, 401);
    reply.header("www-authenticate")
}

#[test]
fn a_request_without_a_token_is_challenged_with_the_path_as_requested() {
    let registry = hub();
    let reply = send(
        &registry.host(),
        "GET",
        "/v2/alpine/manifests/3.20",
        &[INDEX],
    );
    let realm = format!(
        "Bearer realm=\"http://{}/token\",service=\"registry.docker.io\"",
        registry.host()
    );
    assert_eq!(
        challenge(&reply),
        format!("{realm},scope=\"repository:alpine:pull\"")
    );
    assert_eq!(reply.json()["errors"][0]["code"], "UNAUTHORIZED");
    assert_eq!(
        challenge(&send(&registry.host(), "GET", "/v2/", &[])),
        realm
    );
}

#[test]
fn a_token_opens_its_repository_and_the_digest_is_that_of_the_body() {
    let registry = hub();
    let token = token(&registry, "library/alpine");
    let head = head(&registry, ALPINE, &token);
    let get = send(
        &registry.host(),
        "GET",
        ALPINE,
        &[INDEX, ("Authorization", &token)],
    );
    assert_eq!((head.status, get.status), (200, 200));
    assert_eq!(head.header("docker-content-digest"), digest(&get.body));
    assert_eq!(
        head.header("content-type"),
        "application/vnd.oci.image.index.v1+json"
    );
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert!(head.body.is_empty());
}

#[test]
fn a_token_is_bound_to_one_repository() {
    let registry = hub();
    registry.push(
        "library/nginx",
        "1.27",
        &Image::single("linux/amd64", "nginx"),
    );
    let token = token(&registry, "library/nginx");
    assert!(challenge(&head(&registry, ALPINE, &token)).ends_with(",error=\"insufficient_scope\""));
}

#[test]
fn a_token_for_a_wrong_service_grants_nothing() {
    let registry = hub();
    let token = token_with(
        &registry,
        "service=index.docker.io&scope=repository:library/alpine:pull",
        &[],
    );
    assert!(challenge(&head(&registry, ALPINE, &token)).ends_with(",error=\"invalid_token\""));
}

#[test]
fn a_token_for_a_short_name_a_missing_repository_or_two_scopes_grants_nothing() {
    let registry = hub();
    registry.push("alpine", "3.20", &index());
    let two = "service=registry.docker.io&scope=repository:library/alpine:pull&scope=repository:library/nginx:pull";
    assert!(
        challenge(&head(&registry, ALPINE, &token_with(&registry, two, &[])))
            .contains("insufficient_scope")
    );
    for name in ["alpine", "library/missing"] {
        let refused = head(
            &registry,
            &format!("/v2/{name}/manifests/3.20"),
            &token(&registry, name),
        );
        assert!(challenge(&refused).contains("insufficient_scope"), "{name}");
    }
}

#[test]
fn the_payload_of_a_token_tells_what_it_grants() {
    use base64::Engine as _;
    let registry = hub();
    let access = |token: String| {
        let payload = token
            .split('.')
            .nth(1)
            .expect("a JWT has three parts")
            .to_owned();
        let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(payload)
            .expect("base64url");
        serde_json::from_slice::<serde_json::Value>(&payload).expect("JSON")["access"].clone()
    };
    let granted = serde_json::json!([{ "type": "repository", "name": "library/alpine", "actions": ["pull"] }]);
    assert_eq!(access(token(&registry, "library/alpine")), granted);
    assert_eq!(
        access(token(&registry, "library/missing")),
        serde_json::json!([])
    );
}

#[test]
fn a_private_repository_opens_to_its_users_only() {
    let registry = Registry::builder()
        .user("testuser", "testpassword")
        .private("acme/app")
        .start();
    registry.push("acme/app", "main", &index());
    let path = "/v2/acme/app/manifests/main";
    let query = "service=registry.docker.io&scope=repository:acme/app:pull";
    let anonymous = token_with(&registry, query, &[]);
    assert!(challenge(&head(&registry, path, &anonymous)).contains("insufficient_scope"));
    let user = token_with(&registry, query, &[("Authorization", RIGHT)]);
    assert_eq!(head(&registry, path, &user).status, 200);
    let wrong = send(
        &registry.host(),
        "GET",
        &format!("/token?{query}"),
        &[("authorization", WRONG)],
    );
    assert_eq!(
        (wrong.status, wrong.text().as_str()),
        (401, r#"{"details":"incorrect username or password"}"#)
    );
}

#[test]
fn an_identity_token_is_taken_by_post_where_there_is_one() {
    let form =
        b"grant_type=refresh_token&service=registry.docker.io&scope=repository:acme/app:pull&refresh_token=r";
    let registry = Registry::builder()
        .refresh_token("r")
        .private("acme/app")
        .start();
    registry.push("acme/app", "main", &index());
    let reply = send_body(&registry.host(), "POST", "/token", &[], form);
    let token = format!(
        "Bearer {}",
        reply.json()["access_token"]
            .as_str()
            .expect("a token is text")
    );
    assert_eq!(
        head(&registry, "/v2/acme/app/manifests/main", &token).status,
        200
    );
    assert_eq!(
        send_body(&hub().host(), "POST", "/token", &[], form).status,
        405
    );
}

#[test]
fn a_token_expires_by_uses() {
    let registry = Registry::builder().token_life(2).expires_in(60).start();
    registry.push("library/alpine", "3.20", &index());
    let token = token(&registry, "library/alpine");
    let statuses = [1, 2, 3].map(|_| head(&registry, ALPINE, &token).status);
    assert_eq!(statuses, [200, 200, 401]);
    assert!(challenge(&head(&registry, ALPINE, &token)).ends_with(",error=\"invalid_token\""));
}

#[test]
fn a_token_server_elsewhere_is_another_host() {
    let registry = Registry::builder().token_server_elsewhere(true).start();
    registry.push("library/alpine", "3.20", &index());
    assert_ne!(registry.host(), registry.token_host());
    assert_eq!(send(&registry.host(), "GET", "/token", &[]).status, 404);
    assert_eq!(send(&registry.token_host(), "GET", ALPINE, &[]).status, 404);
    let token = token(&registry, "library/alpine");
    assert_eq!(head(&registry, ALPINE, &token).status, 200);
    assert!(
        registry
            .requests()
            .iter()
            .any(|request| request.host == registry.token_host())
    );
}

#[test]
fn basic_authentication_takes_the_right_password_only() {
    let registry = Registry::builder()
        .basic("testuser", "testpassword")
        .start();
    registry.push("app", "main", &index());
    assert_eq!(
        challenge(&head(&registry, "/v2/app/manifests/main", WRONG)),
        "Basic realm=\"Registry\""
    );
    assert_eq!(head(&registry, "/v2/app/manifests/main", RIGHT).status, 200);
    let user = Authorization::Basic {
        user: "testuser".to_owned(),
    };
    assert_eq!(registry.requests()[1].authorization, Some(user));
}

#[test]
fn an_index_is_unknown_to_those_who_do_not_accept_indexes() {
    let registry = open();
    let manifest = ("Accept", "application/vnd.oci.image.manifest.v1+json");
    let reply = send(&registry.host(), "GET", ALPINE, &[manifest]);
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["code"]),
        (404, &"MANIFEST_UNKNOWN".into())
    );
    assert_eq!(
        send(&registry.host(), "GET", ALPINE, &[manifest, INDEX]).status,
        200
    );
}

#[test]
fn a_tag_moves_and_the_old_digest_stays_until_it_is_deleted() {
    let registry = open();
    let (old, repository) = (index().digest(), "library/alpine");
    let new = registry.push(
        repository,
        "3.20",
        &Image::index(&["linux/amd64"], "another"),
    );
    let digest_of = |reference: &str| {
        let path = format!("/v2/{repository}/manifests/{reference}");
        send(&registry.host(), "HEAD", &path, &[INDEX])
            .header("docker-content-digest")
            .to_owned()
    };
    assert_ne!(old, new);
    assert_eq!(
        (digest_of("3.20"), digest_of(&old)),
        (new.clone(), old.clone())
    );
    registry.delete_digest(repository, &old);
    assert_eq!((digest_of("3.20"), digest_of(&old)), (new, String::new()));
    registry.delete_tag(repository, "3.20");
    assert_eq!(digest_of("3.20"), "");
}

#[test]
fn an_index_leads_to_the_configs_of_its_platforms() {
    let registry = open();
    let get = |path: String| {
        send(
            &registry.host(),
            "GET",
            &path,
            &[
                INDEX,
                ("Accept", "application/vnd.oci.image.manifest.v1+json"),
            ],
        )
    };
    let entries = get(ALPINE.to_owned()).json()["manifests"]
        .as_array()
        .expect("an index has entries")
        .clone();
    let arm = entries[1]["digest"].as_str().expect("a digest is text");
    assert_eq!(arm, index().platform_digest("linux/arm64/v8"));
    let manifest = get(format!("/v2/library/alpine/manifests/{arm}")).json();
    let config = manifest["config"]["digest"]
        .as_str()
        .expect("a digest is text");
    let config = get(format!("/v2/library/alpine/blobs/{config}")).json();
    assert_eq!(
        (&config["os"], &config["architecture"], &config["variant"]),
        (&"linux".into(), &"arm64".into(), &"v8".into())
    );
    assert_eq!(
        entries[2]["annotations"]["vnd.docker.reference.type"],
        "attestation-manifest"
    );
    assert_eq!(
        entries[2]["annotations"]["vnd.docker.reference.digest"],
        entries[0]["digest"]
    );
}

#[test]
fn an_annotation_moves_the_index_and_leaves_the_platforms() {
    let moved = index().annotated("build", "2");
    assert_ne!(index().digest(), moved.digest());
    assert_eq!(
        index().platform_digest("linux/amd64"),
        moved.platform_digest("linux/amd64")
    );
    assert_ne!(index().digest(), index().docker().digest());
}

#[test]
fn a_label_moves_the_platforms_and_stands_in_their_configs_alone() {
    let configs = |image: &Image| -> Vec<String> {
        let blobs = image.contents().blobs.into_iter();
        let json: Vec<serde_json::Value> = blobs
            .filter_map(|blob| serde_json::from_slice(&blob).ok())
            .collect();
        json.iter()
            .filter_map(|json| json.get("config"))
            .map(ToString::to_string)
            .collect()
    };
    let labelled = index().labelled("version", "2");
    assert_ne!(
        index().platform_digest("linux/amd64"),
        labelled.platform_digest("linux/amd64")
    );
    let label = r#"{"Labels":{"version":"2"}}"#;
    assert_eq!(
        configs(&labelled),
        [label, label, "{}"],
        "an attestation has none"
    );
    assert_eq!(configs(&index()), ["{}"; 3]);
}

#[test]
fn unknown_things_are_named_in_the_words_of_the_specification() {
    let registry = open();
    let code = |path: &str| {
        let reply = send(&registry.host(), "GET", path, &[INDEX]);
        format!(
            "{} {}",
            reply.status,
            reply.json()["errors"][0]["code"]
                .as_str()
                .unwrap_or_default()
        )
    };
    assert_eq!(
        code("/v2/library/alpine/manifests/9"),
        "404 MANIFEST_UNKNOWN"
    );
    assert_eq!(code("/v2/library/missing/manifests/9"), "404 NAME_UNKNOWN");
    assert_eq!(
        code("/v2/library/alpine/blobs/sha256:00"),
        "404 BLOB_UNKNOWN"
    );
    assert_eq!(
        code("/v2/library/alpine/tags/list?n=x"),
        "400 PAGINATION_NUMBER_INVALID"
    );
}

#[test]
fn tags_are_paged_by_n_and_last_and_by_the_largest_page() {
    let registry = Registry::builder().open().page_size(2).start();
    for tag in ["1", "2", "3"] {
        registry.push("acme/app", tag, &index());
    }
    let first = send(
        &registry.host(),
        "GET",
        "/v2/acme/app/tags/list?n=1000",
        &[],
    );
    assert_eq!(first.json()["tags"], serde_json::json!(["1", "2"]));
    assert_eq!(
        first.header("link"),
        "</v2/acme/app/tags/list?last=2&n=2>; rel=\"next\""
    );
    let second = send(
        &registry.host(),
        "GET",
        "/v2/acme/app/tags/list?last=2&n=2",
        &[],
    );
    assert_eq!(
        (second.json()["tags"].clone(), second.header("link")),
        (serde_json::json!(["3"]), "")
    );
}

/// A page that a registry with this manner gives of `acme/app:0000` and so on, pushed backwards: how many tags it has,
/// the first of them, and where its link leads.
fn page(manner: Lists, count: usize, query: &str) -> (usize, String, String) {
    let registry = Registry::builder().open().lists(manner).start();
    let tags = (0..count).rev().map(|tag| format!("{tag:04}"));
    registry.push_all("acme/app", tags, &index());
    let path = format!("/v2/acme/app/tags/list{query}");
    let reply = send(&registry.host(), "GET", &path, &[]);
    let link = reply.header("link").replace(&registry.host(), "HOST");
    let link = link.replace("; rel=\"next\"", "");
    if reply.status != 200 {
        let code = reply.json()["errors"][0]["code"].to_string();
        return (reply.status.into(), code, link);
    }
    let list = reply.json();
    let tags = list["tags"].as_array().expect("it has tags");
    let first = tags[0].as_str().expect("a tag is a text");
    (tags.len(), first.to_owned(), link)
}

#[test]
fn tags_are_listed_in_the_manner_of_each_registry() {
    for (manner, count, query, size, first, link) in [
        (Lists::Distribution2, 1500, "?n=2", 1500, "1039", ""),
        (Lists::DockerHub, 1500, "", 1500, "0000", ""),
        (
            Lists::DockerHub,
            1500,
            "?n=1400",
            1400,
            "0000",
            "</v2/acme/app/tags/list?last=1399&n=1400>",
        ),
        (
            Lists::Ghcr,
            150,
            "",
            100,
            "0149",
            "</v2/acme/app/tags/list?last=0050&n=100>",
        ),
        (Lists::Ghcr, 150, "?n=1000", 150, "0149", ""),
        (
            Lists::Quay,
            150,
            "?n=1000",
            100,
            "0149",
            "</v2/acme/app/tags/list?last=0050&n=100>",
        ),
        (Lists::Quay, 150, "?last=0050&n=100", 50, "0049", ""),
        (
            Lists::Ecr,
            3,
            "?n=2",
            2,
            "0002",
            "<http://HOST/v2/acme/app/tags/list?n=2&last=Mg>",
        ),
        (Lists::Ecr, 3, "?n=1001", 405, "\"UNSUPPORTED\"", ""),
        (
            Lists::Acr,
            150,
            "?n=1001",
            100,
            "0000",
            "</v2/acme/app/tags/list?last=0099&n=100&orderby=>",
        ),
        (Lists::Google, 150, "?n=2", 150, "0000", ""),
        (
            Lists::Artifactory,
            3,
            "?n=2",
            2,
            "0000",
            "</v2/app/tags/list?last=0001&n=2>",
        ),
        (
            Lists::Nexus,
            3,
            "?n=2",
            2,
            "0000",
            "<http://HOST/repository/docker/v2/acme/app/tags/list?last=0001&n=2>",
        ),
        (Lists::Zot, 3, "?n=2&last=0000", 2, "0001", ""),
        (Lists::Zot, 3, "?n=2&last=0009", 404, "\"NAME_UNKNOWN\"", ""),
        (
            Lists::RefusesNumbers,
            3,
            "?n=2",
            400,
            "\"PAGINATION_NUMBER_INVALID\"",
            "",
        ),
    ] {
        let expected = (size, first.to_owned(), link.to_owned());
        assert_eq!(page(manner, count, query), expected, "{manner:?} {query}");
    }
}

#[test]
fn with_tls_many_requests_share_a_connection_if_both_sides_speak_http2() {
    for (protocols, is_one) in [(&["h2", "http/1.1"][..], true), (&["http/1.1"], false)] {
        let authorities = Authorities::new();
        let config = authorities.server("127.0.0.1", Certificate::Good, Wants::Nothing, protocols);
        let registry = Registry::builder().tls(config).start();
        registry.push("library/alpine", "3.20", &index());
        registry.push("library/alpine", "3.21", &index());
        let project = Project::new();
        let host = registry.host();
        let image = |tag: &str| format!("\"{tag}\" = \"{host}/library/alpine:{tag}\"\n");
        let images = format!("[images]\n{}{}", image("3.20"), image("3.21"));
        project.file("images.toml", images);
        project.file("authority.pem", authorities.trusted.pem());
        let config = format!("[registries.\"{host}\"]\nca-file = \"authority.pem\"\n");
        project.file("config.toml", config);
        project.run(["update", "--config", "config.toml"]).success();
        assert_eq!(registry.connections() == 1, is_one, "{protocols:?}");
        registry.clear_log();
        assert_eq!(registry.connections(), 0);
    }
}
