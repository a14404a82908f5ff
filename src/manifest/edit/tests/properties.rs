//! What holds of every file.

use proptest::prelude::*;

use super::replace::replaced;
use super::*;

prop_compose! {
    /// A line of a table `[images]`, its name aside.
    fn line()(
        before in prop::sample::select(vec!["", "\n", "# é\n", "\n# above\n", " \t\n"]),
        indentation in prop::sample::select(vec!["", "  ", "\t"]),
        value in prop::sample::select(vec![
            "= \"a:1\"", "='a:1'", " =  { image = \"a\", tag = '1' }", ".image = \"a:1\"",
            "= { image = \"a:1\", platforms = [\n\"linux/amd64\", # [images]\n ] }",
        ]),
        behind in prop::sample::select(vec!["", " # [x]", "\t"]),
    ) -> (String, String) {
        (format!("{before}{indentation}"), format!("{value}{behind}\n"))
    }
}

prop_compose! {
    /// Files of every form, with one image at least.
    fn file()(
        form in 0..4,
        lines in prop::collection::vec(line(), 1..6),
        mark in prop::sample::select(vec!["", "\u{feff}"]),
        head in prop::sample::select(vec!["", "# head\n", "[defaults]\nplatforms = []\n", "\n"]),
        tail in prop::sample::select(vec!["", "\n", "# tail\n", "\n# tail\n", " # tail\n\n"]),
        ends in prop::collection::vec(any::<bool>(), 60),
        is_ended in any::<bool>(),
    ) -> String {
        let head = if form == 1 || form == 3 { head.replace("[defaults]\nplatforms", "defaults.platforms") } else { head.to_owned() };
        let mut text = head;
        text += if form == 0 { "[images]\n" } else { "" };
        for (index, (before, value)) in lines.iter().enumerate() {
            text += &match form {
                0 => format!("{before}i{index}{value}"),
                1 => format!("{before}images.i{index}{value}"),
                2 => format!("{before}[images.i{index}]\nimage = \"a:1\" # x\n"),
                _ if index == 0 => "images = { i0 = \"a:1\" }\n".to_owned(),
                _ => String::new(),
            };
        }
        text += tail;
        // Line ends of both kinds, as `ends` says, and at the end none where `is_ended` says so
        let count = text.matches('\n').count();
        let mut out = mark.to_owned();
        for (index, part) in text.split('\n').enumerate() {
            out += part;
            if index < count && (is_ended || index + 1 < count) {
                out += if ends[index % ends.len()] { "\r\n" } else { "\n" };
            }
        }
        out
    }
}

proptest! {
    #[test]
    fn adding_and_removing_gives_back_every_byte(file in file()) {
        let with = added(&file, "new", "nginx:1.27").unwrap();
        prop_assert_ne!(&with, &file);
        prop_assert_eq!(removed(&with, "new").unwrap(), file);
    }

    #[test]
    fn adding_puts_something_in_one_place(file in file()) {
        let with = added(&file, "new", "nginx:1.27").unwrap();
        let before = file.bytes().zip(with.bytes()).take_while(|(one, other)| one == other).count();
        let behind = file.bytes().rev().zip(with.bytes().rev()).take_while(|(one, other)| one == other).count();
        prop_assert!(before + behind >= file.len(), "{with:?}");
    }

    #[test]
    fn replacing_there_and_back_gives_back_every_byte(file in file()) {
        for image in Draft::open("images.toml", &file).unwrap().images().keys() {
            let other = replaced(&file, image.as_str(), "a:2").unwrap();
            prop_assert_ne!(&other, &file);
            prop_assert_eq!(&replaced(&other, image.as_str(), "a:1").unwrap(), &file);
        }
    }

    #[test]
    fn removing_any_image_leaves_all_others(file in file()) {
        let draft = Draft::open("images.toml", &file).unwrap();
        // The last one is for nobody to remove
        for image in draft.images().keys().skip(usize::from(draft.images().len() == 1)) {
            let left = removed(&file, image.as_str()).unwrap();
            prop_assert_eq!(Draft::open("images.toml", &left).unwrap().images().len() + 1, draft.images().len());
        }
    }
}

proptest! {
    #[test]
    fn the_line_that_excludes_says_what_it_is_given_in_one_safe_line(pattern in "\\PC{1,4}\\p{C}?[^\0]{1,8}x") {
        let line = exclude_line(&[&pattern]);
        prop_assert!(line.chars().all(|letter| letter.is_alphanumeric() || (' '..='~').contains(&letter)));
        if let Ok(parsed) = pattern.parse::<crate::exclude::Pattern>() {
            let text = format!("[images]\na = \"a:1\"\n[files]\n{line}\n");
            let manifest = Manifest::parse(&Source::new("images.toml", text)).unwrap();
            prop_assert_eq!(manifest.exclude.patterns(), &[parsed]);
        }
    }
}
