//! Images that hide behind the name of a key, a tag or a patch.

use crate::support::command::{Outcome, Project};

const DIGEST: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

/// A project that declares `good:1`, with these files.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::new();
    project.file("images.toml", "[images]\ngood = \"good:1\"\n");
    let entry = "[images.good]\nimage = \"docker.io/library/good\"\ntag = \"1\"";
    project.file(
        "images.lock",
        format!("version = 1\n\n{entry}\ndigest = \"{DIGEST}\"\n"),
    );
    files
        .iter()
        .for_each(|(path, text)| drop(project.file(path, text)));
    project
}

fn check(files: &[(&str, &str)]) -> Outcome {
    project(files).run(["check"])
}

/// Asserts that `check` tells of a file that uses `evil`.
#[track_caller]
fn is_told(path: &str, text: &str) {
    let outcome = check(&[(path, text)]);
    assert!(
        outcome.code == Some(1) && outcome.stdout.contains("evil"),
        "{path}\n{text}\n{outcome}"
    );
}

#[test]
fn a_comment_that_ends_in_a_tag_is_none() {
    is_told(
        "compose.yaml",
        "services:\n  a:\n    image: # not !reset\n      evil\n",
    );
    is_told(
        "compose.yaml",
        "services:\n  a: # !reset\n    image: evil\n",
    );
    is_told(
        "values.yaml",
        "image:\n  repository: evil\n  tag: # !!str\n    1.20\n",
    );
    let text =
        "services:\n  a: {image: !reset evil}\n  b: {image: good:1}\n  c: !reset {image: evil}\n";
    assert_eq!(
        check(&[("compose.yaml", text)]).code,
        Some(0),
        "the tag itself takes a value away"
    );
}

#[test]
fn a_service_is_one_whatever_its_name() {
    is_told("compose.yaml", "services:\n  x-a:\n    image: evil\n");
    is_told(
        "compose.yaml",
        "services:\n  x-a:\n    build:\n      dockerfile_inline: FROM evil\n",
    );
    is_told("stack.yaml", "services:\n  x-a: {image: evil}\n");
}

#[test]
fn variables_may_be_a_part_of_what_makes_a_text_an_image() {
    let build =
        |context: &str| format!("services: {{a: {{build: {{additional_contexts: {context}}}}}}}\n");
    is_told("compose.yaml", &build("{a: '${A:-docker-image://evil}'}"));
    is_told("compose.yaml", &build("['a=${A:-docker-image://evil}']"));
    is_told("compose.yaml", &build("{a: 'docker-image:$A//evil'}"));
    let volume =
        "services: {a: {build: ., volumes: [{type: '${T:-image}', source: evil, target: /a}]}}\n";
    is_told("compose.yaml", volume);
    let directory = build("{a: './$A', b: '${B:-.}'}");
    assert_eq!(
        check(&[("compose.yaml", &directory)]).code,
        Some(0),
        "a directory is no image"
    );
}

#[test]
fn a_build_that_says_nothing_builds_nothing() {
    is_told(
        "compose.yaml",
        "services:\n  a: {image: evil, build: , pull_policy: never}\n",
    );
}

#[test]
fn what_an_alias_leads_to_counts_where_it_is_used() {
    let head = "apiVersion: argoproj.io/v1\nkind: Workflow\n";
    is_told(
        "a.yaml",
        &format!("{head}metadata: {{x: &c {{image: evil}}}}\nspec: {{container: *c}}\n"),
    );
}

#[test]
fn an_object_is_one_whatever_its_file_is_called() {
    let pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: evil}]}\n";
    for path in [
        ".gitlab/a.yml",
        "compose.yaml",
        "values.yaml",
        "action.yml",
        "a.gitlab-ci.yml",
    ] {
        is_told(path, pod);
    }
}

/// Asserts that a kustomization, or a file that it names, is told.
#[track_caller]
fn patches(text: &str) {
    is_told("kustomization.yaml", text);
}

