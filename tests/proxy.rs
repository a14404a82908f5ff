//! Proxy variables: obeyed, but not for what is on this machine.

mod support;

use support::command::Project;
use support::raw::Raw;
use support::registry::{Image, Registry};

#[test]
fn a_registry_on_this_machine_is_not_asked_by_way_of_a_proxy() {
    let proxy = Raw::answering(|_| b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".to_vec());
    let registry = Registry::builder().open().start();
    registry.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let project = Project::new();
    let reference = format!("{}/acme/app:1", registry.host());
    let variable = format!("http://{}", proxy.host());
    let run =
        project.command(["resolve", &reference]).env("HTTP_PROXY", &variable).env("ALL_PROXY", &variable);
    run.run().success();
    assert_eq!(proxy.requests(), Vec::<String>::new());
    assert_eq!(registry.count("HEAD", "/v2/acme/app/manifests/1"), 1);
}

#[test]
fn a_registry_elsewhere_is_asked_by_way_of_the_proxy() {
    let proxy = Raw::answering(|_| {
        b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec()
    });
    let project = Project::new();
    project.file("config.toml", "[registries.\"registry.test\"]\nplain-http = true\n");
    let outcome = project
        .command(["resolve", "registry.test/acme/app:1", "--config", "config.toml"])
        .env("HTTP_PROXY", format!("http://{}", proxy.host()))
        .run();
    let outcome = outcome.exits(3);
    assert!(outcome.stderr.contains("407"), "{outcome}");
    let requests = proxy.requests();
    assert!(requests[0].starts_with("HEAD http://registry.test/v2/acme/app/manifests/1 "), "{requests:?}");
}
