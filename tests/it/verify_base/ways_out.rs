//! The ways out that a gate tells, each of which is followed here: afterwards the gate is green.

use super::ages::{AGED, FIRST, MOVED, NEWEST, bump, case, case_with, moved, on, records, web};
use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image};

/// The commands of the hint, one after another.
#[track_caller]
fn commands(outcome: &Outcome) -> Vec<String> {
    let lines = outcome.stderr.lines();
    let mut hint = lines.filter(|line| line.starts_with("hint: ") && line.contains("run `"));
    let hint = hint
        .next_back()
        .unwrap_or_else(|| panic!("no hint: {outcome}"));
    let quoted = hint.split('`').skip(1).step_by(2);
    let commands = quoted.filter(|it| !it.starts_with("--"));
    commands.map(str::to_owned).collect()
}

/// Follows a hint on a day.
#[track_caller]
fn follow(case: &Case, day: &str, outcome: &Outcome) {
    for command in commands(outcome) {
        let words: Vec<&str> = command.split(' ').collect();
        match words.as_slice() {
            ["git", rest @ ..] => drop(case.project.git(rest)),
            ["imagelock", rest @ ..] => on(case, day, &rest.join(" ")),
            ["rm", file] => {
                std::fs::remove_file(case.project.path().join(file)).expect("it is there");
            }
            _ => panic!("a hint says `{command}`"),
        }
    }
}

#[track_caller]
fn red(case: &Case, day: &str, arguments: &str) -> Outcome {
    case.run(&format!("verify --base main --now {day} {arguments}"))
        .exits(1)
}

/// A tag that has moved again after an update on a branch has locked what it named.
fn moved_again() -> Case {
    let case = case();
    moved(&case);
    on(&case, MOVED, "update");
    case.project.commit("it waits");
    case.project.git(&["checkout", "-q", "-b", "branch"]);
    on(&case, AGED, "update");
    case.project.commit("it is locked");
    on(&case, AGED, "verify --base main");
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "third"));
    case
}

#[test]
fn the_way_out_of_a_tag_that_moved_again_goes_by_the_files_of_the_base() {
    let case = moved_again();
    let day = "2026-11-18";
    let outcome = red(&case, day, "");
    assert_snapshot!(outcome);
    follow(&case, day, &outcome);
    on(&case, day, "verify --base main");
}

#[test]
fn a_change_that_lowers_the_age_is_told_to_come_in_two() {
    let case = case();
    moved(&case);
    case.manifest(&web(""));
    on(&case, MOVED, "update");
    assert_snapshot!(red(&case, MOVED, "--allow-policy-change"));
    // The same where the tag moves on
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "third"));
    assert_snapshot!(red(&case, MOVED, "--allow-policy-change"));
    case.project.git(&["checkout", "main", "--", "images.lock"]);
    on(&case, MOVED, "verify --base main --allow-policy-change");
    case.project.commit("the policy");
    on(&case, MOVED, "update");
    on(&case, MOVED, "verify --base main");
}

#[test]
fn a_base_that_only_this_clone_names_so_is_named_by_its_commit() {
    let case = case();
    let base = case.project.git(&["rev-parse", "HEAD"]);
    case.project
        .git(&["update-ref", "refs/remotes/elsewhere/target", "HEAD"]);
    bump(&case);
    case.project.git(&["checkout", "-q", "-b", "branch"]);
    case.project.commit("a bot's");
    for revision in ["HEAD^1", "HEAD~1", "refs/remotes/elsewhere/target"] {
        let outcome = case
            .run(&format!("verify --base {revision} --now {MOVED}"))
            .exits(1);
        let first = format!("git checkout {} -- images.lock", &base[..12]);
        assert_eq!(commands(&outcome)[0], first, "{outcome}");
    }
    let outcome = red(&case, MOVED, "");
    assert_eq!(commands(&outcome)[0], "git checkout main -- images.lock");
    follow(&case, MOVED, &outcome);
    on(&case, MOVED, "verify --base main");
}

#[test]
fn an_age_that_nobody_has_begun_to_count_has_no_day() {
    let case = case();
    bump(&case);
    for day in [MOVED, AGED] {
        let outcome = red(&case, day, "");
        assert!(!outcome.stderr.contains(day), "{outcome}");
        assert!(!outcome.stderr.contains("until"), "{outcome}");
    }
    assert_snapshot!(red(&case, AGED, ""));
    records(&case, "trusted.seen", &[(NEWEST, MOVED)]);
    assert_snapshot!(red(&case, MOVED, "--seen-from trusted.seen"));
}

/// A repository whose image is private, and a change that locks what its tag names by now.
fn private(keys: &str) -> Case {
    let case = case_with(keys);
    bump(&case);
    close(&case);
    case
}

/// Makes the repository private.
fn close(case: &Case) {
    let tag = Fault::on("*", "/v2/acme/web/manifests/1.2");
    case.registry.fault(tag.status(403).always());
}

const UNASKED: &str = "--anonymous --allow-unasked";

#[test]
fn what_no_trusted_record_has_is_too_young_though_nobody_may_ask_for_it() {
    let case = private("min-age = \"7d\"");
    assert_snapshot!(red(&case, MOVED, UNASKED));
    records(&case, "young.seen", &[(NEWEST, "2026-11-08")]);
    records(&case, "old.seen", &[(NEWEST, FIRST)]);
    red(&case, MOVED, &format!("{UNASKED} --seen-from young.seen"));
    let gate = format!("verify --base main {UNASKED}");
    on(&case, MOVED, &format!("{gate} --seen-from old.seen"));
    on(&case, MOVED, &format!("{gate} --allow-young"));
}

#[test]
fn an_age_that_only_the_registry_could_tell_is_said_to_be_unchecked() {
    let case = case_with("min-age = \"7d\", platforms = [\"linux/amd64\"]");
    let index = Image::index(&["linux/amd64"], NEWEST);
    case.push("acme/web", "1.2", &index);
    on(&case, MOVED, "update --ignore-min-age web");
    close(&case);
    let gate = format!("verify --base main {UNASKED} --format markdown --now {MOVED}");
    let outcome = case.run(&gate).success();
    assert!(outcome.stdout.contains("nor was its age"), "{outcome}");
    // The index of an older record may be the same one
    let case = private("min-age = \"7d\"");
    records(&case, "old.seen", &[("before", FIRST)]);
    let gate = gate.replace("--format", "--seen-from old.seen --format");
    let outcome = case.run(&gate).success();
    assert!(outcome.stdout.contains("nor was its age"), "{outcome}");
}

#[test]
fn a_record_that_nobody_may_ask_about_is_left_out_if_somebody_says_so() {
    let case = private("min-age = \"7d\"");
    case.project.git(&["checkout", "main", "--", "images.lock"]);
    records(&case, "images.seen", &[(NEWEST, MOVED)]);
    let outcome = case
        .run(&format!("verify --base main --anonymous --now {MOVED}"))
        .exits(3);
    assert!(outcome.stderr.contains("--allow-unasked"), "{outcome}");
    assert_snapshot!(
        case.run(&format!("verify --base main {UNASKED} --now {MOVED}"))
            .success()
    );
    // Its day is another matter
    records(&case, "images.seen", &[(NEWEST, FIRST)]);
    red(&case, MOVED, UNASKED);
}
