//! A disk that is full: what is written there is whole, or not there.

use std::ffi::OsString;

use crate::needs::Need;
use crate::support::case::Case;
use crate::support::command::program;
use crate::support::registry::Image;

trials! {
    [Need::Mounts] => [a_full_disk_leaves_the_old_lock_whole_and_nothing_beside_it],
}

/// Has the files of the project on a disk of their own, which is full, and shows what a run leaves there.
const SCRIPT: &str = "set -e
mkdir full
mount -t tmpfs -o size=64k tmpfs full
cp images.toml images.lock full
cd full
cat /dev/zero >filler 2>/dev/null || true
set +e
\"$0\" \"$@\"
status=$?
cat images.lock >../after
ls -A >../left
exit $status";

fn a_full_disk_leaves_the_old_lock_whole_and_nothing_beside_it() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "moved"));
    let before = case.raw_lock();
    for command in ["update", "update web"] {
        let unshare = ["--mount", "--map-root-user", "/bin/sh", "-c", SCRIPT];
        let all = unshare.map(OsString::from).into_iter().chain([program()]);
        let all = all.chain(command.split_whitespace().map(OsString::from));
        let run = case.project.command_of("unshare".into(), all);
        let outcome = run.run().exits(2);
        let words = "No space left on device";
        assert!(outcome.stderr.contains(words), "{command}: {outcome}");
        assert_eq!(case.project.read("after"), before, "{command}");
        let left = case.project.read("left");
        assert_eq!(left, "filler\nimages.lock\nimages.toml\n", "{command}");
        std::fs::remove_dir(case.project.path().join("full")).expect("it is empty");
    }
}
