//! `resolve`: references in, pinned references out.

use crate::support::case::Case;
use crate::support::registry::Image;

fn case() -> Case {
    let case = Case::new();
    for (repository, tag) in [("acme/a", "1"), ("acme/b", "1"), ("acme/b", "latest")] {
        case.push(
            repository,
            tag,
            &Image::single("linux/amd64", &format!("{repository}:{tag}")),
        );
    }
    case
}

#[test]
fn references_are_pinned_in_the_order_given_and_asked_once() {
    let case = case();
    assert_snapshot!(
        case.run("resolve HOST/acme/b:1 HOST/acme/a:1 HOST/acme/b:1")
            .success()
    );
    assert_eq!(case.registry.count("HEAD", "/v2/acme/b/manifests/1"), 1);
}

#[test]
fn references_come_from_stdin_too() {
    let case = case();
    let text = case.text("\n  HOST/acme/b:1  \r\n\nHOST/acme/a:1");
    assert_snapshot!(
        case.command("resolve HOST/acme/a:1 -")
            .stdin(text)
            .run()
            .success()
    );
    assert_snapshot!(case.command("resolve -").run().exits(2));
    assert_snapshot!(
        case.command("resolve -")
            .stdin(vec![b'a', 0xff])
            .run()
            .exits(2)
    );
}

#[test]
fn a_default_tag_is_warned_of() {
    let case = case();
    assert_snapshot!(case.run("resolve HOST/acme/b").success());
    assert_snapshot!(case.run("resolve -q --no-tag HOST/acme/b").success());
}

#[test]
fn a_digest_is_asked_for_and_kept() {
    let case = case();
    let digest = Image::single("linux/amd64", "acme/a:1").digest();
    assert_snapshot!(
        case.run(&format!(
            "resolve HOST/acme/a@{digest} HOST/acme/a:9@{digest}"
        ))
        .success()
    );
    assert_eq!(case.registry.count("HEAD", "/v2/acme/a/manifests/9"), 0);
}

#[test]
fn every_bad_reference_is_told_and_nothing_is_asked() {
    let case = case();
    let arguments = "resolve HOST/acme/a:1 Foo/Bar:@ https://quay.io/a/b alpine: me:hunter2@quay.io/a x?token=hunter3";
    let outcome = case.run(arguments).exits(2);
    assert!(!outcome.to_string().contains("hunter"), "{outcome}");
    assert_snapshot!(outcome);
    assert!(case.registry.requests().is_empty());
}

#[test]
fn one_failure_keeps_stdout_empty() {
    let case = case();
    assert_snapshot!(
        case.run("resolve HOST/acme/a:1 HOST/acme/a:2 HOST/acme/none:1 127.0.0.1:1/x:1")
            .exits(1)
    );
    assert_snapshot!(case.run("resolve 127.0.0.1:1/x:1").exits(3));
}

#[test]
fn a_surprising_reading_is_asked_about() {
    let case = case();
    case.push(
        "library/localhost",
        "5000",
        &Image::single("linux/amd64", "surprise"),
    );
    let config = case.text("[registries.\"docker.io\"]\nmirrors = [\"HOST\"]\nfallback = false\n");
    case.project.file("config.toml", config);
    assert_snapshot!(
        case.run("resolve localhost:5000 --config config.toml")
            .success()
    );
}
