//! What registries hold beside images, where platforms are declared for it.

use serde_json::{Value, json};

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Image, digest};
use crate::support::schema::document;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const HELM: &str = "application/vnd.cncf.helm.config.v1+json";
const COSIGN: &str = "application/vnd.dev.cosign.simplesigning.v1+json";

fn descriptor(media_type: &str) -> Value {
    json!({ "mediaType": media_type, "digest": digest(b"{}"), "size": 2 })
}

/// A manifest with a config and a layer of these types.
fn manifest(config: &str, layer: &str) -> Value {
    json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(config),
        "layers": [descriptor(layer)],
    })
}

fn chart() -> Image {
    let layer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    Image::raw(MANIFEST, manifest(HELM, layer).to_string())
}

/// A registry with this as `acme/thing:1`, which is declared with platforms.
fn case(image: &Image) -> Case {
    let case = Case::new();
    case.push("acme/thing", "1", image);
    case.manifest("thing = { image = \"HOST/acme/thing:1\", platforms = [\"linux/amd64\"] }\n");
    case
}

/// The same, locked without platforms before.
fn locked(image: &Image) -> Case {
    let case = case(image);
    let manifest = case.project.read("images.toml");
    case.manifest("thing = { image = \"HOST/acme/thing:1\", platforms = [] }\n");
    case.run("lock").success();
    case.project.file("images.toml", manifest);
    case
}

#[track_caller]
fn says(outcome: &Outcome, words: &str) {
    let told = format!("caused by: {words}");
    assert!(outcome.stderr.contains(&told), "{outcome}");
}

