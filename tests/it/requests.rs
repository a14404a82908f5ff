//! How many requests a run sends, which, and how many at once.

use std::path::Path;
use std::time::Duration;

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::command::Project;
use crate::support::files::{read, write};
use crate::support::hub::{Names, docker_hub};
use crate::support::registry::{Builder, Fault, Image, Registry, seeded};

const REPOSITORIES: usize = 20;
const TAGS: usize = 5;

/// A hundred images in twenty repositories of a registry that takes its time.
fn hundred() -> Case {
    hundred_of(Case::with(slow(Registry::builder())))
}

/// The same on Docker Hub.
fn hundred_on_docker_hub() -> Case {
    let case = hundred_of(Case::with(slow(docker_hub())).named(Names::docker_hub));
    let manifest = case.project.read("images.toml");
    let manifest = manifest.replace(&case.registry.host(), "docker.io");
    case.project.file("images.toml", manifest);
    case
}

fn slow(builder: Builder) -> Builder {
    builder.latency(seeded(7, Duration::from_millis(12)))
}

fn hundred_of(case: Case) -> Case {
    images_of(case, TAGS)
}

/// So many images in each of twenty repositories.
fn images_of(case: Case, tags: usize) -> Case {
    let images: Vec<(String, String)> = (0..REPOSITORIES)
        .flat_map(|repository| {
            (0..tags).map(move |tag| (format!("team/r{repository}"), format!("t{tag}")))
        })
        .collect();
    for (repository, tag) in &images {
        case.registry.push(
            repository,
            tag,
            &Image::index(&["linux/amd64"], &format!("{repository}{tag}")),
        );
    }
    case.images(
        images
            .iter()
            .map(|(repository, tag)| format!("{repository}:{tag}")),
    );
    case
}

fn statuses(registry: &Registry, status: u16) -> usize {
    registry
        .requests()
        .iter()
        .filter(|request| request.status == Some(status))
        .count()
}

#[test]
fn a_cold_update_asks_once_for_each_image_and_each_token_and_is_refused_once() {
    let case = hundred();
    case.project.run(["update", "--jobs", "4"]).success();
    let registry = &case.registry;
    assert_eq!(registry.count("HEAD", "/v2/"), REPOSITORIES * TAGS + 1);
    assert_eq!(registry.count("GET", "/token?"), REPOSITORIES);
    assert_eq!(registry.requests().len(), 121);
    assert_eq!(statuses(registry, 401), 1);
    assert_eq!(statuses(registry, 200), 120);
}

#[test]
fn whoever_waits_for_a_turn_is_not_refused_for_what_others_were_told_meanwhile() {
    let (jobs, tags) = (128, 15);
    let case = images_of(Case::with(slow(Registry::builder())), tags);
    // The first image is public, and so the first answer says nothing of tokens
    let path = "/v2/team/r0/manifests/t0";
    let digest = Image::index(&["linux/amd64"], "team/r0t0").digest();
    let public = Fault::on("HEAD", path).status(200);
    let public = public.header("docker-content-digest", digest);
    let index = "application/vnd.oci.image.index.v1+json";
    case.registry.fault(public.header("content-type", index));
    let jobs_text = jobs.to_string();
    case.project.run(["update", "--jobs", &jobs_text]).success();
    let refused = statuses(&case.registry, 401);
    assert!((1..=jobs + REPOSITORIES).contains(&refused), "{refused}");
    assert_eq!(case.registry.count("GET", "/token?"), REPOSITORIES);
}

#[test]
fn a_cold_update_at_docker_hub_asks_once_for_each_image_and_each_token_and_is_never_refused() {
    for jobs in ["1", "4", "64"] {
        let case = hundred_on_docker_hub();
        case.run(&format!("update --jobs {jobs}")).success();
        let registry = &case.registry;
        assert_eq!(registry.count("HEAD", "/v2/"), REPOSITORIES * TAGS);
        assert_eq!(registry.count("GET", "/token?"), REPOSITORIES);
        assert_eq!(registry.requests().len(), 120);
        assert_eq!(statuses(registry, 200), 120);
    }
}

/// The requests of an update, their statuses that are not 200, with this in the place of the cache directory.
fn asked_with(case: &Case, cache: &Path, jobs: &str) -> (usize, usize) {
    case.registry.clear_log();
    let run = case.command(&format!("update --jobs {jobs}"));
    run.env("IMAGELOCK_CACHE", cache).run().success();
    let all = case.registry.requests().len();
    (all, all - statuses(&case.registry, 200))
}

#[test]
fn a_cache_that_is_empty_or_cannot_be_written_costs_nothing() {
    let case = hundred();
    let file = case.project.file("file", "");
    for cache in [case.project.home().join("cache"), file.join("cache")] {
        assert_eq!(asked_with(&case, &cache, "4"), (121, 1));
    }
}

#[test]
fn with_a_cache_that_is_right_nothing_is_refused() {
    let case = hundred();
    let cache = case.project.home().join("cache");
    asked_with(&case, &cache, "4");
    for jobs in ["1", "4", "64"] {
        assert_eq!(asked_with(&case, &cache, jobs), (120, 0));
    }
}

