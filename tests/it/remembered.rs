//! What is remembered from one run to the next: what a registry asked for, nothing that is secret, and no more than a
//! guess.

mod bodies;
mod guesses;
mod lies;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::command::{Outcome, Run};
use crate::support::files::read;
use crate::support::registry::{Fault, Image, Registry};

const USER: &str = "tester";
const PASSWORD: &str = "hunter2-of-tests";

/// A registry with `acme/web:1`, and a project with this image.
fn case_of(registry: crate::support::registry::Builder) -> Case {
    let case = Case::with(registry);
    case.push("acme/web", "1", &image());
    case.manifest("web = \"HOST/acme/web:1\"\n");
    case
}

fn image() -> Image {
    Image::single("linux/amd64", "web")
}

/// The cache directory of a case.
fn cache(case: &Case) -> PathBuf {
    case.project.home().join("cache")
}

/// A run that remembers.
fn remembering<'a>(case: &'a Case, arguments: &str) -> Run<'a> {
    case.command(arguments).env("IMAGELOCK_CACHE", cache(case))
}

/// The files of a cache directory.
fn files(cache: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(cache.join("challenges"));
    let entries = entries.into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[track_caller]
fn is_empty(case: &Case) {
    assert!(files(&cache(case)).is_empty());
}

/// The one file of a case's cache directory.
#[track_caller]
fn file(case: &Case) -> PathBuf {
    let files = files(&cache(case));
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

/// Updates as the first run, which remembers.
fn remembered(case: &Case) -> PathBuf {
    remembering(case, "update").run().success();
    case.registry.clear_log();
    file(case)
}

#[track_caller]
fn is_locked(case: &Case, outcome: Outcome) {
    let outcome = outcome.success();
    assert!(case.raw_lock().contains(&image().digest()), "{outcome}");
}

#[test]
fn what_a_registry_asked_for_is_remembered_and_nothing_else() {
    let case = case_of(Registry::builder());
    let text = read(&remembered(&case));
    let host = case.registry.host();
    let expected = format!(
        "http://{host}\nBearer realm=\"http://{host}/token\",service=\"registry.docker.io\"\n"
    );
    assert_eq!(text, expected);
}

#[test]
fn a_registry_that_was_asked_before_is_asked_with_a_token_at_once() {
    let case = case_of(Registry::builder());
    remembered(&case);
    let outcome = remembering(&case, "update -v").run().success();
    let sequence = case.registry.sequence();
    assert_eq!(sequence.len(), 2, "{sequence:?}");
    assert!(sequence[0].starts_with("GET /token?") && sequence[1].ends_with(" 200"));
    assert!(
        outcome
            .stderr
            .contains("asked last time for Bearer, realm http://registry.test/token"),
        "{outcome}"
    );
}

#[test]
fn who_has_logged_in_shows_nothing_before_the_registry_has_asked_for_it() {
    let case = case_of(Registry::builder().user(USER, PASSWORD));
    remembered(&case);
    case.docker_config(&format!(
        "{{\"auths\": {{\"HOST\": {{\"username\": \"{USER}\", \"password\": \"{PASSWORD}\"}}}}}}"
    ));
    remembering(&case, "update").run().success();
    let statuses: Vec<_> = case
        .registry
        .requests()
        .iter()
        .map(|it| it.status)
        .collect();
    assert_eq!(statuses, [Some(401), Some(200), Some(200)]);
    assert_shown_only_its_own(&case.registry, Some(USER));
    let text = read(&file(&case));
    assert!(!text.contains(USER) && !text.contains(PASSWORD), "{text}");
}

#[test]
fn a_registry_whose_refusal_no_token_of_guests_has_overcome_is_not_remembered() {
    let private = || Registry::builder().user(USER, PASSWORD).private("acme/web");
    for registry in [
        private(),
        Registry::builder().basic(USER, PASSWORD),
        Registry::builder().open(),
    ] {
        let case = case_of(registry);
        remembering(&case, "update").run();
        is_empty(&case);
    }
    let case = case_of(private());
    case.docker_config(&format!(
        "{{\"auths\": {{\"HOST\": {{\"username\": \"{USER}\", \"password\": \"{PASSWORD}\"}}}}}}"
    ));
    remembering(&case, "update").run().success();
    is_empty(&case);
}

#[test]
fn a_registry_that_answers_others_without_a_token_is_not_remembered_because_it_takes_one() {
    let case = case_of(
        Registry::builder()
            .user(USER, PASSWORD)
            .private("acme/private"),
    );
    // Quay asks for a token only where it would show nothing without it
    case.registry.fault(
        Fault::on("HEAD", "/v2/acme/web/*")
            .always()
            .status(200)
            .header("docker-content-digest", image().digest()),
    );
    let (private, open) = ("HOST/acme/private:1", "HOST/acme/web:1");
    remembering(&case, &format!("resolve --jobs 1 {private} {open}"))
        .run()
        .exits(3);
    assert_eq!(case.registry.count("GET", "/token?"), 2);
    is_empty(&case);
}

/// Has the registry show this image to everybody, and ask for a token only for others.
fn open(case: &Case) {
    let open = Fault::on("HEAD", "/v2/acme/web/*").always().status(200);
    case.registry
        .fault(open.header("docker-content-digest", image().digest()));
}

#[test]
fn a_registry_that_answers_some_without_a_token_is_not_remembered() {
    let case = case_of(Registry::builder());
    case.push("other/app", "1", &image());
    open(&case);
    for _ in 0..2 {
        case.registry.clear_log();
        remembering(&case, "resolve --jobs 1 HOST/acme/web:1 HOST/other/app:1")
            .run()
            .success();
        let sequence = case.registry.sequence();
        assert_eq!(sequence.len(), 4, "{sequence:?}");
        is_empty(&case);
    }
}

#[test]
fn a_registry_that_answers_without_a_token_by_now_is_forgotten() {
    let case = case_of(Registry::builder().user(USER, PASSWORD));
    remembered(&case);
    case.docker_config(&format!(
        "{{\"auths\": {{\"HOST\": {{\"username\": \"{USER}\", \"password\": \"{PASSWORD}\"}}}}}}"
    ));
    open(&case);
    remembering(&case, "update").run().success();
    is_empty(&case);
}

#[test]
fn a_service_that_names_the_image_is_not_remembered() {
    for (service, files_left) in [("acme/web", 0), ("acme-web", 0), ("acme", 1)] {
        let case = case_of(Registry::builder());
        let realm = format!("http://{}/token", case.registry.host());
        let challenge = format!("Bearer realm=\"{realm}\",service=\"{service}\"");
        let head = || Fault::on("HEAD", "/v2/acme/*");
        let refusal = head().status(401);
        case.registry
            .fault(refusal.header("www-authenticate", challenge));
        // The registry takes no tokens for any service but its own
        let answer = head().status(200).always();
        case.registry
            .fault(answer.header("docker-content-digest", image().digest()));
        remembering(&case, "update").run().success();
        assert_eq!(files(&cache(&case)).len(), files_left, "{service}");
    }
}

#[test]
fn a_token_server_that_looks_like_that_of_one_repository_is_not_remembered() {
    let case = case_of(Registry::builder());
    case.push("token/web", "1", &image());
    remembering(&case, "resolve HOST/token/web:1")
        .run()
        .success();
    is_empty(&case);
}

#[test]
fn a_registry_whose_repositories_have_token_servers_of_their_own_is_not_remembered() {
    let case = case_of(Registry::builder());
    case.push("other/app", "1", &image());
    let realm = format!("http://{}/token?for=other", case.registry.host());
    let refusal = Fault::on("HEAD", "/v2/other/*").status(401);
    let challenge = format!("Bearer realm=\"{realm}\",service=\"registry.docker.io\"");
    case.registry
        .fault(refusal.header("www-authenticate", challenge));
    remembering(&case, "resolve --jobs 1 HOST/acme/web:1 HOST/other/app:1")
        .run()
        .success();
    is_empty(&case);
}

#[test]
fn what_was_remembered_a_week_ago_is_asked_for_anew() {
    let case = case_of(Registry::builder());
    let path = remembered(&case);
    let day = Duration::from_secs(24 * 60 * 60);
    let requests = || {
        case.registry.clear_log();
        remembering(&case, "update").run().success();
        case.registry.requests().len()
    };
    for (age, asked) in [(6 * day, 2), (8 * day, 3)] {
        let written = File::options().append(true).open(&path);
        let written = written.and_then(|file| file.set_modified(SystemTime::now() - age));
        written.expect("the file is this user's");
        assert_eq!(requests(), asked, "{age:?}");
    }
    assert_eq!(requests(), 2, "it is remembered anew");
}

#[test]
fn a_token_server_of_somebody_else_or_with_a_query_is_not_remembered() {
    let elsewhere = case_of(Registry::builder().token_server_elsewhere(true));
    remembering(&elsewhere, "update").run().success();
    is_empty(&elsewhere);
    let case = case_of(Registry::builder().realm("/token?key=hunter2"));
    remembering(&case, "update").run().success();
    is_empty(&case);
}

#[test]
fn a_token_server_that_is_trusted_is_remembered_as_long_as_it_is() {
    let case = case_of(Registry::builder().token_server_elsewhere(true));
    let tokens = case.registry.token_host();
    let trusted = format!(
        "[registries.\"{}\"]\ntrusted-realms = [\"{tokens}\"]\n",
        case.registry.host()
    );
    case.project.file("trusted.toml", trusted);
    remembering(&case, "update --config trusted.toml")
        .run()
        .success();
    case.registry.clear_log();
    remembering(&case, "update --config trusted.toml")
        .run()
        .success();
    assert_eq!(case.registry.requests().len(), 2);
    case.registry.clear_log();
    remembering(&case, "update").run().success();
    assert_eq!(
        case.registry.requests().len(),
        3,
        "{:?}",
        case.registry.sequence()
    );
}

#[test]
fn what_is_remembered_is_below_the_directory_of_the_users_caches() {
    let case = case_of(Registry::builder());
    case.command("update")
        .env("IMAGELOCK_CACHE", "")
        .run()
        .success();
    let caches = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    assert_eq!(
        files(&case.project.home().join(caches).join("imagelock")).len(),
        1
    );
    let named = case.project.home().join("named");
    let run = case.command("update").env("IMAGELOCK_CACHE", "");
    run.env("XDG_CACHE_HOME", &named).run().success();
    assert_eq!(files(&named.join("imagelock")).len(), 1);
}

#[cfg(unix)]
#[test]
fn what_is_remembered_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = case_of(Registry::builder());
    let file = remembered(&case);
    for path in [cache(&case), cache(&case).join("challenges"), file] {
        let mode = std::fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn a_cache_in_a_repository_or_at_a_relative_path_is_neither_read_nor_written() {
    let case = case_of(Registry::builder());
    let inside = case.project.path().join("cache");
    for (cache, words) in [
        (inside.as_path(), "it is in the repository"),
        (Path::new("../cache"), "is not an absolute path"),
    ] {
        let run = case.command("update -v").env("IMAGELOCK_CACHE", cache);
        let outcome = run.run().success();
        assert!(outcome.stderr.contains(words), "{outcome}");
    }
    assert!(!inside.exists() && !case.project.path().join("../cache").exists());
}

#[test]
fn commands_that_ask_nobody_make_no_cache() {
    let case = Case::locked();
    for command in ["verify", "get web", "list", "check", "lock"] {
        remembering(&case, command).run();
        assert!(!cache(&case).exists(), "{command}");
    }
}

#[test]
fn runs_at_once_leave_what_one_would() {
    let case = case_of(Registry::builder());
    let run = || remembering(&case, "resolve HOST/acme/web:1").spawn();
    let children: Vec<_> = (0..8).map(|_| run()).collect();
    for child in children {
        case.project.wait(child).success();
    }
    assert!(read(&file(&case)).starts_with("http://"));
}
