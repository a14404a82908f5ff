//! Directories that git would take for a repository, and repositories that configure git.

use std::path::Path;

use super::super::support::command::{Outcome, Project};

const MANIFEST: &str = "[images]\nweb = \"nginx:1.27\"\n";
/// A Dockerfile with the image that is declared, and one with another.
const LOCKED: &str = "FROM nginx:1.27\n";
const UNLOCKED: &str = "FROM evil/image:1\n";
/// Where the files are that look like a repository, and directories below and above it.
const LOOK_ALIKE: &str = "deploy/app";
const DIRECTORIES: [&str; 6] =
    ["", "deploy", LOOK_ALIKE, "deploy/app/objects/x", "deploy/app/refs/heads", "deploy/app/info"];
/// Every command that asks git something, or might.
const COMMANDS: [&str; 18] = [
    "check",
    "check --fix",
    "check --all",
    "check .",
    "check --manifest-path MANIFEST",
    "init --dry-run",
    "init --dry-run DIRECTORY",
    "import --dry-run DIRECTORY",
    "verify",
    "verify --all",
    "verify --base HEAD",
    "verify --base HEAD --all",
    "verify --base HEAD --manifest-path MANIFEST",
    "diff",
    "diff HEAD~1",
    "export compose --manifest-path MANIFEST --file DIRECTORY/compose.yaml",
    "list --all",
    "get --all",
];
/// Those of them that reach each of git's commands that is ever run.
const FEW: [&str; 4] =
    ["check", "init --dry-run --manifest-path new.toml .", "verify --base HEAD --all", "diff HEAD"];

/// What a configuration of git may run or write. `CANARY` is a file that must not appear, and `PROGRAM` one that makes it.
const CONFIGURATIONS: [&str; 30] = [
    "[core]\n\tfsmonitor = PROGRAM\n",
    "[core]\n\thooksPath = HOOKS\n",
    "[core]\n\tvirtualFilesystem = PROGRAM\n",
    "[core]\n\tpager = PROGRAM\n[pager]\n\tls-files = true\n\tls-tree = PROGRAM\n\tshow = true\n",
    "[core]\n\teditor = PROGRAM\n\taskPass = PROGRAM\n[sequence]\n\teditor = PROGRAM\n",
    "[alias]\n\tls-files = !PROGRAM\n\tls-tree = !PROGRAM\n\trev-parse = !PROGRAM\n\tcat-file = !PROGRAM\n\
     \tmerge-base = !PROGRAM\n\tshow = !PROGRAM\n\tconfig = !PROGRAM\n",
    "[diff]\n\texternal = PROGRAM\n[diff \"x\"]\n\ttextconv = PROGRAM\n\tcommand = PROGRAM\n",
    "[filter \"x\"]\n\tclean = PROGRAM\n\tsmudge = PROGRAM\n\tprocess = PROGRAM\n\trequired = true\n",
    "[merge \"x\"]\n\tdriver = PROGRAM\n",
    "[gpg]\n\tprogram = PROGRAM\n[log]\n\tshowSignature = true\n",
    "[credential]\n\thelper = !PROGRAM\n",
    "[uploadpack]\n\tpackObjectsHook = PROGRAM\n",
    "[core]\n\talternateRefsCommand = PROGRAM\n",
    "[gc]\n\trecentObjectsHook = PROGRAM\n\tauto = 1\n",
    "[hook \"x\"]\n\tcommand = PROGRAM\n\tevent = post-index-change\n",
    "[submodule \"x\"]\n\tupdate = !PROGRAM\n[submodule]\n\trecurse = true\n",
    "[trace2]\n\teventTarget = CANARY\n\tnormalTarget = CANARY\n\tperfTarget = CANARY\n",
    "[init]\n\ttemplateDir = HOOKS\n",
    "[include]\n\tpath = INCLUDED\n",
    "[includeIf \"gitdir:/**\"]\n\tpath = INCLUDED\n",
    "[core]\n\tsshCommand = PROGRAM\n[remote \"origin\"]\n\turl = ssh://localhost/x\n\tpromisor = true\n",
    "[core]\n\tgitProxy = PROGRAM\n[remote \"origin\"]\n\turl = git://localhost/x\n\tpromisor = true\n",
    "[remote \"origin\"]\n\turl = ext::PROGRAM\n\tpromisor = true\n\tpartialclonefilter = blob:none\n",
    "[remote \"origin\"]\n\turl = /\n\tuploadpack = PROGRAM\n\tpromisor = true\n",
    "[remote \"origin\"]\n\turl = file:///\n\tuploadpack = PROGRAM\n\tpromisor = true\n[url \"ext::PROGRAM \"]\n\tinsteadOf = file:\n",
    "[remote \"origin\"]\n\turl = x\n\tvcs = ext\n\tpromisor = true\n",
    "[remote \"origin\"]\n\turl = ext::PROGRAM\n[extensions]\n\tpartialClone = origin\n",
    "[fetch]\n\tbundleURI = file:///nowhere\n[remote \"origin\"]\n\turl = ext::PROGRAM\n\tpromisor = true\n",
    "[safe]\n\tdirectory = *\n\tbareRepository = all\n[core]\n\tfsmonitor = PROGRAM\n",
    "[index]\n\tsparse = true\n[core]\n\tsparseCheckout = true\n\tsparseCheckoutCone = true\n\tfsmonitor = PROGRAM\n",
];

