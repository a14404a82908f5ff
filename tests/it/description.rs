//! What images say of themselves, as the library asks a registry for it that answers as Docker Hub does.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::support::registry::{Fault, Image, Registry, digest, seeded};
use imagelock::config::Config;
use imagelock::internals::resolve::{DescriptionQuestion, describe_all};
use imagelock::reference::Platform;
use imagelock::registry::{Client, Description, Error, JOBS, Settings, compare_url};

const VERSION: &str = "org.opencontainers.image.version";
const SOURCE: &str = "org.opencontainers.image.source";
const REVISION: &str = "org.opencontainers.image.revision";
const BOTH: [&str; 2] = ["linux/amd64", "linux/arm64"];

fn wanted(registry: &Registry, digest: &str, preferred: &[&str]) -> DescriptionQuestion {
    wanted_of(registry, "acme/app", digest, preferred)
}

fn wanted_of(
    registry: &Registry,
    repository: &str,
    digest: &str,
    preferred: &[&str],
) -> DescriptionQuestion {
    DescriptionQuestion {
        repository: format!("{}/{repository}", registry.host())
            .parse()
            .expect("it is a repository"),
        digest: digest.parse().expect("it is a digest"),
        preferred: platforms(preferred),
    }
}

fn platforms(names: &[&str]) -> BTreeSet<Platform> {
    names
        .iter()
        .map(|name| name.parse().expect("it is a platform"))
        .collect()
}

/// Asks without credentials, on a runtime of its own.
fn describe(wanted: &[DescriptionQuestion]) -> Vec<Result<Description, Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime starts").block_on(async {
        let client = Client::new(
            Config::default(),
            Settings {
                anonymous: true,
                ..Settings::default()
            },
            Arc::new(|_| {}),
        );
        describe_all(&client, JOBS, wanted).await
    })
}

fn describe_one(wanted: DescriptionQuestion) -> Result<Description, Error> {
    describe(&[wanted]).remove(0)
}

fn version(answer: &Result<Description, Error>) -> &str {
    answer
        .as_ref()
        .expect("there is an answer")
        .labels
        .version
        .as_deref()
        .unwrap_or("none")
}

/// The digest of a platform's config, which is that of the only config of the platform's manifest.
fn config_of(image: &Image) -> String {
    let contents = image.contents();
    let first = &contents.documents.first().expect("it has a manifest").body;
    let manifest: serde_json::Value = serde_json::from_slice(first).expect("it is JSON");
    manifest["config"]["digest"]
        .as_str()
        .expect("it has a config")
        .to_owned()
}

#[test]
fn an_index_says_its_platforms_and_one_of_them_its_labels() {
    let registry = Registry::builder().start();
    let image = Image::index(&BOTH, "a")
        .labelled(VERSION, "1.2")
        .labelled(REVISION, "0123abc");
    let index = registry.push("acme/app", "1", &image);
    let description = describe_one(wanted(&registry, &index, &[])).unwrap();
    assert_eq!(description.platforms, platforms(&BOTH));
    assert_eq!(description.labels.version.as_deref(), Some("1.2"));
    assert_eq!(description.labels.revision.as_deref(), Some("0123abc"));
    assert_eq!(description.labels.source, None);
    let child = image.platform_digest("linux/amd64");
    let manifests = format!("GET /v2/acme/app/manifests/{index} 200");
    let below = format!("GET /v2/acme/app/manifests/{child} 200");
    let config = format!("GET /v2/acme/app/blobs/{} 200", config_of(&image));
    let answered: Vec<String> = registry
        .sequence()
        .into_iter()
        .filter(|line| line.ends_with("200"))
        .collect();
    assert_eq!(
        answered[1..],
        [manifests, below, config],
        "behind the token"
    );
}

#[test]
fn annotations_of_an_index_say_what_no_label_does() {
    let registry = Registry::builder().start();
    let image = Image::index(&BOTH, "a")
        .annotated(VERSION, "index")
        .annotated(SOURCE, "https://example.com");
    let bare = registry.push("acme/app", "1", &image);
    let labelled = registry.push("acme/app", "2", &image.labelled(VERSION, "config"));
    let answers = describe(&[bare, labelled].map(|digest| wanted(&registry, &digest, &[])));
    assert_eq!([&answers[0], &answers[1]].map(version), ["index", "config"]);
    for answer in answers {
        assert_eq!(
            answer.unwrap().labels.source.as_deref(),
            Some("https://example.com")
        );
    }
}

