//! Writers of one lock exclude each other; readers wait for nobody.

use std::io::{BufRead as _, BufReader, Read as _};

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Registry};

#[test]
fn a_second_writer_waits_says_so_and_works() {
    let case = Case::with(Registry::builder().open());
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.manifest("web = \"HOST/acme/web:1\"\n");
    case.registry
        .fault(Fault::on("HEAD", "/v2/acme/web/manifests/1").hold());
    let first = case.command("update").spawn();
    case.wait_for_requests(1);

    // Readers, and those who only report, do not wait
    case.run("verify").exits(1);
    case.run("update --dry-run").success();
    case.run("lock --check").exits(1);
    let limited = case.run("update --timeout 0.1").exits(3);
    let waited = "still waiting for another imagelock process that writes `images.lock`";
    assert!(limited.stderr.contains(waited), "{limited}");

    let mut second = case.command("update").spawn();
    let mut stderr = BufReader::new(second.stderr.take().expect("stderr is a pipe"));
    let mut note = String::new();
    stderr.read_line(&mut note).expect("stderr can be read");
    assert_eq!(
        note,
        "note: waiting for another imagelock process that writes `images.lock`\n"
    );
    assert!(!case.project.exists("images.lock"));

    case.signal(&first, "TERM");
    case.project.wait(first).exits(143);
    let mut rest = String::new();
    stderr
        .read_to_string(&mut rest)
        .expect("stderr can be read");
    assert_eq!(rest, "");
    let outcome = case.project.wait(second).success();
    assert_eq!(
        outcome.stdout,
        "+ web  1  35fb3d34\nwrote images.lock: 1 added\n"
    );
    case.run("verify").success();
}
