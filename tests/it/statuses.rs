//! The exit status, and that every format agrees with it.

use std::collections::BTreeMap;

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Builder, Fault, Image, Registry};
use crate::support::schema::document;

const FORMATS: [&str; 4] = ["human", "json", "markdown", "github"];

/// A case whose images fail in these ways: a no, a wrong question, no answer.
fn failing(no: bool, wrong: bool, unanswered: bool) -> (Case, Registry) {
    // The one asks for credentials, which cannot be read; the other lets everybody in
    let case = Case::with(Builder::default().open());
    let private = Registry::builder().start();
    case.project.redact(&private.host(), "private.test");
    for (registry, name) in [
        (&case.registry, "fine"),
        (&case.registry, "no"),
        (&case.registry, "unanswered"),
        (&private, "wrong"),
    ] {
        registry.push(
            &format!("acme/{name}"),
            "1",
            &Image::single("linux/amd64", name),
        );
    }
    let mut manifest = "fine = \"HOST/acme/fine:1\"\n".to_owned();
    for (is_there, name) in [(no, "no"), (unanswered, "unanswered")] {
        if is_there {
            manifest += &format!("{name} = \"HOST/acme/{name}:1\"\n");
        }
    }
    if wrong {
        manifest += &format!("wrong = \"{}/acme/wrong:1\"\n", private.host());
    }
    case.manifest(&manifest);
    case.run("update").success();
    case.project
        .file(case.project.home().join(".docker/config.json"), "{ broken");
    case.registry
        .push("acme/fine", "1", &Image::single("linux/amd64", "moved"));
    if no {
        case.registry.delete_tag("acme/no", "1");
    }
    if unanswered {
        case.registry
            .fault(Fault::on("*", "/v2/acme/unanswered/*").status(403).always());
    }
    (case, private)
}

/// The status of each image of a document.
fn statuses(outcome: &Outcome) -> BTreeMap<String, String> {
    let document = document(outcome);
    let images = document["images"]
        .as_array()
        .expect("there are images")
        .clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    images
        .iter()
        .map(|image| (text(&image["name"]), text(&image["status"])))
        .collect()
}

#[test]
fn all_combinations_of_failures_end_as_documented_in_every_format() {
    for case in 0..8_u8 {
        let (no, wrong, unanswered) = (case & 1 != 0, case & 2 != 0, case & 4 != 0);
        let expected = match (wrong, no, unanswered) {
            (true, ..) => 2,
            (_, true, _) => 1,
            (.., true) => 3,
            _ => 0,
        };
        let (case, _private) = failing(no, wrong, unanswered);
        for command in ["update --dry-run", "lock --dry-run", "outdated"] {
            let expected = if command.starts_with("lock") {
                0
            } else {
                expected
            };
            for format in FORMATS {
                let outcome = case.run(&format!("{command} --format {format}"));
                assert_eq!(
                    outcome.code,
                    Some(expected),
                    "{command} {format}: {outcome}"
                );
                assert_ne!(outcome.stdout, "", "{command} {format}");
            }
        }
        let found = statuses(&case.run("update --dry-run --format json"));
        let expected_statuses = [
            ("fine", true, "updated"),
            ("no", no, "failed"),
            ("unanswered", unanswered, "failed"),
            ("wrong", wrong, "failed"),
        ];
        for (name, is_there, status) in expected_statuses {
            assert_eq!(
                found.get(name).map(String::as_str),
                is_there.then_some(status),
                "{name}"
            );
        }
        // What moved is a no by itself
        let fresh = if wrong { 2 } else { 1 };
        for format in FORMATS {
            let outcome = case.run(&format!("verify --fresh --format {format}"));
            assert_eq!(outcome.code, Some(fresh), "{format}: {outcome}");
        }
        let found = statuses(&case.run("verify --fresh --format json"));
        assert_eq!(found["fine"], "moved");
    }
}

