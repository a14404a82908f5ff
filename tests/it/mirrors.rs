//! Registries that answer for others.

mod addresses;
mod alone;
mod reports;

use crate::support::case::assert_shown_only_its_own;
use crate::support::command::{Outcome, Project};
use crate::support::registry::{Builder, Fault, Image, Registry, digest};
use crate::support::schema::document;

const OWN: &str = "/v2/team/app/manifests/main";
const MIRRORED: &str = "/v2/cache/team/app/manifests/main";

fn image() -> Image {
    Image::index(&["linux/amd64"], "a")
}

/// A registry that has the image, by its own name or below the prefix of a mirror.
fn registry(builder: Builder, repository: &str) -> Registry {
    let registry = builder.start();
    registry.push(repository, "main", &image());
    registry
}

fn open_mirror() -> Registry {
    registry(Registry::builder().open(), "cache/team/app")
}

/// A project with an image of this registry, and a machine that has this configuration.
fn project(canonical: &str, config: &str) -> Project {
    let project = Project::new();
    let text = format!(
        "[images]\napp = {{ image = \"{canonical}/team/app:main\", platforms = [\"linux/amd64\"] }}\n"
    );
    project.file("images.toml", text);
    project.file(project.home().join(".config/imagelock/config.toml"), config);
    project
}

fn mirrors(canonical: &str, hosts: &[&str], more: &str) -> String {
    let list: Vec<_> = hosts
        .iter()
        .map(|host| format!("\"{host}/cache\""))
        .collect();
    format!(
        "[registries.\"{canonical}\"]\nmirrors = [{}]\n{more}\n",
        list.join(", ")
    )
}

fn update(project: &Project) -> Outcome {
    project.run(["update", "-v"])
}

/// A place where nobody listens: no port that the system gives to anybody.
fn closed() -> String {
    "127.0.0.1:1".to_owned()
}

#[test]
fn a_mirror_is_asked_below_its_prefix_and_the_lock_has_the_canonical_name() {
    let mirror = registry(Registry::builder(), "cache/team/app");
    let project = project(
        "registry.corp.example",
        &mirrors("registry.corp.example", &[&mirror.host()], ""),
    );
    project.redact(&mirror.host(), "mirror.test");
    let outcome = update(&project).success();
    assert!(
        outcome
            .stderr
            .contains("registry.corp.example/team/app:main: GET answered by mirror.test"),
        "{outcome}"
    );
    let sequence = mirror.sequence();
    let scope =
        "GET /token?service=registry.docker.io&scope=repository%3Acache%2Fteam%2Fapp%3Apull 200";
    assert_eq!(
        sequence,
        [
            format!("GET {MIRRORED} 401"),
            scope.to_owned(),
            format!("GET {MIRRORED} 200")
        ]
    );
    let lock = project.read("images.lock");
    assert!(
        lock.contains("image = \"registry.corp.example/team/app\"") && !lock.contains("127.0.0.1"),
        "{lock}"
    );
    assert_shown_only_its_own(&mirror, None);
}

#[test]
fn the_first_mirror_that_answers_answers_for_all() {
    let (first, second, own) = (
        open_mirror(),
        open_mirror(),
        registry(Registry::builder().open(), "team/app"),
    );
    let project = project(
        &own.host(),
        &mirrors(&own.host(), &[&first.host(), &second.host()], ""),
    );
    update(&project).success();
    assert_eq!(first.sequence(), [format!("GET {MIRRORED} 200")]);
    assert_eq!((second.requests().len(), own.requests().len()), (0, 0));
}

#[test]
fn where_a_mirror_fails_the_next_is_asked_and_then_the_registry_itself() {
    let faults: [fn(Fault) -> Fault; 4] = [
        |fault| fault.status(404),
        |fault| fault.status(403),
        |fault| fault.status(429).header("retry-after", "3600"),
        |fault| fault.body("<html>"),
    ];
    for fault in faults {
        let (mirror, own) = (
            open_mirror(),
            registry(Registry::builder().open(), "team/app"),
        );
        mirror.fault(fault(Fault::on("GET", MIRRORED)).without_header("docker-content-digest"));
        let down = closed();
        let project = project(
            &own.host(),
            &mirrors(&own.host(), &[&down, &mirror.host()], ""),
        );
        project.redact(&down, "down.test");
        project.redact(&mirror.host(), "mirror.test");
        let outcome = update(&project).success();
        for host in ["down.test", "mirror.test"] {
            assert!(
                outcome
                    .stderr
                    .contains(&format!("mirror {host}/cache failed: ")),
                "{outcome}"
            );
        }
        assert_eq!(own.sequence(), [format!("GET {OWN} 200")]);
    }
}

