//! Lists of tags: any bytes are read, and where a tree of JSON has a list, it has the same tags.
#![no_main]

use imagelock::internals::registry::read_list;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let mut tags = Vec::new();
    let read = read_list(&mut &bytes[..], &mut |tag| {
        tags.push(tag.to_owned());
        true
    });
    let Ok(tree) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let expected = match &tree["tags"] {
        Value::Null if tree.get("tags").is_some() => Some(Vec::new()),
        Value::Array(list) => list.iter().map(|tag| tag.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    // Of two lists of one name the tree has the last, and this has neither
    if read.is_ok() {
        assert_eq!(Some(tags), expected);
    } else if expected.is_some() {
        assert!(bytes.windows(4).filter(|word| word == b"tags").count() != 1);
    }
});
