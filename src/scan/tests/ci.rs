//! The readers of CI that is none of a forge's own.

use proptest::prelude::*;

use super::{FileKind, check, words};

/// Words of these files.
const CI: &str = "jobs: |job: |container: |resources: |containers: |variables: |value: |plugins: |docker#v1: |matrix: |\
    include: |substitutions: |_A: |$_A|$(A)|${{ parameters.a }}|${{ variables.A }}|{{matrix}}|$[|$(|env: |a: |\
    - a: |docker: |executors: |executor: |parameters: |default: |workflows: |orbs: |\
    image: |name: |steps: |services: |node:22|<< parameters.a >>|<< pipeline.parameters.a >>|<<|>>|$A|${A}|${A:-|${B-node:22}|{|}|[|]|\
    , |\n|\n  |\n    |- |'|\"|: ";
const KINDS: [FileKind; 5] = [
    FileKind::CircleCi,
    FileKind::Azure,
    FileKind::Woodpecker,
    FileKind::Buildkite,
    FileKind::CloudBuild,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_is_read_or_refused(text in words(CI)) {
        for kind in KINDS {
            check(kind, "ci.yml", text.clone())?;
        }
    }
}

#[test]
fn long_lines_are_read() {
    for part in ["é", "<< ", "$(", "${{ ", "{{", "${", "$_", "$"] {
        let long = part.repeat(200_000 / part.len());
        let text = format!(
            "name: '{long}'\nimage: '{long}'\nsteps: [{{image: '{long}', name: '{long}'}}]\n\
            jobs: {{a: {{docker: [{{image: '{long}'}}]}}}}\ncontainer: '{long}'\n"
        );
        for kind in KINDS {
            assert!(
                check(kind, "ci.yml", text.clone()).unwrap() > 0,
                "{kind:?}: {part}"
            );
        }
    }
}

/// Values that name each other twice, and are empty at last, and many values for many places.
#[test]
fn values_are_followed_within_bounds() {
    let many = 10_000;
    let twice = |name: usize| {
        let text = format!("<< pipeline.parameters.a{} >>", name + 1).repeat(30);
        format!("  a{name}: {{default: \"{text}\"}}\n")
    };
    let values: String = (0..6).map(twice).collect();
    let places = "    - image: << pipeline.parameters.a0 >>\n".repeat(many);
    let chain =
        format!("parameters:\n{values}  a6: {{default: ''}}\njobs:\n  j:\n    docker:\n{places}");
    let calls = (0..many).map(|it| format!("    - j: {{p: x{it}}}\n"));
    let calls: String = calls.collect();
    let places = "    - image: << parameters.p >>\n".repeat(many);
    let called = format!(
        "workflows:\n  w:\n    jobs:\n{calls}jobs:\n  j:\n    parameters: {{p: }}\n    docker:\n{places}"
    );
    for text in [chain, called] {
        let found = check(FileKind::CircleCi, "config.yml", text).unwrap();
        assert_eq!(found, many);
    }
}
