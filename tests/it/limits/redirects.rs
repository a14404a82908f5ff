//! Where an answer sends to, and what is shown there.

use super::{MANIFEST, heads, open, resolve_with};
use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Fault, Image, Registry};

#[test]
fn a_redirect_to_another_host_is_followed_and_shown_nothing() {
    let target = Registry::builder().open().start();
    let digest = target.push(
        "other/app",
        "main",
        &Image::index(&["linux/amd64"], "other"),
    );
    let case = Case::new();
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let location = format!("http://{}/v2/other/app/manifests/main", target.host());
    let outcome = resolve_with(
        &case,
        Fault::on("HEAD", MANIFEST)
            .after(1)
            .status(307)
            .header("location", location),
    );
    assert!(outcome.success().stdout.contains(&digest));
    assert!(case.registry.requests()[2].authorization.is_some());
    assert_eq!(target.sequence(), ["HEAD /v2/other/app/manifests/main 200"]);
    assert!(!target.requests()[0].headers.contains_key("authorization"));
}

#[test]
fn a_redirect_on_the_same_host_keeps_what_is_shown() {
    let case = Case::new();
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.registry
        .push("team/app", "moved", &Image::index(&["linux/amd64"], "b"));
    let moved = Fault::on("HEAD", MANIFEST)
        .after(1)
        .status(301)
        .header("location", "moved");
    resolve_with(&case, moved).success();
    assert_eq!(
        case.registry.sequence()[3],
        "HEAD /v2/team/app/manifests/moved 200"
    );
    assert!(case.registry.requests()[3].authorization.is_some());
}

#[test]
fn where_a_redirect_led_to_a_token_is_asked_for_anonymously_and_once_for_each_repository() {
    let target = Registry::builder().user("tester", "hunter2").start();
    let digest = target.push(
        "other/app",
        "main",
        &Image::index(&["linux/amd64"], "other"),
    );
    let case = Case::with(Registry::builder().basic("tester", "hunter2"));
    let auths = format!(
        r#"{{ "auths": {{ "{}": {{ "auth": "dGVzdGVyOmh1bnRlcjI=" }}, "{}": {{ "auth": "dGVzdGVyOmh1bnRlcjI=" }} }} }}"#,
        case.registry.host(),
        target.host(),
    );
    case.project
        .file(case.project.home().join(".docker/config.json"), auths);
    let mut references = Vec::new();
    for tag in ["a", "b", "c"] {
        let location = format!("http://{}/v2/other/app/manifests/main", target.host());
        let path = format!("/v2/team/app/manifests/{tag}");
        case.registry.fault(
            Fault::on("HEAD", &path)
                .always()
                .status(307)
                .header("location", location),
        );
        references.push(format!("{}/team/app:{tag}", case.registry.host()));
    }
    let mut arguments = vec!["resolve"];
    arguments.extend(references.iter().map(String::as_str));
    let outcome = case.project.run(arguments).success();
    assert_eq!(outcome.stdout.matches(&digest).count(), 3, "{outcome}");
    assert_eq!(
        (target.count("GET", "/token"), target.count("HEAD", "/v2/")),
        (1, 6),
        "{:?}",
        target.sequence()
    );
    assert_shown_only_its_own(&target, None);
}

#[test]
fn redirects_that_lead_nowhere_are_errors() {
    let cases = [
        (
            Fault::on("HEAD", MANIFEST)
                .always()
                .status(302)
                .header("location", MANIFEST),
            "redirects more than 5 times",
        ),
        (
            Fault::on("HEAD", MANIFEST).status(302),
            "it redirects without saying where to",
        ),
        (
            Fault::on("HEAD", MANIFEST)
                .status(302)
                .header("location", "http://[/"),
            "it redirects to something that is not a URL",
        ),
        (
            Fault::on("HEAD", MANIFEST)
                .status(302)
                .header("location", "file:///etc/passwd"),
            "to an insecure URL",
        ),
        (
            Fault::on("HEAD", MANIFEST)
                .status(302)
                .header("location", "http://a:secret@h/"),
            "to a URL with credentials",
        ),
    ];
    for (fault, message) in cases {
        let case = open();
        let outcome = resolve_with(&case, fault).exits(3);
        assert!(
            outcome.stderr.contains(message) && !outcome.stderr.contains("secret"),
            "{outcome}"
        );
        assert!(heads(&case) <= 6);
    }
}
