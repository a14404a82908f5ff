//! Inputs that once cost much more than they are long, each at one size and at twice that size.

use crate::needs::Need;
use crate::support::command::Project;

trials! {
    [Need::Valgrind] => [
        inputs_of_twice_the_size_cost_no_more_than_twice,
    ],
}

/// How much more an input of twice the size may cost than twice, in percent: at a square it costs 200, at a cube 400.
const BEND_MAX: u64 = 140;

/// The files of a project, by their paths.
type Files = Vec<(&'static str, String)>;

/// An input of a size, in its own unit.
struct Input {
    what: &'static str,
    size: usize,
    files: fn(usize) -> Files,
}

fn inputs_of_twice_the_size_cost_no_more_than_twice() {
    let instructions = |files: Files| {
        let project = Project::new();
        files
            .into_iter()
            .for_each(|(path, text)| drop(project.file(path, text)));
        let counted = project.count(["init", "--dry-run", "-q"]);
        assert!(matches!(counted.code, Some(0 | 1)), "{counted:?}");
        counted.instructions
    };
    let nothing = instructions(vec![("Dockerfile", "FROM a:1\n".to_owned())]);
    let mut bent = Vec::new();
    for input in INPUTS {
        let cost = |size: usize| {
            instructions((input.files)(size))
                .saturating_sub(nothing)
                .max(1)
        };
        let (one, two) = (cost(input.size), cost(2 * input.size));
        let bend = two * 100 / (2 * one);
        // What costs next to nothing grows by chance
        if bend > BEND_MAX && two > 1_000_000 {
            bent.push(format!("{}: {one} and {two}, {bend} percent", input.what));
        }
    }
    assert!(bent.is_empty(), "{}", bent.join("\n"));
}

/// So many lines, by their number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// A chart with this template.
fn chart(template: String) -> Files {
    vec![
        (
            "chart/Chart.yaml",
            "name: a\nversion: 1.0.0\nappVersion: '1'\n".to_owned(),
        ),
        (
            "chart/values.yaml",
            "image:\n  repository: a\n  tag: ''\n".to_owned(),
        ),
        ("chart/templates/a.yaml", template),
    ]
}

const INPUTS: &[Input] = &[
    Input {
        what: "variables of a pipeline that its jobs hand to another",
        size: 50,
        files: |size| {
            let variables = lines(size, |it| format!("  V{it}: a\n"));
            let jobs = lines(size, |it| {
                format!("j{it}: {{trigger: {{include: x.yml}}}}\n")
            });
            let other = lines(size, |it| format!("j{it}: {{image: 'a:$V{it}'}}\n"));
            vec![
                (".gitlab-ci.yml", format!("variables:\n{variables}{jobs}")),
                ("x.yml", other),
            ]
        },
    },
    Input {
        what: "variables of a pipeline that its jobs hand to many others",
        size: 60,
        files: |size| {
            let variables = lines(size, |it| format!("  V{it}: a\n"));
            let jobs = lines(size, |it| {
                format!("j{it}: {{trigger: {{include: x{it}.yml}}}}\n")
            });
            vec![(
                ".gitlab-ci.yml",
                format!("variables:\n{variables}{jobs}j: {{image: 'a:1'}}\n"),
            )]
        },
    },
    Input {
        what: "variables of their own that jobs hand to another pipeline",
        size: 50,
        files: |size| {
            let jobs = lines(size, |it| {
                format!("j{it}: {{variables: {{V{it}: a}}, trigger: {{include: x.yml}}}}\n")
            });
            let other = lines(size, |it| format!("j{it}: {{image: 'a:$V{it}'}}\n"));
            vec![(".gitlab-ci.yml", jobs), ("x.yml", other)]
        },
    },
    Input {
        what: "a long value of a .env file in one image",
        size: 1_000,
        files: |size| {
            vec![
                (".env", format!("A={}\n", "a".repeat(3 * size))),
                (
                    "compose.yaml",
                    format!("services:\n  a:\n    image: {}\n", "$A".repeat(size)),
                ),
            ]
        },
    },
    Input {
        what: "a long argument that a build gives to many images",
        size: 80,
        files: |size| {
            let value = "a".repeat(40 * size);
            vec![
                (
                    "compose.yaml",
                    format!("services: {{a: {{build: {{context: ., args: {{A: {value}}}}}}}}}\n"),
                ),
                (
                    "Dockerfile",
                    format!("ARG A\n{}", lines(size, |it| format!("FROM $A AS b{it}\n"))),
                ),
            ]
        },
    },
    Input {
        what: "comments in one line that leave out an image",
        size: 700,
        files: |size| {
            let (blank, comments) = (" ".repeat(20 * size), "#imagelock: ignore".repeat(size));
            vec![("Dockerfile", format!("FROM a:1\n{blank}{comments}\n"))]
        },
    },
    Input {
        what: "images of a template that Istio may inject",
        size: 400,
        files: |size| vec![("a.yaml.tmpl", "image: auto\n".repeat(size))],
    },
    Input {
        what: "inputs of a pipeline, and includes that may hand over others",
        size: 500,
        files: |size| {
            let includes = lines(size, |it| format!("- {{project: a{it}, file: b}}\n"));
            let jobs = lines(size, |it| {
                format!("j{it}: {{image: 'a:$[[ inputs.v ]]'}}\n")
            });
            let inputs = "spec: {inputs: {v: {default: a}}}\n---\n";
            vec![(
                ".gitlab-ci.yml",
                format!("{inputs}include:\n{includes}{jobs}"),
            )]
        },
    },
    Input {
        what: "variables of one entry of a matrix, and jobs that have it",
        size: 800,
        files: |size| {
            let axis = lines(size, |it| format!(" V{it}: a,"));
            let jobs = lines(size, |it| {
                format!("j{it}: {{extends: .b, image: 'a:$V{it}'}}\n")
            });
            let matrix = format!(".b: {{parallel: {{matrix: [{{{axis}}}]}}}}\n");
            vec![(".gitlab-ci.yml", matrix + &jobs)]
        },
    },
    Input {
        what: "variables of a Buildkite pipeline and its steps",
        size: 100,
        files: |size| {
            let variables = lines(size, |it| format!("  V{it}: a\n"));
            let steps = lines(size, |it| {
                format!("- plugins: [{{docker#v1: {{image: 'a:$V{it}'}}}}]\n")
            });
            vec![(
                ".buildkite/pipeline.yml",
                format!("env:\n{variables}steps:\n{steps}"),
            )]
        },
    },
    Input {
        what: "parameters of a CircleCI pipeline and its jobs",
        size: 100,
        files: |size| {
            let parameters = lines(size, |it| {
                format!("  v{it}: {{type: string, default: a}}\n")
            });
            let jobs = lines(size, |it| {
                format!("  j{it}: {{docker: [{{image: 'a:<< pipeline.parameters.v{it} >>'}}]}}\n")
            });
            vec![(
                ".circleci/config.yml",
                format!("parameters:\n{parameters}jobs:\n{jobs}"),
            )]
        },
    },
    Input {
        what: "an executor of CircleCI that jobs share by an alias",
        size: 150,
        files: |size| {
            let values = lines(size, |it| format!("  v{it}: a\n"));
            let jobs = lines(size, |it| format!("  j{it}: {{executor: *x}}\n"));
            let executors = "executors: {e: {docker: [{image: 'a:1'}]}}\n";
            let text = format!("x: &x\n  name: e\n{values}jobs:\n{jobs}{executors}");
            vec![(".circleci/config.yml", text)]
        },
    },
    Input {
        what: "variables in a value of a .env file",
        size: 10_000,
        files: |size| {
            vec![
                (".env", format!("A=\nB={}\n", "$A".repeat(size))),
                (
                    "compose.yaml",
                    "services: {a: {image: $B}, b: {image: 'a:1'}}\n".to_owned(),
                ),
            ]
        },
    },
    Input {
        what: "keys of images in one line of a template above blank lines",
        size: 300,
        files: |size| {
            let (keys, blank) = ("image: >,".repeat(size), "\n".repeat(size));
            vec![("a.yaml.tmpl", format!("{{{keys}}}\n{blank} a:1\n"))]
        },
    },
    Input {
        what: "a target of Bake that is there again and again",
        size: 100,
        files: |size| {
            let again = "target \"a\" {\n  inherits = [\"b\"]\n}\n".repeat(size);
            let base = "target \"b\" {\n  contexts = {a = \"docker-image://a:1\"}\n}\n";
            vec![("docker-bake.hcl", format!("{again}{base}"))]
        },
    },
    Input {
        what: "blocks of a template of a chart around tags",
        size: 60,
        files: |size| chart("{{.a.tag|default .Chart.AppVersion}}{{else}}".repeat(size)),
    },
    Input {
        what: "words of an action of a template of a chart",
        size: 300,
        files: |size| {
            let words = ".image.repository ".repeat(size);
            chart(format!("image: {{{{ printf \"%s\" {words}}}}}-debug\n"))
        },
    },
];
