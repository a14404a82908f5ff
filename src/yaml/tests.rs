//! Places, aliases and merge keys, by what the text has at the place.

use proptest::prelude::*;

use super::{Node, RepeatRule, Yaml};
use crate::document::Source;

fn yaml(text: &str) -> Yaml {
    Yaml::parse(&Source::new("test.yaml", text)).unwrap()
}

fn first(yaml: &Yaml) -> Node<'_> {
    yaml.documents().next().unwrap()
}

/// What stands at the place of a key's value, and what may be replaced of it.
fn written<'t>(text: &'t str, key: &str) -> (&'t str, Option<&'t str>) {
    let yaml = yaml(text);
    let node = first(&yaml).get(key).unwrap();
    (
        &text[node.span()],
        node.scalar()
            .unwrap()
            .verbatim
            .clone()
            .map(|range| &text[range]),
    )
}

#[test]
fn every_way_of_writing_a_scalar_has_its_place() {
    let cases = [
        ("a: nginx:1.27", "nginx:1.27", Some("nginx:1.27")),
        ("a: nginx:1.27   # why\n", "nginx:1.27", Some("nginx:1.27")),
        (
            "a: 'nginx:1.27'\r\nb: c\r\n",
            "'nginx:1.27'",
            Some("nginx:1.27"),
        ),
        ("a: \"nginx:1.27\"\n", "\"nginx:1.27\"", Some("nginx:1.27")),
        (
            "é: ü\na: nginx:1.27\r\nb: ö",
            "nginx:1.27",
            Some("nginx:1.27"),
        ),
        ("a: !!str nginx:1.27\n", "nginx:1.27", Some("nginx:1.27")),
        ("a: &it nginx:1.27\n", "nginx:1.27", Some("nginx:1.27")),
        (
            "a: !!str &it 'nginx:1.27'\n",
            "'nginx:1.27'",
            Some("nginx:1.27"),
        ),
        (
            "a: &it !!str 'nginx:1.27'\n",
            "'nginx:1.27'",
            Some("nginx:1.27"),
        ),
        ("{a: nginx:1.27, b: c}", "nginx:1.27", Some("nginx:1.27")),
        (
            "{\"a\":\"nginx:1.27\"}",
            "\"nginx:1.27\"",
            Some("nginx:1.27"),
        ),
        (
            "{\n\t\"a\": \"nginx:1.27\"\n}",
            "\"nginx:1.27\"",
            Some("nginx:1.27"),
        ),
        ("a: \"nginx:\\x31\"\n", "\"nginx:\\x31\"", None),
        ("a: 'it''s'\n", "'it''s'", None),
        ("a:\n  nginx:1.27\nb: c\n", "nginx:1.27", Some("nginx:1.27")),
        (
            "a: 'nginx:1.27'   # it's \"why\"\n",
            "'nginx:1.27'",
            Some("nginx:1.27"),
        ),
        (
            "a: \"nginx:1.27\"\t# \"why\"\r\nb: c\r\n",
            "\"nginx:1.27\"",
            Some("nginx:1.27"),
        ),
        ("{ a: 'nginx:1.27' }", "'nginx:1.27'", Some("nginx:1.27")),
        ("a: \"say \\\"it\\\"\" # \"\n", "\"say \\\"it\\\"\"", None),
        ("a: 'it''s' # '\n", "'it''s'", None),
        ("a: ''\n", "''", Some("")),
        ("a: \"\"\n", "\"\"", Some("")),
    ];
    for (text, span, verbatim) in cases {
        assert_eq!(written(text, "a"), (span, verbatim), "{text:?}");
    }
}

#[test]
fn blocks_are_read_and_nothing_may_be_put_in_their_place() {
    for text in ["a: >-\n  nginx:1.27\nb: c\n", "a: |-\n  nginx:1.27\n"] {
        let yaml = yaml(text);
        let scalar = first(&yaml).get("a").unwrap().scalar().unwrap();
        assert_eq!(
            (scalar.text.as_str(), &scalar.verbatim),
            ("nginx:1.27", &None)
        );
    }
}

#[test]
fn an_alias_is_what_it_stands_for() {
    let yaml = yaml("x: &image nginx:1.27\na: *image\nb: *image\n");
    let root = first(&yaml);
    let (x, a) = (root.get("x").unwrap(), root.get("a").unwrap());
    assert_eq!(
        (a.as_str(), a.span(), a.aliases()),
        (Some("nginx:1.27"), x.span(), 2)
    );
    assert_eq!(a.id(), root.get("b").unwrap().id());
}

