//! Every form of a file, with one image more, one less and another tag.

mod compose;
mod groups;
mod properties;
mod replace;
mod rules;

use super::*;
use crate::reference::Reference;

/// Files with an image `web`, and the same with `nginx:1.27` added as `new`.
const ADDED: [(&str, &str); 30] = [
    (
        "[images]\nweb = \"a:1\"\n",
        "[images]\nweb = \"a:1\"\nnew = \"nginx:1.27\"\n",
    ),
    // No line end at the end
    (
        "[images]\nweb = \"a:1\"",
        "[images]\nweb = \"a:1\"\nnew = \"nginx:1.27\"",
    ),
    (
        "[images]\r\nweb = \"a:1\"",
        "[images]\r\nweb = \"a:1\"\r\nnew = \"nginx:1.27\"",
    ),
    (
        "images.web = 'a:1' # é",
        "images.web = 'a:1' # é\nimages.new = \"nginx:1.27\"",
    ),
    // Line ends, and a byte order mark
    (
        "[images]\r\nweb = \"a:1\"\r\n",
        "[images]\r\nweb = \"a:1\"\r\nnew = \"nginx:1.27\"\r\n",
    ),
    (
        "[images]\r\nweb = \"a:1\"\n# x\r\n",
        "[images]\r\nweb = \"a:1\"\nnew = \"nginx:1.27\"\n# x\r\n",
    ),
    (
        "\u{feff}[images]\nweb = \"a:1\"\n",
        "\u{feff}[images]\nweb = \"a:1\"\nnew = \"nginx:1.27\"\n",
    ),
    // Comments and white space
    (
        "# head\n\n[images] # all\n  web  =  'a:1'   # behind\n\n# of the next\n[defaults]\nplatforms = [] # none\n",
        "# head\n\n[images] # all\n  web  =  'a:1'   # behind\n  new = \"nginx:1.27\"\n\n# of the next\n[defaults]\nplatforms = [] # none\n",
    ),
    (
        "[images]\n\tweb = \"a:1\"\n\n\n# end\n",
        "[images]\n\tweb = \"a:1\"\n\tnew = \"nginx:1.27\"\n\n\n# end\n",
    ),
    (
        "[images]\n# only\nweb = \"a:1\"\n# after\n",
        "[images]\n# only\nweb = \"a:1\"\nnew = \"nginx:1.27\"\n# after\n",
    ),
    // Quotes of all kinds, and values of several lines
    (
        "[images]\n\"web\" = \"\"\"a:1\"\"\"\n",
        "[images]\n\"web\" = \"\"\"a:1\"\"\"\nnew = \"nginx:1.27\"\n",
    ),
    (
        "['images']\n'web' = '''\na:1'''# x\n",
        "['images']\n'web' = '''\na:1'''# x\nnew = \"nginx:1.27\"\n",
    ),
    (
        "[images]\nweb = { image = \"a:1\", platforms = [\n  \"linux/amd64\", # x\n] } # y\n",
        "[images]\nweb = { image = \"a:1\", platforms = [\n  \"linux/amd64\", # x\n] } # y\nnew = \"nginx:1.27\"\n",
    ),
    // Dotted keys
    (
        "[images]\nweb.image = \"a\"\nweb.tag = \"1\"\n",
        "[images]\nweb.image = \"a\"\nweb.tag = \"1\"\nnew = \"nginx:1.27\"\n",
    ),
    (
        "[images]\nweb.image = \"a\"\nb = \"b:1\"\nweb.tag = \"1\"\n",
        "[images]\nweb.image = \"a\"\nb = \"b:1\"\nweb.tag = \"1\"\nnew = \"nginx:1.27\"\n",
    ),
    (
        "images.web.image = \"a:1\"\n",
        "images.web.image = \"a:1\"\nimages.new = \"nginx:1.27\"\n",
    ),
    (
        "images.web = \"a:1\"\n\n[defaults]\nplatforms = []\n",
        "images.web = \"a:1\"\nimages.new = \"nginx:1.27\"\n\n[defaults]\nplatforms = []\n",
    ),
    // Headers
    (
        "[images.web]\nimage = \"a:1\"\n",
        "[images.web]\nimage = \"a:1\"\n\n[images.new]\nimage = \"nginx:1.27\"\n",
    ),
    (
        "[ images . \"web\" ]\nimage = \"a:1\"\n[defaults]\n",
        "[ images . \"web\" ]\nimage = \"a:1\"\n[images.new]\nimage = \"nginx:1.27\"\n[defaults]\n",
    ),
    (
        "[images.web]\nimage = \"a:1\"\n\n# defaults\n[defaults]\n",
        "[images.web]\nimage = \"a:1\"\n\n[images.new]\nimage = \"nginx:1.27\"\n\n# defaults\n[defaults]\n",
    ),
    (
        "[images.web]\r\nimage = \"a:1\"",
        "[images.web]\r\nimage = \"a:1\"\r\n\r\n[images.new]\r\nimage = \"nginx:1.27\"",
    ),
    (
        "[images.web]\nimage = \"a:1\"\n\n[images]\n",
        "[images.web]\nimage = \"a:1\"\n\n[images]\nnew = \"nginx:1.27\"\n",
    ),
    (
        "[images]\nx = \"b:1\"\n[images.web]\nimage = \"a:1\"\n",
        "[images]\nx = \"b:1\"\nnew = \"nginx:1.27\"\n[images.web]\nimage = \"a:1\"\n",
    ),
    // A comment behind the last line of a table is about that, unless a header follows
    (
        "[images.web]\nimage = \"a:1\"\n# about web\n",
        "[images.web]\nimage = \"a:1\"\n# about web\n\n[images.new]\nimage = \"nginx:1.27\"\n",
    ),
    (
        "[images.web]\nimage = \"a:1\"\n# about\n  # web",
        "[images.web]\nimage = \"a:1\"\n# about\n  # web\n\n[images.new]\nimage = \"nginx:1.27\"",
    ),
    (
        "[images.web]\nimage = \"a:1\"\n# about web\n\n[defaults]\n",
        "[images.web]\nimage = \"a:1\"\n# about web\n\n[images.new]\nimage = \"nginx:1.27\"\n\n[defaults]\n",
    ),
    (
        "[images.web]\nimage = \"a:1\"\n# defaults\n[defaults]\n",
        "[images.web]\nimage = \"a:1\"\n[images.new]\nimage = \"nginx:1.27\"\n# defaults\n[defaults]\n",
    ),
    // Inline tables
    (
        "images = { web = \"a:1\" } # x\n",
        "images = { web = \"a:1\", new = \"nginx:1.27\" } # x\n",
    ),
    (
        "images = {web = { image = 'a:1' }, }\n",
        "images = {web = { image = 'a:1' }, new = \"nginx:1.27\", }\n",
    ),
    (
        "images = {\n  web = \"a:1\" # x\n}\n",
        "images = {\n  web = \"a:1\", new = \"nginx:1.27\" # x\n}\n",
    ),
];

