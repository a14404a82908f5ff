//! What YAML costs: anchors, merge keys and keys given twice make much of a short text.

use super::grows_linearly;
use crate::needs::Need;
use crate::support::command::Project;

trials! {
    [Need::Valgrind] => [
        merge_keys_cost_as_much_as_they_bring_in,
        keys_that_a_large_mapping_lacks_cost_as_much_as_one_that_is_there,
        keys_given_twice_cost_as_much_as_there_are,
        braces_of_a_template_cost_as_much_as_there_are,
        words_that_are_looked_for_cost_as_much_as_there_are,
        anchors_and_deep_values_cost_as_much_as_there_are,
    ],
    [] => [
        merge_keys_that_bring_in_too_much_are_told_with_the_limit,
        more_values_or_images_than_anybody_writes_are_told_with_the_limit,
    ],
}

/// A project with one file.
fn project(name: &str, text: String) -> Project {
    let project = Project::new();
    project.file("Dockerfile", "FROM a:1\n");
    project.file(name, text);
    project
}

/// The same text with numbers, over and over.
fn numbered(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

const INIT: [&str; 3] = ["init", "--dry-run", "-q"];

fn merge_keys_cost_as_much_as_they_bring_in() {
    grows_linearly(&INIT, 0, |size| {
        let keys = numbered(50, |it| format!("  k{it}: v\n"));
        let services = numbered(100 * size, |it| {
            format!("  s{it}:\n    <<: *x\n    image: b:{it}\n")
        });
        project(
            "compose.yaml",
            format!("x-x: &x\n{keys}services:\n{services}"),
        )
    });
}

fn merge_keys_that_bring_in_too_much_are_told_with_the_limit() {
    let keys = numbered(1_000, |it| format!("  k{it}: v\n"));
    let services = numbered(1_000, |it| format!("  s{it}: {{<<: *x}}\n"));
    let wide = format!("x-x: &x\n{keys}services:\n{services}");
    let chain = "x: &x0 {a: b}\n".to_owned()
        + &numbered(200, |it| format!("x{it}: &x{} {{<<: *x{it}}}\n", it + 1));
    let open = "a: &a\n".to_owned() + &numbered(9, |it| format!("  b{it}: {{<<: *a}}\n"));
    for (text, words) in [
        (wide, "merge keys add more than 100000 keys"),
        (chain, "nested deeper than 128 levels"),
        (open, "a merge key includes a mapping that contains it"),
    ] {
        let outcome = project("compose.yaml", text).run(INIT).exits(2);
        assert!(outcome.stderr.contains(words), "{outcome}");
    }
}

fn more_values_or_images_than_anybody_writes_are_told_with_the_limit() {
    let images = numbered(100_001, |it| format!("- image: a:{it}\n"));
    let pod = format!("apiVersion: v1\nkind: Pod\ncontainers:\n{images}");
    let values = format!(
        "apiVersion: v1\nkind: Pod\nx: [{}]\n",
        "a,".repeat(1_000_000)
    );
    for (text, words) in [
        (pod, "this file uses more than 100000 images"),
        (values, "this has more than 1000000 values"),
    ] {
        let outcome = project("pod.yaml", text).run(INIT).exits(2);
        assert!(
            outcome.stderr.contains(words) && outcome.stderr.contains("pod.yaml:"),
            "{outcome}"
        );
    }
}

fn keys_that_a_large_mapping_lacks_cost_as_much_as_one_that_is_there() {
    grows_linearly(&INIT, 0, |size| {
        let jobs = numbered(150 * size, |it| {
            format!("j{it}: {{extends: .x{it}, script: a}}\n")
        });
        project(".gitlab-ci.yml", jobs)
    });
}

fn keys_given_twice_cost_as_much_as_there_are() {
    grows_linearly(&INIT, 0, |size| {
        let keys = numbered(300 * size, |it| format!("    k{it}: v\n    k{it}: v\n"));
        let images = numbered(100 * size, |it| format!("  s{it}: {{image: b:{it}}}\n"));
        project("compose.yaml", format!("services:\n  a:\n{keys}{images}"))
    });
    grows_linearly(&INIT, 2, |size| {
        let images = numbered(100 * size, |it| format!("  s{it}: {{image: b:{it}}}\n"));
        project(
            "compose.yaml",
            format!("services:\n{images}services:\n{images}"),
        )
    });
}

fn braces_of_a_template_cost_as_much_as_there_are() {
    for part in ["{{", "{{ a }} ", "<% ", "*a :b ", "{{ image "] {
        grows_linearly(&INIT, 2, |size| {
            let line = part.repeat(500 * size);
            project(
                "compose.yaml",
                format!("services:\n  a:\n\timage: a:1\n  b: dockerfile_inline {line}\n"),
            )
        });
    }
}

fn words_that_are_looked_for_cost_as_much_as_there_are() {
    for (part, status) in [
        ("a\\\n", 2),
        ("\\u00", 0),
        ("kind", 0),
        ("services image ", 0),
    ] {
        let text = |size: usize| format!("- |\n  {}\n", part.repeat(20_000 * size));
        grows_linearly(&INIT, status, |size| project("data.yaml", text(size)));
    }
}

fn anchors_and_deep_values_cost_as_much_as_there_are() {
    grows_linearly(&INIT, 0, |size| {
        let deep = |it| {
            format!(
                "- {}&a{it} b{}\n- *a{it}\n",
                "[".repeat(100),
                "]".repeat(100)
            )
        };
        project(
            "pod.yaml",
            format!(
                "apiVersion: v1\nkind: Pod\nspec:\n{}",
                numbered(50 * size, deep)
            ),
        )
    });
}
