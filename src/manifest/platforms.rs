//! The platforms of an image: each one once, under its canonical name.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Findings, Placed, Problem};
use crate::reference::{Platform, PlatformError};

/// The platforms that are written, each reported where it is none or is given twice; of one that looks mistyped there
/// is a warning.
pub(super) fn normalised(
    written: &[Placed<&str>],
    errors: &mut Findings<'_>,
    warnings: &mut Findings<'_>,
) -> BTreeSet<Platform> {
    let mut first: BTreeMap<Platform, &Placed<&str>> = BTreeMap::new();
    for text in written {
        let Some(platform) = platform(text, errors) else {
            continue;
        };
        if let Some(first) = first.get(&platform) {
            let message = format!("the platform `{platform}` is given twice");
            let (again, before) = (means(text.value, &platform), means(first.value, &platform));
            let problem = Problem::new(text.span.clone(), message).label(again);
            let problem = problem.other(first.span.clone(), before);
            errors.report(problem.help("keep one of them"));
        } else {
            if let Some(near) = platform.meant() {
                let message = format!("`{platform}` is not a known platform");
                let problem = Problem::new(text.span.clone(), message);
                warnings.report(problem.label(format!("did you mean `{near}`?")));
            }
            first.insert(platform, text);
        }
    }
    first.into_keys().collect()
}

fn means(written: &str, platform: &Platform) -> String {
    if written == platform.as_str() {
        "given here".to_owned()
    } else {
        format!("means `{platform}`")
    }
}

fn platform(text: &Placed<&str>, errors: &mut Findings<'_>) -> Option<Platform> {
    let report = |error: PlatformError| {
        let problem = Problem::new(text.span.clone(), error.to_string());
        let linux = format!("linux/{}", text.value);
        let bare = linux.parse::<Platform>().ok();
        let bare = bare.filter(|_| !text.value.contains('/'));
        // Of a word that is no architecture, the message has an example of the form
        let meant = bare.and_then(|it| match it.is_known() {
            true => Some(linux),
            false => it.meant(),
        });
        errors.report(match meant {
            Some(meant) => problem.help(format!("write `\"{meant}\"`")),
            None => problem,
        });
    };
    text.value.parse().map_err(report).ok()
}
