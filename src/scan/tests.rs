//! The promises of every reader for any text: nothing panics, mentions are in order and stand in the text, and what may
//! be replaced is the image.

mod ci;
mod large;
mod rows;

use proptest::prelude::*;

use super::{FileKind, Mention, Pinning, read};
use crate::document::Source;
use crate::reference::Reference;

/// The kinds whose files are made of the words of [`texts`].
const KINDS: [FileKind; 5] = [
    FileKind::Compose,
    FileKind::Kubernetes,
    FileKind::Kustomize,
    FileKind::HelmValues,
    FileKind::Template,
];
/// Words of workflows and pipelines, of Bake files in HCL, and of those in JSON.
const YAML: &str = "jobs: |a: |b: |container: |image: |services: |steps: |uses: |docker://|node:22|runs: |variables: |\
    extends: |name: |$A|${B}|$$|$[[ x ]]|${{ x }}|{|}|[|]|, |\n|\n  |\n    |- |'|\"|!reference ";
const HCL: &str = "target \"a\" |variable \"A\" |contexts = |default = |a = |{|}|{\n|\n}|\n|\"|\"|docker-image://|\
    alpine:3|${A}|$${|%{|(|)|A|dockerfile-inline = |<<E\n|\nE\n|<<-E\n|FROM alpine:3\n|\\\"";
const JSON: &str = "{|}|[|]|,|\"target\":|\"a\":|\"variable\":|\"A\":|\"default\":|\"contexts\":|\
    \"docker-image://alpine:3\"|\"docker-image://${A}\"|\"alpine:3\"|\"$${A}\"|\"\\/\"|\"é${\"|1.20|\
    \"dockerfile-inline\":|\"FROM a\\n\"";
const SHELL: &str = "docker |podman |run |pull |build |-t |--rm |-v |-it |alpine:3|alpine:3|b|'|\"|$A|${A|}|$(|$$|`|(|)|;|&|<|<<E\n|\
    E\n|\n|\n|\n\t|\\\n|\\|#|>|A=|all:\n";
const TERRAFORM: &str = "resource \"docker_image\" \"a\" |resource \"kubernetes_pod\" \"a\" |data \"docker_registry_image\" \"a\" |\
    dynamic \"container\" |content |container |build |variable \"a\" |locals |default = |a = |name = |image = |manifest = |{|}|{\n|\n}|\n|\"|\"|\
    alpine:3|${var.a}|var.a|local.a|docker_image.a.name|$${|%{|(|)|[|]|containers = |<<E\n|\nE\n|job \"a\" |task \"a\" |config |driver = \"docker\"|[[ a ]]|docker://";
const GROOVY: &str = "docker|docker |.image(|.build(|.withRegistry(|agent {|docker {|image |image: |registryUrl |containerTemplate(|withDockerContainer(|yaml |.push()|\
    '''|\"\"\"|'|\"|'a:1'|\"b:1\"|a:1|$A|${|}|{|(|)|[|]|,|;|\n|//|/*|*/|/|$/|/$|\\|\\\n|=|:|+|'build -t a:1'|\n  containers:\n  - image: a:1\n|apiVersion: v1\n|\nkind: Pod\n";
const UNIT: &str = "[Container]\n|[Image]\n|[Volume]|[Service]\n|Image=|Image = |quay.io/a:1|nginx|docker://|localhost/a|.image|%i|$A|\"|\\\n|\n|;|# |=|[|]";
const TASKS: &str = "- |docker_container: |docker_image:|\n    |podman_image: {|name: |image: |tag: |source: build|vars: {x: y:1}|block:\n    - |'{{ x }}'|\
    a:1|quay.io/a:1|{|}|, |\n|\n  |*a|&a |<<: *a|tasks: *a|hosts: all";
const TEMPLATE: &str = "image: |\"image\": |\"image\"|? image|\n|\n|\n  |: |>|- |a|b:1|{{/*|*/}}|{{|}}|{{ .a }}|{%|%}|{#|#}|é|🐳|\"|'|#|[|{|}|,|FROM ";
/// Words that belong nowhere.
const ODD: &str = "é|\u{202e}|\r\n|\t|'|\"|#|&a |*a|$|{|}|\\u0061|🐳";

