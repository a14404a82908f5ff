//! What `check --fix` does to a text: digests in the places of references, and not a byte beside them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use imagelock::document::Source;
use imagelock::internals::scan::{
    FileKind, LockedPin, Pinning, Rewritten, Surroundings, Used, read, rewrite,
};
use imagelock::reference::{Digest, Tag};
use proptest::prelude::*;

/// A digest that stands in no file.
fn digest() -> Digest {
    format!("sha256:{}", "0123456789abcdef".repeat(4))
        .parse()
        .expect("it is one")
}

/// A text as the program reads it; `None` where it is no such file.
fn used(kind: FileKind, text: &str) -> Option<Used> {
    used_as("file", kind, text)
}

/// The same of a file with a name.
fn used_as(name: &str, kind: FileKind, text: &str) -> Option<Used> {
    let source = Source::new(name, text);
    let mentions = read(kind, &source).ok()?;
    Some(Used {
        path: PathBuf::from(name),
        kind,
        surroundings: Surroundings::default(),
        source,
        mentions,
        ignored: Vec::new(),
    })
}

/// The text with this digest for every image that anybody can tell, and with this tag where it has one.
fn pinned(used: &Used, tag: Option<&Tag>, digest: Option<&Digest>) -> Rewritten {
    let pin = LockedPin { tag, digest };
    let mentions = used.mentions.iter();
    let wanted: Vec<_> = mentions
        .map(|mention| mention.image.is_ok().then_some(pin))
        .collect();
    rewrite(used, &wanted)
}

/// The parts of a text that no digest is written into, nor a tag where that changes, in their order.
fn others<'u>(used: &'u Used, tag: Option<&Tag>) -> Vec<&'u str> {
    let mentions = used.mentions.iter();
    let mut places: Vec<Range<usize>> = mentions
        .flat_map(|mention| {
            let place = match &mention.pinning {
                Pinning::Reference(span) | Pinning::Tag(span) | Pinning::Digest(span) => {
                    Some(span.clone())
                }
                Pinning::Unsafe(_) => None,
            };
            let beside = tag.and_then(|_| mention.tag_place.clone());
            place.into_iter().chain(beside)
        })
        .collect();
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup();
    let ends = std::iter::once(0).chain(places.iter().map(|place| place.end));
    let starts = places
        .iter()
        .map(|place| place.start)
        .chain([used.source.text.len()]);
    ends.zip(starts)
        .map(|(end, start)| &used.source.text[end..start])
        .collect()
}

/// Writing digests and tags changes nothing beside them, and a second time nothing at all.
fn holds(kind: FileKind, text: &str) -> Result<(), TestCaseError> {
    holds_as("file", kind, text)
}

/// The same for a file with a name.
fn holds_as(name: &str, kind: FileKind, text: &str) -> Result<(), TestCaseError> {
    let Some(before) = used_as(name, kind, text) else {
        return Ok(());
    };
    let new: Tag = "9.9-new".parse().expect("it is one");
    let digest = digest();
    for (tag, digest) in [
        (None, Some(&digest)),
        (Some(&new), Some(&digest)),
        (Some(&new), None),
    ] {
        let once = pinned(&before, tag, digest);
        let after = used_as(name, kind, &once.text).expect("what is written can be read");
        prop_assert_eq!(others(&before, tag), others(&after, tag), "{:?}", text);
        let twice = pinned(&after, tag, digest);
        prop_assert_eq!(&once.text, &twice.text);
        prop_assert_eq!(&once.left, &twice.left);
        let mentions = before.mentions.iter().zip(&after.mentions);
        for ((old, mention), left) in mentions.zip(&once.left) {
            let (Ok(old), Ok(image), None) = (&old.image, &mention.image, left) else {
                continue;
            };
            prop_assert_eq!(image.digest.as_ref(), digest.or(old.digest.as_ref()));
            if let (Some(tag), Some(_)) = (tag, &old.tag) {
                prop_assert_eq!(image.tag.as_ref(), Some(tag));
            }
        }
    }
    Ok(())
}

