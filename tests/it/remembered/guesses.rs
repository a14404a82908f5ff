//! A token server that is remembered and does not do what it did: the registry is asked, and nobody waits for it.

use super::*;
use crate::support::registry::Builder;

/// A case whose cache says that the registry's token server is at this path, and the file that says so.
fn told_of(registry: Builder, path: &str) -> (Case, PathBuf) {
    let case = case_of(registry);
    let host = case.registry.host();
    let text = format!(
        "http://{host}\nBearer realm=\"http://{host}{path}\",service=\"registry.docker.io\"\n"
    );
    let name = format!("http___{}", host.replace(':', "_"));
    let file = cache(&case).join("challenges").join(name);
    case.project.file(&file, text);
    (case, file)
}

/// The images of this many repositories, which the registry has.
fn images(case: &Case, count: usize) -> String {
    let names: Vec<_> = (0..count)
        .map(|number| format!("team/app{number}"))
        .collect();
    for name in &names {
        case.push(name, "1", &image());
    }
    let references: Vec<_> = names.iter().map(|name| format!("HOST/{name}:1")).collect();
    references.join(" ")
}

/// Asserts that all is resolved within the time of a run though the token server that the cache names does this, and
/// that the cache is put right.
#[track_caller]
fn is_left(fault: Fault) {
    let (case, file) = told_of(Registry::builder(), "/elsewhere");
    case.registry.fault(fault);
    let images = images(&case, 20);
    let outcome = remembering(&case, &format!("resolve --timeout 20 {images}")).run();
    assert_eq!(outcome.success().stdout.matches('@').count(), 20);
    assert!(read(&file).contains("/token\""), "{}", read(&file));
}

#[test]
fn a_token_server_that_is_silent_is_left_within_the_time_of_a_run() {
    is_left(Fault::on("GET", "/elsewhere").always().hold());
}

#[test]
fn a_token_server_that_asks_to_wait_is_not_waited_for() {
    let busy = Fault::on("GET", "/elsewhere").always().status(429);
    is_left(busy.header("retry-after", "50"));
}

#[test]
fn a_token_server_that_is_overloaded_is_not_waited_for() {
    let overloaded = Fault::on("GET", "/elsewhere").always().status(503);
    is_left(overloaded.header("retry-after", "50"));
}

#[test]
fn a_token_server_that_the_registry_names_as_well_is_waited_for_as_ever() {
    let case = case_of(Registry::builder());
    remembered(&case);
    let busy = Fault::on("GET", "/token").times(2).status(429);
    case.registry.fault(busy.header("retry-after", "1"));
    let outcome = remembering(&case, "update -v").run();
    for words in ["is asked how it wants to be asked", "asks to wait 1 s"] {
        assert!(outcome.stderr.contains(words), "{outcome}");
    }
    is_locked(&case, outcome);
}

#[test]
fn what_the_token_server_refuses_to_guests_costs_no_more_and_nothing_is_forgotten() {
    let case = case_of(Registry::builder());
    let file = remembered(&case);
    let images = images(&case, 3);
    let scope = "/token?service=registry.docker.io&scope=repository%3Ateam*";
    case.registry
        .fault(Fault::on("GET", scope).always().status(403));
    let requests = |run: Run| {
        case.registry.clear_log();
        let outcome = run.run().exits(3);
        (case.registry.requests().len(), outcome.stderr)
    };
    let resolve = format!("resolve {images}");
    let unknown = case.command(&resolve);
    let unknown = requests(unknown.env("IMAGELOCK_CACHE", case.project.home().join("empty")));
    let known = requests(remembering(&case, &resolve));
    assert_eq!(known, (6, unknown.1), "{:?}", case.registry.sequence());
    assert_eq!(unknown.0, 6);
    assert!(file.exists());
}