#[test]
fn without_fallback_the_registry_itself_is_never_asked() {
    let own = registry(Registry::builder().open(), "team/app");
    let mirror = Registry::builder().open().start();
    let project = project(
        &own.host(),
        &mirrors(&own.host(), &[&mirror.host()], "fallback = false"),
    );
    project.redact(&mirror.host(), "mirror.test");
    let outcome = update(&project).exits(3);
    assert!(
        outcome
            .stderr
            .contains("has an answer: mirror.test has no such tag"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("`fallback = false`"), "{outcome}");
    assert_eq!(own.requests().len(), 0);
}

#[test]
fn the_registrys_own_reason_and_hint_are_kept_and_its_mirrors_failure_is_added() {
    let (mirror, down) = (Registry::builder().open().start(), closed());
    let private = registry(Registry::builder().basic("owner", "o"), "team/app");
    let empty = Registry::builder().open().start();
    for (own, hosts, reason, status) in [
        (&private, vec![mirror.host()], "access-refused", 3),
        (&empty, vec![down.clone(), mirror.host()], "no-such-tag", 1),
    ] {
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let project = project(&own.host(), &mirrors(&own.host(), &hosts, ""));
        project.redact(&mirror.host(), "mirror.test");
        project.redact(&own.host(), "registry.test");
        assert_snapshot!(
            format!("own_reason_{reason}"),
            project.run(["update"]).exits(status)
        );
        let document = document(&project.run(["update", "--format", "json"]));
        assert_eq!(document["images"][0]["reason"], reason, "{document}");
    }
}

#[test]
fn a_mirror_that_answers_alone_says_how_to_log_in_there() {
    let mirror = registry(Registry::builder().basic("user", "m"), "cache/team/app");
    let canonical = "registry.corp.example";
    let config = mirrors(canonical, &[&mirror.host()], "fallback = false");
    let project = project(canonical, &config);
    project.redact(&mirror.host(), "mirror.test");
    assert_snapshot!(project.run(["update"]).exits(3), @"
    exit status: 3
    --- stdout ---
    did not write images.lock: 1 failed
    --- stderr ---
    error: cannot resolve `app` (registry.corp.example/team/app:main)
    caused by: no mirror of registry.corp.example has an answer: mirror.test refuses access: 401 UNAUTHORIZED: authentication required; it requires a user name and a password, but none are stored for it
    hint: log in with `docker login mirror.test`; the registry itself was not asked, since `config.toml` says `fallback = false`
    ");
}

#[test]
fn where_one_mirror_says_no_and_another_cannot_tell_nobody_could_tell() {
    for order in [0, 1] {
        let empty = Registry::builder().open().start();
        let down = closed();
        let mut hosts = [down.as_str(), &empty.host()].map(str::to_owned);
        hosts.rotate_left(order);
        let config = mirrors(
            "registry.corp.example",
            &[&hosts[0], &hosts[1]],
            "fallback = false",
        );
        let outcome = update(&project("registry.corp.example", &config)).exits(3);
        assert!(
            outcome
                .stderr
                .contains("cannot be reached after 5 attempts"),
            "{outcome}"
        );
    }
}

#[test]
fn a_wrong_digest_of_a_mirror_is_never_passed_over() {
    let (mirror, own) = (
        open_mirror(),
        registry(Registry::builder().open(), "team/app"),
    );
    mirror.fault(
        Fault::on("GET", MIRRORED).replace_header("docker-content-digest", digest(b"other")),
    );
    let project = project(&own.host(), &mirrors(&own.host(), &[&mirror.host()], ""));
    let outcome = update(&project).exits(3);
    assert!(
        outcome.stderr.contains("sent the wrong content"),
        "{outcome}"
    );
    assert_eq!(own.requests().len(), 0);
    assert!(!project.exists("images.lock"));
}

#[test]
fn a_mirror_is_shown_its_own_credentials_and_the_registry_its_own() {
    let mirror = registry(
        Registry::builder().basic("mirrors-user", "m"),
        "cache/team/app",
    );
    let own = registry(Registry::builder().basic("owners-user", "o"), "team/app");
    let project = project(&own.host(), &mirrors(&own.host(), &[&mirror.host()], ""));
    let auths = format!(
        r#"{{"auths":{{"{}":{{"username":"mirrors-user","password":"m"}},"{}":{{"username":"owners-user","password":"o"}}}}}}"#,
        mirror.host(),
        own.host()
    );
    project.file(project.home().join(".docker/config.json"), auths);
    update(&project).success();
    assert_eq!((mirror.requests().len(), own.requests().len()), (2, 0));
    mirror.delete_tag("cache/team/app", "main");
    update(&project).success();
    assert_shown_only_its_own(&mirror, Some("mirrors-user"));
    assert_shown_only_its_own(&own, Some("owners-user"));
    assert!(
        own.requests()
            .iter()
            .any(|request| request.authorization.is_some())
    );
}

#[test]
fn credentials_of_the_registry_are_not_for_its_mirror() {
    let mirror = registry(
        Registry::builder().basic("owners-user", "o"),
        "cache/team/app",
    );
    let own = registry(Registry::builder().basic("owners-user", "o"), "team/app");
    let project = project(&own.host(), &mirrors(&own.host(), &[&mirror.host()], ""));
    let auths = format!(
        r#"{{"auths":{{"{}":{{"username":"owners-user","password":"o"}}}}}}"#,
        own.host()
    );
    project.file(project.home().join(".docker/config.json"), auths);
    update(&project).success();
    assert_shown_only_its_own(&mirror, None);
    assert_eq!(own.count("GET", OWN), 2);
}

#[test]
fn docker_hub_is_mirrored_under_its_whole_path() {
    let mirror = registry(Registry::builder().open(), "cache/library/alpine");
    let project = Project::new();
    let config = project.file(
        "config.toml",
        mirrors("docker.io", &[&format!("http://{}", mirror.host())], ""),
    );
    let resolved = project
        .run([
            "resolve".as_ref(),
            "alpine:main".as_ref(),
            "--config".as_ref(),
            config.as_os_str(),
        ])
        .success();
    assert_eq!(
        resolved.stdout,
        format!("docker.io/library/alpine:main@{}\n", image().digest())
    );
    assert_eq!(
        mirror.sequence(),
        ["HEAD /v2/cache/library/alpine/manifests/main 200"]
    );
}

#[test]
fn a_registry_is_asked_by_no_more_requests_at_once_than_configured() {
    let slow = Registry::builder()
        .latency(|_| std::time::Duration::from_millis(10))
        .start();
    let project = Project::new();
    let images = (0..30).map(|number| {
        slow.push(&format!("team/r{number}"), "main", &image());
        format!("a{number} = \"{}/team/r{number}:main\"\n", slow.host())
    });
    project.file(
        "images.toml",
        format!("[images]\n{}", images.collect::<String>()),
    );
    project.file(
        "config.toml",
        format!("[registries.\"{}\"]\nmax-concurrency = 2\n", slow.host()),
    );
    project.run(["update", "--config", "config.toml"]).success();
    assert_eq!(slow.high_water(), 2);
}

#[test]
fn a_mirror_that_is_written_with_https_is_not_asked_without_it() {
    let mirror = open_mirror();
    let config = mirrors(
        "registry.corp.example",
        &[&format!("https://{}", mirror.host())],
        "fallback = false",
    );
    let outcome = update(&project("registry.corp.example", &config)).exits(3);
    assert!(
        outcome
            .stderr
            .contains("cannot be reached securely: it does not speak TLS"),
        "{outcome}"
    );
    assert_eq!(mirror.requests().len(), 0);
}

#[test]
fn a_mirror_that_cannot_tell_weighs_more_than_one_that_says_no() {
    let own = registry(Registry::builder().open(), "team/app");
    let (mirror, down) = (Registry::builder().open().start(), closed());
    let settings = mirrors(&own.host(), &[&down, &mirror.host()], "fallback = false");
    let outcome = update(&project(&own.host(), &settings)).exits(3);
    assert!(
        outcome
            .stderr
            .contains(&format!("{down} cannot be reached")),
        "{outcome}"
    );
    assert_eq!(own.requests().len(), 0);
}
