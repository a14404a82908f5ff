//! The promises of every reader for any text: nothing panics, mentions are in order and stand in the text, and what may be
//! replaced is the image.

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

proptest! {
    #[test]
    fn nothing_panics_and_what_may_be_replaced_is_the_image(text in texts(), name in "(Dockerfile|a.yaml)") {
        for kind in KINDS {
            check(kind, &name, text.clone())?;
        }
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

/// Deep nesting and long operators, which end no process.
#[test]
fn nesting_has_bounds() {
    let deep = 100_000;
    let hcl = [
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}1{}\n", "(".repeat(deep), ")".repeat(deep)),
        format!("a = {}1\n", "!".repeat(deep)),
        format!("a = {}1\n", "1 + ".repeat(deep)),
        format!("a = {}1\n", "x ? y : ".repeat(deep)),
        format!("a = {}", "\"${".repeat(deep)),
        "a {\n".repeat(deep),
    ];
    let json = [
        "{\"a\":".repeat(deep),
        format!("{{\"a\": \"{}\"}}", "${(".repeat(deep)),
    ];
    let hcl = hcl.map(|text| (FileKind::Bake, "docker-bake.hcl", text));
    let json = json.map(|text| (FileKind::Bake, "docker-bake.json", text));
    let yaml = [
        (FileKind::Workflow, "ci.yml", "[".repeat(deep)),
        (FileKind::GitLab, ".gitlab-ci.yml", "- ".repeat(deep)),
    ];
    for (kind, name, text) in hcl.into_iter().chain(json).chain(yaml) {
        let start: String = text.chars().take(20).collect();
        assert_eq!(check(kind, name, text).unwrap(), 0, "{name}: {start}");
    }
}

#[test]
fn a_line_of_a_megabyte_is_read() {
    let long = "é".repeat(500_000);
    let bake = format!(
        "a = \"{long}\"\ntarget \"a\" {{ contexts = {{ a = \"docker-image://alpine:3\" }} }}\n"
    );
    let workflow = format!("name: {long}\njobs: {{a: {{container: alpine:3}}}}\n");
    let pipeline = format!("variables: {{A: {long}}}\na: {{image: alpine:3}}\n");
    for (kind, name, text) in [
        (FileKind::Bake, "docker-bake.hcl", bake),
        (FileKind::Workflow, "ci.yml", workflow),
        (FileKind::GitLab, ".gitlab-ci.yml", pipeline),
    ] {
        assert_eq!(check(kind, name, text).unwrap(), 1, "{name}");
    }
}

/// Scripts that are no scripts, and name no image: none of them takes time that grows with their square.
#[test]
fn what_is_not_closed_in_a_script_ends_it() {
    let many = 200_000;
    for part in [
        "$(",
        "${",
        "`",
        "(",
        "((",
        "'",
        "\"",
        "<<E ",
        "<<E\n",
        "<(",
        "\\\n",
        "$$",
        "a=",
        "{",
        "-v a ",
        "docker run -v ",
        "\n\t",
        "x=\\\n",
        "$($",
        "\"$(",
        "\"${",
    ] {
        for kind in [FileKind::Shell, FileKind::Makefile] {
            let text = format!("docker run --rm {}", part.repeat(many));
            let mentions = read(kind, &Source::new("a", text)).unwrap();
            assert!(mentions.len() <= 1, "{kind:?}: {part}");
        }
    }
}

/// A text that takes a reader's time by its size, not by its shape, has none that is quadratic in it.
#[test]
fn large_files_are_read_in_time_that_grows_with_them() {
    let many = 20_000;
    let lines = |head: &str, line: &dyn Fn(usize) -> String| {
        head.to_owned() + &(0..many).map(line).collect::<String>()
    };
    let compose = lines("services:\n", &|it| {
        format!("  s{it}: {{image: \"a:{it}\"}}\n")
    });
    let pod = lines("apiVersion: v1\nkind: Pod\ncontainers:\n", &|it| {
        format!("  - {{name: a, image: 'a:{it}'}}\n")
    });
    let values = lines("", &|it| {
        format!("a{it}: {{image: {{repository: a, tag: v{it}}}}}\n")
    });
    let kustomization = lines("images:\n", &|it| format!("- {{name: a, newTag: v{it}}}\n"));
    let commented = lines("", &|it| format!("{{# image: b\n- image: a:{it}\n"));
    let spaced = lines("", &|it| format!("- image:\n\n\n    a:{it}\n"));
    let commands = lines("", &|it| format!("docker run -it a:{it}\n"));
    let substituted = lines("", &|it| format!("\"`docker run a:{it}`\" "));
    let recipes = lines("all:\n", &|it| {
        format!("\t@docker run a:{it} $$(docker ps)\n")
    });
    for (kind, text) in [
        (FileKind::Shell, commands),
        (FileKind::Shell, substituted),
        (FileKind::Makefile, recipes),
        (FileKind::Compose, compose),
        (FileKind::Kubernetes, pod),
        (FileKind::HelmValues, values),
        (FileKind::Kustomize, kustomization),
        (FileKind::Template, commented),
        (FileKind::Template, spaced),
        (FileKind::Template, "{image: a:1, ".repeat(many) + "{{ {{"),
    ] {
        let mentions = read(kind, &Source::new("a.yaml", text)).unwrap();
        assert_eq!(mentions.len(), many, "{kind:?}");
    }
}

/// The same for resources of others, whose texts, pieces and parameters are read.
#[test]
fn large_resources_are_read_in_time_that_grows_with_them() {
    let many = 20_000;
    let lines = |head: &str, line: &dyn Fn(usize) -> String| {
        let head = format!("apiVersion: tekton.dev/v1\nkind: {head}\n");
        head + &(0..many).map(line).collect::<String>()
    };
    let words = "apiVersion: v1\\nkind: Pod\\n";
    let texts = lines("ConfigMap\ndata:", &|it| {
        format!("  a{it}: \"{words}spec: {{containers: [{{image: a:{it}}}]}}\"\n")
    });
    let text = lines(
        "ConfigMap\ndata:\n  a: |\n    apiVersion: v1\n    kind: Pod\n    containers:",
        &|it| format!("    - image: a:{it}\n"),
    );
    let script = lines(
        "ConfigMap\ndata:\n  a: |\n    apiVersion: v1\n    kind: Pod\n    {",
        &|it| format!("    - image: a:{it}\n"),
    );
    let long = format!("{words}image: a:1\\n").repeat(many / 4);
    let aliases = lines(&format!("ConfigMap\na: &a \"{long}{{\"\ndata:"), &|it| {
        format!("  a{it}: *a\n")
    });
    let pieces = lines("A\nspec:", &|it| {
        format!("  a{it}: {{image: {{repository: a/{it}, tag: v1}}}}\n")
    });
    let parameters = lines("Task\nspec:\n  params:", &|it| {
        format!("  - {{name: a{it}, default: \"a:{it}\"}}\n")
    });
    let steps: String = (0..many)
        .map(|it| format!("  - image: $(params.a{it})\n"))
        .collect();
    let aliased = lines(
        "Pipeline\nspec:\n  tasks:\n  - &a {taskSpec: {steps: []}}",
        &|_| "  - *a\n".to_owned(),
    );
    let variables = format!(
        "apiVersion: v1\nkind: A\nimage: \"{}\"\n",
        "${".repeat(many)
    );
    for (expected, text) in [
        (many, texts),
        (many, text),
        (many, script),
        (many / 4, aliases),
        (many, pieces),
        (many, format!("{parameters}  steps:\n{steps}")),
        (0, aliased),
        (0, variables),
    ] {
        let start: String = text.chars().take(80).collect();
        let mentions = read(FileKind::Kubernetes, &Source::new("a.yaml", text)).unwrap();
        assert_eq!(mentions.len(), expected, "{start}");
    }
}
