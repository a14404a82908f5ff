use std::sync::Arc;

use super::*;
use crate::config::Config;

fn endpoint(registry: &str) -> Endpoint {
    Endpoint::own(&registry.parse().unwrap(), None, &Config::default()).unwrap()
}

fn bearer(realm: &str, service: &str) -> Bearer {
    Bearer {
        realm: Arc::new(realm.parse().unwrap()),
        service: Some(service.into()).filter(|service: &Arc<str>| !service.is_empty()),
        or_basic: false,
    }
}

#[test]
fn what_is_written_about_a_host_is_read_as_it_was_or_not_written() {
    let ghcr = endpoint("ghcr.io");
    for service in ["", "ghcr.io", "SUSE Linux Docker Registry"] {
        let known = bearer("https://ghcr.io/token", service);
        let text = written(&ghcr, &known).unwrap();
        assert!(read(&text, &ghcr).unwrap().is_same(&known), "{text}");
        assert!(read(&text, &endpoint("quay.io")).is_none(), "{text}");
    }
    for service in [
        "\"",
        "a\",realm=\"https://evil.example/",
        "\\",
        "\n",
        "é",
        " a",
    ] {
        let odd = written(&ghcr, &bearer("https://ghcr.io/token", service));
        let is_same =
            |text: String| read(&text, &ghcr).unwrap().service.as_deref() == Some(service);
        assert!(odd.is_none_or(is_same), "{service:?}");
    }
    for realm in [
        "https://ghcr.io/token?key=secret",
        "https://ghcr.io/token;id=secret",
        "https://tokens.example/token",
        "http://ghcr.io/token",
        "https://127.0.0.1/token",
    ] {
        assert_eq!(written(&ghcr, &bearer(realm, "ghcr.io")), None, "{realm}");
    }
    let long = "s".repeat(TEXT_MAX);
    assert_eq!(
        written(&ghcr, &bearer("https://ghcr.io/token", &long)),
        None
    );
}

/// What is remembered below a directory; nothing may be in its way.
fn memory(cache: &Path) -> ChallengeMemory {
    let observer: Observer = Arc::new(|event| panic!("{event:?}"));
    ChallengeMemory::new(cache, SystemTime::now, observer)
}

fn keep(memory: &ChallengeMemory, host: &str) -> bool {
    let realm = format!("https://{host}/token");
    memory.keep(&endpoint(host), &bearer(&realm, ""));
    memory.recall(&endpoint(host)).is_some()
}

/// Fills the directory up to the last place, each file with this name and text for its number.
fn fill(cache: &Path, file: impl Fn(usize) -> (String, String)) -> Vec<PathBuf> {
    let directory = cache.join(DIRECTORY);
    files::make_private_directory(&directory).unwrap();
    for number in files::list(&directory).len()..HOSTS_MAX {
        let (name, text) = file(number);
        files::keep(&directory.join(name), text.as_bytes()).unwrap();
    }
    files::list(&directory)
}

#[test]
fn no_more_hosts_are_remembered_than_there_is_room_for() {
    let cache = tempfile::tempdir().unwrap();
    let memory = memory(cache.path());
    assert!(keep(&memory, "r7.example"));
    fill(cache.path(), |number| {
        let place = format!("https://{number}.example");
        (file_name(&place), format!("{place}\n"))
    });
    assert!(keep(&memory, "another.example"));
    assert!(keep(&memory, "another.example"));
    assert_eq!(files::list(&cache.path().join(DIRECTORY)).len(), HOSTS_MAX);
    memory.forget(&endpoint("r7.example"));
    memory.forget(&endpoint("r7.example"));
    assert!(memory.recall(&endpoint("r7.example")).is_none());
}

#[test]
fn files_of_others_stay_where_they_are_and_one_of_its_own_makes_room() {
    let cache = tempfile::tempdir().unwrap();
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let observer = Arc::clone(&told);
    let observer: Observer = Arc::new(move |event| observer.lock().unwrap().push(event));
    let memory = ChallengeMemory::new(cache.path(), SystemTime::now, observer);
    let others = fill(cache.path(), |number| match number % 2 {
        0 => (format!("mail{number}"), "precious\n".to_owned()),
        _ => {
            let text = "https://another.example\nprecious\n".to_owned();
            (format!("https___{number}.example"), text)
        }
    });
    assert!(!keep(&memory, "a.example"));
    let told = format!("{:?}", told.lock().unwrap());
    assert!(told.contains("it is full of files that are not"), "{told}");
    assert_eq!(files::list(&cache.path().join(DIRECTORY)), others);
    std::fs::remove_file(&others[0]).unwrap();
    assert!(keep(&memory, "a.example") && keep(&memory, "b.example"));
    assert!(others[1..].iter().all(|path| files::is_there(path)));
}