fn name(text: &str) -> ImageName {
    text.parse().unwrap()
}

/// Adds an image that is written so, and means this.
fn add(draft: &mut Draft, image: &str, written: &str, meant: &str) {
    let meant: Reference = meant.parse().unwrap();
    let choice = Choice::of(meant.clone());
    draft.add(&name(image), written, &meant.repository, choice);
}

fn added(file: &str, image: &str, reference: &str) -> Result<String, Problems> {
    let mut draft = Draft::open("images.toml", file)?;
    add(&mut draft, image, reference, reference);
    Ok(draft.finish()?.file)
}

fn removed(file: &str, image: &str) -> Result<String, Problems> {
    let mut draft = Draft::open("images.toml", file)?;
    draft.remove(&name(image))?;
    Ok(draft.finish()?.file)
}

#[test]
fn an_image_goes_behind_the_last_one_and_nothing_else_changes() {
    for (before, after) in ADDED {
        assert_eq!(
            added(before, "new", "nginx:1.27").unwrap(),
            after,
            "{before:?}"
        );
    }
}

#[test]
fn what_was_added_can_be_removed_and_the_file_is_what_it_was() {
    for (before, after) in ADDED {
        assert_eq!(removed(after, "new").unwrap(), before, "{after:?}");
    }
}

#[test]
fn a_file_without_images_gets_a_table_of_them() {
    let pair = "new = \"nginx:1.27\"";
    let cases = [
        ("", format!("[images]\n{pair}\n")),
        ("[images]\n", format!("[images]\n{pair}\n")),
        ("[images] # é", format!("[images] # é\n{pair}")),
        ("\u{feff}# é", format!("\u{feff}# é\n\n[images]\n{pair}")),
        ("# x\r\n\r\n", format!("# x\r\n\r\n[images]\r\n{pair}\r\n")),
        (
            "[defaults]\nplatforms = []\n",
            format!("[defaults]\nplatforms = []\n\n[images]\n{pair}\n"),
        ),
        ("images = {}\n", format!("images = {{ {pair} }}\n")),
        ("images = { } # x", format!("images = {{ {pair} }} # x")),
    ];
    for (before, after) in cases {
        assert_eq!(
            added(before, "new", "nginx:1.27").unwrap(),
            after,
            "{before:?}"
        );
    }
}

#[test]
fn a_name_is_quoted_where_toml_would_not_take_it() {
    let file = "[images]\nweb = \"a:1\"\n";
    assert_eq!(
        added(file, "node.20", "node:20").unwrap(),
        format!("{file}\"node.20\" = \"node:20\"\n")
    );
    let file = "[images.web]\nimage = \"a:1\"\n";
    let after = format!("{file}\n[images.\"a/b\"]\nimage = \"node:20\"\n");
    assert_eq!(added(file, "a/b", "node:20").unwrap(), after);
}

