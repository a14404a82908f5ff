//! References: any text is read, and the canonical form of what is read means the same.
#![no_main]

use imagelock::reference::{Reference, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| match parse(text) {
    Ok(parsed) => {
        let canonical = parsed.reference.to_string();
        assert_eq!(
            canonical.parse::<Reference>(),
            Ok(parsed.reference.clone()),
            "{canonical}"
        );
        let scope = parsed.reference.repository.pull_scope();
        assert!(
            scope.starts_with("repository:") && scope.ends_with(":pull"),
            "{scope}"
        );
        let _ = parsed.surprise.map(|surprise| surprise.to_string());
    }
    Err(error) => assert!(!error.to_string().is_empty()),
});
