//! YAML: any text is read, and every value stands where it is said to stand.
#![no_main]

use std::collections::BTreeSet;

use imagelock::document::Source;
use imagelock::internals::yaml::{Node, Yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("file.yaml", text);
    match Yaml::parse(&source) {
        Ok(yaml) => {
            let mut seen = BTreeSet::new();
            yaml.documents()
                .for_each(|node| walk(node, &source.text, &mut seen));
        }
        Err(problem) => assert!(
            source.text.get(problem.span.clone()).is_some(),
            "{problem:?}"
        ),
    }
});

/// Each value once, however many aliases lead to it.
fn walk(node: Node<'_>, text: &str, seen: &mut BTreeSet<usize>) {
    if !seen.insert(node.id()) {
        return;
    }
    let span = node.span();
    assert!(text.get(span.clone()).is_some(), "{node:?}");
    if let Some(scalar) = node.scalar()
        && let Some(verbatim) = &scalar.verbatim
    {
        assert_eq!(text.get(verbatim.clone()), Some(scalar.text.as_str()));
        assert!(
            span.start <= verbatim.start && verbatim.end <= span.end,
            "{span:?} {verbatim:?}"
        );
    }
    node.items().for_each(|item| walk(item, text, seen));
    for (key, value) in node.entries() {
        walk(key, text, seen);
        walk(value, text, seen);
    }
}
