//! Bodies that were fetched by digest: fetched once, whatever the run, and believed for their digest alone.

use std::path::{Path, PathBuf};

use super::{cache, remembering};
use crate::support::case::Case;
use crate::support::files::{read, write};
use crate::support::registry::{Image, Registry, digest as digest_of};

/// A project with an image for a platform, whose tag has moved since it was locked, and the digest that it names now.
fn moved_to(image: &Image) -> (Case, String) {
    let case = Case::with(Registry::builder().open());
    case.push("acme/web", "1", &Image::index(&["linux/amd64"], "old"));
    case.manifest("web = { image = \"HOST/acme/web:1\", platforms = [\"linux/amd64\"] }\n");
    case.run("update").success();
    let digest = case.push("acme/web", "1", image);
    case.registry.clear_log();
    (case, digest)
}

fn moved() -> (Case, String) {
    moved_to(&Image::index(&["linux/amd64"], "new"))
}

/// The file that is kept of a body of `acme/web`, named after both.
fn file(case: &Case, digest: &str) -> PathBuf {
    let whole = case.text(&format!("HOST/acme/web@{digest}"));
    let name = digest_of(whole.as_bytes()).replace(':', "-");
    cache(case).join("manifests").join(name)
}

/// A case of which a run has kept the body of the digest that the tag names.
fn kept() -> (Case, String) {
    let (case, digest) = moved();
    remembering(&case, "update --dry-run").run().success();
    assert!(file(&case, &digest).is_file());
    case.registry.clear_log();
    (case, digest)
}

const HEAD: &str = "HEAD /v2/acme/web/manifests/1 200";

fn get(digest: &str) -> String {
    format!("GET /v2/acme/web/manifests/{digest} 200")
}

#[track_caller]
fn is_locked(case: &Case, digest: &str) {
    assert!(case.raw_lock().contains(digest), "{}", case.lock());
    case.run("verify --fresh").success();
}

#[test]
fn a_body_that_was_fetched_by_digest_is_not_fetched_again() {
    let (case, digest) = moved();
    remembering(&case, "update --dry-run").run().success();
    assert_eq!(case.registry.sequence(), [HEAD.to_owned(), get(&digest)]);
    for command in ["update --dry-run", "update"] {
        case.registry.clear_log();
        remembering(&case, command).run().success();
        assert_eq!(case.registry.sequence(), [HEAD], "{command}");
    }
    is_locked(&case, &digest);
}

#[test]
fn the_config_of_an_image_for_one_platform_is_not_fetched_again_either() {
    let (case, digest) = moved_to(&Image::single("linux/amd64", "new"));
    remembering(&case, "update --dry-run").run().success();
    assert_eq!(case.registry.requests().len(), 3);
    case.registry.clear_log();
    remembering(&case, "update").run().success();
    assert_eq!(case.registry.sequence(), [HEAD]);
    is_locked(&case, &digest);
}

#[test]
fn what_one_repository_had_is_fetched_from_another_again() {
    let (case, digest) = kept();
    let index = |seed: &str| Image::index(&["linux/amd64"], seed);
    case.push("acme/other", "1", &index("old"));
    case.manifest("web = { image = \"HOST/acme/other:1\", platforms = [\"linux/amd64\"] }\n");
    case.run("update").success();
    case.push("acme/other", "1", &index("new"));
    case.registry.clear_log();
    remembering(&case, "update").run().success();
    let asked = [HEAD.to_owned(), get(&digest)].map(|it| it.replace("web", "other"));
    assert_eq!(case.registry.sequence(), asked);
    is_locked(&case, &digest);
}

#[test]
fn whether_a_digest_is_there_is_asked_whatever_is_kept() {
    let (case, digest) = kept();
    remembering(&case, "update").run().success();
    case.registry.delete_digest("acme/web", &digest);
    let outcome = remembering(&case, "verify --present").run();
    let outcome = outcome.exits(1);
    assert!(outcome.stderr.contains("no longer has"), "{outcome}");
}

#[test]
fn what_is_kept_is_for_its_user_alone() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let (case, digest) = kept();
        let path = file(&case, &digest);
        for path in [path.parent().expect("it has one"), path.as_path()] {
            let mode = path.metadata().expect("it is there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
        }
    }
}

/// Passes over what stands in the place of a kept body, says so with `-v` alone, and has the body there again.
#[track_caller]
fn is_passed_over(words: &str, put: impl Fn(&Path)) {
    let (case, digest) = kept();
    let path = file(&case, &digest);
    let bytes = read(&path);
    std::fs::remove_file(&path).expect("it was kept");
    put(&path);
    let outcome = remembering(&case, "update --dry-run -v").run().success();
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert_eq!(case.registry.sequence(), [HEAD.to_owned(), get(&digest)]);
    assert!(!path.is_symlink());
    assert_eq!(read(&path), bytes);
    put_and_update(&case, &path, &digest, put);
}