/// Texts that are like files: the words that readers look for, in any order and depth.
fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "(services|image|build|containers|volumes|repository|tag|digest|registry|x-a|type|source|FROM)",
        "(images|name|newName|newTag|steps|valuesInline|\"image\"|\\? image|kind: HelmRelease|values|items)",
        "(: |:\\n|\\r\\n|\\n|  |- |\\{|\\}|\\[|\\]|, |#|&a |\\*a|<<: |>-|\\|)",
        "(nginx:1.27|'a:1'|\"b\\\\x31\"|\\$\\{A:-c:1\\}|\\$A|\\{\\{ .Values.image \\}\\}|\\{%|1.20|é|\"\"|~)",
    ];
    let head = prop_oneof![
        Just("apiVersion: v1\nkind: Pod\n"),
        Just("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: "),
        Just("services:\n  a:\n    image: "),
        Just("image:\n  repository: a\n  tag: "),
        Just("image: "),
        Just("images:\n- name: a\n  newTag: "),
        Just("{{ if .a }}image: "),
        Just("FROM "),
        Just(""),
    ];
    (head, prop::collection::vec(word, 0..12))
        .prop_map(|(head, words)| head.to_owned() + &words.concat())
}

/// Texts of the words of a language, and of a few that belong nowhere.
fn words(words: &'static str) -> impl Strategy<Value = String> {
    let select = |words: &'static str| prop::sample::select(words.split('|').collect::<Vec<_>>());
    let word = prop_oneof![9 => select(words), 1 => select(ODD)];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

/// Texts of a few words, some of which are repeated beyond what readers look at.
fn long_words(words: &'static str) -> impl Strategy<Value = String> {
    let word = prop::sample::select(words.split('|').collect::<Vec<_>>());
    let count = prop_oneof![4 => Just(1), 1 => 300..1100_usize];
    let repeated = (word, count).prop_map(|(word, count)| word.repeat(count));
    prop::collection::vec(repeated, 0..16).prop_map(|words| words.concat())
}

/// Reads a text, and counts its mentions.
fn check(kind: FileKind, name: &str, text: String) -> Result<usize, TestCaseError> {
    let source = Source::new(name, text);
    let mentions = match read(kind, &source) {
        Ok(mentions) => mentions,
        Err(problem) => {
            let stands = source.text.get(problem.span.clone()).is_some();
            prop_assert!(stands, "{problem:?}");
            return Ok(0);
        }
    };
    prop_assert!(mentions.is_sorted_by_key(|mention| mention.span.start));
    let fault = mentions.iter().find(|mention| !holds(&source, mention));
    prop_assert!(fault.is_none(), "{fault:?}");
    Ok(mentions.len())
}

/// Whether a mention stands in the text, and what may be replaced there is its image.
fn holds(source: &Source, mention: &Mention) -> bool {
    let text = |span: &std::ops::Range<usize>| source.text.get(span.clone());
    let stands_there = match &mention.pinning {
        Pinning::Reference(span) => text(span)
            .and_then(|text| text.parse::<Reference>().ok())
            .is_some_and(|image| mention.image == Ok(image)),
        Pinning::Tag(span) => text(span).is_some_and(|tag| mention.written.contains(tag)),
        Pinning::Digest(span) => text(span).is_some_and(|digest| mention.written.ends_with(digest)),
        Pinning::Unsafe(_) => true,
    };
    stands_there && text(&mention.span).is_some()
}

#[test]
fn what_is_looked_at_of_a_long_value_is_cut_between_letters() {
    let letters = "é".repeat(2000);
    for text in [
        format!("image: >\n  a\n  b{{{{/*{letters}*/}}}}c\n"),
        format!("? image\n: a{{{{/*{letters} */}}}}c\n"),
    ] {
        for before in ["", "x", "xx", "xxx"] {
            let text = text.replace("a{{", &format!("a{before}{{{{"));
            let text = text.replace("b{{", &format!("b{before}{{{{"));
            check(FileKind::Template, "x.yaml.tmpl", text).unwrap();
        }
    }
    // What is behind the comment belongs to the value
    let text = format!("image: >\n  a:1\n  {{{{/*{letters}*/}}}}c\n");
    let mentions = read(FileKind::Template, &Source::new("x.yaml.tmpl", text)).unwrap();
    assert!(mentions.iter().all(|mention| mention.image.is_err()));
    assert_eq!(mentions.len(), 1);
}

proptest! {
    #[test]
    fn nothing_panics_and_what_may_be_replaced_is_the_image(text in texts(), name in "(Dockerfile|a.yaml)") {
        for kind in KINDS {
            check(kind, &name, text.clone())?;
        }
    }

    #[test]
    fn long_texts_of_templates(text in long_words(TEMPLATE)) {
        for kind in [FileKind::Template, FileKind::HelmValues, FileKind::Kubernetes] {
            check(kind, "a.yaml.tmpl", text.clone())?;
        }
        check(FileKind::Template, "Dockerfile.j2", text)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z:\\-{}\\[\\]'\"&*!|>#,$%< \\n\\r\\té]{0,60}") {
        for kind in KINDS {
            check(kind, "Dockerfile", text.clone())?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn workflows(text in words(YAML)) {
        check(FileKind::Workflow, "ci.yml", text)?;
    }

    #[test]
    fn pipelines(text in words(YAML)) {
        check(FileKind::GitLab, ".gitlab-ci.yml", text)?;
    }

    #[test]
    fn bake_files_in_hcl(text in words(HCL)) {
        check(FileKind::Bake, "docker-bake.hcl", text)?;
    }

    #[test]
    fn scripts(text in words(SHELL)) {
        check(FileKind::Shell, "a.sh", text)?;
    }

    #[test]
    fn recipes(text in words(SHELL)) {
        check(FileKind::Makefile, "Makefile", text)?;
    }

    #[test]
    fn bake_files_in_json(text in words(JSON)) {
        check(FileKind::Bake, "docker-bake.json", text)?;
    }

    #[test]
    fn files_of_terraform_and_nomad(text in words(TERRAFORM)) {
        check(FileKind::Terraform, "main.tf", text.clone())?;
        check(FileKind::Nomad, "a.nomad", format!("job \"a\" {{\n{text}\n}}\n"))?;
        check(FileKind::Nomad, "a.nomad", text)?;
    }

    #[test]
    fn jenkinsfiles(text in words(GROOVY)) {
        check(FileKind::Jenkins, "Jenkinsfile", text.clone())?;
        check(FileKind::Jenkins, "Jenkinsfile", format!("agent {{ docker {{ image 'a:1'\n{text}"))?;
    }

    #[test]
    fn units_of_quadlet(text in words(UNIT)) {
        check(FileKind::Quadlet, "a.container", format!("[Container]\n{text}"))?;
    }

    #[test]
    fn development_containers(text in words(JSON)) {
        check(FileKind::DevContainer, "devcontainer.json", format!("{{\"image\":{text}"))?;
        check(FileKind::DevContainer, "devcontainer.json", format!("// {text}\n/* {text} {{\"image\": \"{text}\"}}"))?;
    }

    #[test]
    fn tasks_of_ansible(text in words(TASKS)) {
        check(FileKind::Kubernetes, "a.yml", format!("- docker_container: {text}"))?;
        check(FileKind::Kubernetes, "a.yml", format!("- vars: &a\n    x: a:1\n  docker_container:\n    image: {text}"))?;
    }

    #[test]
    fn scalars_however_they_are_written(
        before in "[ \té🐳]{0,3}",
        quote in "['\"]?",
        name in "[a-z]{1,9}(:[0-9]{1,3})?",
        behind in "( {1,3}(# [a-z'\"é]{0,9})?)?",
    ) {
        let scalar = format!("{quote}{name}{quote}{behind}");
        let key = before.replace(['\t', ' '], "x");
        let workflow = format!("{key}x: y\njobs:\n  a:\n    container: {scalar}\n");
        prop_assert_eq!(check(FileKind::Workflow, "ci.yml", workflow)?, 1);
        let pipeline = format!("{key}x: y\na:\n  image: {scalar}\n");
        prop_assert_eq!(check(FileKind::GitLab, ".gitlab-ci.yml", pipeline)?, 1);
        let bake = format!("# {before}\ntarget \"{before}\" {{\n contexts = {{ a = \"docker-image://{name}\" {behind}\n }}\n}}\n");
        prop_assert_eq!(check(FileKind::Bake, "docker-bake.hcl", bake)?, 1);
    }
}
