//! Every form of an image, with another tag or digest.

use super::*;
use crate::manifest::edit::replace::{Change, changes};

const OLD: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
const NEW: &str = "sha256:91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e";

pub(super) fn replaced(file: &str, image: &str, reference: &str) -> Result<String, Problems> {
    let mut draft = Draft::open("images.toml", file)?;
    draft.replace(&name(image), &Choice::of(reference.parse().unwrap()))?;
    Ok(draft.finish()?.file)
}

/// Replaces `web` in files in which `OLD` and `NEW` stand for digests.
#[track_caller]
fn assert_replaced(reference: &str, cases: &[(&str, &str)]) {
    let text = |text: &str| text.replace("OLD", OLD).replace("NEW", NEW);
    for (before, after) in cases {
        let (before, after) = (text(before), text(after));
        let is = replaced(&before, "web", &text(reference)).unwrap();
        assert_eq!(is, after, "{before:?}");
        assert_eq!(
            replaced(&is, "web", &text(reference)).unwrap(),
            after,
            "twice is once"
        );
    }
}

#[test]
fn a_tag_is_replaced_where_it_stands() {
    assert_replaced(
        "a:2",
        &[
            ("[images]\nweb = \"a:1\"\n", "[images]\nweb = \"a:2\"\n"),
            ("[images]\nweb = \"a\"\n", "[images]\nweb = \"a:2\"\n"),
            // Quotes, comments, line ends and a byte order mark stay
            (
                "\u{feff}[images] # x\r\n\tweb  =  'a:1'   # why\r\nb = \"a:1\"",
                "\u{feff}[images] # x\r\n\tweb  =  'a:2'   # why\r\nb = \"a:1\"",
            ),
            (
                "[images]\n\"web\" = '''\na:1'''# x\n",
                "[images]\n\"web\" = '''\na:2'''# x\n",
            ),
            (
                "[images]\nweb = \"\\u0061:1\" # x\n",
                "[images]\nweb = \"a:2\" # x\n",
            ),
            // The repository stays as it is written
            (
                "images.web = \"docker.io/library/a:1\"",
                "images.web = \"docker.io/library/a:2\"",
            ),
            (
                "[images]\nweb = { image = \"a:1\", platforms = [ \"linux/amd64\" ] } # x\n",
                "[images]\nweb = { image = \"a:2\", platforms = [ \"linux/amd64\" ] } # x\n",
            ),
            (
                "[images]\nweb = { image = \"a\", tag = '1', platforms = [] }\n",
                "[images]\nweb = { image = \"a\", tag = '2', platforms = [] }\n",
            ),
            (
                "[images]\nweb = { image = \"a\" }\n",
                "[images]\nweb = { image = \"a:2\" }\n",
            ),
            (
                "[images.web]\n# one\nimage = \"a\"\n# two\ntag = \"1\" # three\n\n[defaults]\n",
                "[images.web]\n# one\nimage = \"a\"\n# two\ntag = \"2\" # three\n\n[defaults]\n",
            ),
            (
                "[images]\nweb.image = \"a\"\nb = \"b:1\"\nweb.tag = \"1\"\n",
                "[images]\nweb.image = \"a\"\nb = \"b:1\"\nweb.tag = \"2\"\n",
            ),
            (
                "images = { web = \"a:1\", b = \"b:1\" }\n",
                "images = { web = \"a:2\", b = \"b:1\" }\n",
            ),
        ],
    );
}