/// A repository of two commits with a locked image, and in a directory the files that git takes for a repository.
fn repository() -> Project {
    let project = Project::new();
    std::fs::remove_dir(project.path().join(".git")).expect("it is empty");
    fill(&project, "images.toml", "images.lock", &"0".repeat(64));
    project.file(".gitattributes", "* filter=x diff=x merge=x\n");
    project.commit("before");
    fill(&project, "images.toml", "images.lock", &"1".repeat(64));
    project.file("Dockerfile", LOCKED);
    let below = |name: &str| format!("{LOOK_ALIKE}/{name}");
    fill(&project, &below("images.toml"), &below("images.lock"), &"1".repeat(64));
    project.file(below("Dockerfile"), LOCKED);
    project.file(below("compose.yaml"), "services:\n  web:\n    image: nginx:1.27\n");
    look_alike(&project, "");
    project.commit("base");
    project
}

fn fill(project: &Project, manifest: &str, lock: &str, digest: &str) {
    project.file(manifest, MANIFEST);
    project.file(
        lock,
        format!(
            "# This file is generated by imagelock. It is not intended for manual editing.\nversion = 1\n\n\
             [images.web]\nimage = \"docker.io/library/nginx\"\ntag = \"1.27\"\ndigest = \"sha256:{digest}\"\n"
        ),
    );
}

/// Makes a directory look like a bare repository with this configuration, whose index cannot be read without an object
/// that is not there.
fn look_alike(project: &Project, configuration: &str) {
    let below = |name: &str| format!("{LOOK_ALIKE}/{name}");
    project.file(below("HEAD"), "ref: refs/heads/main\n");
    project.file(below("objects/x/.keep"), "");
    project.file(below("refs/heads/.keep"), "");
    project.file(below("info/sparse-checkout"), "/*\n!/*/\n");
    project.file(below("config"), format!("[core]\n\tbare = false\n\tworktree = .\n{configuration}"));
    let index = project.path().join(below("index"));
    if !index.exists() {
        std::fs::copy(sparse_index(project), index).expect("there is one");
    }
}

/// An index that has a directory in one entry, of which only git's objects know what is in it.
fn sparse_index(project: &Project) -> std::path::PathBuf {
    let scratch = project.home().join("scratch");
    project.file(scratch.join("hidden/file"), "");
    let directory = scratch.to_string_lossy().into_owned();
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-q", "-m", "scratch"],
        &["sparse-checkout", "set", "--cone", "--sparse-index", "elsewhere"],
    ] {
        project.git(&[&["-C", &directory], arguments].concat());
    }
    scratch.join(".git/index")
}

/// Where the canary is, and what makes it, by every way that a configuration can name.
struct Trap {
    canary: std::path::PathBuf,
    configuration: Box<dyn Fn(&str) -> String>,
}

