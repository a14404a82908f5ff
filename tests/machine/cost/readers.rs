//! Files whose cost could grow faster than they do.

use super::grows_linearly;
use crate::needs::Need;
use crate::support::command::Project;

trials! {
    [Need::Valgrind] => [
        expressions_of_workflows_that_are_not_closed_are_gone_through_once,
        contexts_in_blocks_of_workflows_are_placed_in_time_that_grows_with_them,
        services_that_many_jobs_have_by_an_alias_are_read_once,
        variables_of_bake_files_are_followed_in_time_that_grows_with_them,
        dockerfiles_in_other_files_are_placed_in_time_that_grows_with_them,
        what_jobs_of_pipelines_extend_is_looked_up_in_time_that_grows_with_them,
        variables_of_pipelines_are_looked_up_in_time_that_grows_with_them,
        what_many_jobs_have_by_default_is_read_once,
        texts_and_lists_of_manifests_that_aliases_repeat_are_read_once,
        actions_of_templates_that_are_not_closed_are_gone_through_once,
        files_without_a_reader_are_searched_quickly,
        no_file_is_read_again_for_advice_that_is_not_printed,
        charts_with_many_files_of_values_are_parsed_once,
    ],
    [] => [
        variables_that_double_and_come_to_nothing_are_told,
        anchors_in_the_json_of_bake_are_refused,
        limits_are_told_with_their_numbers,
    ],
}

/// A project with one file, of which nobody can tell what it uses, or which uses something.
fn with(path: &str, text: String) -> Project {
    let project = Project::new();
    project.file(path, text);
    project
}

/// So many lines, by their number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Asserts that `init` costs as much as this file is long, and ends with this status.
#[track_caller]
fn costs_its_length(status: i32, path: &str, text: impl Fn(usize) -> String) {
    grows_linearly(&["init", "--dry-run", "-q"], status, |size| {
        with(path, text(size))
    });
}

const WORKFLOW: &str = ".github/workflows/ci.yml";
const PIPELINE: &str = ".gitlab-ci.yml";
const BAKE: &str = "docker-bake.hcl";
const COMPOSE: &str = "compose.yaml";

fn expressions_of_workflows_that_are_not_closed_are_gone_through_once() {
    costs_its_length(1, WORKFLOW, |size| {
        let contexts = lines(30 * size, |_| "      a=docker-image://${{ \n".to_owned());
        format!("jobs:\n a:\n  steps:\n  - with:\n     build-contexts: |\n{contexts}")
    });
    costs_its_length(1, WORKFLOW, |size| {
        let contexts = "docker-image://${{".repeat(300 * size);
        format!("jobs: {{a: {{steps: [{{with: {{build-contexts: '{contexts}}}}}'}}}}]}}}}\n")
    });
}

fn contexts_in_blocks_of_workflows_are_placed_in_time_that_grows_with_them() {
    costs_its_length(0, WORKFLOW, |size| {
        let contexts = lines(30 * size, |number| {
            format!("      a=docker-image://a{number}:1\n")
        });
        format!("jobs:\n a:\n  steps:\n  - with:\n     build-contexts: |\n{contexts}")
    });
}

fn services_that_many_jobs_have_by_an_alias_are_read_once() {
    costs_its_length(0, WORKFLOW, |size| {
        let services = lines(30 * size, |number| format!("  s{number}: a:1\n"));
        let jobs = lines(30 * size, |number| {
            format!(" j{number}: {{services: *x}}\n")
        });
        format!("x: &x\n{services}jobs:\n{jobs}")
    });
}

fn variables_of_bake_files_are_followed_in_time_that_grows_with_them() {
    costs_its_length(0, BAKE, |size| {
        let variables = lines(30 * size, |number| {
            format!("variable \"V{number}\" {{ default = \"a{number}:1\" }}\n")
        });
        let contexts = lines(30 * size, |number| {
            format!("c{number} = \"docker-image://${{V{number}}}\"\n")
        });
        format!("{variables}target \"a\" {{\ncontexts = {{\n{contexts}}}\n}}\n")
    });
    costs_its_length(0, BAKE, |size| {
        let variables = lines(30 * size, |number| {
            format!("variable \"W{number}\" {{ default = V }}\n")
        });
        let contexts = lines(30 * size, |number| {
            format!("c{number} = \"docker-image://${{V}}\"\n")
        });
        let head = "variable \"V\" { default = \"a:1\" }\n";
        format!("{head}{variables}target \"a\" {{\ncontexts = {{\n{contexts}}}\n}}\n")
    });
}

