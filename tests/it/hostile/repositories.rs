//! Directories that git would take for a repository, and repositories that configure git.

mod absent;
mod listed;
mod owners;
mod programs;
mod seen;

use std::path::PathBuf;

use crate::support::command::{Outcome, Project};

const MANIFEST: &str = "[images]\nweb = \"nginx:1.27\"\n";
/// A Dockerfile with the image that is declared, and one with another.
const LOCKED: &str = "FROM nginx:1.27\n";
const UNLOCKED: &str = "FROM evil/image:1\n";
/// Where the files are that look like a repository, and directories below and above it.
const LOOK_ALIKE: &str = "deploy/app";
const DIRECTORIES: [&str; 6] = [
    "",
    "deploy",
    LOOK_ALIKE,
    "deploy/app/objects/x",
    "deploy/app/refs/heads",
    "deploy/app/info",
];
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
const FEW: [&str; 4] = [
    "check",
    "init --dry-run --manifest-path new.toml .",
    "verify --base HEAD --all",
    "diff HEAD",
];

/// What a configuration of git may run or write. `CANARY` is a file that must not appear, and `PROGRAM` one that makes
/// it.
const CONFIGURATIONS: [&str; 30] = [
    "[core]\n\tfsmonitor = PROGRAM\n",
    "[core]\n\thooksPath = HOOKS\n",
    "[core]\n\tvirtualFilesystem = PROGRAM\n",
    "[core]\n\tpager = PROGRAM\n[pager]\n\tls-files = true\n\tls-tree = PROGRAM\n\tshow = true\n",
    "[core]\n\teditor = PROGRAM\n\taskPass = PROGRAM\n[sequence]\n\teditor = PROGRAM\n",
    "[alias]\n\tls-files = !PROGRAM\n\tls-tree = !PROGRAM\n\trev-parse = !PROGRAM\n\trev-list = !PROGRAM\n\tcat-file = !PROGRAM\n\
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
    fill(
        &project,
        &below("images.toml"),
        &below("images.lock"),
        &"1".repeat(64),
    );
    project.file(below("Dockerfile"), LOCKED);
    project.file(
        below("compose.yaml"),
        "services:\n  web:\n    image: nginx:1.27\n",
    );
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
    project.file(
        below("config"),
        format!("[core]\n\tbare = false\n\tworktree = .\n{configuration}"),
    );
    let index = project.path().join(below("index"));
    if !index.exists() {
        std::fs::copy(sparse_index(project), index).expect("there is one");
    }
}

/// An index that has a directory in one entry, of which only git's objects know what is in it.
fn sparse_index(project: &Project) -> PathBuf {
    let scratch = project.home().join("scratch");
    project.file(scratch.join("hidden/file"), "");
    let directory = scratch.to_string_lossy().into_owned();
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-q", "-m", "scratch"],
        &[
            "sparse-checkout",
            "set",
            "--cone",
            "--sparse-index",
            "elsewhere",
        ],
    ] {
        project.git(&[&["-C", &directory], arguments].concat());
    }
    scratch.join(".git/index")
}

/// Where the canary is, and what makes it, by every way that a configuration can name.
struct Trap {
    canary: PathBuf,
    configuration: Box<dyn Fn(&str) -> String>,
}

impl Trap {
    fn new(project: &Project) -> Self {
        let canary = project.home().join("canary");
        let program = project.script(
            project.home().join("program"),
            &format!("touch {}", canary.display()),
        );
        let hooks = project.home().join("hooks");
        for hook in [
            "post-index-change",
            "fsmonitor-watchman",
            "query-watchman",
            "reference-transaction",
        ]
        .into_iter()
        .chain([
            "virtual-filesystem",
            "pre-auto-gc",
            "read-object",
            "post-checkout",
        ]) {
            project.script(hooks.join(hook), &format!("touch {}", canary.display()));
        }
        let included = project.file(
            project.home().join("included"),
            format!("[core]\n\tfsmonitor = {}\n", program.display()),
        );
        let words = [
            ("CANARY", &canary),
            ("PROGRAM", &program),
            ("HOOKS", &hooks),
            ("INCLUDED", &included),
        ]
        .map(|(word, path)| (word, path.display().to_string()));
        let configuration = move |text: &str| {
            words.iter().fold(text.to_owned(), |text, (word, path)| {
                text.replace(word, path)
            })
        };
        Self {
            canary,
            configuration: Box::new(configuration),
        }
    }

    #[track_caller]
    fn is_untouched(&self, what: &str) {
        assert!(!self.canary.exists(), "something was run: {what}");
    }
}

fn run(project: &Project, directory: &str, command: &str) -> Outcome {
    let place = project.path().join(LOOK_ALIKE).display().to_string();
    let command = command
        .replace("MANIFEST", "DIRECTORY/images.toml")
        .replace("DIRECTORY", &place);
    project
        .command(command.split_whitespace())
        .current_dir(directory)
        .run()
}

/// Whether git runs what is planted where nobody tells it which repository it is in: else the tests below say nothing.
#[test]
fn git_itself_obeys_the_look_alike() {
    let project = repository();
    let trap = Trap::new(&project);
    look_alike(
        &project,
        &(trap.configuration)(&format!(
            "{}[protocol]\n\tallow = always\n",
            CONFIGURATIONS[22]
        )),
    );
    let mut git = std::process::Command::new("git");
    git.args(["ls-files", "--cached"])
        .current_dir(project.path().join(LOOK_ALIKE));
    let _ = git
        .env("HOME", project.home())
        .output()
        .expect("there is git");
    assert!(trap.canary.exists());
}

#[test]
fn nothing_runs_that_files_configure_which_look_like_a_repository() {
    let project = repository();
    let trap = Trap::new(&project);
    for configuration in CONFIGURATIONS {
        let configuration =
            (trap.configuration)(&format!("{configuration}[protocol]\n\tallow = always\n"));
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
        &(trap.configuration)(&format!(
            "{}[protocol]\n\tallow = always\n",
            CONFIGURATIONS[22]
        )),
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
        let configuration =
            (trap.configuration)(&format!("{configuration}[protocol]\n\tallow = always\n"));
        project.file(".git/config", format!("{own}{configuration}"));
        for command in FEW {
            run(&project, "", command);
            trap.is_untouched(&format!("`{command}` with {configuration}"));
        }
    }
}

#[test]
fn nothing_runs_where_a_file_may_have_what_was_locked_before() {
    let project = repository();
    let trap = Trap::new(&project);
    let own = project.read(".git/config");
    // Of no tag that is declared, so that git is asked for the locks before
    let digest = "0".repeat(64);
    project.file(
        "old/Dockerfile",
        format!("FROM nginx:1.26@sha256:{digest}\n"),
    );
    for configuration in CONFIGURATIONS {
        let configuration =
            (trap.configuration)(&format!("{configuration}[protocol]\n\tallow = always\n"));
        project.file(".git/config", format!("{own}{configuration}"));
        run(&project, "", "check");
        trap.is_untouched(&format!("`check` with {configuration}"));
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
                _ => drop(project.file(
                    &git,
                    format!("gitdir: {}\n", git.with_file_name("").display()),
                )),
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
    let object = project
        .path()
        .join(".git/objects")
        .join(&id[..2])
        .join(&id[2..]);
    std::fs::remove_file(object).expect("it is a loose one");
}
