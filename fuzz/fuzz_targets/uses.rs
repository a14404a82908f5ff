//! Files that use images: any text is read as any kind of file, and every place that is found stands in the text.
#![no_main]

use std::ops::Range;

use imagelock::document::Source;
use imagelock::internals::scan::{FileKind, Mention, Pinning, read};
use imagelock::reference::Reference;
use libfuzzer_sys::fuzz_target;

/// All kinds; the first byte of an input chooses one, from `0`.
const KINDS: [FileKind; 9] = [
    FileKind::Dockerfile,
    FileKind::Compose,
    FileKind::Workflow,
    FileKind::GitLab,
    FileKind::Bake,
    FileKind::HelmValues,
    FileKind::Template,
    FileKind::Kustomize,
    FileKind::Kubernetes,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let kind = KINDS[usize::from(first.wrapping_sub(b'0')) % KINDS.len()];
    let source = Source::new("file", text);
    let stands = |span: &Range<usize>| source.text.get(span.clone()).is_some();
    match read(kind, &source) {
        Ok(mentions) => {
            assert!(
                mentions.is_sorted_by_key(|mention| mention.span.start),
                "{mentions:?}"
            );
            mentions.iter().for_each(|mention| check(mention, &source));
        }
        Err(problem) => {
            assert!(
                stands(&problem.span) && !problem.message.is_empty(),
                "{problem:?}"
            );
            assert!(
                problem.other.as_ref().is_none_or(|(span, _)| stands(span)),
                "{problem:?}"
            );
        }
    }
});

/// What is said of a place is true of the text.
fn check(mention: &Mention, source: &Source) {
    let text = |span: &Range<usize>| source.text.get(span.clone());
    assert!(text(&mention.span).is_some(), "{mention:?}");
    match &mention.pinning {
        Pinning::Reference(span) => {
            let written = text(span).and_then(|text| text.parse::<Reference>().ok());
            assert_eq!(written.as_ref(), mention.image.as_ref().ok(), "{mention:?}");
        }
        Pinning::Tag(span) | Pinning::Digest(span) => assert!(text(span).is_some(), "{mention:?}"),
        Pinning::Unsafe(why) => assert!(!why.to_string().is_empty()),
    }
    if let Err(obstacle) = &mention.image {
        assert!(!obstacle.to_string().is_empty());
    }
}
