//! A cache directory that somebody else has filled: it costs requests, and nothing else.

use super::*;
use crate::support::files::write;
use crate::support::hub::{Certificate, Face, Names};

/// The registry's name in TLS.
const NAME: &str = "registry.corp.example";

/// A registry that is reached by its name in TLS, as is its token server.
fn named() -> Case {
    let realm = format!("https://{NAME}/token");
    let registry = Registry::builder().user(USER, PASSWORD).realm(&realm);
    let case = case_of(registry).named(|registry| {
        Names::default().lead(NAME, &registry.host(), Face::Tls(Certificate::Good))
    });
    let manifest = format!("[images]\nweb = \"{NAME}/acme/web:1\"\n");
    case.project.file("images.toml", manifest);
    case
}

/// The hosts that were asked in a run with this challenge in the cache, which locks the right digest.
#[track_caller]
fn asked_after(challenge: &str) -> Vec<String> {
    let case = named();
    let path = remembered(&case);
    write(&path, format!("https://{NAME}\n{challenge}\n").as_bytes());
    case.project.file("images.lock", "version = 1\n");
    is_locked(&case, remembering(&case, "update").run());
    assert!(
        read(&path).contains(&format!("\"https://{NAME}/token\"")),
        "it is put right"
    );
    assert_shown_only_its_own(&case.registry, None);
    case.hub().hosts()
}

#[test]
fn a_token_server_that_is_not_the_registrys_own_is_not_asked() {
    for realm in [
        "https://tokens.other.example/token",
        "https://10.0.0.1/token",
        "https://127.0.0.1/token",
        "https://[fd00::1]/token",
        "http://registry.corp.example/token",
        "https://ana:secret@registry.corp.example/token",
        "https://registry.corp.example/token?scope=other",
        "https://corp.example.evil.example/token",
        "ftp://registry.corp.example/token",
        "",
    ] {
        let hosts = asked_after(&format!(
            "Bearer realm=\"{realm}\",service=\"registry.docker.io\""
        ));
        assert_eq!(hosts, [NAME], "{realm}");
    }
}

#[test]
fn a_token_server_in_the_registrys_domain_that_is_not_there_costs_a_request() {
    let hosts = asked_after("Bearer realm=\"https://tokens.corp.example/token\"");
    assert_eq!(hosts, [NAME, "tokens.corp.example"]);
}

#[test]
fn another_service_another_path_and_another_scheme_cost_requests() {
    for challenge in [
        "Bearer realm=\"https://registry.corp.example/token\",service=\"another\"",
        "Bearer realm=\"https://registry.corp.example/v2/\"",
        "Bearer realm=\"https://registry.corp.example/\",service=\"registry.docker.io\"",
        "Basic realm=\"corp\"",
        "Negotiate",
    ] {
        assert_eq!(asked_after(challenge), [NAME], "{challenge}");
    }
}

#[test]
fn a_registry_that_hides_an_image_from_a_strange_token_is_asked_anew() {
    for status in [400, 403, 404] {
        let case = case_of(Registry::builder());
        remembered(&case);
        case.registry
            .fault(Fault::on("HEAD", "/v2/acme/*").status(status));
        is_locked(&case, remembering(&case, "update").run());
        let statuses = case
            .registry
            .requests()
            .into_iter()
            .filter_map(|it| it.status);
        let asked: Vec<_> = statuses.collect();
        assert_eq!(asked[..3], [200, status, 401], "{asked:?}");
    }
}

/// A run that remembers, of a project without a lock.
fn update_anew(case: &Case) -> Outcome {
    case.project.file("images.lock", "version = 1\n");
    remembering(case, "update").run()
}

#[test]
fn a_registry_that_is_open_by_now_and_dislikes_a_token_is_asked_without_one_and_forgotten() {
    let head = || Fault::on("HEAD", "/v2/acme/*");
    let others = [
        204, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 413, 422, 431, 451, 500, 501,
        502,
    ];
    let statuses = others.map(|status| head().status(status));
    let odd = [
        head().status(200),
        head().status(200).header("docker-content-digest", "none"),
        head().status(302).header("location", "/v2/"),
        head().status(429).header("retry-after", "100"),
    ];
    for dislike in statuses.into_iter().chain(odd) {
        let case = case_of(Registry::builder());
        let path = remembered(&case);
        let words = format!("{dislike:?}");
        let open = head().status(200).always();
        case.registry.fault(dislike);
        case.registry
            .fault(open.header("docker-content-digest", image().digest()));
        is_locked(&case, update_anew(&case));
        assert_eq!(case.registry.count("HEAD", "/v2/acme/"), 2, "{words}");
        assert!(!path.exists(), "{words}");
    }
}

