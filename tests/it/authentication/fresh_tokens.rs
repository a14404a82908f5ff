//! Fresh tokens that are called invalid: the clock of the registry is a second behind that of its token server.

use std::time::Duration;

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Builder, Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/t0";
const IDENTITY: &str = r#"{"auths":{"HOST":{"identitytoken":"hunter2"}}}"#;

/// A registry that believes no token before it is a second old.
fn behind() -> Builder {
    Registry::builder().clock_behind(Duration::from_secs(1))
}

/// So many images of one repository.
fn many(builder: Builder, count: usize) -> Case {
    let case = Case::with(builder);
    let tags: Vec<_> = (0..count).map(|number| format!("t{number}")).collect();
    for tag in &tags {
        let image = Image::index(&["linux/amd64"], "a");
        case.registry.push("team/app", tag, &image);
    }
    case.images(tags.iter().map(|tag| format!("team/app:{tag}")));
    case
}

fn tokens(case: &Case) -> usize {
    case.registry.count("*", "/token")
}

/// A refusal of the first token, with these header lines; `HOST` stands for the registry's host.
fn refuse_once(case: &Case, method: &str, lines: &[&str]) {
    let refusal = Fault::on(method, MANIFEST).after(1).status(401);
    let add = |fault: Fault, line: &&str| fault.header("www-authenticate", case.text(line));
    case.registry.fault(lines.iter().fold(refusal, add));
}

#[test]
fn twenty_images_whose_fresh_token_is_not_valid_yet_wait_once_for_one_more() {
    let case = many(behind(), 20);
    case.project.run(["update"]).success();
    assert_eq!(tokens(&case), 2);
    assert_shown_only_its_own(&case.registry, None);
    let answered = case.registry.requests().into_iter();
    let answered =
        answered.filter(|request| request.path.starts_with("/v2/") && request.status == Some(200));
    assert_eq!(answered.count(), 20);
}

#[test]
fn one_of_ten_images_whose_fresh_token_is_called_invalid_does_not_fail_the_run() {
    let case = Case::new();
    let names: Vec<_> = (0..10).map(|number| format!("team/r{number}")).collect();
    for name in &names {
        case.registry
            .push(name, "main", &Image::index(&["linux/amd64"], name));
    }
    case.images(names.iter().map(|name| format!("{name}:main")));
    let refusal = Fault::on("HEAD", "/v2/team/r0/manifests/main")
        .after(1)
        .status(401);
    let invalid =
        "Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\",error=\"invalid_token\"";
    case.registry
        .fault(refusal.header("www-authenticate", case.text(invalid)));
    let outcome = case.project.run(["update", "-v"]).success();
    assert!(outcome.stdout.contains("10 added"), "{outcome}");
    assert_eq!(
        (tokens(&case), case.registry.requests().len()),
        (11, 1 + 11 + 11)
    );
}

#[test]
fn an_invalid_token_is_understood_in_every_form_it_is_told_in() {
    let forms: [&[&str]; 6] = [
        &["Bearer error=invalid_token"],
        &[
            "bearer ERROR = \"invalid_token\" , Realm=\"http://HOST/token\",service=registry.docker.io",
        ],
        &[
            "Bearer realm=\"http://HOST/token\",service=\"registry.docker.io\",error=\"Invalid_Token\",error_description=\"not yet\"",
        ],
        &[
            "Basic realm=\"harbor\", Bearer realm=\"/token\",service=\"registry.docker.io\",error=\"invalid_token\"",
        ],
        &[
            "Basic realm=\"harbor\"",
            "Bearer realm=\"/token\",error=\"invalid_token\",service=\"registry.docker.io\"",
        ],
        &[
            "Bearer error=\"invalid_token\",scope=\"repository:team/app:pull\"",
            "Basic realm=\"x\"",
        ],
    ];
    for lines in forms {
        let case = many(Registry::builder(), 1);
        refuse_once(&case, "HEAD", lines);
        case.project.run(["update"]).success();
        assert_eq!(
            (tokens(&case), case.registry.requests().len()),
            (2, 5),
            "{lines:?}"
        );
    }
}