#[test]
fn a_helm_chart_with_platforms_is_told_to_be_no_image() {
    let case = case(&chart());
    assert_snapshot!(case.run("update").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not exist: 1 refused
    --- stderr ---
    error: refused to lock `thing` (registry.test/acme/thing:1)
    caused by: it is a Helm chart (`application/vnd.cncf.helm.config.v1+json`), not a container image, and has no platforms
    hint: write `platforms = []` for it in `images.toml`
    ");
    let document = document(&case.run("update --format json").exits(1));
    assert_eq!(
        document["images"][0]["reason"], "not-an-image",
        "{document}"
    );
    case.manifest("thing = { image = \"HOST/acme/thing:1\", platforms = [] }\n");
    case.run("update").success();
    case.run("verify --present --fresh").success();
}

#[test]
fn every_command_that_fetches_a_helm_chart_tells_that_it_is_no_image() {
    let words =
        format!("it is a Helm chart (`{HELM}`), not a container image, and has no platforms");
    let case = locked(&chart());
    case.project.commit("locked without platforms");
    for command in [
        "lock",
        "outdated --exit-code",
        "resolve HOST/acme/thing:1 --platform linux/amd64",
    ] {
        says(&case.run(command).exits(1), &words);
    }
    case.push("acme/chart", "1", &chart());
    let defaults = "[defaults]\nplatforms = [\"linux/amd64\"]\n\n";
    let thing = "[images]\nthing = { image = \"HOST/acme/thing:1\", platforms = [] }\n";
    let text = case.text(&format!("{defaults}{thing}"));
    case.project.file("images.toml", text);
    case.run("lock").success();
    says(&case.run("add HOST/acme/chart:1").exits(1), &words);
}

#[test]
fn a_helm_chart_that_is_not_added_is_told_as_a_line_that_works() {
    let case = Case::new();
    case.push("acme/chart", "1", &chart());
    case.project.file(
        "images.toml",
        "[defaults]\nplatforms = [\"linux/amd64\"]\n\n[images]\n",
    );
    let outcome = case.run("add HOST/acme/chart:1").exits(1);
    let hint = outcome.stderr.lines().find(|it| it.starts_with("hint: "));
    let line = hint.and_then(|it| it.split('`').nth(1)).expect("a line");
    assert_eq!(
        line, "acme-chart = { image = \"registry.test/acme/chart:1\", platforms = [] }",
        "{outcome}"
    );
    let images = case.project.read("images.toml");
    let line = line.replace("registry.test", &case.registry.host());
    case.project
        .file("images.toml", format!("{images}{line}\n"));
    case.run("lock").success();
}

#[test]
fn the_line_for_a_helm_chart_has_the_range_that_chose_it() {
    let case = Case::new();
    case.push("acme/chart", "1.2.0", &chart());
    case.project.file(
        "images.toml",
        "[defaults]\nplatforms = [\"linux/amd64\"]\n\n[images]\n",
    );
    let outcome = case.run("add HOST/acme/chart --range ^1").exits(1);
    let line =
        "acme-chart = { image = \"registry.test/acme/chart\", version = \"^1\", platforms = [] }";
    let hint = format!("hint: write `{line}` in");
    assert!(outcome.stderr.contains(&hint), "{outcome}");
    let images = case.project.read("images.toml");
    let line = line.replace("registry.test", &case.registry.host());
    case.project
        .file("images.toml", format!("{images}{line}\n"));
    case.run("lock").success();
    assert!(case.lock().contains("tag = \"1.2.0\""), "{}", case.lock());
}

#[test]
fn a_change_that_brings_a_helm_chart_for_an_image_does_not_pass() {
    let image = Image::index(&["linux/amd64"], "app");
    let case = case(&image);
    case.run("lock").success();
    case.project.commit("an image");
    case.edit_lock(&image.digest(), &case.push("acme/thing", "1", &chart()));
    for question in ["--fresh", "--base HEAD"] {
        let outcome = case.run(&format!("verify {question}")).exits(1);
        says(&outcome, &format!("`thing`: it is a Helm chart (`{HELM}`)"));
        let hint = "hint: write `platforms = []` for it in `images.toml`";
        assert!(outcome.stderr.contains(hint), "{outcome}");
    }
}

#[test]
fn a_manifest_whose_layers_are_none_is_still_a_manifest() {
    let mut chart = manifest(HELM, "text/plain");
    for odd in [
        json!([null]),
        json!(["layer"]),
        json!([[], 1]),
        json!("none"),
    ] {
        chart["layers"] = odd;
        let case = case(&Image::raw(MANIFEST, chart.to_string()));
        let words = format!("it is a Helm chart (`{HELM}`), not a container image");
        says(&case.run("update").exits(1), &words);
    }
}

#[test]
fn a_signature_that_has_the_config_of_an_image_is_told_to_be_no_image() {
    let config = "application/vnd.oci.image.config.v1+json";
    let image = Image::raw(MANIFEST, manifest(config, COSIGN).to_string());
    let words = format!("it is a cosign signature (`{COSIGN}`), not a container image");
    says(&case(&image).run("update").exits(1), &words);
}

#[test]
fn an_artifact_that_has_the_empty_config_is_told_by_its_own_type() {
    let mut body = manifest("application/vnd.oci.empty.v1+json", "text/plain");
    body["artifactType"] = "application/vnd.acme.report".into();
    let words = "it is an artifact (`application/vnd.acme.report`), not a container image";
    says(
        &case(&Image::raw(MANIFEST, body.to_string()))
            .run("update")
            .exits(1),
        words,
    );
}

#[test]
fn an_index_of_artifacts_is_told_to_be_no_image() {
    let mut entry = descriptor(MANIFEST);
    entry["artifactType"] = "application/vnd.dev.sigstore.bundle.v0.3+json".into();
    let body = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [entry] });
    let words = "it is a Sigstore bundle (`application/vnd.dev.sigstore.bundle.v0.3+json`)";
    says(
        &case(&Image::raw(INDEX, body.to_string()))
            .run("update")
            .exits(1),
        words,
    );
}

#[test]
fn the_attestation_of_an_image_is_told_to_be_no_image() {
    let index = Image::index(&["linux/amd64"], "app");
    let attestation = index
        .contents()
        .documents
        .into_iter()
        .rev()
        .nth(1)
        .expect("it is the last before the index");
    let case = case(&index);
    case.manifest(&format!(
        "thing = {{ image = \"HOST/acme/thing@{}\", platforms = [\"linux/amd64\"] }}\n",
        attestation.digest()
    ));
    let words = "it is an attestation (`application/vnd.in-toto+json`), not a container image";
    says(&case.run("update").exits(1), words);
}

#[test]
fn an_image_whose_config_names_no_platform_is_an_image() {
    let case = case(&Image::single("", "old").docker());
    let words = "the image has no platform `linux/amd64`; it names no platform\n\
                 hint: write `platforms = []` for it in `images.toml` to lock it without them, or choose a tag that has them\n";
    says(&case.run("update").exits(1), words);
    assert_eq!(case.registry.count("GET", "/v2/acme/thing/blobs/"), 1);
}

#[test]
fn an_index_of_nothing_but_attestations_names_no_platform() {
    let mut entry = descriptor(MANIFEST);
    entry["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
    let body = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [entry] });
    let case = case(&Image::raw(INDEX, body.to_string()));
    let words = "the image has no platform `linux/amd64`; it names no platform";
    says(&case.run("update").exits(1), words);
}