fn dockerfiles_in_other_files_are_placed_in_time_that_grows_with_them() {
    costs_its_length(0, BAKE, |size| {
        let images = lines(30 * size, |number| format!("FROM a{number}:1\n"));
        format!("target \"a\" {{\n dockerfile-inline = <<E\n{images}E\n}}\n")
    });
    costs_its_length(0, COMPOSE, |size| {
        let images = lines(30 * size, |number| format!("    FROM a{number}:1\n"));
        format!("services:\n a:\n  build:\n   dockerfile_inline: |\n{images}")
    });
}

fn what_jobs_of_pipelines_extend_is_looked_up_in_time_that_grows_with_them() {
    costs_its_length(0, PIPELINE, |size| {
        let bases = lines(30 * size, |number| {
            format!(".b{number}: {{image: 'a{number}:1'}}\n")
        });
        bases
            + &lines(30 * size, |number| {
                format!("j{number}: {{extends: .b{number}}}\n")
            })
    });
    costs_its_length(0, PIPELINE, |size| {
        let targets = lines(30 * size, |number| format!("  i{number}: a{number}:1\n"));
        let jobs = lines(30 * size, |number| {
            format!("j{number}: {{image: !reference [.l, i{number}]}}\n")
        });
        format!(".l:\n{targets}{jobs}")
    });
}

fn variables_of_pipelines_are_looked_up_in_time_that_grows_with_them() {
    let jobs = |size: usize| {
        lines(30 * size, |number| {
            format!("j{number}: {{extends: .b, image: $V{number}}}\n")
        })
    };
    costs_its_length(0, PIPELINE, |size| {
        let variables = lines(30 * size, |number| format!("  V{number}: a{number}:1\n"));
        format!("variables:\n{variables}.b: {{}}\n{}", jobs(size))
    });
    costs_its_length(0, PIPELINE, |size| {
        let variables = lines(30 * size, |number| format!("    V{number}: a{number}:1\n"));
        format!(".b:\n  variables:\n{variables}{}", jobs(size))
    });
    costs_its_length(0, PIPELINE, |size| {
        let axes = lines(30 * size, |number| format!("    - V{number}: [a]\n"));
        format!(".b:\n  parallel:\n    matrix:\n{axes}{}", jobs(size))
    });
    costs_its_length(1, PIPELINE, |size| {
        let rules = lines(30 * size, |number| {
            format!("    - variables: {{V{number}: a}}\n")
        });
        format!(".b:\n  rules:\n{rules}{}", jobs(size))
    });
}

fn what_many_jobs_have_by_default_is_read_once() {
    costs_its_length(0, PIPELINE, |size| {
        let services = lines(30 * size, |number| format!("  - a{number}:1\n"));
        let jobs = lines(30 * size, |number| format!("j{number}: {{script: a}}\n"));
        format!("default:\n  services:\n{services}{jobs}")
    });
    costs_its_length(0, PIPELINE, |size| {
        let jobs = lines(30 * size, |number| {
            format!("j{number}: {{variables: {{X: 'a{number}:1'}}}}\n")
        });
        format!("default: {{image: $X}}\n{jobs}")
    });
}

fn texts_and_lists_of_manifests_that_aliases_repeat_are_read_once() {
    costs_its_length(0, COMPOSE, |size| {
        let services = lines(30 * size, |number| format!(" s{number}: {{image: *x}}\n"));
        format!(
            "x-a: &x {}\nservices:\n{services} z: {{image: 'a:1'}}\n",
            "a".repeat(2_000 * size)
        )
    });
    costs_its_length(0, "pod.yaml", |size| {
        let containers = lines(30 * size, |number| format!("- image: a{number}:1\n"));
        let pods = lines(30 * size, |_| "- containers: *x\n".to_owned());
        format!("apiVersion: v1\nkind: Pod\nx: &x\n{containers}spec:\n{pods}")
    });
}

fn actions_of_templates_that_are_not_closed_are_gone_through_once() {
    for unit in ["image: {{ ", "- image: "] {
        grows_linearly(&["init", "--dry-run", "-q"], 1, |size| {
            let project = with("chart/templates/_a.tpl", unit.repeat(150 * size) + "\n");
            project.file("chart/Chart.yaml", "name: a\n");
            project
        });
    }
}

fn files_without_a_reader_are_searched_quickly() {
    const SIZE: u64 = 2_000_000;
    let instructions = |text: &str| {
        let project = with("Dockerfile", "FROM a:1\n".to_owned());
        project.file("Earthfile", text);
        let counted = project.count(["init", "--dry-run", "-q"]);
        assert_eq!(counted.code, Some(0));
        counted.instructions
    };
    let line = "  region = \"somewhere\"\n";
    let long = line.repeat(SIZE as usize / line.len());
    let without_word = instructions(&long).saturating_sub(instructions(line));
    // Where nothing is optimized, to compare at each byte costs about 180 instructions
    assert!(
        without_word < 60 * SIZE,
        "{without_word} instructions for {SIZE} bytes"
    );
    let word_first = instructions(&("FROM".to_owned() + &long));
    let word_first = word_first.saturating_sub(instructions("FROM"));
    assert!(
        word_first < 3 * SIZE,
        "{word_first} instructions though the word comes first"
    );
}

