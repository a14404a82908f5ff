//! Each kind of file that can be rewritten, with a tag and with a digest beside it.

use super::{OTHER, digest, fixes, locked, read, write};

/// Files in which `OLD` is what uses the image, and `TAG` is its tag alone.
const FILES: [(&str, &str); 11] = [
    (
        "Dockerfile",
        "FROM --platform=linux/amd64 HOST/acme/redis:OLD AS a\nCOPY --from=HOST/acme/redis:OLD /a /b\n",
    ),
    (
        "compose.yaml",
        "services:\n  a:\n    image: \"HOST/acme/redis:OLD\" # why\n  b: {image: &r HOST/acme/redis:OLD}\n  c: {image: *r}\n",
    ),
    (
        "deploy.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  initContainers:\n  - image: HOST/acme/redis:OLD\n  containers:\n  - {image: 'HOST/acme/redis:OLD'}\n",
    ),
    (
        ".github/workflows/ci.yaml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    container: HOST/acme/redis:OLD\n    services:\n      r: {image: HOST/acme/redis:OLD}\n    steps:\n    - uses: docker://HOST/acme/redis:OLD\n",
    ),
    (
        ".gitlab-ci.yml",
        "image: HOST/acme/redis:OLD\na:\n  script: [x]\n  services:\n  - name: HOST/acme/redis:OLD\n    alias: r\n",
    ),
    (
        "one/values.yaml",
        "image:\n  repository: HOST/acme/redis\n  tag: \"OLD\"\n",
    ),
    ("two/values.yaml", "image: HOST/acme/redis:OLD\n"),
    (
        "kustomize/kustomization.yaml",
        "images:\n- name: redis\n  newName: HOST/acme/redis\n  newTag: \"OLD\"\n",
    ),
    (
        "docker-bake.hcl",
        "target \"a\" {\n  contexts = { r = \"docker-image://HOST/acme/redis:OLD\" }\n}\n",
    ),
    (
        "chart/templates/pod.yaml",
        "{{ if .Values.x }}\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: \"HOST/acme/redis:OLD\"\n{{ end }}\n",
    ),
    (
        "keys/values.yaml",
        "image:\n  repository: HOST/acme/redis\n  tag: TAG # which\n  digest: \"DIGEST\"\n",
    ),
];

/// Writes all files with a tag and, beside it, a digest or none.
fn write_all(case: &crate::support::case::Case, digest: Option<&str>) {
    for (path, text) in FILES {
        write(case, path, &filled(text, "7.2.4", digest));
    }
}

/// A file with what uses the image. Without a digest the line for that is empty.
fn filled(text: &str, tag: &str, digest: Option<&str>) -> String {
    let both = digest.map_or_else(|| tag.to_owned(), |digest| format!("{tag}@{digest}"));
    text.replace("OLD", &both)
        .replace("TAG", tag)
        .replace("DIGEST", digest.unwrap_or_default())
}

#[test]
fn a_tag_is_written_into_each_kind_of_file() {
    let case = locked();
    write_all(&case, None);
    fixes(&case);
    for (path, text) in FILES {
        assert_eq!(read(&case, path), filled(text, "7.4.1", None), "{path}");
    }
}

#[test]
fn a_tag_and_a_digest_are_written_into_each_kind_of_file() {
    let case = locked();
    write_all(&case, Some(OTHER));
    fixes(&case);
    for (path, text) in FILES {
        assert_eq!(
            read(&case, path),
            filled(text, "7.4.1", Some("NOW")),
            "{path}"
        );
    }
    // What is as it is locked is not looked at again
    let digest = digest(&case, "cache");
    assert!(case.project.read("Dockerfile").contains(&digest));
}

#[test]
fn a_digest_that_is_required_is_written_into_each_kind_of_file() {
    let case = locked();
    case.require_digests();
    write_all(&case, None);
    fixes(&case);
    for (path, text) in FILES {
        assert_eq!(
            read(&case, path),
            filled(text, "7.4.1", Some("NOW")),
            "{path}"
        );
    }
}

#[test]
fn the_keys_of_a_kustomization_are_changed_together() {
    let case = locked();
    let text =
        "images:\n- name: redis\n  newName: HOST/acme/redis\n  newTag: TAG\n  digest: DIGEST\n";
    write(
        &case,
        "kustomization.yaml",
        &filled(text, "7.2.4", Some(OTHER)),
    );
    fixes(&case);
    let expected = filled(text, "7.4.1", Some("NOW"));
    assert_eq!(read(&case, "kustomization.yaml"), expected);
}
