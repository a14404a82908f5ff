//! What words stand for, as a table; and what holds for whatever is written.

use proptest::prelude::*;

use super::*;
use crate::scan::{Hindrance, Obstacle, Pinning};

/// What a `FROM` stands for behind these arguments, and whether that is one place.
fn expanded(arguments: &str, word: &str) -> String {
    let text = format!("{arguments}\nFROM {word}\n");
    let source = Source::new("Dockerfile", text.clone());
    let mention = &mentions(&source).unwrap()[0];
    let image = match &mention.image {
        Ok(_) => mention.written.clone(),
        Err(Obstacle::Variable(name)) => format!("?{name}"),
        Err(Obstacle::Expression(_)) => "?expression".to_owned(),
        Err(obstacle) => format!("?{obstacle}"),
    };
    match &mention.pinning {
        Pinning::Reference(span) => format!("{image} @{}", span.start),
        Pinning::Unsafe(Hindrance::Variable(name)) => format!("{image} ${name}"),
        Pinning::Unsafe(Hindrance::Unresolved) => image,
        other => format!("{image} {other:?}"),
    }
}

#[test]
fn values_that_are_far_too_long_are_not_followed() {
    let argument = |length: usize| format!("ARG A={}", "a".repeat(length));
    assert_eq!(
        expanded(&argument(100), "$A"),
        format!("{} @6", "a".repeat(100))
    );
    assert_eq!(expanded(&argument(1_025), "$A"), "?expression");
    assert_eq!(expanded(&argument(1_025), "b:$A"), "?expression");
}

#[test]
fn words_stand_for_what_docker_takes_them_for() {
    let cases = [
        ("", "a:1", "a:1 @6"),
        ("", "\"a:1\"", "a:1 @7"),
        ("", "'a:1'", "a:1 @7"),
        ("", "a\\:1", "a:1 Unsafe(Escapes)"),
        ("", "a':'1", "a:1 Unsafe(Escapes)"),
        ("", "a\\\n:1", "a:1 Unsafe(Escapes)"),
        ("ARG A=a:1", "$A", "a:1 @6"),
        ("ARG A=a:1", "${A}", "a:1 @6"),
        ("ARG A=\"a:1\"", "\"${A}\"", "a:1 @7"),
        ("ARG X A=a:1 B=b", "$A", "a:1 @8"),
        ("ARG A=a\\:1", "$A", "a:1 Unsafe(Escapes)"),
        ("ARG A=1", "a:$A", "a:1 $A"),
        ("ARG A=1", "a:${A}-b", "a:1-b $A"),
        ("ARG A=", "${A}a:1", "a:1 $A"),
        ("ARG A=a", "$A:1", "a:1 $A"),
        ("ARG A=a:1\nARG B=$A", "$B", "a:1 @6"),
        ("ARG A=1\nARG B=a:$A", "$B", "a:1 $A"),
        ("ARG A=a:1\nARG A=a:2", "$A", "a:2 @16"),
        ("ARG A=a:1\nARG A", "$A", "a:1 @6"),
        ("ARG A=1\nARG A=$A.2", "a:$A", "a:1.2 $A"),
        ("ARG A", "$A", "?A"),
        ("", "a:$A", "?A"),
        ("ARG A=$A", "$A", "?A"),
        ("ARG A=$B\nARG B=b", "$A", "?B"),
        ("", "a-$TARGETARCH", "?TARGETARCH"),
        ("", "${TARGETARCH:-a}", "?TARGETARCH"),
        ("ARG TARGETARCH=a", "$TARGETARCH", "a @15"),
        ("ARG A", "${A:-a:1}", "a:1 @16"),
        ("", "${A-a:1}", "a:1 @10"),
        ("ARG A=b:1", "${A:-a:1}", "b:1 @6"),
        ("ARG A=", "${A:-a:1}", "a:1 @17"),
        (
            "ARG A=",
            "${A-a:1}",
            "?it is not a reference: a reference cannot be empty",
        ),
        ("", "${A:-${B:-a:1}}", "a:1 @16"),
        ("ARG B=b", "${A:-\"$B\"}", "b @6"),
        ("", "a:${A:-1}", "a:1 $A"),
        ("ARG A=b", "a${A:+:1}", "a:1 $A"),
        ("ARG A", "a${A:+:1}", "a $A"),
        ("ARG A=", "a${A+:1}", "a:1 $A"),
        ("ARG A=b", "${A:?missing}", "b @6"),
        ("", "${A?missing}", "?A"),
        // A default that is not taken may stand for anything
        ("ARG A=b", "${A:-$C}", "b @6"),
        ("ARG A=a.b", "${A#a.}", "?expression"),
        ("ARG A=a.b", "${A%%.*}", "?expression"),
        ("ARG A=a.b", "${A/a/b}", "?expression"),
        ("", "${A", "?expression"),
        ("", "${}", "?expression"),
        ("", "${A:=b}", "?expression"),
        ("", "\"a", "?expression"),
        (
            "ARG A=b",
            "a\\$A",
            "?it is not a reference: `a$A` is not a repository: expected words of `a`-`z` and `0`-`9`, joined by `.`, `_`, `__`, `-` or `/`",
        ),
    ];
    for (arguments, word, expected) in cases {
        assert_eq!(expanded(arguments, word), expected, "{arguments} / {word}");
    }
}

