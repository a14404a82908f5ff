//! Images that stand in groups, with blank lines between them.

use super::*;

/// Files with groups, and the same with `nginx:1.27` added as `new`.
const ADDED: [(&str, &str); 4] = [
    (
        "[images]\n# a\na = \"a:1\"\n\n# web\nweb = \"a:1\"\n",
        "[images]\n# a\na = \"a:1\"\n\n# web\nweb = \"a:1\"\n\nnew = \"nginx:1.27\"\n",
    ),
    (
        "[images]\r\n  a = \"a:1\"\r\n\r\n  web = \"a:1\"",
        "[images]\r\n  a = \"a:1\"\r\n\r\n  web = \"a:1\"\r\n\r\n  new = \"nginx:1.27\"",
    ),
    (
        "images.a = \"a:1\"\n\nimages.web = \"a:1\"\n\n[files]\n",
        "images.a = \"a:1\"\n\nimages.web = \"a:1\"\n\nimages.new = \"nginx:1.27\"\n\n[files]\n",
    ),
    // The comment below stays where it is
    (
        "[images]\na = \"a:1\"\n\nweb = \"a:1\"\n# end\n",
        "[images]\na = \"a:1\"\n\nweb = \"a:1\"\nnew = \"nginx:1.27\"\n# end\n",
    ),
];

#[test]
fn an_image_is_added_as_a_group_of_its_own_and_can_be_removed() {
    for (before, after) in ADDED {
        let with = added(before, "new", "nginx:1.27").unwrap();
        assert_eq!(with, after, "{before:?}");
        assert_eq!(removed(after, "new").unwrap(), before, "{after:?}");
    }
}

#[test]
fn images_that_are_added_together_are_one_group() {
    let file = "[images]\na = \"a:1\"\n\n# web/Dockerfile\nweb = \"a:1\"\n";
    let mut draft = Draft::open("images.toml", file).unwrap();
    for image in ["b", "c"] {
        add(&mut draft, image, "b:1", "b:1");
    }
    let expected = format!("{file}\nb = \"b:1\"\nc = \"b:1\"\n");
    assert_eq!(draft.finish().unwrap().file, expected);
}
