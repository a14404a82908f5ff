//! What `outdated` says is the newest, beside fixed tags and beside ranges.

use crate::support::case::Case;
use crate::support::registry::{Fault, Image};

/// Images of `acme`, each with the text by which it is chosen and the tags that its repository has; locked, and nothing
/// asked yet.
fn locked(images: &[(&str, &str, &[&str])]) -> Case {
    let case = Case::new();
    let mut manifest = String::new();
    for (name, keys, tags) in images {
        for tag in *tags {
            push(&case, name, tag);
        }
        manifest += &format!("{name} = {{ image = \"HOST/acme/{name}\", {keys} }}\n");
    }
    case.manifest(&manifest);
    case.run("update").success();
    case.registry.clear_log();
    case
}

fn push(case: &Case, name: &str, tag: &str) {
    let image = Image::single("linux/amd64", &format!("{name}{tag}"));
    case.push(&format!("acme/{name}"), tag, &image);
}

/// Has the registry refuse these lists for good.
fn refuse_lists(case: &Case, names: &[&str]) {
    for name in names {
        let list = format!("/v2/acme/{name}/tags/list");
        let refused = Fault::on("GET", &list).status(403).always();
        case.registry.fault(refused);
    }
}

/// Images of each kind: outdated in every way, and in none.
fn many() -> Case {
    let case = locked(&[
        (
            "alpine",
            "tag = \"3.20\"",
            &["3.20", "3.20.5", "3.21", "3.21.2", "edge"],
        ),
        ("cache", "version = \"^7\"", &["7.2.4", "8.0.1"]),
        ("current", "tag = \"16\"", &["16", "16.4", "latest"]),
        ("edge", "tag = \"edge\"", &["edge", "1.0"]),
        ("web", "tag = \"1.27\"", &["1.27"]),
    ]);
    push(&case, "cache", "7.4.1");
    case.push("acme/web", "1.27", &Image::single("linux/amd64", "moved"));
    case
}