impl Trap {
    fn new(project: &Project) -> Self {
        let canary = project.home().join("canary");
        let program = project.script(project.home().join("program"), &format!("touch {}", canary.display()));
        let hooks = project.home().join("hooks");
        for hook in ["post-index-change", "fsmonitor-watchman", "query-watchman", "reference-transaction"]
            .into_iter()
            .chain(["virtual-filesystem", "pre-auto-gc", "read-object", "post-checkout"])
        {
            project.script(hooks.join(hook), &format!("touch {}", canary.display()));
        }
        let included = project
            .file(project.home().join("included"), format!("[core]\n\tfsmonitor = {}\n", program.display()));
        let words = [("CANARY", &canary), ("PROGRAM", &program), ("HOOKS", &hooks), ("INCLUDED", &included)]
            .map(|(word, path)| (word, path.display().to_string()));
        let configuration = move |text: &str| {
            words.iter().fold(text.to_owned(), |text, (word, path)| text.replace(word, path))
        };
        Self { canary, configuration: Box::new(configuration) }
    }

    #[track_caller]
    fn is_untouched(&self, what: &str) {
        assert!(!self.canary.exists(), "something was run: {what}");
    }
}

fn run(project: &Project, directory: &str, command: &str) -> Outcome {
    let place = project.path().join(LOOK_ALIKE).display().to_string();
    let command = command.replace("MANIFEST", "DIRECTORY/images.toml").replace("DIRECTORY", &place);
    project.command(command.split_whitespace()).current_dir(directory).run()
}

/// Whether git runs what is planted where nobody tells it which repository it is in: else the tests below say nothing.
#[test]
fn git_itself_obeys_the_look_alike() {
    let project = repository();
    let trap = Trap::new(&project);
    look_alike(
        &project,
        &(trap.configuration)(&format!("{}[protocol]\n\tallow = always\n", CONFIGURATIONS[22])),
    );
    let mut git = std::process::Command::new("git");
    git.args(["ls-files", "--cached"]).current_dir(project.path().join(LOOK_ALIKE));
    let _ = git.env("HOME", project.home()).output().expect("there is git");
    assert!(trap.canary.exists());
}

#[test]
fn nothing_runs_that_files_configure_which_look_like_a_repository() {
    let project = repository();
    let trap = Trap::new(&project);
    for configuration in CONFIGURATIONS {
        let configuration = (trap.configuration)(&format!("{configuration}[protocol]\n\tallow = always\n"));
        look_alike(&project, &configuration);
        for command in FEW {
            run(&project, LOOK_ALIKE, command);
            trap.is_untouched(&format!("`{command}` with {configuration}"));
        }
    }
}

#[test]
fn no_command_runs_anything_in_any_directory_of_a_foreign_repository() {
    let project = repository();
    let trap = Trap::new(&project);
    look_alike(
        &project,
        &(trap.configuration)(&format!("{}[protocol]\n\tallow = always\n", CONFIGURATIONS[22])),
    );
    for directory in DIRECTORIES {
        for command in COMMANDS {
            run(&project, directory, command);
            trap.is_untouched(&format!("`{command}` in `{directory}`"));
        }
    }
}

#[test]
fn nothing_runs_that_a_repository_itself_configures() {
    let project = repository();
    let trap = Trap::new(&project);
    let own = project.read(".git/config");
    // What a partial clone lacks is what the base has
    remove_object(&project, "HEAD:images.lock");
    for configuration in CONFIGURATIONS {
        let configuration = (trap.configuration)(&format!("{configuration}[protocol]\n\tallow = always\n"));
        project.file(".git/config", format!("{own}{configuration}"));
        for command in FEW {
            run(&project, "", command);
            trap.is_untouched(&format!("`{command}` with {configuration}"));
        }
    }
}

#[test]
fn an_archive_with_a_repository_of_its_own_runs_nothing() {
    let project = repository();
    let trap = Trap::new(&project);
    // As a directory, by a file, and by a link
    for way in 0..3 {
        for configuration in CONFIGURATIONS {
            let configuration =
                (trap.configuration)(&format!("{configuration}[protocol]\n\tallow = always\n"));
            look_alike(&project, &configuration);
            let git = project.path().join(LOOK_ALIKE).join(".git");
            let _ = std::fs::remove_file(&git);
            match way {
                0 => drop(project.file(&git, "gitdir: .\n")),
                1 => std::os::unix::fs::symlink(".", &git).expect("a link can be made"),
                _ => drop(project.file(&git, format!("gitdir: {}\n", git.with_file_name("").display()))),
            }
            for command in ["check", "diff HEAD"] {
                run(&project, LOOK_ALIKE, command);
                trap.is_untouched(&format!("`{command}` with {configuration}"));
            }
        }
    }
}

