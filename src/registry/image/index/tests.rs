use super::*;

const AMD64: &str = r#""platform": {"os": "linux", "architecture": "amd64"}"#;

fn manifest(seed: &str, fields: &str) -> String {
    let digest = Digest::sha256(seed.as_bytes());
    format!(r#"{{"digest": "{digest}", {fields}}}"#)
}

/// The platforms of an index with these manifests beside one for `linux/amd64`.
fn with(others: &[String]) -> ImagePlatforms {
    let first = manifest("first", AMD64);
    let entries = [std::slice::from_ref(&first), others].concat().join(",");
    match read(format!(r#"{{"manifests": [{entries}]}}"#).as_bytes()) {
        Ok(ManifestContent::Index(platforms)) => platforms,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_attestation_makes_no_other_image() {
    let unknown = r#""platform": {"os": "unknown", "architecture": "unknown"}"#;
    let marked =
        format!(r#"{unknown}, "annotations": {{"{REFERENCE_TYPE}": "attestation-manifest"}}"#);
    for fields in [unknown, &marked] {
        assert_eq!(with(&[manifest("second", fields)]), with(&[]), "{fields}");
    }
}

#[test]
fn a_manifest_that_a_runtime_may_start_makes_another_image_and_no_platform() {
    let marked =
        format!(r#"{AMD64}, "annotations": {{"{REFERENCE_TYPE}": "attestation-manifest"}}"#);
    let special = AMD64.replace("\"os\"", "\"os.features\": [\"erofs\"], \"os\"");
    for fields in [
        r#""size": 1"#,
        r#""platform": {"architecture": "amd64"}"#,
        r#""platform": {"os": "li nux", "architecture": "amd64"}"#,
        &marked,
        &special,
    ] {
        let other = with(&[manifest("second", fields)]);
        assert_ne!(other, with(&[]), "{fields}");
        assert_eq!(other.iter().count(), 1, "{fields}");
    }
    assert_ne!(with(&[r#"{"digest": "sha384:aa"}"#.to_owned()]), with(&[]));
}

#[test]
fn features_of_windows_choose_nothing() {
    let windows = r#""platform": {"os": "windows", "architecture": "amd64", "os.version": "10.0.1.2", "os.features": ["win32k"]}"#;
    let image = with(&[manifest("second", windows)]);
    assert_eq!(
        image.get(&"windows(10.0.1)/amd64".parse().unwrap()).len(),
        1
    );
}