#[test]
fn a_cache_that_is_right_costs_no_more_than_none_where_images_are_missing() {
    let missing = (0..3).map(|number| format!("team/r{number}:none"));
    let there = (0..REPOSITORIES * TAGS).map(|it| format!("team/r{}:t{}", it / TAGS, it % TAGS));
    let images: Vec<String> = missing.chain(there).collect();
    for jobs in ["1", "4", "64"] {
        let case = hundred();
        let cache = case.project.home().join("cache");
        let references = images.iter().map(|image| case.reference(image));
        let references = references.collect::<Vec<_>>().join(" ");
        let requests = || {
            case.registry.clear_log();
            let run = case.command(&format!("resolve --jobs {jobs} {references}"));
            run.env("IMAGELOCK_CACHE", &cache).run().exits(1);
            case.registry.requests().len()
        };
        let without = requests();
        asked_with(&case, &cache, "4");
        let with = requests();
        assert!(
            with <= without,
            "{with} instead of {without}, with {jobs} jobs"
        );
        assert_eq!(asked_with(&case, &cache, "4"), (120, 0), "it is forgotten");
    }
}

#[test]
fn a_cache_that_is_wrong_costs_what_was_under_way_and_the_run_after_it_nothing() {
    let case = hundred();
    let cache = case.project.home().join("cache");
    asked_with(&case, &cache, "1");
    let challenges = std::fs::read_dir(cache.join("challenges")).expect("the run made it");
    let path = challenges.flatten().last().expect("there is one").path();
    let wrong = read(&path).replace("registry.docker.io", "another");
    write(&path, wrong.as_bytes());
    // At most a token and a question with it for each repository, and then all that a first run asks
    let (all, refused) = asked_with(&case, &cache, "4");
    assert!((123..=121 + 2 * REPOSITORIES).contains(&all), "{all}");
    assert!(refused > 1, "the cache was not read");
    assert_eq!(asked_with(&case, &cache, "1"), (120, 0));
}

#[test]
fn tokens_are_used_for_their_own_repository_alone() {
    let case = hundred();
    case.project.run(["update"]).success();
    assert_shown_only_its_own(&case.registry, None);
    let scopes = case
        .registry
        .requests()
        .into_iter()
        .filter(|request| request.path.starts_with("/token"));
    assert!(
        scopes
            .clone()
            .all(|request| request.path.matches("scope=").count() == 1)
    );
}

#[test]
fn never_more_requests_are_in_flight_than_jobs_and_all_jobs_are_used() {
    let case = hundred();
    case.project.run(["update", "--jobs", "4"]).success();
    assert_eq!(case.registry.high_water(), 4);
}

#[test]
fn all_images_of_a_repository_are_asked_for_at_once_when_its_token_is_there() {
    let case = Case::with(Registry::builder().latency(|_| Duration::from_millis(250)));
    let tag = |number: usize| format!("t{number}");
    case.push("team/first", "t0", &Image::index(&["linux/amd64"], "a"));
    for number in 0..8 {
        let image = Image::index(&["linux/amd64"], &tag(number));
        case.push("team/second", &tag(number), &image);
    }
    let second = (0..8).map(|number| format!("team/second:t{number}"));
    case.images(second.chain(["team/first:t0".to_owned()]));
    case.project.run(["update", "--jobs", "16"]).success();
    assert_eq!(case.registry.high_water(), 8 + 1);
}

#[test]
fn never_more_connections_are_opened_than_jobs_need() {
    for jobs in [1, 4, 32, 128] {
        let case = hundred();
        case.project
            .run(["update", "--jobs", &jobs.to_string()])
            .success();
        let connections = case.registry.connections();
        assert!(connections <= jobs, "{connections} with {jobs} jobs");
    }
}

#[test]
fn one_job_asks_for_one_thing_after_the_other() {
    let case = hundred();
    case.project.run(["update", "--jobs", "1"]).success();
    assert_eq!(
        (case.registry.high_water(), case.registry.requests().len()),
        (1, 121)
    );
}