/// Takes an object out of the repository, as if it had never been fetched.
fn remove_object(project: &Project, name: &str) {
    let id = project.git(&["rev-parse", name]);
    let object = project.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    std::fs::remove_file(object).expect("it is a loose one");
}

#[test]
fn files_that_look_like_a_repository_hide_no_file() {
    let project = repository();
    let hiding = ["all", "deploy/app/all", "/dev/null"];
    project.file(format!("{LOOK_ALIKE}/all"), "*\n");
    project.file(format!("{LOOK_ALIKE}/info/exclude"), "*\n");
    project.file(format!("{LOOK_ALIKE}/Dockerfile"), UNLOCKED);
    for excludes in hiding {
        look_alike(&project, &format!("[core]\n\texcludesFile = {excludes}\n"));
        for (directory, command) in [
            (LOOK_ALIKE, "check"),
            (LOOK_ALIKE, "check ."),
            (LOOK_ALIKE, "check --all"),
            ("deploy/app/info", "check"),
            ("", "check --all"),
            ("", "check --manifest-path MANIFEST"),
            ("", "check DIRECTORY"),
        ] {
            let outcome = run(&project, directory, command).exits(1);
            assert!(outcome.stdout.contains("evil/image"), "`{command}` in `{directory}`: {outcome}");
        }
        let outcome = run(&project, LOOK_ALIKE, "init --dry-run --manifest-path other.toml .").success();
        assert!(outcome.stdout.contains("evil/image"), "{outcome}");
    }
}

#[test]
fn what_hooks_and_their_like_set_leads_to_no_other_repository() {
    let project = repository();
    project.file(format!("{LOOK_ALIKE}/Dockerfile"), UNLOCKED);
    let elsewhere = project.home().join("scratch/.git").display().to_string();
    for variable in [
        "GIT_DIR",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_WORK_TREE",
        "GIT_NAMESPACE",
        "GIT_SHALLOW_FILE",
    ] {
        let run = project.command(["verify", "--all", "--base", "HEAD"]).env(variable, &elsewhere);
        run.run().success();
        let outcome = project.command(["check", "--all"]).env(variable, &elsewhere).run().exits(1);
        assert!(outcome.stdout.contains("evil/image"), "{variable}: {outcome}");
    }
}

#[test]
fn a_repository_hides_by_its_own_configuration_nothing_that_it_does_not_track() {
    let project = repository();
    project.file("new/Dockerfile", UNLOCKED);
    project.file("all", "*\n");
    let own = project.read(".git/config");
    run(&project, "", "check").exits(1);
    let path = project.path();
    for configuration in [
        "[core]\n\texcludesFile = all\n".to_owned(),
        format!("[CORE]\n\tExcludesFile = {}/all\n", path.display()),
        format!("[include]\n\tpath = {}/included\n", path.display()),
        "[extensions]\n\tworktreeConfig = true\n".to_owned(),
    ] {
        project.file("included", "[core]\n\texcludesfile = all\n");
        project.file(".git/config.worktree", "[core]\n\texcludesFile = all\n");
        project.file(".git/config", format!("{own}{configuration}"));
        let outcome = run(&project, "", "check").exits(1);
        assert!(outcome.stdout.contains("evil/image"), "{configuration}: {outcome}");
    }
}

#[test]
fn what_the_user_ignores_everywhere_is_ignored_whatever_the_repository_says() {
    let project = repository();
    project.file("new/Dockerfile", UNLOCKED);
    let own = project.read(".git/config");
    for configuration in ["", "[core]\n\texcludesFile = none\n"] {
        project.file(".git/config", format!("{own}{configuration}"));
        run(&project, "", "check").exits(1);
        let ignore = project.file(project.home().join(".config/git/ignore"), "new/\n");
        run(&project, "", "check").success();
        std::fs::remove_file(ignore).expect("it is there");
        let ignore = project.file(project.home().join("xdg/git/ignore"), "new/\n");
        let moved = project.command(["check"]).env("XDG_CONFIG_HOME", project.home().join("xdg"));
        moved.run().success();
        std::fs::remove_file(ignore).expect("it is there");
        let global = project.file(project.home().join(".gitconfig"), "[core]\n\texcludesFile = ~/mine\n");
        project.file(project.home().join("mine"), "new/\n");
        run(&project, "", "check").success();
        std::fs::remove_file(global).expect("it is there");
    }
    project.file(".git/info/exclude", "new/\n");
    run(&project, "", "check").success();
}