#[test]
fn images_that_a_kustomization_patches_in_are_used() {
    let operation = |path: &str, value: &str| {
        patches(&format!(
            "patches:\n- patch: |\n    - {{op: add, path: {path}, value: {value}}}\n"
        ));
    };
    operation("/spec/template/spec/containers/0/image", "evil");
    operation("/spec/containers/-", "{image: evil}");
    operation("/spec/containers", "[{image: evil}]");
    operation("/spec/initContainers/0", "{name: a, image: evil}");
    operation("/spec", "{containers: [{image: evil}]}");
    operation("\"\"", "{spec: {containers: [{image: evil}]}}");
    operation("/spec/volumes/0/image/reference", "evil");
    operation("/spec/volumes/0/image", "{reference: evil}");
    operation("/spec/volumes/-", "{image: {reference: evil}}");
    patches(
        "patches:\n- patch: '[{\"op\":\"replace\",\"path\":\"/spec/containers/0/image\",\"value\":\"evil\"}]'\n",
    );
    patches(
        "patches:\n- patch: \"- op: add\\n  path: /spec/containers/0/image\\n  value: evil\\n\"\n",
    );
    patches(
        "patchesJson6902:\n- patch: |-\n    - {op: add, path: /spec/containers/0/image, value: evil}\n",
    );
    patches("patchesStrategicMerge:\n- |-\n  kind: Pod\n  spec: {containers: [{image: evil}]}\n");
    patches("patches:\n- patch: |-\n    spec: {containers: [{image: evil}]}\n");
    patches("Patches:\n- Patch: |-\n    spec: {containers: [{image: evil}]}\n");
    patches("Images:\n- {Name: a, NewName: evil, NewTag: v1}\n");
    patches(
        "kind: Component\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: ImageTagTransformer\n  imageTag: {name: a, newName: evil, newTag: v1}\n",
    );
}

#[test]
fn where_nobody_can_tell_what_a_patch_brings_in_that_is_told() {
    patches(
        "patches:\n- patch: |\n    - {op: copy, from: /metadata/annotations/evil, path: /spec/containers/0/image}\n",
    );
    patches("patches:\n- path: evil.txt\n");
    let broken = "patches:\n- patch: |\n    - {op: [evil\n";
    let outcome = check(&[("kustomization.yaml", broken)]).exits(1);
    assert!(outcome.stdout.contains("`patch` decides it"), "{outcome}");
    patches(
        "replacements:\n- source: {kind: ConfigMap, fieldPath: data.evil}\n  targets:\n  - fieldPaths: ['spec.containers.[name=evil].image']\n",
    );
}

#[test]
fn files_of_patches_are_read() {
    is_told(
        "patch.yaml",
        "- op: replace\n  path: /spec/containers/0/image\n  value: evil\n",
    );
    is_told(
        "patch.json",
        "[{\"op\":\"add\",\"path\":\"/spec/containers/-\",\"value\":{\"image\":\"evil\"}}]\n",
    );
    is_told(
        "patch.yaml",
        "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: evil}]}\n",
    );
    let transformer = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\n";
    is_told(
        "a.yaml",
        &format!(
            "{transformer}patch: '[{{op: add, path: /spec/containers/0/image, value: evil}}]'\n"
        ),
    );
    is_told(
        "a.yaml",
        "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: a}\nimageTag: {name: a, newName: evil, newTag: v1}\n",
    );
}

#[test]
fn digests_are_written_into_patches_and_nothing_else_changes() {
    let text = "patches:\n- patch: |-\n    - op: add # why\n      path: /spec/containers/0/image\n      value: good:1 # it\n- patch: '[{\"op\":\"add\",\"path\":\"/spec/containers/0/image\",\"value\":\"good:1\"}]'\n- patch: \"spec: {containers: [{image: 'good:1'}]}\"\n";
    let project = project(&[("kustomization.yaml", text)]);
    let required = "[images]\ngood = \"good:1\"\n[files]\nrequire-digests = true\n";
    project.file("images.toml", required);
    assert_eq!(project.run(["check", "--fix"]).code, Some(0));
    assert_eq!(
        project.read("kustomization.yaml"),
        text.replace("good:1", &format!("good:1@{DIGEST}"))
    );
}