#[cfg(unix)]
#[test]
fn where_nothing_moved_there_are_heads_and_tokens_and_the_lock_is_untouched() {
    use std::os::unix::fs::MetadataExt as _;
    let case = hundred();
    case.project.run(["update"]).success();
    let identity = || {
        let metadata = case.project.path().join("images.lock").metadata().unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let before = identity();
    case.registry.clear_log();
    case.project.run(["update"]).success();
    assert_eq!(case.registry.count("HEAD", "/v2/"), REPOSITORIES * TAGS + 1);
    assert_eq!(case.registry.count("GET", "/token?"), REPOSITORIES);
    assert_eq!(
        (
            case.registry.count("GET", "/v2/"),
            statuses(&case.registry, 401)
        ),
        (0, 1)
    );
    assert_eq!(identity(), before);
}

#[test]
fn one_thing_under_two_names_is_asked_once() {
    let case = Case::with(Registry::builder().open());
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let reference = case.reference("team/app");
    let text = format!(
        "[images]\none = \"{reference}:main\"\ntwo = {{ image = \"{reference}\", tag = \"main\" }}\n\
         three = {{ image = \"{reference}:main\", platforms = [\"linux/amd64\"] }}\n"
    );
    case.project.file("images.toml", text);
    case.project.run(["update"]).success();
    assert_eq!(
        case.registry.sequence(),
        ["GET /v2/team/app/manifests/main 200"]
    );
}

/// A project with one image for one platform, of a registry that asks for nothing.
fn one_platform(image: &Image) -> Case {
    let case = Case::with(Registry::builder().open());
    case.registry.push("team/app", "main", image);
    let reference = case.reference("team/app:main");
    let text =
        format!("[images]\napp = {{ image = \"{reference}\", platforms = [\"linux/amd64\"] }}\n");
    case.project.file("images.toml", text);
    case
}

#[test]
fn presence_costs_a_head_for_each_image_and_each_locked_platform() {
    let case = hundred();
    let platforms = |text: String| {
        let (line, lines) = text.split_once('\n').unwrap_or_default();
        let images = lines.lines().map(|image| {
            let (name, reference) = image.split_once(" = ").unwrap_or_default();
            format!("{name} = {{ image = {reference}, platforms = [\"linux/amd64\"] }}\n")
        });
        format!("{line}\n{}", images.collect::<String>())
    };
    let manifest = platforms(case.project.read("images.toml"));
    case.project.file("images.toml", manifest);
    case.run("lock").success();
    case.registry.clear_log();
    case.project
        .run(["verify", "--present", "--jobs", "4"])
        .success();
    let registry = &case.registry;
    assert_eq!(registry.count("HEAD", "/v2/"), 2 * REPOSITORIES * TAGS + 1);
    assert_eq!(registry.count("GET", "/token?"), REPOSITORIES);
    assert_eq!(registry.requests().len(), 221);
    assert_eq!(registry.high_water(), 4);
}

#[test]
fn presence_beside_freshness_costs_a_head_for_each_tag_and_each_locked_platform() {
    let case = one_platform(&Image::index(&["linux/amd64"], "a"));
    case.project.run(["update"]).success();
    case.registry.clear_log();
    case.project
        .run(["verify", "--present", "--fresh"])
        .success();
    let platform = Image::index(&["linux/amd64"], "a").platform_digest("linux/amd64");
    assert_eq!(
        case.registry.sequence(),
        [
            "HEAD /v2/team/app/manifests/main 200".to_owned(),
            format!("HEAD /v2/team/app/manifests/{platform} 200"),
        ]
    );
}

#[test]
fn a_new_image_with_platforms_is_asked_by_one_get() {
    let case = one_platform(&Image::index(&["linux/amd64", "linux/arm64"], "a"));
    case.project.run(["update"]).success();
    assert_eq!(
        case.registry.sequence(),
        ["GET /v2/team/app/manifests/main 200"]
    );
}

#[test]
fn an_image_with_platforms_that_did_not_change_is_asked_by_head_alone() {
    let case = one_platform(&Image::index(&["linux/amd64"], "a"));
    case.project.run(["update"]).success();
    case.registry.clear_log();
    case.project.run(["update"]).success();
    assert_eq!(
        case.registry.sequence(),
        ["HEAD /v2/team/app/manifests/main 200"]
    );
}

#[test]
fn an_image_with_platforms_that_changed_is_fetched_by_its_new_digest() {
    let case = one_platform(&Image::index(&["linux/amd64"], "a"));
    case.project.run(["update"]).success();
    let digest = case
        .registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "b"));
    case.registry.clear_log();
    case.project.run(["update"]).success();
    assert_eq!(
        case.registry.sequence(),
        [
            "HEAD /v2/team/app/manifests/main 200".to_owned(),
            format!("GET /v2/team/app/manifests/{digest} 200"),
        ]
    );
}

#[test]
fn an_image_of_one_platform_costs_its_config_and_nothing_more() {
    let case = one_platform(&Image::single("linux/amd64", "a"));
    case.project.run(["update"]).success();
    let sequence = case.registry.sequence();
    assert_eq!(sequence.len(), 2, "{sequence:?}");
    assert_eq!(sequence[0], "GET /v2/team/app/manifests/main 200");
    assert!(
        sequence[1].starts_with("GET /v2/team/app/blobs/sha256:"),
        "{sequence:?}"
    );
}

#[test]
fn a_registry_that_does_not_answer_keeps_no_other_from_being_asked() {
    let silent = Registry::builder().open().start();
    silent.fault(Fault::on("*", "/v2/*").always().hold());
    let answering = Registry::builder().start();
    let mut text = String::from("[images]\n");
    for number in 0..40 {
        answering.push(
            "team/app",
            &format!("t{number}"),
            &Image::single("linux/amd64", "a"),
        );
        text += &format!("a{number} = \"{}/team/app:t{number}\"\n", silent.host());
        text += &format!("b{number} = \"{}/team/app:t{number}\"\n", answering.host());
    }
    let project = Project::new();
    project.file("images.toml", text);
    project
        .run(["update", "--jobs", "4", "--timeout", "3"])
        .exits(3);
    assert_eq!(statuses(&answering, 200), 41);
    assert!(!project.exists("images.lock"));
}
