//! Which commits a change is held against: all bases where histories cross, and what it is going to be merged into.

use super::{NEW, OLD, case, manifest, reason_against, single};
use crate::support::case::Case;
use crate::support::registry::{Image, Registry};

/// Commits, each with what its files are then.
struct History {
    case: Case,
    first: String,
}

impl History {
    /// That of a repository whose one commit locks the newer of two digests.
    fn new() -> Self {
        let case = case();
        let first = case.project.git(&["rev-parse", "HEAD"]);
        case.project.git(&["checkout", "-q", "--detach"]);
        Self { case, first }
    }

    /// Takes the files of a commit.
    fn files_of(&self, commit: &str) -> &Self {
        self.case
            .project
            .git(&["read-tree", "-u", "--reset", commit]);
        self
    }

    /// A commit of the files as they are.
    fn commit(&self, parents: &[&str], seconds: u32) -> String {
        self.case.project.commit_onto(parents, seconds)
    }

    /// What merging two commits comes to, as git does it, and as a commit.
    fn merged(&self, ours: &str, theirs: &str, seconds: u32) -> String {
        self.check_out(ours);
        self.case
            .project
            .git(&["merge", "-q", "--no-ff", "--no-commit", theirs]);
        self.commit(&[ours, theirs], seconds)
    }

    /// Checks out a commit as the change, and makes another one the branch that it is meant for.
    fn propose(&self, change: &str, target: &str) {
        self.check_out(change);
        self.case
            .project
            .git(&["update-ref", "refs/remotes/origin/main", target]);
        self.case.registry.clear_log();
    }

    fn check_out(&self, commit: &str) {
        self.case
            .project
            .git(&["checkout", "-q", "-f", "--detach", commit]);
        self.case.project.git(&["clean", "-q", "-f", "-d"]);
    }

    /// The reason that is given for an image of the change.
    #[track_caller]
    fn reason(&self, name: &str, status: i32) -> String {
        reason_against("origin/main", &self.case, "", name, status)
    }

    fn bases(&self) -> Vec<String> {
        let bases = self
            .case
            .project
            .git(&["merge-base", "--all", "origin/main", "HEAD"]);
        bases.lines().map(str::to_owned).collect()
    }
}

#[test]
fn three_green_pull_requests_bring_no_false_digest() {
    // Each order of the dates chooses another base where git is asked for one alone
    for (early, late) in [(10, 20), (20, 10)] {
        let history = History::new();
        let (case, first) = (&history.case, &history.first);
        let passes_unasked = |change: &str, target: &str| {
            history.propose(change, target);
            case.run("verify --base origin/main").success();
            assert!(
                case.registry.requests().is_empty(),
                "{:?}",
                case.registry.sequence()
            );
        };
        // The first one locks the older digest, and takes that back
        case.edit_lock(&single(NEW), &single(OLD));
        let false_one = history.commit(&[first], 1);
        let taken_back = history.files_of(first).commit(&[&false_one], 2);
        passes_unasked(&taken_back, first);
        let main = history.merged(first, &taken_back, late);
        // The second one begins in the middle of the first, and changes nothing of the lock
        history.files_of(&false_one);
        case.project.file("README", "harmless");
        let side = history.commit(&[&false_one], early);
        passes_unasked(&side, &main);
        let merged = history.merged(&main, &side, 30);
        assert!(case.raw_lock().contains(&single(NEW)), "so far all is well");
        // The third one merged both before, the other way round
        history.files_of(&side);
        let third = history.commit(&[&side, &main], 31);
        history.propose(&third, &merged);
        assert_eq!(history.bases().len(), 2);
        assert_eq!(history.reason("web", 1), "digest-not-from-tag");
        assert!(
            case.registry.count("HEAD", "/v2/acme/web/manifests/1.2") > 0,
            "it is asked"
        );
        // And what git makes of it is what the gate is there for
        history.merged(&merged, &third, 32);
        assert!(
            case.raw_lock().contains(&single(OLD)),
            "the merge would take the false one"
        );
    }
}

/// Two commits that crossed, with the files of `first` and `second`, and what each side made of them.
fn crossed(history: &History, first: &str, second: &str, ours: &str, theirs: &str) {
    let side =
        |files: &str, parents: &[&str], seconds| history.files_of(files).commit(parents, seconds);
    let (one, other) = (
        side(first, &[&history.first], 1),
        side(second, &[&history.first], 2),
    );
    let target = side(theirs, &[&one, &other], 3);
    let change = side(ours, &[&one, &other], 4);
    history.propose(&change, &target);
    assert_eq!(history.bases().len(), 2);
}

