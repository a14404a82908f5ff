//! A file that nobody has written yet.

use super::*;
use crate::exclude::Exclude;

#[test]
fn a_new_manifest_says_what_it_was_made_of() {
    let image = |image: &str, reference: &str, comment: &str| ImageLine {
        name: name(image),
        reference: reference.to_owned(),
        rule: None,
        comment: comment.to_owned(),
    };
    let groups = [
        ImageGroup {
            comment: vec!["Dockerfile".to_owned(), String::new()],
            images: vec![image("node", "node:20", "")],
        },
        ImageGroup {
            comment: vec!["a\n\u{1b}[31m".to_owned()],
            images: vec![
                image("a.b", "ghcr.io/a/b:1", "also\nb"),
                ImageLine {
                    rule: Some(rules::rule("~7.2.4", "alpine")),
                    ..image("redis", "redis", "")
                },
            ],
        },
    ];
    let text = compose(&["All of it".to_owned()], &groups, &Exclude::default());
    let expected = "#:schema https://raw.githubusercontent.com/OWNER/imagelock/v0/docs/images.schema.json\n# All of it\n[images]\n# Dockerfile\n#\nnode = \"node:20\"\n\n# a[31m\n\"a.b\" = \"ghcr.io/a/b:1\"  # alsob\nredis = { image = \"redis\", version = \"~7.2.4\", variant = \"alpine\" }\n\n[files]\nrequire-digests = true\n";
    assert_eq!(text, expected);
    let manifest = Manifest::parse(&Source::new("images.toml", text)).unwrap();
    assert_eq!(manifest.images.len(), 3);
    assert!(manifest.require_digests);
}
