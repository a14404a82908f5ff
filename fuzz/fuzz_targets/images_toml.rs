//! `images.toml`: any text is read, every problem stands in it, and no password is shown.
#![no_main]

use imagelock::document::{Problem, Source};
use imagelock::manifest::Manifest;
use libfuzzer_sys::fuzz_target;

/// Stands for a password in an input.
const MARK: &str = "%";
const PASSWORD: &str = "hunter2-hunter2";

fuzz_target!(|text: &str| {
    // The fuzzer finds the word by itself, and may put it where no password stands
    if text.contains(PASSWORD) {
        return;
    }
    let text = text.replace(MARK, &format!("https://ana:{PASSWORD}@"));
    let source = Source::new("images.toml", text);
    match Manifest::parse(&source) {
        Ok(manifest) => {
            assert!(!manifest.images.is_empty());
            for image in manifest.images.values() {
                let reference = image.reference().to_string();
                assert!(!reference.contains(PASSWORD), "{reference}");
                assert_eq!(
                    reference.parse().as_ref(),
                    Ok(&image.reference()),
                    "{reference}"
                );
            }
            manifest
                .warnings
                .iter()
                .for_each(|problem| check(problem, &source));
        }
        Err(problems) => {
            assert!(!problems.list.is_empty());
            problems
                .list
                .iter()
                .for_each(|problem| check(problem, &problems.source));
            let shown = problems.source.masked_text();
            assert_eq!(shown.len(), problems.source.text.len());
            let is_quoted = problems.source.is_quoted();
            assert!(!is_quoted || !shown.contains(PASSWORD), "{shown}");
        }
    }
});

fn check(problem: &Problem, source: &Source) {
    let stands = |span: &std::ops::Range<usize>| source.text.get(span.clone()).is_some();
    assert!(stands(&problem.span), "{problem:?}");
    assert!(
        problem.other.as_ref().is_none_or(|(span, _)| stands(span)),
        "{problem:?}"
    );
    assert!(!format!("{problem:?}").contains(PASSWORD), "{problem:?}");
}
