//! Token servers that were guessed, and give no token, or one that is not taken: each repository has its own.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::raw::Raw;
use crate::support::registry::{Fault, Image};

const CHALLENGE: &str = "www-authenticate: Bearer realm=\"/token/KEY\",service=\"paths\"\r\n";
const INDEX: &str = "content-type: application/vnd.oci.image.index.v1+json\r\n\
     docker-content-digest: sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7\r\n";
/// What the token server of another repository answers: a token that is not taken.
const WRONG_TOKEN: (&str, &str) = ("200 OK", r#"{"token":"TOKEN-OF-NOBODY"}"#);

fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The first name of the path behind this.
fn key<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split(['/', '%', '?', ' ']).next()
}

/// A registry whose repositories have a token server each, which answers questions about others so.
fn path_mode((status, body): (&'static str, &'static str)) -> Raw {
    Raw::answering(move |request| {
        let request = String::from_utf8_lossy(request);
        let (line, rest) = request.split_once("\r\n").unwrap_or_default();
        if let Some(realm) = key(line, "/token/") {
            let is_its_own = key(&request, "repository%3A") == Some(realm);
            let token = format!("{{\"token\":\"TOKEN-OF-{realm}\"}}");
            return match is_its_own {
                true => reply("200 OK", "", &token),
                false => reply(status, "", body),
            };
        }
        let wanted = key(line, "/v2/").unwrap_or_default();
        if rest.contains(&format!("TOKEN-OF-{wanted}\r\n")) {
            reply("200 OK", INDEX, "")
        } else {
            reply("401 Unauthorized", &CHALLENGE.replace("KEY", wanted), "")
        }
    })
}

/// Updates these images of a registry, with this login of its own.
fn update(registry: &Raw, images: &[String], login: &str, arguments: &[&str]) -> Outcome {
    let project = Project::new();
    let host = registry.host();
    let line = |(number, image): (usize, &String)| format!("i{number} = \"{host}/{image}\"\n");
    let lines: String = images.iter().enumerate().map(line).collect();
    project.file("images.toml", format!("[images]\n{lines}"));
    let config = project.home().join(".docker/config.json");
    project.file(config, format!(r#"{{"auths":{{"{host}":{login}}}}}"#));
    project.command([&["update"], arguments].concat()).run()
}

#[test]
fn a_guessed_token_server_that_gives_no_token_is_left_for_the_one_that_is_named() {
    let password = r#"{"auth":"YW5hOnJpZ2h0"}"#;
    let identity = r#"{"identitytoken":"IDENTITY"}"#;
    let images = ["hub/a:1".to_owned(), "dev/b:1".to_owned()];
    for (wrong, login) in [
        (("503 Unavailable", ""), "{}"),
        (("500 Error", ""), password),
        (("200 OK", "{}"), "{}"),
        (("200 OK", "{}"), password),
        (("200 OK", "<html>log in</html>"), "{}"),
        (("405 No", ""), password),
        (("404 Not Found", ""), identity),
        (("405 No", ""), identity),
        (
            ("400 Bad", r#"{"error":"unsupported_grant_type"}"#),
            identity,
        ),
    ] {
        let registry = path_mode(wrong);
        let outcome = update(&registry, &images, login, &["--jobs", "1"]);
        assert_eq!(outcome.code, Some(0), "{wrong:?} {login} {outcome}");
    }
}

#[test]
fn the_failure_of_a_guessed_token_server_is_told_where_no_other_is_named() {
    let case = Case::new();
    for repository in ["docker/app", "helm/api"] {
        let image = Image::index(&["linux/amd64"], repository);
        case.push(repository, "main", &image);
    }
    case.images(["docker/app:main", "helm/api:main"]);
    case.registry
        .fault(Fault::on("GET", "/token").after(1).body("{}"));
    let outcome = case.run("update --jobs 1").exits(3);
    assert!(outcome.stderr.contains("returned no token"), "{outcome}");
    assert_eq!(case.registry.count("HEAD", "/v2/helm/"), 1);
}

#[test]
fn all_images_of_a_repository_share_the_correction_of_its_token_server() {
    let images: Vec<String> = (0..60)
        .map(|number| format!("r{}/app:t{number}", number % 3))
        .collect();
    for wrong in [WRONG_TOKEN, ("403 Forbidden", "")] {
        let registry = path_mode(wrong);
        let outcome = update(&registry, &images, "{}", &[]);
        assert_eq!(outcome.code, Some(0), "{outcome}");
        // One refusal, a token for each repository and an answer for each image; for all but the first repository a
        // question to the wrong token server and a refusal
        let count = registry.requests().len();
        assert!(count <= 1 + 3 + 60 + 2 + 2, "{count} {wrong:?}");
    }
}

/// A registry whose second repository names a token server that nobody can ask.
fn unusable() -> Case {
    let case = Case::new();
    for repository in ["docker/app", "helm/api"] {
        let image = Image::index(&["linux/amd64"], repository);
        case.push(repository, "main", &image);
    }
    case.images(["docker/app:main", "helm/api:main"]);
    let refusal = Fault::on("HEAD", "/v2/helm/api/manifests/main").always();
    let challenge = "Bearer realm=\"https://host.test:5002:5002/token\",service=\"helm\"";
    case.registry
        .fault(refusal.status(401).header("www-authenticate", challenge));
    case
}

#[test]
fn a_realm_that_cannot_be_used_is_shown_where_only_the_second_repository_names_it() {
    for fails in [false, true] {
        let case = unusable();
        if fails {
            case.registry
                .fault(Fault::on("GET", "/token").after(1).status(403));
        }
        let outcome = case.run("update --jobs 1 -v").exits(3);
        for words in [
            "cannot authenticate to registry.test: the realm of its Bearer challenge is not usable: it is not a URL (`https://host.test:5002:5002/token`)",
            "asks for Bearer for `helm/api`, but the realm of its Bearer challenge is not usable",
            "hint: whoever runs the registry",
        ] {
            assert!(outcome.stderr.contains(words), "{words} {outcome}");
        }
        assert_eq!(
            (
                case.registry.count("GET", "/token"),
                case.registry.count("HEAD", "/v2/helm/")
            ),
            (2, 1)
        );
    }
}

#[test]
fn a_token_that_does_not_grant_enough_is_final_for_every_repository() {
    let names = ["a", "b", "c", "d"].map(|name| format!("team/{name}"));
    let insufficient = ",error=\"insufficient_scope\"";
    for error in [insufficient, ""] {
        let case = Case::new();
        case.images(names.iter().map(|name| format!("{name}:main")));
        let challenge =
            format!("Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\"{error}");
        let refusal = Fault::on("HEAD", "/v2/*").always().status(401);
        case.registry
            .fault(refusal.header("www-authenticate", case.text(&challenge)));
        case.run("update").exits(3);
        assert_eq!(
            (
                case.registry.count("GET", "/token"),
                case.registry.count("HEAD", "/v2/")
            ),
            (4, 5)
        );
    }
}
