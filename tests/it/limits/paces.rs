//! A registry that serves so many requests in any second, and says of all others that they should wait for one.

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image, Registry};

const RATE: usize = 10;
const IMAGES: usize = 66;

/// Locks more images than five pauses would bring answers for. Returns the outcome, and how often it was told to wait.
fn locked(jobs: &str) -> (Outcome, usize) {
    let case = Case::with(Registry::builder().rate(RATE));
    let push = |number: usize| {
        let (repository, tag) = (format!("team/app{}", number % 3), format!("t{number}"));
        let image = Image::single("linux/amd64", &tag);
        let digest = case.registry.push(&repository, &tag, &image);
        (format!("{repository}:{tag}"), digest)
    };
    let (images, digests): (Vec<String>, Vec<String>) = (0..IMAGES).map(push).unzip();
    case.images(images);
    let outcome = case.project.run(["update", "-v", "--jobs", jobs]).success();
    let lock = case.project.read("images.lock");
    for digest in digests {
        assert!(lock.contains(&digest), "{digest} is missing: {outcome}");
    }
    let requests = case.registry.requests();
    let refused = requests.iter().filter(|it| it.status == Some(429)).count();
    // One refusal of access, and three tokens
    assert_eq!(requests.len() - refused, IMAGES + 4, "{outcome}");
    (outcome, refused)
}

#[test]
fn a_tight_limit_is_kept_by_one_job() {
    let (outcome, refused) = locked("1");
    // In bursts alone each ten answers would bring one
    assert!(refused < 6, "{refused}: {outcome}");
}

#[test]
fn a_tight_limit_is_kept_by_many_jobs_and_the_pace_is_told() {
    let (outcome, refused) = locked("64");
    // Two bursts of all that may ask at once: sixty-four, and half as many
    assert!(refused < 64 + 32, "{refused}: {outcome}");
    let paced = outcome.stderr.lines().filter(|line| {
        line.contains("registry.test gets ")
            && line.ends_with(" requests a second, since that is what it was seen to serve")
    });
    assert_eq!(paced.count(), 1, "{outcome}");
}

#[test]
fn pauses_that_bring_answers_are_not_counted() {
    let case = Case::with(Registry::builder().open());
    let tags = (0..200).map(|number| format!("t{number}"));
    for tag in tags.clone() {
        let image = Image::single("linux/amd64", "a");
        case.registry.push("team/app", &tag, &image);
    }
    case.images(tags.map(|tag| format!("team/app:{tag}")));
    for number in 1..=8 {
        let often = Fault::on("HEAD", "/v2/*").after(number * 20);
        case.registry
            .fault(often.status(429).header("retry-after", "0"));
    }
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(case.registry.count("HEAD", "/v2/"), 208);
}

#[test]
fn a_host_that_asks_for_more_than_the_run_may_take_is_given_up_and_it_is_said_until_when() {
    let case = Case::with(Registry::builder().open());
    case.push("team/app", "main", &Image::single("linux/amd64", "a"));
    case.images(["team/app:main".to_owned()]);
    let wait = Fault::on("HEAD", "/v2/*").status(429);
    case.registry.fault(wait.header("retry-after", "60"));
    let outcome = case.project.run(["update", "--timeout", "59"]).exits(3);
    assert_eq!(case.registry.requests().len(), 1);
    assert_snapshot!(outcome, @"
    exit status: 3
    --- stdout ---
    did not write images.lock: 1 failed
    --- stderr ---
    error: cannot resolve `team/app-main` (registry.test/team/app:main)
    caused by: registry.test limits requests: it asks to wait another 1 min, which would make more than 59 s in all
    hint: allow more time with `--timeout`, or try again later; logging in there may raise the limit
    ");
    case.registry.clear_log();
    let wait = Fault::on("HEAD", "/v2/*").status(429).times(2);
    case.registry.fault(wait.header("retry-after", "2"));
    case.project.run(["update", "--timeout", "30"]).success();
    assert_eq!(case.registry.count("HEAD", "/v2/"), 3);
}

#[test]
fn an_overloaded_server_that_says_for_how_long_is_left_alone_by_all_for_that_time() {
    let case = Case::with(Registry::builder().open());
    let push = |number: usize| {
        let tag = format!("t{number}");
        let image = Image::single("linux/amd64", "a");
        case.registry.push("team/app", &tag, &image);
        format!("team/app:{tag}")
    };
    case.images((0..12).map(push));
    let overloaded = Fault::on("HEAD", "/v2/*").after(1).status(503).times(11);
    case.registry.fault(overloaded.header("retry-after", "1"));
    let outcome = case.project.run(["update", "-v"]).success();
    assert_eq!(case.registry.count("HEAD", "/v2/"), 12 + 11, "{outcome}");
    let pause = "\nregistry.test asks to wait 1 s\n";
    assert!(outcome.stderr.contains(pause), "{outcome}");
}
