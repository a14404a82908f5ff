//! What reports for programs say of mirrors.

use serde_json::{Value, json};

use super::*;

/// What the document of a command says of mirrors, which ends so.
#[track_caller]
fn told(project: &Project, command: &str, status: i32) -> Value {
    let arguments = command.split(' ').chain(["--format", "json"]);
    document(&project.run(arguments).exits(status))["mirrors"].clone()
}

/// A registry with two mirrors, of which the first is down, and a project with its image.
fn behind_two(second: &Registry) -> (Registry, Project) {
    let own = registry(Registry::builder().open(), "team/app");
    let config = mirrors(&own.host(), &[&closed(), &second.host()], "");
    let project = project(&own.host(), &config);
    project.redact(&closed(), "down.test");
    project.redact(&second.host(), "mirror.test");
    project.redact(&own.host(), "registry.test");
    (own, project)
}

fn row(target: &str, mirror: &str, failure: Option<(&str, &str)>) -> Value {
    let (reason, message) = failure.unzip();
    json!({
        "image": "registry.test/team/app", "target": target, "mirror": mirror,
        "status": if failure.is_some() { "failed" } else { "answered" },
        "reason": reason, "message": message,
    })
}

fn down(target: &str) -> Value {
    let words = "down.test cannot be reached after 5 attempts: Connection refused (os error 111)";
    row(target, "down.test/cache", Some(("unreachable", words)))
}

#[test]
fn every_command_that_asks_tells_programs_which_mirror_answered_and_which_failed() {
    let mirror = open_mirror();
    let (own, project) = behind_two(&mirror);
    let by_tag = json!([down("main"), row("main", "mirror.test/cache", None)]);
    let app = format!("resolve {}/team/app:main", own.host());
    let add = format!("add --dry-run --name other {}/team/app:main", own.host());
    for command in [
        "lock --dry-run",
        &add,
        "update",
        "outdated",
        "verify --fresh",
        &app,
    ] {
        assert_eq!(told(&project, command, 0), by_tag, "{command}");
    }
    let mut digests = [image().digest(), image().platform_digest("linux/amd64")];
    digests.sort();
    let of_one = |digest: &String| [down(digest), row(digest, "mirror.test/cache", None)];
    let by_digest: Vec<Value> = digests.iter().flat_map(of_one).collect();
    assert_eq!(told(&project, "verify --present", 0), json!(by_digest));
    assert_eq!(own.requests().len(), 0);
}

#[test]
fn a_mirror_that_fails_is_told_with_its_reason_where_the_registry_itself_answers() {
    let mirror = open_mirror();
    mirror.fault(Fault::on("*", MIRRORED).status(404).always());
    let (own, project) = behind_two(&mirror);
    let words = "mirror.test has no such tag";
    let failed = row("main", "mirror.test/cache", Some(("no-such-tag", words)));
    assert_eq!(told(&project, "update", 0), json!([down("main"), failed]));
    assert_eq!(own.sequence(), [format!("GET {OWN} 200")]);
}

#[test]
fn two_mirrors_on_one_host_are_told_apart_by_their_prefixes() {
    let (own, mirror) = (
        registry(Registry::builder().open(), "team/app"),
        open_mirror(),
    );
    let (own_host, host) = (own.host(), mirror.host());
    let config =
        format!("[registries.\"{own_host}\"]\nmirrors = [\"{host}/px\", \"{host}/cache\"]\n");
    let project = project(&own_host, &config);
    project.redact(&host, "mirror.test");
    project.redact(&own_host, "registry.test");
    let told = told(&project, "update", 0);
    let told = told.as_array().expect("mirrors are told");
    let told = told.iter().map(|row| (&row["mirror"], &row["status"]));
    let told: Vec<_> = told.collect();
    assert_eq!(
        json!(told),
        json!([
            ["mirror.test/cache", "answered"],
            ["mirror.test/px", "failed"]
        ])
    );
}

#[test]
fn a_mirror_is_told_where_the_run_fails_too() {
    let mirror = open_mirror();
    mirror.fault(
        Fault::on("GET", MIRRORED).replace_header("docker-content-digest", digest(b"other")),
    );
    let (_own, project) = behind_two(&mirror);
    let told = told(&project, "update", 3);
    assert_eq!(told[0], down("main"));
    assert_eq!(told[1]["mirror"], "mirror.test/cache");
    assert_eq!(told[1]["reason"], "wrong-digest");
}

#[test]
fn a_run_that_asks_no_mirror_says_nothing_of_mirrors() {
    let own = registry(Registry::builder().open(), "team/app");
    let project = project(&own.host(), "");
    assert_eq!(told(&project, "update", 0), Value::Null);
    assert_eq!(told(&project, "verify", 0), Value::Null);
}