#[test]
fn an_argument_that_is_used_in_part_is_no_place_for_a_digest() {
    let shared = |text: &str| {
        let source = Source::new("Dockerfile", text);
        let mentions = mentions(&source).unwrap();
        mentions
            .iter()
            .any(|mention| mention.pinning == Pinning::Unsafe(Hindrance::Shared))
    };
    assert!(!shared("ARG A=a:1\nFROM $A\nFROM ${A}\n"));
    assert!(!shared("ARG A=a:1\nFROM $A\nARG B\nARG C=$A\n"));
    assert!(shared("ARG A=a:1\nFROM $A\nFROM $A-b\n"));
    assert!(shared("ARG A=a:1\nARG B=${A}-b\nFROM $A\n"));
    assert!(shared("ARG A=a:1\nFROM $A\nARG A\nRUN echo $A\n"));
    assert!(shared("ARG A=a\nFROM --platform=$A $A\n"));
    assert!(shared("ARG A=a:1\nFROM $A\nFROM ${A%:1}\n"));
}

#[test]
fn arguments_that_grow_without_end_are_not_followed() {
    let mut text = "ARG A=aaaaaaaa\n".to_owned();
    (0..60).for_each(|_| text.push_str("ARG A=$A$A\n"));
    let source = Source::new("Dockerfile", text + "FROM $A\n");
    assert!(matches!(
        mentions(&source).unwrap()[0].image,
        Err(Obstacle::Expression(_))
    ));
    let deep = format!("FROM {}a{}\n", "${A:-".repeat(9_000), "}".repeat(9_000));
    assert!(matches!(
        mentions(&Source::new("Dockerfile", deep)).unwrap()[0].image,
        Err(Obstacle::Expression(_))
    ));
}

#[test]
fn ten_thousand_stages_are_read() {
    let text: String = (0..10_000)
        .map(|stage| format!("FROM a:{stage} AS s{stage}\n"))
        .collect();
    assert_eq!(
        mentions(&Source::new("Dockerfile", text)).unwrap().len(),
        10_000
    );
}

#[test]
fn shapes_are_held_against_so_many_stages_and_no_more() {
    let few = "FROM a AS a-linux\nFROM a-$TARGETOS\n";
    assert_eq!(mentions(&Source::new("Dockerfile", few)).unwrap().len(), 1);
    let stages = (0..10_000).map(|it| format!("FROM a-$X-$Y-$TARGETARCH-{it} AS a-{it}\n"));
    let text = stages.collect::<String>() + "FROM a-$X\n";
    // The last one fits, but nobody looks any more
    let all = mentions(&Source::new("Dockerfile", text)).unwrap();
    assert_eq!(all.len(), 10_001);
    let word = format!("FROM {}\n", "$A-".repeat(10_000));
    assert_eq!(mentions(&Source::new("Dockerfile", word)).unwrap().len(), 1);
}

/// Pieces of Dockerfiles, and what breaks them.
const PIECES: [&str; 40] = [
    "FROM ",
    "from ",
    "ARG ",
    "A=",
    "COPY --from=",
    "RUN --mount=type=bind,from=",
    "ONBUILD ",
    "--platform=",
    " AS b",
    "node:20",
    "a.b/c@sha256:",
    "scratch",
    "b",
    "$A",
    "${A}",
    "${A:-",
    "${A+",
    "}",
    "\"",
    "'",
    "\\",
    "`",
    "\\\n",
    "`\r\n",
    "\n",
    "\r\n",
    "# ",
    "# escape=`\n",
    "# syntax=",
    "<<EOF",
    "EOF\n",
    " ",
    "\t",
    ",",
    "=",
    "é",
    "\u{202e}",
    "\0",
    "x:y@z",
    "\u{feff}",
];

proptest! {
    /// Nothing panics, all places lie in the text, and what stands where a digest may go is what is read.
    #[test]
    fn places_hold_what_is_read(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        for text in [pieces.concat(), format!("FROM a\n{}", pieces.concat()), format!("ARG A=c:1\nFROM {}", pieces.concat())] {
            let source = Source::new("Dockerfile", text);
            for mention in mentions(&source).into_iter().flatten() {
                prop_assert!(source.text.get(mention.span.clone()).is_some());
                if let (Pinning::Reference(place), Ok(image)) = (&mention.pinning, &mention.image) {
                    let there = source.text[place.clone()].parse();
                    prop_assert_eq!(there.as_ref(), Ok(image));
                }
            }
        }
    }
}
