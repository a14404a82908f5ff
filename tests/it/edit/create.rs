//! `add` in a directory without `images.toml`: it begins one.

use super::{case, files, manifest};
use crate::support::case::Case;
use crate::support::registry::Image;

/// A registry with `acme/app:1`, and a project without any file.
fn nothing() -> Case {
    let case = Case::new();
    case.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    case
}

#[test]
fn add_begins_images_toml_where_there_is_none_and_says_so() {
    let case = nothing();
    assert_snapshot!(case.run("add HOST/acme/app:1 --dry-run").success());
    assert_eq!(files(&case), [(None, None), (None, None)]);
    assert_snapshot!(case.run("add HOST/acme/app:1").success());
    assert_snapshot!(manifest(&case));
    case.run("verify").success();
    assert_eq!(
        case.run("add HOST/acme/app:1 --name other")
            .success()
            .stderr,
        ""
    );
    case.run("verify").success();
    assert_eq!(case.strangers(), [""; 0]);
}

#[test]
fn the_schema_and_the_comment_at_the_top_are_those_of_init() {
    let [by_add, by_init] = [nothing(), nothing()];
    by_add.run("add HOST/acme/app:1").success();
    by_init
        .project
        .file("Dockerfile", by_init.text("FROM HOST/acme/app:1\n"));
    by_init.run("init").success();
    let head = |case: &Case| {
        let text = manifest(case);
        text.split_once("[images]").map(|(head, _)| head.to_owned())
    };
    assert_eq!(head(&by_add), head(&by_init));
    // Editors look for it in the first line, and the example has the same one
    let first = |text: &str| text.lines().next().map(str::to_owned);
    let schema = first(&manifest(&by_add)).expect("there is a line");
    assert!(schema.starts_with("#:schema https://"), "{schema}");
    let example = include_str!("../../../images.toml.example");
    assert_eq!(first(example), Some(schema));
}

#[test]
fn an_add_that_fails_leaves_nothing_behind() {
    let case = nothing();
    for (arguments, status) in [
        ("add HOST/acme/app:none", 1),
        ("add HOST/acme/none:1", 3),
        ("add HOST/acme/app:1 HOST/acme/app:none", 1),
        ("add app:", 2),
        ("add HOST/acme/app:1 --lock-path nowhere/images.lock", 2),
        ("add HOST/acme/app:1 --manifest-path nowhere/images.toml", 2),
        ("add HOST/acme/app:1 --config nowhere.toml", 2),
    ] {
        case.run(arguments).exits(status);
        assert_eq!(files(&case), [(None, None), (None, None)], "{arguments}");
        assert_eq!(case.strangers(), [""; 0], "{arguments}");
    }
}

#[test]
fn a_path_that_is_named_is_where_images_toml_begins() {
    let case = nothing();
    std::fs::create_dir(case.project.path().join("sub")).expect("it is new");
    case.run("add HOST/acme/app:1 --manifest-path sub/other.toml")
        .success();
    assert!(case.project.read("sub/other.lock").contains("acme/app"));
    case.run("verify --manifest-path sub/other.toml").success();
    assert_eq!(case.strangers(), ["sub"]);
    // Below a directory that has one, that one is taken
    case.run("add HOST/acme/app:1").success();
    let run = case
        .command("add HOST/acme/app:1 --name below")
        .current_dir("sub")
        .run();
    run.success();
    assert!(manifest(&case).contains("below = "));
    assert!(!case.project.exists("sub/images.toml"));
}

#[test]
fn what_is_there_and_is_no_images_toml_is_not_written_over() {
    let case = nothing();
    for text in [
        "[images\n",
        "kind: ImagesLock\n",
        "[package]\nname = \"x\"\n",
    ] {
        case.project.file("images.toml", text);
        case.run("add HOST/acme/app:1").exits(2);
        assert_eq!(case.project.read("images.toml"), text);
        assert!(!case.project.exists("images.lock"));
        std::fs::create_dir_all(case.project.path().join("sub")).expect("it can be made");
        let run = case.command("add HOST/acme/app:1").current_dir("sub").run();
        run.exits(2);
        assert!(!case.project.exists("sub/images.toml"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_no_place_for_images_toml() {
    let case = nothing();
    let link = case.project.path().join("images.toml");
    std::os::unix::fs::symlink("absent.toml", &link).expect("it can be linked");
    case.run("add HOST/acme/app:1").exits(2);
    assert!(link.is_symlink());
    assert!(!case.project.exists("absent.toml"));
    assert!(!case.project.exists("images.lock"));
}

#[test]
fn a_lock_that_stands_alone_is_left_as_it_is() {
    let case = case();
    std::fs::remove_file(case.project.path().join("images.toml")).expect("it was there");
    let before = files(&case);
    assert_snapshot!(case.run("add HOST/acme/app:1").exits(2));
    assert_eq!(files(&case), before);
}

#[test]
fn an_images_toml_that_somebody_writes_meanwhile_is_added_to() {
    let case = super::slow();
    let run = case.command("add HOST/acme/app:1").spawn();
    case.wait_for_requests(1);
    case.project.file("images.toml", "# mine\n[images]\n");
    case.project.wait(run).success();
    let text = manifest(&case);
    assert!(text.starts_with("# mine\n[images]\nacme-app = "), "{text}");
    case.run("verify").success();
}

#[test]
fn a_lock_that_cannot_be_written_takes_the_new_images_toml_back() {
    let case = super::slow();
    let directory = case.project.path().join("locks");
    std::fs::create_dir(&directory).expect("it can be made");
    let run = case
        .command("add HOST/acme/app:1 --lock-path locks/images.lock")
        .spawn();
    case.wait_for_requests(1);
    std::fs::remove_dir(&directory).expect("it is there and empty");
    assert_snapshot!(case.project.wait(run).exits(2));
    assert_eq!(files(&case), [(None, None), (None, None)]);
    assert_eq!(case.strangers(), [""; 0]);
}

#[test]
fn no_repository_is_needed() {
    let case = nothing();
    let home = case.project.home();
    case.command("add HOST/acme/app:1")
        .current_dir(&home)
        .run()
        .success();
    case.command("verify").current_dir(&home).run().success();
    assert!(home.join("images.lock").is_file());
}