#[test]
fn no_replacement_and_no_graft_stands_for_a_commit() {
    let project = repository();
    project.file("Dockerfile", "FROM nginx:1.27 AS again\n");
    project.commit("another");
    let id = |name: &str| project.git(&["rev-parse", name]);
    let (first, head) = (id("HEAD~2"), id("HEAD"));
    let before = run(&project, "", "diff HEAD").success();
    project.file(format!(".git/refs/replace/{head}"), format!("{first}\n"));
    assert_eq!(run(&project, "", "diff HEAD").success(), before);
    std::fs::remove_dir_all(project.path().join(".git/refs/replace")).expect("it is there");
    project.file(".git/info/grafts", format!("{head}\n"));
    assert_eq!(run(&project, "", "diff HEAD~2").success().stdout.lines().count(), 2);
}

#[test]
fn a_blob_that_a_partial_clone_lacks_is_an_error_with_the_command_that_fetches_it() {
    let project = repository();
    let clone = project.home().join("clone");
    let (from, to) = (format!("file://{}", project.path().display()), clone.display().to_string());
    project.git(&["config", "uploadpack.allowFilter", "true"]);
    project.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    for filter in ["blob:none", "tree:0"] {
        project.git(&["clone", "-q", "--filter", filter, &from, &to]);
        for command in ["diff HEAD~1", "verify --base HEAD~1 --all", "verify --base HEAD~1"] {
            let outcome = project.command(command.split(' ')).current_dir(&clone).run().exits(2);
            assert!(outcome.stderr.contains("this partial clone lacks an object"), "{outcome}");
        }
        let outcome = project.command(["diff", "HEAD~1"]).current_dir(&clone).run().exits(2);
        assert!(outcome.stderr.contains("`HEAD~1:images.lock`"), "{outcome}");
        let (_, command) = outcome.stderr.split_once("run `").expect("there is a way out");
        let (command, _) = command.split_once('`').expect("it ends");
        let words: Vec<&str> = command.split(' ').collect();
        project.git(&[&["-C", &to], &words[1..]].concat());
        let outcome = project.command(["diff", "HEAD~1"]).current_dir(&clone).run().success();
        assert!(outcome.stdout.contains("000000"), "{outcome}");
        std::fs::remove_dir_all(&clone).expect("it is there");
    }
}

#[test]
fn a_sparse_index_that_leaves_out_what_was_never_fetched_is_an_error_and_no_short_list() {
    let project = repository();
    let origin = project.home().join("origin").display().to_string();
    project.git(&["clone", "-q", "--bare", ".", &origin]);
    project.git(&["-C", &origin, "config", "uploadpack.allowFilter", "true"]);
    project.git(&["-C", &origin, "config", "uploadpack.allowAnySHA1InWant", "true"]);
    project.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "elsewhere"]);
    for (key, value) in [("url", format!("file://{origin}").as_str()), ("promisor", "true")] {
        project.git(&["config", &format!("remote.origin.{key}"), value]);
    }
    remove_object(&project, "HEAD:deploy");
    let outcome = run(&project, "", "check").exits(2);
    assert!(outcome.stderr.contains("this partial clone lacks an object"), "{outcome}");
    assert!(outcome.stderr.contains("run `git ls-files`"), "{outcome}");
    project.git(&["ls-files"]);
    run(&project, "", "check").success();
}

/// Makes a file somebody else's, where this user may.
fn give_away(path: &Path) -> bool {
    let mut chown = std::process::Command::new("chown");
    chown.arg("12345").arg(path).stderr(std::process::Stdio::null());
    chown.status().is_ok_and(|status| status.success())
}