#[test]
fn a_registry_that_has_failed_and_still_wants_tokens_is_asked_with_one_again() {
    for status in [408, 500, 503] {
        let case = case_of(Registry::builder());
        let path = remembered(&case);
        case.registry
            .fault(Fault::on("HEAD", "/v2/acme/*").status(status));
        is_locked(&case, update_anew(&case));
        let statuses = case.registry.requests().into_iter();
        let statuses: Vec<_> = statuses.filter_map(|it| it.status).collect();
        assert_eq!(statuses, [200, status, 401, 200]);
        assert!(path.exists());
    }
}

#[test]
fn a_registry_that_is_down_is_not_forgotten() {
    let case = case_of(Registry::builder());
    let path = remembered(&case);
    let down = Fault::on("HEAD", "*").always().status(503);
    case.registry.fault(down.header("retry-after", "100"));
    remembering(&case, "update").run().exits(3);
    let asked = case.registry.sequence();
    assert_eq!(case.registry.count("HEAD", "/v2/"), 2, "{asked:?}");
    assert!(path.exists());
    let tokens = Fault::on("GET", "/token").always().status(503);
    case.registry.fault(tokens.header("retry-after", "100"));
    remembering(&case, "update").run().exits(3);
    assert!(path.exists(), "nor if its token server is as well");
}

#[test]
fn credentials_are_for_nobody_whom_a_cache_names() {
    for realm in [
        "https://tokens.other.example/token",
        "https://tokens.corp.example/token",
    ] {
        let case = named();
        let path = remembered(&case);
        write(
            &path,
            format!("https://{NAME}\nBearer realm=\"{realm}\"\n").as_bytes(),
        );
        let login = format!(
            "{{\"auths\": {{\"{NAME}\": {{\"username\": \"{USER}\", \"password\": \"{PASSWORD}\"}}}}}}"
        );
        case.docker_config(&login);
        is_locked(&case, remembering(&case, "update").run());
        assert_eq!(case.hub().hosts(), [NAME]);
        assert_shown_only_its_own(&case.registry, Some(USER));
    }
}

/// Asserts that a run with this in the place of the file locks the right digest, asks no more than one does that
/// remembers nothing, and says with `-v` alone what is the matter.
#[track_caller]
fn is_passed_over(words: &str, put: impl Fn(&Path)) {
    let case = case_of(Registry::builder());
    let path = remembered(&case);
    std::fs::remove_file(&path).expect("it was there");
    put(&path);
    case.project.file("images.lock", "version = 1\n");
    let outcome = remembering(&case, "update -v").run();
    assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
    is_locked(&case, outcome);
    assert_eq!(case.registry.requests().len(), 3, "{words}");
    assert_eq!(
        remembering(&case, "update").run().success().stderr,
        "",
        "{words}"
    );
}

#[test]
fn what_is_no_text_about_the_registry_is_passed_over() {
    let cases: [&[u8]; 6] = [
        b"",
        b"garbage",
        b"\xff\xfe\x00",
        b"https://other.example\nBearer realm=\"https://other.example/token\"\n",
        b"\nBearer realm=\"/token\"\n",
        b"http://127.0.0.1:1\nBearer realm=\"/token\"\nBearer realm=\"/token\"\n",
    ];
    for text in cases {
        is_passed_over("is not used: ", |path| write(path, text));
    }
}

#[test]
fn a_text_that_is_far_too_long_is_passed_over() {
    is_passed_over("is not used: ", |path| write(path, vec![b'a'; 20 << 20]));
    is_passed_over("is not used: ", |path| write(path, [b'\n'; 5000]));
}

#[cfg(unix)]
#[test]
fn a_link_a_directory_and_a_pipe_are_passed_over() {
    is_passed_over("it is a link", |path| {
        let target = path.with_file_name("target");
        write(&target, b"mine");
        std::os::unix::fs::symlink(target, path).expect("the name is free");
    });
    is_passed_over("is a directory", |path| {
        std::fs::create_dir(path).expect("the name is free")
    });
    is_passed_over("is not used: ", |path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.expect("there is a `mkfifo`").success());
    });
}

