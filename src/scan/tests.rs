//! What holds of every reader of every text: nothing panics, places are in the text, and what may be replaced is the
//! image.

use proptest::prelude::*;

use super::{FileKind, Mention, Pinning, read};
use crate::document::Source;
use crate::reference::Reference;

/// The kinds of which the texts below are made.
const KINDS: [FileKind; 5] = [
    FileKind::Compose,
    FileKind::Kubernetes,
    FileKind::Kustomize,
    FileKind::HelmValues,
    FileKind::Template,
];

/// Texts that are like files: the words that readers look for, in any order and depth.
fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "(services|image|build|containers|volumes|repository|tag|digest|registry|x-a|type|source|FROM)",
        "(images|name|newName|newTag|steps|valuesInline|\"image\"|\\? image|kind: HelmRelease|values|items)",
        "(: |:\\n|\\r\\n|\\n|  |- |\\{|\\}|\\[|\\]|, |#|&a |\\*a|<<: |>-|\\|)",
        "(nginx:1.27|'a:1'|\"b\\\\x31\"|\\$\\{A:-c:1\\}|\\$A|\\{\\{ .Values.image \\}\\}|\\{%|1.20|é|\"\"|~)",
    ];
    let head = prop_oneof![
        Just("apiVersion: v1\nkind: Pod\n"),
        Just("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: "),
        Just("services:\n  a:\n    image: "),
        Just("image:\n  repository: a\n  tag: "),
        Just("image: "),
        Just("images:\n- name: a\n  newTag: "),
        Just("{{ if .a }}image: "),
        Just("FROM "),
        Just(""),
    ];
    (head, prop::collection::vec(word, 0..12))
        .prop_map(|(head, words)| head.to_owned() + &words.concat())
}

/// What is wrong with a mention of a text.
fn fault(source: &Source, mention: &Mention) -> Option<String> {
    let text = |span: &std::ops::Range<usize>| source.text.get(span.clone());
    if text(&mention.span).is_none() {
        return Some(format!("{mention:?} is at no place"));
    }
    let image = mention.image.clone().ok();
    let stands_there = match &mention.pinning {
        Pinning::Reference(span) => {
            text(span).and_then(|text| text.parse::<Reference>().ok()) == image
        }
        Pinning::Tag(span) => text(span).is_some_and(|tag| mention.written.contains(tag)),
        Pinning::Digest(span) => text(span).is_some_and(|digest| mention.written.ends_with(digest)),
        Pinning::Unsafe(_) => true,
    };
    (!stands_there).then(|| format!("{mention:?} cannot be replaced so"))
}

proptest! {
    #[test]
    fn nothing_panics_and_what_may_be_replaced_is_the_image(text in texts(), name in "(Dockerfile|a.yaml)") {
        let source = Source::new(name, text);
        for kind in KINDS {
            for mention in read(kind, &source).unwrap_or_default() {
                prop_assert_eq!(fault(&source, &mention), None);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z:\\-{}\\[\\]'\"&*!|>#,$%< \\n\\r\\té]{0,60}") {
        let source = Source::new("Dockerfile", text);
        for kind in KINDS {
            for mention in read(kind, &source).unwrap_or_default() {
                prop_assert_eq!(fault(&source, &mention), None);
            }
        }
    }
}

/// A text that takes a reader's time by its size, not by its shape, has none that is quadratic in it.
#[test]
fn large_files_are_read_in_time_that_grows_with_them() {
    let many = 20_000;
    let texts = [
        (
            FileKind::Compose,
            "services:\n".to_owned()
                + &lines(many, |it| format!("  s{it}: {{image: \"a:{it}\"}}\n")),
        ),
        (
            FileKind::Kubernetes,
            "apiVersion: v1\nkind: Pod\ncontainers:\n".to_owned()
                + &lines(many, |it| format!("  - {{name: a, image: 'a:{it}'}}\n")),
        ),
        (
            FileKind::HelmValues,
            lines(many, |it| {
                format!("a{it}: {{image: {{repository: a, tag: v{it}}}}}\n")
            }),
        ),
        (
            FileKind::Kustomize,
            "images:\n".to_owned() + &lines(many, |it| format!("- {{name: a, newTag: v{it}}}\n")),
        ),
        (
            FileKind::Template,
            lines(many, |it| format!("{{# image: b\n- image: a:{it}\n")),
        ),
        (
            FileKind::Template,
            lines(many, |it| format!("- image:\n\n\n    a:{it}\n")),
        ),
        (FileKind::Template, "{image: a:1, ".repeat(many) + "{{ {{"),
    ];
    for (kind, text) in texts {
        let mentions = read(kind, &Source::new("a.yaml", text)).unwrap();
        assert_eq!(mentions.len(), many, "{kind:?}");
    }
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}
