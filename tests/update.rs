//! `update` and `lock`: what is asked, what is written, what is said.

mod support;

use support::command::Project;
use support::registry::{Image, Registry};

#[test]
fn update_locks_what_the_tags_name() {
    let registry = Registry::builder().start();
    registry.push("library/alpine", "3.20", &Image::index(&["linux/amd64", "linux/arm64/v8"], "a"));
    registry.push("library/nginx", "1.27", &Image::single("linux/amd64", "n"));
    let project = Project::new();
    project.redact(&registry.host(), "registry.test");
    let host = registry.host();
    project.file(
        "images.toml",
        format!("[images]\nbase = {{ image = \"{host}/library/alpine:3.20\", platforms = [\"linux/amd64\"] }}\nweb = \"{host}/library/nginx:1.27\"\n"),
    );
    project.run(["update"]).success();
    project.run(["verify"]).success();
    project.run(["verify", "--fresh"]).success();
}