#[cfg(unix)]
#[test]
fn a_link_in_the_cache_is_never_written_through() {
    let case = case_of(Registry::builder());
    let path = remembered(&case);
    let target = case.project.home().join("mine");
    write(&target, b"mine");
    std::fs::remove_file(&path).expect("it was there");
    std::os::unix::fs::symlink(&target, &path).expect("the name is free");
    remembering(&case, "update").run().success();
    assert_eq!(read(&target), "mine");
    assert!(!path.is_symlink(), "it is replaced");
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_a_link_is_not_used_and_what_it_leads_to_stays() {
    let case = case_of(Registry::builder());
    let path = remembered(&case);
    let (mine, directory) = (case.project.home().join("mine"), path.with_file_name(""));
    let name = path.file_name().expect("it is a file").to_owned();
    let text = read(&path);
    std::fs::create_dir(&mine).expect("the name is free");
    write(&mine.join(&name), text);
    std::fs::remove_dir_all(&directory).expect("it is this user's");
    std::os::unix::fs::symlink(&mine, cache(&case).join("challenges")).expect("the name is free");
    for number in 1..1000 {
        write(&mine.join(format!("{number:04}")), b"precious");
    }
    for with_a_file in [true, false] {
        case.registry.clear_log();
        let outcome = remembering(&case, "update -v").run();
        let words = "/cache/challenges` is not used: it is a link";
        assert!(outcome.stderr.contains(words), "{outcome}");
        is_locked(&case, outcome);
        assert_eq!(case.registry.requests().len(), 3, "{with_a_file}");
        assert_eq!(mine.join(&name).exists(), with_a_file);
        std::fs::remove_file(mine.join(&name)).unwrap_or_default();
    }
    assert_eq!(files(&cache(&case)).len(), 999);
}

#[test]
fn a_place_that_cannot_be_written_is_no_failure_and_told_with_v_alone() {
    let case = case_of(Registry::builder());
    let file = case.project.file(case.project.home().join("file"), "");
    let run = |arguments| {
        case.command(arguments)
            .env("IMAGELOCK_CACHE", file.join("cache"))
            .run()
    };
    assert_eq!(run("update").success().stderr, "");
    let outcome = run("update -v").success();
    assert!(
        outcome.stderr.contains("/cache/challenges` is not used: "),
        "{outcome}"
    );
}

#[test]
fn a_home_that_is_not_there_or_takes_no_files_is_no_failure() {
    for home in ["", "relative", "/proc"] {
        let case = case_of(Registry::builder());
        let run = case.command("update").env("IMAGELOCK_CACHE", "");
        let outcome = run.env("HOME", home).run();
        assert_eq!(outcome.stderr, "", "{home}");
        is_locked(&case, outcome);
        assert_eq!(case.registry.requests().len(), 3, "{home}");
    }
}

#[test]
fn what_a_run_that_was_killed_has_left_is_passed_over() {
    let case = case_of(Registry::builder());
    let path = remembered(&case);
    write(&path.with_file_name(".tmpABCDEF"), b"http://");
    let whole = read(&path);
    for length in (0..whole.len() - 1).step_by(7) {
        write(&path, &whole.as_bytes()[..length]);
        let locked = remembering(&case, "resolve HOST/acme/web:1").run();
        assert!(locked.success().stdout.contains(&image().digest()));
        assert_eq!(read(&path), whole, "{length} bytes");
    }
}

#[test]
fn a_registry_that_asks_for_nothing_any_more_is_asked_for_no_tokens_from_then_on() {
    let case = case_of(Registry::builder().open());
    let host = case.registry.host();
    let lie = format!("http://{host}\nBearer realm=\"http://{host}/nowhere\"\n");
    let name = format!("http___{}", host.replace(':', "_"));
    let path = cache(&case).join("challenges").join(name);
    case.project.file(&path, lie);
    is_locked(&case, remembering(&case, "update").run());
    assert_eq!(
        case.registry.requests().len(),
        2,
        "{:?}",
        case.registry.sequence()
    );
    assert!(!path.exists());
}