#[test]
fn a_run_that_fails_as_a_whole_is_one_document_too() {
    let case = Case::locked();
    case.project
        .file("broken.toml", "[images]\nweb = 1\nbase =\n");
    case.project.file("foreign.lock", "{}");
    let runs = [
        ("verify --manifest-path broken.toml", 2, "invalid-file"),
        ("update --manifest-path none.toml", 2, "no-file"),
        ("verify --lock-path foreign.lock", 2, "foreign-lock"),
        ("verify --lock-path none.lock", 1, "no-lock"),
        ("get none", 2, "unknown-name"),
        ("get web --platform linux/s390x", 2, "platform-not-locked"),
        ("resolve a..b", 2, "bad-request"),
        ("diff nowhere", 2, "base-unreadable"),
        ("update --timeout 0.000001", 3, "timed-out"),
    ];
    for (arguments, status, reason) in runs {
        let outcome = case
            .run(&format!("{arguments} --format json"))
            .exits(status);
        let document = document(&outcome);
        assert_eq!(
            document["error"]["reason"], reason,
            "{arguments}: {outcome}"
        );
        assert_ne!(outcome.stderr, "", "people are told as well");
        if arguments.starts_with("update") || arguments.starts_with("verify") {
            for format in ["markdown", "github"] {
                let outcome = case
                    .run(&format!("{arguments} --format {format}"))
                    .exits(status);
                assert_ne!(outcome.stdout, "", "{arguments}");
            }
        }
    }
    let document = document(&case.run("verify --manifest-path broken.toml --format json"));
    assert_eq!(document["problems"][0]["line"], 2);
    assert_eq!(document["problems"][0]["file"], "broken.toml");
}

#[test]
fn what_prints_data_has_a_document() {
    let case = Case::locked();
    let web = Image::single("linux/amd64", "web").digest();
    let document_of = |arguments: &str, status: i32| {
        document(
            &case
                .run(&format!("{arguments} --format json"))
                .exits(status),
        )
    };
    assert_eq!(
        document_of("get web", 0)["references"][0]["digest"],
        web.as_str()
    );
    assert_eq!(
        document_of("get web --field tag", 0)["references"][0]["value"],
        "1"
    );
    let resolved = document_of("resolve HOST/acme/web:1 HOST/acme/web:none", 1);
    assert_eq!(resolved["references"][0]["status"], "resolved");
    assert_eq!(resolved["references"][1]["reason"], "no-such-tag");
    assert!(
        document_of("completions bash", 0)["script"]
            .as_str()
            .is_some_and(|script| script.len() > 1000)
    );
    for arguments in [
        "verify",
        "verify --present --fresh",
        "update",
        "lock",
        "outdated",
        "update web",
    ] {
        assert_eq!(document_of(arguments, 0)["error"], serde_json::Value::Null);
    }
    let outcome = case.run("update -q --format json").success();
    document(&outcome);
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test moves what it likes"
)]
fn rename(from: std::path::PathBuf, to: std::path::PathBuf) {
    std::fs::rename(from, to).expect("it is there");
}

#[test]
fn annotations_are_at_the_line_of_the_image() {
    let case = Case::locked();
    let path = case.project.path().join("deploy");
    std::fs::create_dir_all(&path).expect("it can be made");
    for name in ["images.toml", "images.lock"] {
        rename(case.project.path().join(name), path.join(name));
    }
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let outcome = case
        .command("verify --fresh --format github")
        .current_dir("deploy")
        .run()
        .exits(1);
    assert_snapshot!(outcome, @"
    exit status: 1
    --- stdout ---
    ::error file=deploy/images.toml,line=3,title=web::the tag `1` moved: 35fb3d34 → 3f59e8b2
    images.lock does not pass: 1 of 2 images
    checked: 2 tags at 1 registry
    not checked: whether the registries still have the digests whose tags moved (see `--present`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `web`: the tag `1` moved: 35fb3d34 → 3f59e8b2
    hint: run `imagelock update` to lock what the tags name now
    ");
}

#[test]
fn nothing_that_changed_is_told_as_such_in_every_format() {
    let case = Case::locked();
    for format in FORMATS {
        let outcome = case.run(&format!("update --format {format}")).success();
        assert_snapshot!(format!("nothing_changed_{format}"), outcome);
        let outcome = case.run(&format!("verify --format {format}")).success();
        assert_snapshot!(format!("nothing_wrong_{format}"), outcome);
    }
}
