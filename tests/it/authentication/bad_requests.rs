//! Registries that call a question a bad request by HEAD, and answer it by GET.

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Registry};

#[test]
fn what_a_get_says_in_the_place_of_a_head_of_400_is_held_against_its_body() {
    let other = Image::index(&["linux/amd64"], "b");
    let credentials = r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#;
    for (builder, config) in [
        (Registry::builder().basic("ana", "right"), credentials),
        (Registry::builder().user("ana", "right"), credentials),
        (Registry::builder(), "{}"),
    ] {
        let case = Case::with(builder);
        case.push(
            "library/alpine",
            "3.20",
            &Image::index(&["linux/amd64"], "a"),
        );
        case.docker_config(config);
        case.images(["library/alpine:3.20"]);
        case.run("update").success();
        let lock = case.raw_lock();
        case.registry
            .fault(Fault::on("HEAD", "/v2/library/*").always().status(400));
        let lie = Fault::on("GET", "/v2/library/*").always();
        case.registry
            .fault(lie.body(other.contents().top().body.clone()));
        for command in [
            "update",
            "verify --present",
            "resolve HOST/library/alpine:3.20",
        ] {
            let outcome = case.run(&case.text(command));
            let told = outcome.stdout.clone() + &outcome.stderr;
            assert_eq!(outcome.code, Some(3), "{command} {outcome}");
            assert!(told.contains(&other.digest()), "{command} {outcome}");
        }
        assert_eq!(case.raw_lock(), lock);
    }
}