#[test]
fn an_image_without_an_index_says_its_platform_in_its_config() {
    let registry = Registry::builder().start();
    for image in [
        Image::single("linux/arm64", "a"),
        Image::single("linux/arm64", "a").docker(),
    ] {
        let image = image.labelled(VERSION, "3").annotated(SOURCE, "manifest");
        let single = registry.push("acme/app", "1", &image);
        let description = describe_one(wanted(&registry, &single, &["linux/amd64"])).unwrap();
        assert_eq!(description.platforms, platforms(&["linux/arm64"]));
        assert_eq!(description.labels.version.as_deref(), Some("3"));
        assert_eq!(description.labels.source.as_deref(), Some("manifest"));
    }
}

/// An index whose platforms say different things.
fn of_two_versions(registry: &Registry) -> String {
    let entries = BOTH.map(|platform| {
        let image = Image::single(platform, "a").labelled(VERSION, platform);
        let digest = registry.push("acme/app", platform, &image);
        let architecture = platform.trim_start_matches("linux/");
        serde_json::json!({ "digest": digest, "platform": { "os": "linux", "architecture": architecture } })
    });
    let index = serde_json::json!({ "schemaVersion": 2, "manifests": entries });
    let media_type = "application/vnd.oci.image.index.v1+json";
    registry.push(
        "acme/app",
        "both",
        &Image::raw(media_type, index.to_string()),
    )
}

#[test]
fn a_preferred_platform_speaks_for_the_index() {
    let registry = Registry::builder().start();
    let index = of_two_versions(&registry);
    let cases = [
        (&["linux/arm64"][..], "linux/arm64"),
        (&["linux/arm64", "linux/s390x"], "linux/arm64"),
        (&["linux/s390x"], "linux/amd64"),
        (&[], "linux/amd64"),
    ];
    let wanted: Vec<DescriptionQuestion> = cases
        .iter()
        .map(|(preferred, _)| self::wanted(&registry, &index, preferred))
        .collect();
    let answers = describe(&wanted);
    for ((preferred, expected), answer) in cases.iter().zip(&answers) {
        assert_eq!(version(answer), *expected, "{preferred:?}");
    }
}

#[test]
fn an_index_within_an_index_is_not_followed() {
    let registry = Registry::builder().start();
    let inner = registry.push(
        "acme/app",
        "inner",
        &Image::index(&BOTH, "a").labelled(VERSION, "inner"),
    );
    let entry = serde_json::json!({ "digest": inner, "platform": { "os": "linux", "architecture": "amd64" } });
    let outer = serde_json::json!({ "schemaVersion": 2, "manifests": [entry], "annotations": { VERSION: "outer" } });
    let image = Image::raw("application/vnd.oci.image.index.v1+json", outer.to_string());
    let outer = registry.push("acme/app", "outer", &image);
    let answer = describe_one(wanted(&registry, &outer, &[]));
    assert_eq!(version(&answer), "outer");
    assert_eq!(answer.unwrap().platforms, platforms(&["linux/amd64"]));
    assert_eq!(registry.count("GET", "/v2/acme/app/blobs/"), 0);
}

#[test]
fn a_digest_that_is_gone_is_the_error_of_one_question() {
    let registry = Registry::builder().start();
    let old = registry.push("acme/app", "1", &Image::index(&BOTH, "old"));
    let new = registry.push(
        "acme/app",
        "1",
        &Image::index(&BOTH, "new").labelled(VERSION, "new"),
    );
    registry.delete_digest("acme/app", &old);
    let answers = describe(&[old, new].map(|digest| wanted(&registry, &digest, &[])));
    assert!(
        matches!(answers[0], Err(Error::NoSuchDigest { .. })),
        "{:?}",
        answers[0]
    );
    assert_eq!(version(&answers[1]), "new");
}

#[test]
fn what_is_missing_below_an_index_does_not_mean_that_the_index_is() {
    let registry = Registry::builder().start();
    let image = Image::index(&BOTH, "a");
    let index = registry.push("acme/app", "1", &image);
    let child = image.platform_digest("linux/amd64");
    registry.delete_digest("acme/app", &child);
    let error = describe_one(wanted(&registry, &index, &[])).unwrap_err();
    let cause = format!("it has the index, but not its manifest {child}");
    assert_eq!(
        error,
        Error::Protocol {
            host: registry.host(),
            cause
        }
    );
}

