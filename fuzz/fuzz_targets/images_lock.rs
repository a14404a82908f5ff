//! `images.lock`: any text is read, and what is read is written in one form, which reads as the same.
#![no_main]

use imagelock::document::Source;
use imagelock::lock::{decode, encode, is_canonical};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("images.lock", text);
    match decode(&source) {
        Ok(decoded) => {
            let written = encode(&decoded.lock);
            assert!(is_canonical(&written, &decoded.lock), "{written}");
            assert_eq!(
                decoded.difference.is_none(),
                is_canonical(&source.text, &decoded.lock)
            );
            let again = decode(&Source::new("images.lock", written)).expect("our own form is read");
            assert_eq!(again.lock, decoded.lock);
            assert_eq!(again.difference, None);
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            for problem in error
                .problems()
                .into_iter()
                .flat_map(|problems| &problems.list)
            {
                assert!(
                    source.text.get(problem.span.clone()).is_some(),
                    "{problem:?}"
                );
            }
        }
    }
});