#[test]
fn a_pin_by_hand_gives_way_to_a_tag() {
    assert_replaced(
        "a:2",
        &[
            (
                "[images]\nweb = \"a:1@OLD\" # x\n",
                "[images]\nweb = \"a:2\" # x\n",
            ),
            ("[images]\nweb = \"a@OLD\"\n", "[images]\nweb = \"a:2\"\n"),
            (
                "[images]\nweb = { image = \"a@OLD\" }\n",
                "[images]\nweb = { image = \"a:2\" }\n",
            ),
            (
                "[images]\nweb = { image = \"a@OLD\", tag = \"1\" }\n",
                "[images]\nweb = { image = \"a\", tag = \"2\" }\n",
            ),
            (
                "[images]\nweb = { image = \"a:1\", digest = \"OLD\" }\n",
                "[images]\nweb = { image = \"a:2\" }\n",
            ),
            (
                "[images]\nweb = { image = \"a\", digest = \"OLD\", tag = \"1\" }\n",
                "[images]\nweb = { image = \"a\", tag = \"2\" }\n",
            ),
            (
                "[images.web]\nimage = \"a\"\ndigest = \"OLD\" # by hand\nplatforms = []\n",
                "[images.web]\nimage = \"a\"\ntag = \"2\" # by hand\nplatforms = []\n",
            ),
            (
                "images.web.image = \"a\"\nimages.web.digest = \"OLD\"",
                "images.web.image = \"a\"\nimages.web.tag = \"2\"",
            ),
            (
                "images.web.image = \"a\"\nimages.web.tag = \"1\"\nimages.web.digest = \"OLD\"\n",
                "images.web.image = \"a\"\nimages.web.tag = \"2\"\n",
            ),
        ],
    );
}

#[test]
fn a_digest_that_is_given_pins_by_hand() {
    assert_replaced(
        "a:2@NEW",
        &[
            ("[images]\nweb = \"a:1\"\n", "[images]\nweb = \"a:2@NEW\"\n"),
            (
                "[images]\nweb = { image = \"a:1\", platforms = [] }\n",
                "[images]\nweb = { image = \"a:2@NEW\", platforms = [] }\n",
            ),
            (
                "[images]\nweb = { image = \"a\", tag = \"1\", platforms = [] }\n",
                "[images]\nweb = { image = \"a\", tag = \"2\", digest = \"NEW\", platforms = [] }\n",
            ),
            (
                "[images.web]\r\n  image = \"a\"\r\n  tag = \"1\" # x\r\n",
                "[images.web]\r\n  image = \"a\"\r\n  tag = \"2\" # x\r\n  digest = \"NEW\"\r\n",
            ),
            (
                "images.web.image = \"a\"\nimages.web.tag = \"1\"",
                "images.web.image = \"a\"\nimages.web.tag = \"2\"\nimages.web.digest = \"NEW\"",
            ),
            (
                "images = { web.image = \"a\", web.tag = \"1\" }\n",
                "images = { web.image = \"a\", web.tag = \"2\", web.digest = \"NEW\" }\n",
            ),
        ],
    );
    assert_replaced(
        "a@NEW",
        &[
            (
                "[images]\nweb = \"a:1@OLD\"\n",
                "[images]\nweb = \"a@NEW\"\n",
            ),
            (
                "[images]\nweb = { image = \"a\", tag = \"1\" }\n",
                "[images]\nweb = { image = \"a\", digest = \"NEW\" }\n",
            ),
            (
                "[images]\nweb = { image = \"a:1\", digest = \"OLD\" }\n",
                "[images]\nweb = { image = \"a\", digest = \"NEW\" }\n",
            ),
        ],
    );
}

#[test]
fn a_range_gives_way_to_a_tag_with_all_its_keys() {
    let changes_of = |image: &str| {
        let source = Source::new("images.toml", format!("[images]\nweb = {image}\n"));
        let mut findings = Findings::new(&source);
        let document = TomlDocument::parse(&mut findings);
        let choice = Choice::of("a:2".parse().unwrap());
        changes(document.root(), &name("web"), &choice).unwrap()
    };
    let tag_for = |old| Change::Key {
        old,
        new: "tag",
        value: "2".to_owned(),
    };
    assert_eq!(
        changes_of("{ image = \"a\", variant = \"alpine*\", version = \"^1\" }"),
        [tag_for("version"), Change::Removal("variant")]
    );
    assert_eq!(
        changes_of("{ image = \"a\", tag-pattern = '\\d+' }"),
        [tag_for("tag-pattern")]
    );
}

#[test]
fn what_cannot_be_replaced_without_a_loss_is_refused_at_its_place() {
    let file = format!(
        "[images]\nweb = {{\n  image = \"a\", # x\n  tag = \"1\", # y\n  digest = \"{OLD}\" # z\n}}\n"
    );
    let problems = replaced(&file, "web", "a:2").unwrap_err();
    let span = problems.list[0].span.clone();
    assert_eq!(&problems.source.text[span], "web");
}
