//! What registries and `images.toml` say, in amounts that nobody needs.

use crate::support::case::Case;
use crate::support::command::Project;
use crate::support::registry::Image;

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn with_manifest(text: String) -> Project {
    let project = Project::new();
    project.file("images.toml", text);
    project
}

#[test]
fn a_small_manifest_takes_little_memory() {
    let platforms = many(7_500, |number| format!("\"linux/a{number}\","));
    let images = many(8_000, |number| format!("i{number}=\"a:1\"\n"));
    let project = with_manifest(format!(
        "[defaults]\nplatforms=[{platforms}]\n[images]\n{images}"
    ));
    // The program itself takes a hundred of them where it is not optimised
    project.within(400, "verify").run().exits(1);
    let project = with_manifest(format!("[images]\n{}", "=\n".repeat(512 * 1024 - 10)));
    project.within(400, "verify").run().exits(2);
}

#[test]
fn a_manifest_that_is_nothing_but_marks_is_refused_with_the_limit() {
    for text in [
        "a=".to_owned() + &"[".repeat(8 << 20),
        "=\n".repeat(4 << 20),
        "a=[".to_owned() + &"1,".repeat(4 << 20),
    ] {
        let project = with_manifest(text);
        let outcome = project.within(700, "verify").run().exits(2);
        assert!(
            outcome.stderr.contains("more than 2000000 tokens"),
            "{outcome}"
        );
    }
}

#[test]
fn a_config_of_a_registry_takes_little_more_than_its_bytes() {
    let case = Case::locked();
    let nothing = vec![serde_json::json!({ "a": 0 }); 440_000];
    let image = Image::single("linux/amd64", "newer").mislabelled("history", nothing.into());
    case.push(
        "acme/web",
        "1",
        &image.labelled("org.opencontainers.image.version", "2"),
    );
    let outcome = case
        .project
        .within(220, "update --dry-run --details")
        .run()
        .success();
    assert!(
        outcome.stdout.contains("web says: version none → 2"),
        "{outcome}"
    );
}

#[test]
fn the_first_hundred_problems_are_told_and_how_many_more_in_every_format() {
    let project = with_manifest(format!(
        "[images]\n{}",
        many(1000, |number| format!("a{number} = 1\n"))
    ));
    let told = |format: &str| project.run(["verify", "--format", format]).exits(2);
    let human = told("human");
    assert_eq!(
        human.stderr.matches("--> images.toml:").count(),
        100,
        "{human}"
    );
    assert!(
        human.stderr.contains("\nand 900 more problems\n"),
        "{human}"
    );
    assert!(
        human
            .stderr
            .contains("error: `images.toml` has 1000 problems"),
        "{human}"
    );
    let json: serde_json::Value = serde_json::from_str(&told("json").stdout).unwrap();
    assert_eq!(json["problems"].as_array().unwrap().len(), 100);
    assert_eq!(json["problems_left_out"], 900);
    assert_eq!(json["error"]["message"], "`images.toml` has 1000 problems");
    let github = told("github");
    assert_eq!(
        github
            .stdout
            .matches("::error file=images.toml,line=")
            .count(),
        100,
        "{github}"
    );
    assert!(
        github
            .stdout
            .contains("\n::error file=images.toml::and 900 more problems\n"),
        "{github}"
    );
    assert!(
        told("markdown")
            .stdout
            .contains("\n- and 900 more problems\n")
    );
}

#[test]
fn the_problems_of_every_file_are_told_like_that() {
    let case = Case::locked();
    let lines = |line: &str| many(300, |number| line.replace('N', &number.to_string()));
    case.project
        .file("c.toml", format!("[registries]\n{}", lines("aN = 1\n")));
    let outcome = case.run("update --config c.toml").exits(2);
    assert!(
        outcome.stderr.contains("\nand 200 more problems\n"),
        "{outcome}"
    );
    case.project.file(
        "images.lock",
        format!("version = 1\n{}", lines("[images.aN]\n")),
    );
    let outcome = case.run("verify").exits(2);
    assert!(
        outcome.stderr.contains("\nand 500 more problems\n"),
        "{outcome}"
    );
    case.push("acme/web", "latest", &Image::single("linux/amd64", "web"));
    case.manifest(&lines("aN = 'HOST/acme/web'\n"));
    std::fs::remove_file(case.project.path().join("images.lock")).unwrap();
    let outcome = case.run("update").success();
    assert!(
        outcome.stderr.contains("\nand 200 more problems\n"),
        "{outcome}"
    );
}