#[test]
fn an_image_goes_with_the_comments_that_are_about_it_alone() {
    let cases = [
        (
            "[images]\na = \"a:1\"\nweb = \"a:2\" # x\nb = \"b:1\"\n",
            "[images]\na = \"a:1\"\nb = \"b:1\"\n",
        ),
        // What stands above may head a group
        (
            "[images]\n# group\nweb = \"a:2\"\nb = \"b:1\"\n",
            "[images]\n# group\nb = \"b:1\"\n",
        ),
        // Unless it would be about nothing, or about something else
        (
            "[images]\na = \"a:1\"\n\n# one\n# two\nweb = \"a:2\"\n\nb = \"b:1\"\n",
            "[images]\na = \"a:1\"\n\nb = \"b:1\"\n",
        ),
        (
            "[images]\na = \"a:1\"\n# one\nweb = \"a:2\"\n[defaults]\n",
            "[images]\na = \"a:1\"\n[defaults]\n",
        ),
        (
            "[images]\na = \"a:1\"\n# one\nweb = \"a:2\"",
            "[images]\na = \"a:1\"",
        ),
        // The head of a file is about the file
        (
            "# ours\nimages.web = \"a:2\"\n\nimages.b = \"b:1\"\n",
            "# ours\n\nimages.b = \"b:1\"\n",
        ),
        (
            "\u{feff}# ours\n# all\n[images.web]\nimage = \"a:2\"\n\n[images.b]\nimage = \"b:1\"\n",
            "\u{feff}# ours\n# all\n\n[images.b]\nimage = \"b:1\"\n",
        ),
        // And what stands apart is about what follows it
        (
            "[images]\n# group\n\n# web\nweb = \"a:2\"\n\nb = \"b:1\"\n",
            "[images]\n# group\n\nb = \"b:1\"\n",
        ),
        // Several lines
        (
            "[images]\na = \"a:1\"\nweb = { image = \"a:2\", platforms = [\n # x\n] }\nb = \"b:1\"\n",
            "[images]\na = \"a:1\"\nb = \"b:1\"\n",
        ),
        // Dotted keys that are not together
        (
            "[images]\nweb.image = \"a\"\nb = \"b:1\"\nweb.tag = \"2\"\n",
            "[images]\nb = \"b:1\"\n",
        ),
        (
            "images.web.image = \"a\"\n# why\n\n# this\nimages.web.tag = \"2\"\nimages.b = \"b:1\"\n",
            "images.b = \"b:1\"\n",
        ),
        (
            "[images.a]\nimage = \"a:1\"\n\n# about web\n[images.web]\n# x\nimage = \"a\"\n\ntag = \"2\"\n\n[images.b]\nimage = \"b:1\"\n",
            "[images.a]\nimage = \"a:1\"\n\n[images.b]\nimage = \"b:1\"\n",
        ),
        (
            "images = { a = \"a:1\", web = \"a:2\", b = \"b:1\" }\n",
            "images = { a = \"a:1\", b = \"b:1\" }\n",
        ),
    ];
    for (before, after) in cases {
        assert_eq!(removed(before, "web").unwrap(), after, "{before:?}");
    }
}

#[test]
fn what_cannot_be_changed_without_a_loss_is_refused_at_its_place() {
    let cases = [
        "images = { web.image = \"a\", web.tag = \"1\", b = \"b:1\" }\n",
        "images = {\n  web = \"a:1\", # about web\n  b = \"b:1\",\n}\n",
    ];
    for file in cases {
        let problems = removed(file, "web").unwrap_err();
        assert_eq!(problems.list.len(), 1);
        let span = problems.list[0].span.clone();
        assert_eq!(&problems.source.text[span], "web", "{file}");
    }
}

#[test]
fn a_file_with_problems_is_not_changed() {
    let problems = added("[images]\nweb = \"a:1\"\nb = 1\n", "new", "nginx:1").unwrap_err();
    assert_eq!(problems.list.len(), 1);
    assert!(added("[images]\nweb = ", "new", "nginx:1").is_err());
    assert!(added("[imagse]\n", "new", "nginx:1").is_err());
}

#[test]
fn what_says_something_else_than_was_meant_is_not_handed_out() {
    let mut draft = Draft::open("images.toml", "[images]\nweb = \"a:1\"\n").unwrap();
    add(&mut draft, "new", "nginx:1", "nginx:2");
    let problems = draft.finish().unwrap_err();
    assert!(
        problems.list[0]
            .message
            .contains("cannot change what is written here"),
        "{problems:?}"
    );
}