#[test]
fn merged_keys_are_there_and_own_ones_go_first() {
    let yaml = yaml(
        "x: &x {image: one, tag: two}\ny: &y {tag: three, z: four}\na:\n  <<: [*x, *y]\n  image: own\n",
    );
    let a = first(&yaml).get("a").unwrap();
    let texts: Vec<_> = a
        .entries()
        .into_iter()
        .map(|(key, value)| (key.as_str().unwrap(), value.as_str().unwrap()))
        .collect();
    assert_eq!(texts, [("image", "own"), ("tag", "two"), ("z", "four")]);
    assert_eq!(a.get("z").unwrap().as_str(), Some("four"));
}

#[test]
fn what_merges_itself_comes_to_an_end() {
    let yaml = yaml("a: &a\n  <<: *a\n  image: one\n");
    assert_eq!(
        first(&yaml).at(&["a", "image"]).unwrap().as_str(),
        Some("one")
    );
    assert!(first(&yaml).at(&["a", "tag"]).is_none());
}

#[test]
fn merge_keys_that_bring_in_more_than_anybody_writes_are_refused() {
    let chain = |links: usize| {
        let link = |it: usize| format!("a{}: &a{} {{<<: *a{it}, k{it}: v}}\n", it + 1, it + 1);
        "a0: &a0 {}\n".to_owned() + &(0..links).map(link).collect::<String>()
    };
    let wide = "a: &a {".to_owned()
        + &(0..5_000)
            .map(|it| format!("k{it}: v, "))
            .collect::<String>()
        + "}\n"
        + &(0..5_000)
            .map(|it| format!("b{it}: {{<<: *a}}\n"))
            .collect::<String>();
    for (text, is_read) in [
        (chain(100), true),
        (chain(200), false),
        (chain(50_000), false),
        (wide, false),
    ] {
        assert_eq!(
            Yaml::parse(&Source::new("test.yaml", text)).is_ok(),
            is_read
        );
    }
}

#[test]
fn all_documents_are_read() {
    let yaml = yaml("---\na: one\n---\n---\na: three\n...\n");
    let texts: Vec<_> = yaml
        .documents()
        .map(|node| node.get("a").and_then(Node::as_str))
        .collect();
    assert_eq!(texts, [Some("one"), None, Some("three")]);
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    let cases = [
        ("a: [one\nb: two\n", "this is not valid YAML"),
        ("a: *nowhere\n", "this is not valid YAML"),
        ("a: \"open\n", "this is not valid YAML"),
    ];
    for (text, message) in cases {
        let problem = Yaml::parse(&Source::new("test.yaml", text)).unwrap_err();
        assert!(
            problem.message.starts_with(message),
            "{text:?}: {problem:?}"
        );
        assert!(problem.span.end <= text.len(), "{problem:?}");
    }
    for depth in [200, 100_000] {
        let block: String = (0..depth.min(400))
            .map(|level| " ".repeat(level) + "a:\n")
            .collect();
        for text in ["[".repeat(depth), block] {
            assert!(Yaml::parse(&Source::new("test.yaml", text)).is_err());
        }
    }
}

