//! The man pages that `examples/man.rs` makes. A formatter reads them in `tests/automation/man-pages`.

#[path = "../../examples/man.rs"]
#[expect(dead_code, reason = "the example has a `main`")]
mod man;

use std::collections::BTreeMap;

use imagelock::internals::cli::program;

/// The pages by their names, as text without backslashes.
fn pages() -> BTreeMap<String, String> {
    let pages = man::pages().expect("pages can be made").into_iter();
    let text = |page| {
        String::from_utf8(page)
            .expect("a page is text")
            .replace('\\', "")
    };
    pages.map(|(name, page)| (name, text(page))).collect()
}

#[test]
fn every_command_has_a_page_with_its_options_and_examples() {
    let pages = pages();
    let mut program = program();
    program.build();
    let commands: Vec<_> = program.get_subcommands().collect();
    assert_eq!(pages.len(), commands.len() + 1);
    for command in commands {
        let name = format!("imagelock-{}", command.get_name());
        let page = &pages[&format!("{name}.1")];
        let options = command.get_arguments().filter(|it| !it.is_hide_set());
        for option in options.filter_map(|option| option.get_long()) {
            assert!(page.contains(&format!("--{option}")), "{name}: {option}");
        }
        for section in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "EXIT STATUS",
            "EXAMPLES",
            "SEE ALSO",
        ] {
            let heading = [format!(".SH {section}\n"), format!(".SH \"{section}\"\n")];
            assert!(
                heading.iter().any(|it| page.contains(it)),
                "{name}: {section}"
            );
        }
        assert!(
            pages["imagelock.1"].contains(&name),
            "the first page names {name}"
        );
    }
}

#[test]
fn pages_name_the_files_and_variables_that_a_command_reads() {
    let pages = pages();
    let names = |page: &str, words: &str| pages[page].contains(words);
    for page in ["imagelock.1", "imagelock-update.1"] {
        assert!(
            names(page, "images.lock") && names(page, "IMAGELOCK_CACHE"),
            "{page}"
        );
    }
    assert!(names("imagelock-get.1", "images.lock"));
    assert!(
        !names("imagelock-get.1", "IMAGELOCK_CACHE"),
        "it asks nobody"
    );
    assert!(
        !names("imagelock-resolve.1", "images.lock"),
        "it has no files"
    );
}