#[test]
fn what_is_locked_wanted_and_the_latest_is_told_in_every_format() {
    let case = many();
    let before = case.raw_lock();
    for format in ["human", "json", "markdown", "github"] {
        let outcome = case.run(&format!("outdated --format {format}"));
        assert_snapshot!(format!("columns_{format}"), outcome.success());
    }
    assert_snapshot!("columns_verbose", {
        let outcome = case.run("outdated -v").success();
        outcome.stdout
    });
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn a_tag_that_is_gone_is_told_with_what_is_there_instead() {
    let case = locked(&[("alpine", "tag = \"3.20\"", &["3.20", "3.21"])]);
    case.registry.delete_tag("acme/alpine", "3.20");
    assert_snapshot!(case.run("outdated").exits(1), @"
    exit status: 1
    --- stdout ---
              locked         wanted  latest
    ! alpine  3.20 f1a13fb6  failed  3.21
    cannot tell whether images.lock is up to date: 1 failed; 1 image has a newer version
    --- stderr ---
    error: cannot resolve `alpine` (registry.test/acme/alpine:3.20)
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of the repository and the tag; `imagelock list --uses` shows which files use each image
    ");
}

#[test]
fn a_list_that_fails_is_no_failure_for_a_fixed_tag() {
    let case = many();
    refuse_lists(&case, &["alpine", "current"]);
    for format in ["human", "markdown", "github"] {
        let outcome = case.run(&format!("outdated alpine current web --format {format}"));
        assert_snapshot!(format!("no_list_{format}"), outcome.success());
    }
    let outcome = case.run("outdated --all").success();
    assert!(
        outcome.stderr.contains("cannot tell what is newer"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("hint: "), "{outcome}");
    // The tag itself is not known either: why is told once
    case.registry
        .fault(Fault::on("*", "/v2/acme/alpine/*").status(403).always());
    let outcome = case.run("outdated alpine").exits(3);
    assert_eq!(
        outcome.stderr.matches("refuses access").count(),
        1,
        "{outcome}"
    );
}

#[test]
fn a_list_that_fails_is_a_failure_for_a_range() {
    let case = many();
    refuse_lists(&case, &["cache", "web"]);
    assert_snapshot!(case.run("outdated cache web").exits(3), @r#"
    exit status: 3
    --- stdout ---
           locked         wanted         latest
    ~ web  1.27 d29e6cd8  1.27 ee996ec0  ?
    images.lock is outdated: 1 to update, 1 failed, 3 not asked
    --- stderr ---
    error: cannot resolve `cache` (registry.test/acme/cache, version = "^7")
    caused by: registry.test refuses access: 403; a token for service `registry.docker.io` and scope `repository:acme/cache:pull` was requested anonymously from registry.test: it grants `repository:acme/cache:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    warning: cannot tell what is newer than `web` (registry.test/acme/web:1.27): registry.test refuses access: 403; a token for service `registry.docker.io` and scope `repository:acme/web:pull` was requested anonymously from registry.test: it grants `repository:acme/web:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    "#);
    case.run("outdated web --exit-code").exits(1);
}

#[test]
fn a_fixed_tag_that_is_a_version_costs_one_list_for_each_repository() {
    let case = locked(&[
        ("alpine", "tag = \"3.20\"", &["3.19", "3.20", "3.21"]),
        ("web", "tag = \"1.27\"", &["1.27"]),
    ]);
    let lines =
        ["3.20", "3.19"].map(|tag| format!("a{} = \"HOST/acme/alpine:{tag}\"\n", &tag[2..]));
    let range = "range = { image = \"HOST/acme/alpine\", version = \"~3.20\" }\n";
    case.manifest(&(lines.concat() + range + "web = \"HOST/acme/web:1.27\"\n"));
    for directory in ["a", "b"] {
        let images = case.project.read("images.toml");
        case.project
            .file(format!("{directory}/images.toml"), images);
    }
    case.run("update --all").success();
    case.registry.clear_log();
    case.run("outdated --all").success();
    let asked = case.registry.sequence();
    // Two lists, two tokens, three tags, and what was refused and told where tokens are
    assert_eq!(case.registry.count("GET", "/token?"), 2, "{asked:#?}");
    assert_eq!(case.registry.count("HEAD", "/v2/"), 3, "{asked:#?}");
    let refused = asked.iter().filter(|line| line.ends_with("401")).count();
    assert_eq!(asked.len() - refused, 2 + 2 + 3, "{asked:#?}");
    assert!((1..=2).contains(&refused), "{asked:#?}");
}

#[test]
fn no_list_is_asked_for_by_what_is_no_version_or_is_pinned_by_hand_nor_by_update() {
    let case = locked(&[
        ("edge", "tag = \"edge\"", &["edge", "1.0"]),
        ("web", "tag = \"1.27\"", &["1.27", "1.28"]),
    ]);
    let digest = Image::single("linux/amd64", "web1.27").digest();
    case.run("update").success();
    case.run("update --check").success();
    case.run("outdated edge").success();
    case.manifest(&format!("web = \"HOST/acme/web:1.27@{digest}\"\n"));
    case.run("outdated").success();
    assert_eq!(case.registry.count("GET", "/v2/acme/edge/tags/"), 0);
    assert_eq!(case.registry.count("GET", "/v2/acme/web/tags/"), 0);
}

#[test]
fn what_changes_beside_tag_and_digest_is_told_behind_the_columns() {
    let case = locked(&[("cache", "version = \"^7\"", &["7.4.1"])]);
    let keys = "version = \"~7.4\", platforms = [\"linux/amd64\"]";
    case.manifest(&format!(
        "cache = {{ image = \"HOST/acme/cache\", {keys} }}\n"
    ));
    for format in ["human", "markdown"] {
        let outcome = case.run(&format!("outdated --format {format}"));
        assert_snapshot!(format!("beside_{format}"), outcome.success());
    }
}

#[test]
fn a_locked_tag_that_the_list_lacks_is_the_latest_as_long_as_it_is_there() {
    let case = locked(&[("cache", "version = \"^7\"", &["7.4.1"])]);
    let list = serde_json::json!({ "name": "acme/cache", "tags": ["7.2.4"] });
    let lacking = Fault::on("GET", "/v2/acme/cache/tags/list").status(200);
    let lacking = lacking.header("content-type", "application/json");
    case.registry.fault(lacking.body(list.to_string()).always());
    assert_snapshot!(case.run("outdated -v").success().stdout, @"
             locked          wanted          latest
    = cache  7.4.1 d7507ac7  7.4.1 d7507ac7  7.4.1
      cache: `7.4.1` stays, since it is still there; the list of tags ends at `7.2.4`
    images.lock is up to date: 1 unchanged
    ");
}