#[test]
fn each_thing_is_asked_once_and_answers_come_in_the_order_of_the_questions() {
    for seed in 0..5 {
        let registry = Registry::builder()
            .latency(seeded(seed, Duration::from_millis(20)))
            .start();
        let mut questions = Vec::new();
        for repository in ["acme/app", "acme/web", "team/app"] {
            for number in ["3", "1", "2"] {
                let image = Image::index(&BOTH, &format!("{repository} {number}"))
                    .labelled(VERSION, number);
                let digest = registry.push(repository, number, &image);
                questions.push(wanted_of(&registry, repository, &digest, &[]));
            }
        }
        let twice: Vec<DescriptionQuestion> = questions
            .iter()
            .chain(questions.iter().rev())
            .cloned()
            .collect();
        let answers = describe(&twice);
        let expected = ["3", "1", "2"].repeat(3);
        let expected: Vec<&str> = expected
            .iter()
            .chain(expected.iter().rev())
            .copied()
            .collect();
        assert_eq!(
            answers.iter().map(version).collect::<Vec<_>>(),
            expected,
            "{seed}"
        );
        let mut asked: Vec<String> = registry
            .sequence()
            .into_iter()
            .filter(|line| line.ends_with("200"))
            .collect();
        let count = asked.len();
        asked.sort();
        asked.dedup();
        // A token for each of three repositories; index, manifest and config of each of nine images
        assert_eq!(
            (count, asked.len()),
            (3 + 9 * 3, 3 + 9 * 3),
            "{seed}: {asked:#?}"
        );
    }
}

#[test]
fn what_is_not_what_its_digest_says_is_an_error_at_every_step() {
    let image = Image::index(&BOTH, "a").labelled(VERSION, "1");
    let other = Image::index(&BOTH, "b").contents();
    let below = image.platform_digest("linux/amd64");
    let steps = [
        (
            format!("manifests/{}", image.digest()),
            other.top().body.clone(),
        ),
        (
            format!("manifests/{below}"),
            other.documents[0].body.clone(),
        ),
        (
            format!("blobs/{}", config_of(&image)),
            other.blobs[0].clone(),
        ),
    ];
    for (path, body) in steps {
        let registry = Registry::builder().open().start();
        let index = registry.push("acme/app", "1", &image);
        let found = digest(&body).parse().expect("it is a digest");
        registry.fault(
            Fault::on("GET", &format!("/v2/acme/app/{path}"))
                .without_header("docker-content-digest")
                .body(body),
        );
        let expected = path
            .split_once('/')
            .map(|(_, digest)| digest.parse().expect("it is a digest"));
        let error = describe_one(wanted(&registry, &index, &[])).unwrap_err();
        let expected = expected.expect("a path ends in a digest");
        assert_eq!(
            error,
            Error::WrongDigest {
                host: registry.host(),
                expected,
                found
            },
            "{path}"
        );
    }
}

#[test]
fn a_config_that_is_not_there_is_an_error_and_one_that_says_nothing_is_none() {
    let registry = Registry::builder().open().start();
    let image = Image::single("linux/amd64", "a").labelled(VERSION, "1");
    let single = registry.push("acme/app", "1", &image);
    let blob = format!("/v2/acme/app/blobs/{}", config_of(&image));
    registry.fault(Fault::on("GET", &blob).status(404));
    let error = describe_one(wanted(&registry, &single, &[])).unwrap_err();
    assert!(matches!(error, Error::Protocol { .. }), "{error}");

    // An artifact of another kind: its config is none of an image, and is what its digest says
    let config = registry.push(
        "acme/chart",
        "config",
        &Image::single("unknown/unknown", "chart"),
    );
    let description = describe_one(wanted_of(&registry, "acme/chart", &config, &[])).unwrap();
    assert_eq!(description, Description::default());
}

#[test]
fn two_images_of_one_repository_lead_to_what_lies_between_them() {
    let registry = Registry::builder().start();
    let image = |revision: &str| {
        Image::index(&BOTH, revision)
            .labelled(SOURCE, "https://github.com/acme/app")
            .labelled(REVISION, revision)
    };
    let digests =
        ["0123abc", "89abcdef"].map(|revision| registry.push("acme/app", "1", &image(revision)));
    let answers = describe(&digests.map(|digest| wanted(&registry, &digest, &[])));
    let labels: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.unwrap().labels)
        .collect();
    let expected = "https://github.com/acme/app/compare/0123abc...89abcdef";
    assert_eq!(
        compare_url(&labels[0], &labels[1]).as_deref(),
        Some(expected)
    );
}
