//! Places, aliases and merge keys, by what the text has at the place.

use proptest::prelude::*;

use super::{Node, Yaml};
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
    (&text[node.span()], node.scalar().unwrap().verbatim.clone().map(|range| &text[range]))
}

#[test]
fn every_way_of_writing_a_scalar_has_its_place() {
    let cases = [
        ("a: nginx:1.27", "nginx:1.27", Some("nginx:1.27")),
        ("a: nginx:1.27   # why\n", "nginx:1.27", Some("nginx:1.27")),
        ("a: 'nginx:1.27'\r\nb: c\r\n", "'nginx:1.27'", Some("nginx:1.27")),
        ("a: \"nginx:1.27\"\n", "\"nginx:1.27\"", Some("nginx:1.27")),
        ("é: ü\na: nginx:1.27\r\nb: ö", "nginx:1.27", Some("nginx:1.27")),
        ("a: !!str nginx:1.27\n", "nginx:1.27", Some("nginx:1.27")),
        ("a: &it nginx:1.27\n", "nginx:1.27", Some("nginx:1.27")),
        ("a: !!str &it 'nginx:1.27'\n", "'nginx:1.27'", Some("nginx:1.27")),
        ("a: &it !!str 'nginx:1.27'\n", "'nginx:1.27'", Some("nginx:1.27")),
        ("{a: nginx:1.27, b: c}", "nginx:1.27", Some("nginx:1.27")),
        ("{\"a\":\"nginx:1.27\"}", "\"nginx:1.27\"", Some("nginx:1.27")),
        ("{\n\t\"a\": \"nginx:1.27\"\n}", "\"nginx:1.27\"", Some("nginx:1.27")),
        ("a: \"nginx:\\x31\"\n", "\"nginx:\\x31\"", None),
        ("a: 'it''s'\n", "'it''s'", None),
        ("a:\n  nginx:1.27\nb: c\n", "nginx:1.27", Some("nginx:1.27")),
        ("a: 'nginx:1.27'   # it's \"why\"\n", "'nginx:1.27'", Some("nginx:1.27")),
        ("a: \"nginx:1.27\"\t# \"why\"\r\nb: c\r\n", "\"nginx:1.27\"", Some("nginx:1.27")),
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
        assert_eq!((scalar.text.as_str(), &scalar.verbatim), ("nginx:1.27", &None));
    }
}

#[test]
fn an_alias_is_what_it_stands_for() {
    let yaml = yaml("x: &image nginx:1.27\na: *image\nb: *image\n");
    let root = first(&yaml);
    let (x, a) = (root.get("x").unwrap(), root.get("a").unwrap());
    assert_eq!((a.as_str(), a.span(), a.aliases()), (Some("nginx:1.27"), x.span(), 2));
    assert_eq!(a.id(), root.get("b").unwrap().id());
}

#[test]
fn merged_keys_are_there_and_own_ones_go_first() {
    let yaml =
        yaml("x: &x {image: one, tag: two}\ny: &y {tag: three, z: four}\na:\n  <<: [*x, *y]\n  image: own\n");
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
    assert_eq!(first(&yaml).at(&["a", "image"]).unwrap().as_str(), Some("one"));
    assert!(first(&yaml).at(&["a", "tag"]).is_none());
}

#[test]
fn merge_keys_that_bring_in_more_than_anybody_writes_are_refused() {
    let chain = |links: usize| {
        let link = |it: usize| format!("a{}: &a{} {{<<: *a{it}, k{it}: v}}\n", it + 1, it + 1);
        "a0: &a0 {}\n".to_owned() + &(0..links).map(link).collect::<String>()
    };
    let wide = "a: &a {".to_owned()
        + &(0..5_000).map(|it| format!("k{it}: v, ")).collect::<String>()
        + "}\n"
        + &(0..5_000).map(|it| format!("b{it}: {{<<: *a}}\n")).collect::<String>();
    for (text, is_read) in [(chain(100), true), (chain(200), false), (chain(50_000), false), (wide, false)] {
        assert_eq!(Yaml::parse(&Source::new("test.yaml", text)).is_ok(), is_read);
    }
}

#[test]
fn all_documents_are_read() {
    let yaml = yaml("---\na: one\n---\n---\na: three\n...\n");
    let texts: Vec<_> = yaml.documents().map(|node| node.get("a").and_then(Node::as_str)).collect();
    assert_eq!(texts, [Some("one"), None, Some("three")]);
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    let cases = [
        ("a: [one\nb: two\n", "this is no YAML"),
        ("a: one\na: two\n", "this key is given twice in one mapping"),
        ("a: *nowhere\n", "this is no YAML"),
        ("a: \"open\n", "this is no YAML"),
    ];
    for (text, message) in cases {
        let problem = Yaml::parse(&Source::new("test.yaml", text)).unwrap_err();
        assert!(problem.message.starts_with(message), "{text:?}: {problem:?}");
        assert!(problem.span.end <= text.len(), "{problem:?}");
    }
    for depth in [200, 100_000] {
        let block: String = (0..depth.min(400)).map(|level| " ".repeat(level) + "a:\n").collect();
        for text in ["[".repeat(depth), block] {
            assert!(Yaml::parse(&Source::new("test.yaml", text)).is_err());
        }
    }
}

#[test]
fn what_is_left_open_is_told_where_it_is_opened() {
    let cases = [
        ("a.yaml", "services: [\n", "this is no YAML", (1, 11)),
        ("a.YAML", "é: [ü  \r\n\r\n", "this is no YAML", (1, 4)),
        ("a.json", "{\"a\": [\n\n", "this is no JSON", (1, 7)),
        ("A.JSON", "{\"a\": {]}\n", "this is no JSON", (1, 7)),
    ];
    for (name, text, message, position) in cases {
        let source = Source::new(name, text);
        let problem = Yaml::parse(&source).unwrap_err();
        assert!(problem.message.starts_with(message), "{text:?}: {problem:?}");
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
