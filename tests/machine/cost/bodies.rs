//! What long lines and many images, platforms and problems cost.

use super::grows_linearly;
use crate::needs::Need;
use crate::support::command::Project;

trials! {
    [Need::Valgrind] => [
        default_platforms_are_there_once_for_all_images,
        a_lock_is_held_against_many_platforms_in_its_own_length,
        problems_in_one_line_cost_as_much_as_the_line_is_long,
        platforms_that_are_none_cost_as_much_as_their_line_is_long,
        broken_lines_cost_as_much_as_there_are_of_them,
        problems_of_a_lock_cost_as_much_as_it_is_long,
        places_in_one_line_cost_as_much_as_the_line_is_long,
    ],
}

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn with_manifest(text: String) -> Project {
    let project = Project::new();
    project.file("images.toml", text);
    project
}

fn default_platforms_are_there_once_for_all_images() {
    grows_linearly(&["verify", "-q"], 1, |size| {
        let platforms = many(100 * size, |number| format!("\"linux/a{number}\","));
        let images = many(100 * size, |number| format!("i{number} = \"a:1\"\n"));
        with_manifest(format!(
            "[defaults]\nplatforms = [{platforms}]\n[images]\n{images}"
        ))
    });
}

fn a_lock_is_held_against_many_platforms_in_its_own_length() {
    grows_linearly(&["verify", "-q"], 1, |size| {
        let platforms = many(150 * size, |number| format!("\"linux/a{number}\","));
        let images = many(100 * size, |number| format!("i{number} = \"a:1\"\n"));
        let project = with_manifest(format!(
            "[defaults]\nplatforms = [{platforms}]\n[images]\n{images}"
        ));
        let digest = format!("sha256:{}", "0".repeat(64));
        let entry = |number: usize| {
            format!(
                "[images.i{number}]\nimage = \"docker.io/library/a\"\ntag = \"1\"\ndigest = \"{digest}\"\n"
            )
        };
        project.file(
            "images.lock",
            format!("version = 1\n{}", many(100 * size, entry)),
        );
        project
    });
}

fn problems_in_one_line_cost_as_much_as_the_line_is_long() {
    grows_linearly(&["verify", "-q"], 2, |size| {
        with_manifest(format!(
            "images = {{{}a = 1}}\n",
            many(250 * size, |number| format!("a{number} = 1, "))
        ))
    });
}

fn platforms_that_are_none_cost_as_much_as_their_line_is_long() {
    grows_linearly(&["verify", "-q"], 2, |size| {
        let platforms = many(250 * size, |_| "\"x\", 1, ".to_owned());
        with_manifest(format!(
            "[images]\na = {{ image = \"a:1\", platforms = [{platforms}] }}\n"
        ))
    });
}

fn broken_lines_cost_as_much_as_there_are_of_them() {
    for line in ["=\n", "[a\n"] {
        grows_linearly(&["verify", "-q"], 2, |size| {
            with_manifest(format!("[images]\n{}", line.repeat(700 * size)))
        });
    }
}

fn problems_of_a_lock_cost_as_much_as_it_is_long() {
    grows_linearly(&["verify", "-q"], 2, |size| {
        let project = with_manifest("[images]\na = \"a:1\"\n".to_owned());
        project.file(
            "images.lock",
            format!(
                "version = 1\nimages = {{{}a = 1}}\n",
                many(250 * size, |number| format!("a{number} = {{}}, "))
            ),
        );
        project
    });
}

fn places_in_one_line_cost_as_much_as_the_line_is_long() {
    grows_linearly(&["init", "--dry-run", "-q"], 0, |size| {
        let project = Project::new();
        let container = |number: usize| {
            format!("{{\"name\": \"c{number}\", \"image\": \"image{number}:1\"}}, ")
        };
        let containers = many(50 * size, container);
        project.file(
            "pod.json",
            format!(
                "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"p\"}}, \"spec\": \
                 {{\"containers\": [{containers}{{\"name\": \"c\", \"image\": \"a:1\"}}]}}}}\n"
            ),
        );
        project
    });
}
