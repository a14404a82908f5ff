//! Whose a repository is, and what becomes of one that is broken.

use super::{LOOK_ALIKE, repository, run};

#[test]
fn a_git_that_is_broken_is_an_error_and_hands_over_to_no_other_repository() {
    let project = repository();
    let git = project.path().join(LOOK_ALIKE).join(".git");
    for text in [
        "",
        "garbage",
        "gitdir: ",
        "gitdir: /nowhere\n",
        "gitdir: ../../nothing\n",
    ] {
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