#[test]
fn what_the_branch_has_as_well_is_not_asked_whatever_a_base_has() {
    let history = History::new();
    history
        .case
        .push("acme/web", "1.2", &Image::single("linux/amd64", "newest"));
    history.case.edit_lock(&single(NEW), &single(OLD));
    let old = history.commit(&[&history.first], 1);
    for (one, other) in [(&old, &history.first), (&history.first, &old)] {
        crossed(&history, one, other, &history.first, &history.first);
        let outcome = history.case.run("verify --base origin/main").success();
        assert!(outcome.stdout.contains("no entry differs"), "{outcome}");
        assert!(history.case.registry.requests().is_empty());
    }
    // On one side alone it may be what a merge takes
    crossed(&history, &old, &history.first, &old, &history.first);
    assert_eq!(history.reason("web", 1), "digest-not-from-tag");
}

#[test]
fn a_new_name_needs_the_entry_of_the_branch_and_not_of_a_commit_that_the_change_chose() {
    let history = History::new();
    let (case, first) = (&history.case, &history.first);
    // A name with a false digest, which the same pull request takes back
    case.manifest(&(manifest("1.2", "\"linux/amd64\"") + "other = \"HOST/acme/web:1.2\"\n"));
    case.run("lock").success();
    let lock = case.raw_lock();
    let (before, entry) = lock.split_once("[images.other]").expect("it is locked");
    let entry = entry.replacen(&single(NEW), &single(OLD), 1);
    case.project
        .file("images.lock", format!("{before}[images.other]{entry}"));
    let false_one = history.commit(&[first], 1);
    let taken_back = history.files_of(first).commit(&[&false_one], 2);
    let main = history.merged(first, &taken_back, 3);
    // Another one begins there, and gives it a new name
    history.files_of(&false_one);
    for name in ["images.toml", "images.lock"] {
        case.project
            .file(name, case.project.read(name).replace("other", "a-new-name"));
    }
    // Entries are sorted: what was the last one comes first
    let lock = case.raw_lock();
    let (others, entry) = lock
        .split_once("\n[images.a-new-name]")
        .expect("it is locked");
    let (entry, more) = entry
        .split_once("\n[")
        .map_or((entry, String::new()), |(entry, more)| {
            (entry, format!("\n[{more}"))
        });
    let (head, others) = others.split_once("\n[").expect("there are others");
    case.project.file(
        "images.lock",
        format!("{head}\n[images.a-new-name]{entry}\n[{others}{more}"),
    );
    let change = history.commit(&[&false_one], 4);
    history.propose(&change, &main);
    case.run("verify").success();
    assert_eq!(history.bases(), [false_one]);
    assert_eq!(history.reason("a-new-name", 1), "digest-not-from-tag");
}

#[test]
fn a_registry_and_a_pin_that_a_change_brought_and_took_back_are_not_allowed() {
    let history = History::new();
    let (case, first) = (&history.case, &history.first);
    let other = Registry::builder().open().start();
    other.push("acme/new", "1", &Image::single("linux/amd64", "new"));
    other.push("acme/new", "2", &Image::single("linux/amd64", "newer"));
    let stays = manifest("1.2", "\"linux/amd64\"");
    let pinned = format!("pinned = \"HOST/acme/web:1.2@{}\"\n", single(OLD));
    case.manifest(&format!(
        "{stays}{pinned}new = \"{}/acme/new:1\"\n",
        other.host()
    ));
    case.run("lock").success();
    let strange = history.commit(&[first], 1);
    let taken_back = history.files_of(first).commit(&[&strange], 2);
    let main = history.merged(first, &taken_back, 3);
    history.files_of(&strange);
    case.manifest(&format!(
        "{stays}{}newer = \"{}/acme/new:2\"\n",
        pinned.replace("pinned", "fixed"),
        other.host()
    ));
    case.run("lock").success();
    let change = history.commit(&[&strange], 4);
    history.propose(&change, &main);
    other.clear_log();
    assert_eq!(history.reason("newer", 1), "registry-not-allowed");
    assert!(other.requests().is_empty());
    assert_eq!(history.reason("fixed", 1), "pinned-by-hand");
}

#[test]
fn what_any_base_demands_is_demanded() {
    let history = History::new();
    let case = &history.case;
    case.manifest(&manifest("1.2", ""));
    case.run("lock").success();
    let without = history.commit(&[&history.first], 1);
    for (one, other) in [(&without, &history.first), (&history.first, &without)] {
        crossed(&history, one, other, &without, &history.first);
        assert_eq!(history.reason("base", 1), "policy-removed");
    }
    case.project
        .git(&["rm", "-q", "-f", "images.toml", "images.lock"]);
    case.project.file("README", "");
    let removed = history.commit(&[&history.first], 1);
    for (one, other) in [(&removed, &history.first), (&history.first, &removed)] {
        crossed(&history, one, other, &removed, &history.first);
        for arguments in ["", "--all", "--manifest-path images.toml"] {
            let outcome = case
                .run(&format!("verify --base origin/main {arguments}"))
                .exits(1);
            assert!(
                outcome.stderr.contains("is in use in `origin/main`"),
                "{outcome}"
            );
        }
    }
}

