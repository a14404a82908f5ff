//! Registries whose clock is not this machine's, told where it matters what day it is.

use std::time::{Duration, SystemTime};

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Registry};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is told of a registry whose answers to questions about tags have these headers.
fn told(images: &str, command: &str, headers: &[(&str, String)]) -> String {
    let case = Case::with(Registry::builder().open());
    for tag in ["1", "2"] {
        case.push("acme/web", tag, &Image::index(&["linux/amd64"], tag));
    }
    case.manifest(images);
    case.run("update").success();
    let answer = Fault::on("HEAD", "/v2/acme/web/*").always();
    let with = |answer: Fault, (name, value): &(&str, String)| answer.header(name, value);
    case.registry.fault(headers.iter().fold(answer, with));
    case.run(command).success().stderr
}

fn date(time: SystemTime) -> (&'static str, String) {
    ("date", httpdate::fmt_http_date(time))
}

const AGED: &str =
    "one = { image = \"HOST/acme/web:1\", min-age = \"3d\" }\ntwo = \"HOST/acme/web:2\"\n";
const UNAGED: &str = "one = \"HOST/acme/web:1\"\n";

#[test]
fn a_clock_that_is_more_than_a_day_off_is_told_once() {
    let long_ago = ("date", "Fri, 02 Jan 2015 03:04:05 GMT".to_owned());
    for command in ["update", "outdated", "verify --fresh"] {
        let said = told(AGED, command, std::slice::from_ref(&long_ago));
        let words = "warning: registry.test has 2015-01-02 as its day, but this machine has 20";
        assert!(said.starts_with(words), "{said}");
        let end = ": ages are counted by this machine's clock\n";
        assert!(said.ends_with(end) && said.lines().count() == 1, "{said}");
    }
    let ahead = told(AGED, "update", &[date(SystemTime::now() + 3 * DAY)]);
    assert!(
        ahead.contains("ages are counted by this machine's clock"),
        "{ahead}"
    );
}

#[test]
fn a_day_is_not_told() {
    let tomorrow = date(SystemTime::now() + DAY);
    assert_eq!(told(AGED, "update", &[tomorrow]), "");
}

#[test]
fn it_is_not_told_where_no_age_counts() {
    let off = || [date(SystemTime::now() + 10 * DAY)];
    assert_eq!(told(UNAGED, "update", &off()), "");
    let off_by_default =
        format!("{UNAGED}two = {{ image = \"HOST/acme/web:2\", min-age = \"0d\" }}\n");
    assert_eq!(told(&off_by_default, "update", &off()), "");
}

#[test]
fn the_date_of_an_answer_out_of_a_cache_and_what_is_no_date_say_nothing() {
    let old = date(SystemTime::now() - 10 * DAY);
    let age = ("age", (10 * DAY).as_secs().to_string());
    assert_eq!(told(AGED, "update", &[old, age]), "");
    let no_date = ("date", "yesterday".to_owned());
    assert_eq!(told(AGED, "update", &[no_date]), "");
}

#[test]
fn a_clock_that_was_never_set_ends_what_counts_ages_before_anything_is_asked() {
    let case = Case::new();
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "1"));
    case.push("acme/web", "2", &Image::index(&["linux/amd64"], "2"));
    case.manifest(AGED);
    case.run("update --now 2013-01-01").success();
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "3"));
    let before = case.raw_lock();
    case.registry.clear_log();
    for command in ["update", "update two", "outdated", "verify --fresh"] {
        let outcome = case.run(&format!("{command} --now 2012-12-31")).exits(2);
        let words = "error: this machine's clock says 2012-12-31, but there were no images yet\n\
                     hint: set the clock: `min-age` counts days by it\n";
        assert!(outcome.stderr.contains(words), "{outcome}");
        assert!(case.registry.requests().is_empty(), "{outcome}");
    }
    assert_eq!(case.raw_lock(), before);
    assert!(!case.project.exists("images.seen"));
    case.manifest(UNAGED);
    case.run("update --now 1970-01-01").success();
}