fn no_file_is_read_again_for_advice_that_is_not_printed() {
    let instructions = |open: usize| {
        let image = |number: usize| format!(" a{number}: {{image: 'a:1'}}\n");
        let images = lines(300, image);
        let open = lines(open, |number| {
            format!(" b{number}: {{image: $B{number}}}\n")
        });
        let project = with(COMPOSE, format!("services:\n{images}{open}"));
        project.file("images.toml", "[images]\na = \"a:1\"\n");
        let counted = project.count(["list", "--uses"]);
        assert_eq!(counted.code, Some(0));
        counted.instructions
    };
    let (none, some) = (instructions(0), instructions(40));
    assert!(some < 2 * none, "{some} instructions instead of {none}");
}

fn charts_with_many_files_of_values_are_parsed_once() {
    grows_linearly(&["init", "--dry-run", "-q"], 0, |size| {
        let keywords = lines(100 * size, |number| format!("- word{number}\n"));
        let chart = format!("name: a\nappVersion: '1'\nkeywords:\n{keywords}");
        let project = with("chart/Chart.yaml", chart);
        let template = "image: {{ .Values.image.tag | default .Chart.AppVersion }}\n";
        project.file("chart/templates/a.yaml", template);
        for number in 0..20 * size {
            let values = format!("image:\n  repository: a{number}\n  tag: ''\n");
            project.file(format!("chart/values-{number}.yaml"), values);
        }
        project
    });
}

fn variables_that_double_and_come_to_nothing_are_told() {
    let pipeline =
        |number: usize| format!("  V{}: '{}'\n", number + 1, format!("$V{number}").repeat(9));
    let text = format!(
        "variables:\n  V0: ''\n{}j: {{image: a$V10}}\n",
        lines(10, pipeline)
    );
    let outcome = with(PIPELINE, text).run(["init", "--dry-run"]);
    assert!(
        outcome.code == Some(1) && outcome.stdout.contains("a$V10"),
        "{outcome}"
    );
    let bake = |number: usize| {
        let twice = format!("${{V{number}}}").repeat(9);
        format!("variable \"V{}\" {{ default = \"{twice}\" }}\n", number + 1)
    };
    let target = "target \"a\" { contexts = { a = \"docker-image://${V12}\" } }\n";
    let text = format!(
        "variable \"V0\" {{ default = \"\" }}\n{}{target}",
        lines(12, bake)
    );
    let outcome = with(BAKE, text).run(["init", "--dry-run"]);
    assert!(
        outcome.code == Some(1) && outcome.stdout.contains("${V12}"),
        "{outcome}"
    );
}

fn anchors_in_the_json_of_bake_are_refused() {
    let again = |number: usize| {
        format!(
            "\"a{}\": &a{} [*a{number}, *a{number}],\n",
            number + 1,
            number + 1
        )
    };
    let text = format!("{{\"a0\": &a0 [1],\n{}\"z\": 1}}\n", lines(60, again));
    let outcome = with("docker-bake.json", text).run(["init", "--dry-run"]);
    assert!(
        outcome.code == Some(2)
            && outcome
                .stderr
                .contains("this is not valid JSON: it has an anchor"),
        "{outcome}"
    );
}

fn limits_are_told_with_their_numbers() {
    let jobs = lines(1_100, |number| format!("j{number}: {{script: a}}\n"));
    let services = "default: {services: [".to_owned() + &"$A, ".repeat(100) + "]}\n" + &jobs;
    let chain = "j0: {image: a}\n".to_owned()
        + &lines(12, |number| {
            format!("j{}: {{extends: j{number}}}\n", number + 1)
        });
    let cases = [
        (
            "Dockerfile",
            "FROM a\n".repeat(200_001),
            "this names more than 200000 images",
        ),
        (
            PIPELINE,
            services,
            "references, `extends` and defaults add more than 1000000 values",
        ),
        (PIPELINE, chain, "`extends` chains more than 11 jobs"),
    ];
    for (path, text, message) in cases {
        let outcome = with(path, text).run(["init", "--dry-run"]);
        assert!(
            outcome.code == Some(2) && outcome.stderr.contains(message),
            "{message}: {outcome}"
        );
    }
}