#[test]
fn more_bases_than_sixteen_are_too_many_and_merging_leaves_one() {
    let history = History::new();
    let (case, first) = (&history.case, &history.first);
    for count in [16, 17] {
        let sides: Vec<String> = (0..count)
            .map(|number| history.commit(&[first], 100 + number))
            .collect();
        let parents: Vec<&str> = sides.iter().map(String::as_str).collect();
        let (target, change) = (history.commit(&parents, 200), history.commit(&parents, 201));
        history.propose(&change, &target);
        if count == 16 {
            case.run("verify --base origin/main").success();
        } else {
            let outcome = case.run("verify --base origin/main").exits(2);
            assert!(
                outcome.stderr.contains("more than 16 merge bases"),
                "{outcome}"
            );
            assert!(
                outcome.stderr.contains("`git merge origin/main`"),
                "{outcome}"
            );
            let merged = history.merged(&change, &target, 202);
            history.propose(&merged, &target);
            case.run("verify --base origin/main").success();
        }
    }
}

#[test]
fn a_shallow_clone_tells_where_a_change_left_only_what_it_comes_from() {
    let history = History::new();
    let (case, first) = (&history.case, &history.first);
    let main = history.commit(&[first], 1);
    case.edit_lock(&single(NEW), &single(OLD));
    let change = history.commit(&[first], 2);
    let merge = history.commit(&[&main, &change], 3);
    for (branch, commit) in [("main", &main), ("change", &change), ("merge", &merge)] {
        case.project.git(&["branch", "-f", branch, commit]);
    }
    let clone = case.project.home().join("clone");
    let (from, to) = (
        format!("file://{}", case.project.path().display()),
        clone.display().to_string(),
    );
    let verify = |base: &str| {
        let arguments = [
            "verify",
            "--base",
            base,
            "--allow-registry",
            "registry.test",
        ];
        case.project.command(arguments).current_dir(&clone).run()
    };
    let parts = ["-q", "--no-single-branch", "--depth", "1", "-b", "change"];
    case.project
        .git(&[&["clone"], &parts[..], &[&from, &to]].concat());
    let outcome = verify("origin/main").exits(2);
    assert!(
        outcome.stderr.contains("git fetch --unshallow"),
        "{outcome}"
    );
    case.project.git(&["-C", &to, "fetch", "-q", "--unshallow"]);
    assert!(
        verify("origin/main")
            .exits(1)
            .stderr
            .contains("the tag `1.2` names")
    );
    std::fs::remove_dir_all(&clone).expect("it is there");
    // A checkout of a merge with its parents is enough
    case.project
        .git(&["clone", "-q", "--depth", "2", "-b", "merge", &from, &to]);
    assert!(
        verify("HEAD^1")
            .exits(1)
            .stderr
            .contains("the tag `1.2` names")
    );
}

#[test]
fn a_history_that_git_cannot_walk_is_no_base() {
    let history = History::new();
    let (case, first) = (&history.case, &history.first);
    let lost = history.commit(&[first], 1);
    let change = history.commit(&[&lost], 2);
    history.propose(&change, first);
    case.run("verify --base origin/main").success();
    let object = case
        .project
        .path()
        .join(".git/objects")
        .join(&lost[..2])
        .join(&lost[2..]);
    std::fs::remove_file(object).expect("it is a loose one");
    case.run("verify --base origin/main").exits(2);
}

#[test]
fn what_a_change_excluded_and_took_back_is_verified_all_the_same() {
    let history = History::new();
    let (case, first) = (&history.case, &history.first);
    case.project.file(
        "deploy/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1.2\"\n"),
    );
    case.run("lock --manifest-path deploy/images.toml")
        .success();
    let both = history.commit(&[first], 1);
    let own = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        format!("{own}\n[files]\nexclude = [\"deploy/\"]\n"),
    );
    let excluding = history.commit(&[&both], 2);
    let taken_back = history.files_of(&both).commit(&[&excluding], 3);
    let main = history.merged(&both, &taken_back, 4);
    history.files_of(&excluding);
    let lock = case.project.read("deploy/images.lock");
    case.project.file(
        "deploy/images.lock",
        lock.replace(&single(NEW), &single(OLD)),
    );
    let change = history.commit(&[&excluding], 5);
    history.propose(&change, &main);
    assert_eq!(history.bases(), [excluding]);
    let outcome = case
        .run("verify --base origin/main --all --allow-registry HOST")
        .exits(1);
    assert!(outcome.stderr.contains("the tag `1.2` names"), "{outcome}");
}
