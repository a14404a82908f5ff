//! The YAML test suite: what is valid is read as the suite says, what is not is refused. See `fixtures/yaml`.

use imagelock::document::Source;
use imagelock::internals::yaml::{Node, RepeatRule, Yaml};
use serde::Deserialize;

/// The cases, a line each.
const SUITE: &str = include_str!("../../fixtures/yaml/suite.jsonl");
/// What is no YAML, and is read all the same, as go-yaml and libyaml read it: what is in brackets, or goes on in
/// quotes, may stand further left than what is around it, and behind a tab.
const READ_ALL_THE_SAME: [&str; 3] = ["9C9N", "DK95/01", "QB6E"];

#[derive(Deserialize)]
struct Case {
    id: String,
    yaml: String,
    /// The events of a text that is YAML.
    events: Option<String>,
}

fn cases() -> Vec<Case> {
    SUITE
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is a case"))
        .collect()
}

fn parse(case: &Case) -> Option<Yaml> {
    let mut yaml = Yaml::parse(&Source::new(
        format!("{}.yaml", case.id),
        case.yaml.as_str(),
    ))
    .ok()?;
    yaml.read_repeats(RepeatRule::All);
    Some(yaml)
}

#[test]
fn what_is_yaml_is_read_as_it_is_meant() {
    let valid: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.events.is_some())
        .collect();
    assert_eq!(valid.len(), 308);
    for case in valid {
        let yaml = parse(&case).unwrap_or_else(|| panic!("{} is read", case.id));
        let read: Vec<String> = yaml.documents().map(shown).collect();
        assert_eq!(
            read,
            expected(case.events.as_deref().unwrap_or_default()),
            "{}\n{}",
            case.id,
            case.yaml
        );
    }
}

#[test]
fn what_is_no_yaml_is_refused() {
    let invalid: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.events.is_none())
        .collect();
    assert_eq!(invalid.len(), 94);
    let read: Vec<String> = invalid
        .iter()
        .filter(|case| parse(case).is_some())
        .map(|case| case.id.clone())
        .collect();
    assert_eq!(read, READ_ALL_THE_SAME);
}

#[test]
fn what_stands_at_a_place_is_what_is_read_there() {
    for case in cases() {
        for document in parse(&case).iter().flat_map(Yaml::documents) {
            assert_places(&case.yaml, document, &case.id);
        }
    }
}

/// Holds the places of a value and all below it against the text.
fn assert_places(text: &str, node: Node<'_>, id: &str) {
    let source = Source::new(id, text);
    assert!(
        source.text.get(node.tagged_span()).is_some(),
        "{id}: {:?}",
        node.span()
    );
    if let Some(verbatim) = node.scalar().and_then(|scalar| scalar.verbatim.clone()) {
        assert_eq!(source.text.get(verbatim), node.as_str(), "{id}");
    }
    for (key, value) in node.entries() {
        assert_places(text, key, id);
        assert_places(text, value, id);
    }
    node.items().for_each(|item| assert_places(text, item, id));
}

/// A value on one line: what is plain has no quotes.
fn shown(node: Node<'_>) -> String {
    match node.scalar() {
        // What is not there is null
        Some(_) if node.is_null() => "~".to_owned(),
        Some(scalar) if scalar.is_plain => scalar.text.clone(),
        Some(scalar) => format!("{:?}", scalar.text),
        None if node.is_mapping() => {
            let entry =
                |(key, value): (Node<'_>, Node<'_>)| format!("{}: {}", shown(key), shown(value));
            format!(
                "{{{}}}",
                node.entries()
                    .into_iter()
                    .map(entry)
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        None => format!(
            "[{}]",
            node.items().map(shown).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// The documents that events are of, each on one line.
fn expected(events: &str) -> Vec<String> {
    let mut lines = events
        .lines()
        .filter(|line| !line.ends_with("STR"))
        .peekable();
    let mut documents = Vec::new();
    while lines.next().is_some_and(|line| line.starts_with("+DOC")) {
        let mut anchors = Vec::new();
        documents.push(value(&mut lines, &mut anchors));
        assert!(lines.next().is_some_and(|line| line.starts_with("-DOC")));
    }
    documents
}

/// The next value, on one line. Those with anchors are kept.
fn value<'e>(
    lines: &mut dyn Iterator<Item = &'e str>,
    anchors: &mut Vec<(&'e str, String)>,
) -> String {
    let line = lines.next().expect("a value begins");
    value_of(line, lines, anchors)
}

fn value_of<'e>(
    line: &'e str,
    lines: &mut dyn Iterator<Item = &'e str>,
    anchors: &mut Vec<(&'e str, String)>,
) -> String {
    if let Some(anchor) = line.strip_prefix("=ALI *") {
        let mut kept = anchors.iter().rev();
        return kept
            .find(|(name, _)| *name == anchor)
            .expect("an anchor is before its alias")
            .1
            .clone();
    }
    let anchor = line
        .split(' ')
        .find_map(|word| word.strip_prefix('&'))
        .filter(|_| !in_text(line, '&'));
    let value = match line.get(..4) {
        Some("+MAP") => format!("{{{}}}", pairs(&items(lines, "-MAP", anchors)).join(", ")),
        Some("+SEQ") => format!("[{}]", items(lines, "-SEQ", anchors).join(", ")),
        _ => scalar(line),
    };
    anchors.extend(anchor.map(|anchor| (anchor, value.clone())));
    value
}

/// Whether a letter is nowhere but in the text of a scalar.
fn in_text(line: &str, letter: char) -> bool {
    let text = text_start(line)
        .filter(|_| line.starts_with("=VAL"))
        .unwrap_or(line.len());
    line.find(letter).is_some_and(|at| at >= text)
}

fn items<'e>(
    lines: &mut dyn Iterator<Item = &'e str>,
    end: &str,
    anchors: &mut Vec<(&'e str, String)>,
) -> Vec<String> {
    let mut items = Vec::new();
    loop {
        let line = lines.next().expect("what begins has an end");
        if line == end {
            return items;
        }
        items.push(value_of(line, lines, anchors));
    }
}

fn pairs(items: &[String]) -> Vec<String> {
    items.chunks(2).map(|pair| pair.join(": ")).collect()
}

/// Where the text of a scalar begins, with the letter that says how it is written.
fn text_start(line: &str) -> Option<usize> {
    let mut at = "=VAL ".len();
    loop {
        let rest = line.get(at..)?;
        match rest.chars().next()? {
            '&' => at += rest.find(' ')? + 1,
            '<' => at += rest.find("> ")? + 2,
            _ => return Some(at),
        }
    }
}

fn scalar(line: &str) -> String {
    let text = &line[text_start(line).expect("a scalar has a text")..];
    let (style, text) = text.split_at(1);
    let said = unescaped(text);
    match style {
        ":" if matches!(said.as_str(), "" | "null") => "~".to_owned(),
        ":" => said,
        _ => format!("{said:?}"),
    }
}

fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let mut said = String::new();
    while let Some(letter) = letters.next() {
        said.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('b') => '\u{8}',
                other => other.unwrap_or('\\'),
            },
            other => other,
        });
    }
    said
}
