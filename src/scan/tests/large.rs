//! Files that are made to take long: deep nesting, long lines, many places. They end no process, and their time grows
//! with their size.

use super::check;
use crate::document::Source;
use crate::scan::{FileKind, read};

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
    let terraform = hcl.clone().map(|(_, _, text)| {
        let text = format!("resource \"docker_image\" \"a\" {{}}\n{text}");
        (FileKind::Terraform, "main.tf", text)
    });
    let nomad = hcl.clone().map(|(_, _, text)| {
        let text = format!("job \"image\" {{}}\n{text}");
        (FileKind::Nomad, "a.nomad", text)
    });
    let others = [
        (
            FileKind::DevContainer,
            "devcontainer.json",
            "{\"image\":".repeat(deep),
        ),
        (
            FileKind::DevContainer,
            "devcontainer.json",
            "/*".repeat(deep),
        ),
        (
            FileKind::Quadlet,
            "a.container",
            "[Container]\\\n".repeat(deep),
        ),
        (
            FileKind::Kubernetes,
            "a.yml",
            "- docker_container: [".repeat(deep),
        ),
    ];
    let yaml = [
        (FileKind::Workflow, "ci.yml", "[".repeat(deep)),
        (FileKind::GitLab, ".gitlab-ci.yml", "- ".repeat(deep)),
    ];
    let hcl = hcl.into_iter().chain(terraform).chain(nomad);
    for (kind, name, text) in hcl.chain(json).chain(yaml).chain(others) {
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
    let tasks = lines("", &|it| {
        format!("- docker_container: {{image: 'a:{it}'}}\n")
    });
    let variables = lines("- vars:\n", &|it| format!("    v{it}: a:1\n"))
        + "  block:\n"
        + &lines("", &|it| {
            format!("    - docker_container: {{image: '{{{{ v{it} }}}}'}}\n")
        });
    let environment = lines("env:\n", &|it| format!("  V{it}: a:1\n"))
        + &lines("jobs:\n", &|it| {
            format!("  j{it}: {{env: {{W: a:1}}, container: '${{{{ env.V{it} }}}}'}}\n")
        });
    let packages = lines("", &|it| {
        format!(
            "---\napiVersion: pkg.crossplane.io/v1\nkind: Provider\nspec: {{package: 'a.io/a:{it}'}}\n"
        )
    });
    let rendered = lines("job \"[[ a ]]\" {\n[[ b ]]\n", &|it| {
        format!("image = \"a:{it}\"\n")
    });
    let commands = lines("", &|it| format!("docker run -it a:{it}\n"));
    let substituted = lines("", &|it| format!("\"`docker run a:{it}`\" "));
    let recipes = lines("all:\n", &|it| {
        format!("\t@docker run a:{it} $$(docker ps)\n")
    });
    let steps = lines("", &|it| format!("docker.image('a:{it}').pull()\n"));
    let deep = lines("docker.build('b')\n", &|it| {
        format!("{{docker.image('a:{it}')\n")
    });
    let listed = "docker.image('a:1', ".repeat(many);
    let calls = "docker.image(".repeat(many) + "'a'";
    let commented = lines("", &|it| format!("{{# image: b\n- image: a:{it}\n"));
    let spaced = lines("", &|it| format!("- image:\n\n\n    a:{it}\n"));
    for (kind, text) in [
        (FileKind::Compose, compose),
        (FileKind::Kubernetes, pod),
        (FileKind::HelmValues, values),
        (FileKind::Kustomize, kustomization),
        (FileKind::Kubernetes, tasks),
        (FileKind::Kubernetes, variables),
        (FileKind::Workflow, environment),
        (FileKind::Kubernetes, packages),
        (FileKind::Nomad, rendered),
        (FileKind::Shell, commands),
        (FileKind::Shell, substituted),
        (FileKind::Makefile, recipes),
        (FileKind::Jenkins, steps),
        (FileKind::Jenkins, deep),
        (FileKind::Jenkins, listed),
        (FileKind::Jenkins, calls),
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

/// Values that aliases repeat, and variables of a template that hold each other.
#[test]
fn values_and_variables_that_repeat_are_read_once() {
    let many = 20_000;
    let lines = |head: &str, line: &dyn Fn(usize) -> String| {
        head.to_owned() + &(0..many).map(line).collect::<String>()
    };
    let aliases = lines("a: &a {image: {repository: a, tag: v1}}\n", &|it| {
        format!("b{it}: *a\n")
    });
    let registries = lines("global:\n", &|it| {
        format!("  a{it}: {{image: {{registry: a{it}}}}}\n")
    }) + "image: {repository: quay.io/a, tag: v1}\n";
    let variables = lines("{{ $v0 := .Values.image.tag }}\n", &|it| {
        format!("{{{{ $v{} := printf \"%s%s\" $v{it} $v{it} }}}}\n", it + 1)
    });
    let blocks = "{{ with .Values.image }}".repeat(many) + "\n";
    for (kind, text) in [
        (FileKind::HelmValues, aliases),
        (FileKind::HelmValues, registries),
        (FileKind::Template, variables + "image: {{ $v20000 }}\n"),
        (FileKind::Template, format!("{blocks}image: {{{{ $v }}}}\n")),
    ] {
        let start: String = text.chars().take(80).collect();
        let mentions = read(kind, &Source::new("a.yaml", text)).unwrap();
        assert_eq!(mentions.len(), 1, "{start}");
    }
}

/// The same for Groovy, whose texts may have code with texts in it.
#[test]
fn what_is_not_closed_in_a_jenkinsfile_ends_it() {
    let many = 200_000;
    for part in [
        "\"${",
        "\"\"\"${",
        "'''",
        "'",
        "\"",
        "\"${'",
        "\\/",
        "(/\\",
        "/",
        "= /",
        "$/",
        "/*",
        "{",
        "(",
        "[",
        "(\n",
        "'\\\n",
        "'\n",
        "\"\"\"${\n",
        "docker.build(",
        "docker.image(x ",
        "agent { docker {image ",
        "docker.withRegistry({",
        "yaml '''",
        "image:",
        "yaml \"${",
        "''' build -t ",
    ] {
        let text = format!("docker.image('a:1').pull()\n{}", part.repeat(many));
        check(FileKind::Jenkins, "Jenkinsfile", text).unwrap();
    }
    let text = format!("docker.image('a:1').pull() // {}", "é".repeat(500_000));
    assert_eq!(check(FileKind::Jenkins, "Jenkinsfile", text).unwrap(), 1);
}
