//! Where an answer sends to, and what is shown there.

use super::support::registry::{Fault, Image, Registry};
use super::support::scene::Scene;
use super::{MANIFEST, heads, open, resolve_with};

#[test]
fn a_redirect_to_another_host_is_followed_and_shown_nothing() {
    let target = Registry::builder().open().start();
    let digest = target.push("other/app", "main", &Image::index(&["linux/amd64"], "other"));
    let scene = Scene::new(Registry::builder());
    scene.registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let location = format!("http://{}/v2/other/app/manifests/main", target.host());
    let outcome =
        resolve_with(&scene, Fault::on("HEAD", MANIFEST).after(1).status(307).header("location", location));
    assert!(outcome.success().stdout.contains(&digest));
    assert!(scene.registry.requests()[2].authorization.is_some());
    assert_eq!(target.sequence(), ["HEAD /v2/other/app/manifests/main 200"]);
    assert!(!target.requests()[0].headers.contains_key("authorization"));
}

#[test]
fn a_redirect_on_the_same_host_keeps_what_is_shown() {
    let scene = Scene::new(Registry::builder());
    scene.registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    scene.registry.push("team/app", "moved", &Image::index(&["linux/amd64"], "b"));
    let moved = Fault::on("HEAD", MANIFEST).after(1).status(301).header("location", "moved");
    resolve_with(&scene, moved).success();
    assert_eq!(scene.registry.sequence()[3], "HEAD /v2/team/app/manifests/moved 200");
    assert!(scene.registry.requests()[3].authorization.is_some());
}

#[test]
fn a_challenge_of_where_a_redirect_led_to_is_not_met() {
    let target = Registry::builder().start();
    let scene = Scene::new(Registry::builder());
    let location = format!("http://{}/v2/other/app/manifests/main", target.host());
    scene.project.redact(&target.host(), "elsewhere.test");
    let outcome =
        resolve_with(&scene, Fault::on("HEAD", MANIFEST).status(307).header("location", location)).exits(3);
    assert!(
        outcome.stderr.contains("elsewhere.test (by a redirect of registry.test) refuses access: 401"),
        "{outcome}"
    );
    assert_eq!((scene.registry.requests().len(), target.requests().len()), (1, 1));
}

#[test]
fn redirects_that_lead_nowhere_are_errors() {
    let cases = [
        (
            Fault::on("HEAD", MANIFEST).always().status(302).header("location", MANIFEST),
            "redirects more than 5 times",
        ),
        (Fault::on("HEAD", MANIFEST).status(302), "it redirects and does not say where to"),
        (
            Fault::on("HEAD", MANIFEST).status(302).header("location", "http://[/"),
            "it redirects to what is no URL",
        ),
        (
            Fault::on("HEAD", MANIFEST).status(302).header("location", "file:///etc/passwd"),
            "to an insecure place",
        ),
        (
            Fault::on("HEAD", MANIFEST).status(302).header("location", "http://a:secret@h/"),
            "to a URL with credentials",
        ),
    ];
    for (fault, message) in cases {
        let scene = open();
        let outcome = resolve_with(&scene, fault).exits(3);
        assert!(outcome.stderr.contains(message) && !outcome.stderr.contains("secret"), "{outcome}");
        assert!(heads(&scene) <= 6);
    }
}