fn put_and_update(case: &Case, path: &Path, digest: &str, put: impl Fn(&Path)) {
    std::fs::remove_file(path).expect("it was kept");
    put(path);
    assert_eq!(remembering(case, "update").run().success().stderr, "");
    is_locked(case, digest);
}

#[test]
fn bytes_with_another_digest_are_passed_over_and_replaced() {
    let words = "` is not used: it has another digest than it is kept for";
    let other = String::from_utf8(
        Image::index(&["linux/amd64"], "evil")
            .contents()
            .top()
            .body
            .clone(),
    );
    let other = other.expect("it is JSON");
    for wrong in ["", "{}", "\0", &other] {
        is_passed_over(words, |path| write(path, wrong));
    }
    is_passed_over("is not used: it is too large", |path| {
        write(path, vec![b' '; (4 << 20) + 1]);
    });
}

#[cfg(unix)]
#[test]
fn a_link_is_passed_over_and_what_it_leads_to_stays() {
    let mine = tempfile::NamedTempFile::new().expect("a place for it");
    write(mine.path(), "precious");
    is_passed_over("is not used: it is a link", |path| {
        std::os::unix::fs::symlink(mine.path(), path).expect("the name is free");
    });
    assert_eq!(read(mine.path()), "precious");
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_a_link_is_neither_read_nor_written() {
    let (case, digest) = kept();
    let (directory, mine) = (
        cache(&case).join("manifests"),
        case.project.home().join("mine"),
    );
    std::fs::create_dir(&mine).expect("the name is free");
    let own = file(&case, &digest);
    let theirs = mine.join(own.file_name().expect("it has a name"));
    write(&theirs, read(&own));
    std::fs::remove_dir_all(&directory).expect("it is this user's");
    std::os::unix::fs::symlink(&mine, &directory).expect("the name is free");
    for is_right in [true, false] {
        case.registry.clear_log();
        let outcome = remembering(&case, "update --dry-run -v").run().success();
        let words = "/cache/manifests` is not used: it is a link";
        assert!(outcome.stderr.contains(words) || is_right, "{outcome}");
        assert_eq!(case.registry.sequence(), [HEAD.to_owned(), get(&digest)]);
        assert_eq!(
            std::fs::read_dir(&mine).expect("it is there").count(),
            usize::from(is_right)
        );
        std::fs::remove_file(&theirs).unwrap_or_default();
    }
}

#[test]
fn a_place_that_cannot_be_written_costs_nothing_and_is_told_with_v_alone() {
    let (case, digest) = moved();
    let file = case.project.file(case.project.home().join("file"), "");
    for (arguments, words) in [
        ("update --dry-run", ""),
        ("update -v", "/manifests` is not used: "),
    ] {
        case.registry.clear_log();
        let run = case.command(arguments);
        let outcome = run
            .env("IMAGELOCK_CACHE", file.join("cache"))
            .run()
            .success();
        assert!(outcome.stderr.contains(words), "{outcome}");
        assert_eq!(outcome.stderr.is_empty(), words.is_empty(), "{outcome}");
        assert_eq!(case.registry.sequence(), [HEAD.to_owned(), get(&digest)]);
    }
    is_locked(&case, &digest);
}

#[test]
fn the_files_of_others_stay_where_they_are() {
    let (case, digest) = moved();
    let directory = file(&case, &digest).with_file_name("");
    for name in ["mail", "sha256-1", "sha256"] {
        case.project.file(directory.join(name), "precious");
    }
    remembering(&case, "update").run().success();
    is_locked(&case, &digest);
    for name in ["mail", "sha256-1", "sha256"] {
        assert_eq!(read(&directory.join(name)), "precious");
    }
}

#[test]
fn runs_at_once_keep_what_one_would() {
    let (case, digest) = moved();
    let children: Vec<_> = (0..8)
        .map(|_| remembering(&case, "update --dry-run").spawn())
        .collect();
    for child in children {
        case.project.wait(child).success();
    }
    case.registry.clear_log();
    remembering(&case, "update").run().success();
    assert_eq!(case.registry.sequence(), [HEAD]);
    is_locked(&case, &digest);
    let directory = file(&case, &digest).with_file_name("");
    let files = std::fs::read_dir(directory).expect("it is there").count();
    assert_eq!(files, 1);
}