#[test]
fn a_token_that_grants_too_little_or_is_refused_without_a_word_is_not_replaced() {
    let forms: [&[&str]; 3] = [
        &["Bearer realm=\"/token\",service=\"registry.docker.io\",error=\"insufficient_scope\""],
        &["Bearer realm=\"/token\",service=\"registry.docker.io\""],
        &["Basic realm=\"harbor\""],
    ];
    for lines in forms {
        let case = many(Registry::builder(), 1);
        refuse_once(&case, "HEAD", lines);
        case.project.run(["update"]).exits(3);
        assert_eq!(
            (tokens(&case), case.registry.requests().len()),
            (1, 3),
            "{lines:?}"
        );
    }
}

#[test]
fn an_identity_token_gets_one_more_token_as_well() {
    let builder = behind().private("team/app").refresh_token("hunter2");
    let case = many(builder, 3);
    case.docker_config(IDENTITY);
    case.project.run(["update"]).success();
    assert_eq!(case.registry.count("POST", "/token"), 2);
}

#[test]
fn a_question_for_a_body_gets_one_more_token_as_well() {
    let case = many(behind(), 1);
    let reference = case.reference("team/app:t0");
    let text =
        format!("[images]\napp = {{ image = \"{reference}\", platforms = [\"linux/amd64\"] }}\n");
    case.project.file("images.toml", text);
    case.project.run(["update"]).success();
    assert_eq!(
        (tokens(&case), case.registry.count("GET", MANIFEST)),
        (2, 3)
    );
}

#[test]
fn a_registry_that_a_redirect_leads_to_gets_one_more_token_as_well() {
    let target = many(behind(), 1);
    let case = many(Registry::builder().open(), 1);
    let location = format!("http://{}{MANIFEST}", target.registry.host());
    let redirect = Fault::on("HEAD", MANIFEST)
        .status(307)
        .header("location", location);
    case.registry.fault(redirect);
    let outcome = case.project.run(["update", "-v"]).success();
    assert!(
        outcome
            .stderr
            .contains("so the next one is kept for a second"),
        "{outcome}"
    );
    assert_eq!(
        (tokens(&target), target.registry.count("HEAD", MANIFEST)),
        (2, 3)
    );
}

#[test]
fn a_mirror_whose_clock_is_behind_is_not_passed_over() {
    let mirror = many(behind(), 1);
    let case = many(Registry::builder().open(), 1);
    let config = format!(
        "[registries.\"{}\"]\nmirrors = [\"http://{}\"]\n",
        case.registry.host(),
        mirror.registry.host()
    );
    case.project.file("config.toml", config);
    case.project
        .run(["update", "--config", "config.toml"])
        .success();
    assert_eq!((tokens(&mirror), case.registry.requests().len()), (2, 0));
}

#[test]
fn a_registry_token_that_is_called_invalid_is_not_shown_again() {
    let case = many(Registry::builder(), 1);
    case.docker_config(r#"{"auths":{"HOST":{"registrytoken":"hunter2"}}}"#);
    case.project.run(["update"]).exits(3);
    assert_eq!(case.registry.requests().len(), 2);
}

#[test]
fn two_fresh_tokens_that_are_refused_are_told_with_the_clocks_and_cost_one_wait_for_all() {
    let case = many(behind().clock_behind(Duration::from_secs(3600)), 20);
    let outcome = case.project.run(["update", "-v"]).exits(3);
    for words in [
        "401 invalid_token; two fresh tokens were refused; a token for service `registry.docker.io`",
        "registry.test: retrying: it calls a fresh token for `team/app` invalid, so the next one is kept for a second\n",
        "check its clock",
    ] {
        assert!(outcome.stderr.contains(words), "{outcome}");
    }
    assert_eq!(tokens(&case), 2);
}

#[test]
fn a_run_that_keeps_a_token_for_a_second_ends_with_the_timeout_and_on_ctrl_c() {
    // What comes after that second is answered too late for anybody
    let too_late = |number| Duration::from_secs(if number < 4 { 0 } else { 3600 });
    let case = many(behind().latency(too_late), 1);
    let outcome = case.project.run(["update", "--timeout", "2"]).exits(3);
    let words = "calls a fresh token for `team/app` invalid";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert_eq!(tokens(&case), 2);
    let case = many(behind().latency(too_late), 1);
    let child = case.command("update").spawn();
    case.wait_for_requests(4);
    case.signal(&child, "INT");
    case.project.wait(child).exits(130);
    assert!(!case.project.exists("images.lock"));
}
