//! What is looked at: that nothing hides a file, and nothing stands for a commit.

use super::{LOOK_ALIKE, UNLOCKED, look_alike, repository, run};

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
            assert!(
                outcome.stdout.contains("evil/image"),
                "`{command}` in `{directory}`: {outcome}"
            );
        }
        let outcome = run(
            &project,
            LOOK_ALIKE,
            "init --dry-run --manifest-path other.toml .",
        )
        .success();
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
        let run = project
            .command(["verify", "--all", "--base", "HEAD"])
            .env(variable, &elsewhere);
        run.run().success();
        let outcome = project
            .command(["check", "--all"])
            .env(variable, &elsewhere)
            .run()
            .exits(1);
        assert!(
            outcome.stdout.contains("evil/image"),
            "{variable}: {outcome}"
        );
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
        assert!(
            outcome.stdout.contains("evil/image"),
            "{configuration}: {outcome}"
        );
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
        let moved = project
            .command(["check"])
            .env("XDG_CONFIG_HOME", project.home().join("xdg"));
        moved.run().success();
        std::fs::remove_file(ignore).expect("it is there");
        let global = project.file(
            project.home().join(".gitconfig"),
            "[core]\n\texcludesFile = ~/mine\n",
        );
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
    assert_eq!(
        run(&project, "", "diff HEAD~2")
            .success()
            .stdout
            .lines()
            .count(),
        2
    );
}
