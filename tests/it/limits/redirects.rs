//! Where an answer sends to, and what is shown there.

use super::{MANIFEST, heads, open, resolve_with};
use crate::support::registry::{Fault, Image, Registry};
use crate::support::scene::{Scene, assert_shown_only_its_own};

#[test]
fn a_redirect_to_another_host_is_followed_and_shown_nothing() {
    let target = Registry::builder().open().start();
    let digest = target.push(
        "other/app",
        "main",
        &Image::index(&["linux/amd64"], "other"),
    );
    let scene = Scene::new(Registry::builder());
    scene
        .registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let location = format!("http://{}/v2/other/app/manifests/main", target.host());
    let outcome = resolve_with(
        &scene,
        Fault::on("HEAD", MANIFEST)
            .after(1)
            .status(307)
            .header("location", location),
    );
    assert!(outcome.success().stdout.contains(&digest));
    assert!(scene.registry.requests()[2].authorization.is_some());
    assert_eq!(target.sequence(), ["HEAD /v2/other/app/manifests/main 200"]);
    assert!(!target.requests()[0].headers.contains_key("authorization"));
}

#[test]
fn a_redirect_on_the_same_host_keeps_what_is_shown() {
    let scene = Scene::new(Registry::builder());
    scene
        .registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    scene
        .registry
        .push("team/app", "moved", &Image::index(&["linux/amd64"], "b"));
    let moved = Fault::on("HEAD", MANIFEST)
        .after(1)
        .status(301)
        .header("location", "moved");
    resolve_with(&scene, moved).success();
    assert_eq!(
        scene.registry.sequence()[3],
        "HEAD /v2/team/app/manifests/moved 200"
    );
    assert!(scene.registry.requests()[3].authorization.is_some());
}

#[test]
fn where_a_redirect_led_to_a_token_is_asked_for_anonymously_and_once_for_each_repository() {
    let target = Registry::builder().user("tester", "hunter2").start();
    let digest = target.push(
        "other/app",
        "main",
        &Image::index(&["linux/amd64"], "other"),
    );
    let scene = Scene::new(Registry::builder().basic("tester", "hunter2"));
    let auths = format!(
        r#"{{ "auths": {{ "{}": {{ "auth": "dGVzdGVyOmh1bnRlcjI=" }}, "{}": {{ "auth": "dGVzdGVyOmh1bnRlcjI=" }} }} }}"#,
        scene.registry.host(),
        target.host(),
    );
    scene
        .project
        .file(scene.project.home().join(".docker/config.json"), auths);
    let mut references = Vec::new();
    for tag in ["a", "b", "c"] {
        let location = format!("http://{}/v2/other/app/manifests/main", target.host());
        let path = format!("/v2/team/app/manifests/{tag}");
        scene.registry.fault(
            Fault::on("HEAD", &path)
                .always()
                .status(307)
                .header("location", location),
        );
        references.push(format!("{}/team/app:{tag}", scene.registry.host()));
    }
    let mut arguments = vec!["resolve"];
    arguments.extend(references.iter().map(String::as_str));
    let outcome = scene.project.run(arguments).success();
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
            "it redirects and does not say where to",
        ),
        (
            Fault::on("HEAD", MANIFEST)
                .status(302)
                .header("location", "http://[/"),
            "it redirects to what is no URL",
        ),
        (
            Fault::on("HEAD", MANIFEST)
                .status(302)
                .header("location", "file:///etc/passwd"),
            "to an insecure place",
        ),
        (
            Fault::on("HEAD", MANIFEST)
                .status(302)
                .header("location", "http://a:secret@h/"),
            "to a URL with credentials",
        ),
    ];
    for (fault, message) in cases {
        let scene = open();
        let outcome = resolve_with(&scene, fault).exits(3);
        assert!(
            outcome.stderr.contains(message) && !outcome.stderr.contains("secret"),
            "{outcome}"
        );
        assert!(heads(&scene) <= 6);
    }
}
