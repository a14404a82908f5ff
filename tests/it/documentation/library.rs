//! The programs of the page about the library are compiled, and do what it says.

mod ask_registry;
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; who uses the library reads a lock as they like"
)]
mod read_lock;

use imagelock::reference::Reference;
use tokio::runtime::Builder;

use super::page::{Block, Step, steps};
use crate::support::case::Case;
use crate::support::registry::Image;

/// The files of the programs, in the order of the page.
const PROGRAMS: [&str; 2] = [
    include_str!("library/read_lock.rs"),
    include_str!("library/ask_registry.rs"),
];

#[test]
fn the_page_shows_the_programs_as_they_are_compiled() {
    let blocks = steps(&super::text("docs/library.md")).into_iter();
    let blocks = blocks.filter_map(Step::into_block);
    let shown: Vec<String> = blocks
        .filter(|Block { language, .. }| language == "rust")
        .map(|block| block.text)
        .collect();
    assert_eq!(shown, PROGRAMS);
}

#[test]
fn a_program_asks_a_registry_and_reads_a_lock() {
    let case = Case::new();
    let image = Image::single("linux/amd64", "one");
    case.push("acme/app", "1.0", &image);
    let host = case.registry.host();
    let reference = |tag| -> Reference {
        let text = format!("{host}/acme/app:{tag}");
        text.parse().expect("a reference")
    };
    let (there, missing) = (reference("1.0"), reference("2.0"));
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("an event loop");
    let pinned = runtime.block_on(ask_registry::pinned(&there));
    let pinned = pinned.expect("the registry answers");
    let nothing = runtime.block_on(ask_registry::pinned(&missing));
    assert_eq!(nothing.expect("the registry answers"), None);

    case.project.file(
        "images.toml",
        format!("[images]\napp = \"{host}/acme/app:1.0\"\n"),
    );
    case.project.run(["update"]).success();
    let locked = read_lock::references(&case.project.path().join("images.lock"));
    let pinned = Vec::from_iter(pinned);
    assert_eq!(locked.expect("the lock can be read"), pinned);
}
