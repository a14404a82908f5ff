//! The choice of an image's content: made once, by a tag, a digest or both.

use std::ops::Range;

use super::image::Choice;
use super::schema::{RawChoice, RawImage, RawImageForm, RawSetting};
use crate::document::{Findings, Problem};
use crate::reference::{Reference, Tag};
use crate::select::{TagPattern, TagRule, Variant, VersionRange};

/// The default tag of an image that has neither tag nor digest, with a warning.
pub(super) fn default_tag(raw: &RawImage<'_>, warnings: &mut Findings<'_>) -> Choice {
    let latest = Tag::latest();
    let image = raw.image.value;
    let message = format!("`{}` has no tag, so it means `{latest}`", raw.name.value);
    let problem = Problem::new(raw.image.span.clone(), message);
    warnings.report(problem.help(match raw.form {
        RawImageForm::Short => format!("write the tag: `\"{image}:{latest}\"`"),
        RawImageForm::Table => format!("write the tag: `tag = \"{latest}\"`"),
    }));
    Choice::Tag(latest)
}

/// The rule by which the tag is chosen, if there is one. What is malformed is reported, and so is a variant of nothing.
pub(super) fn rule(raw: &RawImage<'_>, errors: &mut Findings<'_>) -> Option<TagRule> {
    let choice = &raw.choice;
    let mut variant = None;
    if let Some(setting) = &choice.variant {
        variant = Some(errors.parsed::<Variant>(&setting.value));
        if choice.version.is_none() {
            report_lone_variant(choice, setting, errors);
        }
    }
    let pattern = choice.tag_pattern.as_ref();
    let pattern = pattern.and_then(|it| errors.parsed::<TagPattern>(&it.value));
    match &choice.version {
        Some(version) => {
            let range = errors.parsed::<VersionRange>(&version.value)?;
            let variant = variant.map_or(Some(None), |it| it.map(Some))?;
            Some(TagRule::Version { range, variant })
        }
        None => pattern.map(TagRule::Pattern),
    }
}

fn report_lone_variant(
    choice: &RawChoice<'_>,
    variant: &RawSetting<'_>,
    errors: &mut Findings<'_>,
) {
    let message = "`variant` has no effect without `version`";
    let problem = Problem::new(variant.key.clone(), message);
    errors.report(problem.help(match choice.tag_pattern {
        Some(_) => "write it into `tag-pattern`, which is matched against the whole tag",
        None => "write the full tag as `tag`",
    }));
}

/// One way of choosing.
struct TagChoice {
    what: &'static str,
    span: Range<usize>,
}

/// Whether no two ways of choosing are there, but a tag beside a digest.
pub(super) fn is_chosen_once(
    raw: &RawImage<'_>,
    own: &Reference,
    errors: &mut Findings<'_>,
) -> bool {
    let own_tag = own.tag.as_ref().map(|tag| TagChoice {
        what: "tag",
        span: part(raw, tag.as_str(), Some('@'), errors),
    });
    let own_digest = own.digest.as_ref().map(|digest| TagChoice {
        what: "digest",
        span: part(raw, digest.as_str(), None, errors),
    });
    let way = |what, setting: &Option<RawSetting<'_>>| {
        setting.as_ref().map(|setting| TagChoice {
            what,
            span: setting.key.start..setting.value.span.end,
        })
    };
    let tag = way("tag", &raw.choice.tag);
    let digest = way("digest", &raw.choice.digest);
    let version = way("version", &raw.choice.version);
    let pattern = way("tag-pattern", &raw.choice.tag_pattern);
    let before = errors.count();
    report_pair(&own_tag, &tag, errors);
    report_pair(&own_digest, &digest, errors);
    let by_hand = [own_tag.or(tag), own_digest.or(digest)];
    for range in [&version, &pattern] {
        by_hand
            .iter()
            .for_each(|way| report_pair(way, range, errors));
    }
    report_pair(&version, &pattern, errors);
    errors.count() == before
}

fn report_pair(one: &Option<TagChoice>, two: &Option<TagChoice>, errors: &mut Findings<'_>) {
    let (Some(one), Some(two)) = (one, two) else {
        return;
    };
    let mut ways = [one, two];
    ways.sort_by_key(|way| way.span.start);
    let [TagChoice { what, span }, second] = ways;
    let message = if *what == second.what {
        format!("the {what} is given twice")
    } else {
        format!("`{}` and `{what}` cannot be used together", second.what)
    };
    let problem = Problem::new(second.span.clone(), message).label("also given here");
    let problem = problem.other(span.clone(), "first given here");
    errors.report(problem.help("keep one of them"));
}

/// The place of a part of the reference, looked for before a mark where there is one; where it is written with
/// escapes, the whole.
fn part(raw: &RawImage<'_>, part: &str, end: Option<char>, errors: &Findings<'_>) -> Range<usize> {
    let span = raw.image.span.clone();
    let written = &errors.source().text[span.clone()];
    let end = end
        .and_then(|end| written.rfind(end))
        .unwrap_or(written.len());
    match written[..end].rfind(part) {
        Some(at) => span.start + at..span.start + at + part.len(),
        None => span,
    }
}
