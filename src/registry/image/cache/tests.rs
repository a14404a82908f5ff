use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// The bodies below a directory, and what is told of them.
fn cache(below: &Path) -> (BodyCache, Arc<Mutex<Vec<String>>>) {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let observer = Arc::clone(&told);
    let observer: Observer = Arc::new(move |event| match event {
        Event::CacheUnused { cause, .. } => observer.lock().unwrap().push(cause),
        other => panic!("{other:?}"),
    });
    (BodyCache::new(below, observer), told)
}

/// The repository of all bodies but one.
fn app() -> Repository {
    "app".parse().unwrap()
}

/// A body of this size, and its digest.
fn body(seed: usize, size: u64) -> (Digest, Vec<u8>) {
    let mut body = vec![b' '; usize::try_from(size).unwrap()];
    body[..8].copy_from_slice(&seed.to_le_bytes());
    (Digest::sha256(&body), body)
}

fn taken(below: &Path) -> u64 {
    let files = files::list_kept(&below.join(DIRECTORY), FILES_MAX);
    let files = files.unwrap().unwrap().into_iter();
    files.map(|file| on_disk(file.size)).sum()
}

/// Dates a file back by so many hours.
fn date_back(path: &Path, hours: u64) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    let age = std::time::Duration::from_secs(hours * 3600);
    file.set_modified(std::time::SystemTime::now() - age)
        .unwrap();
}

#[test]
fn a_body_is_here_from_the_run_that_kept_it_on_and_no_other() {
    let below = tempfile::tempdir().unwrap();
    let (digest, bytes) = body(1, 100);
    let (first, _) = cache(below.path());
    assert_eq!(first.get(&app(), &digest), None);
    first.keep(&app(), &digest, &bytes);
    let (second, told) = cache(below.path());
    assert_eq!(second.get(&app(), &digest), Some(bytes));
    assert_eq!(second.get(&app(), &body(2, 100).0), None);
    let sha512: Digest = format!("sha512:{}", "0".repeat(128)).parse().unwrap();
    let sha512 = sha512.of_same_algorithm(b"512");
    second.keep(&app(), &sha512, b"512");
    assert_eq!(second.get(&app(), &sha512).as_deref(), Some(&b"512"[..]));
    assert_eq!(*told.lock().unwrap(), [""; 0]);
}

#[test]
fn what_one_repository_has_is_here_for_no_other() {
    let below = tempfile::tempdir().unwrap();
    let (cache, _) = cache(below.path());
    let (digest, bytes) = body(1, 100);
    cache.keep(&"private/app".parse().unwrap(), &digest, &bytes);
    assert_eq!(cache.get(&app(), &digest), None);
}

#[test]
fn wrong_bytes_are_none_and_are_replaced() {
    let below = tempfile::tempdir().unwrap();
    let (cache, told) = cache(below.path());
    let (digest, bytes) = body(1, 100);
    for wrong in [&bytes[..99], b"", &[b'a'; MANIFEST_MAX + 1]] {
        cache.keep(&app(), &digest, wrong);
        assert_eq!(cache.get(&app(), &digest), None, "{} bytes", wrong.len());
        cache.keep(&app(), &digest, &bytes);
        assert_eq!(cache.get(&app(), &digest).as_ref(), Some(&bytes));
    }
    let told = told.lock().unwrap().join("\n");
    insta::assert_snapshot!(told, @"
    it has another digest than it is kept for
    it has another digest than it is kept for
    it is too large
    ");
}

/// A digest of nothing that is ever read.
fn digest(seed: usize) -> Digest {
    Digest::sha256(&seed.to_le_bytes())
}

#[test]
fn the_oldest_go_where_there_is_no_more_room_and_what_is_not_its_own_stays() {
    let below = tempfile::tempdir().unwrap();
    let directory = below.path().join(DIRECTORY);
    let size = SHARE / 2;
    let count = usize::try_from(ROOM / size).unwrap();
    let others = ["mail", "sha256-12", "sha512:12"].map(|name| directory.join(name));
    let bytes = vec![b' '; usize::try_from(size).unwrap()];
    let is_kept = |seed| files::is_there(&cache(below.path()).0.path(&app(), &digest(seed)));
    for seed in 0..count + 8 {
        // As many runs as bodies, each of which writes one
        let (cache, told) = cache(below.path());
        cache.keep(&app(), &digest(seed), &bytes);
        assert_eq!(*told.lock().unwrap(), [""; 0]);
        date_back(&cache.path(&app(), &digest(seed)), 1000 - seed as u64);
        for other in &others {
            files::keep(other, b"precious").unwrap();
            date_back(other, 2000);
        }
    }
    assert!(taken(below.path()) <= ROOM + BLOCK * others.len() as u64);
    assert!(others.iter().all(|path| files::is_there(path)));
    assert!(!(0..8).any(is_kept));
    assert!((10..count + 8).all(is_kept));
}

#[test]
fn a_run_that_writes_much_keeps_to_the_room() {
    let below = tempfile::tempdir().unwrap();
    let (cache, told) = cache(below.path());
    let bytes = vec![b' '; MANIFEST_MAX];
    for seed in 0..usize::try_from(ROOM).unwrap() / MANIFEST_MAX + 4 {
        cache.keep(&app(), &digest(seed), &bytes);
        assert!(
            files::is_there(&cache.path(&app(), &digest(seed))),
            "{seed}"
        );
        assert!(taken(below.path()) <= ROOM, "{seed}");
    }
    assert_eq!(*told.lock().unwrap(), [""; 0]);
}

#[test]
fn what_a_run_that_was_killed_has_left_goes_like_what_is_whole() {
    let below = tempfile::tempdir().unwrap();
    let (cache, _) = cache(below.path());
    let directory = below.path().join(DIRECTORY);
    files::make_private_directory(&directory).unwrap();
    let left = directory.join(".tmpA1b2C3");
    files::keep(&left, &vec![0; usize::try_from(ROOM).unwrap()]).unwrap();
    let (digest, bytes) = body(1, 100);
    cache.keep(&app(), &digest, &bytes);
    assert!(!files::is_there(&left) && cache.get(&app(), &digest).is_some());
}

#[test]
fn a_directory_with_too_many_files_of_others_is_told_once_and_not_written() {
    let below = tempfile::tempdir().unwrap();
    let (mut cache, told) = cache(below.path());
    cache.files_max = 10;
    let directory = below.path().join(DIRECTORY);
    files::make_private_directory(&directory).unwrap();
    for number in 0..=cache.files_max {
        files::keep(&directory.join(format!("mail{number}")), b"precious").unwrap();
    }
    for seed in 0..3 {
        let (digest, bytes) = body(seed, 100);
        cache.keep(&app(), &digest, &bytes);
        assert_eq!(cache.get(&app(), &digest), None);
    }
    assert_eq!(*told.lock().unwrap(), ["there are too many files in it"]);
    assert_eq!(files::list(&directory).len(), cache.files_max + 1);
}

#[test]
fn several_runs_at_once_read_and_write_one_body() {
    let below = tempfile::tempdir().unwrap();
    let (digest, bytes) = body(1, 100_000);
    let found = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (cache, told) = cache(below.path());
                for _ in 0..20 {
                    cache.keep(&app(), &digest, &bytes);
                    found.fetch_add(
                        usize::from(cache.get(&app(), &digest) == Some(bytes.clone())),
                        Ordering::Relaxed,
                    );
                }
                assert_eq!(*told.lock().unwrap(), [""; 0]);
            });
        }
    });
    assert_eq!(found.into_inner(), 8 * 20);
}