#[test]
fn of_a_key_that_is_given_twice_the_last_one_counts_until_another_is_asked_for() {
    let mut yaml = yaml("a: one\nb: {c: d}\n'a': two\n\"\\x61\": three\nb: e\n");
    let texts = |yaml: &Yaml| {
        let entries = first(yaml).entries().into_iter();
        let text = |(_, value): (Node<'_>, Node<'_>)| value.as_str().unwrap_or("{}").to_owned();
        (
            first(yaml).get("a").unwrap().as_str().unwrap().to_owned(),
            entries.map(text).collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        texts(&yaml),
        ("three".into(), vec!["three".into(), "e".into()])
    );
    yaml.read_repeats(RepeatRule::First);
    assert_eq!(
        texts(&yaml),
        ("one".into(), vec!["one".into(), "{}".into()])
    );
    yaml.read_repeats(RepeatRule::All);
    let all = ["one", "{}", "two", "three", "e"].map(str::to_owned);
    assert_eq!(texts(&yaml), ("one".into(), all.to_vec()));
    let keys: Vec<_> = yaml
        .repeats()
        .map(|it| (it.again().span(), it.pairs.len()))
        .collect();
    assert_eq!(keys, [(17..20, 3), (40..41, 2)]);
    assert!(Yaml::parse_strictly(&Source::new("a.yaml", "a: 1\na: 1\n")).is_err());
}

#[test]
fn keys_of_large_mappings_are_found_by_their_names() {
    let text: String = (0..1_000)
        .rev()
        .map(|it| format!("k{it}: v{it}\n? [{it}]\n: w\n"))
        .collect();
    let yaml = yaml(&text);
    for it in 0..1_000 {
        assert_eq!(
            first(&yaml).get(&format!("k{it}")).and_then(Node::as_str),
            Some(&*format!("v{it}"))
        );
    }
    assert!(first(&yaml).get("k1000").is_none());
}

#[test]
fn tags_are_told_with_their_handles_resolved_and_texts_in_base64_are_read() {
    let yaml = yaml("a: !reset &x [b]\nc: !!binary aW1hZ2U=\nd: !<!e%20f> g\nh: # !reset\n  i\n");
    let root = first(&yaml);
    let tag = |key: &str| root.get(key).unwrap().tag();
    assert_eq!(
        ["a", "c", "d", "h"].map(tag),
        [
            Some("!reset"),
            Some("tag:yaml.org,2002:binary"),
            Some("!e f"),
            None
        ]
    );
    assert_eq!(
        (
            root.get("a").unwrap().span(),
            root.get("a").unwrap().tagged_span()
        ),
        (13..16, 3..16)
    );
    let binary = root.get("c").unwrap().scalar().unwrap();
    assert_eq!((binary.text.as_str(), &binary.verbatim), ("image", &None));
}

#[test]
fn what_others_read_is_read() {
    for text in [
        "a: [\n  b\n]\nc: d\n",
        "a: {\n  b: c\n}\nc: d\n",
        "a: 'one\ntwo'\nc: d\n",
        "c: d\na: \"\ntwo\"\n",
        "{\n\t\"a\": [\n\t\t1\n\t],\n\t\"c\": \"d\"\n}\n",
    ] {
        assert_eq!(
            first(&yaml(text)).get("c").and_then(Node::as_str),
            Some("d"),
            "{text}"
        );
    }
    for text in ["", "# nothing\n", "---\n", "\u{feff}"] {
        assert!(yaml(text).documents().all(Node::is_null), "{text:?}");
    }
}

#[test]
fn what_is_refused_is_refused_with_its_place() {
    let deep = (0..200).map(|it| format!("a{}: &a{} [*a{it}]\n", it + 1, it + 1));
    let deep = "a0: &a0 b\n".to_owned() + &deep.collect::<String>();
    let cases = [
        ("a: \0b\nc: d\n".to_owned(), "this is not valid YAML", 3),
        (
            "a: b\n---\n\u{feff}c: d\n".to_owned(),
            "this is not valid YAML",
            9,
        ),
        (deep, "this is nested deeper than 128 levels", 2_256),
    ];
    for (text, message, at) in cases {
        let problem = Yaml::parse(&Source::new("a.yaml", text)).unwrap_err();
        assert!(problem.message.starts_with(message), "{problem:?}");
        assert_eq!(problem.span.start, at, "{problem:?}");
    }
}

#[test]
fn what_is_left_open_is_told_where_it_is_opened() {
    let cases = [
        ("a.yaml", "services: [\n", "this is not valid YAML", (1, 11)),
        (
            "a.YAML",
            "é: [ü  \r\n\r\n",
            "this is not valid YAML",
            (1, 4),
        ),
        ("a.json", "{\"a\": [\n\n", "this is not valid JSON", (1, 7)),
        ("A.JSON", "{\"a\": {]}\n", "this is not valid JSON", (1, 7)),
    ];
    for (name, text, message, position) in cases {
        let source = Source::new(name, text);
        let problem = Yaml::parse(&source).unwrap_err();
        assert!(
            problem.message.starts_with(message),
            "{text:?}: {problem:?}"
        );
        assert_eq!(source.position(problem.span.start), position, "{text:?}");
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_all_places_are_in_the_text(text in "[a-b:\\-{}\\[\\]'\"&*!|>#, \n\r\té]{0,60}") {
        let source = Source::new("test.yaml", text);
        if let Ok(yaml) = Yaml::parse(&source) {
            for item in &yaml.nodes {
                prop_assert!(source.text.get(item.span()).is_some());
            }
        }
    }
}