#[test]
fn every_file_of_the_corpus_is_changed_in_its_references_alone() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uses");
    let (mut directories, mut count) = (vec![corpus], 0);
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).expect("the corpus is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                directories.push(path);
            } else if let Some(kind) =
                FileKind::of(&path, |chart| chart.join("Chart.yaml").exists())
            {
                holds(kind, &content(&path))
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                count += 1;
            }
        }
    }
    assert!(count >= 60, "there are {count} files");
}

#[expect(clippy::disallowed_methods, reason = "fixtures are read as they are")]
fn content(path: &Path) -> String {
    fs::read_to_string(path).expect("the corpus is text")
}

#[test]
fn a_digest_behind_variables_is_written_where_it_stands() {
    let old = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let cases = [
        (FileKind::Dockerfile, "ARG V=20\nFROM \"node:$V@OLD\"\n"),
        (
            FileKind::Dockerfile,
            "ARG B=node:20\nARG C=$B@OLD\nFROM $C\nFROM $C\n",
        ),
        (
            FileKind::Compose,
            "services: {a: {image: \"${R:-node}:${V:-20}@OLD\"}}\n",
        ),
        (
            FileKind::Compose,
            "services: {a: {image: \"${I:-${R:-node}:20@OLD}\"}}\n",
        ),
        (
            FileKind::GitLab,
            "variables: {V: '20', I: 'node:$V@OLD'}\na: {image: $I, script: x}\n",
        ),
        (
            FileKind::Bake,
            "V = \"20\"\ntarget \"a\" { contexts = { b = \"docker-image://node:${V}@OLD\" } }\n",
        ),
    ];
    for (kind, text) in cases {
        let before = used(kind, &text.replace("OLD", old)).expect("it can be read");
        let after = pinned(&before, None, Some(&digest()));
        assert_eq!(after.text, text.replace("OLD", digest().as_str()));
    }
}

/// A reference as people write it.
fn reference() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "node",
        "library/node",
        "ghcr.io/acme/app",
        "localhost:5000/a/b",
        "[::1]:5000/x",
    ]);
    let tag = prop::sample::select(vec!["", ":20", ":1.27-alpine", ":latest"]);
    let pin = prop::sample::select(vec![
        "",
        "@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]);
    (name, tag, pin).prop_map(|(name, tag, pin)| format!("{name}{tag}{pin}"))
}

/// The same in one of the ways in which YAML writes a text, anchors and tags before it.
fn scalar() -> impl Strategy<Value = String> {
    let quote = prop::sample::select(vec!["", "\"", "'"]);
    let before = prop::sample::select(vec!["", "!!str ", "&a ", "   "]);
    let behind = prop::sample::select(vec!["", " ", "   # é: [", "\t# x"]);
    (reference(), quote, before, behind)
        .prop_map(|(text, quote, before, behind)| format!("{before}{quote}{text}{quote}{behind}"))
}

/// A reference of which a variable is a part, and whose digest stands behind that.
fn with_variable(image: &str, written: impl Fn(&str) -> String) -> String {
    match image.split_once('@') {
        Some((name, digest)) => format!("{}@{digest}", written(name)),
        None => written(image),
    }
}

fn newline() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["\n", "\r\n"])
}

/// A command that names an image, in one of the ways in which people write it.
fn command() -> impl Strategy<Value = String> {
    let quote = prop::sample::select(vec!["", "\"", "'"]);
    let before = prop::sample::select(vec![
        "docker run ",
        "sudo -E podman pull -q ",
        "A=b docker container create --name \"x y\" -e A=b ",
        "if ! docker run --rm \\\n\t\t-v /é:/b ",
        "id=\"`docker run ",
        "(true; nerdctl pull\t",
    ]);
    let behind = prop::sample::select(vec![
        "",
        " a 'b c' # é",
        " > x 2>&1",
        "; true",
        " && docker pull b:1",
    ]);
    (reference(), quote, before, behind).prop_map(|(image, quote, before, behind)| {
        let end = match before {
            it if it.contains('`') => "`\"",
            it if it.starts_with('(') => "\n\t)",
            it if it.starts_with("if") => "\n\tthen true; fi",
            _ => "",
        };
        let behind = if end.is_empty() { behind } else { "" };
        format!("{before}{quote}{image}{quote}{behind}{end}")
    })
}