/// Holds commands against a repository of somebody else. `run` runs one there.
#[track_caller]
fn is_refused_until_named(project: &Project, run: impl Fn(&str) -> Outcome) {
    let root = project.path().display().to_string();
    // What a repository says of itself is no answer
    project.file(".git/config", project.read(".git/config") + "[safe]\n\tdirectory = *\n");
    for command in [
        "check",
        "check --all",
        "verify --all",
        "verify --base HEAD",
        "diff HEAD",
        "init --manifest-path new.toml .",
    ] {
        let outcome = run(command).exits(2);
        assert!(outcome.stderr.contains("dubious ownership"), "{command}: {outcome}");
        let hint = "`git config --global --add safe.directory [PROJECT]`";
        assert!(outcome.stderr.contains(hint), "{command}: {outcome}");
    }
    // A lock is verified without git
    run("verify").success();
    let above = project.path().parent().expect("it is in a directory").display().to_string();
    let cases = [
        ("*".to_owned(), 0),
        (root.clone(), 0),
        (format!("{above}/*"), 0),
        (above, 2),
        (format!("{root}/*"), 2),
        ("/nowhere".to_owned(), 2),
        ("*\n\tdirectory =".to_owned(), 2),
    ];
    for (value, status) in cases {
        project.file(project.home().join(".gitconfig"), format!("[safe]\n\tdirectory = {value}\n"));
        run("check --all").exits(status);
    }
    std::fs::remove_file(project.home().join(".gitconfig")).expect("it is there");
}

#[test]
fn a_repository_of_another_user_is_refused_until_this_one_names_it() {
    for part in [".git", "."] {
        let project = repository();
        if !give_away(&project.path().join(part)) {
            return;
        }
        is_refused_until_named(&project, |command| run(&project, "", command));
        project.command(["check", "--all"]).env("SUDO_UID", "12345").run().success();
        let by_variable = project.command(["check", "--all"]).env("GIT_CONFIG_COUNT", "1");
        let by_variable = by_variable.env("GIT_CONFIG_KEY_0", "safe.directory");
        by_variable.env("GIT_CONFIG_VALUE_0", project.path()).run().success();
    }
}

#[test]
fn a_repository_that_git_would_take_for_another_users_is_refused_until_this_one_names_it() {
    let project = repository();
    is_refused_until_named(&project, |command| {
        project.command(command.split(' ')).env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").run()
    });
}

#[test]
fn a_repository_that_is_elsewhere_has_to_be_this_users_too() {
    for part in ["", "objects"] {
        let project = repository();
        let elsewhere = project.home().join("scratch/.git");
        let git = project.path().join(LOOK_ALIKE).join(".git");
        if part.is_empty() {
            project.file(&git, format!("gitdir: {}\n", elsewhere.display()));
        } else {
            project.file(git.join("HEAD"), "ref: refs/heads/main\n");
            project.file(git.join("commondir"), format!("{}\n", elsewhere.display()));
        }
        run(&project, LOOK_ALIKE, "check .").success();
        if !give_away(&elsewhere) {
            return;
        }
        let outcome = run(&project, LOOK_ALIKE, "check .").exits(2);
        assert!(outcome.stderr.contains("dubious ownership"), "{outcome}");
    }
}

#[test]
fn a_git_that_is_broken_is_an_error_and_hands_over_to_no_other_repository() {
    let project = repository();
    let git = project.path().join(LOOK_ALIKE).join(".git");
    for text in ["", "garbage", "gitdir: ", "gitdir: /nowhere\n", "gitdir: ../../nothing\n"] {
        project.file(&git, text);
        run(&project, LOOK_ALIKE, "check .").exits(2);
        run(&project, LOOK_ALIKE, "verify --base HEAD").exits(2);
    }
    std::fs::remove_file(&git).expect("it is there");
    std::os::unix::fs::symlink("nowhere", &git).expect("a link can be made");
    run(&project, LOOK_ALIKE, "check .").exits(2);
    std::fs::remove_file(&git).expect("it is there");
    project.file(git.join("config"), "[core]\n\texcludesFile = all\n");
    run(&project, LOOK_ALIKE, "check .").exits(2);
    std::fs::remove_file(git.join("config")).expect("it is there");
    // An empty one is none: its directory is looked through all the same, and has no commits
    run(&project, LOOK_ALIKE, "check .").success();
    run(&project, LOOK_ALIKE, "verify --base HEAD").exits(2);
}
