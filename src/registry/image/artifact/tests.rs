use super::*;

const OCI: &str = "application/vnd.oci.image.config.v1+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// What a manifest with these types is, whatever its config says, and where that names no platform.
fn artifact(artifact: &str, config: &str, layers: &[&str]) -> (Option<String>, Option<String>) {
    let types = ManifestTypes::new(artifact, config, layers);
    let shown = |artifact: &ArtifactType| artifact.to_string();
    let own = types.artifact().map(shown);
    (own, types.artifact_without_platform().as_ref().map(shown))
}

#[test]
fn images_are_no_artifacts() {
    let docker = "application/vnd.docker.container.image.v1+json";
    let rootfs = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    let foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    for (config, layers) in [
        (OCI, vec![LAYER]),
        (OCI, vec![]),
        (OCI, vec!["application/vnd.oci.image.layer.v1.tar+zstd"]),
        (docker, vec![foreign, rootfs]),
        ("application/octet-stream", vec![rootfs]),
        ("text/html", vec![rootfs]),
        ("", vec![]),
    ] {
        assert_eq!(artifact("", config, &layers), (None, None), "{config}");
    }
}

#[test]
fn artifacts_are_known_by_their_types() {
    let helm = "application/vnd.cncf.helm.config.v1+json";
    let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    let cosign = "application/vnd.dev.cosign.simplesigning.v1+json";
    let flux = "application/vnd.cncf.flux.config.v1+json";
    let unknown = "application/vnd.unknown.config.v1+json";
    let in_toto = "application/vnd.in-toto+json";
    let plugin = "application/vnd.docker.plugin.v1+json";
    for (given, expected) in [
        (("", helm, vec![chart]), format!("a Helm chart (`{helm}`)")),
        (
            ("", OCI, vec![cosign]),
            format!("a cosign signature (`{cosign}`)"),
        ),
        (
            ("", OCI, vec![in_toto]),
            format!("an attestation (`{in_toto}`)"),
        ),
        (
            ("", flux, vec![LAYER]),
            format!("a Flux artifact (`{flux}`)"),
        ),
        (
            ("", plugin, vec![LAYER]),
            format!("a Docker plugin (`{plugin}`)"),
        ),
        (
            ("a/b", EMPTY, vec![chart]),
            "an artifact (`a/b`)".to_owned(),
        ),
        (
            ("", EMPTY, vec![chart]),
            format!("a Helm chart (`{chart}`)"),
        ),
        (
            ("", unknown, vec!["text/plain"]),
            "an artifact (`text/plain`)".to_owned(),
        ),
        (("", EMPTY, vec![]), format!("an artifact (`{EMPTY}`)")),
        (("", "a/c", vec!["a/l"]), "an artifact (`a/c`)".to_owned()),
    ] {
        let (own_type, config, layers) = given;
        let (own, _) = artifact(own_type, config, &layers);
        assert_eq!(own, Some(expected));
    }
}

#[test]
fn what_may_be_an_image_all_the_same_is_one_if_its_config_names_a_platform() {
    let wasm = "application/vnd.wasm.config.v0+json";
    for (given, expected) in [
        (
            ("", wasm, vec!["application/wasm"]),
            format!("a Wasm module (`{wasm}`)"),
        ),
        (
            ("", OCI, vec!["a/disk"]),
            "an artifact (`a/disk`)".to_owned(),
        ),
        (("a/b", OCI, vec![LAYER]), "an artifact (`a/b`)".to_owned()),
    ] {
        let (own_type, config, layers) = given;
        let found = artifact(own_type, config, &layers);
        assert_eq!(found, (None, Some(expected)));
    }
}

#[test]
fn a_type_is_shown_without_what_steers_a_terminal() {
    let long = format!("a/{}", "x".repeat(300));
    for (text, expected) in [
        (
            "a/\u{1b}[31mb\r\n`c`\u{202e} d",
            "an artifact (`a/[31mbcd`)",
        ),
        (&long, &format!("an artifact (`{}`)", &long[..255])),
    ] {
        assert_eq!(artifact("", text, &[]).0.as_deref(), Some(expected));
    }
    assert_eq!(artifact("\u{7}", "", &[]), (None, None));
}
