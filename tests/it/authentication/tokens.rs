//! Tokens: one for each repository, shared, renewed, and never trusted to be what they should be.

use std::time::Duration;

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::{Builder, Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/main";

/// A registry with an image, and what its token server answers instead of the truth.
fn with_token_answer(answer: &str) -> Case {
    let case = one(Registry::builder());
    case.registry
        .fault(Fault::on("GET", "/token").always().body(answer));
    case
}

fn one(builder: Builder) -> Case {
    let case = Case::with(builder);
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

/// So many images of one repository.
fn many(builder: Builder, count: usize) -> Case {
    let case = Case::with(builder);
    for number in 0..count {
        case.registry.push(
            "team/app",
            &format!("t{number}"),
            &Image::single("linux/amd64", "a"),
        );
    }
    case.images((0..count).map(|number| format!("team/app:t{number}")));
    case
}

fn tokens(case: &Case) -> usize {
    case.registry.count("GET", "/token")
}

fn refusals(case: &Case) -> usize {
    let requests = case.registry.requests();
    requests.iter().filter(|it| it.status == Some(401)).count()
}

#[test]
fn fifty_images_of_one_repository_share_one_token() {
    let case = many(
        Registry::builder().latency(|_| Duration::from_millis(5)),
        50,
    );
    case.project.run(["update"]).success();
    assert_eq!((tokens(&case), case.registry.requests().len()), (1, 52));
}

#[test]
fn a_token_that_is_rejected_early_is_renewed_once_for_all_that_hold_it() {
    // The first token is good for ten. Some are refused at once, and others when it is renewed already
    let slow = |number| Duration::from_millis(if number % 4 == 0 { 300 } else { 5 });
    let case = many(Registry::builder().latency(slow).token_life(10), 20);
    case.project.run(["update"]).success();
    assert_eq!(tokens(&case), 2);
    let refused = refusals(&case);
    assert_eq!(
        (refused, case.registry.requests().len()),
        (1 + 10, 2 + 1 + 20 + 10)
    );
}

#[test]
fn a_token_that_expires_again_and_again_is_renewed_as_often() {
    let case = many(Registry::builder().token_life(6), 18);
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(tokens(&case), 3);
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_token_that_expires_again_while_the_host_is_waited_for_is_renewed_again() {
    let case = many(Registry::builder().token_age(Duration::from_secs(2)), 2);
    // Each time when the second image is asked for with a new token
    for asked in [2, 3] {
        let refused = Fault::on("HEAD", "/v2/*").after(asked).status(429);
        case.registry.fault(refused.header("retry-after", "3"));
    }
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(tokens(&case), 3);
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_token_that_is_used_up_is_shown_by_nobody_who_waits_for_a_turn_meanwhile() {
    let slow = |_| Duration::from_millis(5);
    let case = many(Registry::builder().latency(slow).token_life(25), 40);
    case.project.run(["update", "--jobs", "4"]).success();
    // The first question, and at most those that are under way when the first token is used up
    let refused = refusals(&case);
    assert_eq!(tokens(&case), 2);
    assert!((1 + 1..=1 + 4).contains(&refused), "{refused}");
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn a_request_is_repeated_once_for_authentication_and_once_for_a_fresh_token_and_not_more() {
    let case = one(Registry::builder().token_life(0));
    case.resolve("team/app:main").exits(3);
    assert_eq!(
        (case.registry.count("HEAD", MANIFEST), tokens(&case)),
        (3, 2)
    );
}

#[test]
fn a_repository_that_refuses_all_tokens_is_not_asked_with_one_for_each_image() {
    let case = many(Registry::builder().private("team/app"), 30);
    case.project.run(["update", "--jobs", "1"]).exits(3);
    assert_eq!(tokens(&case), 1);
}

#[test]
fn a_token_that_amazon_calls_a_bad_request_is_renewed() {
    let case = many(Registry::builder(), 2);
    case.registry
        .fault(Fault::on("HEAD", "/v2/team/app/manifests/t1").status(400));
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(tokens(&case), 2);
}

#[test]
fn either_name_of_a_token_is_understood_and_so_is_every_lifetime() {
    let lifetimes = [
        "",
        r#","expires_in":0"#,
        r#","expires_in":"300""#,
        r#","expires_in":1e300"#,
        r#","expires_in":-1"#,
    ];
    let others = [
        r#","expires_in":null"#,
        r#","expires_in":"soon","issued_at":"yesterday""#,
        r#","scope":[]"#,
    ];
    for more in lifetimes.into_iter().chain(others) {
        for names in [
            r#""token":"T""#,
            r#""access_token":"T""#,
            r#""token":"","access_token":"T""#,
        ] {
            let case = with_token_answer(&format!("{{{names}{more}}}"));
            // The registry does not know this token, which is shown to it all the same
            case.resolve("team/app:main").exits(3);
            let shown = case.registry.requests()[2].headers["authorization"].clone();
            assert_eq!(shown, "Bearer T", "{names}{more}");
        }
    }
}

#[test]
fn an_answer_without_a_token_is_an_error_and_no_empty_token_is_sent() {
    let cases = [
        (r#"{"token":"","access_token":""}"#, "returned no token"),
        ("{}", "returned no token"),
        (
            "IAmNotJson-secret",
            "its token server registry.test returned something that is not the JSON of a token",
        ),
        (
            "<html>Log in</html>",
            "its token server registry.test returned something that is not the JSON of a token",
        ),
        (
            r#"{"token":"a\nsecret"}"#,
            "its token server registry.test returned a token that is not allowed in an HTTP header",
        ),
    ];
    for (answer, message) in cases {
        let case = with_token_answer(answer);
        let outcome = case.resolve("team/app:main").exits(3);
        assert!(
            outcome.stderr.contains(message) && !outcome.stderr.contains("secret"),
            "{outcome}"
        );
        assert_eq!(case.registry.count("HEAD", MANIFEST), 1);
    }
}

#[test]
fn a_token_server_that_has_failed_is_asked_again() {
    let case = one(Registry::builder());
    case.registry
        .fault(Fault::on("GET", "/token").times(2).status(503));
    case.resolve("team/app:main").success();
    assert_eq!(
        (tokens(&case), case.registry.count("HEAD", MANIFEST)),
        (3, 2)
    );
}

#[test]
fn a_token_server_that_gives_no_token_is_named_with_what_it_answered() {
    let case = one(Registry::builder().token_server_elsewhere(true));
    case.registry.fault(Fault::on("GET", "/token").status(404));
    let outcome = case.resolve("team/app:main").exits(3);
    assert!(
        outcome
            .stderr
            .contains("its token server tokens.test answered 404"),
        "{outcome}"
    );
}

#[test]
fn a_token_server_elsewhere_gives_tokens_to_who_has_no_credentials() {
    let case = one(Registry::builder().token_server_elsewhere(true));
    case.resolve("team/app:main").success();
    let hosts: Vec<_> = case
        .registry
        .requests()
        .into_iter()
        .map(|request| request.host)
        .collect();
    assert_eq!(
        hosts,
        [
            case.registry.host(),
            case.registry.token_host(),
            case.registry.host()
        ]
    );
}