proptest! {
    #[test]
    fn scripts_and_recipes_are_changed_in_their_references_alone(
        commands in prop::collection::vec(command(), 1..6),
        newline in newline(),
    ) {
        let lines = |indentation: &str| {
            let lines = commands.iter().map(|it| format!("{indentation}{it}\n"));
            lines.collect::<String>().replace('\n', newline)
        };
        let script = format!("#!/bin/sh{newline}cat <<E{newline}docker run x:1{newline}E{newline}{}", lines(""));
        holds(FileKind::Shell, &script)?;
        holds(FileKind::Makefile, &format!("all:{newline}{}", lines("\t@")))?;
        let steps = format!("jobs:{newline}  a:{newline}    steps:{newline}    - run: |{newline}{}", lines("        "));
        holds(FileKind::Workflow, &steps)?;
    }

    #[test]
    fn dockerfiles_are_changed_in_their_references_alone(
        lines in prop::collection::vec((0..10_usize, reference()), 1..8),
        newline in newline(),
        mark in prop::sample::select(vec!["", "\u{feff}"]),
    ) {
        let line = |(form, image): &(usize, String)| match form {
            0 => format!("FROM {image}"),
            1 => format!("from   --platform=linux/amd64\t{image}  AS b"),
            2 => format!("FROM alpine{newline}COPY --from={image} /a /b"),
            3 => format!("FROM alpine{newline}RUN --mount=type=bind,from={image},target=/x true"),
            4 => format!("# FROM {image}{newline}FROM \\{newline}  {image}"),
            5 => format!("FROM alpine{newline}RUN <<EOF{newline}FROM {image}{newline}EOF"),
            6 => format!("ARG A={image}{newline}FROM $A"),
            8 => with_variable(image, |name| format!("ARG A={name}{newline}FROM $A")),
            9 => with_variable(image, |name| format!("ARG B={name}{newline}FROM \"x/${{B}}")) + "\"",
            _ => format!("ARG A=\"{image}\"{newline}FROM ${{A}}{newline}FROM ${{A}}-x"),
        };
        let text = lines.iter().map(line).collect::<Vec<_>>().join(newline);
        holds(FileKind::Dockerfile, &format!("{mark}{text}"))?;
    }

    #[test]
    fn templates_of_dockerfiles_are_changed_in_their_references_alone(
        lines in prop::collection::vec((0..9_usize, reference()), 1..8),
        newline in newline(),
    ) {
        let line = |(form, image): &(usize, String)| match form {
            0 => format!("# syntax={image}"),
            1 => format!("{{% if a %}}FROM {image} AS b{{% endif %}}"),
            2 => format!("FROM {{% if a %}}{image}{{% else %}}{image}{{% endif %}}"),
            3 => format!("{{{{/* {image} */}}}}{newline}COPY --from={image} /a /b"),
            4 => format!("RUN --mount=type=bind,from={image},target=/x true"),
            5 => format!("FROM --platform={{{{ p }}}} {image}{{{{ suffix }}}}"),
            6 => format!("ARG A={image}{newline}FROM $A AS {{{{ name }}}}"),
            7 => format!("{{# é #}}{newline}ONBUILD COPY --from={image} /a /b"),
            _ => format!("FROM {image} more{newline}{{{{ macro \"FROM {image}\" }}}}"),
        };
        let text = lines.iter().map(line).collect::<Vec<_>>().join(newline);
        holds_as("Dockerfile.j2", FileKind::Template, &text)?;
    }

    #[test]
    fn compose_files_are_changed_in_their_references_alone(
        images in prop::collection::vec(scalar(), 1..6),
        indent in 1..5_usize,
        newline in newline(),
    ) {
        let indent = " ".repeat(indent);
        let mut text = format!("# é{newline}services:{newline}");
        for (index, image) in images.iter().enumerate() {
            text.push_str(&format!("{indent}s{index}:{newline}{indent}{indent}image: {image}{newline}"));
            let image = with_variable(image.trim(), |name| format!("${{A{index}:-{name}}}"));
            text.push_str(&format!("{indent}v{index}:{newline}{indent}{indent}image: {image}{newline}"));
        }
        holds(FileKind::Compose, &text)?;
    }

    #[test]
    fn manifests_are_changed_in_their_references_alone(
        images in prop::collection::vec(scalar(), 1..6),
        newline in newline(),
    ) {
        let mut text = format!("apiVersion: v1{newline}kind: Pod{newline}spec:{newline}  containers:{newline}");
        for image in &images {
            text.push_str(&format!("  - image: {image}{newline}    name: x{newline}"));
        }
        holds(FileKind::Kubernetes, &text)?;
    }

    #[test]
    fn values_are_changed_in_their_tags_alone(
        repository in prop::sample::select(vec!["nginx", "\"ghcr.io/acme/app\"", "'library/node'"]),
        tag in prop::sample::select(vec!["1.27", "\"1.20\"", "'x'", "16", "1.20", "\"\"", "1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]),
        digest in prop::sample::select(vec![None, Some(""), Some("\"\""), Some("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]),
        newline in newline(),
    ) {
        let digest = digest.map(|digest| format!("  digest: {digest}{newline}")).unwrap_or_default();
        holds(FileKind::HelmValues, &format!("image:{newline}  repository: {repository} # é{newline}  tag: {tag}{newline}{digest}"))?;
    }

    #[test]
    fn values_with_anchors_and_registries_are_changed_in_their_pieces_alone(
        images in prop::collection::vec((0..6_usize, 0..3_usize, any::<bool>()), 1..6),
        registry in prop::sample::select(vec!["", "global: {imageRegistry: quay.io}", "hub: quay.io/acme", "registry: docker.io"]),
        newline in newline(),
    ) {
        let mut text = format!("{registry}{newline}t: &t 1.27-x{newline}d: &d \"\"{newline}");
        for (index, (form, name, is_shared)) in images.iter().enumerate() {
            let name = ["acme/a", "quay.io/acme/b", "c"][*name];
            let tag = if *is_shared { "*t" } else { "\"1.0\"" };
            let pieces = match form {
                0 => format!("{{repository: {name}, tag: {tag}}}"),
                1 => format!("{{repository: {name}, tag: {tag}, digest: *d}}"),
                2 => format!("{{image: {name}, imageTag: {tag}}}"),
                3 => format!("{{hub: quay.io/acme, image: {name}, tag: {tag}}}"),
                4 => format!("{{repository: quay.io/acme, image: {name}, version: {tag}}}"),
                _ => format!("{{<<: *i0, repository: {name}}}"),
            };
            let pieces = if index == 0 { format!("{{repository: {name}, tag: *t}}") } else { pieces };
            text.push_str(&format!("v{index}:{newline}  image: &i{index} {pieces} # é{newline}"));
        }
        holds(FileKind::HelmValues, &text)?;
    }

    #[test]
    fn resources_of_others_are_changed_in_their_references_alone(
        images in prop::collection::vec((0..8_usize, reference(), scalar()), 1..6),
        newline in newline(),
    ) {
        let mut text = String::new();
        for (form, image, scalar) in &images {
            let resource = match form {
                0 => format!("kind: A\nspec:\n  image: {scalar}\n"),
                1 => format!("kind: A\nspec:\n  initImage: {scalar}\n"),
                2 => format!("kind: A\nspec:\n  image: {{repository: {image}, tag: \"1.0\"}} # é\n"),
                3 => format!("kind: A\nspec:\n  image: {{repository: ghcr.io/a, tag: 1.0.0, digest: \"\"}}\n  b: {scalar}\n"),
                4 => format!("kind: ConfigMap\ndata:\n  a: |-\n    apiVersion: v1\n    kind: Pod\n    spec:\n      # é\n      containers: [{{image: \"{image}\"}}]\n"),
                5 => format!("kind: A\nspec:\n  manifest: >\n    apiVersion: v1\n\n    kind: Pod\n\n    image: {image}\n"),
                6 => format!("kind: ConfigMap\ndata:\n  a: |\n    kubectl apply <<E\n    apiVersion: v1\n    kind: Pod\n    image: {image}\n    E\n"),
                _ => format!("kind: ConfigMap\ndata:\n  a: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n      {{{{ if a }}}}\n      image: {image}\n      {{{{ end }}}}\n"),
            };
            text.push_str(&format!("---\napiVersion: acme.example/v1\n{resource}"));
        }
        holds(FileKind::Kubernetes, &text.replace('\n', newline))?;
    }

    #[test]
    fn applications_are_changed_in_their_references_alone(
        images in prop::collection::vec((reference(), scalar()), 1..6),
        newline in newline(),
    ) {
        let mut text = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  sources:\n".to_owned();
        for (image, scalar) in &images {
            text.push_str(&format!("  - kustomize: {{images: [\"a={image}\", '{image}']}}\n"));
            text.push_str(&format!("    helm:\n      parameters:\n      - {{name: a.image.repository, value: ghcr.io/a}}\n      - name: a.image.tag\n        value: \"1.0\"\n      - name: image\n        value: {scalar}\n"));
            text.push_str(&format!("      values: |\n        # é\n        image: {image}\n        b: {{image: {{repository: ghcr.io/a, tag: \"1.0\"}}}}\n"));
        }
        holds(FileKind::Kubernetes, &text.replace('\n', newline))?;
    }

    #[test]
    fn tasks_are_changed_in_their_references_alone(
        images in prop::collection::vec((0..5_usize, scalar()), 1..6),
        newline in newline(),
    ) {
        let mut parameters = String::new();
        let mut steps = String::new();
        for (index, (form, image)) in images.iter().enumerate() {
            parameters.push_str(&format!("  - name: p{index}\n    default: {image}\n"));
            steps.push_str(&match form {
                0 => format!("  - image: $(params.p{index})\n"),
                1 => format!("  - image: $(params[\"p{index}\"])\n  - image: $(params.p{index})\n"),
                2 => format!("  - image: $(params.p{index})\n    script: echo $(params.p{index})\n"),
                3 => format!("  - image: $(params.p{index})-alpine # é\n"),
                _ => format!("  - image: {image}\n"),
            });
        }
        let text = format!("apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params:\n{parameters}  steps:\n{steps}");
        holds(FileKind::Kubernetes, &text.replace('\n', newline))?;
    }

    #[test]
    fn pipelines_are_changed_in_their_references_alone(
        images in prop::collection::vec(scalar(), 2..6),
        newline in newline(),
    ) {
        let mut workflow = format!("jobs:{newline}  a:{newline}    steps:{newline}");
        let mut gitlab = String::new();
        for (index, image) in images.iter().enumerate() {
            workflow.push_str(&format!("    - uses: docker://alpine:3{newline}"));
            gitlab.push_str(&format!("job{index}:{newline}  image: {image}{newline}  services: [{{name: node:{index}}}]{newline}"));
        }
        workflow.push_str(&format!("    container: {}{newline}", images[0]));
        holds(FileKind::Workflow, &workflow)?;
        holds(FileKind::GitLab, &gitlab)?;
    }

    #[test]
    fn values_of_workflows_are_changed_in_their_references_alone(
        images in prop::collection::vec((0..8_usize, reference()), 1..6),
        newline in newline(),
    ) {
        let (mut variables, mut jobs) = (String::new(), String::new());
        for (index, (form, image)) in images.iter().enumerate() {
            variables.push_str(&format!("  V{index}: \"{image}\" # é\n"));
            jobs.push_str(&format!("  j{index}:\n    name: j\n"));
            jobs.push_str(&match form {
                0 => format!("    container: ${{{{ env.V{index} }}}}\n"),
                1 => format!("    container: ${{{{ env.V{index} }}}}\n    steps: [{{run: 'echo $V{index}'}}]\n"),
                2 => format!("    env: {{V0: '{image}'}}\n    steps: [{{uses: \"docker://${{{{env.V0}}}}\"}}]\n"),
                3 => format!("    strategy: {{matrix: {{m: ['{image}', node:1]}}}}\n    container: ${{{{ matrix.m }}}}\n"),
                4 => format!("    steps:\n    - with:\n        driver-opts: |\n          a=é\n          image=${{{{ env.V{index} }}}}\n"),
                5 => format!("    steps:\n    - run: >-\n        docker run\n        --rm {image}\n\n        docker pull\n          {image}\n"),
                6 => format!("    container: ${{{{ env.V{index} }}}}-x\n"),
                _ => format!("    steps: [{{with: {{image: '{image}'}}}}]\n"),
            });
        }
        let text = format!("env:\n{variables}jobs:\n{jobs}");
        holds(FileKind::Workflow, &text.replace('\n', newline))?;
    }

    #[test]
    fn files_in_hcl_are_changed_in_their_references_alone(
        images in prop::collection::vec((0..8_usize, reference()), 1..6),
        newline in newline(),
    ) {
        let mut terraform = format!("variable \"a\" {{ default = \"node:1\" }}{newline}");
        let mut nomad = format!("variable \"a\" {{ default = \"{}\" }}{newline}job \"a\" {{{newline}", images[0].1);
        for (index, (form, image)) in images.iter().enumerate() {
            let block = match form {
                0 => format!("resource \"docker_image\" \"a\" {{ name = \"{image}\" }}"),
                1 => format!("resource \"docker_container\" \"a\" {{{newline}  image = (\"{image}\") # é{newline}}}"),
                2 => format!("data \"docker_registry_image\" \"a\" {{ name = \"{image}\" }}"),
                3 => format!("resource \"kubernetes_pod\" \"a\" {{{newline} spec {{{newline}  container {{{newline}   image = \"{image}\"{newline}  }}{newline} }}{newline}}}"),
                4 => format!("resource \"a\" \"a\" {{ container_definitions = jsonencode([{{ image = \"{image}\", a = \"{image}\" }}]) }}"),
                5 => "resource \"docker_image\" \"a\" { name = var.a }".to_owned(),
                6 => format!("resource \"docker_image\" \"a\" {{ name = \"{image}${{var.a}}\" }}"),
                _ => format!("resource \"docker_image\" \"a\" {{{newline}  name = \"{image}\"{newline}  build {{}}{newline}}}"),
            };
            terraform.push_str(&format!("{block}{newline}"));
            let value = if *form == 0 { "var.a".to_owned() } else { format!("\"{image}\"") };
            nomad.push_str(&format!("task \"t{index}\" {{{newline}driver = \"docker\"{newline}config {{ image = {value} }}{newline}}}{newline}"));
        }
        holds(FileKind::Terraform, &terraform)?;
        holds(FileKind::Nomad, &format!("{nomad}}}{newline}"))?;
        holds(FileKind::Nomad, &format!("{nomad}[[ a ]] }}{newline}"))?;
    }

    #[test]
    fn jenkinsfiles_are_changed_in_their_references_alone(
        images in prop::collection::vec((0..10_usize, reference()), 1..6),
        newline in newline(),
    ) {
        let mut text = String::new();
        for (form, image) in &images {
            let step = match form {
                0 => format!("agent {{ docker {{ image '{image}' /* é */ }} }}"),
                1 => format!("agent {{ docker \"{image}\" }}"),
                2 => format!("docker.image('{image}').inside {{ sh 'docker pull {image}' }}"),
                3 => format!("docker.image(\"{image}$A\").pull() // '{image}"),
                4 => format!("docker.withRegistry(a) {{ docker.image('{image}').pull() }}"),
                5 => format!("containerTemplate(name: 'é', image: '{image}')"),
                6 => format!("kubernetes {{ yaml '''{newline}  spec:{newline}    containers:{newline}    - image: {image} # {image}{newline}''' }}"),
                7 => format!("def pod = \"\"\"\\{newline}apiVersion: v1{newline}kind: Pod{newline}containers: [{{image: '{image}'}}]{newline}\"\"\""),
                8 => format!("def a = /it's {image}/; docker.image('''{image}''').pull()"),
                _ => format!("docker.build('{image}')"),
            };
            text.push_str(&format!("{step}{newline}"));
        }
        holds(FileKind::Jenkins, &text)?;
    }

    #[test]
    fn units_of_quadlet_are_changed_in_their_references_alone(
        lines in prop::collection::vec((0..6_usize, reference()), 1..6),
        newline in newline(),
    ) {
        let mut text = format!("[Container]{newline}");
        for (form, image) in &lines {
            let line = match form {
                0 => format!("Image={image}"),
                1 => format!("Image = \"{image}\"  "),
                2 => format!("Image=docker://{image}"),
                3 => format!("Image=\\{newline}# é{newline}  {image}"),
                4 => format!("# Image={image}{newline}Exec=Image={image}"),
                _ => format!("[Service]{newline}Image={image}{newline}[Container]"),
            };
            text.push_str(&format!("{line}{newline}"));
        }
        holds(FileKind::Quadlet, &text)?;
    }

    #[test]
    fn development_containers_are_changed_in_their_references_alone(
        image in reference(),
        (before, behind) in (0..4_usize, 0..4_usize),
        newline in newline(),
    ) {
        let noise = |form| match form {
            0 => String::new(),
            1 => format!("// \"image\": \"{image}\"{newline}"),
            2 => "/* é \"image\": */ ".to_owned(),
            _ => format!("\"name\": \"// {image}\",{newline}"),
        };
        let text = format!("{{{newline}{}\"image\": \"{image}\", {}}}{newline}", noise(before), noise(behind));
        holds(FileKind::DevContainer, &text)?;
    }

    #[test]
    fn tasks_of_ansible_are_changed_in_their_references_alone(
        images in prop::collection::vec((0..6_usize, scalar()), 1..6),
        newline in newline(),
    ) {
        let mut text = String::new();
        for (form, image) in &images {
            let task = match form {
                0 => format!("- docker_container:{newline}    image: {image}"),
                1 => format!("- block:{newline}    - community.docker.docker_swarm_service:{newline}        image: {image}"),
                2 => format!("- containers.podman.podman_container:{newline}    image: {image}"),
                3 => format!("- docker_image:{newline}    source: build{newline}    name: {image}"),
                4 => format!("- vars:{newline}    x: {image}{newline}  docker_container:{newline}    image: \"{{{{ x }}}}\""),
                _ => format!("- docker_image:{newline}    tag: \"1\"{newline}    name: {image}"),
            };
            text.push_str(&format!("{task}{newline}"));
        }
        holds(FileKind::Kubernetes, &text)?;
    }

    #[test]
    fn artifacts_of_controllers_are_changed_in_their_references_alone(
        image in reference(),
        tag in prop::sample::select(vec!["", "    tag: \"1.20\" # é\n", "    tag: v1\n"]),
        digest in prop::sample::select(vec!["", "    digest: \"\"\n", "    digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"]),
    ) {
        let text = format!(
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec:\n  url: oci://ghcr.io/acme/app\n  ref:\n    a: b\n{tag}{digest}---\n\
             apiVersion: pkg.crossplane.io/v1\nkind: Provider\nspec:\n  package: {image}\n"
        );
        holds(FileKind::Kubernetes, &text)?;
    }

    #[test]
    fn files_of_other_ci_are_changed_in_their_references_alone(
        images in prop::collection::vec(scalar(), 2..6),
        image in reference(),
        newline in newline(),
    ) {
        let lines = |before: &str| {
            let lines = images.iter().map(|image| format!("{before}{image}{newline}"));
            lines.collect::<String>()
        };
        let value = &images[0];
        let circle = format!("parameters:{newline}  a: {{ type: string }}{newline}  b:{newline}    default: {value}{newline}jobs:{newline}  j:{newline}    docker:{newline}    - image: << pipeline.parameters.b >>{newline}{}", lines("    - image: "));
        holds(FileKind::CircleCi, &circle)?;
        let steps = lines(&format!("- name: a{newline}  image: "));
        let woodpecker = format!("matrix:{newline}  A:{newline}  - {value}{newline}services:{newline}  b:{newline}    image: ${{A}}{newline}  c:{newline}    image: ${{B:-{image}}}{newline}steps:{newline}{steps}");
        holds(FileKind::Woodpecker, &woodpecker)?;
        holds(FileKind::Drone, &format!("kind: pipeline{newline}steps:{newline}{steps}"))?;
        let azure = format!("parameters:{newline}- name: a{newline}  default: {value}{newline}jobs:{newline}- job: b{newline}  container: ${{{{ parameters.a }}}}{newline}{}", lines(&format!("- job: c{newline}  container:{newline}    image: ")));
        holds(FileKind::Azure, &azure)?;
        let buildkite = format!("env:{newline}  A: {value}{newline}image: $A{newline}steps:{newline}{}", lines(&format!("- plugins:{newline}  - docker#v5:{newline}      image: ")));
        holds(FileKind::Buildkite, &buildkite)?;
        let build = format!("substitutions:{newline}  _A: {value}{newline}steps:{newline}- name: ${{_A}}{newline}{}", lines("- name: "));
        holds(FileKind::CloudBuild, &build)?;
    }
}
